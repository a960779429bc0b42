"""Any kind of record of a programme on a date, each value with the fact that set it; and every version of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import text

from services.reporting.projections.columns import Json
from services.reporting.projections.fold import EVER, OPEN
from services.reporting.projections.reader import Snapshot
from services.reporting.projections.view import Occurrences, State, View
from services.reporting.views.dated.asof import as_of
from services.reporting.views.dated.causes import Fact, causes
from services.reporting.views.dated.columns import exact, plain, values, visible
from services.reporting.views.dated.cuts import cuts
from services.reporting.views.dated.paging import place
from services.reporting.views.dated.reach import Reach
from services.reporting.views.dated.things import OF_A_PROJECT, asked, of_reader
from services.reporting.views.words import sentence
from shared.errors import Invalid, NotFound


def records(
    snap: Snapshot,
    *,
    programme_id: str,
    thing: str,
    known_on: date | None,
    known_at: int | None,
    true_on: date | None,
    where: Sequence[str],
    after: str | None,
    limit: int,
) -> dict[str, Any]:
    """A page of the records, in order of key, in two statements."""
    view, its = asked("reporting.records", programme_id, thing)
    at = as_of(snap, known_on, known_at, true_on)
    shown, withheld = visible(view, its.classes)
    condition, binds = _conditions(view, exact(view, shown), where)
    cut = cuts(snap).state(view) if isinstance(view, State) else cuts(snap).points(view)  # type: ignore[arg-type]
    found = snap.connection.execute(
        text(
            f"select r.* from ({cut}) r where {of_reader(view, its)} and {condition} "
            "and (cast(:after as text) is null or key > :after) order by key limit :limit"
        ),
        {"programme": programme_id, "after": after, "limit": limit + 1, "own": its.own(), **binds, **at.binds()},
    ).all()
    page = found[:limit]
    facts = causes(snap, view, programme_id, [row.key for row in page], at, columns=shown)
    return at.shown() | {
        "thing": thing,
        "columns": [{"name": name, "kind": view.columns[name].name.lower()} for name in shown],
        "withheld": withheld,
        "items": [_record(row._mapping, view, shown, facts.get(row.key, {})) for row in page],
        "next": page[-1].key if len(found) > limit else None,
    }


def _record(row: Any, view: View, shown: Sequence[str], causes: dict[str, Fact]) -> dict[str, Any]:
    facts = {name: causes[name] for name in shown if name in causes}
    own = {"event_id": str(row["event_id"]), "position": row["pos_from"]}
    last = max(facts.values(), key=lambda fact: int(fact["position"]), default=own)
    item = {"key": row["key"], "values": values(view, row, shown), **last, "facts": facts}
    if isinstance(view, Occurrences):
        return item | {"on": plain(row["on_date"])}
    since = dict(zip(view.columns, row["since"], strict=True))
    return item | {"since": {name: since[name] for name in shown if since[name]}}


def _conditions(view: View, shown: Iterable[str], where: Sequence[str]) -> tuple[str, dict[str, str]]:
    """`column=value` as SQL. A column that may not be seen is as unknown as one that is not there."""
    conditions, binds = ["true"], {}
    for number, one in enumerate(where):
        name, equals, value = one.partition("=")
        if not equals or name not in shown:
            raise Invalid(
                f"{one!r} is no condition on {view.name}.",
                {"where": [f"Write column=value, with one of the columns {', '.join(shown)}"]},
            )
        column = f'r."{name}"'
        holds = f"cast({column} as jsonb) @> to_jsonb(cast(:v{number} as text))"
        conditions.append(holds if view.columns[name] is Json else f"cast({column} as text) = :v{number}")
        binds[f"v{number}"] = value
    return " and ".join(conditions), binds


def history(
    snap: Snapshot, *, programme_id: str, thing: str, key: str, after: str | None, limit: int
) -> dict[str, Any]:
    """Every version of a record, in one statement. Raises NotFound; the cursor is a place in the list."""
    view, its = asked("reporting.history", programme_id, thing)
    shown, withheld = visible(view, its.classes)
    order = "v.true_from" if isinstance(view, State) else "v.key"
    rows = (
        snap.connection.execute(
            text(
                "select v.*, l.type as told_type, l.effectiveon, l.known_at as told_at "
                f"from {cuts(snap).table(view)} v join ledger l on l.position = v.pos_from "
                "where v.programme_id = :programme and v.key = :key and v.pos_from <= :head "
                f"order by v.pos_from, {order}"
            ),
            {"programme": programme_id, "key": key, "head": snap.position},
        )
        .mappings()
        .all()
    )
    if not rows or not _own(view, its, rows):
        raise NotFound(f"There is no such record among the {thing.replace('_', ' ')} of this programme.")
    title = next((row["title"] for row in reversed(rows) if "title" in view.columns and row["title"]), key)
    first = place(after)
    items = [_version(row, rows, view, shown, title) for row in rows[first : first + limit]]
    more = len(rows) > first + limit
    return {
        "thing": thing,
        "key": key,
        "columns": [{"name": name, "kind": view.columns[name].name.lower()} for name in shown],
        "withheld": withheld,
        "items": items,
        "next": str(first + limit) if more else None,
    }


def _own(view: View, its: Reach, rows: Sequence[Any]) -> bool:
    """Whether what is known of it now hangs on a project of the reader."""
    if its.projects is None:
        return True
    column = OF_A_PROJECT[view.name]
    return any(row[column] in its.projects for row in rows if row["pos_to"] == OPEN)


def _version(row: Any, rows: Sequence[Any], view: View, shown: Sequence[str], title: str) -> dict[str, Any]:
    dates: dict[str, Any] = {"on": plain(row["on_date"])} if isinstance(view, Occurrences) else _dates(row)
    return {
        "known_from": {
            "event_id": str(row["event_id"]),
            "position": row["pos_from"],
            "on": row["effectiveon"].isoformat(),
            "known_at": row["told_at"].isoformat(timespec="seconds").replace("+00:00", "Z"),
            "type": row["told_type"],
            "sentence": sentence(row["told_type"], title, row["effectiveon"]),
        },
        "known_to": None if row["pos_to"] == OPEN else row["pos_to"],
        **dates,
        "changed": _changed(row, rows, view, shown),
        "values": values(view, row, shown),
    }


def _dates(row: Any) -> dict[str, Any]:
    to = row["true_to"].isoformat()
    return {"true_from": row["true_from"].isoformat(), "true_to": None if to == EVER else to}


def _changed(row: Any, rows: Sequence[Any], view: View, shown: Sequence[str]) -> list[str]:
    """The columns in which this version differs from the one in whose place it came, or from the one before it."""
    if isinstance(view, Occurrences):
        return list(shown)
    replaced = [
        one
        for one in rows
        if one["pos_to"] == row["pos_from"] and one["true_from"] <= row["true_from"] < one["true_to"]
    ]
    now = dict(zip(view.columns, row["since"], strict=True))
    before = dict(zip(view.columns, replaced[0]["since"], strict=True)) if replaced else dict.fromkeys(view.columns, "")
    return [name for name in shown if now[name] != before[name] or (bool(replaced) and row[name] != replaced[0][name])]
