"""The life of an impact claim: whatever is done, in whatever order, its strength is what its evidence bears out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.outputs.domain import evidence as kinds
from services.outputs.domain import impact as life
from services.outputs.domain.impact import Claim, Evidence, Judgement
from shared.broken import Broken
from shared.events.outputs import impact as told

CLAIMED = date(2026, 2, 2)
TODAY = date(2026, 6, 30)
people = st.sampled_from(("author", "colleague", "second"))
judges = st.sampled_from(("author", "colleague", "second", "judge", "judge", "judge", "judge"))
writers = st.sampled_from(("author", "colleague"))
#: counted from the last judgement, mostly after it
days = st.sampled_from((-1, 0, 0, 1, 2)).map(lambda number: timedelta(days=number))


class Life(RuleBasedStateMachine):
    """One claim, and whatever people do to it. What is refused changes nothing."""

    @initialize(proved=st.just(set(life.TO_PROVE)) | st.sets(st.sampled_from(life.TO_PROVE)))
    def begin(self, proved: set[str]) -> None:
        self.claim = Claim(frozenset({"author"}), CLAIMED, proved=frozenset(proved))
        self.evidence: dict[str, Evidence] = {}
        self.verified_by: str | None = None
        self.was_gap = True
        self.last = "claim"

    @property
    def shows(self) -> list[Evidence]:
        return life.counting(list(self.evidence.values()))

    def did(self, what: str, judgement: Judgement | None) -> None:
        self.was_gap, self.last = self.claim.is_gap, what
        if judgement is not None:
            self.claim = life.judged(self.claim, judgement)
            for one in judgement.set_aside:
                self.evidence[one] = replace(self.evidence[one], set_aside=True)
        if self.claim.strength != life.VERIFIED:
            self.verified_by = None

    @rule(by=people, dated=days, on=days, outside=st.booleans())
    def attach(self, by: str, dated: timedelta, on: timedelta, outside: bool) -> None:
        new = Evidence(f"e{len(self.evidence)}", by, CLAIMED + dated, outside)
        try:
            found = life.attach(self.claim, new, self.claim.judged_on + on, today=TODAY)
        except Broken:
            return
        self.evidence[new.evidence_id] = new
        self.did("attach", found)

    @precondition(lambda self: any(not one.removed for one in self.evidence.values()))
    @rule(which=st.integers(0, 50), on=days, consent=st.booleans())
    def remove(self, which: int, on: timedelta, consent: bool) -> None:
        there = [one for one in self.evidence.values() if not one.removed]
        gone = there[which % len(there)]
        self.evidence[gone.evidence_id] = replace(gone, removed=True)
        left = list(self.evidence.values())
        found = life.remove(
            self.claim, left, gone.evidence_id, self.claim.judged_on + on, "consent_ended" if consent else "error"
        )
        self.did("remove", found)

    @precondition(lambda self: self.evidence)
    @rule(
        to=st.sampled_from(("corroborated", "corroborated", *life.STRENGTHS)),
        on=days,
        some=st.booleans(),
        which=st.integers(0, 50),
    )
    def raise_(self, to: str, on: timedelta, some: bool, which: int) -> None:
        chosen = [f"e{which % (len(self.evidence) + 1)}"] if some else []
        try:
            day, there = self.claim.judged_on + on, list(self.evidence.values())
            found = life.raise_(self.claim, there, to, day, today=TODAY, chosen=chosen)
        except Broken:
            return
        self.did("raise", found)

    @precondition(lambda self: self.evidence)
    @rule(by=judges, on=days, some=st.booleans(), which=st.integers(0, 50))
    def verify(self, by: str, on: timedelta, some: bool, which: int) -> None:
        chosen = [f"e{which % (len(self.evidence) + 1)}"] if some else []
        try:
            day, there = self.claim.judged_on + on, list(self.evidence.values())
            found = life.verify(self.claim, there, by, day, today=TODAY, chosen=chosen)
        except Broken:
            return
        self.did("verify", found)
        self.verified_by = by

    @rule(to=st.sampled_from(life.STRENGTHS), on=days)
    def lower(self, to: str, on: timedelta) -> None:
        try:
            day = self.claim.judged_on + on
            found = life.lower(self.claim, list(self.evidence.values()), to, day, today=TODAY)
        except Broken:
            return
        self.did("lower", found)

    @precondition(lambda self: self.claim.strength != life.ASSERTED)
    @rule(by=writers, proves=st.sampled_from(life.TO_PROVE), on=days)
    def change(self, by: str, proves: str, on: timedelta) -> None:
        try:
            found = life.change(self.claim, list(self.evidence.values()), self.claim.judged_on + on)
        except Broken:
            return
        writers, proved = self.claim.writers | {by}, self.claim.proved | {proves}
        self.claim = replace(self.claim, writers=writers, proved=proved)
        self.did("change", found)

    @precondition(lambda self: not self.claim.withdrawn)
    @rule(really=st.integers(0, 30))
    def withdraw(self, really: int) -> None:
        if really != 7:
            return
        gone = life.withdraw(self.claim)
        self.did("withdraw", None)
        self.claim = gone

    @invariant()
    def a_gap_closes_by_evidence_alone_and_a_withdrawn_claim_is_none_that_was_closed(self) -> None:
        if self.was_gap and not self.claim.is_gap:
            assert self.last in ("attach", "withdraw"), self.last
            assert self.claim.withdrawn == (self.last == "withdraw")

    @invariant()
    def nothing_is_evidenced_by_nothing_nor_corroborated_from_inside(self) -> None:
        if self.claim.withdrawn:  # it stays as strong as it was, whatever becomes of its evidence
            return
        if self.claim.strength != life.ASSERTED:
            assert self.shows
        if self.claim.strength in (life.CORROBORATED, life.VERIFIED):
            assert any(one.outside for one in self.shows)

    @invariant()
    def nobody_verified_their_own(self) -> None:
        if self.claim.strength == life.VERIFIED and not self.claim.withdrawn:
            rests = [self.evidence[one] for one in self.claim.rests_on]
            assert self.verified_by not in self.claim.writers
            assert self.verified_by not in {one.attached_by for one in rests}
            assert not any(one.removed or one.set_aside for one in rests)

    @invariant()
    def what_is_missing_is_said_until_it_is_verified(self) -> None:
        complete = self.claim.strength == life.VERIFIED and not set(life.TO_PROVE) - self.claim.proved
        assert bool(life.missing(self.claim, list(self.evidence.values()))) != (complete or self.claim.withdrawn)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=200, stateful_step_count=40, deadline=None)


def test_the_strengths_are_those_that_facts_have_in_the_same_order() -> None:
    assert life.STRENGTHS == told.STRENGTHS


@pytest.mark.parametrize(
    ("strength", "contribution", "words"),
    [
        ("asserted", False, "The programme says so"),
        ("corroborated", False, "The programme says so, and shows why"),
        ("verified", False, "Verified by a second person"),
        ("asserted", True, "Context: the programme says that it contributed to this; it is not shown to be its effect"),
        (
            "corroborated",
            True,
            "Context: the programme says that it contributed to this; it is not shown to be its effect",
        ),
        ("verified", True, "Contributed to; verified by a second person"),
    ],
)
def test_only_a_verified_claim_is_put_without_the_programmes_name(
    strength: str, contribution: bool, words: str
) -> None:
    assert told.how_to_put_it(strength, contribution) == words


def test_employment_housing_and_the_use_of_the_nhs_are_never_an_effect_of_the_programme() -> None:
    for themes, tags in ((["employment"], []), (["leisure", "housing"], []), ([], ["nhs_pressure"])):
        assert told.only_contributed(themes, tags)
    assert not told.only_contributed(["education", "leisure"], ["inequality", "economic_growth", "service", "place"])


@pytest.mark.parametrize("kind", kinds.HELD)
def test_what_somebody_can_be_recognised_in_is_public_with_consent_only(kind: str) -> None:
    field, _ = kinds.HELD[kind]
    given: dict[str, Any] = {"sha256": None, "url": None, "testimonial": None} | {field: "x"}
    kinds.check(kind, **given, shows_people=True, consented=True, public=True)
    kinds.check(kind, **given, shows_people=True, consented=False, public=False)
    with pytest.raises(Broken, match="Somebody can be recognised in it"):
        kinds.check(kind, **given, shows_people=True, consented=False, public=True)
