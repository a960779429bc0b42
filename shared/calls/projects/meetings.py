"""Boards with their quorum, their meetings, and the actions agreed there."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import (
    KEY,
    MOST_NAMED,
    PageFields,
    PlaceFields,
    an_id,
    day,
    file_id,
    new_id,
    note,
    one_of,
    only,
    programme,
    text,
)

ACTION_STATES = ("open", "overdue", "completed")


def _head_count(words: str, *, least: int = 0, **options: object) -> fields.Integer:
    return fields.Integer(validate=validate.Range(least, 10_000), metadata={"description": words}, **options)  # type: ignore[arg-type]


class SetBoard(Command):
    """Set up a board, group or panel with its rule of quorum, or change that. Gives {board_id, version}."""

    board_id = new_id()
    programme_id = programme()
    title = text("a title", required=True)
    quorum = _head_count("how many must be present", least=1, required=True)
    least_public = _head_count("how many of them must be members of the public", load_default=0)
    from_on = day("the day from which this holds")


class AttendanceFields(Schema):
    """How many came from an organisation."""

    org_id = an_id("the organisation", required=True)
    present = _head_count("how many came from it", required=True)


class MeetingFields(Schema):
    """What is said of a meeting."""

    attendance = fields.List(
        fields.Nested(AttendanceFields),
        validate=MOST_NAMED,
        load_default=list,
        metadata={"description": "attendance by organisation; a number each, no names"},
    )
    public_members_present = _head_count("how many members of the public were there", load_default=0)
    themes = fields.List(
        fields.String(validate=KEY),
        validate=MOST_NAMED,
        load_default=list,
        metadata={"description": "themes of what was decided"},
    )
    places = fields.List(
        fields.Nested(PlaceFields),
        validate=MOST_NAMED,
        load_default=list,
        metadata={"description": "places that were decided about"},
    )
    minutes_file_id = file_id("digest of the minutes")
    decisions = note()


class HoldMeeting(Command, MeetingFields):
    """Enter a meeting that was held; whether it was quorate follows from who came. Gives {meeting_id, version}."""

    meeting_id = new_id()
    board_id = an_id("the board", required=True)
    held_on = day("the day of the meeting")


class CorrectMeeting(Command, MeetingFields):
    """Say anew what is recorded of a meeting: the whole of it. Gives {meeting_id, version}."""

    meeting_id = an_id("the meeting", required=True)


class AgreeAction(Command):
    """Note what somebody is to do by a day, as a meeting agreed. Gives {action_id, version}."""

    action_id = new_id()
    meeting_id = an_id("the meeting", required=True)
    project_id = an_id("the project that it is about")
    owner_person_id = an_id("who is to do it", required=True)
    due_on = day("the day by which it is to be done", required=True)
    text = text("what is to be done", required=True, longest=10_000)


class CompleteAction(Command):
    """Note that an action is done. Gives {action_id, version}."""

    action_id = an_id("the action", required=True)
    done_on = day("the day on which it was done")
    note = note()


class Boards(Read, PageFields):
    """Boards with their rule of quorum. Gives {items, next}."""

    programme_id = only("only those of this programme")


class Meetings(Read, PageFields):
    """Meetings, newest first. Gives {items, next}."""

    programme_id = only("only those of this programme")
    board_id = only("only those of this board")


class Meeting(Read):
    """One meeting with what was decided, in words, and the actions agreed."""

    meeting_id = an_id("the meeting", required=True)


class Actions(Read, PageFields):
    """Actions agreed, those due first coming first. Gives {items, next}."""

    programme_id = only("only those of this programme")
    project_id = only("only those about this project")
    meeting_id = only("only those of this meeting")
    owner_person_id = only("only those that this person is to do")
    state = one_of("only those in this state", ACTION_STATES)
