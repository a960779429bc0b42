"""Posts: what stands empty from when, at which stage, and that the weeks add up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from naive_sight import NaiveSight
from story import PROGRAMME, Story, money

from services.reporting.measures.period import Period
from services.reporting.measures.posts import Vacancy, vacancies
from services.reporting.measures.registry import by_id
from services.reporting.measures.value import State, Value
from services.reporting.measures.wording import printed
from services.reporting.reports.names import Names
from services.reporting.reports.staffingtables import posts_table
from shared.events.projects import (
    NothingNewConfirmed,
    PostAdvertised,
    PostAppointed,
    PostChanged,
    PostClosed,
    PostEstablished,
    PostFilled,
    PostVacated,
)

PERIOD = Period(date(2026, 1, 1), date(2026, 6, 30))


@pytest.fixture
def story() -> Story:
    return Story()


def establish(story: Story, key: str, start: str, fte: str = "1", **more: Any) -> None:
    body = {"title": key, "role_family": "research", "employer_org_id": "uol", "fte": fte, "planned_start": start}
    recorded = min(start, "2026-06-30")
    story.tell(PostEstablished, key, start, body | more, recorded=recorded)


def fill(story: Story, key: str, on: str, who: str = "p1", fte: str = "1", **more: Any) -> Any:
    return story.tell(PostFilled, key, on, {"person_id": who, "fte": fte, "basis": "employed"}, **more)


def leave(story: Story, key: str, last: str, who: str = "p1", fte: str = "1") -> None:
    story.tell(PostVacated, key, last, {"person_id": who, "fte": fte})


def empty(story: Story, period: Period = PERIOD) -> list[Vacancy]:
    return vacancies(NaiveSight(story.events, PROGRAMME), period)


def spells(story: Story, period: Period = PERIOD) -> list[tuple[str, str, str, str]]:
    return [(v.start.isoformat(), v.end.isoformat(), str(v.fte), v.stage) for v in empty(story, period)]


def value(story: Story, measure: str, period: Period = PERIOD) -> Value:
    return by_id(measure)(NaiveSight(story.events, PROGRAMME), period)


def lines(found: Value, title: str) -> dict[str, Any]:
    return next({line.name: line.amount for line in b.lines} for b in found.breakdowns if b.title == title)


def test_a_post_stands_empty_from_its_planned_start_whenever_recruitment_began(story: Story) -> None:
    establish(story, "a", "2026-02-02", weekly_cost=money("700.00"))
    story.tell(PostAdvertised, "a", "2026-03-02", {"round": 1})
    story.tell(PostAppointed, "a", "2026-03-30", {"fte": "1", "starts_on": "2026-04-13"})
    fill(story, "a", "2026-04-13")
    assert spells(story) == [
        ("2026-02-02", "2026-03-01", "1", "not yet advertised"),
        ("2026-03-02", "2026-03-29", "1", "advertised"),
        ("2026-03-30", "2026-04-12", "1", "appointed but not started"),
    ]
    found = value(story, "posts.vacant_weeks")
    assert found.amount == Decimal(10)  # 28 + 28 + 14 days
    assert lines(found, "By stage of recruitment") == {
        "not yet advertised": Decimal(4),
        "advertised": Decimal(4),
        "appointed but not started": Decimal(2),
    }
    assert sum(v.cost or 0 for v in empty(story)) == Decimal(7000)


def test_a_post_that_was_dropped_before_it_was_to_begin_never_stood_empty(story: Story) -> None:
    story.tell(PostClosed, "a", "2026-01-20")
    establish(story, "a", "2026-02-02", weekly_cost=money("700.00"))
    assert empty(story) == []
    assert value(story, "posts.vacant_weeks").state is State.ZERO
    assert value(story, "posts.fte_planned").state is State.ZERO


def test_what_was_advertised_before_the_planned_start_is_advertised_from_it_on(story: Story) -> None:
    establish(story, "a", "2026-02-02")
    story.tell(PostAdvertised, "a", "2026-01-05", {"round": 1})
    assert spells(story) == [("2026-02-02", "2026-06-30", "1", "advertised")]


def test_the_day_after_the_last_one_in_post_is_the_first_that_stands_empty(story: Story) -> None:
    establish(story, "a", "2025-01-01")
    fill(story, "a", "2025-01-01")
    leave(story, "a", "2026-03-31")
    fill(story, "a", "2026-04-08", "p2")
    assert spells(story) == [("2026-04-01", "2026-04-07", "1", "not yet advertised")]
    assert value(story, "posts.vacant_weeks").amount == 1


def test_a_successor_who_starts_on_the_next_day_leaves_nothing_empty(story: Story) -> None:
    establish(story, "a", "2025-01-01")
    fill(story, "a", "2025-01-01")
    leave(story, "a", "2026-03-31")
    fill(story, "a", "2026-04-01", "p2")
    assert empty(story) == []
    assert value(story, "posts.vacant_weeks").state is State.ZERO


def test_what_a_leaver_s_notice_lets_be_advertised_early_is_advertised_from_the_first_empty_day(story: Story) -> None:
    establish(story, "a", "2025-01-01")
    fill(story, "a", "2025-01-01")
    story.tell(PostAdvertised, "a", "2026-02-16", {"round": 1})
    leave(story, "a", "2026-03-31")
    assert spells(story) == [("2026-04-01", "2026-06-30", "1", "advertised")]


def test_the_recruitment_that_filled_a_post_says_nothing_of_the_next_vacancy(story: Story) -> None:
    establish(story, "a", "2025-01-01")
    story.tell(PostAdvertised, "a", "2024-11-01", {"round": 1})
    fill(story, "a", "2025-01-01")
    leave(story, "a", "2026-03-31")
    assert [stage for *_, stage in spells(story)] == ["not yet advertised"]


def test_a_shared_post_stands_empty_in_part(story: Story) -> None:
    establish(story, "a", "2026-01-01")
    story.tell(PostAdvertised, "a", "2026-01-01", {"round": 1})
    fill(story, "a", "2026-02-01", "p1", "0.6")
    story.tell(PostAppointed, "a", "2026-02-15", {"fte": "0.3"})
    assert spells(story) == [
        ("2026-01-01", "2026-01-31", "1", "advertised"),
        ("2026-02-01", "2026-02-14", "0.4", "advertised"),
        ("2026-02-15", "2026-06-30", "0.1", "advertised"),
        ("2026-02-15", "2026-06-30", "0.3", "appointed but not started"),
    ]


def test_an_advertisement_of_the_whole_post_says_that_the_appointed_will_not_come(story: Story) -> None:
    establish(story, "a", "2026-01-01")
    story.tell(PostAppointed, "a", "2026-01-01", {"fte": "1"})
    story.tell(PostAdvertised, "a", "2026-02-01", {"round": 2})
    assert [stage for *_, stage in spells(story)] == ["appointed but not started", "advertised"]


def test_an_advertisement_of_a_part_leaves_the_appointed_part_as_it_is(story: Story) -> None:
    establish(story, "a", "2026-01-01")
    story.tell(PostAppointed, "a", "2026-01-01", {"fte": "0.5"})
    story.tell(PostAdvertised, "a", "2026-01-02", {"round": 1, "fte": "0.5"})
    assert [(fte, stage) for _, _, fte, stage in spells(story)] == [
        ("0.5", "not yet advertised"),
        ("0.5", "appointed but not started"),
        ("0.5", "advertised"),
    ]


def test_nothing_stands_empty_before_the_planned_start_or_after_the_last_day(story: Story) -> None:
    establish(story, "future", "2026-07-01")
    establish(story, "over", "2025-01-01", planned_end="2026-01-07")
    establish(story, "closed", "2025-01-01")
    story.tell(PostClosed, "closed", "2026-01-14", {})
    assert [(v.post_key, v.days) for v in empty(story)] == [("closed", 14), ("over", 7)]
    assert value(story, "posts.fte_planned").amount == 0


def test_a_start_that_is_entered_late_counts_from_its_own_day(story: Story) -> None:
    establish(story, "a", "2026-01-01")
    before = len(story.events)
    fill(story, "a", "2026-01-29", recorded="2026-06-20")
    assert value(story, "posts.vacant_weeks").amount == 4
    known_before = NaiveSight(story.events, PROGRAMME, before)
    assert by_id("posts.vacant_weeks")(known_before, PERIOD).amount == Decimal("25.86")  # 181 days


def test_a_start_that_was_put_right_stands_in_place_of_the_wrong_one(story: Story) -> None:
    establish(story, "a", "2026-01-01")
    wrong = fill(story, "a", "2026-01-08")
    fill(story, "a", "2026-01-15", corrects=wrong)
    assert spells(story) == [("2026-01-01", "2026-01-14", "1", "not yet advertised")]
    taken_back = story.events[-1]
    fill(story, "a", "2026-01-15", fte="0", corrects=taken_back)
    assert spells(story) == [("2026-01-01", "2026-06-30", "1", "not yet advertised")]


def test_planned_and_filled_are_counted_on_the_last_day(story: Story) -> None:
    establish(story, "a", "2025-01-01", "1.0", workstream_id="w1")
    establish(story, "b", "2025-01-01", "0.6", employer_org_id="ljmu")
    fill(story, "a", "2025-02-01", "p1", "0.5")
    fill(story, "b", "2025-02-01", "p2", "0.6")
    leave(story, "b", "2026-06-29", "p2", "0.6")
    planned, filled = value(story, "posts.fte_planned"), value(story, "posts.fte_filled")
    assert (planned.amount, filled.amount) == (Decimal("1.6"), Decimal("0.5"))
    assert lines(planned, "By employer") == {"uol": Decimal("1.0"), "ljmu": Decimal("0.6")}
    assert lines(planned, "By workstream") == {"w1": Decimal("1.0"), "none": Decimal("0.6")}
    assert filled.counted == (("posts", "a"),)
    assert printed(by_id("posts.fte_planned"), planned) == "1.6"


def test_the_lines_of_a_breakdown_add_up_to_the_total_in_spite_of_rounding(story: Story) -> None:
    for key in ("a", "b", "c"):
        establish(story, key, "2026-06-30", employer_org_id=key)
    found = value(story, "posts.vacant_weeks")
    assert found.amount == Decimal("0.43")  # 3 days
    by_employer = lines(found, "By employer")
    assert sum(by_employer.values()) == found.amount
    assert set(by_employer.values()) == {Decimal("0.14"), Decimal("0.15")}


def test_where_nobody_recorded_a_post_no_claim_is_made(story: Story) -> None:
    for measure in ("posts.fte_planned", "posts.fte_filled", "posts.vacant_weeks"):
        assert value(story, measure).state is State.NOT_ASKED
    period = {"from": "2026-01-01", "to": "2026-06-30"}
    body = {"target_id": PROGRAMME, "target_kind": "programme", "section": "staffing", "period": period}
    story.tell(NothingNewConfirmed, PROGRAMME, "2026-06-30", body)
    assert value(story, "posts.fte_planned").state is State.ZERO


def test_a_cost_in_another_currency_is_no_cost_in_pounds(story: Story) -> None:
    establish(story, "a", "2026-01-01", weekly_cost={"amount": "900.00", "currency": "EUR"})
    assert [v.weekly_cost for v in empty(story)] == [None]


def test_days_to_fill_run_from_the_first_round_of_a_recruitment_to_the_start(story: Story) -> None:
    assert value(story, "posts.days_to_fill").state is State.NOT_ASKED
    for key in ("a", "b", "c"):
        establish(story, key, "2026-01-01")
    assert value(story, "posts.days_to_fill").state is State.NONE
    story.tell(PostAdvertised, "a", "2025-12-01", {"round": 1})
    story.tell(PostAdvertised, "a", "2026-02-01", {"round": 2})
    fill(story, "a", "2026-03-01")  # 90 days since the first round
    story.tell(PostAdvertised, "b", "2026-02-01", {"round": 1})
    fill(story, "b", "2026-02-21")  # 20 days
    fill(story, "c", "2026-02-01")  # nobody advertised
    found = value(story, "posts.days_to_fill")
    assert found.amount == 55
    assert {line.name: line.amount for line in found.beside} == {"longest": 90, "starts": 2}
    leave(story, "a", "2026-04-30")
    story.tell(PostAdvertised, "a", "2026-05-01", {"round": 3})
    fill(story, "a", "2026-06-01", "p2")  # a recruitment of its own: 31 days
    assert value(story, "posts.days_to_fill").amount == 31


def test_the_table_of_posts_names_nobody_and_no_cost(story: Story) -> None:
    establish(story, "empty", "2026-06-17", "0.5", weekly_cost=money("987.65"))
    establish(story, "held", "2025-01-06")
    fill(story, "held", "2025-01-06", "person-of-interest")
    establish(story, "gone", "2025-01-01")
    story.tell(PostClosed, "gone", "2025-12-31", {})
    sight = NaiveSight(story.events, PROGRAMME)
    table = posts_table(sight, PERIOD, Names(sight, NaiveSight([], "")))
    assert table.rows == (
        ("held", "uol", None, "2025-01-06", "1", "1", "0", "Filled"),
        ("empty", "uol", None, "2026-06-17", "0.5", "0", "1", "Not yet advertised"),
    )
    assert "person-of-interest" not in str(table) and "987" not in str(table)


def change(story: Story, key: str, on: str, cost: Any = None, **fields: tuple[Any, Any]) -> None:
    said = {name: {"before": before, "after": after} for name, (before, after) in fields.items()}
    body: dict[str, Any] = {"changes": said} if said else {}
    if cost:
        body["cost_changes"] = {"weekly_cost": {"before": cost[0], "after": cost[1]}}
    story.tell(PostChanged, key, on, body)


def test_a_post_is_as_large_on_each_day_as_was_said_of_that_day(story: Story) -> None:
    establish(story, "a", "2026-01-01")
    fill(story, "a", "2026-01-01", fte="0.5")
    change(story, "a", "2026-03-01", fte=("1", "0.5"))
    change(story, "a", "2026-05-01", fte=("0.5", "0.8"))
    assert spells(story) == [
        ("2026-01-01", "2026-02-28", "0.5", "not yet advertised"),
        ("2026-05-01", "2026-06-30", "0.3", "not yet advertised"),
    ]
    assert value(story, "posts.fte_planned").amount == Decimal("0.8")
    assert value(story, "posts.fte_planned", Period(date(2026, 1, 1), date(2026, 4, 30))).amount == Decimal("0.5")
    assert value(story, "posts.fte_planned", Period(date(2026, 1, 1), date(2026, 2, 28))).amount == 1
    assert spells(story, Period(date(2026, 1, 1), date(2026, 2, 28))) == [spells(story)[0]]


def test_a_post_that_is_funded_for_longer_stands_empty_again_from_the_day_of_the_extension(story: Story) -> None:
    establish(story, "a", "2026-01-01", planned_end="2026-03-31")
    change(story, "a", "2026-04-15", planned_end=("2026-03-31", "2026-05-31"))
    assert spells(story) == [
        ("2026-01-01", "2026-03-31", "1", "not yet advertised"),
        ("2026-04-15", "2026-05-31", "1", "not yet advertised"),
    ]
    assert value(story, "posts.fte_planned", Period(date(2026, 1, 1), date(2026, 4, 14))).amount == 0
    assert value(story, "posts.fte_planned", Period(date(2026, 1, 1), date(2026, 4, 15))).amount == 1


def test_a_week_costs_and_belongs_to_a_workstream_as_was_said_of_its_days(story: Story) -> None:
    establish(story, "a", "2026-06-01", weekly_cost=money("700.00"), workstream_id="w1")
    change(story, "a", "2026-06-15", (money("700.00"), money("1400.00")), workstream_id=("w1", None))
    assert [(one.cost, one.workstream_id, one.days) for one in empty(story)] == [
        (Decimal(1400), "w1", 14),
        (Decimal(3200), None, 16),
    ]
    assert lines(value(story, "posts.vacant_weeks"), "By workstream") == {"w1": Decimal(2), "none": Decimal("2.29")}


def test_a_recruitment_to_a_post_that_became_full_by_growing_smaller_is_over(story: Story) -> None:
    establish(story, "a", "2026-01-01")
    fill(story, "a", "2026-01-01", fte="0.5")
    story.tell(PostAdvertised, "a", "2026-02-01", {"round": 1, "fte": "0.5"})
    change(story, "a", "2026-03-01", fte=("1", "0.5"))
    change(story, "a", "2026-04-01", fte=("0.5", "1"))
    assert spells(story) == [
        ("2026-01-01", "2026-01-31", "0.5", "not yet advertised"),
        ("2026-02-01", "2026-02-28", "0.5", "advertised"),
        ("2026-04-01", "2026-06-30", "0.5", "not yet advertised"),
    ]
