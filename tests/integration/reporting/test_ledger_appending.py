"""Appending facts to ledger and views in PostgreSQL: order, duplicates, waiting, one transaction for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from histories import FIRST, PROGRAMME, UNHEARD, VIEWS, batchings, fact, histories, state_as_known, things
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from installation import Installation
from sqlalchemy import Connection, Engine, text

from services.reporting import rebuild
from services.reporting.ledger import memory, operator, waiting
from services.reporting.ledger.append import Applied, Writer
from services.reporting.projections import catalogue, filling, generations, reader
from services.reporting.projections.view import View
from shared.database import transaction
from shared.errors import Conflict, NotFound, Unavailable
from shared.events.event import Event

Row = tuple[Any, ...]


@pytest.fixture(scope="module")
def database(installation: Installation) -> Engine:
    installation.databases("reporting")
    return installation.engine("reporting")


@pytest.fixture
def engine(database: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setattr(catalogue, "current_fingerprint", lambda: catalogue.fingerprint(VIEWS))
    empty(database)
    return database


def empty(engine: Engine, views: Sequence[View] = VIEWS) -> None:
    with engine.begin() as connection:
        for number in connection.execute(text("select number from generations")).scalars().all():
            connection.execute(text(f"drop schema if exists views_{number} cascade"))
        connection.execute(text("truncate ledger, tiles, waiting, generations, heads, jobs"))
    rebuild.ensure(engine, views)


def give(engine: Engine, writer: Writer, *events: Event) -> Applied:
    with engine.begin() as connection:
        return writer.apply(connection, list(events))


def tables(engine: Engine) -> dict[str, list[Row]]:
    with engine.connect() as connection:
        number, _ = generations.current(connection, catalogue.fingerprint(VIEWS))
        return {
            view.name: [
                tuple(row)
                for row in connection.execute(text(f"select t::text from views_{number}.{view.name} t order by 1"))
            ]
            for view in VIEWS
        }


def positions(engine: Engine) -> list[tuple[int, str, int]]:
    with engine.connect() as connection:
        rows = connection.execute(text("select position, subject, sequence from ledger order by position"))
        return [tuple(row) for row in rows]


def waits(engine: Engine) -> list[tuple[str, int, str]]:
    with engine.connect() as connection:
        rows = connection.execute(
            text("select subject, sequence, kind from waiting where state = 'waiting' order by id")
        )
        return [tuple(row) for row in rows]


def discard(connection: Connection, sequence: int) -> waiting.Subject:
    """Discard the fact of s1 that has this sequence."""
    number = connection.execute(text("select id from waiting where subject = 's1' and sequence = :n"), {"n": sequence})
    return waiting.discard(connection, number.scalar_one(), "person-1", "made by mistake")


def test_facts_get_positions_without_gaps_in_the_order_of_their_arrival(engine: Engine) -> None:
    writer = Writer(VIEWS)
    give(engine, writer, fact("s1", 1, {}), fact("s2", 1, {}, number=1))
    applied = give(engine, writer, fact("s1", 2, {}, number=2))
    assert positions(engine) == [(1, "s1", 1), (2, "s2", 1), (3, "s1", 2)]
    assert applied == Applied(position=3, appended=1)


def test_a_duplicate_delivery_changes_nothing(engine: Engine) -> None:
    events = [fact("s1", n, {"set": [["k", {"b": n}]]}, n, n) for n in (1, 2, 3)]
    give(engine, Writer(VIEWS), *events)
    before = tables(engine)
    writer = Writer(VIEWS)
    assert give(engine, writer, *events) == Applied(position=3, duplicates=3)
    assert give(engine, writer, events[0], events[0]) == Applied(position=3, duplicates=2)
    assert tables(engine) == before


def test_the_same_fact_twice_in_one_batch_is_taken_once(engine: Engine) -> None:
    one = fact("s1", 1, {})
    assert give(engine, Writer(VIEWS), one, one) == Applied(position=1, appended=1, duplicates=1)


def test_a_fact_past_a_gap_waits_and_is_taken_when_the_gap_closes(engine: Engine) -> None:
    one, two, three, four = (fact("s1", n, {"set": [["k", {"b": n}]]}, n, n) for n in (1, 2, 3, 4))
    other = fact("s2", 1, {}, number=9)
    writer = Writer(VIEWS)
    assert give(engine, writer, one, four, three, other).waiting == 2
    assert positions(engine) == [(1, "s1", 1), (2, "s2", 1)]
    assert sorted(waits(engine)) == [("s1", 3, "gap"), ("s1", 4, "gap")]
    assert give(engine, writer, two).appended == 3
    assert positions(engine)[2:] == [(3, "s1", 2), (4, "s1", 3), (5, "s1", 4)]
    assert waits(engine) == []


def test_a_gap_that_closes_within_a_batch_leaves_nothing_waiting(engine: Engine) -> None:
    facts = [fact("s1", n, {}, number=n) for n in (3, 2, 1)]
    assert give(engine, Writer(VIEWS), *facts) == Applied(position=3, appended=3)
    assert waits(engine) == []


@pytest.mark.parametrize(
    ("bad", "kind"),
    [
        (fact("s1", 2, {"fail": True}), "failed"),
        (fact("s1", 2, {"set": [["k", {"no_such": 1}]]}), "failed"),
        (fact("s1", 2, {}, type="projects.of_tomorrow"), "unknown"),
        (fact("s1", 2, {}, version=9), "unknown"),
        (fact("s1", 2, {}, body=b"not json"), "failed"),
        (fact("s1", 2, {}, body=b'{"a":"\\u0000"}'), "failed"),
        (fact("s1", 2, {}, actorid="nul\x00"), "failed"),
        (fact("s1", 2, {}, programmeid="two\nlines"), "failed"),
        (fact("s1", 2, {}, time=fact("s1", 1, {}).time.replace(tzinfo=None)), "failed"),
        (fact("s1", 2, {}, type=UNHEARD.full_type(), body=b'{"number":1e999999}'), "failed"),
    ],
)
def test_a_fact_that_cannot_be_taken_waits_with_those_behind_it_and_holds_up_no_one_else(
    engine: Engine, bad: Event, kind: str
) -> None:
    writer = Writer(VIEWS)
    ahead, behind, other = fact("s1", 1, {}), fact("s1", 3, {}, number=3), fact("s2", 1, {}, number=4)
    applied = give(engine, writer, ahead, bad, behind, other)
    assert (applied.appended, applied.waiting) == (2, 2)
    assert [(subject, sequence) for _, subject, sequence in positions(engine)] == [("s1", 1), ("s2", 1)]
    assert sorted(waits(engine)) == [("s1", 2, kind), ("s1", 3, "gap")]
    assert give(engine, writer, fact("s1", 4, {}, number=5)).waiting == 1
    assert give(engine, writer, bad).waiting == 1, "a redelivery is no replay"
    assert len(waits(engine)) == 3


def test_a_replay_after_a_mend_takes_the_fact_and_those_behind_it_once_though_pressed_twice(engine: Engine) -> None:
    bad, behind = fact("s1", 1, {"fail": True}), fact("s1", 2, {"set": [["k", {"b": 2}]]}, number=2)
    writer = Writer(VIEWS)
    give(engine, writer, bad, behind)
    subject = ("projects", "s1")
    assert replay(engine, writer, subject).waiting == 2, "nothing was mended"
    assert replay(engine, writer, subject).appended == 0
    mended = mending(VIEWS)
    with engine.begin() as connection:
        connection.execute(text("update generations set fingerprint = :f"), {"f": catalogue.fingerprint(mended)})
    writer = Writer(mended)
    assert replay(engine, writer, subject).appended == 2
    assert replay(engine, writer, subject).appended == 0
    assert [(subject, sequence) for _, subject, sequence in positions(engine)] == [("s1", 1), ("s1", 2)]


def test_a_discarded_fact_counts_as_taken_and_lets_those_behind_it_go_on(engine: Engine) -> None:
    writer = Writer(VIEWS)
    give(engine, writer, fact("s1", 1, {"fail": True}), fact("s1", 2, {}, number=2))
    with engine.begin() as connection:
        assert writer.replay(connection, [discard(connection, 1)]).appended == 1
    assert positions(engine) == [(1, "s1", 2)]
    assert give(engine, Writer(VIEWS), fact("s1", 3, {}, number=3)).appended == 1
    assert give(engine, Writer(VIEWS), fact("s1", 1, {"fail": True})) == Applied(position=2, duplicates=1)
    with engine.begin() as connection, pytest.raises(NotFound):
        discard(connection, 1)


def test_a_discard_by_another_process_is_noticed_by_the_writer(engine: Engine) -> None:
    writer = Writer(VIEWS)
    facts = [fact("s1", n, {"fail": True} if n in (2, 4) else {}, number=n) for n in range(1, 8)]
    give(engine, writer, *facts[:5])
    assert sorted(waits(engine)) == [("s1", 2, "failed"), ("s1", 3, "gap"), ("s1", 4, "gap"), ("s1", 5, "gap")]
    with engine.begin() as connection:
        discard(connection, 2)
        discard(connection, 4)
    give(engine, writer, facts[4], facts[5])
    assert [sequence for _, _, sequence in positions(engine)] == [1, 3, 5, 6]
    assert waits(engine) == []
    assert give(engine, Writer(VIEWS), facts[6]).appended == 1


def test_an_operator_lists_replays_and_discards_facts_that_wait(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = [fact("s1", 1, {"fail": True}), fact("s2", 1, {"fail": True}, number=3)]
    give(engine, Writer(VIEWS), *bad, fact("s1", 2, {}, number=2))
    monkeypatch.setattr(catalogue, "views", lambda: VIEWS)
    with transaction(engine) as session:
        listed = operator.listed(session, "parked", None, 50)
        assert [(item["subject"], item["message_id"]) for item in listed[:2]] == [
            (event.subject, str(event.id)) for event in bad
        ]
        assert "made to fail" in listed[0]["reason"]
        assert operator.listed(session, "parked", listed[1]["parked_id"], 50) == listed[2:]
    first, second = listed[0]["parked_id"], listed[1]["parked_id"]
    with pytest.raises(Conflict, match="made to fail"), transaction(engine) as session:
        operator.replay(session, first)
    mended = mending(VIEWS)
    with engine.begin() as connection:
        connection.execute(text("update generations set fingerprint = :f"), {"f": catalogue.fingerprint(mended)})
    monkeypatch.setattr(catalogue, "views", lambda: mended)
    for replayed in (True, False):
        with transaction(engine) as session:
            assert operator.replay(session, first)["replayed"] is replayed
    assert positions(engine) == [(1, "s1", 1), (2, "s1", 2)]
    for discarded in (True, False):
        with transaction(engine) as session:
            assert operator.discard(session, second, "made by mistake", "person-1")["discarded"] is discarded
    with transaction(engine) as session:
        assert operator.listed(session, "parked", None, 50) == []
        assert [item["settled_reason"] for item in operator.listed(session, "discarded", None, 50)] == [
            "made by mistake"
        ]
        with pytest.raises(NotFound):
            operator.discard(session, first, "too late", "person-1")


def test_another_fact_with_a_sequence_that_is_taken_is_not_lost(engine: Engine) -> None:
    writer = Writer(VIEWS)
    give(engine, writer, fact("s1", 1, {}))
    assert give(engine, writer, fact("s1", 1, {"set": []}, number=7)).waiting == 1
    assert waits(engine) == [("s1", 1, "taken")]


def test_the_same_subject_of_two_services_is_two_subjects(engine: Engine) -> None:
    other = fact("s1", 1, {}, number=1, type="outputs.output.recorded")
    assert give(engine, Writer(VIEWS), fact("s1", 1, {}), other).appended == 2


def test_known_at_never_runs_back(engine: Engine) -> None:
    give(engine, Writer(VIEWS), fact("s1", 1, {}, number=60), fact("s2", 1, {}, number=5))
    give(engine, Writer(VIEWS), fact("s3", 1, {}, number=6), fact("s3", 2, {}, number=90))
    with engine.connect() as connection:
        known = connection.execute(text("select known_at - min(known_at) over () from ledger order by position"))
        assert list(known.scalars()) == [timedelta(minutes=m) for m in (0, 0, 0, 30)]


def test_a_transaction_that_is_rolled_back_leaves_nothing_in_database_or_memory(engine: Engine) -> None:
    writer = Writer(VIEWS)
    one, two = fact("s1", 1, {"set": [["k", {"b": 1}]]}), fact("s1", 2, {"set": [["k", {"b": 2}]]}, 1, 2)
    give(engine, writer, one)
    with pytest.raises(ZeroDivisionError), engine.begin() as connection:
        writer.apply(connection, [two])
        raise ZeroDivisionError
    assert positions(engine) == [(1, "s1", 1)]
    give(engine, writer, two)
    before = tables(engine)
    rebuild.rebuild(engine, VIEWS)
    assert tables(engine) == before


def test_another_writer_is_noticed(engine: Engine) -> None:
    first, second = Writer(VIEWS), Writer(VIEWS)
    for n in range(1, 7):
        give(engine, (first, second)[n % 2], fact("s1", n, {"set": [["k", {"b": n}]]}, n % 4, n))
    before = tables(engine)
    rebuild.rebuild(engine, VIEWS)
    assert tables(engine) == before
    assert len(positions(engine)) == 6


def test_nothing_is_taken_while_the_views_of_this_code_are_not_built(engine: Engine) -> None:
    with pytest.raises(Unavailable), engine.begin() as connection:
        Writer(mending(VIEWS)).apply(connection, [fact("s1", 1, {})])


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_batching_and_a_rebuild_give_the_same_tables(engine: Engine, data: st.DataObject) -> None:
    events = data.draw(histories())
    outcomes = []
    for remember in (True, False):
        empty(engine)
        writer = Writer(VIEWS)
        for batch in data.draw(batchings(events)):
            give(engine, writer if remember else Writer(VIEWS), *batch)
        outcomes.append(tables(engine))
    rebuild.rebuild(engine, VIEWS)
    assert outcomes[0] == outcomes[1] == tables(engine)
    with reader.snapshot(engine) as snap:
        for position in (len(events), len(events) // 2):
            cut = reader.Cut(snap, PROGRAMME, position)
            for day in (0, 3, 6):
                rows = {row.key: row for row in cut.state(things, FIRST + timedelta(days=day))}
                expected = state_as_known(events, position, day)
                assert rows.keys() == expected.keys()
                for key, fields in expected.items():
                    assert {name: shown(getattr(rows[key], name)) for name in fields} == fields


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_chunks_and_a_short_memory_change_nothing(engine: Engine, data: st.DataObject) -> None:
    """Versions forgotten between batches and chunks are fetched again, also while the chunk before is being written."""
    events = data.draw(histories(25))
    empty(engine)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memory, "KEYS", 1)
        patch.setattr(memory, "SUBJECTS", 1)
        patch.setattr(filling, "KEYS", data.draw(st.sampled_from([1, 2, 1000])))
        patch.setattr(filling, "CHUNK", data.draw(st.integers(1, 8)))
        patch.setattr(rebuild, "NEAR", 0)
        writer = Writer(VIEWS)
        for batch in data.draw(batchings(events)):
            give(engine, writer, *batch)
        forgetful = tables(engine)
        rebuild.rebuild(engine, VIEWS)
        rebuilt = tables(engine)
    empty(engine)
    give(engine, Writer(VIEWS), *events)
    assert forgetful == rebuilt == tables(engine)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_facts_that_arrive_in_any_order_and_twice_are_in_the_ledger_once_and_in_order(
    engine: Engine, data: st.DataObject
) -> None:
    events = data.draw(histories())
    empty(engine)
    writer = Writer(VIEWS)
    arrivals = data.draw(st.permutations(events)) + data.draw(st.lists(st.sampled_from(events), max_size=4))
    for batch in data.draw(batchings(arrivals)):
        give(engine, writer, *batch)
    taken: dict[str, list[int]] = {}
    for _, subject, sequence in positions(engine):
        taken.setdefault(subject, []).append(sequence)
    assert len(positions(engine)) == len(events)
    assert all(sequences == list(range(1, len(sequences) + 1)) for sequences in taken.values())
    assert waits(engine) == []


def replay(engine: Engine, writer: Writer, subject: waiting.Subject) -> Applied:
    with engine.begin() as connection:
        return writer.replay(connection, [subject])


def mending(views: Sequence[View]) -> tuple[View, ...]:
    """The same views with handlers that never fail."""
    mended: list[View] = []
    for view in views:
        copy = type(view)(view.name, version=view.version + 1, columns=view.columns)
        copy.handlers = {type_: forgiving(handler) for type_, handler in view.handlers.items()}
        mended.append(copy)
    return tuple(mended)


def forgiving(handler: Callable[..., Any]) -> Callable[..., Iterator[Any]]:
    def handle(event: Event, data: dict[str, Any]) -> Iterator[Any]:
        return iter(handler(event, {name: value for name, value in data.items() if name != "fail"}))

    return handle


def shown(value: Any) -> Any:
    """A value as the fact gave it."""
    return value if value is None or isinstance(value, bool | int | str | list | dict) else str(value)
