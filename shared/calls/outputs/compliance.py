"""Requests about what the funder asks of outputs: open access, acknowledgement, notice, an award's own terms."""

from __future__ import annotations

from marshmallow import fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import MOST_NAMED, PageFields, an_id, day, many, new_id, one_of, programme, text
from shared.policies import notice, openaccess

AVAILABILITY = (openaccess.FREE, openaccess.NOT_FREE, openaccess.ABSENT)
JOURNALS = (openaccess.OPEN_JOURNAL, openaccess.SUBSCRIPTION)
SOURCES = ("read", "europe_pmc", "publisher", "repository")
CHANNELS = ("email", "portal", "telephone", "meeting")
ACKNOWLEDGEMENTS = ("acknowledged", "not_acknowledged", "not_checked", "not_needed")
#: what may be established of an article and taken back
ESTABLISHED = (
    "submitted_on", "peer_reviewed", "commissioned", "abstract_only", "nihr_majority", "journal", "licence_vor",
    "licence_aam", "licence_exception", "licensing_statement", "europe_pmc", "europe_pmc_on", "pubmed_central",
    "pubmed_central_on", "data_statement",
)  # fmt: skip
LONGEST_TEXT = 100_000


def yes_no(words: str) -> fields.Boolean:
    return fields.Boolean(allow_none=True, metadata={"description": words})


class EvidenceOpenAccess(Command):
    """Record what is known of an article's open access; only what is given changes.

    Gives {output_id, position, clause, version}.
    """

    output_id = an_id("the article", required=True)
    submitted_on = day("the day on which it was submitted; the policy of that day holds")
    peer_reviewed = yes_no("it is peer-reviewed; left out, an article is taken to be")
    commissioned = yes_no("a publisher commissioned it")
    abstract_only = yes_no("it is an abstract alone")
    nihr_majority = yes_no("NIHR pays the greater part of what this research cost")
    journal = one_of("what kind of journal it was submitted to", JOURNALS)
    licence_vor = text("the licence of the version of record", longest=200)
    licence_aam = text("the licence of the accepted manuscript", longest=200)
    licence_exception = yes_no("NIHR agreed to CC BY-ND for it")
    licensing_statement = yes_no("the manuscript carried NIHR's licensing statement")
    europe_pmc = one_of("how it is in Europe PMC", AVAILABILITY)
    europe_pmc_on = day("the day from which it is free in Europe PMC")
    pubmed_central = one_of("how it is in PubMed Central", AVAILABILITY)
    pubmed_central_on = day("the day from which it is free in PubMed Central")
    data_statement = yes_no("it says how the data behind it can be had")
    no_longer_known = many(
        "what was recorded in error and is not known after all", fields.String(validate=validate.OneOf(ESTABLISHED))
    )
    known_on = day("the day on which this was so known")
    source = one_of("how it is known", SOURCES, load_default="read")


class CheckAcknowledgement(Command):
    """Check how an output acknowledges the funder, clause by clause, and record what was found.

    Gives {output_id, acknowledged, results, version}.
    """

    output_id = an_id("the output", required=True)
    text = text("the text, at least the part with the acknowledgement", required=True, longest=LONGEST_TEXT)


class TryAcknowledgement(Read):
    """Check a text, recording nothing: each clause with its place and what to mend, and a wording to copy.

    Gives {acknowledged, results, wording}.
    """

    programme_id = programme()
    text = text("the text", required=True, longest=LONGEST_TEXT)
    output_id = an_id("the output that it is of, which says the awards, the day and the kind")
    award_ids = many("the awards whose numbers are looked for", fields.String())
    on = day("the day on which it is to be public; left out, that of the output, or today")


class GiveNotice(Command):
    """Record that the funder was told of an output or media activity. Gives {notice_id, state, version}."""

    notice_id = new_id()
    output_id = an_id("the output or media activity", required=True)
    told_on = day("the day on which the funder was told")
    planned_on = day("the day on which it was then to be public")
    channel = one_of("how the funder was told", CHANNELS, load_default="email")
    reference = text("a reference of the notice")
    with_output_ids = fields.List(
        fields.String(), validate=MOST_NAMED, load_default=list, metadata={"description": "outputs sent along"}
    )


class CorrectNotice(Command):
    """Put a notice right; only what is given changes. Gives {notice_id, state, version}."""

    notice_id = an_id("the notice", required=True)
    told_on = day("the day on which the funder was told")
    planned_on = day("the day on which it was then to be public")
    channel = one_of("how the funder was told", CHANNELS)
    reference = text("a reference of the notice")


class SetAwardTerms(Command):
    """Record what an award's contract says of its outputs, from a day on. Gives {award_term_id, version}."""

    award_term_id = new_id()
    programme_id = programme()
    award_id = an_id("the award", required=True)
    from_on = day("the day from which it holds; left out, today")
    award_kind = one_of(
        "whether NIHR funds it as a project or supports it as infrastructure", ("project", "infrastructure")
    )
    nihr_majority = yes_no("of infrastructure: NIHR pays the greater part of the research's costs")
    notice_days = fields.Integer(
        allow_none=True,
        strict=True,
        validate=validate.Range(0, 366),
        metadata={"description": "how many days before publication notice is due"},
    )
    notice_counted = one_of("which days are counted", ("working", "calendar"))
    notice_covers = one_of("of what notice is due", ("media", "every_output", "nothing"))
    reason_code = one_of("why", ("contract", "selected_by_funder", "variation"))


class ConsiderNotices(Command):
    """Record what the calendar brings: last days for notice that are near. Gives {programme_id, recorded}."""

    programme_id = programme()


class FinishOutputsStory(Command):
    """Say that a sample's outputs are told: from now on the clock is the real one. Gives {programme_id}."""

    programme_id = programme()


class Compliance(Read, PageFields):
    """What outputs still owe the funder: the position of each in open access, acknowledgement and notice.

    Gives {items, next}.
    """

    programme_id = programme()
    owed = fields.Boolean(load_default=False, metadata={"description": "only those of which something must be done"})
    open_access = one_of("only with this open-access position", openaccess.POSITIONS)
    acknowledgement = one_of("only those acknowledged so", ACKNOWLEDGEMENTS)
    notice = one_of("only those whose notice stands so", notice.STATES)
    award_id = an_id("only those attributed to this award")


class OutputCompliance(Read):
    """What the funder asks of one output and how it stands, clause by clause. Gives the position with what to mend."""

    output_id = an_id("the output", required=True)


class Notices(Read, PageFields):
    """Notices to the funder, the newest first. Gives {items, next}."""

    programme_id = programme()
    output_id = an_id("only those of this output")


class Notice(Read):
    """One notice to the funder. Gives the notice."""

    notice_id = an_id("the notice", required=True)


class AwardTerms(Read, PageFields):
    """What awards' contracts say of their outputs, where it is not the default. Gives {items, next}."""

    programme_id = programme()
    award_id = an_id("only those of this award")


class AwardTerm(Read):
    """The terms of one award from a day on. Gives the terms."""

    award_term_id = an_id("the terms", required=True)


class FunderPolicies(Read):
    """What the funder asks of outputs: every policy with its clauses, in plain words and dated. Gives {items}."""
