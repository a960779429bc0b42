"""The sample's money, told through the real commands: at every month end the causes and the rest are the variance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from installation import Installation
from naive_sight import NaiveSight
from sqlalchemy import text

from sample import budget, cast, money, plan, posts
from sample.steps import PROGRAMME, Step
from services.projects import service
from services.reporting.measures.period import Period
from services.reporting.measures.registry import by_id
from services.reporting.measures.value import Value
from services.reporting.reports.names import Names
from services.reporting.views.underspend import answer
from shared import context
from shared.context import Actor, Grant
from shared.database import transaction
from shared.events.event import Event

AS_OF = date(2026, 11, 25)
CALLS = {
    call.name(): (call, work)
    for wiring in (service.PROGRAMMES, service.PLAN, service.CHANGES, service.MONEY, service.POSTS)
    for call, work in wiring.items()
}
ROLES = {"operator": "administrator"} | {key: person.role for key, person in cast.PEOPLE.items()}


def actor(by: str) -> Actor:
    where = None if ROLES[by] == "administrator" else PROGRAMME
    return Actor("operator" if by == "operator" else cast.person_id(by), (Grant(ROLES[by], where),))


@pytest.fixture(scope="module")
def told(installation: Installation) -> list[Event]:
    """The facts that come of the steps about money and posts, in order."""
    installation.databases("projects")
    engine = installation.engine("projects")
    everything = [*plan.opening(), *posts.posts(), *money.steps(AS_OF)]
    steps = sorted((step for step in everything if step.on <= AS_OF), key=lambda step: step.on)
    for step in steps:
        if step.call in CALLS:
            _carry_out(engine, step)
    with transaction(engine) as session:
        query = text("select attributes, body from outbox where attributes->>'programmeid' = :it order by id")
        rows = session.execute(query, {"it": PROGRAMME}).all()
    return [Event.from_attributes(row.attributes, row.body) for row in rows]


def _carry_out(engine: Any, step: Step) -> None:
    call, work = CALLS[step.call]
    about = context.using(actor=actor(step.by), recorded_on=step.on, origin="sample", recorded=[])
    with about, transaction(engine) as session:
        work(session, **call.parse(step.fields))


def month_ends() -> Iterator[date]:
    return (budget.last_day(month) for month in budget.months() if budget.last_day(month) <= AS_OF)


def sight_on(told: list[Event], day: date) -> NaiveSight:
    """As it was known at the end of the day."""
    return NaiveSight(told, PROGRAMME, sum(1 for event in told if event.time.date() <= day))


def figure(told: list[Event], measure: str, day: date, known_on: date | None = None) -> Value:
    return by_id(measure)(sight_on(told, known_on or AS_OF), Period(plan.START, day))


def causes(told: list[Event], day: date) -> dict[str, Decimal]:
    found = figure(told, "money.variance_by_cause", day)
    return {line.name: Decimal(line.amount or 0) for line in found.breakdowns[0].lines}


@pytest.mark.parametrize("day", list(month_ends()), ids=str)
def test_causes_and_the_rest_are_the_variance_to_the_penny_at_every_month_end(told: list[Event], day: date) -> None:
    for known_on in (day, AS_OF):
        total = figure(told, "money.variance", day, known_on)
        cut = figure(told, "money.variance_by_cause", day, known_on)
        assert total.amount is not None
        assert sum(line.amount or 0 for line in cut.breakdowns[0].lines) == total.amount
        for breakdown in total.breakdowns:
            assert sum(line.amount or 0 for line in breakdown.lines) == total.amount
    sight = sight_on(told, AS_OF)
    found = answer(sight, day, Names(sight, sight), internal=True)
    explained = sum(Decimal(cause["amount"]) for cause in found["causes"]) + Decimal(found["rest"]["amount"])
    assert explained == Decimal(found["variance"]) == total.amount
    for cause in [*found["causes"], found["rest"]]:
        assert sum(Decimal(cell["amount"]) for cell in cause["cells"]) == Decimal(cause["amount"])


def test_the_first_year_was_spent_to_less_than_half_and_three_things_explain_most_of_it(told: list[Event]) -> None:
    day = date(2024, 12, 31)
    found = {line.name: Decimal(line.amount or 0) for line in figure(told, "money.variance", day).beside}
    assert Decimal("0.43") < found["spent to date"] / found["profiled to date"] < Decimal("0.47")
    why = causes(told, day)
    assert why["vacant_posts"] > 60_000
    assert why["partner_not_yet_claimed"] > 60_000
    assert why["claim_not_yet_settled"] > 20_000
    assert Decimal(0) < why["unexplained_rest"] < sum(why.values()) / 3


def test_the_budget_is_the_award_and_stays_so(told: list[Event]) -> None:
    sets = [event.data for event in told if event.type == "projects.budget.set"]
    assert [said["cause"] for said in sets] == ["award", "carry_forward", "virement"]
    assert {said["total"]["amount"] for said in sets} == {"5000000.00"}


def test_one_line_was_corrected_by_a_later_extract(told: list[Event]) -> None:
    (corrected,) = [event for event in told if event.type == "projects.spend.corrected"]
    assert corrected.effectiveon == date(2024, 12, 31)
    before, after = (
        figure(told, "money.spent", date(2024, 12, 31), known_on).amount for known_on in (date(2025, 3, 31), AS_OF)
    )
    assert Decimal(before or 0) - Decimal(after or 0) == 480


def test_what_was_carried_forward_is_said_beside_the_forecast(told: list[Event]) -> None:
    value = by_id("money.outturn")(sight_on(told, AS_OF), Period(date(2025, 1, 1), date(2025, 6, 30)))
    assert value.amount is not None
    beside = {line.name: Decimal(line.amount or 0) for line in value.beside}
    assert beside["carry-forward agreed in the period"] == sum(
        money._carried(heading) for heading in ("involvement", "staff", "training")
    )
    assert beside["budget of the award"] == 5_000_000


def test_partners_have_given_less_than_they_pledged_so_far(told: list[Event]) -> None:
    found = figure(told, "partners.contribution", AS_OF)
    assert 0 < (found.amount or 0) < found.beside[0].amount  # type: ignore[operator]
