"""The sample's duties, told through the commands on the days of the story."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from facts import event
from sqlalchemy import Engine, text

from sample import cast, duties, plan
from sample.returns import RETURNS, TEMPLATE
from sample.steps import PROGRAMME, Step
from services.projects.commands import hearing
from services.projects.commands.duty_calendar import programmes_to_consider
from services.projects.reminder import record_what_is_due
from services.projects.service import DUTIES, PROGRAMMES
from services.projects.views import duties as views
from shared import context
from shared.calls import projects as calls
from shared.context import Actor, Grant
from shared.database import transaction
from shared.events.canonical import canonical
from shared.messaging.consumer import because_of

AS_OF = date(2026, 11, 25)
WIRING = {call.name(): (call, work) for call, work in (PROGRAMMES | DUTIES).items()}


def carry_out(engine: Engine, step: Step) -> Any:
    call, work = WIRING[step.call]
    actor = Actor("operator" if step.by == "operator" else cast.person_id(step.by), (Grant("administrator"),))
    about = {"actor": actor, "origin": "sample", "recorded_on": step.on, "recorded": []}
    with context.using(**about), transaction(engine) as session:
        return work(session, **call.parse(step.fields))


def hear(engine: Engine, submitted_on: date, period: dict[str, str]) -> None:
    data = {"template": TEMPLATE, "period": period, "revision": 1}
    given = {"type": "reporting.report.submitted", "programmeid": PROGRAMME, "body": canonical(data)}
    at = datetime.combine(submitted_on, time(12), UTC)
    fact = replace(event(f"report-{submitted_on}"), **given, origin="sample", effectiveon=submitted_on, time=at)
    with context.using(because_of(fact, "projects.inbox")), transaction(engine) as session:
        hearing.learn(session, fact)


def steps() -> Iterator[Step | tuple[date, dict[str, str]]]:
    """The programme and its duties, with reports where they were submitted, in order of day."""
    opening = [step for step in plan.opening() if step.call in WIRING]
    told: list[Any] = [*opening, *duties.duties(AS_OF)]
    told += [
        (period.submitted_on, {"from": period.start.isoformat(), "to": period.end.isoformat()})
        for period in RETURNS
        if period.submitted_on
    ]
    day = lambda one: one.on if isinstance(one, Step) else one[0]  # noqa: E731
    return iter(sorted((one for one in told if day(one) <= AS_OF), key=day))


@pytest.fixture(scope="module")
def told(engine: Engine) -> Engine:
    for one in steps():
        if isinstance(one, Step):
            carry_out(engine, one)
        else:
            hear(engine, *one)
        record_what_is_due(engine)  # a scheduler that runs all the while has nothing to say of it
    return engine


def listed(engine: Engine) -> list[dict[str, Any]]:
    reader = Actor("reader", (Grant("auditor", PROGRAMME),))
    with context.using(actor=reader, recorded_on=AS_OF), transaction(engine) as session:
        found: list[dict[str, Any]] = views.list_duties(
            session, **calls.Duties.parse({"programme_id": PROGRAMME, "due_to": "2027-06-30"})
        )["items"]
    return found


def test_five_half_years_were_reported_in_time_and_the_sixth_is_to_come(told: Engine) -> None:
    half_years = [duty for duty in listed(told) if duty["kind"] == "six_monthly_report"]
    assert [(duty["period_to"], duty["due_on"], duty["state"]) for duty in half_years] == [
        ("2024-06-30", "2024-07-30", "met"),
        ("2024-12-31", "2025-01-31", "met"),
        ("2025-06-30", "2025-07-30", "met"),
        ("2025-12-31", "2026-01-31", "met"),
        ("2026-06-30", "2026-07-30", "met"),
        ("2026-12-31", "2027-01-31", "to_come"),
    ]
    assert [duties.half_year(period) for period in RETURNS] == [duty["obligation_id"] for duty in half_years]


def test_one_annual_report_was_late_one_notice_moved_and_one_waived(told: Engine) -> None:
    found = {(duty["kind"], duty["due_on"]): duty["state"] for duty in listed(told)}
    assert {key: state for key, state in found.items() if key[0] != "six_monthly_report"} == {
        ("press_notice", "2024-10-07"): "met",
        ("annual_report", "2025-03-31"): "met",
        ("output_notice", "2025-06-18"): "met",
        ("press_notice", "2026-03-02"): "waived",
        ("annual_report", "2026-03-31"): "met_late",
        ("annual_report", "2027-03-31"): "to_come",
    }


def test_what_the_calendar_brought_was_recorded_on_its_own_day_and_of_the_past_nothing_is_left(told: Engine) -> None:
    with transaction(told) as session:
        rows = session.execute(
            text("select attributes->>'type' as type, attributes->>'effectiveon' as day, attributes->>'time' as at,"
                 " attributes->>'actorid' as who from outbox where attributes->>'programmeid' = :id order by id"),
            {"id": PROGRAMME},
        ).all()  # fmt: skip
    brought = [row for row in rows if row.type.rpartition(".")[2] in ("due_soon", "fell_due", "became_overdue")]
    assert len(brought) > 25
    assert [row for row in brought if row.day != row.at[:10]] == []
    times = [row.at for row in rows]
    assert times == sorted(times), "what is known ran back in time"
    assert "system:scheduler" not in {row.who for row in rows}
    assert [row.type for row in brought].count("projects.obligation.became_overdue") == 1


def test_when_the_story_is_told_the_scheduler_takes_over(told: Engine) -> None:
    for step in duties.ending(AS_OF):
        carry_out(told, step)
        carry_out(told, step)  # a loader that was stopped and goes on
    with context.using(recorded_on=date(2027, 1, 4)), transaction(told) as session:
        assert PROGRAMME in programmes_to_consider(session)
