"""Case studies of impact in the five sections of REF 2021, each saved as versions of words with their number."""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import Id, Key, Many, OneOf, Text, Whole
from shared.events.parts import Changes, Words

#: in the order of REF 2021
CASE_STUDY_SECTIONS = ("summary", "research", "references", "details", "sources")


class CaseStudyBegun(Fact):
    """Somebody begins a case study of one claim or several. Subject: the case study."""

    type = "case_study.begun"
    effective = "the day on which it was begun"

    title = Text("title, which names no person", required=True)
    impact_ids = Many(Id("a claim"), "claims that it is about", required=True)


class CaseStudyChanged(Fact):
    """Its title or the claims that it is about change. Subject: the case study."""

    type = "case_study.changed"
    effective = "the day from which that holds"

    changes = Changes("fields of case_study.begun, each before and after", required=True)


class CaseStudySectionWritten(Fact):
    """A section is written, or written anew: the versions before stay. Subject: the case study."""

    type = "case_study.section_written"
    effective = "the day on which it was written"

    section = OneOf("which of the five", CASE_STUDY_SECTIONS, required=True)
    draft = Whole("number of the version of this section, from 1", least=1, most=100_000, required=True)
    word_count = Whole("how many words it has", most=1_000_000, required=True)
    item_count = Whole("how many references or sources, of the two sections that are lists", most=1000)
    text = Words("the words", required=True)


class CaseStudyWithdrawn(Fact):
    """A case study is dropped. Subject: the case study."""

    type = "case_study.withdrawn"
    effective = "the day on which it was dropped"

    reason_code = Key("why", required=True)
    note = Words("why, in words")
