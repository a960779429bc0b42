"""Views in PostgreSQL: their tables, and the two set-based statements by which a fold is written (close, insert).

Rows are found by one index, which is also their primary key, and `pos_to` is in none, so closing a row is an update in
place. Not for folding (`fold`) and not for reading at a cut (`reader`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import orjson
import psycopg

from services.reporting.projections.columns import NULL, escape
from services.reporting.projections.fold import EVER, OPEN, Folder, Key, Timeline, Values, Version
from services.reporting.projections.view import State, View


def create(view: View, schema: str, *, logged: bool) -> str:
    """The statement that makes the table of a view. One without a log is for what is dropped soon."""
    columns = "".join(f', "{name}" {kind.sql}' for name, kind in view.columns.items())
    if isinstance(view, State):
        dates, identity = "true_from date not null, true_to date not null, since json not null", ", true_from"
    else:
        dates, identity = "on_date date", ""
    return (
        f'create {"" if logged else "unlogged "}table {schema}."{view.name}" (programme_id text not null, '
        "key text not null, pos_from bigint not null, pos_to bigint not null, event_id uuid not null, "
        f"{dates}{columns}, "
        f"primary key (programme_id, key, pos_from{identity})) with (fillfactor = 75)"
    )


def index(view: View, schema: str) -> str | None:
    """The statement for what a view has beside its primary key: an index of the few points that were retracted; of a
    state that is read as a whole, one by the end of validity, which finds what is so today among all that once was."""
    if isinstance(view, State):
        return f'create index on {schema}."{view.name}" (programme_id, true_to)' if view.read_whole else None
    return f'create index on {schema}."{view.name}" (programme_id, key) where on_date is null'


def load_retracted(cursor: psycopg.Cursor, folder: Folder, schema: str) -> None:
    """Fetch every key of an occurrence that was retracted: few, and so no other point need be looked up."""
    if folder.occurrences:
        table = f'{schema}."{folder.view.name}"'
        cursor.execute(f"select programme_id, key from {table} where on_date is null".encode())  # noqa: S608
        folder.retracted.update(cursor)


def plan_by_index(cursor: psycopg.Cursor) -> None:
    """Look rows up by index until the end of the transaction, however new and uncounted the tables are."""
    cursor.execute(
        b"select set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true), "
        b"set_config('enable_seqscan', 'off', true)"
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
        f"from unnest({_ARRAY}, {_ARRAY}) as wanted(programme_id, key) "
        f'join {schema}."{view.name}" v using (programme_id, key) where v.pos_to = {OPEN}'.encode(),
        [_array([key[0] for key in wanted]), _array([key[1] for key in wanted])],
    )
    for programme_id, key, pos_from, event_id, true_from, true_to, since, *values in cursor:
        encoded = tuple([NULL if value is None else escape(value) for value in values])
        stretch = (NULL if true_from is None else true_from, true_to or EVER)
        days = tuple(orjson.loads(since)) if state else ()
        version = Version((programme_id, key), (pos_from, event_id), stretch, encoded, days)
        version.new = False
        wanted[programme_id, key].append(version)
    for timeline in wanted.values():
        if len(timeline) > 1:
            timeline.sort(key=lambda version: version.true_from)
    folder.timelines.update(wanted)


@dataclass(frozen=True, slots=True)
class Writing:
    """What a fold has to write to one view, ready to send."""

    table: str
    closing: bytes
    #: one text per array; empty when nothing is to be closed
    closed: list[str]
    count: int
    copying: bytes
    lines: bytes


def write(cursor: psycopg.Cursor, folder: Folder, schema: str) -> None:
    """Write what the folder closed and opened."""
    send(cursor, prepare(folder, schema))


def prepare(folder: Folder, schema: str) -> Writing:
    """Take from the folder what it closed and opened."""
    table, state, closed = f'{schema}."{folder.view.name}"', not folder.occurrences, folder.closed
    day, same_day = (f", {_ARRAY}::date[]", " and v.true_from = c.true_from") if state else ("", "")
    closing = (
        f"update {table} v set pos_to = c.pos_to "  # noqa: S608
        f"from unnest({_ARRAY}, {_ARRAY}, {_ARRAY}::bigint[], {_ARRAY}::bigint[]{day}) "
        f"as c(programme_id, key, pos_from, pos_to{', true_from' if state else ''}) "
        f"where v.programme_id = c.programme_id and v.key = c.key and v.pos_from = c.pos_from{same_day}"
    )
    names = "true_from, true_to, since" if state else "on_date"
    columns = "".join(f', "{name}"' for name in folder.view.columns)
    copying = f"copy {table} (programme_id, key, pos_from, pos_to, event_id, {names}{columns}) from stdin"
    arrays = [
        _array([v.key[0] for v in closed]),
        _array([v.key[1] for v in closed]),
        _array([str(v.pos_from) for v in closed]),
        _array([str(v.pos_to) for v in closed]),
        *([_array([v.true_from for v in closed])] if state else []),
    ]
    lines = "".join(_lines(folder)).encode()
    writing = Writing(table, closing.encode(), arrays, len(closed), copying.encode(), lines)
    folder.written()
    return writing


def send(cursor: psycopg.Cursor, writing: Writing) -> None:
    """Write it: one update, one COPY. Raises LookupError when a row that is to be closed is not there."""
    if writing.count:
        cursor.execute(writing.closing, writing.closed)
        if cursor.rowcount != writing.count:
            raise LookupError(
                f"{writing.table}: {writing.count} rows were to be closed and {cursor.rowcount} were there; "
                "somebody edited it: run `./waymark views rebuild`"
            )
    if writing.lines:
        with cursor.copy(writing.copying) as copy:
            copy.write(writing.lines)


def _lines(folder: Folder) -> list[str]:
    """The opened versions as COPY lines, without those that were closed at the position that opened them."""
    label, opened = _label, [version for version in folder.opened if version.pos_from != version.pos_to]
    if folder.occurrences:
        return [
            f"{label(v.key)}\t{v.pos_from}\t{v.pos_to}\t{v.event_id}\t{v.true_from}{_tab(v.values)}\n" for v in opened
        ]
    return [
        f"{label(v.key)}\t{v.pos_from}\t{v.pos_to}\t{v.event_id}\t{v.true_from}\t{v.true_to}\t{_list(v.since)}"
        f"{_tab(v.values)}\n"
        for v in opened
    ]


def _label(key: Key) -> str:
    """The key as COPY text. Keys are printable (see `fold`), so only a backslash can need escaping."""
    text = f"{key[0]}\t{key[1]}"
    return text.replace("\\", "\\\\") if "\\" in text else text


def _tab(values: Values) -> str:
    return "\t" + "\t".join(values) if values else ""


def _list(since: Values) -> str:
    return '["' + '","'.join(since) + '"]' if since else "[]"


#: an array parameter as one text, which the driver and the server pass on ten times as fast as one by one. Keys are
#: printable (see `fold`), so none holds the separator
_ARRAY = "string_to_array(%s, chr(31))"


def _array(texts: Sequence[str]) -> str:
    return "\x1f".join(texts)
