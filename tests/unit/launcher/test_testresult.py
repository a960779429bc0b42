"""Several pytest runs as one closing line."""

from launcher.testresult import Tally

RESULTS = """<?xml version="1.0"?><testsuites><testsuite tests="5" failures="1" errors="1" skipped="1">
<testcase><skipped message="no browser"/></testcase></testsuite></testsuites>"""


def test_results_are_added_up(tmp_path):
    (tmp_path / "r.xml").write_text(RESULTS)
    tally = Tally()
    tally.add("fast", tmp_path / "r.xml", 1)
    tally.add("slow", tmp_path / "r.xml", 1)
    assert tally.line() == "4 passed, 4 failed, 2 skipped"
    assert tally.skip_reasons == {"no browser": 2}


def test_a_run_that_fell_over_counts_as_a_failure(tmp_path):
    tally = Tally()
    tally.add("fast", tmp_path / "none.xml", -11)
    assert tally.failed == 1


def test_a_run_that_passed_but_ended_badly_counts_as_a_failure(tmp_path):
    (tmp_path / "r.xml").write_text(
        '<testsuites><testsuite tests="1" failures="0" errors="0" skipped="0"/></testsuites>'
    )
    tally = Tally()
    tally.add("fast", tmp_path / "r.xml", 3)
    assert tally.line() == "1 passed, 1 failed, 0 skipped"
