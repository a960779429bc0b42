"""Short updates, saying that there is nothing new, and the journal."""

from __future__ import annotations

from marshmallow import fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import PageFields, day
from shared.calls.projects.fields import an_id, key, note

TARGETS = ("programme", "workstream", "project", "milestone")


class NoteProgress(Command):
    """Write down a short update on a programme, workstream, project or milestone. Gives {target_id, version}."""

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
    """What was recorded of a programme, workstream, project or milestone, newest first, with the words of notes.

    Gives {items, next}.
    """

    target_id = an_id("whose journal", required=True)
