"""The sample's approvals, boards and front door: every step is accepted by its command, in order, as its teller."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, text

from sample import cast, front_door, governance, story
from sample.steps import PROGRAMME
from services.projects import service
from services.projects.views import approvals, meetings
from services.projects.views import front_door as front_door_views
from shared import context, permissions
from shared.calls import projects as calls
from shared.calls.call import Call
from shared.context import Actor, Grant
from shared.database import transaction
from shared.messaging.rpc import UseCase

AS_OF = date(2026, 11, 25)
#: what has to be there for them
BEFORE = (calls.CreateProgramme, calls.RecordAward, calls.AddWorkstream, calls.StartProject)
WIRED = {**service.PROGRAMMES, **service.PLAN}
USE_CASES: dict[str, tuple[type[Call], UseCase]] = {
    call.name(): (call, use_case)
    for call, use_case in {
        **{call: WIRED[call] for call in BEFORE},
        **service.GOVERNANCE,
        **service.FRONT_DOOR,
    }.items()
}
MANAGER = Actor("manager", (Grant("programme_manager", PROGRAMME),))


def teller(by: str) -> Actor:
    """Who gives a step, with the role that the cast has."""
    if by == "operator":
        return Actor("operator", (Grant("administrator"),))
    return Actor(cast.person_id(by), (Grant(cast.PEOPLE[by].role, PROGRAMME),))


@pytest.fixture(scope="module")
def told(engine: Engine) -> Engine:
    """The story, told."""
    for step in story.steps(AS_OF):
        if step.call not in USE_CASES:
            continue
        call, use_case = USE_CASES[step.call]
        actor = teller(step.by)
        assert permissions.row(step.call).who & {grant.role for grant in actor.grants}, step
        try:
            with (
                context.using(actor=actor, recorded_on=step.on, origin="sample", recorded=[]),
                transaction(engine) as session,
            ):
                use_case(session, **call.parse(step.fields))
        except Exception as error:
            raise AssertionError(f"{step} is refused: {error}") from error
    return engine


def ask(engine: Engine, read: UseCase, call: type[Call], **fields: Any) -> list[dict[str, Any]]:
    with context.using(actor=MANAGER, recorded_on=AS_OF), transaction(engine) as session:
        found: list[dict[str, Any]] = read(session, **call.parse(fields | {"limit": 200}))["items"]
    return found


def test_ends_are_recorded_on_the_day_on_which_they_come(told: Engine) -> None:
    query = text("select attributes from outbox where attributes ->> 'type' like '%.expir%' order by id")
    with transaction(told) as session:
        facts = [row.attributes for row in session.execute(query)]
    assert {fact["type"] for fact in facts} == {
        "projects.approval.expiring",
        "projects.approval.expired",
        "projects.agreement.expiring",
    }
    assert all(fact["time"][:10] == fact["effectiveon"] for fact in facts)


def test_six_approvals_of_which_one_has_run_out_besides_those_of_equality(told: Engine) -> None:
    found = ask(told, approvals.list_approvals, calls.Approvals)
    others = [one for one in found if one["kind"] != "equality"]
    assert len(others) == len(governance.APPROVALS) == 6
    assert Counter(one["state"] for one in others) == {"in_place": 5, "expired": 1}
    assert Counter(one["state"] for one in found if one["kind"] == "equality") == {"in_place": 4, "not_needed": 2}


def test_agreements_one_of_which_was_replaced_before_it_ran_out(told: Engine) -> None:
    found = ask(told, approvals.list_agreements, calls.Agreements)
    assert Counter(one["state"] for one in found) == {"in_force": 4, "replaced": 1}


def test_four_boards_meet_and_are_quorate_but_for_once(told: Engine) -> None:
    boards = ask(told, meetings.list_boards, calls.Boards)
    held = ask(told, meetings.list_meetings, calls.Meetings)
    assert len(boards) == 4
    assert {meeting["board_id"] for meeting in held} == {board["board_id"] for board in boards}
    assert [meeting["held_on"] for meeting in held if not meeting["quorate"]] == ["2025-08-05"]
    states = Counter(action["state"] for action in ask(told, meetings.list_actions, calls.Actions))
    assert states["completed"] > states["overdue"] > 0


def test_eighteen_requests_some_of_which_became_projects_and_one_a_bid(told: Engine) -> None:
    found = ask(told, front_door_views.list_requests, calls.Requests)
    assert len(found) == len(front_door.REQUESTS) == 18
    answers = Counter(one["answer"] for one in found)
    assert (answers["became_project"], answers["became_bid"], answers[None]) == (4, 1, 2)
    bids = ask(told, front_door_views.list_applications, calls.Applications)
    assert Counter(one["state"] for one in bids) == {"awarded": 2, "unsuccessful": 1, "submitted": 1}


def test_the_story_is_the_same_for_the_same_day_and_holds_nothing_after_it() -> None:
    early = date(2025, 6, 30)
    assert story.steps(early) == story.steps(early)
    for step in story.steps(early):
        assert step.on <= early
        if step.call in ("projects.hold_meeting", "projects.answer_request", "projects.decide_approval"):
            days = [value for name, value in step.fields.items() if name.endswith("_on") and name != "due_on"]
            assert all(date.fromisoformat(day) <= step.on for day in days)
