"""Impact claims: what changed, for whom and where, how strongly that is shown, and how it may be put in words.

The three things to prove of a claim are its reach, its significance and what the programme's part in it was. The words
are by reference; a title and those who benefit are open, so they name nobody.
"""

from __future__ import annotations

from collections.abc import Collection

from shared.events.fact import Fact
from shared.events.fields import Date, Id, Key, Many, OneOf, Text, YesNo
from shared.events.parts import Changes, Place, Words

#: from the weakest to the strongest
STRENGTHS = ("asserted", "evidenced", "corroborated", "verified")
ASSERTED, EVIDENCED, CORROBORATED, VERIFIED = STRENGTHS
STRENGTH_WORDS = {
    ASSERTED: "asserted, with nothing yet to show it",
    EVIDENCED: "evidenced by the programme",
    CORROBORATED: "corroborated from outside the programme",
    VERIFIED: "verified by a second person",
}
IMPACT_TAGS = ("inequality", "economic_growth", "nhs_pressure", "service", "place")
#: of these a programme can have its part and never be the cause (measures.md, rule 9)
CONTEXT_THEMES = frozenset({"employment", "housing"})
CONTEXT_TAGS = frozenset({"nhs_pressure"})


def only_contributed(themes: Collection[str], tags: Collection[str]) -> bool:
    """Whether a claim is of employment, housing or the use of the NHS: "contributed to", and never more."""
    return bool(CONTEXT_THEMES & set(themes) or CONTEXT_TAGS & set(tags))


def how_to_put_it(strength: str, contribution: bool, *, withdrawn: bool = False) -> str:
    """How a reader is to take the claim. Only what a second person verified is said without the programme's name."""
    if withdrawn:
        return "Withdrawn: the programme no longer says so"
    if strength == VERIFIED:
        return "Contributed to; verified by a second person" if contribution else "Verified by a second person"
    if contribution:
        return "Context: the programme says that it contributed to this; it is not shown to be its effect"
    return "The programme says so" if strength == ASSERTED else "The programme says so, and shows why"


_BEFORE = "of one told again: the days on which the change was said to have begun, until then"


class ImpactClaimed(Fact):
    """Somebody says what has changed. Subject: the claim. Told again, naming in `corrects` the one before, when the day
    on which the change began was wrong."""

    type = "impact.claimed"
    effective = "the day on which the change began"

    title = Text("what changed, in a few words that name no person: every reader may see them", required=True)
    summary = Words("what changed, in words", required=True)
    beneficiaries = Text("for whom, in words that name no person", required=True)
    reach = Words("how far it reached, and how that is known")
    significance = Words("how much it mattered to them, and how that is known")
    attribution = Words("what the programme's part in it was, and what else played one")
    themes = Many(Key("a theme"), "keys of its themes")
    tags = Many(OneOf("a tag", IMPACT_TAGS), "what kind of change it is")
    places = Many(Place("a place"), "where")
    pathway_step_ids = Many(Id("a step"), "steps of the logic model that it stands for")
    decision_id = Id("the formal decision that it informed")
    project_ids = Many(Id("a project"), "projects that led to it")
    output_ids = Many(Id("an output"), "outputs that led to it")
    dated_before = Many(Date("a day"), _BEFORE)
    claimed_on = Date("the day on which it was claimed: its age counts from there", required=True)
    author_person_id = Id("who claims it, and so can never verify it", seen_by="funder", required=True)
    contribution = YesNo("of employment, housing or NHS use: contributed to, and never more", required=True)


class ImpactChanged(Fact):
    """What a claim says is corrected or completed. Subject: the claim."""

    type = "impact.changed"
    effective = "the day on which the change began: the claim always was so"

    changes = Changes("fields of impact.claimed that are no words, each before and after", required=True)
    summary = Words("what changed, in words, from now on")
    reach = Words("how far it reached, from now on")
    significance = Words("how much it mattered, from now on")
    attribution = Words("what the programme's part was, from now on")
    dated_before = Many(Date("a day"), _BEFORE)
    project_ids = Many(Id("a project"), "projects that led to it")


class ImpactWithdrawn(Fact):
    """A claim is dropped: it counts no longer, and no gap in the evidence is closed by that. Subject: the claim."""

    type = "impact.withdrawn"
    effective = "the day on which it was dropped; for one entered in error, the day on which the change began"

    reason_code = Key("why: error, duplicate, not_supported, superseded, other", required=True)
    strength = OneOf("how strong it was", STRENGTHS, required=True)
    dated_before = Many(Date("a day"), _BEFORE)
    project_ids = Many(Id("a project"), "projects that led to it")
    note = Words("why, in words")


class ImpactStrengthChanged(Fact):
    """A claim is shown better than before, or less well. Subject: the claim.

    By a person who judges, or by itself: the first evidence makes it evidenced, and what it rested on and is gone
    lowers it to what still holds.
    """

    type = "impact.strength_changed"
    effective = "the date of the judgement"

    from_ = OneOf("how strong it was", STRENGTHS, data_key="from", required=True)
    to = OneOf("how strong it is", STRENGTHS, required=True)
    evidence_ids = Many(Id("evidence"), "the evidence that it rests on", required=True)
    set_aside_ids = Many(
        Id("evidence"), "of a claim lowered to asserted: evidence that was found not to show it, and counts no longer"
    )
    by_person_id = Id("who judged; of one verified never its author", seen_by="funder", required=True)
    reason_code = Key("why: evidence_attached, judged, evidence_removed, consent_ended, claim_changed", required=True)
    project_ids = Many(Id("a project"), "projects that led to it")
    note = Words("why, in words")
