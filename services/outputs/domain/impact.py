"""How strongly an impact claim is shown, and by whose judgement: asserted, evidenced, corroborated, verified.

A claim climbs one step at a time. The first evidence makes it evidenced by itself, so a claim that is only asserted is
one that nothing shows: it leaves the list of gaps by evidence alone. Who lowers a claim to asserted has found that what
is attached does not show it, so that evidence is set aside, and something new has to be attached. What a strength rests
on and is gone lowers the claim to what still holds. Judgements follow one another by their days.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from shared.broken import Broken

#: from the weakest to the strongest
STRENGTHS = ("asserted", "evidenced", "corroborated", "verified")
ASSERTED, EVIDENCED, CORROBORATED, VERIFIED = STRENGTHS
#: the three things to prove of a claim, in words
TO_PROVE = ("reach", "significance", "attribution")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the rules look at of one item."""

    evidence_id: str
    attached_by: str
    dated_on: date
    outside: bool = False
    removed: bool = False
    #: found not to show the claim, when that was lowered to asserted
    set_aside: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim as it stands: `writers` said what it says, `judged_on` is the day of its last judgement, or its own."""

    writers: frozenset[str]
    judged_on: date
    strength: str = ASSERTED
    rests_on: frozenset[str] = frozenset()
    proved: frozenset[str] = frozenset(TO_PROVE)
    withdrawn: bool = False

    @property
    def is_gap(self) -> bool:
        """Whether nothing shows it. One that was withdrawn is no gap, and none that was closed."""
        return self.strength == ASSERTED and not self.withdrawn


@dataclass(frozen=True, slots=True)
class Judgement:
    """A claim's strength from a day on, what it rests on, and what was found not to show it."""

    to: str
    on: date
    reason_code: str
    rests_on: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = field(default=())


def judged(claim: Claim, judgement: Judgement) -> Claim:
    """The claim after a judgement."""
    return replace(claim, strength=judgement.to, judged_on=judgement.on, rests_on=frozenset(judgement.rests_on))


def counting(evidence: Collection[Evidence], on: date = date.max) -> list[Evidence]:
    """What shows the claim on a day: it stands, was not set aside, and bears no later date."""
    return [one for one in evidence if not one.removed and not one.set_aside and one.dated_on <= on]


def attach(claim: Claim, new: Evidence, on: date, *, today: date) -> Judgement | None:
    """The first evidence makes a claim evidenced; None where it was so already. Raises Broken."""
    _stands(claim)
    if new.dated_on > today:
        raise Broken("Evidence bears a date that has come: this one is in the future", "dated_on")
    if claim.strength != ASSERTED:
        return None
    _in_its_time(claim, on, today)
    if new.dated_on > on:
        raise Broken(f"It bears the date {new.dated_on}: it showed nothing before that", "on")
    return Judgement(EVIDENCED, on, "evidence_attached", (new.evidence_id,))


def raise_(
    claim: Claim, evidence: Sequence[Evidence], to: str, on: date, *, today: date, chosen: Collection[str] = ()
) -> Judgement:
    """Somebody finds that it is shown better: evidenced, or corroborated. Raises Broken."""
    _stands(claim)
    if to == VERIFIED:
        raise Broken("Verifying is for a second person, with a reason: use that", "to")
    _next(claim, to)
    _in_its_time(claim, on, today)
    rests = _rests_on(evidence, chosen, on)
    if not rests:
        raise Broken(_needs_evidence(evidence, on), "to", state=True)
    if to == CORROBORATED and not any(one.outside for one in rests):
        raise Broken(
            "It is corroborated by evidence from outside the programme, and none of this is: attach what somebody who "
            "benefited says, a document of another organisation, published work, or statistics kept by others",
            "to",
            state=True,
        )
    return Judgement(to, on, "judged", tuple(one.evidence_id for one in rests))


def verify(
    claim: Claim, evidence: Sequence[Evidence], by: str, on: date, *, today: date, chosen: Collection[str] = ()
) -> Judgement:
    """A second person vouches for it: nobody verifies their own. Raises Broken."""
    _stands(claim)
    if by in claim.writers:
        raise Broken("You wrote this claim, or a part of it: somebody else has to verify it", "impact_id", state=True)
    _next(claim, VERIFIED)
    if missing := [thing for thing in TO_PROVE if thing not in claim.proved]:
        raise Broken(
            f"There is nothing to verify yet about {' and '.join(missing)}: say it first", missing[0], state=True
        )
    _in_its_time(claim, on, today)
    rests = _rests_on(evidence, chosen, on)
    if not any(one.outside for one in rests):
        raise Broken("It would rest on no evidence from outside the programme: choose some that is", "evidence_ids")
    if own := [one.evidence_id for one in rests if one.attached_by == by]:
        raise Broken(
            f"You attached evidence that this would rest on ({', '.join(own)}): choose other evidence, or let somebody "
            "else verify it",
            "evidence_ids",
            state=True,
        )
    return Judgement(VERIFIED, on, "judged", tuple(one.evidence_id for one in rests))


def lower(claim: Claim, evidence: Sequence[Evidence], to: str, on: date, *, today: date) -> Judgement:
    """Somebody finds that it is shown less well; always possible. Raises Broken."""
    _stands(claim)
    if STRENGTHS.index(to) >= STRENGTHS.index(claim.strength):
        raise Broken(f"It is {claim.strength}: choose a strength below that", "to", state=True)
    _in_its_time(claim, on, today)
    shows = tuple(one.evidence_id for one in counting(evidence))
    return Judgement(to, on, "judged", *(((), shows) if to == ASSERTED else (shows, ())))


def remove(claim: Claim, left: Sequence[Evidence], removed_id: str, on: date, reason_code: str) -> Judgement | None:
    """What still holds once some evidence is gone; None where the strength does. `left` is without it.

    Never before the last judgement: until then that stood.
    """
    if claim.withdrawn:
        return None
    held = _holds(claim, left, removed_id)
    if held == claim.strength:
        return None
    reason = "consent_ended" if reason_code == "consent_ended" else "evidence_removed"
    rests = () if held == ASSERTED else tuple(one.evidence_id for one in counting(left))
    return Judgement(held, max(on, claim.judged_on), reason, rests)


def change(claim: Claim, evidence: Sequence[Evidence], on: date) -> Judgement | None:
    """What it says is changed: a second person verified other words, so that holds no longer. Raises Broken."""
    _stands(claim)
    if claim.strength != VERIFIED:
        return None
    rests = tuple(one.evidence_id for one in counting(evidence))
    return Judgement(CORROBORATED, max(on, claim.judged_on), "claim_changed", rests)


def withdraw(claim: Claim) -> Claim:
    """It is dropped. Raises Broken."""
    _stands(claim)
    return replace(claim, withdrawn=True)


def missing(claim: Claim, evidence: Sequence[Evidence]) -> list[str]:
    """What would raise it to the next strength, in words; of the three things to prove, those not said."""
    if claim.withdrawn:
        return []
    outside = any(one.outside for one in counting(evidence))
    nothing_new = " What is attached was found not to show it: attach something else." if _set_aside(evidence) else ""
    steps = {
        ASSERTED: f"To be evidenced: attach a file, a link or a testimonial that shows it.{nothing_new}",
        EVIDENCED: "To be corroborated: somebody finds that the evidence from outside bears it out."
        if outside
        else "To be corroborated: attach evidence from outside the programme, such as what somebody who benefited "
        "says, a document of another organisation, published work, or statistics kept by others.",
        CORROBORATED: "To be verified: somebody who neither wrote it nor attached its evidence vouches for it.",
    }
    unsaid = [f"To be verified: say {_PROVING[thing]}." for thing in TO_PROVE if thing not in claim.proved]
    return [*([steps[claim.strength]] if claim.strength in steps else []), *unsaid]


_PROVING = {
    "reach": "how far it reached (reach)",
    "significance": "how much it mattered (significance)",
    "attribution": "what the programme’s part in it was (attribution)",
}


def _holds(claim: Claim, left: Sequence[Evidence], removed_id: str) -> str:
    shows = counting(left)
    if claim.strength == VERIFIED and removed_id not in claim.rests_on:
        return VERIFIED
    highest = CORROBORATED if any(one.outside for one in shows) else EVIDENCED if shows else ASSERTED
    return min(highest, claim.strength, key=STRENGTHS.index)


def _rests_on(evidence: Sequence[Evidence], chosen: Collection[str], on: date) -> list[Evidence]:
    """The evidence chosen, or all that counts on that day."""
    shows = {one.evidence_id: one for one in counting(evidence, on)}
    if stray := [one for one in chosen if one not in shows]:
        raise Broken(
            f"Not evidence that shows this claim on {on}: {', '.join(stray)}. It was removed or set aside, bears a "
            "later date, or is another claim's",
            "evidence_ids",
        )
    return [shows[one] for one in dict.fromkeys(chosen)] if chosen else list(shows.values())


def _needs_evidence(evidence: Sequence[Evidence], on: date) -> str:
    if _set_aside(evidence):
        return "What is attached was found not to show it: attach something new"
    if counting(evidence):
        return f"All of its evidence bears a date after {on}"
    return "Nothing shows it yet: attach a file, a link or a testimonial first"


def _set_aside(evidence: Sequence[Evidence]) -> bool:
    return any(one.set_aside and not one.removed for one in evidence) and not counting(evidence)


def _next(claim: Claim, to: str) -> None:
    """A claim climbs one step at a time."""
    now, wanted = STRENGTHS.index(claim.strength), STRENGTHS.index(to)
    if wanted <= now:
        raise Broken(f"It is {claim.strength} already", "to", state=True)
    if wanted > now + 1:
        raise Broken(f"It is {claim.strength}: it has to be {STRENGTHS[now + 1]} first", "to", state=True)


def _stands(claim: Claim) -> None:
    if claim.withdrawn:
        raise Broken("It was withdrawn: claim it anew if it holds after all", "impact_id", state=True)


def _in_its_time(claim: Claim, on: date, today: date) -> None:
    if on > today:
        raise Broken("Record it once it is so: this day is in the future", "on")
    if on < claim.judged_on:
        raise Broken(f"It was claimed or judged last on {claim.judged_on}: this cannot be before that", "on")
