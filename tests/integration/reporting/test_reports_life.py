"""A report from its start to its submission, over RabbitMQ, with the projector beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from installation import Installation, until
from sqlalchemy import text
from story import PROGRAMME, Story, liverpool

from services.reporting import rebuild
from services.reporting.ledger.append import Writer
from services.reporting.projector import Projector
from services.reporting.service import Reporting
from services.reporting.templates.loader import template
from shared.calls import reporting as calls
from shared.context import Actor, Grant
from shared.errors import Conflict, Invalid, NotAllowed, NotFound
from shared.events.projects import MilestoneAchieved, MilestonePlanned
from shared.files import Files
from shared.messaging.client import Client
from shared.settings import settings

MANAGER = Actor("person-1", (Grant("programme_manager", PROGRAMME),))
FUNDER = Actor("person-9", (Grant("funder", PROGRAMME),))
PARTNER = Actor("person-7", (Grant("partner", PROGRAMME),))
OPERATOR = Actor("person-0", (Grant("administrator"),))
STRANGER = Actor("person-8", (Grant("programme_manager", "OTHER"),))
PERIOD = {"programme_id": PROGRAMME, "period_from": "2026-01-01", "period_to": "2026-06-30"}
EARLIER = {"programme_id": PROGRAMME, "period_from": "2025-07-01", "period_to": "2025-12-31"}


@dataclass
class Suite:
    """The running service with a programme in its ledger."""

    installation: Installation
    client: Client
    files: Files
    story: Story
    writer: Writer = field(default_factory=Writer)

    def ask(self, call: Any, fields: dict[str, Any], actor: Actor = MANAGER, **options: Any) -> Any:
        answer = self.client.call(call, fields, actor=actor, timeout=60, **options)
        return answer["result"] if isinstance(answer, dict) and set(answer) == {"result", "events"} else answer

    def give(self) -> None:
        """Put what was told of the story since into the ledger."""
        with self.installation.engine("reporting").begin() as connection:
            self.writer.apply(connection, self.story.events)

    def position(self) -> int:
        return int(self.ask(calls.Status, {})["position"])

    def types(self) -> list[str]:
        with self.installation.engine("reporting").connect() as connection:
            found = connection.execute(text("select type from ledger where service = 'reporting' order by position"))
            return list(found.scalars())


@pytest.fixture(scope="module")
def suite(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suite]:
    folder: Path = tmp_path_factory.mktemp("files")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FILES_URL", folder.as_uri())
        settings.cache_clear()
        installation.databases("reporting")
        rebuild.ensure(installation.engine("reporting"))
        client = Client(installation.amqp_uri)
        told = Suite(installation, client, Files(folder.as_uri()), liverpool())
        with installation.running(Projector), installation.running(Reporting):
            told.give()
            yield told
        client.close()
    settings.cache_clear()


def figures(report: dict[str, Any]) -> dict[str, Any]:
    return {f["id"]: f for s in report["sections"] for q in s["questions"] for f in q["figures"]}


def test_a_draft_has_every_figure_of_its_template_and_opens_each_to_its_facts_in_words(suite: Suite) -> None:
    draft = suite.ask(calls.Draft, PERIOD)
    found = figures(draft["report"])
    assert list(found) == template("nihr-six-monthly").figures()
    assert found["milestones.on_time"]["printed"] == "2 of 5"
    opened = suite.ask(calls.Figure, PERIOD | {"figure_id": "award.value"})
    assert [fact["sentence"] for fact in opened["facts"]["items"]] == [
        f"Award {PROGRAMME} began on 1 January 2024",
        f"A change to award {PROGRAMME} was agreed on 10 March 2025",
    ]
    assert opened["facts"]["total"] == found["award.value"]["events"] == 2


def test_the_same_position_gives_the_same_three_files_after_more_facts(suite: Suite) -> None:
    first = suite.ask(calls.RenderReport, PERIOD)
    suite.story.tell(
        MilestonePlanned,
        "m-new",
        "2026-06-01",
        {"title": "A new one", "baseline_on": "2026-06-20", "contractual": False},
        recorded="2026-11-01",
    )
    suite.give()
    now = suite.ask(calls.RenderReport, PERIOD)
    again = suite.ask(calls.RenderReport, PERIOD | {"known_at": first["known_at"]})
    assert now["artefacts"]["json"]["sha256"] != first["artefacts"]["json"]["sha256"]
    assert again["artefacts"] == first["artefacts"]
    assert set(first["artefacts"]) == {"html", "pdf", "json"}
    assert first["fingerprint"] == first["artefacts"]["json"]["sha256"]
    pdf = suite.files.read(first["artefacts"]["pdf"]["sha256"])
    assert pdf.startswith(b"%PDF-1.7") and len(pdf) == first["artefacts"]["pdf"]["size"]


def test_what_was_seen_is_what_is_sent_and_it_is_sent_once(suite: Suite) -> None:
    report_id = suite.ask(calls.StartReport, EARLIER)["report_id"]
    with pytest.raises(Conflict, match="started already"):
        suite.ask(calls.StartReport, EARLIER)
    before = suite.ask(calls.Draft, EARLIER)["fingerprint"]
    written = {"report_id": report_id, "question_id": "summary.plain", "text": "We finished <the> atlas.\n\nAnd more."}
    assert suite.ask(calls.WriteNarrative, written)["narrative"] == 1
    draft = suite.ask(calls.Draft, EARLIER)
    assert draft["fingerprint"] != before
    submit = {"report_id": report_id, "fingerprint": before, "recipients": ["person-9"]}
    with pytest.raises(Conflict, match="changed since you saw it"):
        suite.ask(calls.SubmitReport, submit)
    submit["fingerprint"] = draft["fingerprint"]
    sent = suite.ask(calls.SubmitReport, submit, idempotency_key="one-press")
    assert suite.ask(calls.SubmitReport, submit, idempotency_key="one-press") == sent
    with pytest.raises(Conflict, match="was submitted on"):
        suite.ask(calls.SubmitReport, submit)
    until(lambda: suite.types().count("reporting.report.submitted") == 1)
    assert suite.types() == ["reporting.report.started", "reporting.report.generated", "reporting.report.submitted"]
    stored = suite.ask(calls.Report, {"report_id": report_id})
    assert stored["state"] == "submitted" and stored["artefacts"] == sent["artefacts"]
    html = suite.files.read(sent["artefacts"]["html"]["sha256"])
    assert b"We finished &lt;the&gt; atlas." in html and b"SAMPLE, invented data" in html
    assert hashlib.sha256(suite.files.read(sent["artefacts"]["json"]["sha256"])).hexdigest() == sent["fingerprint"]


def test_a_late_fact_is_listed_until_it_is_decided_about_and_the_next_report_says_so(suite: Suite) -> None:
    submitted = suite.ask(calls.Reports, {"programme_id": PROGRAMME})["items"][0]
    late = suite.story.tell(MilestoneAchieved, "m009", "2025-11-20", {}, recorded="2026-11-02")
    suite.give()
    found = suite.ask(calls.LateFacts, {"programme_id": PROGRAMME})
    assert [(i["event_id"], i["decision"]) for i in found["items"]] == [(str(late.id), "not decided yet")]
    asked = {"event_id": str(late.id)}
    assert suite.ask(calls.PositionOf, asked)["position"] is not None
    assert suite.ask(calls.PositionOf, asked, STRANGER)["position"] is None
    decided = {"fact_ids": [str(late.id)], "choice": "carry_forward", "reason_code": "immaterial", "note": "Small."}
    with pytest.raises(Invalid, match="of this programme"):
        foreign = {"report_id": submitted["report_id"], "fact_ids": [str(uuid4())]}
        suite.ask(calls.DecideRestatement, decided | foreign)
    suite.ask(calls.DecideRestatement, decided | {"report_id": submitted["report_id"]})
    until(lambda: suite.ask(calls.LateFacts, {"programme_id": PROGRAMME})["items"][0]["decision"] == "carry_forward")
    report = suite.ask(calls.Draft, PERIOD)["report"]
    assert figures(report)["report.late_facts"]["value"] == 1
    tables = {t["id"]: t for s in report["sections"] for q in s["questions"] for t in q["tables"]}
    changed = {row[0]: row[1:] for row in tables["late.figures"]["rows"]}
    assert changed["Milestones achieved"] == ["5", "6"]


def test_the_funder_sees_a_period_as_it_was_submitted_and_nothing_else(suite: Suite) -> None:
    for outside in (FUNDER, PARTNER):
        with pytest.raises(NotFound, match="submitted yet"):
            suite.ask(calls.Draft, PERIOD, outside)
    live = suite.ask(calls.Draft, EARLIER)["report"]
    shown = suite.ask(calls.Draft, EARLIER, FUNDER)["report"]
    assert shown["known_at"]["position"] < live["known_at"]["position"]
    moved = suite.ask(calls.Figure, EARLIER | {"figure_id": "milestones.moved"}, FUNDER)["facts"]["items"][0]
    assert {f["name"] for f in moved["fields"]} >= {"forecast_from", "forecast_to"} and moved["withheld"] == 0
    moved = suite.ask(calls.Figure, EARLIER | {"figure_id": "milestones.moved"}, PARTNER)["facts"]["items"][0]
    assert moved["fields"] == [] and moved["withheld"] == 3
    with pytest.raises(NotAllowed):
        suite.ask(calls.StartReport, PERIOD, FUNDER)
    with pytest.raises(NotFound):
        suite.ask(calls.Draft, PERIOD, STRANGER)


def test_a_second_revision_can_be_started_and_a_receipt_recorded(suite: Suite) -> None:
    submitted = suite.ask(calls.Reports, {"programme_id": PROGRAMME})["items"][-1]
    suite.ask(calls.RecordReceipt, {"report_id": submitted["report_id"], "funder_reference": "NIHR/1"}, FUNDER)
    assert suite.ask(calls.Report, {"report_id": submitted["report_id"]})["state"] == "received"
    assert suite.ask(calls.StartReport, EARLIER)["revision"] == 2
    shown = suite.ask(calls.Draft, EARLIER, FUNDER)
    assert (shown["report_id"], shown["state"]) == (submitted["report_id"], "received"), "the next draft is not theirs"


def test_views_are_rebuilt_and_audited_by_jobs_that_can_be_watched(suite: Suite) -> None:
    for call in (calls.RebuildViews, calls.AuditViews):
        job_id = suite.ask(call, {}, OPERATOR)["job_id"]
        job = until(lambda: finished(suite.ask(calls.Job, {"job_id": job_id}, OPERATOR)), within=120)  # noqa: B023
        assert job["state"] == "done", job


def finished(job: dict[str, Any]) -> dict[str, Any] | None:
    return job if job["state"] in ("done", "failed") else None


def test_a_fact_is_found_by_its_id_with_its_position(suite: Suite) -> None:
    event = suite.story.events[10]
    found = suite.ask(calls.PositionOf, {"event_id": str(event.id), "wait": 1})
    assert found["position"] == 11
    told = suite.ask(calls.Fact, {"event_id": str(event.id)})
    assert told["position"] == 11 and told["recorded_by"] == "person-1"
    with pytest.raises(NotFound):
        suite.ask(calls.Fact, {"event_id": str(event.id)}, STRANGER)
