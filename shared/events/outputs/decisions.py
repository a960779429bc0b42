"""Formal decisions in which evidence of the programme was used. Without a document it is no more than a claim."""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import Date, Id, Key, Many, OneOf, Sha256, Text, Url
from shared.events.parts import Place, Words

#: what a decision may rest on: the six sources of the Evidence Pie
EVIDENCE_KINDS = ("research", "local_data", "practitioner", "community", "policy", "cost")
RESULTS = ("adopted", "changed", "stopped", "deferred")
USES = ("cited", "considered")


class DecisionInformed(Fact):
    """A formal decision used evidence of the programme. Subject: the decision. Told anew, it corrects the whole."""

    type = "decision.informed"
    effective = "the date of the decision"

    title = Text("what was decided about", required=True)
    body = Text("the body that decided: Cabinet, a committee, a partner's board", required=True)
    kind = Key(
        "kind: cabinet, committee, board, delegated, commissioning, service_change, partner_board", required=True
    )
    decision_ref = Text("the body's own reference: number of the minute or notice")
    url = Url("where its document is: minute, notice of a delegated decision, published paper; this or file_id")
    file_id = Sha256("digest of its document", seen_by="funder")
    use = OneOf("whether the evidence is cited in the document, or recorded as considered", USES, required=True)
    result = OneOf("what came of it", RESULTS, required=True)
    evidence_kinds = Many(OneOf("a kind of evidence", EVIDENCE_KINDS), "kinds of evidence it rested on", required=True)
    output_ids = Many(Id("an output"), "outputs that were used")
    project_ids = Many(Id("a project"), "projects whose work was used")
    request_id = Id("the request at the front door that it goes back to")
    themes = Many(Key("a theme"), "its themes")
    places = Many(Place("a place"), "places that were decided about")
    #: so that a view can mend what it held from that day on
    dated_before = Many(Date("a day"), "of one told again: the other days that were recorded until then")
    note = Words("how the evidence was used, in words")


class DecisionWithdrawn(Fact):
    """The decision did not use it after all, or was entered in error. Subject: the decision."""

    type = "decision.withdrawn"
    effective = "the date of the decision, which was never informed"

    reason_code = Key("why: not_used, entered_in_error", required=True)
