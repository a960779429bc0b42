"""The main job, as a person does it from the command line: facts in, a funder's report out, the same for ever."""

from __future__ import annotations

import hashlib
import json
import threading
from datetime import date
from pathlib import Path

import pytest
from running import Suite, start, until

PROGRAMME = "SAMPLE-HDRC-LPL"
REPORT = ("report", "--programme", PROGRAMME, "--template", "nihr-six-monthly")
FIRST_HALF = ("--period", "2026-01-01..2026-06-30")
KINDS = ("report.html", "report.pdf", "report.json")


def write_report(suite: Suite, out: Path, *words: str) -> dict:
    suite.waymark(*REPORT, *(words or FIRST_HALF), "--out", str(out))
    return json.loads((out / "report.json").read_text())


def figures(report: dict) -> dict[str, dict]:
    """Every figure of a report by its id."""
    questions = [question for section in report["sections"] for question in section["questions"]]
    return {figure["id"]: figure for question in questions for figure in question["figures"]}


def digests(folder: Path) -> dict[str, str]:
    return {kind: hashlib.sha256((folder / kind).read_bytes()).hexdigest() for kind in KINDS}


def test_a_report_as_known_at_a_position_is_the_same_bytes_after_more_facts_came_in(suite: Suite, tmp_path: Path):
    first = write_report(suite, tmp_path / "first")
    position = str(first["known_at"]["position"])
    fields = {
        "programme_id": PROGRAMME,
        "type": "engagement_activity",
        "title": "Told after the report was written",
        "published_on": "2026-03-03",
    }
    reply = suite.api().post("/outputs", json=fields)
    assert reply.status_code == 201, reply.text
    event = reply.json()["events"][0]
    assert suite.api().get(f"/events/{event}?wait=5").json()["position"] is not None

    write_report(suite, tmp_path / "again", *FIRST_HALF, "--known-at", position)
    assert digests(tmp_path / "again") == digests(tmp_path / "first")

    now = write_report(suite, tmp_path / "now")
    assert figures(now)["outputs.new"]["value"] == figures(first)["outputs.new"]["value"] + 1
    assert event in figures(now)["outputs.new"]["events"]


def test_every_figure_names_its_value_unit_definition_version_and_facts(suite: Suite, tmp_path: Path):
    from services.reporting.templates.loader import template

    found = figures(write_report(suite, tmp_path))
    assert list(found) == template("nihr-six-monthly").figures()
    for figure in found.values():
        assert {"id", "value", "unit", "definition", "version", "events", "state"} <= figure.keys()
    assert found["award.value"]["value"] in ("5000000.00", "5000000")
    assert found["projects.active"]["events"]


def test_the_report_as_known_two_years_ago_is_what_the_history_says(suite: Suite, tmp_path: Path):
    """Counted by hand from the sample's story: what was recorded by the end of that day, and true in that period."""
    from sample import story

    known = date(2024, 11, 22)
    told = [step for step in story.steps(known) if step.on <= known]
    report = write_report(suite, tmp_path, "--period", "2024-01-01..2024-06-30", "--known-at", known.isoformat())
    in_period = {
        step.fields["output_id"]
        for step in told
        if step.call == "outputs.record_output" and "2024-01-01" <= step.fields["published_on"] <= "2024-06-30"
    }
    gone = {step.fields["output_id"] for step in told if step.call == "outputs.withdraw_output"}
    assert figures(report)["outputs.new"]["value"] == len(in_period - gone)
    achieved = [
        step
        for step in told
        if step.call == "projects.achieve_milestone" and "2024-01-01" <= step.fields["achieved_on"] <= "2024-06-30"
    ]
    assert figures(report)["milestones.achieved"]["value"] == len(achieved)
    moves = [
        step
        for step in told
        if step.call == "projects.reforecast_milestone" and "2024-01-01" <= step.fields["known_on"] <= "2024-06-30"
    ]
    assert figures(report)["milestones.moved"]["value"] == len(moves)
    assert report["known_at"]["position"] < write_report(suite, tmp_path / "now")["known_at"]["position"]


def test_loading_the_sample_mails_nothing(suite: Suite):
    subjects = [message["subject"] or "" for message in suite.mail()]
    assert not [subject for subject in subjects if "progress report" in subject.lower() and "2026-07" not in subject]


def test_reports_read_while_the_views_are_rebuilt_are_never_wrong_and_never_fail(suite: Suite, tmp_path: Path):
    position = str(write_report(suite, tmp_path)["known_at"]["position"])
    query = {
        "programme_id": PROGRAMME,
        "template": "nihr-six-monthly",
        "period_from": "2026-01-01",
        "period_to": "2026-06-30",
        "known_at": position,
    }
    first = suite.api().get("/reports/draft", params=query).json()
    rebuilt = threading.Event()
    seen: list[object] = []

    def read() -> None:
        api = suite.api()
        while not rebuilt.is_set():
            answer = api.get("/reports/draft", params=query)
            seen.append(answer.json() if answer.ok else answer.text)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        for _ in range(2):
            suite.waymark("views", "rebuild")
    finally:
        rebuilt.set()
        for reader in readers:
            reader.join()
    assert len(seen) >= 3
    assert all(answer == first for answer in seen)


def test_a_hand_edited_row_is_found_by_the_audit_and_mended_by_a_rebuild(suite: Suite):
    import psycopg
    from sqlalchemy.engine import make_url

    assert suite.waymark_json("views", "audit")["differences"] == 0
    url = make_url(suite.run_file["database_url"])
    address = f"host={url.host} port={url.port} user={url.username} dbname={url.database}_reporting"
    with psycopg.connect(address, password=url.password, autocommit=True) as connection:
        (generation,) = connection.execute(
            "select max(schema_name) from information_schema.schemata where schema_name like 'views_%'"
        ).fetchone()
        changed = connection.execute(
            f"update {generation}.milestones set title = 'edited by hand' "
            f"where ctid = (select min(ctid) from {generation}.milestones) returning key"
        ).fetchone()[0]
    found = suite.waymark_json("views", "audit", code=1)
    assert found["differences"] == 1
    assert changed in json.dumps(found)
    suite.waymark("views", "rebuild")
    assert suite.waymark_json("views", "audit")["differences"] == 0


def test_a_submitted_report_reaches_the_funder_once_with_the_pdf_though_the_suite_was_restarted(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
):
    data = tmp_path_factory.mktemp("mailed") / "data"
    suite = start(data)
    request.addfinalizer(suite.erase)
    request.addfinalizer(suite.stop)
    before = len(suite.mail())
    query = {
        "programme_id": PROGRAMME,
        "template": "nihr-six-monthly",
        "period_from": "2026-07-01",
        "period_to": "2026-12-31",
    }
    api = suite.api()
    draft = api.get("/reports/draft", params=query).json()
    reports = api.get("/reports", params={"programme_id": PROGRAMME}).json()["items"]
    report = next(row for row in reports if row["period"]["to"] == "2026-12-31")
    funder = next(
        row["person_id"]
        for row in api.get("/roles", params={"programme_id": PROGRAMME}).json()["items"]
        if row["role"] == "funder"
    )
    submission = {"fingerprint": draft["fingerprint"], "recipients": [funder]}
    answer = api.post(f"/reports/{report['report_id']}/submit", json=submission)
    assert answer.ok, answer.text
    suite.stop()

    suite = start(data)
    request.addfinalizer(suite.stop)
    mails = until(lambda: suite.mail()[before:], 60, "the funder's mail")
    assert len(mails) == 1
    assert "SAMPLE, invented data" in mails[0]["subject"]
    attached = [part for part in mails[0].walk() if part.get_content_type() == "application/pdf"]
    assert len(attached) == 1
    pdf = attached[0].get_payload(decode=True)
    assert hashlib.sha256(pdf).hexdigest() == answer.json()["result"]["artefacts"]["pdf"]["sha256"]
