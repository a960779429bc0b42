"""Requests about case studies of impact in the five sections of REF 2021."""

from __future__ import annotations

from shared.calls.call import Command, Read
from shared.calls.fields import PageFields, an_id, day, ids, many, new_id, note, one_of, only, programme, text

CASE_STUDY_SECTIONS = ("summary", "research", "references", "details", "sources")
_TITLE = "a title that names no person"


class BeginCaseStudy(Command):
    """Begin a case study of one claim or several. Gives {case_study_id, version}."""

    case_study_id = new_id()
    programme_id = programme()
    title = text(_TITLE, required=True)
    impact_ids = ids("the claims that it is about")
    on = day("the day on which it was begun; left out, today")


class ChangeCaseStudy(Command):
    """Change the title of a case study, or the claims that it is about. Gives {case_study_id, version}."""

    case_study_id = an_id("the case study", required=True)
    title = text(_TITLE)
    impact_ids = ids("the claims that it is about, all of them")


class WriteCaseStudy(Command):
    """Write a section of a case study, or write it anew. Gives {case_study_id, draft, word_count, version}.

    Summary: at most 100 words. Research: 500. References: 6 items. Details: 750 words. Sources: 10 items. The versions
    before stay.
    """

    case_study_id = an_id("the case study", required=True)
    section = one_of("which section", CASE_STUDY_SECTIONS, required=True)
    words = text("the words, of a section that is no list; they stay in this service", longest=20_000)
    items = many(
        "the references or sources, one each", text("a reference or source", required=True, longest=2000), most=100
    )
    on = day("the day on which it was written; left out, today")


class WithdrawCaseStudy(Command):
    """Drop a case study. Gives {case_study_id, version}."""

    case_study_id = an_id("the case study", required=True)
    reason_code = one_of("why", ("error", "superseded", "other"), required=True)
    on = day("the day on which it was dropped; left out, today")
    note = note()


class CaseStudies(Read, PageFields):
    """Case studies, the newest first. Gives {items, next}."""

    programme_id = only("only those of this programme")
    impact_id = only("only those about this claim")
    state = one_of("only those that stand so; left out, all", ("standing", "withdrawn"))


class CaseStudy(Read):
    """One case study as a whole: its sections as last written, how long each is and may be, and its claims."""

    case_study_id = an_id("the case study", required=True)
