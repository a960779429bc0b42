"""Change requests: which count as decided, and which still wait."""

from __future__ import annotations

from datetime import date

import pytest
from naive_sight import NaiveSight
from story import PROGRAMME, Story

from services.reporting.measures.period import Period
from services.reporting.measures.registry import by_id
from services.reporting.measures.value import State, Value
from services.reporting.reports.changetables import changes_decided
from services.reporting.reports.names import Names
from shared.events.projects import ChangeRequestDecided, ChangeRequestSubmitted

PERIOD = Period(date(2026, 1, 1), date(2026, 6, 30))


@pytest.fixture
def story() -> Story:
    return Story()


def ask(story: Story, key: str, on: str, kind: str = "time") -> None:
    body = {"title": f"Change {key}", "kind": kind, "needs": "none", "calls": ["vire"], "target_ids": []}
    story.tell(ChangeRequestSubmitted, key, on, body)


def decide(story: Story, key: str, on: str, decision: str, recorded: str | None = None) -> None:
    body = {"decision": decision, "decided_by": "person"}
    story.tell(ChangeRequestDecided, key, on, body, recorded=recorded)


def value(story: Story, period: Period = PERIOD) -> Value:
    return by_id("changes.decided")(NaiveSight(story.events, PROGRAMME), period)


def lines(found: Value) -> dict[str, dict[str, object]]:
    return {cut.title: {line.name: line.amount for line in cut.lines} for cut in found.breakdowns}


def test_a_change_counts_on_the_day_of_its_decision_and_one_withdrawn_never(story: Story) -> None:
    for key, kind in (("a", "time"), ("b", "virement"), ("c", "scope"), ("d", "time"), ("e", "money")):
        ask(story, key, "2025-11-01", kind)
    decide(story, "a", "2025-12-31", "approved")  # before the period
    decide(story, "b", "2026-01-01", "approved")
    decide(story, "c", "2026-06-30", "rejected", recorded="2026-07-04")
    decide(story, "d", "2026-03-01", "withdrawn")
    found = value(story)
    assert found.amount == 2
    assert lines(found) == {
        "Approved or rejected": {"approved": 1, "rejected": 1},
        "By what it changes": {"virement": 1, "scope": 1},
    }
    assert [(line.name, line.amount) for line in found.beside] == [("awaiting on the last day", 1)]


def test_what_awaits_a_decision_does_so_on_the_last_day_and_not_now(story: Story) -> None:
    ask(story, "a", "2026-02-01")
    decide(story, "a", "2026-07-10", "approved")
    found = value(story)
    assert (found.amount, found.state) == (0, State.ZERO)
    assert found.beside[0].amount == 1
    assert value(story, Period(date(2026, 7, 1), date(2026, 12, 31))).amount == 1


def test_where_nobody_asked_for_anything_no_claim_is_made(story: Story) -> None:
    ask(story, "a", "2025-02-01")
    decide(story, "a", "2025-03-01", "approved")
    assert value(story).state is State.NOT_ASKED


def test_the_table_lists_what_was_decided_and_then_what_waits(story: Story) -> None:
    ask(story, "a", "2026-02-01")
    ask(story, "b", "2026-01-05", "carry_forward")
    ask(story, "c", "2025-01-05")
    decide(story, "c", "2025-03-01", "rejected")
    decide(story, "b", "2026-03-01", "approved")
    sight = NaiveSight(story.events, PROGRAMME)
    table = changes_decided(sight, PERIOD, Names(sight, sight))
    assert table.rows == (
        ("Change b", "Carry forward", "2026-01-05", "Approved", "2026-03-01", "Person", None),
        ("Change a", "Time", "2026-02-01", "Awaiting", None, None, None),
    )
