"""Requests about training that the programme gave."""

from __future__ import annotations

from marshmallow import Schema, fields

from shared.calls.call import Command, Read
from shared.calls.fields import (
    PageFields,
    Written,
    an_id,
    day,
    ids,
    new_id,
    one_of,
    people,
    people_by,
    programme,
    text,
)

TRAINING_LEVELS = ("foundation", "intermediate", "advanced")
TRAINING_TAKEN_BACK = ("entered_in_error", "entered_twice", "did_not_take_place")


def _confidence(words: str) -> fields.String:
    return fields.String(
        allow_none=True,
        validate=Written(r"^[1-5](\.\d{1,2})?$", error="Enter a number from 1 to 5, like 3.4"),
        metadata={"description": words},
    )


class TrainingFields(Schema):
    """What is said of a session. The numbers of where people came from may be fewer than all, never more.

    Of a correction, numbers that are left out stay as they are: no read gives them, so no form can begin with them.
    """

    title = text("a title", required=True)
    level = one_of("how far it went", TRAINING_LEVELS, required=True)
    provider_org_id = an_id("the organisation that gave it")
    held_on = day("the day on which it took place, or its last day", required=True)
    places_taken = people("how many places were taken", required=True, least=1)
    by_directorate = people_by("places taken by directorate of the council")
    by_partner = people_by("places taken by partner organisation")
    from_community = people("places taken by people of the community")
    register_person_ids = ids("who came, where a register was kept; all of them, or none")
    confidence_before = _confidence("how sure they felt before, from 1 to 5, on average")
    confidence_after = _confidence("how sure they felt after, from 1 to 5, on average")
    answers = people("how many answered both before and after")
    asked = people("how many were asked")


class RecordTrainingSession(Command, TrainingFields):
    """Record a course or session that took place. Gives {training_session_id, version}."""

    training_session_id = new_id()
    programme_id = programme()


class CorrectTrainingSession(Command, TrainingFields):
    """Correct what is recorded of a session; numbers that are left out stay. Gives {training_session_id, version}."""

    training_session_id = an_id("the session", required=True)


class WithdrawTrainingSession(Command):
    """Take a session back that did not take place, or was entered in error. Gives {training_session_id, version}."""

    training_session_id = an_id("the session", required=True)
    reason_code = one_of("why", TRAINING_TAKEN_BACK, required=True)


class TrainingSessions(Read, PageFields):
    """Training sessions, newest first, without those taken back. A number from 1 to 4 is “fewer than 5”.

    Gives {items, next, total}. How many came from where is in no read, only in figures over many sessions.
    """

    programme_id = programme(required=False)
    level = one_of("only of this level", TRAINING_LEVELS)
    provider_org_id = an_id("only given by this organisation")
    since = day("only from this day on")
    until = day("only up to this day")


class TrainingSession(Read):
    """One training session. Gives the session."""

    training_session_id = an_id("the session", required=True)
