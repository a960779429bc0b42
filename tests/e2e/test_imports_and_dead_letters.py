"""Real files in, by the command line; and a message that nobody can handle, seen, mended and replayed."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import amqp
import psycopg
import pytest
from running import Suite, until
from sqlalchemy.engine import make_url
from uuid_utils.compat import uuid7

from shared.events.canonical import canonical
from shared.events.event import Event

#: real inputs that nobody here wrote; they stand beside the project and are not part of it
DATA = Path(__file__).parents[3] / "shared" / "data"
PROGRAMME = "TRIAL-1"

real_files = pytest.mark.skipif(not DATA.exists(), reason="the folder of real inputs is not beside the project")


@pytest.fixture(scope="module")
def programme(own_suite: Suite) -> str:
    """A programme to import into."""
    api = own_suite.api()
    org = api.post("/organisations", json={"name": "A council", "sector": "local_authority"})
    fields = {
        "programme_id": PROGRAMME,
        "title": "A programme for trying imports",
        "host_org_id": org.json()["result"]["org_id"],
        "starts_on": "2024-01-01",
    }
    answer = api.post("/programmes", json=fields)
    assert answer.status_code == 201, answer.text
    return PROGRAMME


def counts(result: dict) -> tuple[int, int, int]:
    return result["accepted"], result["unchanged"], len(result["refused"])


@real_files
def test_a_broken_cell_is_refused_by_row_and_field_and_the_rest_accepted(own_suite: Suite, tmp_path: Path):
    with (DATA / "nihr" / "nihr_awards.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))
    rows[5][rows[0].index("Start_Date")] = "the first of never"
    broken = tmp_path / "broken.csv"
    with broken.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    trial = own_suite.waymark_json("import", "nihr-awards", str(broken), "--dry-run", code=1)
    assert counts(trial) == (23, 0, 1)
    done = own_suite.waymark_json("import", "nihr-awards", str(broken), code=1)
    assert counts(done) == (23, 0, 1)
    refused = done["refused"][0]
    assert refused["file"] == "broken.csv"
    assert refused["row"] == 6  # the fifth award, below the header, as a spreadsheet numbers it
    assert refused["field"] == "Start_Date"
    assert "like 2024-01-31" in refused["message"]


@real_files
def test_awards_are_imported_once(own_suite: Suite):
    awards = str(DATA / "nihr" / "nihr_awards.csv")
    assert counts(own_suite.waymark_json("import", "nihr-awards", awards)) == (1, 23, 0)
    assert counts(own_suite.waymark_json("import", "nihr-awards", awards)) == (0, 24, 0)


@real_files
@pytest.mark.parametrize(
    ("file", "accepted"),
    [
        ("ris/example_basic.ris", 1),
        ("ris/example_bom.ris", 1),
        ("ris/example_full.ris", 2),
        ("ris/example_multi_unknown_tags.ris", 0),  # the work of example_basic.ris again, with tags nobody knows
        ("ris/example_utf_chars.ris", 1),
        ("bibtex/bibtex.bib", 1),
        ("crossref/bibtex_science_169_635.bib", 1),
        ("crossref/work_jclinpath-2020-206745.json", 1),
        ("crossref/work_plos_0033693.json", 1),
    ],
)
def test_outputs_are_imported_once(own_suite: Suite, programme: str, file: str, accepted: int):
    words = ("import", "outputs", str(DATA / file), "--programme", programme)
    first = own_suite.waymark_json(*words)
    again = own_suite.waymark_json(*words)
    assert first["refused"] == []
    assert first["accepted"] == accepted
    assert counts(again) == (0, first["accepted"] + first["unchanged"], 0)


@real_files
def test_a_web_of_science_export_is_refused_with_a_sentence_that_says_what_it_is(own_suite: Suite, programme: str):
    file = str(DATA / "ris" / "example_wos.ris")
    result = own_suite.waymark_json("import", "outputs", file, "--programme", programme, code=1)
    assert result["accepted"] == 0
    assert "Web of Science" in result["refused"][0]["message"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.ris", b""),
        ("binary.bib", bytes(range(256)) * 64),
        ("large.ris", b"TY  - JOUR\nTI  - x\n" + b"x" * (50 << 20)),
    ],
)
def test_a_file_that_is_no_list_of_outputs_is_refused_with_a_sentence(
    own_suite: Suite, programme: str, tmp_path: Path, name: str, content: bytes
):
    file = tmp_path / name
    file.write_bytes(content)
    result = own_suite.waymark_json("import", "outputs", str(file), "--programme", programme, code=1)
    assert result["accepted"] == 0
    assert result["refused"][0]["file"] == name
    assert len(result["refused"][0]["message"]) > 20


def publish(suite: Suite, *messages: amqp.Message) -> None:
    """Put messages on the broker past every service, under a routing key that the projector alone listens to."""
    url = make_url(suite.run_file["amqp_uri"])
    with amqp.Connection(f"{url.host}:{url.port}", url.username, url.password, virtual_host=url.database) as connection:
        for message in messages:
            connection.channel().basic_publish(message, exchange="projects.events", routing_key="milestone.cancelled")


def shown(suite: Suite, message_id: str) -> dict | None:
    """The message in the list of those that could not be handled, while it is there."""
    listed = suite.waymark_json("events", "parked")["parked"]
    return next((item for item in listed if item["message_id"] == message_id), None)


def test_a_message_that_is_no_fact_is_shown_with_its_reason_and_given_up(own_suite: Suite):
    publish(own_suite, amqp.Message(b"this is no fact", content_type="text/plain", message_id="broken-1"))
    broken = until(lambda: shown(own_suite, "broken-1"), 30, "it is parked")
    assert "not a fact" in broken["reason"]
    own_suite.waymark("events", "discard", str(broken["id"]), "--reason", "sent by a test")
    assert shown(own_suite, "broken-1") is None


def test_a_fact_whose_forerunner_is_missing_is_shown_and_taken_once_after_the_mend_though_replayed_twice(
    own_suite: Suite, programme: str
):
    first, second = (reforecast(programme, sequence) for sequence in (1, 2))
    publish(own_suite, second)
    name = second.properties["message_id"]
    waits = until(lambda: shown(own_suite, name), 30, "the second fact waits")
    assert "fact 1 of" in waits["reason"]
    own_suite.waymark("events", "replay", str(waits["id"]), code=1)  # nothing is mended yet
    publish(own_suite, first)
    until(lambda: shown(own_suite, name) is None, 30, "it waits no longer")
    for _ in range(2):
        own_suite.waymark("events", "replay", str(waits["id"]))
    assert in_ledger(own_suite, "select count(*) from ledger where subject = 'm-of-a-test'") == 2


def reforecast(programme: str, sequence: int) -> amqp.Message:
    """A fact as the projects service would send it."""
    event = Event(
        id=uuid7(),
        type="projects.milestone.reforecast",
        version=1,
        subject="m-of-a-test",
        sequence=sequence,
        time=datetime(2026, 3, 1, 9, tzinfo=UTC),
        effectiveon=date(2026, 3, sequence),
        programmeid=programme,
        actorid="a-test",
        body=canonical({"forecast_from": "2026-04-01", "forecast_to": f"2026-05-0{sequence}", "reason_code": "other"}),
        correlationid="a-test",
    )
    return amqp.Message(
        event.body, content_type="application/json", message_id=str(event.id), application_headers=event.headers()
    )


def in_ledger(suite: Suite, query: str) -> int:
    """One number from the reporting service's database."""
    url = make_url(suite.run_file["database_url"])
    address = f"host={url.host} port={url.port} user={url.username} dbname={url.database}_reporting"
    with psycopg.connect(address, password=url.password) as connection:
        return connection.execute(query).fetchone()[0]


def test_the_ledger_and_its_views_agree_after_all_this(own_suite: Suite):
    assert own_suite.waymark_json("views", "audit")["differences"] == 0
    facts = in_ledger(own_suite, "select count(*) from ledger")
    assert in_ledger(own_suite, "select count(distinct event_id) from ledger") == facts
    assert in_ledger(own_suite, "select max(position) from ledger") == facts
