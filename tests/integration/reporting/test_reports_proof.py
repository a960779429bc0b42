"""The proof pack of a submitted report, over RabbitMQ and PostgreSQL, checked as its receiver checks it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from installation import Installation, until
from sqlalchemy import text
from story import PROGRAMME, liverpool

from services.reporting import rebuild
from services.reporting.ledger.append import Writer
from services.reporting.projector import Projector
from services.reporting.proof import container, verify
from services.reporting.service import Reporting
from shared.calls import reporting as calls
from shared.context import Actor, Grant
from shared.errors import Conflict, NotAllowed, NotFound
from shared.events.projects import MilestoneAchieved
from shared.files import Files
from shared.messaging.client import Client
from shared.settings import settings

MANAGER = Actor("person-1", (Grant("programme_manager", PROGRAMME),))
FUNDER = Actor("person-9", (Grant("funder", PROGRAMME),))
PARTNER = Actor("person-7", (Grant("partner", PROGRAMME),))
STRANGER = Actor("person-8", (Grant("funder", "OTHER"),))
PERIOD = {"programme_id": PROGRAMME, "period_from": "2025-07-01", "period_to": "2025-12-31"}


class Suite:
    """A programme whose report was submitted."""

    def __init__(self, installation: Installation, files: Files) -> None:
        self.installation, self.files, self.story = installation, files, liverpool()
        self.client = Client(installation.amqp_uri)

    def ask(self, call: Any, fields: dict[str, Any], actor: Actor = MANAGER) -> Any:
        answer = self.client.call(call, fields, actor=actor, timeout=120)
        return answer["result"] if set(answer) == {"result", "events"} else answer

    def give(self) -> None:
        with self.installation.engine("reporting").begin() as connection:
            Writer().apply(connection, self.story.events)

    def submit(self) -> None:
        self.report_id = self.ask(calls.StartReport, PERIOD)["report_id"]
        with pytest.raises(Conflict, match="nothing to prove yet"):
            self.pack()
        fingerprint = self.ask(calls.Draft, PERIOD)["fingerprint"]
        fields = {"report_id": self.report_id, "fingerprint": fingerprint, "recipients": ["person-9"]}
        self.sent = self.ask(calls.SubmitReport, fields)
        query = text("select count(*) from ledger where type = 'reporting.report.submitted'")
        with self.installation.engine("reporting").connect() as connection:
            until(lambda: connection.execute(query).scalar_one())

    def pack(self, actor: Actor = MANAGER) -> Any:
        return self.ask(calls.ProofPack, {"report_id": self.report_id}, actor)


@pytest.fixture(scope="module")
def suite(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suite]:
    folder: Path = tmp_path_factory.mktemp("files")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FILES_URL", folder.as_uri())
        settings.cache_clear()
        installation.databases("reporting")
        rebuild.ensure(installation.engine("reporting"))
        suite = Suite(installation, Files(folder.as_uri()))
        with installation.running(Projector), installation.running(Reporting):
            # a body with an internal field, behind the figures of the period
            key = {"import_key": "row 7"}
            suite.story.tell(MilestoneAchieved, "m023", "2025-12-01", key, recorded="2026-10-01")
            suite.give()
            suite.submit()
            yield suite
        suite.client.close()
    settings.cache_clear()


def test_the_pack_of_a_submitted_report_is_genuine_and_holds_it_as_sent(suite: Suite) -> None:
    made = suite.pack()
    assert made["file_name"].startswith("SAMPLE-invented-data-") and made["file_name"].endswith("-proof-pack.zip")
    file = suite.files.read(made["sha256"])
    key = suite.ask(calls.Status, {})["key_fingerprint"]
    found = verify.check(file, key)
    assert found.key_compared and found.submitted_by == "person-1"
    contents = dict(container.read(file))
    for kind, artefact in suite.sent["artefacts"].items():
        assert contents[f"report.{kind}"] == suite.files.read(artefact["sha256"])
    assert contents["recipients.json"] == b'["person-9"]'
    assert found.facts > 30 and found.known_at == suite.sent["known_at"] < found.position
    with pytest.raises(verify.Altered, match="another key"):
        verify.check(file, "0" * 64)


def test_a_fact_with_an_internal_field_comes_without_its_contents(suite: Suite) -> None:
    contents = dict(container.read(suite.files.read(suite.pack()["sha256"])))
    facts = [json.loads(line) for line in contents["facts.jsonl"].splitlines()]
    withheld = [fact for fact in facts if fact["body"] is None]
    assert [fact["attributes"]["id"] for fact in withheld] == [str(suite.story.events[-1].id)]
    assert b"row 7" not in contents["facts.jsonl"]


def test_the_pack_is_the_same_after_more_facts(suite: Suite) -> None:
    before = suite.pack()
    suite.story.tell(MilestoneAchieved, "m022", "2025-11-20", {}, recorded="2026-11-02")
    suite.give()
    assert suite.pack() == before


def test_an_altered_ledger_makes_no_genuine_pack(suite: Suite) -> None:
    file = suite.files.read(suite.pack()["sha256"])
    facts = [json.loads(line) for line in dict(container.read(file))["facts.jsonl"].splitlines()]
    victim = facts[len(facts) // 2]["position"]
    change = text("update ledger set effectiveon = effectiveon + 1 where position = :position")
    undo = text("update ledger set effectiveon = effectiveon - 1 where position = :position")
    with suite.installation.engine("reporting").begin() as connection:
        connection.execute(change, {"position": victim})
    try:
        altered = suite.files.read(suite.pack()["sha256"])
    finally:
        with suite.installation.engine("reporting").begin() as connection:
            connection.execute(undo, {"position": victim})
    with pytest.raises(verify.Altered, match=f"at position {victim}: what it says of itself"):
        verify.check(altered)


def test_the_funder_may_have_it_and_a_partner_and_a_stranger_may_not(suite: Suite) -> None:
    assert suite.pack(FUNDER) == suite.pack()
    with pytest.raises(NotAllowed):
        suite.pack(PARTNER)
    with pytest.raises(NotFound):
        suite.pack(STRANGER)
