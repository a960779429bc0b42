"""Notice to the funder: which rule holds, the last day for it, and how it was kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.policies.awards import AwardTerms, in_force
from shared.policies.notice import IN_TIME, LATE, NOT_GIVEN, NOT_NEEDED, STILL_TIME, standing, warned_from
from shared.workingdays import working_days_between

PRESS, ARTICLE, PRIZE = (
    ("engagement_activity", "media"),
    ("publication", "journal_article"),
    ("award_recognition", None),
)
BEGUN = date(2024, 1, 1)


def terms(**said: Any) -> list[AwardTerms]:
    return [AwardTerms("a", BEGUN, **said)]


EVERY_28 = terms(notice_days=28, notice_counted="calendar", notice_covers="every_output")


@pytest.mark.parametrize(
    ("what", "on", "told", "today", "rule", "state", "latest"),
    [
        # Friday 9 January 2026: Tuesday is three working days before
        (PRESS, "2026-01-09", ["2026-01-06"], "2026-02-01", [], IN_TIME, "2026-01-06"),
        (PRESS, "2026-01-09", ["2026-01-07"], "2026-02-01", [], LATE, "2026-01-06"),
        (PRESS, "2026-01-09", ["2026-01-07", "2026-01-05"], "2026-02-01", [], IN_TIME, "2026-01-06"),
        (PRESS, "2026-01-09", [], "2026-01-06", [], STILL_TIME, "2026-01-06"),
        (PRESS, "2026-01-09", [], "2026-01-07", [], NOT_GIVEN, "2026-01-06"),
        # a Monday: the weekend does not count; over Christmas neither do the holidays
        (PRESS, "2026-01-12", [], "2026-02-01", [], NOT_GIVEN, "2026-01-07"),
        (PRESS, "2025-12-30", [], "2026-02-01", [], NOT_GIVEN, "2025-12-23"),
        # what the default does not ask of: articles by themselves, and what nobody publishes
        (ARTICLE, "2026-01-09", [], "2026-02-01", [], NOT_NEEDED, None),
        (PRIZE, "2026-01-09", [], "2026-02-01", EVERY_28, NOT_NEEDED, None),
        # a selected award: every output, 28 calendar days
        (ARTICLE, "2026-01-29", ["2026-01-01"], "2026-02-01", EVERY_28, IN_TIME, "2026-01-01"),
        (ARTICLE, "2026-01-29", ["2026-01-02"], "2026-02-01", EVERY_28, LATE, "2026-01-01"),
        # an award that asks for none
        (PRESS, "2026-01-09", [], "2026-02-01", terms(notice_covers="nothing"), NOT_NEEDED, None),
        # an award whose terms say nothing of notice has the policy's rule
        (PRESS, "2026-01-09", [], "2026-02-01", terms(award_kind="project"), NOT_GIVEN, "2026-01-06"),
        # the older rule: every output, 28 calendar days, until October 2022
        (ARTICLE, "2022-10-31", [], "2026-02-01", [], NOT_GIVEN, "2022-10-03"),
        (ARTICLE, "2022-11-01", [], "2026-02-01", [], NOT_NEEDED, None),
    ],
)
def test_notice_by_hand(
    what: Any, on: str, told: list[str], today: str, rule: list[AwardTerms], state: str, latest: str | None
) -> None:
    day = date.fromisoformat
    found = standing(what, day(on), map(day, told), day(today), terms=rule)
    assert (found.state, found.latest_on and found.latest_on.isoformat()) == (state, latest)


def test_of_two_awards_the_stricter_rule_decides() -> None:
    both = [*EVERY_28, AwardTerms("b", BEGUN, notice_days=2, notice_counted="working", notice_covers="media")]
    found = standing(PRESS, date(2026, 1, 29), [], date(2026, 1, 2), terms=both)
    assert (found.latest_on, found.clause) == (date(2026, 1, 1), "notice.award")


def test_terms_hold_from_their_day_until_the_next_and_the_first_also_before() -> None:
    first, second = AwardTerms("a", date(2024, 1, 1), notice_days=3), AwardTerms("a", date(2025, 1, 1), notice_days=5)
    other = AwardTerms("b", date(2024, 1, 1), notice_days=9)
    all_ = [second, other, first]
    assert in_force(all_, ["a"], date(2023, 1, 1)) == [first]
    assert in_force(all_, ["a"], date(2024, 12, 31)) == [first]
    assert in_force(all_, ["b", "a"], date(2025, 1, 1)) == [second, other]
    assert in_force(all_, [], date(2025, 1, 1)) == []


DAYS = st.dates(date(2023, 1, 1), date(2030, 12, 31))


@given(DAYS, st.sampled_from(["england", "wales", "scotland", "northern_ireland"]))
def test_told_on_the_last_day_is_in_time_and_a_day_later_is_not(on: date, nation: str) -> None:
    latest = standing(PRESS, on, [], on, nation=nation).latest_on
    assert latest is not None and latest < on
    assert standing(PRESS, on, [latest], on, nation=nation).state == IN_TIME
    assert standing(PRESS, on, [latest + timedelta(days=1)], on, nation=nation).state == LATE
    # a release on a day of rest: its own day is not counted, the days before it are
    assert working_days_between(latest - timedelta(days=1), on - timedelta(days=1), nation) == 3
    assert warned_from(latest, nation) < latest


def test_a_holiday_of_one_nation_moves_the_day_there_alone() -> None:
    saint_andrew = date(2026, 12, 3)  # 30 November 2026 is a holiday in Scotland
    assert standing(PRESS, saint_andrew, [], saint_andrew, nation="scotland").latest_on == date(2026, 11, 27)
    assert standing(PRESS, saint_andrew, [], saint_andrew, nation="england").latest_on == date(2026, 11, 30)
