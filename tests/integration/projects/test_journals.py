"""Everything has a journal with its words and can be noted about, by whoever may see it and by nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from services.projects.commands import changes, claims, notes, posts, requests, risks, work_packages
from services.projects.commands.finding import SCOPES
from services.projects.views import journal
from shared.calls import projects as calls
from shared.context import Actor, Grant
from shared.database import transaction
from shared.errors import NotFound
from tests.integration.projects.conftest import Programme


def lines(programme: Programme, target_id: str, by: Actor | None = None, **fields: Any) -> list[dict[str, Any]]:
    asked: dict[str, Any] = {"target_id": target_id, "limit": 50} | fields
    return list(programme.do(journal.entries, calls.Journal, by=by, **asked)["items"])


def note(programme: Programme, target_id: str, words: str, by: Actor | None = None) -> Any:
    return programme.do(notes.note_progress, calls.NoteProgress, by=by, target_id=target_id, note=words)


def risk(programme: Programme, **fields: Any) -> str:
    asked = {
        "programme_id": programme.programme_id,
        "title": "Data come late",
        "kind": "risk",
        "likelihood": 2,
        "impact": 3,
        "response": "treat",
        "description": "The register may be delayed.",
    }
    return str(programme.do(risks.raise_risk, calls.RaiseRisk, **(asked | fields))["risk_id"])


def change(programme: Programme) -> str:
    project = programme.project()
    asked = {
        "programme_id": programme.programme_id,
        "title": "Another name",
        "kind": "scope",
        "changes": [{"call": "change_project", "fields": {"project_id": project, "title": "Houses"}}],
        "note": "Asked by the board.",
    }
    done = programme.do(changes.submit_change_request, calls.SubmitChangeRequest, **asked)
    return str(done["change_request_id"])


def test_a_risk_tells_its_description_and_what_was_noted_of_it(programme: Programme) -> None:
    project = programme.project()
    it = risk(programme, project_id=project)
    note(programme, it, "Asked the register again.")
    newest, first = lines(programme, it)
    assert (newest["type"], newest["note"]) == ("progress.noted", "Asked the register again.")
    assert first["words"] == {"description": "The register may be delayed."}
    assert first["note"] == "The register may be delayed."
    assert newest["data"]["target_kind"] == "risk"
    assert newest["data"]["project_id"] == project


def test_a_question_shows_in_the_journal_of_its_request(programme: Programme) -> None:
    asked = {
        "programme_id": programme.programme_id,
        "title": "Damp homes",
        "kind": "question",
        "asked_by": "community",
        "question": "How many homes are damp?",
    }
    it = str(programme.do(requests.receive_request, calls.ReceiveRequest, **asked)["request_id"])
    assert lines(programme, it)[0]["words"] == {"question": "How many homes are damp?"}


def test_a_part_of_a_project_can_be_noted_about_and_is_of_that_project(programme: Programme) -> None:
    project = programme.project()
    added = programme.do(
        work_packages.add_work_package,
        calls.AddWorkPackage,
        project_id=project,
        title="Field work",
        from_on="2024-03-01",
    )
    partner = Actor("partner", (Grant("partner", programme.programme_id, project),))
    note(programme, added["work_package_id"], "Half of the visits are done.", by=partner)
    assert lines(programme, added["work_package_id"], by=partner)[0]["note"] == "Half of the visits are done."
    with transaction(programme.engine) as session:
        assert SCOPES["target_id"](session, added["work_package_id"]) == (programme.programme_id, project)


def test_what_one_may_not_see_has_no_journal_and_takes_no_note(programme: Programme, other: Programme) -> None:
    claimed = {
        "programme_id": programme.programme_id,
        "org_id": "council",
        "amount": {"amount": "100.00"},
        "covers_from": "2024-04-01",
        "covers_to": "2024-06-30",
        "invoiced_on": "2024-07-01",
    }
    claim = str(programme.do(claims.receive_claim, calls.ReceiveClaim, **claimed)["claim_id"])
    partner = Actor("partner", (Grant("partner", programme.programme_id),))
    researcher = Actor("researcher", (Grant("researcher", programme.programme_id),))
    of_another = Actor("partner", (Grant("partner", programme.programme_id, programme.project()),))
    hidden = [
        (change(programme), partner),
        (claim, partner),
        (claim, researcher),
        (risk(programme, project_id=programme.project()), of_another),
        (risk(programme), other.manager),
    ]
    before = programme.facts()
    for it, who in hidden:
        with pytest.raises(NotFound, match="not yours to see"):
            lines(programme, it, by=who)
        with pytest.raises(NotFound, match="not yours to see"):
            note(programme, it, "Hello", by=who)
    assert programme.facts() == before
    assert lines(programme, claim)[0]["type"] == "partner_claim.received"


def test_a_partner_reads_of_a_post_neither_what_it_costs_nor_who_holds_it(programme: Programme) -> None:
    asked = {
        "programme_id": programme.programme_id,
        "title": "Researcher",
        "role_family": "research",
        "employer_org_id": "uol",
        "fte": "1",
        "planned_start": "2024-02-01",
        "weekly_cost": {"amount": "1100.00"},
    }
    it = str(programme.do(posts.establish_post, calls.EstablishPost, **asked)["post_id"])
    programme.do(posts.fill_post, calls.FillPost, post_id=it, person_id="zoe", on="2024-03-01")
    partner = Actor("partner", (Grant("partner", programme.programme_id),))
    seen = lines(programme, it, by=partner)
    assert len(seen) == 2 and "1100" not in str(seen) and "zoe" not in str(seen)
    assert "1100" in str(lines(programme, it)) and "zoe" in str(lines(programme, it))


def test_nothing_is_noted_of_what_is_not_there(programme: Programme) -> None:
    with pytest.raises(NotFound, match="nothing with the id"):
        note(programme, "none", "Hello")
