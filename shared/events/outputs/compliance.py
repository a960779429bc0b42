"""What the funder asks of outputs and how it was kept: open access, acknowledgement, notice, an award's own terms."""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import Date, Group, Id, Key, Many, OneOf, Part, Sha256, Text, Whole, YesNo
from shared.events.parts import Words

AVAILABILITY = ("free", "not_free", "absent")
JOURNALS = ("open_access", "subscription")
OUTCOMES = ("met", "failed", "not_needed")


class OpenAccessEvidenced(Fact):
    """Something is established of an article's open access. Subject: the output.

    Fields that are left out stay as they were. Of two facts about one field, that of the later day holds.
    """

    type = "open_access.evidenced"
    effective = "the date of the evidence: the day on which it was so known"

    submitted_on = Date("day on which the article was submitted: the policy of that day holds")
    peer_reviewed = YesNo("it is peer-reviewed")
    commissioned = YesNo("a publisher commissioned it, as some reviews are")
    abstract_only = YesNo("it is an abstract alone")
    nihr_majority = YesNo("NIHR pays the greater part of what this research cost; asked of infrastructure awards")
    journal = OneOf("what kind of journal it was submitted to", JOURNALS)
    licence_vor = Text("licence of the version of record")
    licence_aam = Text("licence of the author's accepted manuscript")
    licence_exception = YesNo("NIHR agreed to CC BY-ND for it")
    licensing_statement = YesNo("the manuscript carried the funder's licensing statement")
    europe_pmc = OneOf("how it is in Europe PMC", AVAILABILITY)
    europe_pmc_on = Date("day from which everybody can read it in Europe PMC")
    pubmed_central = OneOf("how it is in PubMed Central", AVAILABILITY)
    pubmed_central_on = Date("day from which everybody can read it in PubMed Central")
    data_statement = YesNo("it says how the data behind it can be had, or why they cannot")
    no_longer_known = Many(Key("a field of this fact"), "what had been established in error and is not known after all")
    source = Key("how it is known: read, europe_pmc, publisher, repository", required=True)


class RuleResultPart(Part):
    clause = Key("clause of the policy", required=True)
    outcome = OneOf("what was found", OUTCOMES, required=True)


class AcknowledgementChecked(Fact):
    """The text of an output is checked for how it acknowledges the funder. Subject: the output.

    The last check of an output stands. The words are public and stay with the output.
    """

    type = "acknowledgement.checked"
    effective = "the date of the output"

    policy = Key("the policy by which it was checked", required=True)
    judged_on = Date("day by which names were judged: that on which it is or is to be public", required=True)
    acknowledged = YesNo("every clause that decides is met", required=True)
    results = Many(Group("a clause", part=RuleResultPart), "each clause with its result", required=True)
    award_ids = Many(Id("an award"), "awards whose numbers were looked for")
    text_sha256 = Sha256("fingerprint of the text in UTF-8", required=True)
    text = Words("the text")


class NoticeGiven(Fact):
    """The funder is told of an output or media activity before it is public. Subject: the notice.

    One that `corrects` another stands in its place.
    """

    type = "notice.given"
    effective = "the day on which the funder was told"

    output_id = Id("the output or media activity", required=True)
    kind = Key("what the notice is of: media, output", required=True)
    planned_on = Date("day on which it was then to be public")
    channel = Key("how the funder was told: email, portal, telephone", required=True)
    reference = Text("the funder's or our reference")
    with_output_ids = Many(
        Id("an output"), "outputs that were sent along, as the accepted article with its press release"
    )


class NoticeDueSoon(Fact):
    """The last day for notice of an output is near and none is given. Subject: the output. Once for each such day."""

    type = "notice.due_soon"
    effective = "the day on which it was found to be near"

    title = Text("title of the output", required=True)
    due_on = Date("the last day on which notice is in time", required=True)
    days_left = Whole("days until then; 0 when it has passed", required=True)
    planned_on = Date("day on which it is to be public", required=True)
    clause = Key("clause that asks for notice", required=True)
    recipients = Many(Id("a person"), "who logged it, and authors whom we know", seen_by="funder")


class AwardTermsSet(Fact):
    """What an award's contract says of its outputs, where that is not the policy's default. Subject: these terms.

    Terms of an award hold until the next of that award begin. One that `corrects` another stands in its place.
    """

    type = "award_terms.set"
    effective = "the day from which they hold"

    award_id = Id("the award", required=True)
    award_kind = OneOf("whether NIHR funds the work or supports it", ("project", "infrastructure"))
    nihr_majority = YesNo("of an infrastructure award: NIHR pays the greater part of the research's costs")
    notice_days = Whole("days before publication on which notice is due", most=366)
    notice_counted = OneOf("which days are counted", ("working", "calendar"))
    notice_covers = OneOf("of what notice is due", ("media", "every_output", "nothing"))
    reason_code = Key("why: contract, selected_by_funder, variation")
