"""Money won from elsewhere: applications awarded and further funding, each award once, pounds and other money apart."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from naive_sight import NaiveSight
from story import PROGRAMME, Story, money

from services.reporting.measures.period import Period
from services.reporting.measures.registry import by_id
from services.reporting.measures.value import State, Value
from services.reporting.measures.wording import line_printed, printed
from shared.events.outputs import OutputRecorded, OutputsMerged, OutputsMergeUndone, OutputWithdrawn
from shared.events.projects import ApplicationDecided, ApplicationSubmitted, NothingNewConfirmed

PERIOD = Period(date(2026, 1, 1), date(2026, 6, 30))
MEASURE = by_id("funding.secured")


@pytest.fixture
def story() -> Story:
    return Story()


def apply(story: Story, key: str, amount: str = "900000.00", role: str = "lead", **more: Any) -> None:
    body = {"title": key, "funder_org": "org-nihr", "amount": money(amount), "lead_org_id": "org-lcc"}
    story.tell(ApplicationSubmitted, key, "2025-10-01", body | {"lead_sector": "council", "hdrc_role": role} | more)


def award(story: Story, key: str, amount: str, part: str | None = None, on: str = "2026-03-01") -> None:
    body: dict[str, Any] = {"outcome": "awarded", "amount_awarded": money(amount)}
    story.tell(ApplicationDecided, key, on, body | ({"amount_to_partnership": money(part)} if part else {}))


def won(story: Story, key: str, on: str = "2026-04-01", **details: Any) -> None:
    body = {"type": "further_funding", "title": key, "state": "public", "details": details}
    story.tell(OutputRecorded, key, on, body)


def value(story: Story, position: int | None = None) -> Value:
    return MEASURE(NaiveSight(story.events, PROGRAMME, position), PERIOD)


def beside(found: Value) -> dict[str, str]:
    return {line.name: line_printed(line, line.unit or MEASURE.unit) for line in found.beside}


def test_awards_of_both_kinds_are_added_and_the_part_for_the_partnership_is_said_apart(story: Story) -> None:
    apply(story, "bid", role="partner", funder_sector="public")
    award(story, "bid", "800000.00", "200000.00")
    won(story, "grant", amount="50000", amount_to_partnership="50000", currency="GBP", role="led",
        funder_sector="charity")  # fmt: skip
    found = value(story)
    assert printed(MEASURE, found) == "£850,000"
    assert beside(found) == {"awards": "2", "of it to the partnership": "£250,000"}
    assert [(line.name, line.amount) for line in found.breakdowns[0].lines] == [("led", 50000), ("shared", 800000)]
    assert [(line.name, line.amount) for line in found.breakdowns[1].lines] == [("charity", 50000), ("public", 800000)]


def test_an_award_recorded_as_application_and_as_further_funding_counts_once_as_the_application(story: Story) -> None:
    apply(story, "bid")
    won(story, "grant", amount="799999", currency="GBP", application_id="bid")
    assert value(story).amount == Decimal(799999), "the bid is not decided yet"
    award(story, "bid", "800000.00")
    assert value(story).amount == Decimal(800000)
    assert value(story).counted == (("applications", "bid"),)


def test_further_funding_of_a_bid_decided_in_an_earlier_period_is_not_counted_again(story: Story) -> None:
    apply(story, "bid")
    award(story, "bid", "800000.00", on="2025-12-20")
    won(story, "grant", amount="800000", currency="GBP", application_id="bid")
    assert value(story).state is State.ZERO


def test_two_records_of_one_grant_count_once_from_the_merge_on_and_twice_after_its_undoing(story: Story) -> None:
    won(story, "a", amount="50000", currency="GBP")
    won(story, "b", amount="50000", currency="GBP")
    body = {"kept_id": "b", "absorbed_id": "a", "basis": "person"}
    merge = story.tell(OutputsMerged, "b", "2026-07-20", body)
    undone = {"merge_event_id": str(merge.id), "kept_id": "b", "absorbed_id": "a"}
    story.tell(OutputsMergeUndone, "b", "2026-07-21", undone, corrects=merge)
    assert [value(story, position).amount for position in (2, 3, 4)] == [100000, 50000, 100000]


def test_other_currencies_are_said_and_never_added(story: Story) -> None:
    won(story, "pounds", amount="1000", currency="GBP")
    won(story, "euros", amount="2000.50", currency="EUR")
    won(story, "yen", amount="300000", currency="JPY")
    found = value(story)
    assert found.amount == 1000
    assert beside(found) == {
        "awards": "3",
        "of it to the partnership": "£0",
        "awards whose part for the partnership is not recorded": "1",
        "besides, in EUR": "2,000.5",
        "besides, in JPY": "300,000",
    }


def test_an_amount_that_nobody_recorded_is_unknown_and_no_nought(story: Story) -> None:
    won(story, "grant")
    assert (value(story).state, beside(value(story))) == (State.UNKNOWN, {"awards": "1"})
    won(story, "other", amount="10", currency="GBP")
    assert beside(value(story))["awards whose amount is not recorded"] == "1"


def test_what_was_not_ours_was_never_won(story: Story) -> None:
    won(story, "grant", amount="10", currency="GBP")
    story.tell(OutputWithdrawn, "grant", "2026-04-01", {"kind": "not_ours"})
    assert value(story).state is State.ZERO


@given(
    st.lists(
        st.tuples(
            st.decimals(0, 10**6, places=2), st.sampled_from(["GBP", "EUR"]), st.sampled_from(["led", "shared", None])
        ),
        min_size=1,
        max_size=8,
    )
)
def test_every_cut_adds_up_to_the_pounds_and_to_nothing_else(awards: list[tuple[Decimal, str, str | None]]) -> None:
    told = Story()
    for number, (amount, currency, role) in enumerate(awards):
        won(told, f"w{number}", amount=str(amount), currency=currency, **({"role": role} if role else {}))
    found = value(told)
    assert found.amount == sum(amount for amount, currency, _ in awards if currency == "GBP")
    for breakdown in found.breakdowns:
        assert sum(line.amount or 0 for line in breakdown.lines) == found.amount
    assert len(found.counted) == len(awards)


def test_nothing_won_is_nought_only_where_somebody_looked(story: Story) -> None:
    assert value(story).state is State.NOT_ASKED
    looked = {"target_id": PROGRAMME, "target_kind": "programme", "section": "outputs"}
    story.tell(
        NothingNewConfirmed, PROGRAMME, "2026-06-30", looked | {"period": {"from": "2026-01-01", "to": "2026-06-30"}}
    )
    assert value(story).state is State.ZERO
