"""Evidence of an impact claim: a file, a link or a testimonial, with its date, where it comes from, and consent."""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import Date, Id, Key, Many, OneOf, Sha256, Text, Url, YesNo
from shared.events.parts import Words

EVIDENCE_FORMS = ("file", "link", "testimonial")
#: who made it; all but the first are outside the programme, and can corroborate
EVIDENCE_SOURCES = ("programme", "beneficiary", "other_organisation", "publication", "statistics")
OUTSIDE_SOURCES = frozenset(EVIDENCE_SOURCES[1:])


class EvidenceAttached(Fact):
    """Something that shows a claim is added to it. Subject: the evidence."""

    type = "evidence.attached"
    effective = "the date of the evidence itself"

    impact_id = Id("the claim that it shows", required=True)
    kind = OneOf("what it is", EVIDENCE_FORMS, required=True)
    title = Text("what it is, in a few words that name no person: every reader may see them", required=True)
    source = OneOf("who made it", EVIDENCE_SOURCES, required=True)
    outside = YesNo("whether that is outside the programme, so that it can corroborate", required=True)
    sha256 = Sha256("fingerprint of the file", seen_by="funder")
    url = Url("where a link leads", seen_by="funder")
    dated_on = Date("the date that it bears", required=True)
    shows_people = YesNo(
        "whether somebody can be recognised in it: a testimonial, a picture, a recording", required=True
    )
    consent_id = Id("the consent of those who can be recognised", seen_by="internal")
    consent_reference = Text("the form on which they gave it, by its number", seen_by="internal")
    public = YesNo("whether it may be shown outside the programme", required=True)
    attached_by_person_id = Id(
        "who attached it, and so cannot verify what rests on it", seen_by="funder", required=True
    )
    project_ids = Many(Id("a project"), "projects that led to what is claimed")
    testimonial = Words("what was said, in words")
    note = Words("what it shows, in words")


class EvidenceRemoved(Fact):
    """It shows the claim no longer: taken back, wrong, or those in it no longer consent. Subject: the evidence."""

    type = "evidence.removed"
    effective = "the day on which it no longer counted"

    impact_id = Id("the claim that it showed", required=True)
    reason_code = Key("why: consent_ended, error, superseded, not_available, other", required=True)
    note = Words("why, in words")
