"""Who is told, and what is history."""

from datetime import UTC, datetime, timedelta

import pytest

from services.notifications.domain.retries import WAITS, wait_after
from services.notifications.domain.telling import business_key, is_history, people_told

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("recorded", "origin", "history"),
    [
        (NOW, None, False),
        (NOW - timedelta(days=7), None, False),
        (NOW - timedelta(days=7, seconds=1), None, True),
        (NOW, "import", True),
        (NOW, "sample", True),
    ],
)
def test_what_was_recorded_long_ago_or_loaded_is_history(recorded, origin, history):
    assert is_history(recorded, NOW, origin, 7) is history


def test_each_person_is_told_once_and_nobody_of_their_own_act():
    assert people_told(["a", None, "b", "a", "system:scheduler"], "b", actor_too=False) == ["a"]
    assert people_told(["a", "b"], "b", actor_too=True) == ["a", "b"]


def test_a_message_is_the_same_message_by_rule_event_and_person():
    keys = {business_key(rule, event, person) for rule in "rs" for event in "ef" for person in "pq"}
    assert len(keys) == 8


def test_tries_wait_longer_each_time_and_come_to_an_end():
    waits = [wait_after(tries) for tries in range(1, len(WAITS) + 2)]
    assert waits[-1] is None
    assert waits[:-1] == sorted(waits[:-1])
