"""Approvals and agreements on a real database: their lives, every refusal, and ends that come by themselves, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from services.projects.commands import agreements, approvals
from services.projects.commands.validity import consider_validity
from services.projects.reminder import record_what_is_due
from services.projects.views import approvals as reads
from services.projects.views import plans
from shared import context
from shared.calls import projects as calls
from shared.context import Actor, Grant
from shared.database import transaction
from shared.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.integration.projects.conftest import Programme, new_programme


def need(programme: Programme, project: str, kind: str = "ethics", **fields: Any) -> str:
    asked = {"project_id": project, "kind": kind, "found_on": "2024-02-10"} | fields
    return str(programme.do(approvals.need_approval, calls.NeedApproval, **asked)["approval_id"])


def seek(programme: Programme, it: str, on: str = "2024-03-01", **fields: Any) -> None:
    programme.do(approvals.seek_approval, calls.SeekApproval, approval_id=it, sought_on=on, **fields)


def decide(programme: Programme, it: str, on: str = "2024-04-01", decision: str = "favourable", **fields: Any) -> None:
    asked = {"approval_id": it, "decision": decision, "decided_on": on} | fields
    programme.do(approvals.decide_approval, calls.DecideApproval, **asked)


def given(programme: Programme, project: str, **fields: Any) -> str:
    it = need(programme, project)
    seek(programme, it)
    decide(programme, it, **fields)
    return it


def sign(programme: Programme, **fields: Any) -> str:
    asked: dict[str, Any] = {
        "programme_id": programme.programme_id,
        "title": "Housing data",
        "kind": "data_sharing",
        "party_org_ids": ["council", "university"],
        "signed_on": "2024-03-01",
    }
    return str(programme.do(agreements.sign_agreement, calls.SignAgreement, **asked | fields)["agreement_id"])


def consider(programme: Programme, on: str) -> int:
    """The job, on a day."""
    actor = Actor("system:scheduler")
    with (
        context.using(actor=actor, recorded_on=date.fromisoformat(on), recorded=[]),
        transaction(programme.engine) as session,
    ):
        return int(consider_validity(session, programme_id=programme.programme_id)["recorded"])


def shown(programme: Programme, it: str) -> dict[str, Any]:
    found: dict[str, Any] = programme.do(reads.approval, calls.Approval, approval_id=it)
    return found


def types(programme: Programme, it: str) -> list[tuple[str, str]]:
    return [(fact["type"].removeprefix("projects."), fact["effectiveon"]) for fact in programme.facts(it)]


def test_an_approval_is_needed_sought_and_given_with_conditions_that_stay_here(programme: Programme) -> None:
    first, second = programme.project(), programme.project(title="Jobs")
    it = need(programme, first, also_project_ids=[second, first])
    assert shown(programme, it)["state"] == "needed"
    seek(programme, it, body="University committee", reference="REC-1")
    assert shown(programme, it)["state"] == "sought"
    words = "Ann Example is to see the transcripts first."
    decide(programme, it, decision="conditions", conditions=words, reference="REC-1/A")
    found = shown(programme, it)
    assert (found["state"], found["conditions"], found["project_ids"]) == ("in_place", words, [first, second])
    assert (found["awaiting_since"], found["application_reference"], found["reference"]) == (None, "REC-1", "REC-1/A")
    facts = programme.facts(it)
    assert words not in str(facts)
    assert facts[-1]["data"]["stands"] is True
    assert types(programme, it) == [
        ("approval.needed", "2024-02-10"),
        ("approval.sought", "2024-03-01"),
        ("approval.decided", "2024-04-01"),
    ]


def test_that_none_is_needed_is_recorded_with_its_reason_and_there_is_nothing_to_apply_for(
    programme: Programme,
) -> None:
    project = programme.project()
    with pytest.raises(Invalid) as refused:
        need(programme, project, kind="equality", needed=False)
    assert list(refused.value.fields) == ["reason_code"]
    it = need(programme, project, kind="equality", needed=False, reason_code="no_people")
    assert shown(programme, it)["state"] == "not_needed"
    with pytest.raises(Conflict):
        seek(programme, it)


def test_what_turns_out_not_to_be_needed_is_ruled_out_but_not_once_it_is_in_place(programme: Programme) -> None:
    project = programme.project()
    it = need(programme, project)
    seek(programme, it)
    ruled = {"approval_id": it, "reason_code": "scope", "found_on": "2024-03-05"}
    programme.do(approvals.rule_out_approval, calls.RuleOutApproval, **ruled)
    assert shown(programme, it)["state"] == "not_needed"
    assert programme.facts(it)[-1]["data"]["needed"] is False
    in_place = given(programme, project)
    with pytest.raises(Conflict):
        programme.do(approvals.rule_out_approval, calls.RuleOutApproval, approval_id=in_place, reason_code="scope")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"on": "2024-02-29"}, "decided_on"),
        ({"on": "2999-01-01"}, "decided_on"),
        ({"decision": "conditions"}, "conditions"),
        ({"decision": "favourable", "conditions": "Mind the gap"}, "decision"),
        ({"decision": "refused", "valid_until": "2026-01-01"}, "valid_until"),
        ({"valid_until": "2024-03-31"}, "valid_until"),
    ],
)
def test_a_decision_that_breaks_a_rule_is_refused_by_its_field(
    programme: Programme, fields: dict[str, Any], field: str
) -> None:
    it = need(programme, programme.project())
    seek(programme, it)
    before = len(programme.facts(it))
    with pytest.raises(Invalid) as refused:
        decide(programme, it, **fields)
    assert list(refused.value.fields) == [field]
    assert len(programme.facts(it)) == before


def test_nothing_is_decided_that_nobody_applied_for_and_nobody_applies_twice_at_once(programme: Programme) -> None:
    it = need(programme, programme.project())
    with pytest.raises(Conflict):
        decide(programme, it)
    seek(programme, it)
    with pytest.raises(Conflict):
        seek(programme, it)


def test_a_refused_renewal_leaves_what_is_in_place_until_its_last_day(programme: Programme) -> None:
    it = given(programme, programme.project(), reference="A", valid_until="2999-01-01")
    seek(programme, it, "2025-01-10")
    assert shown(programme, it)["state"] == "in_place"
    decide(programme, it, "2025-02-01", "refused", reference="B")
    found = shown(programme, it)
    assert (found["state"], found["reference"], found["valid_until"]) == ("in_place", "A", "2999-01-01")
    assert programme.facts(it)[-1]["data"]["stands"] is True
    refused = need(programme, programme.project())
    seek(programme, refused)
    decide(programme, refused, decision="refused")
    assert shown(programme, refused)["state"] == "refused"
    assert programme.facts(refused)[-1]["data"]["stands"] is False


def test_an_approval_that_has_run_out_shows_on_every_project_that_rests_on_it(programme: Programme) -> None:
    first, second, other = programme.project(), programme.project(title="Jobs"), programme.project(title="Parks")
    it = need(programme, first, also_project_ids=[second])
    seek(programme, it)
    decide(programme, it, valid_until="2025-03-31")
    held = sign(programme, project_ids=[second], valid_until="2025-06-30")
    by_project = {
        key: programme.do(plans.project, calls.Project, project_id=key)["lapsed"] for key in (first, second, other)
    }
    over = {"approval_id": it, "valid_until": "2025-03-31"}
    assert by_project == {
        first: [over],
        second: [over, {"agreement_id": held, "valid_until": "2025-06-30"}],
        other: [],
    }
    expired = programme.do(reads.list_approvals, calls.Approvals, programme_id=programme.programme_id, state="expired")
    assert [one["approval_id"] for one in expired["items"]] == [it]


def test_an_end_is_warned_of_and_recorded_once_however_often_and_late_one_looks(programme: Programme) -> None:
    it = given(programme, programme.project(), valid_until="2025-03-31")
    held = sign(programme, valid_until="2025-03-31")
    assert consider(programme, "2024-12-30") == 0
    assert consider(programme, "2024-12-31") == 2  # ninety days are left
    assert consider(programme, "2024-12-31") == 0
    assert consider(programme, "2025-03-31") == 0  # the last day on which they hold
    assert consider(programme, "2025-04-05") == 2
    assert consider(programme, "2025-04-06") == 0
    assert types(programme, it)[3:] == [("approval.expiring", "2024-12-31"), ("approval.expired", "2025-04-01")]
    assert types(programme, held)[1:] == [("agreement.expiring", "2024-12-31"), ("agreement.ended", "2025-03-31")]
    assert programme.facts(it)[3]["data"]["days_left"] == 90
    assert programme.facts(held)[-1]["data"]["reason_code"] == "expired"


def test_one_look_after_all_of_it_records_what_punctual_looks_would_have_recorded(programme: Programme) -> None:
    it = given(programme, programme.project(), valid_until="2025-03-31")
    assert consider(programme, "2026-01-01") == 2
    assert types(programme, it)[3:] == [("approval.expiring", "2024-12-31"), ("approval.expired", "2025-04-01")]


def test_a_renewal_has_an_end_of_its_own(programme: Programme) -> None:
    it = given(programme, programme.project(), valid_until="2025-03-31")
    consider(programme, "2025-01-01")
    seek(programme, it, "2025-01-10")
    decide(programme, it, "2025-02-01", valid_until="2026-03-31")
    assert consider(programme, "2025-06-01") == 0
    assert consider(programme, "2026-06-01") == 2
    assert [name for name, _ in types(programme, it)][3:] == [
        "approval.expiring",
        "approval.sought",
        "approval.decided",
        "approval.expiring",
        "approval.expired",
    ]


def test_two_who_look_at_once_record_once(programme: Programme) -> None:
    its = [given(programme, programme.project(), valid_until="2025-03-31") for _ in range(5)]
    with ThreadPoolExecutor(2) as both:
        found = list(both.map(lambda _: consider(programme, "2025-05-01"), range(2)))
    assert sum(found) == 10
    for it in its:
        assert [name for name, _ in types(programme, it)].count("approval.expired") == 1


def test_the_scheduler_records_the_ends_of_every_programme_but_those_whose_story_is_told(
    programme: Programme, engine: Engine
) -> None:
    it = given(programme, programme.project(), valid_until="2025-03-31")
    with context.using(origin="sample"):
        told = new_programme(engine)
    untouched = given(told, told.project(), valid_until="2025-03-31")
    record_what_is_due(engine)
    record_what_is_due(engine)
    assert [name for name, _ in types(programme, it)][3:] == ["approval.expiring", "approval.expired"]
    assert programme.facts(it)[-1]["actorid"] == "system:scheduler"
    assert len(types(told, untouched)) == 3


def test_an_agreement_is_replaced_by_another_and_one_that_expired_may_still_be(programme: Programme) -> None:
    old, new = sign(programme, valid_until="2025-03-31"), sign(programme, title="Housing data, second")
    with pytest.raises(Invalid):
        programme.do(agreements.end_agreement, calls.EndAgreement, agreement_id=old, reason_code="replaced")
    consider(programme, "2025-04-05")
    ended = {"agreement_id": old, "reason_code": "replaced", "successor_id": new, "note": "Signed again."}
    programme.do(agreements.end_agreement, calls.EndAgreement, **ended)
    found = programme.do(reads.agreement, calls.Agreement, agreement_id=old)
    assert (found["state"], found["ended_on"], found["successor_id"]) == ("replaced", "2025-03-31", new)
    assert found["end_note"] == "Signed again."
    with pytest.raises(Conflict):
        programme.do(agreements.end_agreement, calls.EndAgreement, agreement_id=old, reason_code="terminated")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"reason_code": "terminated", "on": "2024-02-01"}, "on"),
        ({"reason_code": "terminated", "on": "2999-01-01"}, "on"),
        ({"reason_code": "expired"}, "on"),
        ({"reason_code": "terminated", "on": "2024-05-01", "successor_id": "self"}, "successor_id"),
        ({"reason_code": "replaced", "successor_id": "nowhere"}, "successor_id"),
        ({"reason_code": "lost"}, "reason_code"),
    ],
)
def test_an_end_that_breaks_a_rule_is_refused_by_its_field(
    programme: Programme, fields: dict[str, Any], field: str
) -> None:
    it = sign(programme, valid_until="2999-03-31")
    fields = {name: it if value == "self" else value for name, value in fields.items()}
    with pytest.raises(Invalid) as refused:
        programme.do(agreements.end_agreement, calls.EndAgreement, agreement_id=it, **fields)
    assert list(refused.value.fields) == [field]


def test_what_ends_soon_is_a_list_in_order_of_its_last_day(programme: Programme) -> None:
    today = context.today()
    soon = [
        sign(programme, title=str(days), valid_until=date.fromordinal(today.toordinal() + days).isoformat())
        for days in (40, 5, 400)
    ]
    sign(programme, title="for ever")
    sign(programme, title="over", valid_until="2025-01-01")
    asked = {"programme_id": programme.programme_id, "ending_within_days": 90}
    found = programme.do(reads.list_agreements, calls.Agreements, **asked)
    assert [one["agreement_id"] for one in found["items"]] == [soon[1], soon[0]]


def test_a_project_of_another_programme_cannot_rest_on_it(programme: Programme, other: Programme) -> None:
    project, foreign = programme.project(), other.project()
    with pytest.raises(Invalid):
        need(programme, project, also_project_ids=[foreign])
    with pytest.raises(Invalid):
        sign(programme, project_ids=[foreign])


def test_a_partner_of_one_project_sees_what_its_project_rests_on_and_nothing_else(programme: Programme) -> None:
    first, second = programme.project(), programme.project(title="Jobs")
    shared, hidden = need(programme, first, also_project_ids=[second]), need(programme, first)
    held, unseen = sign(programme, project_ids=[second]), sign(programme, project_ids=[first])
    partner = Actor("partner", (Grant("partner", programme.programme_id, second),))
    found = programme.do(reads.list_approvals, calls.Approvals, by=partner)
    assert [one["approval_id"] for one in found["items"]] == [shared]
    listed = programme.do(reads.list_agreements, calls.Agreements, by=partner)
    assert [one["agreement_id"] for one in listed["items"]] == [held]
    programme.do(reads.approval, calls.Approval, by=partner, approval_id=shared)
    with pytest.raises(NotFound):
        programme.do(reads.approval, calls.Approval, by=partner, approval_id=hidden)
    with pytest.raises(NotFound):
        programme.do(reads.agreement, calls.Agreement, by=partner, agreement_id=unseen)


def test_a_partner_of_one_project_says_nothing_of_the_approvals_of_others(programme: Programme) -> None:
    homes, jobs = programme.project(), programme.project(title="Jobs")
    of_one = Actor("partner", (Grant("partner", programme.programme_id, homes),))
    asked = {"project_id": homes, "kind": "ethics", "needed": True}
    before = len(programme.facts())
    with pytest.raises(NotAllowed):
        programme.do(approvals.need_approval, calls.NeedApproval, by=of_one, also_project_ids=[jobs], **asked)
    assert len(programme.facts()) == before
    programme.do(approvals.need_approval, calls.NeedApproval, by=of_one, also_project_ids=[homes], **asked)
