"""Requests about steps in people's careers."""

from __future__ import annotations

from marshmallow import Schema

from shared.calls.call import Command, Read
from shared.calls.fields import PageFields, an_id, day, new_id, one_of, programme

STEPS = ("fellowship", "studentship", "secondment", "honorary_contract", "qualification", "other")
STEP_STATES = ("begun", "gained")
STEP_SECTORS = ("council", "university", "nhs", "voluntary_sector", "business", "school", "community", "other")
STEP_TAKEN_BACK = ("entered_in_error", "entered_twice", "did_not_happen", "consent_ended")


class CareerStepFields(Schema):
    """What is said of a step."""

    kind = one_of("the kind of step", STEPS, required=True)
    state = one_of("whether it was begun or gained", STEP_STATES, required=True)
    stepped_on = day("the day of the step", required=True)
    person_id = an_id("whose step it is; only with that person’s consent to be named, and it counts without")
    from_sector = one_of("the sector that they came from", STEP_SECTORS)
    to_sector = one_of("the sector that they went to", STEP_SECTORS)


class RecordCareerStep(Command, CareerStepFields):
    """Record that somebody began or gained something: a fellowship, a secondment. Gives {career_step_id, version}."""

    career_step_id = new_id()
    programme_id = programme()


class CorrectCareerStep(Command, CareerStepFields):
    """Say anew what is recorded of a step: the whole of it. Gives {career_step_id, version}."""

    career_step_id = an_id("the step", required=True)


class WithdrawCareerStep(Command):
    """Take a step back that did not happen, or was entered in error. Gives {career_step_id, version}."""

    career_step_id = an_id("the step", required=True)
    reason_code = one_of("why", STEP_TAKEN_BACK, required=True)


class CareerSteps(Read, PageFields):
    """Steps in people's careers, newest first, without those taken back. Gives {items, next}.

    Each is of one person, so only those who keep these records may see them; figures count them together.
    """

    programme_id = programme(required=False)
    kind = one_of("only of this kind", STEPS)
    state = one_of("only begun, or gained", STEP_STATES)


class CareerStep(Read):
    """One step. Gives the step."""

    career_step_id = an_id("the step", required=True)
