"""Requests about impact claims: what changed, for whom, where, and how strongly that is shown."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import (
    PageFields,
    PlaceFields,
    an_id,
    day,
    ids,
    key,
    many,
    new_id,
    note,
    one_of,
    only,
    programme,
    text,
)

IMPACT_STRENGTHS = ("asserted", "evidenced", "corroborated", "verified")
IMPACT_TAGS = ("inequality", "economic_growth", "nhs_pressure", "service", "place")
CLAIM_STATES = ("standing", "withdrawn")
CLAIM_WITHDRAWN_FOR = ("error", "duplicate", "not_supported", "superseded", "other")
_INSIDE = "the words stay in this service"


class ImpactFields(Schema):
    """What can be said of a claim."""

    title = text("what changed, in a few words that name no person: every reader may see them")
    summary = text(f"what changed, in words; {_INSIDE}", longest=20_000)
    beneficiaries = text("for whom, in words that name no person", longest=1000)
    reach = text(f"how far it reached, and how that is known; {_INSIDE}", longest=10_000)
    significance = text(f"how much it mattered to them, and how that is known; {_INSIDE}", longest=10_000)
    attribution = text(
        f"what the programme's part in it was, and what else played one; {_INSIDE}",
        longest=10_000,
    )
    began_on = day("the day on which the change began")
    themes = many("keys of its themes", key("a theme", required=True))
    tags = many(
        "what kind of change it is", one_of("a kind of change", IMPACT_TAGS, required=True), most=len(IMPACT_TAGS)
    )
    places = many("where", fields.Nested(PlaceFields))
    pathway_step_ids = ids("steps of the logic model that it stands for")
    decision_id = an_id("the formal decision that it informed")
    project_ids = ids("projects that led to it")
    output_ids = ids("outputs that led to it")


class ClaimImpact(Command, ImpactFields):
    """Claim an impact: say what changed, for whom and where. Gives {impact_id, version}.

    Of employment, housing and the use of the NHS a programme can have contributed to a change and never more, and the
    claim is labelled so.
    """

    impact_id = new_id()
    programme_id = programme()
    title = text("what changed, in a few words that name no person: every reader may see them", required=True)
    summary = text(f"what changed, in words; {_INSIDE}", required=True, longest=20_000)
    beneficiaries = text("for whom, in words that name no person", required=True, longest=1000)
    claimed_on = day("the day on which it was claimed; left out, today")
    on_behalf_of = an_id("the person who claims it, where you enter it for them")


class ChangeImpact(Command, ImpactFields):
    """Correct or complete a claim: only the fields given change. Gives {impact_id, strength, version}.

    Other words are not what a second person verified, so a verified claim is then corroborated.
    """

    impact_id = an_id("the claim", required=True)


class RaiseImpact(Command):
    """Find that a claim is shown better than before. Gives {impact_id, strength, version}.

    One step at a time. Nothing is evidenced without evidence, or corroborated without some from outside the programme.
    """

    impact_id = an_id("the claim", required=True)
    to = one_of("how strongly it is shown", ("evidenced", "corroborated"), required=True)
    evidence_ids = ids("the evidence that this rests on; left out, all that there is")
    on = day("the day of the judgement; left out, today")
    note = note()


class VerifyImpact(Command):
    """Vouch for a claim, as a second person. Gives {impact_id, strength, version}.

    Not for who wrote any of it, or attached evidence that it rests on.
    """

    impact_id = an_id("the claim", required=True)
    evidence_ids = ids("the evidence that this rests on; left out, all that there is")
    on = day("the day of the judgement; left out, today")
    note = text("why you vouch for it; the words stay in this service", required=True, longest=10_000)


class LowerImpact(Command):
    """Find that a claim is shown less well than was thought. Gives {impact_id, strength, version}.

    Lowered to asserted, its evidence was found not to show it and is set aside: it takes something new to raise it.
    """

    impact_id = an_id("the claim", required=True)
    to = one_of("how strongly it is shown", ("asserted", "evidenced", "corroborated"), required=True)
    on = day("the day of the judgement; left out, today")
    note = text("why; the words stay in this service", required=True, longest=10_000)


class WithdrawImpact(Command):
    """Drop a claim. It counts no longer, and closes no gap. Gives {impact_id, version}."""

    impact_id = an_id("the claim", required=True)
    reason_code = one_of("why", CLAIM_WITHDRAWN_FOR, required=True)
    on = day("the day on which it was dropped; left out, today")
    note = note()


class ImpactClaims(Read, PageFields):
    """Impact claims, those that least is shown of first. Gives {items, next}."""

    programme_id = only("only those of this programme")
    strength = one_of("only those shown so strongly", IMPACT_STRENGTHS)
    tag = one_of("only changes of this kind", IMPACT_TAGS)
    theme = only("only those of this theme")
    place = only("only those in this place, by its code")
    project_id = only("only those of this project")
    decision_id = only("only those that this decision led to")
    state = one_of("only those that stand so; left out, all", CLAIM_STATES)


class ImpactClaim(Read):
    """One claim with its words, its evidence, the history of its strength, and what is missing for the next."""

    impact_id = an_id("the claim", required=True)


class EvidenceGaps(Read, PageFields):
    """Claims that nothing shows: only asserted, the oldest first. Gives {items, next}."""

    programme_id = only("only those of this programme")
    older_than = fields.Integer(
        load_default=0,
        validate=validate.Range(0, 10_000),
        metadata={"description": "only those claimed more than so many days ago"},
    )
