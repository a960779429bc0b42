"""Generations of views: rebuilding while live goes on, readers over a switch, the audit, waiting for a fact."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from histories import FIRST, PROGRAMME, VIEWS, fact, happenings, things
from installation import Installation, until
from sqlalchemy import Engine, text

from services.reporting import audit, jobs, rebuild
from services.reporting.ledger.append import Writer
from services.reporting.ledger.arrivals import Arrivals
from services.reporting.projections import catalogue, generations, reader
from shared.errors import Conflict, NotFound, Unavailable
from shared.events.event import Event

LATER = date(2027, 1, 1)


@pytest.fixture
def engine(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> Engine:
    installation.databases("reporting")
    engine = installation.engine("reporting")
    monkeypatch.setattr(catalogue, "current_fingerprint", lambda: catalogue.fingerprint(VIEWS))
    with engine.begin() as connection:
        for number in connection.execute(text("select number from generations")).scalars().all():
            connection.execute(text(f"drop schema if exists views_{number} cascade"))
        connection.execute(text("truncate ledger, tiles, waiting, generations, jobs, outbox, subjects"))
    rebuild.ensure(engine, VIEWS)
    return engine


def give(engine: Engine, writer: Writer, *events: Event) -> None:
    with engine.begin() as connection:
        writer.apply(connection, list(events))


def history(first: int, count: int) -> list[Event]:
    """Ten subjects; each fact sets a counter on a day, some of them late, and counts a happening."""
    return [
        fact(f"s{n % 10}", n // 10 + 1, {"set": [[f"k{n % 10}", {"b": n}]], "point": f"p{n}"}, (n * 7) % 50, n)
        for n in range(first, first + count)
    ]


def schemas(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        found = connection.execute(text("select nspname from pg_namespace where nspname like 'views\\_%' order by 1"))
        return list(found.scalars())


def counted(engine: Engine) -> tuple[int, int]:
    """The position of a snapshot, and the number of happenings that its views know."""
    with reader.snapshot(engine) as snap:
        return snap.position, len(reader.Cut(snap, PROGRAMME).points(happenings, until=LATER))


def test_the_first_start_builds_the_views_and_the_second_finds_them(engine: Engine) -> None:
    assert schemas(engine) == ["views_1"]
    assert rebuild.ensure(engine, VIEWS) == 1
    assert schemas(engine) == ["views_1"]


def test_changed_declarations_are_built_anew_at_start(engine: Engine) -> None:
    give(engine, Writer(VIEWS), *history(0, 60))
    changed = type(things)("things", version=2, columns=things.columns)
    changed.handlers = things.handlers
    assert rebuild.ensure(engine, (happenings, changed)) == 2
    assert schemas(engine) == ["views_2"]
    with pytest.raises(Unavailable):
        counted(engine)
    with engine.connect() as connection:
        assert connection.execute(text("select count(*) from views_2.happenings")).scalar_one() == 60


def test_readers_in_a_loop_never_see_a_wrong_figure_or_an_error_while_views_are_rebuilt(engine: Engine) -> None:
    writer = Writer(VIEWS)
    give(engine, writer, *history(0, 1000))
    seen: list[tuple[int, int]] = []
    failed: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                seen.append(counted(engine))
        except BaseException as error:  # noqa: BLE001  (any of them fails the test)
            failed.append(error)

    reading = threading.Thread(target=read)
    reading.start()
    number = 1000
    rebuilding = [threading.Thread(target=rebuild.rebuild, args=(engine, VIEWS)) for _ in range(3)]
    for one in rebuilding:
        one.start()
        while one.is_alive():
            give(engine, writer, *history(number, 10))
            number += 10
        one.join()
    done.set()
    reading.join()
    assert not failed
    assert all(position == happened for position, happened in seen)
    assert seen[-1][0] > seen[0][0]
    assert counted(engine) == (number, number)
    assert audit.audit(engine, VIEWS).count == 0


def test_the_old_generation_stays_while_an_older_reader_is_at_work(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(engine, Writer(VIEWS), *history(0, 20))
    monkeypatch.setattr(rebuild, "PATIENCE", 0)
    with reader.snapshot(engine) as snap:
        assert rebuild.rebuild(engine, VIEWS) == 2
        assert schemas(engine) == ["views_1", "views_2"]
        assert len(reader.Cut(snap, PROGRAMME).points(happenings, until=LATER)) == 20
    with engine.begin() as connection:
        assert generations.drop_retired(connection) == [1]
    assert schemas(engine) == ["views_2"]


def test_what_a_rebuild_that_died_has_left_is_cleared_away_by_the_next(engine: Engine) -> None:
    with engine.begin() as connection:
        generations.add(connection, VIEWS, "building", logged=False)
    rebuild.rebuild(engine, VIEWS)
    assert len(schemas(engine)) == 1


def test_one_rebuild_at_a_time(engine: Engine) -> None:
    with rebuild.building(engine), pytest.raises(Conflict):
        rebuild.rebuild(engine, VIEWS)


def test_a_failed_rebuild_leaves_the_current_views(engine: Engine) -> None:
    give(engine, Writer(VIEWS), *history(0, 20))

    def stop(_done: int, _total: int) -> None:
        raise jobs.Abandoned

    rebuild_near = rebuild.NEAR
    try:
        rebuild.NEAR = 0
        with pytest.raises(jobs.Abandoned):
            rebuild.rebuild(engine, VIEWS, stop)
    finally:
        rebuild.NEAR = rebuild_near
    assert counted(engine) == (20, 20)


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (
                "update views_1.things set b = 999 where key = 'k3' and pos_to > 999 and true_to > '9000-01-01'",
                ("things", "k3", ["b"]),
            ),
        ("delete from views_1.happenings where key = 'p7'", ("happenings", "p7", ["missing"])),
        (
            "insert into views_1.happenings (programme_id, key, pos_from, pos_to, event_id, on_date) "
            "values ('P1', 'more', 3, 9, gen_random_uuid(), '2026-01-01')",
            ("happenings", "more", ["too many"]),
        ),
        ("update views_1.happenings set size = 4, on_date = '2020-01-01' where key = 'p8'",
         ("happenings", "p8", ["on_date", "size"])),
    ],
)  # fmt: skip
def test_a_hand_edited_row_is_found_by_the_audit_and_mended_by_a_rebuild(
    engine: Engine, edit: str, expected: tuple[str, str, list[str]]
) -> None:
    writer = Writer(VIEWS)
    give(engine, writer, *history(0, 50))
    with engine.begin() as connection:
        connection.execute(text(edit))
    found = audit.audit(engine, VIEWS)
    assert found.count == 1
    assert [(d.view, d.key, d.columns) for d in found.differences] == [expected]
    assert len(schemas(engine)) == 1
    rebuild.rebuild(engine, VIEWS)
    assert audit.audit(engine, VIEWS).count == 0


@pytest.mark.parametrize(
    "edit",
    [
        "update ledger set body = '{}' where position = 30",
        "update ledger set data = '{}' where position = 30",
        "update ledger set actorid = 'somebody else' where position = 30",
        "update ledger set leaf = data_digest where position = 30",
    ],
)
def test_an_altered_fact_is_found_by_the_audit(engine: Engine, edit: str) -> None:
    give(engine, Writer(VIEWS), *history(0, 50))
    with engine.begin() as connection:
        connection.execute(text(edit))
    assert 30 in audit.audit(engine, VIEWS).altered


def test_facts_that_come_during_an_audit_are_no_differences(engine: Engine) -> None:
    writer = Writer(VIEWS)
    give(engine, writer, *history(0, 50))

    def more(_done: int, _total: int) -> None:
        give(engine, writer, *history(50, 30))

    found = audit.audit(engine, VIEWS, more)
    assert (found.position, found.count) == (50, 0)


def test_waiting_for_a_fact_ends_when_it_is_in_the_ledger(engine: Engine) -> None:
    arrivals = Arrivals(engine)
    wanted = history(0, 1)[0]
    positions: list[int | None] = []
    waiter = threading.Thread(target=lambda: positions.append(arrivals.wait_for(wanted.id, 15)))
    waiter.start()
    give(engine, Writer(VIEWS), wanted)
    waiter.join()
    assert positions == [1]
    assert arrivals.wait_for(fact("s9", 1, {}, number=99).id, 0.05) is None
    assert arrivals.wait_for(wanted.id, 0) == 1
    arrivals.stop()


def test_a_job_tells_how_it_goes(engine: Engine) -> None:
    with built_for_real(engine):
        job_id = jobs.start(engine, "rebuild", "person-1")
        finished = until(lambda: (job := job_of(engine, job_id))["state"] in ("done", "failed") and job, within=40)
        assert (finished["state"], finished["result"]) == ("done", {"generation": 3})
        job_id = jobs.start(engine, "audit", "person-1")
        finished = until(lambda: (job := job_of(engine, job_id))["state"] in ("done", "failed") and job, within=40)
        assert (finished["state"], finished["result"]["differences"]) == ("done", 0)
        with engine.connect() as connection:
            sent = connection.execute(text("select attributes ->> 'type' from outbox")).scalar_one()
            assert sent == "reporting.audit.completed"
            with pytest.raises(NotFound):
                jobs.show(connection, "no such job")


def job_of(engine: Engine, job_id: str) -> dict[str, Any]:
    with engine.connect() as connection:
        return jobs.show(connection, job_id)


@contextmanager
def built_for_real(engine: Engine) -> Iterator[None]:
    """The views that the code declares, as a process of its own will expect them."""
    assert rebuild.ensure(engine, catalogue.views()) == 2
    yield


def test_a_cut_is_of_one_programme_at_one_position(engine: Engine) -> None:
    one = fact("s1", 1, {"set": [["k", {"a": "old"}]], "point": "p"}, 0, 0)
    two = fact("s1", 2, {"set": [["k", {"a": "new"}]], "retract": "p"}, 5, 60 * 24)
    other = replace(fact("s2", 1, {"set": [["k", {"a": "theirs"}]]}, 0, 60 * 24 * 2), programmeid="P2")
    give(engine, Writer(VIEWS), one, two, other)
    with reader.snapshot(engine) as snap:
        assert [reader.position_on(snap, date(2026, 1, day)) for day in (1, 2, 3)] == [1, 2, 3]
        assert reader.position_on(snap, date(2025, 12, 31)) == 0
        cut = reader.Cut(snap, PROGRAMME)
        with cut.tracking() as read:
            assert [(row.key, row.a, row.position) for row in cut.state(things, LATER)] == [("k", "new", 2)]
            assert [row.a for row in cut.state(things, FIRST)] == ["old"]
            assert cut.points(happenings, until=LATER) == []
        assert read.pairs() == [("happenings", "p"), ("things", "k")]
        assert cut.lineage(read.pairs()) == [one.id, two.id]
        before = reader.Cut(snap, PROGRAMME, 1)
        assert [row.a for row in before.state(things, LATER)] == ["old"]
        assert [row.thing for row in before.points(happenings, since=FIRST, until=FIRST)] == ["s1"]
        with before.tracking() as read:
            assert before.points(happenings, since=LATER, until=LATER) == []
        assert read.pairs() == []
        assert before.lineage([(things, "k")]) == [one.id]
        assert [row.a for row in reader.Cut(snap, "P2").state(things, LATER)] == ["theirs"]
        with pytest.raises(AttributeError, match="no column z"):
            _ = reader.Cut(snap, "P2").state(things, LATER)[0].z
