"""Any run of commands on claims and their evidence, on a real database: a gap closes by evidence or withdrawal alone,
and the figures worked out from the facts say at every step what the service says.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from installation import Installation
from naive_sight import NaiveSight
from sqlalchemy import Engine, text

from services.outputs import service
from services.reporting.measures.period import Period
from services.reporting.measures.registry import by_id
from services.reporting.projections.impact import evidence_items, impact_claims
from shared import context
from shared.calls import outputs as calls
from shared.calls.call import Call
from shared.context import Actor, Grant, today
from shared.database import transaction
from shared.errors import Conflict, Invalid
from shared.events.event import Event

WHICH = st.integers(0, 3)
PEOPLE = st.sampled_from(("ada", "ben", "cleo", "dan"))
STRENGTHS = ("asserted", "evidenced", "corroborated", "verified")
#: days since they were claimed, a year ago
AGES = st.integers(0, 300)
FAR = date(9999, 12, 30)


class Claims(RuleBasedStateMachine):
    """Some claims of one programme. What is refused records nothing."""

    engine: ClassVar[Engine]

    @initialize()
    def begin(self) -> None:
        self.programme = f"I-{uuid4().hex[:8].upper()}"
        self.claimed_on = today() - timedelta(days=365)
        self.claims: list[str] = []
        self.attached: list[str] = []
        self.events: list[Event] = []
        self.gaps: set[str] = set()

    def do(self, call: type[Call], by: str, **fields: Any) -> Any:
        actor = Actor(by, (Grant("programme_manager", self.programme),))
        with context.using(actor=actor, recorded=[]), transaction(self.engine) as session:
            return service.IMPACT[call](session, **call.parse(fields))

    def tried(self, call: type[Call], by: str, **fields: Any) -> Any:
        try:
            return self.do(call, by, **fields)
        except (Conflict, Invalid):
            return None

    def one(self, which: int) -> str:
        return self.claims[which % len(self.claims)]

    @rule(by=PEOPLE)
    def claim(self, by: str) -> None:
        if len(self.claims) < 4:
            words = {"title": "t", "summary": "s", "beneficiaries": "b", "reach": "r", "significance": "s"}
            days = {"claimed_on": self.claimed_on.isoformat()}
            of = {"programme_id": self.programme, "attribution": "a"}
            self.claims.append(self.do(calls.ClaimImpact, by, **words, **days, **of)["impact_id"])

    @rule(by=PEOPLE, which=WHICH, outside=st.booleans(), dated=AGES)
    def attach(self, by: str, which: int, outside: bool, dated: int) -> None:
        if self.claims:
            fields = {"kind": "link", "title": "e", "url": f"https://example.org/{uuid4()}"}
            fields |= {"source": "statistics" if outside else "programme"}
            fields |= {"dated_on": (self.claimed_on + timedelta(days=dated)).isoformat(), "impact_id": self.one(which)}
            if reply := self.tried(calls.AttachEvidence, by, **fields):
                self.attached.append(reply["evidence_id"])

    @rule(by=PEOPLE, which=st.integers(0, 30))
    def remove(self, by: str, which: int) -> None:
        if self.attached:
            gone = self.attached[which % len(self.attached)]
            self.tried(calls.RemoveEvidence, by, evidence_id=gone, reason_code="error")

    @rule(by=PEOPLE, which=WHICH, on=AGES)
    def corroborate(self, by: str, which: int, on: int) -> None:
        if self.claims:
            day = {} if on > 100 else {"on": (self.claimed_on + timedelta(days=on)).isoformat()}
            self.tried(calls.RaiseImpact, by, impact_id=self.one(which), to="corroborated", **day)

    @rule(by=PEOPLE, which=WHICH)
    def verify(self, by: str, which: int) -> None:
        if self.claims:
            impact_id = self.one(which)
            evidence = self.do(calls.ImpactClaim, by, impact_id=impact_id)["evidence"]
            others = [
                one["evidence_id"]
                for one in evidence
                if one["attached_by_person_id"] != by and one["state"] == "standing"
            ]
            self.tried(calls.VerifyImpact, by, impact_id=impact_id, note="yes", evidence_ids=others)

    @rule(by=PEOPLE, which=WHICH, to=st.sampled_from(STRENGTHS[:-1]))
    def lower(self, by: str, which: int, to: str) -> None:
        if self.claims:
            self.tried(calls.LowerImpact, by, impact_id=self.one(which), to=to, note="no")

    @rule(by=st.sampled_from(("ada", "ben")), which=WHICH, words=st.sampled_from(("title", "reach")), n=AGES)
    def change(self, by: str, which: int, words: str, n: int) -> None:
        if self.claims:
            self.tried(calls.ChangeImpact, by, impact_id=self.one(which), **{words: f"other {n}"})

    @rule(which=WHICH, began=AGES)
    def redate(self, which: int, began: int) -> None:
        if self.claims:
            day = (self.claimed_on - timedelta(days=began)).isoformat()
            self.tried(calls.ChangeImpact, "ada", impact_id=self.one(which), began_on=day)

    @rule(which=WHICH, why=st.sampled_from(("error", "not_supported")), really=st.integers(0, 8))
    def withdraw(self, which: int, why: str, really: int) -> None:
        if self.claims and really == 3:
            self.tried(calls.WithdrawImpact, "ada", impact_id=self.one(which), reason_code=why)

    @invariant()
    def the_gap_list_shrinks_by_evidence_alone_and_figures_say_what_the_service_says(self) -> None:
        if not getattr(self, "claims", None):
            return
        new = self.told()
        listed = self.do(calls.ImpactClaims, "ada", programme_id=self.programme)["items"]
        gaps = {one["impact_id"] for one in self.do(calls.EvidenceGaps, "ada", programme_id=self.programme)["items"]}
        for closed in self.gaps - gaps:
            kinds = {event.type for event in new if closed in (event.subject, event.data.get("impact_id"))}
            assert kinds & {"outputs.evidence.attached", "outputs.impact.withdrawn"}, kinds
        self.gaps = gaps
        sight = NaiveSight(self.events, self.programme)
        period = Period(today() - timedelta(days=400), today())
        value = by_id("impact.claims")(sight, period)
        standing = [one for one in listed if one["state"] == "standing"]
        by_strength = [sum(1 for one in standing if one["strength"] == strength) for strength in STRENGTHS]
        assert value.amount == len(standing)
        if standing:
            assert [line.amount for line in value.breakdowns[0].lines] == by_strength
        assert {key for _, key in by_id("impact.gaps")(sight, period).counted} == gaps
        rows = {row.key: row for row in sight.state(impact_claims, on=FAR)}
        for one in listed:
            row = rows[one["impact_id"]]
            same = ("title", "strength", "state", "withdrawn_reason", "author_person_id", "contribution")
            assert {name: getattr(row, name) for name in same} == {name: one[name] for name in same}
            for name in ("began_on", "claimed_on", "judged_on", "withdrawn_on"):
                assert str(getattr(row, name)) == str(one[name]), name
        shown = self.do(calls.EvidenceItems, "ada", programme_id=self.programme, limit=200)["items"]
        views = {row.key: row for row in sight.state(evidence_items, on=FAR)}
        for one in shown:
            row = views[one["evidence_id"]]
            assert (row.state, bool(row.set_aside), row.outside) == (one["state"], one["set_aside"], one["outside"])

    def told(self) -> list[Event]:
        """The facts since the last look."""
        query = text("select attributes, body from outbox where attributes->>'programmeid' = :it order by id")
        with self.engine.connect() as connection:
            rows = connection.execute(query, {"it": self.programme}).all()
        new = [Event.from_attributes(row.attributes, bytes(row.body)) for row in rows[len(self.events) :]]
        self.events += new
        return new


@pytest.fixture(scope="module")
def engine(installation: Installation) -> Engine:
    installation.databases("outputs")
    return installation.engine("outputs")


def test_a_gap_closes_by_evidence_or_withdrawal_alone_whatever_is_done_in_whatever_order(engine: Engine) -> None:
    Claims.engine = engine
    run_state_machine_as_test(
        Claims,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink],
        ),
    )
