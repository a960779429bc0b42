"""Requests about formal decisions in which evidence of the programme was used."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import (
    KEY,
    MOST_NAMED,
    PageFields,
    PlaceFields,
    an_id,
    day,
    file_id,
    ids,
    key,
    many,
    new_id,
    note,
    one_of,
    programme,
    text,
)

KINDS = ("cabinet", "committee", "board", "delegated", "commissioning", "service_change", "partner_board", "other")
EVIDENCE_KINDS = ("research", "local_data", "practitioner", "community", "policy", "cost")
RESULTS = ("adopted", "changed", "stopped", "deferred")
USES = ("cited", "considered")
WITHDRAWN = ("not_used", "entered_in_error")


class DecisionFields(Schema):
    """What is said of a decision. It needs its document: an address, or an uploaded file."""

    title = text("what was decided about", required=True)
    body = text("the body that decided, like Cabinet", required=True)
    kind = one_of("the kind of decision", KINDS, required=True)
    decided_on = day("the date of the decision", required=True)
    decision_ref = text("the body's own reference, like the number of the minute")
    url = fields.URL(
        allow_none=True,
        schemes={"http", "https"},
        validate=validate.Length(max=2000),
        metadata={"description": "where its document is: minute, notice or paper"},
        error_messages={"invalid": "Enter a web address, like https://example.org/minutes"},
    )
    file_id = file_id("digest of its document, where it is on no website")
    use = one_of("whether the document cites the evidence, or says that it was considered", USES, load_default="cited")
    result = one_of("what came of it", RESULTS, required=True)
    evidence_kinds = many(
        "kinds of evidence it rested on",
        fields.String(validate=validate.OneOf(EVIDENCE_KINDS, error="Choose one of: {choices}")),
        load_default=list,
    )
    output_ids = ids("outputs that were used")
    project_ids = ids("projects whose work was used")
    request_id = an_id("the request at the front door that it goes back to")
    themes = fields.List(
        fields.String(validate=KEY), validate=MOST_NAMED, load_default=list, metadata={"description": "its themes"}
    )
    places = many("places that were decided about", fields.Nested(PlaceFields), load_default=list)
    note = note()


class RecordDecision(Command, DecisionFields):
    """Record a decision that used evidence of the programme. Gives {decision_id, version}.

    Without a document that shows it, make an impact claim instead.
    """

    decision_id = new_id()
    programme_id = programme()


class CorrectDecision(Command, DecisionFields):
    """Say anew what is recorded of a decision: the whole of it. Gives {decision_id, version}."""

    decision_id = an_id("the decision", required=True)


class WithdrawDecision(Command):
    """Say that a decision did not use the evidence after all, or was entered in error. Gives {decision_id, version}."""

    decision_id = an_id("the decision", required=True)
    reason_code = one_of("why", WITHDRAWN, required=True)


class Decisions(Read, PageFields):
    """Decisions that the programme informed, newest first, without those withdrawn. Gives {items, next, total}."""

    programme_id = programme(required=False)
    kind = one_of("only of this kind", KINDS)
    result = one_of("only with this result", RESULTS)
    theme = key("only of this theme")
    place = an_id("only about the place with this code")
    project_id = an_id("only those that used work of this project")
    request_id = an_id("only those that go back to this request")
    output_id = an_id("only those that used this output")
    withdrawn = fields.Boolean(load_default=False, metadata={"description": "withdrawn ones too"})


class Decision(Read):
    """One decision, with how the evidence was used and which kinds of evidence are missing. Gives the decision."""

    decision_id = an_id("the decision", required=True)
