"""The dated reads against the naive fold: any history, as known at any position, as it was on any day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from naive_plan import differences, plan, quiet, slippage
from naive_sight import NaiveSight
from sqlalchemy import Engine
from story import Story

from services.reporting.projections.view import State
from services.reporting.views.dated import compare, overview, records, silence
from services.reporting.views.dated import plan as plans
from services.reporting.views.dated import slippage as slips
from services.reporting.views.dated.reading import reading
from services.reporting.views.dated.things import things
from shared.context import Actor, Grant, using
from shared.events.projects import (
    MilestoneAchieved,
    MilestoneAchievementWithdrawn,
    MilestoneCancelled,
    MilestonePlanned,
    MilestoneReforecast,
    NothingNewConfirmed,
    PlanBaselined,
    ProgrammeCreated,
    ProgressNoted,
    ProjectChanged,
    ProjectPaused,
    ProjectStarted,
    WorkstreamAdded,
)
from tests.integration.reporting.conftest import writer

FIRST = date(2026, 1, 1)
MANAGER = Actor("manager", (Grant("programme_manager"),))
Tell = Callable[[Story, int, int, int], None]
numbers = count()


def day(number: int) -> date:
    return FIRST + timedelta(days=5 * number)


def on(number: int) -> str:
    return day(number).isoformat()


def name(story: Story, thing: str, number: int) -> str:
    return f"{story.programme_id}-{thing}{number % 3}"


def milestone(story: Story, a: int, b: int, c: int) -> None:
    body = {"title": f"M{a % 3}", "baseline_on": on(b + 2), "contractual": c % 2 == 0}
    owner = {"owner_person_id": f"person-{a % 2}"} if b % 2 else {}
    of = {"project_id": name(story, "p", c)} if c % 4 else {"workstream_id": name(story, "w", c)}
    story.tell(MilestonePlanned, name(story, "m", a), on(b // 2), body | owner | of)


def reforecast(story: Story, a: int, b: int, c: int) -> None:
    body = {"forecast_from": on(b), "forecast_to": on(c), "reason_code": ("scope", "partner")[a % 2]}
    story.tell(MilestoneReforecast, name(story, "m", a), on(b), body)


def achieve(story: Story, a: int, b: int, c: int) -> None:
    story.tell(MilestoneAchieved, name(story, "m", a), on(b))


def withdraw(story: Story, a: int, b: int, c: int) -> None:
    told = [event for event in story.events if event.type == MilestoneAchieved.full_type()]
    if told:
        done = told[a % len(told)]
        body = {"achieved_event_id": str(done.id), "reason_code": "error"}
        story.tell(MilestoneAchievementWithdrawn, done.subject, done.effectiveon.isoformat(), body, corrects=done)


def cancel(story: Story, a: int, b: int, c: int) -> None:
    story.tell(MilestoneCancelled, name(story, "m", a), on(b), {"reason_code": "scope"})


def baseline(story: Story, a: int, b: int, c: int) -> None:
    dates = [{"id": name(story, "m", n), "baseline_on": on(c + n)} for n in range(a % 3 + 1)]
    story.tell(PlanBaselined, story.programme_id, on(b), {"name": f"B{c % 2}", "milestones": dates})


def project(story: Story, a: int, b: int, c: int) -> None:
    body = {"title": f"P{a}", "workstream_id": name(story, "w", c)}
    story.tell(ProjectStarted, name(story, "p", a), on(b), body)


def change(story: Story, a: int, b: int, c: int) -> None:
    moved = {"workstream_id": {"before": None, "after": name(story, "w", c)}}
    story.tell(ProjectChanged, name(story, "p", a), on(b), {"changes": moved})


def pause(story: Story, a: int, b: int, c: int) -> None:
    story.tell(ProjectPaused, name(story, "p", a), on(b), {"reason_code": "x"})


def note(story: Story, a: int, b: int, c: int) -> None:
    target = (name(story, "p", a), name(story, "w", a), name(story, "m", a), story.programme_id)[c % 4]
    kind = ("project", "workstream", "milestone", "programme")[c % 4]
    story.tell(ProgressNoted, target, on(b), {"target_id": target, "target_kind": kind})


def nothing_new(story: Story, a: int, b: int, c: int) -> None:
    body = {"target_id": name(story, "p", a), "target_kind": "project", "period": {"from": on(b), "to": on(b + 1)}}
    story.tell(NothingNewConfirmed, name(story, "p", a), on(b + 1), body)


TELLING: list[Tell] = [
    milestone, milestone, milestone, reforecast, reforecast, achieve, withdraw, cancel, baseline,
    project, project, change, pause, note, nothing_new,
]  # fmt: skip
NUMBERS = st.integers(0, 30)
histories = st.lists(st.tuples(st.sampled_from(TELLING), NUMBERS, NUMBERS, NUMBERS), min_size=3, max_size=25)


@pytest.fixture(autouse=True)
def as_manager() -> Iterator[None]:
    with using(actor=MANAGER):
        yield


def told(engine: Engine, story: Story) -> list[tuple[int, Any]]:
    """Append the story; its events with the positions that they got."""
    with engine.begin() as connection:
        before = connection.exec_driver_sql("select coalesce(max(position), 0) from ledger").scalar_one()
        writer().apply(connection, story.events)
    return list(enumerate(story.events, before + 1))


def dated(story: Story, position: int, true_on: date) -> dict[str, Any]:
    return {"programme_id": story.programme_id, "known_on": None, "known_at": position, "true_on": true_on}


WHOLE: dict[str, Any] = {"project_id": None, "workstream_id": None, "after": None, "limit": 200}


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(history=histories, data=st.data())
def test_every_dated_read_says_what_the_fold_of_the_facts_says(ledger: Engine, history: list[Any], data: Any) -> None:
    story = Story(f"D{next(numbers)}")
    story.tell(ProgrammeCreated, story.programme_id, on(0), {
        "title": "T", "host_org": "o", "year_start_month": 1, "nation": "england",
    })  # fmt: skip
    story.tell(WorkstreamAdded, name(story, "w", 0), on(0), {"title": "W"})
    for tell, a, b, c in history:
        tell(story, a, b, c)
    placed = told(ledger, story)
    position = data.draw(st.sampled_from([p for p, _ in placed]), label="position")
    today, before = day(data.draw(NUMBERS, label="day")), day(data.draw(NUMBERS, label="earlier day"))
    sight = NaiveSight(placed, story.programme_id, position)
    with reading(ledger) as snap:
        for thing in ("milestones", "projects", "workstreams", "programmes"):
            records_agree(
                records.records(snap, **dated(story, position, today), thing=thing, where=[], after=None, limit=200),
                sight,
                thing,
                today,
            )
        now = plan(sight, today)
        shown = plans.plan(snap, **dated(story, position, today), **WHOLE, baseline=None)
        assert {
            row["milestone_id"]: {name: row[name] for name in now[row["milestone_id"]]} for row in shown["items"]
        } == now
        totals_agree(shown["totals"], now, today)
        slipped = slips.slippage(
            snap,
            programme_id=story.programme_id,
            known_on=None,
            known_at=position,
            period_from=before,
            period_to=max(today, before),
            **WHOLE,
        )
        expected = slippage(sight, before, max(today, before))
        assert {row["milestone_id"]: measured(row) for row in slipped["items"]} == expected
        assert sum(reason["days"] for reason in slipped["by_reason"]) == sum(row[1] for row in expected.values())
        assert slipped["totals"]["days_out"] == sum(row[1] for row in expected.values())
        silent = silence.silence(snap, **dated(story, position, today), days=20, after=None, limit=200)
        assert {row["project_id"] for row in silent["items"]} == quiet(sight, today, 20)
        assert silent["total"] == len(silent["items"])
        # the same day as known then and now, and an earlier day by what is known now
        asked = dated(story, position, today) | {"with_baseline": None, "kind": None, "after": None, "limit": 200}
        found = compare.compare_plan(snap, **asked, with_date=before, with_known="now")
        compared(found, differences(now, plan(sight, before)))
        overview_agrees(overview.overview(snap, **dated(story, position, max(today, FIRST))), sight, max(today, FIRST))


def records_agree(found: dict[str, Any], sight: NaiveSight, thing: str, on_day: date) -> None:
    view = things()[thing]
    assert isinstance(view, State)
    expected = {row.key: row for row in sight.state(view, on=on_day)}
    assert [item["key"] for item in found["items"]] == sorted(expected)
    by_id = {str(event.id): (position, event) for position, event in sight.placed}
    for item in found["items"]:
        row = expected[item["key"]]
        for column in view.columns:
            assert item["values"][column] == told_value(getattr(row, column)), (thing, column)
            assert item["since"].get(column) == (row.since[column].isoformat() if column in row.since else None)
        for column, fact in item["facts"].items():
            # the fact that is named did set this column, to this value, on this day
            position, event = by_id[fact["event_id"]]
            assert position == fact["position"]
            sets = [c for c in view.handlers[event.type](event, event.data) if c.key == item["key"]]
            assert any(told_value(c.values.get(column)) == item["values"][column] for c in sets), (thing, column)
            assert event.effectiveon.isoformat() == item["since"][column]
        assert item["facts"].keys() == item["since"].keys()


def told_value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def totals_agree(totals: dict[str, Any], now: dict[str, dict[str, Any]], today: date) -> None:
    states = [row["state"] for row in now.values()]
    assert [totals[state] for state in ("planned", "achieved", "cancelled")] == [
        states.count(state) for state in ("planned", "achieved", "cancelled")
    ]
    open_ = [row for row in now.values() if row["state"] == "planned"]
    assert totals["overdue"] == len([row for row in open_ if row["baseline_on"] <= today.isoformat()])
    assert totals["green"] + totals["amber"] + totals["red"] == len(open_)
    assert totals["most_behind"] == max((row["days_behind"] for row in open_), default=None)


def measured(row: dict[str, Any]) -> tuple[Any, ...]:
    return (
        row["moves_out"], row["days_out"], row["moves_in"], row["days_in"], row["added"],
        row["days_late"], row["days_late_first"],
    )  # fmt: skip


def compared(found: dict[str, Any], expected: set[tuple[str, str, int | None]]) -> None:
    items = [item for item in found["items"] if item["kind"] != "reowned"]
    assert {(item["milestone_id"], item["kind"], item["days"]) for item in items} == expected
    assert {kind: total["count"] for kind, total in found["totals"].items() if kind != "reowned"} == {
        kind: len([one for one in expected if one[1] == kind]) for kind in {one[1] for one in expected}
    }
    # a difference names its facts; one that went away again (an earlier day is asked about) has none in between
    assert all(item["facts"] for item in items if item["kind"] == "added")


def overview_agrees(found: dict[str, Any], sight: NaiveSight, on_day: date) -> None:
    now = plan(sight, on_day)
    programme = found["programme"]["milestones"]
    assert programme["all"] == len(now)
    units = found["workstreams"]
    for count_ in ("all", "planned", "achieved", "cancelled", "overdue", "green", "amber", "red"):
        assert sum(unit["milestones"][count_] for unit in units) == programme[count_]
    open_ = sorted((row["forecast_on"], key) for key, row in now.items() if row["state"] == "planned")
    assert found["programme"]["next_milestone"] == (
        {"milestone_id": open_[0][1], "forecast_on": open_[0][0]} if open_ else None
    )
    assert found["silent"]["projects"] == len(quiet(sight, on_day, found["silent"]["days"]))
