"""The fold against a naive model of what was known and what was so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from histories import (
    FIRST,
    PROGRAMME,
    VIEWS,
    batchings,
    fact,
    happenings,
    histories,
    points_as_known,
    state_as_known,
    things,
)
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.projections.columns import NULL
from services.reporting.projections.fold import EVER, OPEN, CannotFold, Folder, Version
from services.reporting.projections.view import Integer, Point, Retract, Set, State, Text
from shared.events.event import Event

Row = tuple[Any, ...]


def fold(batches: Sequence[Sequence[Event]], forget: bool = False) -> dict[str, list[Row]]:
    """Fold batch after batch as a writer would; with `forget`, it remembers nothing between them."""
    folders = [Folder(view) for view in VIEWS]
    tables: dict[str, list[Version]] = {view.name: [] for view in VIEWS}
    position = 0
    for batch in batches:
        for event in batch:
            position += 1
            for folder in folders:
                handler = folder.view.handlers[event.type]
                day = event.effectiveon.isoformat()
                changes = folder.encode(str(event.id), PROGRAMME, day, handler(event, event.data))
                for change in changes:
                    folder.fold(change, (position, str(event.id)))
        for folder in folders:
            table = tables[folder.view.name]
            table += [version for version in folder.opened if version.pos_from != version.pos_to]
            folder.written()
            if forget:
                folder.timelines.clear()
                for version in sorted(table, key=lambda v: v.true_from):
                    if version.pos_to == OPEN:
                        folder.timelines.setdefault(version.key, []).append(version)
    return {name: sorted((row(v) for v in table), key=str) for name, table in tables.items()}


def row(v: Version) -> Row:
    return (v.key, v.pos_from, v.pos_to, v.true_from, v.true_to, v.event_id, v.values, v.since)


@given(st.data())
def test_any_batching_gives_the_same_tables(data: st.DataObject) -> None:
    events = data.draw(histories())
    batches = data.draw(batchings(events))
    assert fold(batches, data.draw(st.booleans())) == fold([events])


@given(histories())
def test_every_cut_says_what_the_naive_model_says(events: list[Event]) -> None:
    tables = fold([events])
    for position in range(len(events) + 1):
        for day in range(-1, 8):
            expected = state_as_known(events, position, day)
            on = (FIRST + timedelta(days=day)).isoformat()
            rows = [r for r in tables["things"] if r[1] <= position < r[2] and r[3] <= on < r[4]]
            assert sorted(r[0][1] for r in rows) == sorted(expected)
            for key, _, _, _, _, _, values, since in rows:
                assert shown(values, since) == encoded(expected[key[1]])
        points = [r for r in tables["happenings"] if r[1] <= position < r[2] and r[3] != NULL]
        assert {r[0][1]: r[3] for r in points} == {
            key: day.isoformat() for key, (day, *_) in points_as_known(events, position).items()
        }


@given(histories())
def test_what_was_known_at_a_position_is_a_straight_fold_of_the_facts_up_to_it(events: list[Event]) -> None:
    whole = fold([events])
    for position in range(len(events) + 1):
        assert known_at(whole, position) == fold([events[:position]])


@given(st.data())
def test_any_order_of_arrival_ends_in_the_same_truth(data: st.DataObject) -> None:
    """Given distinct effective dates per key and field: on the same date the later arrival is meant to win."""
    days = data.draw(st.permutations(range(10)))
    events = [
        fact(f"s{n}", 1, {"set": data.draw(st.just([["k1", {"a": f"v{n}"}], ["k2", {"b": n} if n % 2 else {"a": "z"}]]))
                          } | ({"retract": f"p{n - 1}"} if n % 3 == 1 else {"point": f"p{n}"}), days[n], n)
        for n in range(data.draw(st.integers(1, 8)))
    ]  # fmt: skip
    other = data.draw(st.permutations(events))
    assert final(fold([events])) == final(fold([other]))


@given(histories())
def test_lineage_is_sufficient_relevant_and_complete(events: list[Event]) -> None:
    """Folding only the facts that opened a version of a key gives its rows; each of them matters; no other does."""
    numbered = list(enumerate(events, 1))
    for view in VIEWS:
        rows = rows_at(numbered, view.name)
        for key in {r[0] for r in rows}:
            mine = [r for r in rows if r[0] == key]
            lineage = {r[5] for r in mine}
            kept = [(position, event) for position, event in numbered if str(event.id) in lineage]
            assert [r for r in rows_at(kept, view.name) if r[0] == key] == mine
            for position, event in numbered:
                others = [(p, e) for p, e in kept if e is not event]
                assert ([r for r in rows_at(others, view.name) if r[0] == key] != mine) == (str(event.id) in lineage)
                more = sorted([*others, (position, event)], key=lambda pair: pair[0])
                assert [r for r in rows_at(more, view.name) if r[0] == key] == mine


def test_a_late_fact_holds_only_until_the_next_setter_of_its_field() -> None:
    events = [
        fact("s1", 1, {"set": [["k1", {"a": "x", "b": 1}]]}, day=1),
        fact("s1", 2, {"set": [["k1", {"a": "y"}]]}, day=9),
        fact("s1", 3, {"set": [["k1", {"a": "late", "b": 2}]]}, day=5),
    ]
    rows = [r for r in fold([events])["things"] if r[2] == OPEN]
    assert [(r[3], r[4], shown(r[6], r[7])) for r in sorted(rows, key=lambda r: r[3])] == [
        ("2026-01-02", "2026-01-06", {"a": "x", "b": "1"}),
        ("2026-01-06", "2026-01-10", {"a": "late", "b": "2"}),
        ("2026-01-10", EVER, {"a": "y", "b": "2"}),
    ]


def test_a_retraction_holds_though_it_arrives_before_its_point() -> None:
    retraction, point = fact("s1", 1, {"retract": "p"}, number=1), fact("s2", 1, {"point": "p"}, number=2)
    assert final(fold([[retraction, point]])) == final(fold([[point, retraction]]))
    assert all(r[3] == NULL for r in fold([[retraction, point]])["happenings"])


@pytest.mark.parametrize(
    "change",
    [
        Set("k", {"no_such_column": "x"}),
        Set("k", {"a": 5}),
        Set("k", {"a": "nul\x00"}),
        Set("k", {"b": "5"}),
        Set("k", {"c": "2026-02-30"}),
        Set("k", {"d": 0.5}),
        Set("k", {"e": 1}),
        Set("", {"a": "x"}),
        Set("k", {"a": "x"}, on=date.max),
        Point("k", {}),
        Retract("k"),
    ],
)
def test_what_a_view_has_no_place_for_is_refused_before_anything_is_folded(change: Any) -> None:
    with pytest.raises(CannotFold):
        Folder(things).encode("id", "P1", "2026-01-01", [change])


def test_an_occurrence_takes_no_state() -> None:
    with pytest.raises(CannotFold):
        Folder(happenings).encode("id", "P1", "2026-01-01", [Set("k", {})])


def test_a_column_may_not_have_the_name_of_one_that_every_row_has() -> None:
    with pytest.raises(ValueError, match="position"):
        State("x", version=1, columns={"position": Integer, "a": Text})


def rows_at(numbered: Sequence[tuple[int, Event]], view: str) -> list[Row]:
    """The rows of a view when these facts alone are folded, each at its own position."""
    folder = next(Folder(v) for v in VIEWS if v.name == view)
    for position, event in numbered:
        changes = folder.view.handlers[event.type](event, event.data)
        for change in folder.encode(str(event.id), PROGRAMME, event.effectiveon.isoformat(), changes):
            folder.fold(change, (position, str(event.id)))
    return sorted((row(v) for v in folder.opened if v.pos_from != v.pos_to), key=str)


def known_at(tables: dict[str, list[Row]], position: int) -> dict[str, list[Row]]:
    """The tables with everything after the position unknown."""
    return {
        name: sorted(((*r[:2], r[2] if r[2] <= position else OPEN, *r[3:]) for r in rows if r[1] <= position), key=str)
        for name, rows in tables.items()
    }


def final(tables: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """What is so in the end, without when it became known or by which fact."""
    return {
        name: sorted(((r[0], r[3], r[4], r[6], r[7]) for r in rows if r[2] == OPEN), key=str)
        for name, rows in tables.items()
    }


def shown(values: Sequence[str], since: Sequence[str]) -> dict[str, str]:
    names = list(things.columns)
    return {names[n]: value for n, value in enumerate(values) if since[n]}


def encoded(values: dict[str, Any]) -> dict[str, str]:
    return {name: NULL if value is None else things.columns[name].encode(value) for name, value in values.items()}
