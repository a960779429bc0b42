"""Participation: people, groups and sites that join studies, against plan. Totals, never persons."""

from __future__ import annotations

from marshmallow import fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import MOST_NAMED, PageFields, PlaceFields, an_id, day, new_id, only, programme

WHO_JOINS = ("people", "groups", "sites")


def _kind(*, required: bool = True) -> fields.String:
    return fields.String(
        required=required,
        validate=validate.OneOf(WHO_JOINS),
        metadata={"description": "what is counted"},
        error_messages={"required": "Choose people, groups or sites"},
    )


def _number(words: str) -> fields.Integer:
    return fields.Integer(
        required=True,
        strict=True,
        validate=validate.Range(0, 1_000_000),
        metadata={"description": words},
        error_messages={"required": f"Enter {words}"},
    )


class PlanParticipation(Command):
    """Set the target of a study (or of the programme) for a period; again, sets it anew. Gives {target_id, version}."""

    programme_id = programme()
    study_id = an_id("the study, a project; left out for a target of the whole programme")
    kind = _kind()
    period_from = day("the first day of the period", required=True)
    period_to = day("the last day of the period", required=True)
    target = _number("how many are to join")


class RecordParticipation(Command):
    """Note how many joined a study on a day, or up to it. Gives {participation_id, version}."""

    participation_id = new_id()
    study_id = an_id("the study, a project", required=True)
    kind = _kind()
    count = _number("how many joined")
    on = day("the day on which they joined, or the last day that this counts")
    places = fields.List(
        fields.Nested(PlaceFields), validate=MOST_NAMED, load_default=list, metadata={"description": "where"}
    )


class CorrectParticipation(Command):
    """Put right an entry that was wrong; 0 takes it back. Gives {participation_id, version}."""

    participation_id = an_id("the entry", required=True)
    count = _number("how many joined in truth")
    on = day("the day, where that was wrong; left out, it stays")
    places = fields.List(
        fields.Nested(PlaceFields),
        validate=MOST_NAMED,
        allow_none=True,
        metadata={"description": "where; left out, it stays"},
    )


class Participation(Read, PageFields):
    """Entries that one may see, newest day first; of people not how many. Gives {items, next}."""

    programme_id = only("only those of this programme")
    study_id = only("only those of this study")
    kind = _kind(required=False)


class ParticipationAgainstPlan(Read):
    """Plan against actual by study and kind, for a period: each target whose period touches it. Gives {items}.

    How many people joined is a figure of reports: here it is not shown, or 0.
    """

    programme_id = programme()
    period_from = day("the first day", required=True)
    period_to = day("the last day", required=True)
