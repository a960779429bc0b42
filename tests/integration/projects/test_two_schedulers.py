"""Two schedulers side by side for 400 days, stopped and started, on clocks that jump: everything once, no day moved.

Each scheduler has an engine of its own, as two processes have. Both are woken at once, often, and at random moments one
of them loses its connection in the middle of a transaction, as a process does that is killed.
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from installation import Installation
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs

from services.projects.commands import awards, duties, programmes
from services.projects.domain.duties import Duty, occurrences_due
from services.projects.reminder import record_what_is_due
from shared import clock
from shared.calls import projects as calls
from shared.clock import LONDON, Clock
from shared.database import engine as make_engine
from tests.integration.projects.conftest import Programme

FIRST = datetime(2026, 1, 5, 8, tzinfo=UTC)
DAYS = 400


class Scheduler:
    """One of the two: an engine, and a way to die at the n-th statement of a transaction."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.kills = 0
        self.killer: Engine | None = None
        self.start()

    def start(self) -> None:
        self.engine = make_engine("projects", direct=True, pool_size=1, max_overflow=0)
        self.left = -1
        event.listen(self.engine, "before_cursor_execute", self._maybe_die)

    def restart(self) -> None:
        self.engine.dispose()
        self.start()

    def _maybe_die(self, connection: Any, *_: Any) -> None:
        if self.left < 0:
            return
        self.left -= 1
        if self.left < 0:
            assert self.killer is not None
            pid = connection.connection.dbapi_connection.info.backend_pid
            with self.killer.begin() as other:
                other.execute(text("select pg_terminate_backend(:pid)"), {"pid": pid})
            self.kills += 1

    def wake(self, dies_after: int | None) -> None:
        self.left = -1 if dies_after is None else dies_after
        try:
            record_what_is_due(self.engine)
        except DBAPIError:
            self.restart()
        finally:
            self.left = -1


def wakings(chance: random.Random) -> list[datetime]:
    """The instants at which both are woken: every day, and what clocks do.

    Around the nights on which clocks change; set back by a day; jumped ahead by ten; and days on which nobody ran.
    """
    found: list[datetime] = []
    now = FIRST
    while (now - FIRST).days < DAYS:
        found.append(now)
        day = now.astimezone(LONDON).date()
        if day in (date(2026, 3, 29), date(2026, 10, 25)):
            # half past midnight by the clock on the wall, before and after the hour is lost or comes twice
            midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
            found += [midnight + timedelta(minutes=30 * n) for n in range(-3, 7)]
        if chance.random() < 0.06:
            found += [now - timedelta(days=1), now]  # set back, and right again
        now += timedelta(days=10 if chance.random() < 0.015 else 1, minutes=chance.randint(-300, 300))
    return found


@pytest.fixture
def engine(installation: Installation) -> Engine:
    installation.databases("projects")
    return installation.engine("projects")


def test_two_schedulers_record_everything_once_whatever_happens_to_them(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(20_260_105)
    now = [FIRST]
    monkeypatch.setattr(clock, "system", Clock(lambda: now[0]))
    programme = _programme(engine)
    due_days = _due_days(engine)
    schedulers = [Scheduler("one"), Scheduler("two")]
    for scheduler in schedulers:
        scheduler.killer = engine
    moments = wakings(chance)
    for moment in moments:
        now[0] = moment
        dying = [chance.randint(0, 9) if chance.random() < 0.35 else None for _ in schedulers]
        threads = [
            threading.Thread(target=scheduler.wake, args=(dies,))
            for scheduler, dies in zip(schedulers, dying, strict=True)
        ]
        with capture_logs():  # who dies says so, at length
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        if chance.random() < 0.05:
            chance.choice(schedulers).restart()
    now[0] = max(moments) + timedelta(days=1)
    schedulers[0].wake(None)  # whatever died last is caught up by the same call

    last = now[0].astimezone(LONDON).date()
    expected = _expected(engine, due_days, last)
    told = Counter(
        (fact["subject"], fact["type"].rpartition(".")[2], fact["effectiveon"])
        for fact in programme.facts()
        if fact["type"].rpartition(".")[2] in ("due_soon", "fell_due", "became_overdue")
    )
    assert told == expected
    assert sum(told.values()) > 100
    assert _due_days(engine) == due_days, "a due day moved"
    assert sum(scheduler.kills for scheduler in schedulers) > 30, "too few died for this to show anything"
    with engine.connect() as connection:
        gaps = connection.execute(
            text("select subject, array_agg((attributes->>'sequence')::int order by id) from"
                 " (select id, attributes, attributes->>'subject' subject from outbox) o group by subject")
        ).all()  # fmt: skip
    assert all(sequence == list(range(1, len(sequence) + 1)) for _, sequence in gaps)
    for scheduler in schedulers:
        scheduler.engine.dispose()


def _programme(engine: Engine) -> Programme:
    """A programme with two awards of some twenty duties each, and a weekly return set by hand; some met, one waived."""
    made = Programme(engine, f"T-{uuid4().hex[:8].upper()}")
    created = {"programme_id": made.programme_id, "title": "A programme", "host_org_id": "c", "starts_on": "2024-01-01"}
    made.do(programmes.create_programme, calls.CreateProgramme, **created, nation="scotland")
    for ends_on in ("2026-08-31", "2028-12-31"):
        award = {
            "programme_id": made.programme_id,
            "reference": f"NIHR{uuid4().int % 900_000 + 100_000}",
            "funder_org_id": "nihr",
            "funder_programme": "Public Health Research",
            "starts_on": "2024-01-01",
            "ends_on": ends_on,
            "duty_owner_person_id": "owner",
            "duty_second_person_id": "director",
        }
        award_id = made.do(awards.record_award, calls.RecordAward, **award)["award_id"]
    for week in range(50):
        due_on = FIRST.date() + timedelta(days=7 * week + 3)
        asked = {"award_id": award_id, "kind": "return", "title": f"Return {week}", "due_on": due_on.isoformat()}
        it = made.do(duties.set_duty, calls.SetDuty, **asked, due_soon_days=[2, 20])["obligation_id"]
        if week % 7 == 0:
            evidence = [{"kind": "notice", "id": "n"}]
            made.do(duties.meet_duty, calls.MeetDuty, obligation_id=it, evidence=evidence)
        if week == 10:
            waiver = {"reason_code": "funder_agreed", "expires_on": (due_on + timedelta(days=30)).isoformat()}
            made.do(duties.waive_duty, calls.WaiveDuty, obligation_id=it, **waiver)
    return made


def _due_days(engine: Engine) -> dict[str, date]:
    with engine.connect() as connection:
        rows = connection.execute(text("select obligation_id, due_on from obligations"))
        return {row.obligation_id: row.due_on for row in rows}


def _expected(engine: Engine, due_days: dict[str, date], last: date) -> Counter[tuple[str, str, str]]:
    """What the calendar brings each duty by a day: the rule itself, asked once, on no clock that jumps."""
    with engine.connect() as connection:
        rows = connection.execute(text("select * from obligations")).all()
    return Counter(
        (row.obligation_id, one.what, one.on.isoformat())
        for row in rows
        for one in occurrences_due(
            Duty(
                arose_on=row.arose_on,
                due_on=due_days[row.obligation_id],
                due_soon_days=tuple(row.due_soon_days),
                met_on=row.met_on,
                waived_on=row.waived_on,
                waived_until=row.waived_until,
            ),
            last,
            (),
        )
    )
