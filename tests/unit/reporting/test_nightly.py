"""When the self-audit is due: once a night, however often one asks."""

from datetime import UTC, datetime

from services.reporting.nightly import due, last_turn

EVENING = datetime(2026, 7, 1, 19, tzinfo=UTC)
NIGHT = datetime(2026, 7, 2, 1, 0, tzinfo=UTC)  # two o'clock in Liverpool: summer time


def test_an_audit_is_due_at_two_in_the_morning_in_london_and_not_before():
    assert not due(datetime(2026, 7, 2, 0, 59, tzinfo=UTC), EVENING)
    assert due(NIGHT, EVENING)


def test_after_the_audit_of_the_night_none_is_due_until_the_next():
    assert not due(datetime(2026, 7, 2, 23, tzinfo=UTC), NIGHT)
    assert due(datetime(2026, 7, 3, 1, tzinfo=UTC), NIGHT)


def test_a_night_that_was_slept_through_is_caught_up_once():
    assert due(datetime(2026, 7, 2, 15, tzinfo=UTC), EVENING)
    assert not due(datetime(2026, 7, 2, 16, tzinfo=UTC), datetime(2026, 7, 2, 15, tzinfo=UTC))


def test_an_installation_with_nothing_to_audit_owes_none():
    assert not due(NIGHT, None)


def test_the_hour_that_clocks_skip_or_repeat_makes_one_night_of_it():
    before = datetime(2026, 10, 24, 12, tzinfo=UTC)
    assert last_turn(datetime(2026, 10, 25, 2, 30, tzinfo=UTC)) > before
    assert not due(datetime(2026, 10, 25, 3, tzinfo=UTC), datetime(2026, 10, 25, 2, 30, tzinfo=UTC))
