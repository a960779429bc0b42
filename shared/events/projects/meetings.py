"""Boards with their quorum, their meetings, and the actions agreed there."""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import Date, Group, Id, Key, Many, Part, Text, Whole, YesNo
from shared.events.parts import Place, Words


class BoardSet(Fact):
    """A board, advisory group or panel is set up, or its rule of quorum changes. Subject: the board."""

    type = "board.set"
    effective = "the day from which the rule holds"

    title = Text("title", required=True)
    quorum = Whole("how many must be present", least=1, required=True)
    least_public = Whole("how many of them must be members of the public", required=True)


class AttendancePart(Part):
    org_id = Id("organisation", required=True)
    present = Whole("how many came from it", required=True)


class MeetingHeld(Fact):
    """A board, advisory group or panel met. Subject: the meeting. Told again of the same meeting to correct it."""

    type = "meeting.held"
    effective = "the date of the meeting"

    board_id = Id("the body that met", required=True)
    present = Whole("how many were present, members of the public included", required=True)
    public_members_present = Whole("how many of them were members of the public", required=True)
    attendance = Many(Group("an organisation", part=AttendancePart), "attendance by organisation", required=True)
    quorum = Whole("how many had to be present", required=True)
    least_public = Whole("how many of them had to be members of the public", required=True)
    quorate = YesNo("whether both were reached", required=True)
    themes = Many(Key("a theme"), "themes of what was decided")
    places = Many(Place("a place"), "places that were decided about")
    minutes_file_id = Id("digest of the minutes", seen_by="funder")
    decisions = Words("what was decided, in words")


class ActionAgreed(Fact):
    """Somebody is to do something by a day. Subject: the action."""

    type = "action.agreed"
    effective = "the date of the meeting"

    meeting_id = Id("meeting that agreed it", required=True)
    project_id = Id("project that it is about")
    owner_person_id = Id("who is to do it", seen_by="funder", required=True)
    due_on = Date("day by which it is to be done", required=True)
    text = Words("what is to be done, in words")


class ActionCompleted(Fact):
    """An action is done. Subject: the action."""

    type = "action.completed"
    effective = "the day on which it was done"

    project_id = Id("project that it is about")
    note = Words("what was done, in words")
