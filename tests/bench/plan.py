"""The plan of a large programme on a date: plan, differences, slippage and overview, as the service answers them."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from services.reporting import rebuild
from services.reporting.ledger import rows
from services.reporting.ledger.append import Writer
from shared.calls import reporting
from shared.calls.call import Read
from shared.context import Actor, Grant
from shared.events.canonical import canonical
from shared.events.event import Event
from shared.events.fact import Fact
from shared.events.projects import (
    MilestoneAchieved,
    MilestoneCancelled,
    MilestonePlanned,
    MilestoneReforecast,
    PlanBaselined,
    ProgrammeCreated,
    ProgressNoted,
    ProjectStarted,
    WorkstreamAdded,
)
from shared.messaging.client import Client
from tests.bench.result import Result
from tests.bench.suite import Suite
from tests.naive_plan import plan as naive_plan
from tests.naive_sight import NaiveSight

OPERATOR = Actor("bench", (Grant("administrator"), Grant("programme_manager")))
FIRST = date(2024, 1, 8)
TODAY = FIRST + timedelta(days=730)
REASONS = ("recruitment", "approval", "partner", "data_access", "scope", "other")
RUNS = 40
BATCH = 2_000
#: milliseconds
TARGET = 200


def run(suite: Suite, projects: int, per_project: int) -> Iterator[Result]:
    """All projects in one programme, which is the hard case; then as many again spread over ten programmes."""
    engine = suite.engine("reporting")
    rebuild.ensure(engine)
    load(engine, "BENCH-PLAN", projects, per_project)
    for number in range(10):
        load(engine, f"BENCH-PLAN-{number}", projects // 10, per_project)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("analyze"))  # as autovacuum does within a minute
    naive = _naive(engine, "BENCH-PLAN")
    client = Client(suite.servers.amqp_uri, timeout=60)
    with suite.process("shared.run", "reporting"):
        for programme, what in (("BENCH-PLAN", "all in one programme"), ("BENCH-PLAN-3", "one programme of ten")):
            for name, call, fields in _reads(programme):
                times = _times(client, call, fields)
                middle, worst = statistics.median(times), times[int(len(times) * 0.95)]
                size = f"{projects:,} projects, {projects * per_project:,} milestones, {what}"
                beside = (
                    ("every fact folded in Python", naive)
                    if programme == "BENCH-PLAN" and name == "plan"
                    else ("", None)
                )
                yield Result(
                    f"{name}_p50", f"{name}: {size}, p50", middle, "ms", f"< {TARGET}", middle < TARGET, *beside
                )
                yield Result(f"{name}_p95", f"{name}: the same, p95", worst, "ms", f"< {TARGET}", worst < TARGET)
    client.close()


def _reads(programme: str) -> list[tuple[str, type[Read], dict[str, Any]]]:
    on = {"programme_id": programme, "true_on": TODAY.isoformat()}
    then = (TODAY - timedelta(days=90)).isoformat()
    return [
        ("plan", reporting.Plan, on | {"limit": 200}),
        ("compare", reporting.ComparePlan, on | {"with_date": then, "with_known": "now", "limit": 200}),
        (
            "slippage",
            reporting.Slippage,
            {"programme_id": programme, "period_from": then, "period_to": TODAY.isoformat(), "limit": 200},
        ),
        ("overview", reporting.Overview, on),
    ]


def _times(client: Client, call: type[Read], fields: dict[str, Any]) -> list[float]:
    """Milliseconds from asking to having the answer, over RPC, sorted."""
    times = []
    for _ in range(RUNS + 2):
        began = time.perf_counter()
        client.call(call, fields, actor=OPERATOR)
        times.append((time.perf_counter() - began) * 1000)
    return sorted(times[2:])


def _naive(engine: Engine, programme: str) -> float:
    """Milliseconds of the plan without views: every fact of the programme read, decoded and folded."""
    began = time.perf_counter()
    with engine.connect() as connection:
        found = connection.execute(
            text(f"select {rows.EVENT_COLUMNS}, position from ledger where programmeid = :p order by position"),
            {"p": programme},
        )
        facts = [(row.position, _event(row)) for row in found]
    naive_plan(NaiveSight(facts, programme), TODAY)
    return (time.perf_counter() - began) * 1000


def _event(row: Any) -> Event:
    names = ("type", "version", "subject", "sequence", "time", "effectiveon", "programmeid", "actorid", "correlationid")
    return Event(id=row.event_id, body=bytes(row.body), **{name: getattr(row, name) for name in names})


def load(engine: Engine, programme: str, projects: int, per_project: int) -> None:
    """Append two years of a programme; the same each time."""
    writer, batch = Writer(), []
    for event in events(programme, projects, per_project):
        batch.append(event)
        if len(batch) == BATCH:
            _append(engine, writer, batch)
            batch = []
    _append(engine, writer, batch)


def _append(engine: Engine, writer: Writer, batch: list[Event]) -> None:
    with engine.begin() as connection:
        writer.apply(connection, batch)


def events(programme: str, projects: int, per_project: int) -> Iterator[Event]:
    """Facts in the order of their days: each milestone planned, half of them moved once or more, a third done."""
    sequences: dict[str, int] = {}
    facts = sorted(_facts(programme, projects, per_project), key=lambda fact: fact[2])
    for number, (kind, subject, on, data) in enumerate(facts):
        sequences[subject] = sequences.get(subject, 0) + 1
        yield Event(
            id=uuid7(),
            type=kind.full_type(),
            version=kind.version,
            subject=subject,
            sequence=sequences[subject],
            time=datetime(on.year, on.month, on.day, 9, tzinfo=UTC) + timedelta(milliseconds=number),
            effectiveon=on,
            programmeid=programme,
            actorid="bench",
            body=canonical(data),
            correlationid="bench",
        )


Told = tuple[type[Fact], str, date, dict[str, Any]]


def _facts(programme: str, projects: int, per_project: int) -> Iterator[Told]:
    chance = random.Random(7)
    created = {"title": f"Programme {programme}", "host_org": "org", "year_start_month": 1, "nation": "england"}
    yield ProgrammeCreated, programme, FIRST, created
    for unit in range(10):
        yield WorkstreamAdded, f"{programme}-u{unit}", FIRST, {"title": f"Unit {unit}"}
    frozen = []
    for number in range(projects):
        project = f"{programme}-p{number}"
        unit = f"{programme}-u{number % 10}"
        yield ProjectStarted, project, FIRST, {"title": f"Project {number} of the bench", "workstream_id": unit}
        note = {"target_id": project, "target_kind": "project"}
        yield ProgressNoted, project, FIRST + timedelta(days=chance.randrange(600, 729)), note
        for which in range(per_project):
            milestone = f"{project}-m{which}"
            due = FIRST + timedelta(days=30 + chance.randrange(1000))
            yield from _of_one(chance, milestone, project, due)
            frozen.append({"id": milestone, "baseline_on": (due + timedelta(days=which % 3)).isoformat()})
    yield PlanBaselined, programme, FIRST + timedelta(days=400), {"name": "Baseline 2", "milestones": frozen}


def _of_one(chance: random.Random, milestone: str, project: str, due: date) -> Iterator[Told]:
    planned = FIRST + timedelta(days=chance.randrange(20))
    body = {
        "title": f"Milestone {milestone}, with a title of a usual length for such a thing",
        "project_id": project,
        "owner_person_id": f"person-{chance.randrange(40)}",
        "baseline_on": due.isoformat(),
        "contractual": chance.random() < 0.2,
    }
    yield MilestonePlanned, milestone, planned, body
    expected = due
    for _ in range(chance.choice((0, 0, 1, 1, 2, 4))):
        moved = expected + timedelta(days=chance.randrange(-10, 60))
        known = planned + timedelta(days=chance.randrange(1, 700))
        yield (
            MilestoneReforecast,
            milestone,
            known,
            {
                "forecast_from": expected.isoformat(),
                "forecast_to": moved.isoformat(),
                "reason_code": chance.choice(REASONS),
            },
        )
        expected = moved
    if chance.random() < 0.02:
        yield MilestoneCancelled, milestone, TODAY - timedelta(days=chance.randrange(300)), {"reason_code": "scope"}
    elif expected < TODAY and chance.random() < 0.9:
        yield MilestoneAchieved, milestone, expected, {}
