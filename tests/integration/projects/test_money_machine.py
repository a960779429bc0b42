"""Any run of commands about money on a real database: sums always agree, and the ledger says what the tables say."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from naive_sight import NaiveSight
from sqlalchemy import Engine, text

from services.projects.commands import awards, claims, forecasts, partners, programmes, spending
from services.reporting.measures.period import Period
from services.reporting.measures.registry import by_id
from services.reporting.projections.money import budget_lines
from shared.calls import projects as calls
from shared.database import transaction
from shared.errors import Conflict, Invalid
from shared.events.event import Event
from tests.integration.projects.conftest import Programme
from tests.integration.projects.test_budgets import COUNCIL, UNIVERSITY, approved, money, set_budget, shown

CELLS = [("staff", COUNCIL), ("staff", UNIVERSITY), ("travel", COUNCIL)]
MONTHS = ["2024-04", "2024-05", "2025-03", "2025-04"]
LAST = {"2024-04": "2024-04-30", "2024-05": "2024-05-31", "2025-03": "2025-03-31", "2025-04": "2025-04-30"}
IN_FORCE = "2025-06-30"

cells = st.sampled_from(CELLS)
months = st.sampled_from(MONTHS)
pennies = st.integers(1, 40_000).map(lambda n: Decimal(n) / 100)
any_pennies = st.integers(-20_000, 40_000).map(lambda n: Decimal(n) / 100)


def line(cell: tuple[str, str], month: str, amount: Decimal) -> dict[str, Any]:
    year = "2024/25" if month < "2025-04" else "2025/26"
    where = {"heading": cell[0], "partner_org_id": cell[1], "fin_year": year, "month": month}
    return where | {"amount": money(f"{amount:.2f}")}


class Money(RuleBasedStateMachine):
    """Commands in any order; what is refused changes nothing."""

    engine: ClassVar[Engine]

    @initialize(amounts=st.lists(pennies, min_size=len(CELLS) * 2, max_size=len(CELLS) * 2))
    def begin(self, amounts: list[Decimal]) -> None:
        self.programme = Programme(self.engine, f"T-{uuid4().hex[:8].upper()}")
        about = {"programme_id": self.programme.programme_id}
        created = about | {"title": "P", "host_org_id": COUNCIL, "starts_on": "2024-01-01"}
        self.programme.do(programmes.create_programme, calls.CreateProgramme, **created)
        joined = about | {"org_id": UNIVERSITY, "joined_on": "2024-01-01"}
        self.programme.do(partners.join_partner, calls.JoinPartner, **joined)
        recorded = about | {
            "reference": f"NIHR{uuid4().int % 900_000 + 100_000}",
            "funder_org_id": "nihr",
            "starts_on": "2024-01-01",
            "ends_on": "2026-03-31",
            "amount": money("5000.00"),
        }
        self.award = self.programme.do(awards.record_award, calls.RecordAward, **recorded)["award_id"]
        self.worth, self.total = Decimal(5000), sum(amounts, Decimal(0))
        self.spent: dict[str, Decimal] = {}
        self.claims: list[str] = []
        wanted = zip([(cell, month) for cell in CELLS for month in MONTHS[1:3]], amounts, strict=True)
        lines = [line(cell, month, amount) for (cell, month), amount in wanted]
        set_budget(self.programme, *lines)

    @rule(one=cells, other=cells, month=months, to=months, amount=pennies)
    def vire(self, one: Any, other: Any, month: str, to: str, amount: Decimal) -> None:
        moves = [line(one, month, -amount), line(other, to, amount)]
        self.tried("vire", "virement", moves=moves)

    @rule(one=cells, month=months, amount=pennies)
    def vire_out_of_balance(self, one: Any, month: str, amount: Decimal) -> None:
        before = shown(self.programme)
        with pytest.raises((Invalid, Conflict), match="add up to"):
            approved(self.programme, "vire", moves=[line(one, month, amount)], from_on=IN_FORCE)
        assert shown(self.programme) == before

    @rule(cell=cells, amount=pennies)
    def carry(self, cell: Any, amount: Decimal) -> None:
        its = {"heading": cell[0], "partner_org_id": cell[1], "amount": money(f"{amount:.2f}")}
        self.tried("carry_forward", "carry_forward", from_year="2024/25", lines=[its])

    @rule(amount=any_pennies, cell=cells, month=months)
    def extend(self, amount: Decimal, cell: Any, month: str) -> None:
        """The award grows or shrinks (never below its budget), and the profile follows it, or tries to."""
        change = max(amount, self.total - self.worth)
        agreed = {"award_id": self.award, "agreed_on": "2025-01-01", "amount_change": money(f"{change:.2f}")}
        self.programme.do(awards.extend_award, calls.ExtendAward, **agreed)
        self.worth += change
        self.tried("set_budget", "money", lines=[line(cell, month, abs(amount))], cause="extension")

    @rule(ref=st.integers(0, 5), cell=cells, month=months, amount=any_pennies)
    def spend(self, ref: int, cell: Any, month: str, amount: Decimal) -> None:
        said = {"source_ref": f"r{ref}", "heading": cell[0], "partner_org_id": cell[1], "posted_on": LAST[month]}
        asked = {"programme_id": self.programme.programme_id, "lines": [said | {"amount": money(f"{amount:.2f}")}]}
        done = self.programme.do(spending.record_spend, calls.RecordSpend, **asked)
        if amount or f"r{ref}" in self.spent:
            self.spent[f"r{ref}"] = amount
        again = self.programme.do(spending.record_spend, calls.RecordSpend, **asked)
        assert (again["recorded"], again["corrected"]) == (0, 0)
        assert again["spend_ids"] == done["spend_ids"]

    @rule(month=months, amount=pennies)
    def claim(self, month: str, amount: Decimal) -> None:
        asked = {
            "programme_id": self.programme.programme_id,
            "org_id": UNIVERSITY,
            "amount": money(f"{amount:.2f}"),
            "covers_from": f"{month}-01",
            "covers_to": LAST[month],
            "invoiced_on": LAST[month],
        }
        done = self.programme.do(claims.receive_claim, calls.ReceiveClaim, **asked)
        self.claims.append(done["claim_id"])

    @precondition(lambda self: self.claims)
    @rule(refused=st.booleans(), number=st.integers(0, 9))
    def settle(self, refused: bool, number: int) -> None:
        its = self.claims.pop(number % len(self.claims))
        asked = {"claim_id": its, "outcome": "refused" if refused else "reduced", "settled_on": "2025-05-31"}
        asked["amount"] = money("0" if refused else "0.01")
        try:
            self.programme.do(claims.settle_claim, calls.SettleClaim, **asked)
        except Invalid:
            assert not refused  # a claim of a penny cannot be reduced to one

    @rule(cell=cells, month=months, amount=any_pennies, cause=st.sampled_from(["late_start", "price"]))
    def explain(self, cell: Any, month: str, amount: Decimal, cause: str) -> None:
        asked = {
            "programme_id": self.programme.programme_id,
            "heading": cell[0],
            "partner_org_id": cell[1],
            "period_end": LAST[month],
            "amount": money(f"{amount:.2f}"),
            "cause": cause,
        }
        try:
            self.programme.do(forecasts.explain_variance, calls.ExplainVariance, **asked)
        except Invalid as refused:
            assert refused.fields.keys() <= {"amount", "period_end"}

    @invariant()
    def sums_agree(self) -> None:
        if not hasattr(self, "programme"):
            return
        found = shown(self.programme)
        total = Decimal(found["total"]["amount"])
        assert total == self.total <= self.worth
        for cut in ("by_heading", "by_partner", "by_year", "lines"):
            assert sum(Decimal(row["amount"]["amount"]) for row in found[cut]) == total
        assert all(Decimal(row["amount"]["amount"]) > 0 for row in found["lines"])
        assert Decimal(found["versions"][0]["total"]["amount"]) == total
        with transaction(self.engine) as session:
            query = text("select coalesce(sum(amount), 0) from spend where programme_id = :it")
            assert session.execute(query, {"it": self.programme.programme_id}).scalar_one() == sum(self.spent.values())

    def tried(self, call: str, kind: str, **fields: Any) -> None:
        """Have it approved, or see it refused with nothing changed."""
        before = shown(self.programme)
        try:
            approved(self.programme, call, kind, **fields, from_on=IN_FORCE)
        except (Invalid, Conflict):
            assert shown(self.programme) == before
            return
        after = Decimal(shown(self.programme)["total"]["amount"])
        assert call == "set_budget" or after == self.total  # what is moved stays the same in all
        self.total = after

    def teardown(self) -> None:
        """At every position: figures are the sums of the ledger, and causes with the rest are the variance."""
        if not hasattr(self, "programme"):
            return
        events = self.events()
        days = [date(2024, 5, 31), date(2025, 3, 31), date(2025, 6, 30)]
        for position in range(1, len(events) + 1):
            sight = NaiveSight(events, self.programme.programme_id, position)
            for day in days if position == len(events) else days[-1:]:
                period = Period(date(2024, 1, 1), day)
                spent = by_id("money.spent")(sight, period)
                assert (spent.amount or 0) == ledger(events[:position], day)
                variance = by_id("money.variance")(sight, period)
                causes = by_id("money.variance_by_cause")(sight, period)
                if variance.amount is not None:
                    assert sum(one.amount or 0 for one in causes.breakdowns[0].lines) == variance.amount
        sight = NaiveSight(events, self.programme.programme_id)
        rows = {(r.heading, r.partner_org_id, r.month): r.amount for r in sight.state(budget_lines, date(2025, 6, 30))}
        lines = shown(self.programme)["lines"]
        live = {(r["heading"], r["partner_org_id"], r["month"]): Decimal(r["amount"]["amount"]) for r in lines}
        assert {key: amount for key, amount in rows.items() if amount} == live

    def events(self) -> list[Event]:
        with transaction(self.engine) as session:
            query = text("select attributes, body from outbox where attributes->>'programmeid' = :it order by id")
            rows = session.execute(query, {"it": self.programme.programme_id}).all()
        return [Event.from_attributes(row.attributes, row.body) for row in rows]


def ledger(events: list[Event], day: date) -> Decimal:
    """What the facts say was spent up to a day: the last word about each line."""
    last: dict[str, tuple[date, Decimal]] = defaultdict(lambda: (date.max, Decimal(0)))
    for event in events:
        if event.type.startswith("projects.spend."):
            last[event.subject] = (event.effectiveon, Decimal(event.data["amount"]["amount"]))
    return sum((amount for on, amount in last.values() if on <= day), Decimal(0))


def test_sums_agree_whatever_is_commanded(engine: Engine) -> None:
    Money.engine = engine
    chosen = settings(
        max_examples=8,
        stateful_step_count=16,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.reuse, Phase.generate),  # too long to be shrunk
    )
    run_state_machine_as_test(Money, settings=chosen)  # type: ignore[no-untyped-call]
