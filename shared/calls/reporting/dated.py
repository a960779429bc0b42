"""Reads of the programme as we knew it on a day, and as it was on a day.

`known_on` (or `known_at`, a position of the ledger) says what we knew; left out, everything known now. `true_on` says
which day is asked about; left out, the day of `known_on`, else today. Every answer says both, and the position.
"""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, missing, validate, validates_schema

from shared.calls.call import Read
from shared.calls.fields import PageFields, day, sensible


def _text(words: str, *, required: bool = False, longest: int = 200) -> fields.String:
    return fields.String(
        required=required,
        allow_none=not required,
        load_default=missing if required else None,
        validate=validate.Length(min=1, max=longest),
        metadata={"description": words},
        error_messages={"required": f"Enter {words}", "null": f"Enter {words}"},
    )


def _optional(words: str) -> fields.Date:
    return fields.Date(
        load_default=None,
        allow_none=True,
        validate=sensible,
        metadata={"description": words},
        error_messages={"invalid": "Enter a date, like 2026-03-31"},
    )


class AsKnownFields(Schema):
    """A programme as we knew it."""

    programme_id = _text("the programme", required=True)
    known_on = _optional("as we knew it at the end of this day; left out, now")
    known_at = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=1, max=2**62),
        metadata={"description": "as known at this position of the ledger, in place of known_on"},
    )

    @validates_schema
    def sensible(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("known_at") and data.get("known_on"):
            raise ValidationError({"known_on": ["Give a position or a day, not both"]})


class DatedFields(AsKnownFields):
    """A programme as we knew it, and as it was on a day."""

    true_on = _optional("as it was on this day; left out, the day of known_on, else today")


class Records(DatedFields, PageFields, Read):
    """Any kind of record of a programme on a date: milestones, projects, risks, posts … as `things` of the error says.

    `where` may be given more than once, each `column=value`; all must hold. Gives {thing, position, known_on, true_on,
    columns, withheld: names of columns that the reader may not see, items: [{key, values, event_id, position: of the
    fact that last changed what is shown, since: {column: day}, facts: {column: {event_id, position}}}], next}.
    """

    thing = _text("which kind of record", required=True)
    where = fields.List(
        fields.String(validate=validate.Length(min=2, max=400)),
        load_default=list,
        validate=validate.Length(max=20),
        metadata={"description": "column=value; a list holds the value"},
    )


class History(PageFields, Read):
    """Every version of one record, in the order in which they became known. Gives {thing, key, columns, withheld,
    items: [{known_from: {event_id, position, on, type, sentence}, known_to: position or null, true_from, true_to or
    null, changed: names of columns, values}], next}.
    """

    programme_id = _text("the programme", required=True)
    thing = _text("which kind of record", required=True)
    key = _text("the record", required=True)


class Plan(DatedFields, PageFields, Read):
    """The plan on a date, in order of expected day. Gives {position, known_on, true_on, baseline, totals, items, next}.

    Each milestone with its first baseline, the baseline (in force, or the one that `baseline` names), contract date,
    forecast, achieved and cancelled days, moves so far, slip in days (done or expected, minus baseline; and minus the
    first one, which no new baseline takes away), state, schedule RAG of one that is open, and the facts behind its
    dates. `totals` are of all of it, not of the page.
    """

    project_id = _text("only milestones of this project")
    workstream_id = _text("only milestones of this workstream and its projects")
    baseline = _text("compare with this baseline: `first`, or its name; left out, the one in force", longest=2000)


class Baselines(DatedFields, Read):
    """The named baselines of the plan, the newest first.

    Gives {position, known_on, true_on, items: [{name, from_on, milestones: how many, event_id, position}]}.
    """


class ComparePlan(DatedFields, PageFields, Read):
    """How the plan differs from that of a past day, or under a baseline: added, moved, achieved, cancelled and more.

    Give `with_date` (as we knew it then; or with `with_known` = now, as it was then by what we know now) or
    `with_baseline`. Gives {position, known_on, true_on, with, totals: {kind: {count, days}}, items: [{milestone_id,
    title, kind, before, after, days, reasons, facts: [{event_id, position, type, sentence, reason_code, ...}]}], next}.
    Kinds: added, removed, moved (expected day), rebaselined, achieved, reopened, cancelled, reinstated, reowned.
    """

    with_date = _optional("the day to compare with")
    with_baseline = _text("the baseline to compare with: `first`, or its name", longest=2000)
    with_known = fields.String(
        load_default="then",
        validate=validate.OneOf(("then", "now")),
        metadata={"description": "that day as we knew it then, or as we know it now"},
    )
    kind = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.OneOf(
            ("added", "removed", "moved", "rebaselined", "achieved", "reopened", "cancelled", "reinstated", "reowned")
        ),
        metadata={"description": "only differences of this kind"},
    )

    @validates_schema
    def with_one(self, data: dict[str, Any], **_: Any) -> None:
        if bool(data.get("with_date")) == bool(data.get("with_baseline")):
            raise ValidationError({"with_date": ["Give a day or a baseline to compare with, one of the two"]})


class Slippage(AsKnownFields, PageFields, Read):
    """What slipped in a period, by the day on which it was known. Gives {position, known_on, from, to, totals,
    by_reason, by_project, by_workstream, items, next}.

    An item is a milestone that was pushed out (moves, days, reasons), pulled in, entered the plan in the period, or was
    finished in it later than planned. `days_late` is against the baseline in force on the first day of the period,
    `days_late_first` against its first one: a new baseline takes no slip away.
    """

    period_from = day("the first day of the period", required=True)
    period_to = day("the last day of the period", required=True)
    project_id = _text("only milestones of this project")
    workstream_id = _text("only milestones of this workstream and its projects")

    @validates_schema
    def in_order(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("period_from") and data.get("period_to") and data["period_to"] < data["period_from"]:
            raise ValidationError({"period_to": ["The period must end after it begins"]})


class Silence(DatedFields, PageFields, Read):
    """Active projects about which no fact at all is dated in the last `days` days, quietest first.

    Gives {position, known_on, true_on, days, total, items: [{project_id, title, workstream_id, lead_person_id, last:
    {event_id, position, type, on} or null, days_silent}], next}.
    """

    days = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(1, 3660),
        metadata={"description": "days without news; left out, the programme's threshold"},
    )


class Overview(DatedFields, Read):
    """The programme rolled up on a date: its workstreams, their projects, each with milestones by state, the next one,
    how its schedule stands (computed) and, apart from it, the confidence that was declared; and projects gone quiet.

    Gives {position, known_on, true_on, programme, workstreams: [{..., projects}], silent}.
    """
