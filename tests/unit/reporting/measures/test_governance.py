"""Figures of approvals, equality and meetings, counted by hand, on stories of a few facts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from naive_sight import NaiveSight
from story import PROGRAMME, Story

from services.reporting.measures.period import Period
from services.reporting.measures.registry import by_id
from services.reporting.measures.value import State, Value
from services.reporting.measures.wording import printed
from services.reporting.reports.governancetables import agreements_table, approvals_table, meetings_table
from services.reporting.reports.names import Names
from shared.events.projects import (
    AgreementEnded,
    AgreementSigned,
    ApprovalDecided,
    ApprovalExpired,
    ApprovalNeeded,
    ApprovalSought,
    BoardSet,
    MeetingHeld,
    NothingNewConfirmed,
    ProjectEnded,
    ProjectStarted,
)

PERIOD = Period(date(2026, 1, 1), date(2026, 6, 30))


@pytest.fixture
def story() -> Story:
    story = Story()
    for key in ("homes", "jobs", "parks", "over"):
        story.tell(ProjectStarted, key, "2026-01-10", {"title": key})
    story.tell(ProjectEnded, "over", "2026-03-01", {"outcome": "completed"})
    return story


def value(story: Story, measure: str) -> Value:
    return by_id(measure)(NaiveSight(story.events, PROGRAMME), PERIOD)


def beside(found: Value) -> dict[str, Any]:
    return {line.name: line.amount for line in found.beside}


def need(story: Story, key: str, kind: str = "ethics", project: str = "homes", **more: Any) -> None:
    body = {"kind": kind, "project_id": project, "needed": True} | more
    story.tell(ApprovalNeeded, key, "2026-01-15", body)


def seek(story: Story, key: str, on: str = "2026-02-01") -> None:
    story.tell(ApprovalSought, key, on, {})


def decide(story: Story, key: str, decision: str = "favourable", on: str = "2026-03-01", **more: Any) -> None:
    story.tell(ApprovalDecided, key, on, {"decision": decision, "stands": decision != "refused"} | more)


def given(story: Story, key: str, kind: str = "ethics", project: str = "homes", **more: Any) -> None:
    need(story, key, kind, project)
    seek(story, key)
    decide(story, key, **more)


def test_of_what_active_projects_need_those_count_that_were_given_and_have_not_run_out(story: Story) -> None:
    given(story, "for ever")
    given(story, "last day today", valid_until="2026-06-30")
    given(story, "ends soon", "hra", "jobs", decision="conditions", valid_until="2026-12-30")
    given(story, "ends later", "sponsorship", "jobs", valid_until="2026-12-31")
    given(story, "run out", "data_protection", valid_until="2026-06-29")
    given(story, "refused", "council_governance", decision="refused")
    need(story, "not applied for", project="jobs")
    need(story, "waiting", project="parks")
    seek(story, "waiting", "2026-05-31")
    # none of these counts
    given(story, "of an ended project", project="over")
    given(story, "equality has its own figure", "equality")
    need(story, "not needed", needed=False, reason_code="no_people")
    found = value(story, "approvals.in_place")
    assert (found.amount, found.of) == (4, 8)
    assert beside(found) == {
        "awaiting a decision": 1,
        "longest wait, days": 30,
        "not applied for": 1,
        "refused": 1,
        "past their last day": 1,
        "in place and ending within six months": 2,
    }
    assert [(line.name, line.amount) for line in found.breakdowns[0].lines] == [
        ("Council governance approval", 1),
        ("Data protection impact assessment", 1),
        ("Ethics approval", 4),
        ("HRA approval", 1),
        ("Sponsorship", 1),
    ]


def test_an_approval_is_over_though_nobody_noticed_and_once_somebody_did(story: Story) -> None:
    given(story, "a", valid_until="2026-04-30")
    assert beside(value(story, "approvals.in_place"))["past their last day"] == 1
    story.tell(ApprovalExpired, "a", "2026-05-01", {"valid_until": "2026-04-30"}, recorded="2026-07-01")
    assert beside(value(story, "approvals.in_place"))["past their last day"] == 1


def test_a_renewal_that_is_refused_leaves_what_is_in_place_and_one_that_is_given_has_its_own_end(story: Story) -> None:
    given(story, "a", valid_until="2026-12-31")
    seek(story, "a", "2026-04-01")
    assert value(story, "approvals.in_place").amount == 1
    decide(story, "a", "refused", "2026-05-01", stands=True)
    assert value(story, "approvals.in_place").amount == 1
    given(story, "b", valid_until="2026-04-30")
    seek(story, "b", "2026-04-01")
    decide(story, "b", on="2026-04-15", valid_until="2027-04-30")
    assert (value(story, "approvals.in_place").amount, value(story, "approvals.in_place").of) == (2, 2)


def test_an_approval_counts_once_though_several_projects_rest_on_it(story: Story) -> None:
    need(story, "shared", project="over", also_project_ids=["homes", "jobs"])
    assert value(story, "approvals.in_place").of == 1


def sign(
    story: Story, key: str, kind: str = "data_sharing", projects: tuple[str, ...] = ("homes",), **more: Any
) -> None:
    body = {"title": key, "kind": kind, "party_org_ids": ["a", "b"], "project_ids": list(projects)} | more
    story.tell(AgreementSigned, key, "2026-02-01", body)


def end(story: Story, key: str, reason: str, on: str) -> None:
    story.tell(AgreementEnded, key, on, {"reason_code": reason})


def test_data_sharing_agreements_count_with_the_approvals_until_they_are_replaced_or_terminated(story: Story) -> None:
    sign(story, "in force", valid_until="2026-06-30")
    sign(story, "run out", valid_until="2026-05-31")
    sign(story, "noticed", valid_until="2026-05-31")
    end(story, "noticed", "expired", "2026-05-31")
    sign(story, "replaced")
    end(story, "replaced", "replaced", "2026-05-31")
    sign(story, "terminated today")
    end(story, "terminated today", "terminated", "2026-06-30")
    sign(story, "another kind", "licence")
    sign(story, "of the whole programme", projects=())
    found = value(story, "approvals.in_place")
    assert (found.amount, found.of, beside(found)["past their last day"]) == (2, 4, 2)
    assert beside(found)["in place and ending within six months"] == 2
    assert found.counted == (("agreements", "in force"), ("agreements", "terminated today"))


def test_where_nothing_is_needed_it_says_none_and_where_nobody_looked_nothing(story: Story) -> None:
    assert value(story, "approvals.in_place").state is State.NOT_ASKED
    period = {"from": "2026-01-01", "to": "2026-06-30"}
    confirmed = {"target_id": PROGRAMME, "target_kind": "programme", "section": "approvals", "period": period}
    story.tell(NothingNewConfirmed, PROGRAMME, "2026-06-30", confirmed)
    found = value(story, "approvals.in_place")
    assert (found.state, printed(by_id("approvals.in_place"), found)) == (
        State.NONE,
        "No project under way needs one",
    )


def test_a_project_is_assessed_for_equality_or_has_a_reason_for_none(story: Story) -> None:
    given(story, "a", "equality", "homes")
    need(story, "b", "equality", "jobs", needed=False, reason_code="no_people")
    need(story, "c", "equality", "parks")
    seek(story, "c")
    given(story, "d", "equality", "over")
    given(story, "e", "ethics", "parks")
    found = value(story, "inclusion.assessed")
    assert (found.amount, found.of) == (2, 3)
    assert beside(found) == {
        "with a reason for none": 1,
        "assessment under way": 1,
        "assessment past its last day": 0,
    }
    assert found.counted == (("projects", "homes"), ("projects", "jobs"))


def meet(story: Story, key: str, on: str, board: str = "board", present: int = 5, public: int = 1) -> None:
    body = {
        "board_id": board,
        "present": present,
        "public_members_present": public,
        "attendance": [{"org_id": "council", "present": present - public}],
        "quorum": 4,
        "least_public": 1,
        "quorate": present >= 4 and public >= 1,
    }
    story.tell(MeetingHeld, key, on, body)


def test_meetings_of_the_period_with_those_that_were_quorate_and_had_the_public_there(story: Story) -> None:
    assert value(story, "governance.meetings").state is State.NOT_ASKED
    meet(story, "before", "2025-12-31")
    meet(story, "first day", "2026-01-01")
    meet(story, "last day", "2026-06-30", "panel", public=0)
    meet(story, "few", "2026-03-01", present=2, public=2)
    meet(story, "after", "2026-07-01")
    found = value(story, "governance.meetings")
    assert found.amount == 3
    assert beside(found) == {"quorate": 1, "with members of the public present": 2}
    assert [(line.name, line.amount) for line in found.breakdowns[0].lines] == [("board", 2), ("panel", 1)]


def test_a_meeting_said_anew_is_one_meeting(story: Story) -> None:
    meet(story, "m", "2026-03-01", present=2)
    meet(story, "m", "2026-03-01", present=6)
    found = value(story, "governance.meetings")
    assert (found.amount, beside(found)["quorate"]) == (1, 1)


def test_the_tables_say_it_project_by_project_and_meeting_by_meeting(story: Story) -> None:
    given(story, "a", valid_until="2026-04-30", reference="REC-1")
    need(story, "b", "equality", "jobs", needed=False, reason_code="no_people")
    sign(story, "Housing data", valid_until="2026-05-31")
    sign(story, "Over before", valid_until="2025-12-31")
    story.tell(BoardSet, "board", "2026-01-01", {"title": "Programme board", "quorum": 4, "least_public": 1})
    meet(story, "m", "2026-03-01")
    sight = NaiveSight(story.events, PROGRAMME)
    names = Names(sight, NaiveSight(story.events, ""))
    assert approvals_table(sight, PERIOD, names).rows == (
        ("homes", "Ethics approval", "Past its last day", "REC-1", "2026-03-01", "2026-04-30"),
        ("jobs", "Equality impact assessment", "Not needed", "No people", None, None),
    )
    assert [(row[0], row[5]) for row in agreements_table(sight, PERIOD, names).rows] == [("Housing data", "Expired")]
    assert meetings_table(sight, PERIOD, names).rows == (
        ("2026-03-01", "Programme board", 5, 4, "Yes", 1, "council 4"),
    )
