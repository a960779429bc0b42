"""Boards, meetings and actions on a real database: quorum from who came, corrections, and what is overdue."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from services.projects.commands import meetings
from services.projects.views import meetings as reads
from shared import context
from shared.calls import projects as calls
from shared.context import Actor, Grant
from shared.errors import Conflict, Invalid, NotFound
from tests.integration.projects.conftest import Programme


def board(programme: Programme, **fields: Any) -> str:
    asked = {
        "programme_id": programme.programme_id,
        "title": "Programme board",
        "quorum": 5,
        "least_public": 1,
        "from_on": "2024-01-10",
    } | fields
    return str(programme.do(meetings.set_board, calls.SetBoard, **asked)["board_id"])


def meet(programme: Programme, of: str, council: int = 3, university: int = 1, **fields: Any) -> str:
    came = [{"org_id": "council", "present": council}, {"org_id": "university", "present": university}]
    asked = {"board_id": of, "held_on": "2024-05-01", "attendance": came, "public_members_present": 1} | fields
    return str(programme.do(meetings.hold_meeting, calls.HoldMeeting, **asked)["meeting_id"])


def agree(programme: Programme, meeting: str, **fields: Any) -> str:
    asked = {
        "meeting_id": meeting,
        "owner_person_id": "researcher",
        "due_on": "2024-06-01",
        "text": "Ask Ann Example for the figures.",
    } | fields
    return str(programme.do(meetings.agree_action, calls.AgreeAction, **asked)["action_id"])


def shown(programme: Programme, it: str) -> dict[str, Any]:
    found: dict[str, Any] = programme.do(reads.meeting, calls.Meeting, meeting_id=it)
    return found


@pytest.mark.parametrize(
    ("council", "university", "public", "present", "quorate"),
    [(3, 1, 1, 5, True), (3, 1, 0, 4, False), (5, 2, 0, 7, False), (0, 0, 5, 5, True)],
)
def test_a_meeting_is_quorate_when_enough_came_and_enough_of_them_from_the_public(
    programme: Programme, council: int, university: int, public: int, present: int, quorate: bool
) -> None:
    it = meet(programme, board(programme), council, university, public_members_present=public)
    found = shown(programme, it)
    assert (found["present"], found["quorate"]) == (present, quorate)
    data = programme.facts(it)[-1]["data"]
    assert (data["present"], data["quorum"], data["least_public"], data["quorate"]) == (present, 5, 1, quorate)


def test_a_meeting_is_judged_by_the_rule_of_its_day_and_keeps_it(programme: Programme) -> None:
    it = board(programme)
    before = meet(programme, it)
    board(programme, board_id=it, quorum=7, from_on="2024-09-01")
    assert shown(programme, before)["quorate"] is True
    assert shown(programme, meet(programme, it, held_on="2024-08-31"))["quorate"] is True
    assert shown(programme, meet(programme, it, held_on="2024-09-01"))["quorate"] is False
    rules = programme.do(reads.list_boards, calls.Boards, programme_id=programme.programme_id)["items"][0]["rules"]
    assert [rule["quorum"] for rule in rules] == [7, 5]
    with pytest.raises(Invalid) as refused:
        meet(programme, it, held_on="2024-01-09")
    assert list(refused.value.fields) == ["held_on"]


def test_what_is_said_of_an_earlier_day_does_not_change_what_the_board_is_called_now(programme: Programme) -> None:
    it = board(programme, title="Programme board", from_on="2024-06-01")
    board(programme, board_id=it, title="Steering group", from_on="2024-01-10")
    asked = {"programme_id": programme.programme_id}
    [found] = programme.do(reads.list_boards, calls.Boards, **asked)["items"]
    assert (found["title"], len(found["rules"])) == ("Programme board", 2)
    board(programme, board_id=it, title="Assurance board", from_on="2024-06-01")
    [found] = programme.do(reads.list_boards, calls.Boards, **asked)["items"]
    assert found["title"] == "Assurance board"


def test_what_is_said_anew_of_a_meeting_corrects_the_fact_and_keeps_day_and_rule(programme: Programme) -> None:
    it = meet(programme, board(programme), decisions="Agreed the plan.")
    first = programme.facts(it)[-1]
    corrected = {"attendance": [{"org_id": "council", "present": 2}], "public_members_present": 1}
    programme.do(meetings.correct_meeting, calls.CorrectMeeting, meeting_id=it, **corrected)
    second = programme.facts(it)[-1]
    assert (second["corrects"], second["effectiveon"]) == (first["id"], "2024-05-01")
    found = shown(programme, it)
    assert (found["present"], found["quorate"], found["decisions"]) == (3, False, None)
    programme.do(meetings.correct_meeting, calls.CorrectMeeting, meeting_id=it, **corrected)
    assert programme.facts(it)[-1]["corrects"] == second["id"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"held_on": "2999-01-01"}, "held_on"),
        ({"attendance": [], "public_members_present": 0}, "attendance"),
        ({"attendance": [{"org_id": "a", "present": 1}] * 2}, "attendance"),
        ({"attendance": [{"org_id": "a", "present": -1}]}, "attendance"),
        ({"themes": ["parks"]}, "themes"),
        ({"minutes_file_id": "minutes.docx"}, "minutes_file_id"),
    ],
)
def test_a_meeting_that_breaks_a_rule_is_refused_by_its_field(
    programme: Programme, fields: dict[str, Any], field: str
) -> None:
    it = board(programme)
    before = len(programme.facts())
    with pytest.raises(Invalid) as refused:
        meet(programme, it, **fields)
    assert list(refused.value.fields) == [field]
    assert len(programme.facts()) == before


def test_a_quorum_with_more_members_of_the_public_than_people_is_refused(programme: Programme) -> None:
    with pytest.raises(Invalid) as refused:
        board(programme, quorum=2, least_public=3)
    assert list(refused.value.fields) == ["least_public"]


def test_an_action_is_in_words_here_and_by_fingerprint_in_the_fact_and_is_done_once(programme: Programme) -> None:
    meeting = meet(programme, board(programme))
    it = agree(programme, meeting, project_id=programme.project())
    assert "Ann Example" not in str(programme.facts(it))
    [action] = shown(programme, meeting)["actions"]
    assert (action["text"], action["state"]) == ("Ask Ann Example for the figures.", "overdue")
    assert programme.facts(it)[-1]["effectiveon"] == "2024-05-01"
    for on, field in (("2024-04-30", "done_on"), ("2999-01-01", "done_on")):
        with pytest.raises(Invalid) as refused:
            programme.do(meetings.complete_action, calls.CompleteAction, action_id=it, done_on=on)
        assert list(refused.value.fields) == [field]
    programme.do(meetings.complete_action, calls.CompleteAction, action_id=it, done_on="2024-07-01")
    assert shown(programme, meeting)["actions"][0]["state"] == "completed"
    with pytest.raises(Conflict):
        programme.do(meetings.complete_action, calls.CompleteAction, action_id=it)
    with pytest.raises(Invalid):
        agree(programme, meeting, due_on="2024-04-30")


def test_actions_overdue_are_those_not_done_whose_day_has_passed(programme: Programme) -> None:
    meeting, today = meet(programme, board(programme)), context.today()
    due_today = agree(programme, meeting, due_on=today.isoformat())
    late = agree(programme, meeting, due_on=(today - timedelta(days=3)).isoformat())
    done = agree(programme, meeting)
    programme.do(meetings.complete_action, calls.CompleteAction, action_id=done)

    def listed(state: str) -> list[tuple[str, int]]:
        asked = {"programme_id": programme.programme_id, "state": state}
        found = programme.do(reads.list_actions, calls.Actions, **asked)["items"]
        return [(action["action_id"], action["days_overdue"]) for action in found]

    assert listed("overdue") == [(late, 3)]
    assert listed("open") == [(late, 3), (due_today, 0)]
    assert listed("completed") == [(done, 0)]


def test_a_partner_of_one_project_sees_the_actions_about_it_and_no_board(programme: Programme) -> None:
    project = programme.project()
    meeting = meet(programme, board(programme))
    its, _ = agree(programme, meeting, project_id=project), agree(programme, meeting)
    partner = Actor("partner", (Grant("partner", programme.programme_id, project),))
    assert [a["action_id"] for a in programme.do(reads.list_actions, calls.Actions, by=partner)["items"]] == [its]
    assert programme.do(reads.list_meetings, calls.Meetings, by=partner)["items"] == []
    assert programme.do(reads.list_boards, calls.Boards, by=partner)["items"] == []


def test_a_board_of_another_programme_is_another_programme_s(programme: Programme, other: Programme) -> None:
    foreign = board(other)
    with pytest.raises(Conflict):
        board(programme, board_id=foreign)
    with pytest.raises(NotFound):
        meet(programme, "nowhere")
    with pytest.raises(Invalid):
        agree(programme, meet(programme, board(programme)), project_id=other.project())
