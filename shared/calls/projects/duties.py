"""Reporting duties: schedules, one-off duties, moving, meeting, waiving; and what the calendar brings."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import PageFields, an_id, day, key, new_id, note, only, programme, text

EVIDENCE_KINDS = ("report", "notice", "receipt", "file")
DUTY_STATES = ("to_come", "due_soon", "due", "overdue", "met", "met_late", "waived", "withdrawn")


class SetDutySchedule(Command):
    """Choose the schedule from which an award's duties arise. Gives {award_id, set, moved, withdrawn, assigned}.

    Duties that have fallen due stay as they are; others are moved, withdrawn or set as the schedule says.
    """

    award_id = an_id("the award", required=True)
    policy = key("a schedule, or none", required=True)
    since = day("the day from which duties are kept here: those due before it are left out")
    owner_person_id = an_id("who answers for its duties")
    second_person_id = an_id("who is told when one is overdue")


class SetDuty(Command):
    """Set a duty by hand, once. Gives {obligation_id, version}.

    With `event_on` and a kind of the award's schedule that arises from events, the schedule says when it is due.
    """

    obligation_id = new_id()
    award_id = an_id("the award whose contract asks for it", required=True)
    kind = key("a kind of duty", required=True)
    title = text("a title; left out, the schedule's")
    event_on = day("the day of the release or output that it is about")
    due_on = day("the day on which it is due, where no schedule says so")
    due_soon_days = fields.List(
        fields.Integer(validate=validate.Range(1, 120)),
        validate=validate.Length(max=6),
        metadata={"description": "how many days before it is due soon"},
    )
    owner_person_id = an_id("who answers for it")
    second_person_id = an_id("who is told when it is overdue")


class MoveDuty(Command):
    """Give a duty another due day, before the old one has come. Gives {obligation_id, version}."""

    obligation_id = an_id("the duty", required=True)
    due_on = day("the day on which it is due from now on", required=True)
    reason_code = key("a reason", required=True)
    note = note()


class AssignDuty(Command):
    """Say who answers for a duty, and who is told when it is overdue. Gives {obligation_id, version}."""

    obligation_id = an_id("the duty", required=True)
    owner_person_id = an_id("who answers for it")
    second_person_id = an_id("who is told when it is overdue")


class EvidenceFields(Schema):
    """One thing that shows that a duty was met."""

    kind = fields.String(
        required=True, validate=validate.OneOf(EVIDENCE_KINDS), metadata={"description": "what kind of thing it is"}
    )
    id = an_id("its id: of a report or notice, the funder's receipt, or the digest of a file", required=True)


class MeetDuty(Command):
    """Note that a duty was met, with the evidence, on the day on which it was. Gives {obligation_id, version}."""

    obligation_id = an_id("the duty", required=True)
    evidence = fields.List(
        fields.Nested(EvidenceFields),
        required=True,
        validate=validate.Length(max=50),
        metadata={"description": "what shows it"},
        error_messages={"required": "Name the report, notice, receipt or file that shows it"},
    )
    met_on = day("the day on which it was met")
    note = note()


class WaiveDuty(Command):
    """Excuse a duty until a day; you approve it, so you cannot be its owner. Gives {obligation_id, version}."""

    obligation_id = an_id("the duty", required=True)
    reason_code = key("a reason", required=True)
    expires_on = day("the last day of the waiver", required=True)
    on = day("the day of the decision")
    note = note()


class WithdrawDuty(Command):
    """Take back a duty that does not arise after all, before it has fallen due. Gives {obligation_id, version}."""

    obligation_id = an_id("the duty", required=True)
    reason_code = key("a reason", required=True)
    note = note()


class ConsiderDuties(Command):
    """Record what the calendar has brought a programme's duties by today, each once. Gives {programme_id, recorded}.

    The scheduler does this by itself; whoever tells the story of a sample does it for the days of the story.
    """

    programme_id = programme()


class FinishStory(Command):
    """Say that a sample's history is told: from now on the scheduler minds the programme. Gives {programme_id}."""

    programme_id = programme()


class Duties(Read, PageFields):
    """Reporting duties that one may see, in order of due day. Gives {items, next}."""

    programme_id = only("only those of this programme")
    award_id = only("only those of this award")
    kind = only("only those of this kind")
    owner_person_id = only("only those that this person answers for")
    state = fields.String(
        validate=validate.OneOf((*DUTY_STATES, "open")), metadata={"description": "only those in this state"}
    )
    due_from = day("only those due on or after this day")
    due_to = day("only those due on or before this day")


class Duty(Read):
    """One reporting duty with what the calendar brought it."""

    obligation_id = an_id("the duty", required=True)


class Escalations(Read, PageFields):
    """Duties that are overdue and have gone to the second person, the oldest first. Gives {items, next}."""

    programme_id = only("only those of this programme")


class DutySchedules(Read):
    """The schedules of duties that an award can have, each with its kinds of duty and their sources."""
