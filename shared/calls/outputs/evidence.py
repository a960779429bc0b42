"""Requests about the evidence of impact claims: a file, a link or a testimonial, attached and taken back."""

from __future__ import annotations

from marshmallow import fields

from shared.calls.call import Command, Read
from shared.calls.fields import PageFields, an_id, day, file_id, new_id, note, one_of, only, text

EVIDENCE_FORMS = ("file", "link", "testimonial")
EVIDENCE_SOURCES = ("programme", "beneficiary", "other_organisation", "publication", "statistics")
EVIDENCE_REMOVED_FOR = ("consent_ended", "error", "superseded", "not_available", "other")


class AttachEvidence(Command):
    """Attach evidence to a claim: a file, a link or what somebody said. Gives {evidence_id, strength, version}.

    The first makes the claim evidenced. What somebody said, and whatever else somebody can be recognised in, stays
    inside the programme without their consent.
    """

    evidence_id = new_id()
    impact_id = an_id("the claim", required=True)
    kind = one_of("what it is", EVIDENCE_FORMS, required=True)
    title = text("what it is, in a few words that name no person: every reader may see them", required=True)
    source = one_of(
        "who made it; all but the programme are outside, and can corroborate", EVIDENCE_SOURCES, required=True
    )
    sha256 = file_id("the file, of a file")
    url = fields.URL(
        allow_none=True,
        schemes={"http", "https"},
        metadata={"description": "where a link leads"},
        error_messages={"invalid": "Enter a web address, like https://example.org/report"},
    )
    testimonial = text("what was said, of a testimonial; the words stay in this service", longest=20_000)
    dated_on = day("the date that it bears", required=True)
    shows_people = fields.Boolean(
        load_default=False, metadata={"description": "somebody can be recognised in it, as in a picture or recording"}
    )
    consent_id = an_id("the consent of those who can be recognised")
    consent_reference = text("the form on which they gave it, by its number", longest=200)
    public = fields.Boolean(load_default=False, metadata={"description": "it may be shown outside the programme"})
    on = day("the day on which it was found to show the claim; left out, today")
    note = text("what it shows; the words stay in this service", longest=10_000)


class RemoveEvidence(Command):
    """Take evidence back, or end the consent to it. Gives {evidence_id, strength, version}.

    The claim is lowered by itself to what still holds.
    """

    evidence_id = an_id("the evidence", required=True)
    reason_code = one_of("why", EVIDENCE_REMOVED_FOR, required=True)
    on = day("the day from which it no longer counts; left out, today")
    note = note()


class EvidenceItems(Read, PageFields):
    """Evidence of impact claims, the newest first. Gives {items, next}."""

    programme_id = only("only that of this programme")
    impact_id = only("only that of this claim")
    kind = one_of("only of this kind", EVIDENCE_FORMS)
    source = one_of("only by these", EVIDENCE_SOURCES)
    public = fields.Boolean(metadata={"description": "only what may be shown outside, or only what may not"})
    state = one_of("only what stands so; left out, all", ("standing", "removed"))


class EvidenceItem(Read):
    """One item of evidence with its words."""

    evidence_id = an_id("the evidence", required=True)
