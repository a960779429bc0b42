"""Short updates, saying that there is nothing new, and the journal."""

from __future__ import annotations

from marshmallow import fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import PageFields, an_id, day, key, note
from shared.events.projects.notes import TARGETS

__all__ = ["TARGETS", "ConfirmNothingNew", "Journal", "NoteProgress"]


class NoteProgress(Command):
    """Write down a short update on a project, a milestone, a risk or anything else. Gives {target_id, version}."""

    target_id = an_id("what it is about", required=True)
    on = day("the day that it describes")
    percent = fields.Integer(
        allow_none=True,
        validate=validate.Range(0, 100),
        metadata={"description": "how much is done, in your view"},
    )
    note = note()


class ConfirmNothingNew(Command):
    """Say that there is nothing new: a zero that somebody looked at. Gives {target_id, version}."""

    target_id = an_id("what it is about", required=True)
    section = key("the section of the report")
    question = key("the question of the report")
    period_from = day("the first day of the period", required=True)
    period_to = day("the last day of the period", required=True)


class Journal(Read, PageFields):
    """What was recorded of anything that one may see, newest first, with its words. Gives {items, next}.

    Of each, `note` is what it says first, and `words` holds all that it says, by field: question, conditions, action.
    """

    target_id = an_id("whose journal", required=True)
