"""Why are we underspent? From the real views, counted by hand; the figures rest on the facts that they name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from naive_sight import NaiveSight
from sqlalchemy import Engine
from story import Story, money

from services.reporting.ledger.append import Writer
from services.reporting.measures.period import Period
from services.reporting.measures.registry import by_id
from services.reporting.projections.reader import snapshot
from services.reporting.reports.sight import ProgrammeSight
from services.reporting.views.underspend import underspend
from shared import permissions
from shared.context import Actor, Grant, using
from shared.errors import Conflict, NotAllowed, NotFound
from shared.events.projects import (
    AwardRecorded,
    BudgetSet,
    ContributionReceived,
    ForecastSet,
    PartnerClaimReceived,
    PostEstablished,
    ProgrammeCreated,
    SpendCorrected,
    SpendRecorded,
    VarianceExplained,
)

DAY = date(2024, 6, 30)
MEASURES = ("money.spent", "money.variance", "money.variance_by_cause", "money.outturn", "partners.contribution")


def line(org: str, month: str, amount: str) -> dict[str, Any]:
    where = {"heading": "staff", "partner_org_id": org, "fin_year": "2024/25", "month": month}
    return where | {"amount": money(amount)}


def a_story(programme_id: str) -> Story:
    """A council and a university, three months: one post empty in June, a claim for April and May."""
    story, name = Story(programme_id), f"{programme_id}-".__add__
    created = {"title": "HDRC", "host_org": "council", "year_start_month": 1, "nation": "england"}
    story.tell(ProgrammeCreated, programme_id, "2024-01-01", created)
    award = {"award_id": name("a"), "reference": programme_id, "id_as_written": programme_id, "funder_org": "nihr"}
    award |= {"amount": money("9000.00"), "start": "2024-01-01", "end": "2025-12-31"}
    story.tell(AwardRecorded, name("a"), "2024-01-01", award)
    spring = ("2024-04", "2024-05", "2024-06")
    lines = [line(org, month, amount) for month in spring for org, amount in (("council", "1000"), ("uni", "700"))]
    budget = {"award_id": name("a"), "cause": "award", "total": money("5100.00")}
    story.tell(BudgetSet, name("b"), "2024-01-02", budget | {"lines": lines})
    post = {"title": "Fellow", "role_family": "research", "employer_org_id": "uni", "fte": "1"}
    post |= {"planned_start": "2024-06-01", "weekly_cost": money("140.00")}
    story.tell(PostEstablished, name("p"), "2024-06-01", post, recorded="2024-01-03")
    claim = {"org_id": "uni", "amount": money("1000.00"), "covers": {"from": "2024-04-01", "to": "2024-05-31"}}
    story.tell(PartnerClaimReceived, name("c"), "2024-06-15", claim)
    of = {"award_id": name("a"), "heading": "staff", "partner_org_id": "council", "fin_year": "2024/25"}
    spent = of | {"amount": money("2600.00"), "extract_on": "2024-07-05", "source_ref": "1"}
    first = story.tell(SpendRecorded, name("s"), "2024-06-28", spent)
    cause = {"heading": "staff", "partner_org_id": "council", "amount": money("30.00"), "cause": "late_start"}
    story.tell(VarianceExplained, name("e"), "2024-06-30", cause)
    forecast = {"heading": "staff", "partner_org_id": "council", "horizon": "year_end", "fin_year": "2024/25"}
    said = {"lines": [forecast | {"amount": money("9000.00")}], "basis": "manager"}
    story.tell(ForecastSet, name("f"), "2024-06-30", said)
    given = {"org_id": "uni", "kind": "in_kind", "amount": money("12.00"), "valuation_basis": "days"}
    story.tell(ContributionReceived, name("g"), "2024-06-30", given)
    right = spent | {"amount": money("2950.00"), "corrects_event_id": str(first.id), "reason_code": "later_extract"}
    story.tell(SpendCorrected, name("s"), "2024-06-28", right, recorded="2024-07-20", corrects=first)
    return story


def told(engine: Engine, story: Story) -> list[tuple[int, Any]]:
    """Append the story; its events with the positions that they got."""
    with engine.begin() as connection:
        before = connection.exec_driver_sql("select coalesce(max(position), 0) from ledger").scalar_one()
        Writer().apply(connection, story.events)
    return list(enumerate(story.events, before + 1))


def ask(engine: Engine, programme_id: str, role: str = "programme_manager", **fields: Any) -> dict[str, Any]:
    asked = {"on": DAY, "known_on": None, "known_at": None} | fields
    who = Actor("somebody", (Grant(role, programme_id),))
    with using(actor=who), snapshot(engine) as snap:
        return underspend(snap, programme_id=programme_id, **asked)


def test_causes_with_their_facts_add_up_to_the_variance(ledger: Engine) -> None:
    story = a_story("MONEY-1")
    told(ledger, story)
    found = ask(ledger, "MONEY-1")
    assert (found["profiled"], found["spent"], found["variance"]) == ("5100.00", "2950.00", "2150.00")
    causes = {cause["cause"]: cause for cause in found["causes"]}
    assert {name: cause["amount"] for name, cause in causes.items()} == {
        "vacant_posts": "600.00",  # June, twenty pounds a day
        "partner_not_yet_claimed": "100.00",  # June of the university, less its empty post
        "claim_not_yet_settled": "1000.00",
        "late_start": "30.00",
    }
    assert found["rest"]["amount"] == "420.00"
    assert [fact["label"] for fact in causes["vacant_posts"]["facts"]] == ["Fellow"]
    assert causes["vacant_posts"]["posts"][0]["saved"] == "600.00"
    assert causes["vacant_posts"]["posts"][0]["fte_weeks"] == "4.29"
    named = {fact["event_id"] for cause in found["causes"] for fact in cause["facts"]}
    assert named <= {str(event.id) for event in story.events}
    assert found["by_partner"][1] | {"label": ""} == {
        "partner_org_id": "uni",
        "label": "",
        "profiled": "2100.00",
        "spent": "0.00",
        "variance": "2100.00",
    }


def test_what_was_known_before_the_correction_is_still_known_so(ledger: Engine) -> None:
    placed = told(ledger, a_story("MONEY-2"))
    last = placed[-1][0]  # the correction
    assert ask(ledger, "MONEY-2", known_at=last - 1)["spent"] == "2600.00"
    assert ask(ledger, "MONEY-2", known_at=last)["spent"] == "2950.00"
    early = ask(ledger, "MONEY-2", on=date(2024, 4, 29))
    assert (early["profiled"], early["causes"], early["rest"]["amount"]) == ("0.00", [], "0.00")


def test_money_of_two_currencies_has_no_sum(ledger: Engine) -> None:
    story = a_story("MONEY-3")
    body = {"award_id": "MONEY-3-a", "heading": "staff", "partner_org_id": "council", "fin_year": "2024/25"}
    euros = {"amount": {"amount": "1.00", "currency": "EUR"}, "source_ref": "2"}
    story.tell(SpendRecorded, "MONEY-3-x", "2024-06-29", body | euros, recorded="2024-08-01")
    told(ledger, story)
    with pytest.raises(Conflict, match="several currencies"):
        ask(ledger, "MONEY-3")


@pytest.mark.parametrize("measure", MEASURES)
def test_a_figure_is_what_the_facts_say_and_rests_on_enough_of_them(ledger: Engine, measure: str) -> None:
    programme_id = f"MONEY-{measure.upper().replace('.', '-').replace('_', '-')}"
    placed = told(ledger, a_story(programme_id))
    period = Period(date(2024, 1, 1), DAY)
    with snapshot(ledger) as snap:
        sight = ProgrammeSight(snap, programme_id)
        with sight.tracking() as read:
            found = by_id(measure)(sight, period)
        behind = set(sight.behind(read))
    assert found == by_id(measure)(NaiveSight(placed, programme_id), period)
    again = [(position, event) for position, event in placed if str(event.id) in behind]
    assert by_id(measure)(NaiveSight(again, programme_id), period) == found
    assert found.amount is not None
    assert found.amount >= Decimal(0)


@pytest.mark.parametrize("role", ["partner", "funder", "researcher"])
def test_what_a_post_costs_is_not_to_be_worked_out_by_everybody(role: str) -> None:
    with pytest.raises(NotAllowed):
        permissions.check("reporting.underspend", Actor("somebody", (Grant(role, "P"),)), "P")
    with pytest.raises(NotFound):
        permissions.check("reporting.underspend", Actor("somebody", (Grant("programme_manager", "OTHER"),)), "P")
