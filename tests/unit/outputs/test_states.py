"""How far an output is, and the order of its days: submitted, accepted, published; never in the future."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.outputs.domain import states
from services.outputs.domain.dates import PartialDate, parse
from shared.broken import Broken

TODAY = date(2026, 6, 30)
DAYS = st.one_of(st.none(), st.dates(TODAY - timedelta(days=400), TODAY + timedelta(days=40)))


@given(DAYS, DAYS, DAYS)
def test_only_days_in_order_and_past_are_taken(
    submitted: date | None, accepted: date | None, published: date | None
) -> None:
    known = [day for day in (submitted, accepted, published) if day]
    right = known == sorted(known) and all(day <= TODAY for day in (submitted, accepted) if day)
    try:
        states.check_steps(submitted, accepted, PartialDate(published, "day") if published else None, TODAY)
    except Broken as broken:
        assert not right
        assert broken.field in ("submitted_on", "accepted_on")
    else:
        assert right


def test_a_day_within_the_year_of_publication_is_not_after_it() -> None:
    states.check_steps(date(2026, 5, 1), date(2026, 6, 1), parse("2026"), TODAY)
    with pytest.raises(Broken, match="It was published on 2025, which is before 2026-05-01"):
        states.check_steps(date(2026, 5, 1), None, parse("2025"), TODAY)


def test_an_embargo_has_a_last_day() -> None:
    states.check_embargo("embargoed", date(2026, 12, 31))
    states.check_embargo("accepted", None)
    with pytest.raises(Broken, match="last day of the embargo"):
        states.check_embargo("embargoed", None)


@pytest.mark.parametrize("state", ["planned", "submitted", "accepted", "embargoed"])
def test_an_unpublished_output_has_a_planned_date_and_no_date_of_publication(state: str) -> None:
    with pytest.raises(ValueError, match="has no date of publication yet"):
        states.check_dates(state, parse("2026"), TODAY)
    states.check_dates(state, None, TODAY)
