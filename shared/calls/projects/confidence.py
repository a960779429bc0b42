"""Delivery confidence, declared, beside the schedule, computed."""

from __future__ import annotations

from marshmallow import fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import PageFields, an_id, day, programme, text

LEVELS = ("red", "amber", "green")


class DeclareConfidence(Command):
    """State how sure one is that a workstream or the programme delivers. Gives {target_id, version}."""

    target_id = an_id("the workstream or programme", required=True)
    level = fields.String(
        required=True,
        validate=validate.OneOf(LEVELS),
        metadata={"description": "how sure"},
        error_messages={"required": "Choose red, amber or green"},
    )
    reason = text("why, in words", required=True, longest=10_000)
    action = text("what will be done; a red needs it", longest=10_000)
    on = day("the day that it holds for")
    review_on = day("the day on which it will be looked at again")


class Delivery(Read):
    """The programme and each workstream: confidence as declared last, and the schedule as computed. Gives {items}.

    Two fields, never one: `declared` is somebody's judgement, `schedule` comes from dates and the programme's settings.
    """

    programme_id = programme()


class ConfidenceHistory(Read, PageFields):
    """Every declaration about a workstream or programme, newest first, with its words. Gives {items, next}."""

    target_id = an_id("the workstream or programme", required=True)
