"""Requests that the reporting service answers: reports and their life, figures, facts, and the state of the ledger.

Periods are two days in Europe/London, both included. `known_at` is a position of the ledger; left out, it is now.
"""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from shared.calls.call import Command, Read
from shared.calls.fields import PageFields, Written, day, file_id, sensible

ROUTES = ("link", "funder_system", "email")
CHOICES = ("restate", "carry_forward", "leave")


def _id(words: str, *, required: bool = True) -> fields.String:
    return fields.String(
        required=required,
        allow_none=not required,
        validate=validate.Length(min=1, max=200),
        metadata={"description": words},
        error_messages={"required": f"Enter {words}", "null": f"Enter {words}"},
    )


class PeriodFields(Schema):
    """The programme, the template and the period of a report."""

    programme_id = _id("the programme")
    template = fields.String(
        load_default="nihr-six-monthly",
        validate=validate.Length(min=1, max=100),
        metadata={"description": "the report template"},
    )
    period_from = day("the first day of the period", required=True)
    period_to = day("the last day of the period", required=True)

    @validates_schema
    def in_order(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("period_from") and data.get("period_to") and data["period_to"] < data["period_from"]:
            raise ValidationError({"period_to": ["The period must end after it begins"]})


class KnownFields(PeriodFields):
    """A report as we knew it: at a position, or on a day."""

    known_at = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=1),
        metadata={"description": "as known at this position of the ledger; left out, now"},
    )
    known_on = fields.Date(
        load_default=None,
        allow_none=True,
        validate=sensible,
        metadata={"description": "as known at the end of this day, in place of known_at"},
        error_messages={"invalid": "Enter a date, like 2026-06-30"},
    )

    @validates_schema
    def one_of_them(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("known_at") and data.get("known_on"):
            raise ValidationError({"known_on": ["Give a position or a day, not both"]})


class StartReport(PeriodFields, Command):
    """Start the draft of a report; the next revision, when this period was reported before.

    Gives {report_id, revision}.
    """

    report_id = _id("an id of your own; left out, one is made", required=False)
    due_on = day("the day on which the funder expects it")


class WriteNarrative(Command):
    """Write the words that answer one question of a draft; empty text takes them away. Gives {report_id, narrative}."""

    report_id = _id("the report")
    question_id = _id("the question, as the template names it")
    text = fields.String(
        required=True,
        validate=validate.Length(max=20_000, error="Enter at most {max} characters"),
        metadata={"description": "the words; a blank line begins a paragraph"},
        error_messages={"required": "Enter the text"},
    )


class SubmitReport(Command):
    """Submit a draft, exactly as it was seen: its fingerprint must still be that of the draft.

    Keeps the files, and records report.generated and report.submitted. Gives {report_id, revision, fingerprint,
    known_at, artefacts: {html, pdf, json: {sha256, size, file_name}}}. May take some seconds.
    """

    report_id = _id("the report")
    fingerprint = fields.String(
        required=True,
        validate=Written(r"^[0-9a-f]{64}$", error="Give the fingerprint that the draft shows"),
        metadata={"description": "the fingerprint of the draft that was seen"},
        error_messages={"required": "Give the fingerprint that the draft shows"},
    )
    recipients = fields.List(
        fields.String(validate=validate.Length(min=1, max=200)),
        required=True,
        validate=validate.Length(min=1, max=50, error="Choose who is to receive it"),
        metadata={"description": "ids of the people who receive it"},
        error_messages={"required": "Choose who is to receive it"},
    )
    route = fields.String(
        load_default="email", validate=validate.OneOf(ROUTES), metadata={"description": "how it goes to the funder"}
    )


class RecordReceipt(Command):
    """Record the proof that a submitted report arrived. Gives {report_id}."""

    report_id = _id("the report")
    on = day("the day of receipt; left out, today")
    route = fields.String(
        load_default="email", validate=validate.OneOf(ROUTES), metadata={"description": "how it went to the funder"}
    )
    funder_reference = _id("the funder's reference", required=False)
    receipt_sha256 = file_id("fingerprint of the receipt, where it is a file")


class DecideRestatement(Command):
    """Decide what late facts do to a report that was submitted: restate it, carry them forward, or leave them.

    Gives {report_id}. To restate is to start the next revision with `start_report`.
    """

    report_id = _id("the report that was submitted")
    fact_ids = fields.List(
        fields.UUID(),
        required=True,
        validate=validate.Length(min=1, max=500, error="Choose the late facts decided about"),
        metadata={"description": "ids of the late facts decided about"},
        error_messages={"required": "Choose the late facts decided about"},
    )
    choice = fields.String(
        required=True,
        validate=validate.OneOf(CHOICES, error="Choose to restate, to carry forward or to leave"),
        metadata={"description": "restate, carry_forward or leave"},
        error_messages={"required": "Choose to restate, to carry forward or to leave"},
    )
    reason_code = fields.String(
        required=True,
        validate=Written(r"^[a-z0-9]+([_.-][a-z0-9]+)*$", error="Use small letters, digits and _"),
        metadata={"description": "why, as a key: immaterial, found_late, corrected"},
        error_messages={"required": "Choose why"},
    )
    note = fields.String(
        allow_none=True, validate=validate.Length(max=10_000), metadata={"description": "why, in words; kept here"}
    )


class Templates(Read):
    """The report templates. Gives {"items": [{template, version, title, notice, months}]}."""


class Reports(Read, PageFields):
    """The reports of a programme, newest period first. Gives {"items": [report], "next": cursor or null}."""

    programme_id = _id("the programme")


class Report(Read):
    """One report: its state, and once submitted its files as they were sent.

    Gives {report_id, programme_id, template, template_version, period: {from, to}, title, revision, state, due_on,
    started_by, started_on, submitted_by, submitted_on, recipients, fingerprint, known_at, artefacts, receipts,
    narrative}.
    """

    report_id = _id("the report")


class ProofPack(Read):
    """The proof pack of a submitted report, to be checked offline with `./waymark verify`; kept as a file.

    Gives {sha256, size, file_name}. May take some seconds.
    """

    report_id = _id("the report")


class Draft(KnownFields, Read):
    """A report as it would be now, or was at a position, as data for a page.

    Gives {report: the contents of report.json, with the number of facts in place of their ids; fingerprint; report_id
    of the draft or of the last report of this period, or null; state}.
    """


class RenderReport(KnownFields, Read):
    """Make the files of a report and keep them. The same position gives the same bytes, however many facts come later.

    Gives {known_at, fingerprint, artefacts: {html, pdf, json: {sha256, size, file_name}}}; no pdf where none can be
    made, with `missing` saying why. May take some seconds.
    """

    narrative = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=0),
        metadata={"description": "version of the narrative, as report.json names it; left out, the newest"},
    )


class Figure(KnownFields, Read, PageFields):
    """One figure with the facts behind it, in words, in the order in which they became known.

    Gives {figure, facts: {"items": [fact], "next": cursor or null, "total"}}. Fields that the reader may not see are
    left out of the facts.
    """

    figure_id = _id("the figure: milestones.achieved")


class Facts(Read, PageFields):
    """The facts of a programme in the order in which they became known. Gives {"items": [fact], "next": cursor}."""

    programme_id = _id("the programme")
    subject = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=200),
        metadata={"description": "only those about this project, milestone, risk …, by its id"},
    )


class Fact(Read):
    """One fact, in words and as recorded, with who recorded it, when, and its position.

    Fields that the reader may not see are left out.
    """

    event_id = fields.UUID(required=True, metadata={"description": "the fact"})


class LateFacts(Read):
    """Facts that came after the last submitted report and are dated in its period or before.

    Gives {report: the last submission or null, "items": [fact with `decision`]}.
    """

    programme_id = _id("the programme")


class WouldBeFact(Schema):
    """A fact that might be recorded, as `projects.try_changes` gives it."""

    event_id = fields.UUID(required=True)
    type = _id("its type")
    version = fields.Integer(required=True, validate=validate.Range(min=1))
    subject = _id("what it is about")
    programme_id = _id("the programme")
    effective_on = day("the day on which it would be so", required=True)
    corrects = fields.UUID(load_default=None, allow_none=True)
    data = fields.Dict(keys=fields.String(), required=True)


class TryFacts(Read):
    """What facts that might be recorded would do to the figures of reports. Nothing is written.

    Gives {facts: [in words], reports: [{period, state, report_id, figures: [figure]}], months: [figure with series]};
    a figure is {id, title, unit, before, after, changed}, a series [{on, before, after, changed}].

    Without a period, the reports are the current one and those submitted for a period that one of the facts falls in.
    Months show the figures that change.
    """

    programme_id = _id("the programme")
    facts = fields.List(
        fields.Nested(WouldBeFact),
        required=True,
        validate=validate.Length(max=5000, error="Try at most {max} facts at a time"),
        metadata={"description": "the facts, in order"},
    )
    template = fields.String(
        load_default="nihr-six-monthly",
        validate=validate.Length(min=1, max=100),
        metadata={"description": "the report template"},
    )
    period_from = day("the first day of a period, in place of the current one")
    period_to = day("the last day of that period")
    months = fields.Integer(
        load_default=0,
        validate=validate.Range(0, 60),
        metadata={"description": "also each figure in so many months up to now"},
    )

    @validates_schema
    def a_whole_period(self, data: dict[str, Any], **_: Any) -> None:
        first, last = data.get("period_from"), data.get("period_to")
        if (first is None) != (last is None):
            name = "period_to" if last is None else "period_from"
            raise ValidationError({name: ["Give both days of a period, or neither"]})
        if first and last and last < first:
            raise ValidationError({"period_to": ["The period must end after it begins"]})


class PositionOf(Read):
    """The position of a fact in the ledger, waiting for it if asked to. Gives {event_id, position: number or null}."""

    event_id = fields.UUID(required=True, metadata={"description": "the fact"})
    wait = fields.Integer(
        load_default=0, validate=validate.Range(0, 5), metadata={"description": "seconds to wait for it, at most 5"}
    )


class Status(Read):
    """Where the ledger and its views are. Gives {position, known_at, generation, views, waiting, key_fingerprint}."""


class RebuildViews(Command):
    """Build all views anew from the ledger, while reading and recording go on. Gives {job_id}."""


class AuditViews(Command):
    """Build all views again beside the live ones and compare row by row. Gives {job_id}."""


class Job(Read):
    """How a rebuild or audit goes. Gives {job_id, kind, state, done, total, result, error}."""

    job_id = _id("the job")
