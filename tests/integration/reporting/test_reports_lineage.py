"""Where a figure comes from: sufficient, relevant and complete, over random histories, against the naive fold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from installation import Installation
from naive_sight import NaiveSight
from sqlalchemy import Engine
from story import Story, money

from services.reporting import rebuild
from services.reporting.measures.period import Period
from services.reporting.measures.registry import all_measures, by_id
from services.reporting.projections import catalogue
from services.reporting.projections.reader import snapshot
from services.reporting.projections.view import State
from services.reporting.reports.figure import compute
from services.reporting.reports.sight import LEDGER, ProgrammeSight
from shared.events.event import Event
from shared.events.outputs import (
    AttributionAsserted,
    AttributionWithdrawn,
    OutputPublished,
    OutputRecorded,
    OutputsMerged,
    OutputsMergeUndone,
    OutputWithdrawn,
)
from shared.events.projects import (
    AwardExtended,
    AwardRecorded,
    ConfidenceDeclared,
    MilestoneAchieved,
    MilestoneAchievementWithdrawn,
    MilestoneCancelled,
    MilestoneChanged,
    MilestonePlanned,
    MilestoneReforecast,
    ObligationFellDue,
    ObligationMet,
    ObligationSet,
    ObligationWaived,
    PlaceListed,
    PlanBaselined,
    ProgrammeCreated,
    ProgressNoted,
    ProjectEnded,
    ProjectPaused,
    ProjectResumed,
    ProjectStarted,
    ThresholdSet,
)
from shared.events.reporting import ReportSubmitted
from tests.integration.reporting.conftest import append
from tests.integration.reporting.governance_histories import FRONT_DOOR, GOVERNANCE
from tests.integration.reporting.governance_histories import MEASURES as GOVERNANCE_MEASURES
from tests.integration.reporting.staffing_histories import MEASURES as STAFFING_MEASURES
from tests.integration.reporting.staffing_histories import RISKS, STAFFING

PERIOD = Period(date(2026, 1, 1), date(2026, 6, 30))
VIEWS = {view.name: view for view in catalogue.views()}
Tell = Callable[[Story, int, int, int], None]
numbers = count()


def day(number: int) -> str:
    return (date(2025, 10, 1) + timedelta(days=number * 7)).isoformat()


def of(story: Story, kind: type, number: int) -> Event | None:
    told = [event for event in story.events if event.type == kind.full_type()]  # type: ignore[attr-defined]
    return told[number % len(told)] if told else None


def name(story: Story, thing: str, number: int) -> str:
    return f"{story.programme_id}-{thing}{number % 3}"


def plan(story: Story, a: int, b: int, c: int) -> None:
    body = {"title": f"M{a}", "baseline_on": day(b), "contractual": c % 2 == 0, "project_id": name(story, "p", c)}
    story.tell(MilestonePlanned, name(story, "m", a), day(b // 2), body)


def reforecast(story: Story, a: int, b: int, c: int) -> None:
    body = {"forecast_from": day(b), "forecast_to": day(c), "reason_code": ("scope", "partner")[a % 2]}
    story.tell(MilestoneReforecast, name(story, "m", a), day(b), body)


def achieve(story: Story, a: int, b: int, c: int) -> None:
    story.tell(MilestoneAchieved, name(story, "m", a), day(b))


def withdraw(story: Story, a: int, b: int, c: int) -> None:
    if done := of(story, MilestoneAchieved, a):
        body = {"achieved_event_id": str(done.id), "reason_code": "error"}
        story.tell(MilestoneAchievementWithdrawn, done.subject, done.effectiveon.isoformat(), body, corrects=done)


def cancel(story: Story, a: int, b: int, c: int) -> None:
    story.tell(MilestoneCancelled, name(story, "m", a), day(b), {"reason_code": "scope"})


def baseline(story: Story, a: int, b: int, c: int) -> None:
    dates = [{"id": name(story, "m", n), "baseline_on": day(c + n)} for n in range(a % 3 + 1)]
    story.tell(PlanBaselined, story.programme_id, day(b), {"name": "B", "milestones": dates})


def project(story: Story, a: int, b: int, c: int) -> None:
    themes = ["housing", "leisure"][: c % 3]
    story.tell(ProjectStarted, name(story, "p", a), day(b), {"title": f"P{a}", "themes": themes})


def stop(story: Story, a: int, b: int, c: int) -> None:
    kinds = ((ProjectPaused, {"reason_code": "x"}), (ProjectResumed, {}), (ProjectEnded, {"outcome": "completed"}))
    kind, body = kinds[c % 3]
    story.tell(kind, name(story, "p", a), day(b), body)


def note(story: Story, a: int, b: int, c: int) -> None:
    target = name(story, "p", a)
    story.tell(ProgressNoted, target, day(b), {"target_id": target, "target_kind": "project"})


def award(story: Story, a: int, b: int, c: int) -> None:
    key = name(story, "a", a)
    body = {"award_id": key, "reference": "R", "id_as_written": "R", "funder_org": "f", "start": day(b)}
    story.tell(AwardRecorded, key, day(b), body | ({"amount": money(f"{c}.50")} if c % 4 else {}))


def extend(story: Story, a: int, b: int, c: int) -> None:
    story.tell(AwardExtended, name(story, "a", a), day(b), {"amount_change": money(f"-{c}.25")})


def output(story: Story, a: int, b: int, c: int) -> None:
    body = {"type": "publication", "title": f"O{a}", "state": ("public", "submitted")[c % 2]}
    named = {"identifiers": {"doi": f"10.5/{'aAb'[c % 3]}"}} if c % 3 else {}
    story.tell(OutputRecorded, name(story, "o", a), day(b), body | named)


def publish(story: Story, a: int, b: int, c: int) -> None:
    corrected = of(story, OutputPublished, c) if c % 3 == 0 else None
    story.tell(OutputPublished, name(story, "o", a), day(b), corrects=corrected)


def withdraw_output(story: Story, a: int, b: int, c: int) -> None:
    story.tell(OutputWithdrawn, name(story, "o", a), day(b), {"kind": ("retracted", "error")[c % 2]})


def merge(story: Story, a: int, b: int, c: int) -> None:
    body = {"kept_id": name(story, "o", a), "absorbed_id": name(story, "o", a + 1), "basis": "doi"}
    story.tell(OutputsMerged, body["kept_id"], day(b), body)


def undo(story: Story, a: int, b: int, c: int) -> None:
    if merged := of(story, OutputsMerged, a):
        body = {"merge_event_id": str(merged.id), "kept_id": merged.subject, "absorbed_id": "x"}
        story.tell(OutputsMergeUndone, merged.subject, day(b), body, corrects=merged)


def attribute(story: Story, a: int, b: int, c: int) -> None:
    key = name(story, "t", a)
    if c % 3:
        body = {"output_id": name(story, "o", a), "award_id": name(story, "a", c)}
        story.tell(AttributionAsserted, key, day(b), body)
    else:
        story.tell(AttributionWithdrawn, key, day(b), {"output_id": name(story, "o", a), "reason_code": "x"})


def submit(story: Story, a: int, b: int, c: int) -> None:
    digest = "0" * 64
    body: dict[str, Any] = {
        "template": "t",
        "template_version": 1,
        "title": "R",
        "versions_fingerprint": digest,
        "period": {"from": day(0), "to": day(b)},
        "position": max(len(story.events) - c % 4, 0),
        "revision": 1,
        "fingerprint": digest,
        "artefacts": {kind: {"sha256": digest, "size": 1} for kind in ("html", "json")},
        "route": "email",
        "recipients": ["x"],
    }
    story.tell(ReportSubmitted, name(story, "r", a), day(b), body)


def place(story: Story, a: int, b: int, c: int) -> None:
    body = {"code": f"N{a % 3}", "kind": "neighbourhood", "boundary_set": ("2021", "2024")[c % 2], "title": f"N{a}"}
    ranked = {"deprivation_decile": b % 2 + 1, "deprivation_index": "IMD", "deprivation_year": 2019 + c % 2}
    key = name(story, "n", a) + body["boundary_set"]
    story.tell(PlaceListed, key, day(b // 2), body | (ranked if b % 3 else {}))


def placed_project(story: Story, a: int, b: int, c: int) -> None:
    places = [{"code": f"N{n}", "kind": "neighbourhood", "boundary_set": "2024"} for n in range(c % 3)]
    themes = [{"key": key, "title": key} for key in ("housing", "work")]
    words = {"title": "P", "host_org": "o", "year_start_month": 4, "nation": "england", "themes": themes}
    story.tell(ProgrammeCreated, story.programme_id, day(0), words)
    story.tell(ProjectStarted, name(story, "p", a), day(b), {"title": f"P{a}", "places": places, "themes": ["work"]})


def change(story: Story, a: int, b: int, c: int) -> None:
    changes = {"project_id": {"before": None, "after": name(story, "p", c)}}
    story.tell(MilestoneChanged, name(story, "m", a), day(b), {"changes": changes})


def setting(story: Story, a: int, b: int, c: int) -> None:
    story.tell(ThresholdSet, story.programme_id, day(b), {"key": "quiet_after", "values": [c * 5 + 1]})


def declare(story: Story, a: int, b: int, c: int) -> None:
    words = {"text_id": "t", "sha256": "0" * 64}
    kind, target = (("workstream", name(story, "u", a)), ("programme", story.programme_id))[a % 4 == 3]
    body = {"target_id": target, "target_kind": kind, "level": ("red", "amber", "green")[c % 3], "reason": words}
    story.tell(ConfidenceDeclared, target, day(b), body)


def duty(story: Story, a: int, b: int, c: int) -> None:
    """A duty, and perhaps what the calendar and people did about it, in whatever order."""
    key, due = name(story, "d", a), day(b)
    if c % 3:
        story.tell(ObligationSet, key, day(0), {"title": f"D{a}", "kind": "return", "due_on": due})
    if c % 2:
        story.tell(ObligationFellDue, key, due, {"due_on": due, "open": c % 4 == 1})


def settle_duty(story: Story, a: int, b: int, c: int) -> None:
    key, on = name(story, "d", a), day(b)
    if c % 4 == 0:
        excused = {"reason_code": "agreed", "approver_person_id": "q", "expires_on": day(b + c)}
        story.tell(ObligationWaived, key, on, excused)
        return
    evidence = [{"kind": "receipt", "id": f"R{c}"}]
    story.tell(ObligationMet, key, on, {"evidence": evidence, "met_on": on, "due_on": day(c)})


MILESTONES: list[Tell] = [plan, plan, reforecast, achieve, achieve, withdraw, cancel, baseline]
OTHERS: list[Tell] = [
    project,
    stop,
    note,
    award,
    extend,
    output,
    publish,
    withdraw_output,
    merge,
    undo,
    attribute,
    submit,
    place,
    placed_project,
    placed_project,
    change,
    setting,
    declare,
    duty,
    duty,
    settle_duty,
]
NUMBERS = st.integers(0, 40)
histories = st.lists(st.tuples(st.sampled_from(MILESTONES + OTHERS), NUMBERS, NUMBERS, NUMBERS), max_size=20)


@pytest.fixture(scope="module")
def engine(installation: Installation) -> Iterator[Engine]:
    installation.databases("reporting")
    found = installation.engine("reporting")
    rebuild.ensure(found)
    yield found


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(history=histories)
def test_the_lineage_of_every_figure_is_sufficient_relevant_and_complete(engine: Engine, history: list[Any]) -> None:
    _hold(engine, history, tuple(all_measures()))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    history=st.lists(st.tuples(st.sampled_from([*STAFFING, submit, *RISKS]), NUMBERS, NUMBERS, NUMBERS), max_size=25)
)
def test_so_is_that_of_posts_participation_and_risks(engine: Engine, history: list[Any]) -> None:
    _hold(engine, history, STAFFING_MEASURES)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    history=st.lists(
        st.tuples(st.sampled_from([*GOVERNANCE, project, project, stop, *FRONT_DOOR]), NUMBERS, NUMBERS, NUMBERS),
        max_size=25,
    )
)
def test_so_is_that_of_approvals_meetings_requests_and_bids(engine: Engine, history: list[Any]) -> None:
    _hold(engine, history, GOVERNANCE_MEASURES)


def _hold(engine: Engine, history: list[Any], ids: Sequence[str]) -> None:
    story = Story(f"P{next(numbers)}")
    for tell, a, b, c in history:
        tell(story, a, b, c)
    with engine.connect() as connection:
        before = connection.exec_driver_sql("select coalesce(max(position), 0) from ledger").scalar_one()
    # a report names positions of the whole ledger; the story's own begin at 1
    story.events = [_moved(event, before) for event in story.events]
    append(engine, story.events)
    placed = list(enumerate(story.events, before + 1))
    with snapshot(engine) as snap:
        for measure in map(by_id, ids):
            sight = ProgrammeSight(snap, story.programme_id)
            figure = compute(measure, sight, PERIOD)
            with sight.tracking() as read:
                measure(sight, PERIOD)
            behind = set(figure.events)
            only = [(position, event) for position, event in placed if str(event.id) in behind]
            # the engine agrees with the naive fold of everything
            assert measure(NaiveSight(placed, story.programme_id), PERIOD) == figure.value, measure.id
            # sufficient and complete: these facts alone give the same value and the same rows
            assert measure(NaiveSight(only, story.programme_id), PERIOD) == figure.value, measure.id
            rows = {pair: told_of(only, story, *pair) for pair in read.pairs()}
            assert rows == {pair: told_of(placed, story, *pair) for pair in read.pairs()}, measure.id
            # relevant: without any one of them a row that was looked at is another
            for _, left_out in only:
                rest = [(position, event) for position, event in only if event.id != left_out.id]
                changed = touched(left_out) & set(rows)
                assert any(told_of(rest, story, *pair) != rows[pair] for pair in changed), (measure.id, left_out)


def touched(event: Event) -> set[tuple[str, str]]:
    """The rows that a fact may change."""
    views = [view for view in VIEWS.values() if event.type in view.handlers]
    found = {(view.name, change.key) for view in views for change in view.handlers[event.type](event, event.data)}
    return found | {(LEDGER, str(event.id))}


def _moved(event: Event, by: int) -> Event:
    """A submission's position, moved to where the story lies in the ledger."""
    if event.type != ReportSubmitted.full_type():
        return event
    from shared.events.canonical import canonical

    return replace(event, body=canonical(event.data | {"position": event.data["position"] + by}))


def told_of(placed: list[tuple[int, Event]], story: Story, view: str, key: str) -> Any:
    """What was known of a row after each fact: its values, and since when each holds, on each day of change.

    Not which fact it was: one that says again what was known changes nothing.
    """
    if view == LEDGER:
        return [event for _, event in placed if event.id == UUID(key)]
    declared, days = VIEWS[view], sorted({event.effectiveon for event in story.events})
    its = [(position, event) for position, event in placed if (view, key) in touched(event)]
    found: list[Any] = []
    for position, _ in its:
        sight = NaiveSight(its, story.programme_id, position)
        if isinstance(declared, State):
            seen = [[_plain(row) for row in sight.state(declared, on=on) if row.key == key] for on in days]
        else:
            seen = [_plain(row) for row in sight.points(declared) if row.key == key]  # type: ignore[arg-type]
        if not found or found[-1] != seen:
            found.append(seen)
    return found


def _plain(row: Any) -> dict[str, Any]:
    return {name: value for name, value in vars(row).items() if name not in ("event_id", "position")}
