"""Set up what tests need and run them.

The fast ones first, then all the others. Needs no broker or database running beforehand.

Words that are not options of this command go to pytest; paths choose which tests run. The last line is the total of
all groups.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from launcher import install, needs
from launcher.child import Child
from launcher.datafolder import CHECKOUT
from launcher.outcome import Exit
from launcher.processes import inherited
from launcher.progress import say
from launcher.testresult import Tally

SUMMARY = "set up and run the tests"
EXAMPLES = """\
  ./waymark test
  ./waymark test --fast
  ./waymark test tests/unit/launcher -k ports
"""
TAKES_OTHERS = True

#: Each group is a pytest process of its own: the second is patched by eventlet, in which a browser cannot be driven.
GROUPS = (
    ("fast", ("tests/unit", "tests/contract"), {"WAYMARK_TEST_GREEN": "0"}),
    ("with broker and database", ("tests/integration", "tests/faults"), {"WAYMARK_TEST_GREEN": "1"}),
    ("whole suite and browser", ("tests/e2e",), {"WAYMARK_TEST_GREEN": "0"}),
)
NO_TESTS_FOUND = 5


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--fast", action="store_true", help="only the fast group")
    parser.add_argument("--setup-only", action="store_true", help="set up what tests need, and run none")


def run(arguments: argparse.Namespace) -> int:
    install.prepare("test")
    if arguments.setup_only:
        return Exit.DONE
    paths = [word for word in arguments.others if (CHECKOUT / word.partition("::")[0]).exists()]
    options = [word for word in arguments.others if word not in paths]
    tally = Tally()
    for name, folders, settings in GROUPS[:1] if arguments.fast else GROUPS:
        chosen = [path for path in paths if path.startswith(folders)] if paths else existing(folders)
        if chosen:
            say(f"\n== {name}: {' '.join(chosen)}")
            run_group(name, chosen, options, settings, tally)
    lacking = needs.missing("test")
    for need in lacking:
        say(f"missing on this machine: {need.name} ({need.without}); to have it: apt install {' '.join(need.debian)}")
    for reason, count in tally.skip_reasons.most_common():
        say(f"skipped {count}: {reason}")
    print(tally.line(), flush=True)
    return Exit.DIFFERENT if tally.failed else Exit.DONE


def existing(folders: tuple[str, ...]) -> list[str]:
    return [folder for folder in folders if any((CHECKOUT / folder).rglob("test_*.py"))]


def run_group(name: str, paths: list[str], options: list[str], settings: dict[str, str], tally: Tally) -> None:
    """One pytest process; its counts are added to the tally, also when it fell over."""
    with tempfile.TemporaryDirectory(prefix="waymark-test-") as folder:
        results = Path(folder) / "results.xml"
        command = [str(install.PYTHON), "-m", "pytest", f"--junitxml={results}", *options, *paths]
        environment = inherited(os.environ) | settings | {"STATIC_DIR": str(install.STATIC)}
        pytest = Child(
            "pytest", command, environment, None, cwd=CHECKOUT, stop_within=90, orphan_signal=Child.stop_signal
        )
        pytest.start()
        try:
            assert pytest.process is not None
            code = pytest.process.wait()
        finally:
            pytest.stop()
        if code != NO_TESTS_FOUND:
            tally.add(name, results, code)
