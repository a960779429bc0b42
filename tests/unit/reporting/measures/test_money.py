"""Money: a small programme counted by hand, and the sums of any other."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_sight import NaiveSight
from story import PROGRAMME, Story, money

from services.reporting.measures.money import causes_of
from services.reporting.measures.period import Period
from services.reporting.measures.registry import by_id
from services.reporting.measures.value import Breakdown, State, Value
from services.reporting.measures.variance import variances
from services.reporting.measures.wording import printed
from shared.events.projects import (
    AwardRecorded,
    BudgetSet,
    ContributionPledged,
    ContributionReceived,
    ForecastSet,
    NothingNewConfirmed,
    PartnerClaimReceived,
    PartnerClaimSettled,
    PostEstablished,
    PostFilled,
    ProgrammeCreated,
    SpendCorrected,
    SpendRecorded,
    VarianceExplained,
)
from shared.finyears import fin_year, month_end, months

PERIOD = Period(date(2024, 1, 1), date(2024, 6, 30))
COUNCIL, UNI = "council", "uni"


@pytest.fixture
def story() -> Story:
    return begun()


def begun() -> Story:
    story = Story()
    created = {"title": "HDRC", "host_org": COUNCIL, "year_start_month": 1, "nation": "england"}
    story.tell(ProgrammeCreated, PROGRAMME, "2024-01-01", created)
    award = {"award_id": "a", "reference": "A", "id_as_written": "A", "funder_org": "nihr", "contracted_org": COUNCIL}
    story.tell(
        AwardRecorded,
        "a",
        "2024-01-01",
        award | {"amount": money("100000.00"), "start": "2024-01-01", "end": "2025-12-31"},
    )
    return story


def line(heading: str, org: str, month: str | None, amount: str, year: str | None = None) -> dict[str, Any]:
    found = {"heading": heading, "partner_org_id": org, "amount": money(amount)}
    when = {"fin_year": year or fin_year(month_end(month or "2024-04"))}
    return found | when | ({"month": month} if month else {})


def budget(story: Story, on: str, *lines: dict[str, Any], cause: str = "award", **more: Any) -> None:
    body = {"award_id": "a", "lines": list(lines), "cause": cause, "total": money("1.00")}
    story.tell(BudgetSet, "b", on, body, **more)


def spend(story: Story, key: str, on: str, amount: str, heading: str = "staff", org: str = COUNCIL, **more: Any) -> Any:
    body = {"award_id": "a", "heading": heading, "partner_org_id": org, "amount": money(amount), "source_ref": key}
    return story.tell(SpendRecorded, key, on, body | {"fin_year": fin_year(date.fromisoformat(on))} | more)


def claim(story: Story, key: str, first: str, last: str, amount: str, on: str, org: str = UNI) -> None:
    body = {"org_id": org, "amount": money(amount), "covers": {"from": first, "to": last}}
    story.tell(PartnerClaimReceived, key, on, body)


def explain(story: Story, key: str, on: str, amount: str, cause: str, heading: str, org: str = COUNCIL) -> None:
    body = {"heading": heading, "partner_org_id": org, "amount": money(amount), "cause": cause}
    story.tell(VarianceExplained, key, on, body)


def post(story: Story, key: str, org: str, start: str, cost: str) -> None:
    body = {"title": key, "role_family": "research", "employer_org_id": org, "fte": "1", "planned_start": start}
    story.tell(PostEstablished, key, start, body | {"weekly_cost": money(cost)}, recorded="2024-01-02")


def value(story: Story, measure: str, period: Period = PERIOD, position: int | None = None) -> Value:
    return by_id(measure)(NaiveSight(story.events, PROGRAMME, position), period)


def lines_of(breakdown: Breakdown) -> dict[str, str]:
    return {line.name: f"{line.amount:.2f}" for line in breakdown.lines}


def causes(story: Story, period: Period = PERIOD) -> dict[str, str]:
    return lines_of(value(story, "money.variance_by_cause", period).breakdowns[0])


def beside(found: Value) -> dict[str, str]:
    return {line.name: f"{line.amount}" for line in found.beside}


def by_hand(story: Story) -> None:
    """Two headings and two organisations, three months into a year."""
    spring = ("2024-04", "2024-05", "2024-06")
    budget(
        story,
        "2024-01-02",
        *(line("staff", COUNCIL, month, "1000.00") for month in spring),
        *(line("staff", UNI, month, "700.00") for month in spring),
        line("involvement", COUNCIL, None, "1200.00", "2024/25"),
    )
    post(story, "ours", COUNCIL, "2024-04-01", "70.00")  # ten pounds a day, empty for 60 days
    post(story, "theirs", UNI, "2024-06-01", "140.00")  # twenty pounds a day, empty all June
    for month in (4, 5, 6):
        spend(story, f"s{month}", f"2024-0{month}-28", "500.00")
    story.tell(PostFilled, "ours", "2024-05-31", {"person_id": "p", "fte": "1", "basis": "employed"})
    claim(story, "c1", "2024-04-01", "2024-05-31", "1000.00", "2024-06-15")
    spend(story, "i", "2024-06-20", "250.00", "involvement")
    explain(story, "e1", "2024-06-30", "400.00", "late_start", "staff")
    explain(story, "e2", "2024-06-30", "30.00", "other", "involvement")


def test_the_variance_is_profiled_to_date_minus_spent_to_date(story: Story) -> None:
    by_hand(story)
    found = value(story, "money.variance")
    assert found.amount == Decimal("3650.00")
    assert lines_of(found.breakdowns[0]) == {"involvement": "50.00", "staff": "3600.00"}
    assert lines_of(found.breakdowns[1]) == {COUNCIL: "1550.00", UNI: "2100.00"}
    assert beside(found)["profiled to date"] == "5400.00"
    assert beside(found)["part of the profile"] == "67.6"
    assert printed(by_id("money.variance"), found) == "£3,650"


def test_causes_and_rest_are_as_counted_by_hand(story: Story) -> None:
    by_hand(story)
    assert causes(story) == {
        "vacant_posts": "1200.00",  # 60 days at £10, 30 days at £20
        "partner_not_yet_claimed": "100.00",  # June of the university, less its vacant post
        "claim_not_yet_settled": "1000.00",
        "late_start": "400.00",
        "other": "30.00",
        "unexplained_rest": "920.00",  # 500 and 400 of staff, 20 of involvement
    }


def test_a_claim_that_is_settled_or_refused_explains_nothing_more(story: Story) -> None:
    by_hand(story)
    story.tell(PartnerClaimSettled, "c1", "2024-06-28", {"claim_id": "c1", "amount": money("0"), "outcome": "refused"})
    found = causes(story)
    assert "claim_not_yet_settled" not in found
    assert found["partner_not_yet_claimed"] == "1500.00"  # no claim covers any of its months now


def test_no_cause_takes_more_than_there_is(story: Story) -> None:
    by_hand(story)
    spend(story, "late", "2024-06-30", "1450.00")  # the council's staff are now underspent by 50
    found = causes(story)
    assert found["vacant_posts"] == "650.00"
    assert "late_start" not in found
    spend(story, "more", "2024-06-30", "150.00")  # and now overspent by 100: a vacant post explains none of that
    found = causes(story)
    assert (found["vacant_posts"], found["unexplained_rest"]) == ("600.00", "320.00")


def test_an_overspend_is_explained_by_a_negative_amount(story: Story) -> None:
    budget(story, "2024-01-02", line("travel", COUNCIL, "2024-04", "100.00"))
    spend(story, "s", "2024-04-30", "160.00", "travel")
    explain(story, "e", "2024-04-30", "-45.00", "price", "travel")
    assert causes(story) == {"price": "-45.00", "unexplained_rest": "-15.00"}


def test_a_new_profile_changes_nothing_before_its_day_and_stands_beside_the_one_before(story: Story) -> None:
    budget(story, "2024-01-02", *(line("staff", COUNCIL, m, "100.00") for m in ("2024-01", "2024-02", "2024-03")))
    budget(story, "2024-03-31", line("staff", COUNCIL, "2024-01", "0.00"), cause="virement")
    before = Period(date(2024, 2, 1), date(2024, 3, 30))
    assert value(story, "money.variance", before).amount == 200
    period = Period(date(2024, 2, 1), date(2024, 3, 31))
    found = value(story, "money.variance", period)
    assert found.amount == 200
    assert beside(found)["underspend by the profile at the start of the period"] == "300.00"
    as_known_before = value(story, "money.variance", period, position=3)
    assert as_known_before.amount == 300


def test_a_corrected_line_counts_as_corrected_and_was_otherwise_before(story: Story) -> None:
    wrong = spend(story, "s", "2024-04-30", "160.00")
    body = {"award_id": "a", "heading": "staff", "partner_org_id": COUNCIL, "fin_year": "2024/25", "source_ref": "s"}
    corrected = body | {"amount": money("61.50"), "corrects_event_id": str(wrong.id), "reason_code": "later_extract"}
    story.tell(SpendCorrected, "s", "2024-05-02", corrected, corrects=wrong)
    assert value(story, "money.spent").amount == Decimal("61.50")
    assert value(story, "money.spent", position=3).amount == 160
    assert value(story, "money.spent", Period(date(2024, 4, 1), date(2024, 4, 30))).state is State.ZERO


def test_a_year_that_ended_keeps_what_is_booked_to_it_later(story: Story) -> None:
    budget(story, "2024-01-02", line("staff", COUNCIL, "2024-03", "100.00"))
    spend(story, "s", "2024-04-15", "90.00", fin_year="2023/24")
    assert lines_of(value(story, "money.variance").breakdowns[2]) == {"2023/24": "10.00"}


def test_nothing_is_said_of_money_where_nobody_looked(story: Story) -> None:
    assert value(story, "money.spent").state is State.NOT_ASKED
    assert value(story, "money.variance").state is State.NOT_APPLICABLE
    assert value(story, "money.variance_by_cause").state is State.NOT_APPLICABLE
    assert value(story, "money.outturn").state is State.NOT_APPLICABLE
    assert value(story, "partners.contribution").state is State.NOT_ASKED
    period = {"from": "2024-01-01", "to": "2024-06-30"}
    confirmed = {"target_id": PROGRAMME, "target_kind": "programme", "period": period}
    story.tell(NothingNewConfirmed, PROGRAMME, "2024-06-30", confirmed)
    assert value(story, "money.spent").state is State.ZERO
    assert value(story, "partners.contribution").state is State.ZERO


def test_money_of_two_currencies_is_never_added(story: Story) -> None:
    by_hand(story)
    euros = {"amount": "1.00", "currency": "EUR"}
    body = {"award_id": "a", "heading": "staff", "partner_org_id": COUNCIL, "fin_year": "2024/25", "source_ref": "eur"}
    story.tell(SpendRecorded, "eur", "2024-06-30", body | {"amount": euros})
    for measure in ("money.spent", "money.variance", "money.variance_by_cause"):
        assert value(story, measure).state is State.UNKNOWN


def test_the_outturn_is_the_latest_forecast_of_the_year_beside_its_budget(story: Story) -> None:
    by_hand(story)
    assert value(story, "money.outturn").state is State.NOT_ASKED
    of = {"heading": "staff", "partner_org_id": COUNCIL}
    for on, year_end in (("2024-05-01", "9000.00"), ("2024-06-01", "8000.50")):
        ahead = of | {"horizon": "year_end", "fin_year": "2024/25", "amount": money(year_end)}
        in_all = of | {"horizon": "award_end", "amount": money("70000.00")}
        story.tell(ForecastSet, f"f{on}", on, {"lines": [ahead, in_all], "basis": "manager"})
    carried = [line("staff", COUNCIL, "2024-06", "900.00"), line("staff", COUNCIL, "2025-04", "100.00")]
    budget(story, "2024-06-30", *carried, cause="carry_forward")
    found = value(story, "money.outturn")
    assert found.amount == Decimal("8000.50")
    assert beside(found) == {
        "budget of 2024/25": "6200.00",
        "expected by the end of the award": "70000.00",
        "budget of the award": "6300.00",
        "carry-forward agreed in the period": "100.00",
        "requests for carry-forward that await a decision": "0",
    }


def test_what_partners_gave_stands_against_what_they_pledged(story: Story) -> None:
    pledged = {"org_id": UNI, "kind": "in_kind", "amount": money("60000.00"), "valuation_basis": "days"}
    story.tell(ContributionPledged, "p", "2024-02-01", pledged)
    for number, kind in enumerate(("in_kind", "cash")):
        given_ = {"org_id": UNI, "kind": kind, "amount": money("1000.25"), "valuation_basis": "days"}
        story.tell(ContributionReceived, f"g{number}", "2024-03-01", given_)
    found = value(story, "partners.contribution")
    assert found.amount == Decimal("2000.50")
    assert beside(found) == {"pledged": "60000.00", "still to come": "57999.50"}
    assert lines_of(found.breakdowns[2]) == {"cash": "1000.25", "in_kind": "1000.25"}


_pounds = st.integers(-50_000, 300_000).map(lambda pennies: f"{Decimal(pennies) / 100:.2f}")
_month = st.sampled_from([*months("2023/24")[-3:], *months("2024/25")])
_org = st.sampled_from([COUNCIL, UNI])
_heading = st.sampled_from(["staff", "travel"])


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Any facts about money, in any order, with posts that stand empty."""
    story = begun()
    for number in range(draw(st.integers(1, 14))):
        month, org, heading = draw(_month), draw(_org), draw(_heading)
        day = month_end(month).isoformat()
        kind = draw(st.sampled_from(["budget", "year", "spend", "claim", "settle", "explain", "post"]))
        if kind == "budget":
            budget(story, "2024-01-02", line(heading, org, month, draw(_pounds).lstrip("-")))
        elif kind == "year":
            budget(story, "2024-01-02", line(heading, org, None, draw(_pounds).lstrip("-"), "2023/24"))
        elif kind == "spend":
            spend(story, f"s{number}", day, draw(_pounds), heading, org)
        elif kind == "claim":
            claim(story, f"c{number}", f"{month}-01", day, draw(_pounds).lstrip("-"), day, org)
        elif kind == "settle":
            paid = {"claim_id": f"c{number - 1}", "amount": money("0"), "outcome": "refused"}
            story.tell(PartnerClaimSettled, f"c{number - 1}", day, paid)
        elif kind == "explain":
            cause = draw(st.sampled_from(["late_start", "price", "other"]))
            explain(story, f"e{number}", day, draw(_pounds), cause, heading, org)
        else:
            post(story, f"p{number}", org, f"{month}-01", draw(_pounds).lstrip("-"))
    return story


@settings(max_examples=150, deadline=None)
@given(stories(), st.dates(date(2024, 1, 1), date(2025, 6, 30)))
def test_causes_and_the_rest_are_the_variance_to_the_penny_whatever_happened(story: Story, day: date) -> None:
    period = Period(date(2024, 1, 1), day)
    for position in range(1, len(story.events) + 1):
        sight = NaiveSight(story.events, PROGRAMME, position)
        total = by_id("money.variance")(sight, period)
        cut = by_id("money.variance_by_cause")(sight, period)
        assert cut.state == total.state
        if total.amount is None:
            continue
        assert sum(line.amount for line in cut.breakdowns[0].lines) == total.amount
        for breakdown in total.breakdowns:
            assert sum(line.amount for line in breakdown.lines) == total.amount
        for cell in variances(sight, day):
            assert sum(amount for _, amount in causes_of([cell])) == cell.amount
            for cause in cell.causes:
                assert abs(cause.amount) <= abs(cell.amount)
                assert cause.amount * cell.amount > 0
                assert cause.amount == cause.amount.quantize(Decimal("0.01"))
