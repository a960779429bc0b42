"""Facts that the reporting service records. People are `person_id` only; free text is by reference.

`fingerprint` is the SHA-256 of the canonical report.json; `versions_fingerprint` is that of the versions of template,
measures, views and narrative that made it, which report.json names one by one.
"""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import Date, Group, Id, Key, Many, OneOf, Part, Sha256, Text, Whole
from shared.events.parts import Artefacts, Period, Words

ROUTES = ("link", "funder_system", "email")


class ReportStarted(Fact):
    """A draft begins. Subject: the report."""

    type = "report.started"
    effective = "that day"

    template = Key("the template", required=True)
    template_version = Whole("its version", least=1, required=True)
    period = Period("the period reported on", required=True)
    title = Text("what the report is called")
    due_on = Date("when the funder expects it", seen_by="funder")
    obligation_id = Id("the duty that it meets", seen_by="funder")


class ReportGenerated(Fact):
    """The files of a report were made from the ledger at a position and kept. Subject: the report."""

    type = "report.generated"
    effective = "that day"

    template = Key("the template", required=True)
    template_version = Whole("its version", least=1, required=True)
    versions_fingerprint = Sha256("which template, measures, views and narrative made it", required=True)
    renderer = Text("versions of what rendered it", seen_by="internal")
    period = Period("the period reported on", required=True)
    position = Whole("last position of the ledger that it knows of", required=True)
    tree_root = Sha256("root of the ledger's tree at that position")
    revision = Whole("1 for the first, 2 for what restates it", least=1, required=True)
    fingerprint = Sha256("digest of the canonical report.json", required=True)
    artefacts = Artefacts("the files", required=True)


class ReportSubmitted(Fact):
    """A named person (the actor) submits a report: what was sent is what these digests name. Subject: the report."""

    type = "report.submitted"
    effective = "that day"

    template = Key("the template", required=True)
    template_version = Whole("its version", least=1, required=True)
    title = Text("what the report is called", required=True)
    versions_fingerprint = Sha256("which template, measures, views and narrative made it", required=True)
    period = Period("the period reported on", required=True)
    position = Whole("last position of the ledger that it knows of", required=True)
    tree_root = Sha256("root of the ledger's tree at that position")
    revision = Whole("1 for the first, 2 for what restates it", least=1, required=True)
    fingerprint = Sha256("digest of the canonical report.json, as the person saw it", required=True)
    artefacts = Artefacts("the files that were sent", required=True)
    route = OneOf("how it goes to the funder", ROUTES, required=True)
    recipients = Many(Id("a person"), "to whom it goes", seen_by="internal", required=True)
    generated_event_id = Id("the report.generated whose files these are")


class ReceiptRecorded(Fact):
    """There is proof that a report arrived. Subject: the report."""

    type = "receipt.recorded"
    effective = "the day of receipt"

    route = OneOf("how it went", ROUTES, required=True)
    revision = Whole("which revision arrived", least=1)
    funder_reference = Text("the funder's reference")
    receipt_file_id = Id("digest of the receipt", seen_by="funder")


class RestatementDecided(Fact):
    """It is decided what late facts do to a report that was already submitted. Subject: the report."""

    type = "restatement.decided"
    effective = "the date of the decision"

    fact_ids = Many(Id("an event"), "the late facts decided about", required=True)
    choice = OneOf("what is done", ("restate", "carry_forward", "leave"), required=True)
    reason_code = Key("why", seen_by="funder", required=True)
    note = Words("why, in words")
    period = Period("the period that they belong to")


class AuditedViewPart(Part):
    view = Key("the view", required=True)
    version = Whole("its version", least=1, required=True)
    rows = Whole("rows compared", required=True)
    differences = Whole("rows that differ, are missing or are too many", required=True)


class AuditCompleted(Fact):
    """All views were made again from the ledger and compared with the live ones. Subject: the ledger."""

    type = "audit.completed"
    effective = "that night"

    views = Many(Group("a view", part=AuditedViewPart), "what was compared", seen_by="funder", required=True)
    differences = Whole("rows that differ, in all views together", seen_by="funder", required=True)
    position = Whole("last position of the ledger that was compared", seen_by="funder", required=True)
    tree_root = Sha256("root of the ledger's tree at that position", seen_by="funder")
