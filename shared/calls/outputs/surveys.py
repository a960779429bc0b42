"""Requests about waves of the survey of capacity and culture."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import KEY, PageFields, Written, an_id, day, line, new_id, one_of, people, programme

WAVE_TAKEN_BACK = ("entered_in_error", "entered_twice")
SCORE = Written(r"^-?\d{1,6}(\.\d{1,4})?$", error="Enter a number, like 3.42")


class SurveyFields(Schema):
    """What is said of a wave."""

    instrument = line("the questionnaire, with its version; only waves of one are compared", required=True)
    wave = fields.Integer(
        required=True,
        strict=True,
        validate=validate.Range(1, 100),
        metadata={"description": "number of the wave; the baseline is 1"},
        error_messages={"required": "Enter the number of the wave"},
    )
    closed_on = day("the day on which it closed", required=True)
    scores = fields.Dict(
        keys=fields.String(validate=KEY),
        values=fields.String(validate=SCORE),
        required=True,
        validate=validate.Length(min=1, max=50, error="Enter the score of at least one domain"),
        metadata={"description": "average score of each domain; one per line: the domain, a colon, its score"},
        error_messages={"required": "Enter the scores"},
    )
    scale_from = fields.String(allow_none=True, validate=SCORE, metadata={"description": "the lowest score there is"})
    scale_to = fields.String(allow_none=True, validate=SCORE, metadata={"description": "the highest score there is"})
    answers = people("how many answered", required=True, least=1)
    asked = people("how many were asked", required=True, least=1)


class RecordSurvey(Command, SurveyFields):
    """Record a wave of a survey that has closed. Gives {survey_id, version}."""

    survey_id = new_id()
    programme_id = programme()


class CorrectSurvey(Command, SurveyFields):
    """Say anew what is recorded of a wave: the whole of it. Gives {survey_id, version}."""

    survey_id = an_id("the wave", required=True)


class WithdrawSurvey(Command):
    """Take a wave back that was entered in error. Gives {survey_id, version}."""

    survey_id = an_id("the wave", required=True)
    reason_code = one_of("why", WAVE_TAKEN_BACK, required=True)


class Surveys(Read, PageFields):
    """Waves of surveys, newest first, without those taken back. Of fewer than 5 answers no score is shown.

    Gives {items, next, total}.
    """

    programme_id = programme(required=False)
    instrument = line("only of this questionnaire")


class Survey(Read):
    """One wave. Gives the wave."""

    survey_id = an_id("the wave", required=True)
