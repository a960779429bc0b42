"""Views in PostgreSQL: their tables, and the two set-based statements by which a fold is written (close, insert).

Rows are found by one index, which is also their primary key, and `pos_to` is in none, so closing a row is an update in
place. Not for folding (`fold`) and not for reading at a cut (`reader`).
"""

from __future__ import annotations

from collections.abc import Iterable

import orjson
import psycopg

from services.reporting.projections.columns import NULL, escape
from services.reporting.projections.fold import EVER, OPEN, Folder, Key, Timeline, Values, Version
from services.reporting.projections.view import State, View


def create(view: View, schema: str, *, logged: bool) -> str:
    """The statement that makes the table of a view. One without a log loads fast and is made safe at the end."""
    columns = "".join(f', "{name}" {kind.sql}' for name, kind in view.columns.items())
    if isinstance(view, State):
        dates, identity = "true_from date not null, true_to date not null, since json not null", ", true_from"
    else:
        dates, identity = "on_date date", ""
    return (
        f'create {"" if logged else "unlogged "}table {schema}."{view.name}" (programme_id text not null, '
        "key text not null, pos_from bigint not null, pos_to bigint not null, event_id uuid not null, "
        f"{dates}{columns}, "
        f"primary key (programme_id, key, pos_from{identity})) with (fillfactor = 90)"
    )


def load(cursor: psycopg.Cursor, folder: Folder, schema: str, keys: Iterable[Key]) -> None:
    """Fetch the open versions of these keys into the folder; a key that is not there gets an empty timeline."""
    view = folder.view
    state = isinstance(view, State)
    wanted: dict[Key, Timeline] = {key: [] for key in keys}
    if not wanted:
        return
    columns = "".join(f', v."{name}"::text' for name in view.columns)
    dates = "v.true_from::text, v.true_to::text, v.since::text" if state else "v.on_date::text, null, null"
    cursor.execute(
        f"select programme_id, key, v.pos_from, v.event_id::text, {dates}{columns} "  # noqa: S608
        f"from unnest(%s::text[], %s::text[]) as wanted(programme_id, key) "
        f'join {schema}."{view.name}" v using (programme_id, key) where v.pos_to = {OPEN} '
        f"order by v.pos_from{', v.true_from' if state else ''}".encode(),
        [[key[0] for key in wanted], [key[1] for key in wanted]],
    )
    for programme_id, key, pos_from, event_id, true_from, true_to, since, *values in cursor:
        found = wanted[programme_id, key]
        start = NULL if true_from is None else true_from
        encoded, days = _decoded(view, start, since, values) if state else (_points(values), (None,) * len(values))
        version = Version((programme_id, key), (pos_from, event_id), (start, true_to or EVER), encoded, days)
        version.new = False
        found.append(version)
    for timeline in wanted.values():
        timeline.sort(key=lambda version: version.true_from)
    folder.timelines.update(wanted)


def write(cursor: psycopg.Cursor, folder: Folder, schema: str) -> None:
    """Write what the folder closed and opened."""
    table = f'{schema}."{folder.view.name}"'
    state = not folder.occurrences
    if closed := folder.closed:
        day = ", %s::date[]" if state else ""
        same_day = " and v.true_from = c.true_from" if state else ""
        cursor.execute(
            f"update {table} v set pos_to = c.pos_to "  # noqa: S608
            f"from unnest(%s::text[], %s::text[], %s::bigint[], %s::bigint[]{day}) "
            f"as c(programme_id, key, pos_from, pos_to{', true_from' if state else ''}) "
            f"where v.programme_id = c.programme_id and v.key = c.key and v.pos_from = c.pos_from{same_day}".encode(),
            [
                [v.key[0] for v in closed],
                [v.key[1] for v in closed],
                [v.pos_from for v in closed],
                [v.pos_to for v in closed],
                *([[v.true_from for v in closed]] if state else []),
            ],
        )
        if cursor.rowcount != len(closed):
            raise LookupError(
                f"{table}: {len(closed)} rows were to be closed and {cursor.rowcount} were there; "
                "somebody edited it: run `./waymark views rebuild`"
            )
    lines = _lines(folder)
    if lines:
        names = "true_from, true_to, since" if state else "on_date"
        columns = "".join(f', "{name}"' for name in folder.view.columns)
        statement = f"copy {table} (programme_id, key, pos_from, pos_to, event_id, {names}{columns}) from stdin"
        with cursor.copy(statement.encode()) as copy:
            copy.write("".join(lines).encode())
    folder.written()


def _lines(folder: Folder) -> list[str]:
    """The opened versions as COPY lines. Columns that were never set are NULL; `since` tells them from those set so."""
    lines = []
    if folder.occurrences:
        for v in folder.opened:
            if v.pos_from != v.pos_to:
                values = [NULL if value is None else value for value in v.values]
                fields = (escape(v.key[0]), escape(v.key[1]), str(v.pos_from), str(v.pos_to), v.event_id, v.true_from)
                lines.append("\t".join((*fields, *values)) + "\n")
        return lines
    names = list(folder.view.columns)
    for v in folder.opened:
        if v.pos_from != v.pos_to:
            start = v.true_from
            values, since = [], {}
            for number, value in enumerate(v.values):
                if value is None:
                    values.append(NULL)
                    continue
                values.append(value)
                day = v.since[number]
                if day != start or value == NULL:
                    since[names[number]] = day
            days = escape(orjson.dumps(since, option=orjson.OPT_SORT_KEYS).decode()) if since else "{}"
            head = (escape(v.key[0]), escape(v.key[1]), str(v.pos_from), str(v.pos_to), v.event_id, start, v.true_to)
            lines.append("\t".join((*head, days, *values)) + "\n")
    return lines


def _decoded(view: View, start: str, since: str, values: list[str | None]) -> tuple[Values, Values]:
    """Values and days of a state row, as the fold has them."""
    days: dict[str, str] = orjson.loads(since)
    encoded: list[str | None] = []
    known: list[str | None] = []
    for name, value in zip(view.columns, values, strict=True):
        if value is not None:
            encoded.append(escape(value))
            known.append(days.get(name, start))
        else:
            encoded.append(NULL if name in days else None)
            known.append(days.get(name))
    return tuple(encoded), tuple(known)


def _points(values: list[str | None]) -> Values:
    return tuple(None if value is None else escape(value) for value in values)
