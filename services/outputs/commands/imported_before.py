"""Which of a batch's records are outputs already, of this programme or of an earlier row of the batch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from services.outputs.commands.imported_rows import Record, parted
from services.outputs.tables.outputs import HOLDS, KEYS


@dataclass(slots=True)
class There:
    """An output that is there, and the awards that it is or was attributed to: by our id, or by number as written."""

    output_id: str
    row: dict[str, Any]
    #: recorded by an earlier row of this batch
    new: bool = False
    awards: set[str] = field(default_factory=set)


class Before:
    """The outputs that the records of a batch may be."""

    def __init__(self, session: Session, programme_id: str, records: Sequence[Record]) -> None:
        self.session = session
        self.programme_id = programme_id
        self._found: dict[tuple[str, str], There] = {}
        wanted: dict[str, set[str]] = {}
        for record in records:
            for scheme, key in record.keys:
                wanted.setdefault(scheme, set()).add(key)
            if record.work.keys and not record.alone:
                wanted.setdefault("work", set()).add(record.row["work_key"])
        self._load(wanted)

    def of(self, record: Record) -> There | None:
        """The output that this record is, by the most telling of its keys; None for a new one."""
        for key in record.keys:
            if there := self._found.get(key):
                return there
        # an outcome without identifiers may have come by another file, which knew no id of it
        wanted = ("work", record.row["work_key"])
        if record.work.keys and not record.alone and (there := self._found.get(wanted)):
            return there if not there.new and not there.row.get("has_keys") else None
        return None

    def contradicted(self, record: Record, there: There) -> str | None:
        """The scheme of an identifier that it shares with an output which has another DOI: one of the two is wrong."""
        mine, theirs = record.row["doi_key"], there.row["doi_key"]
        if not mine or not theirs or mine == theirs:
            return None
        return next((scheme for scheme, key in record.alone.items() if self._found.get((scheme, key)) is there), None)

    def holder(self, scheme: str, key: str) -> There | None:
        """Who has a key."""
        return self._found.get((scheme, key))

    def add(self, record: Record) -> There:
        """Remember one that this batch records."""
        there = There(record.row["output_id"], record.row, new=True)
        self.know(record.keys, there)
        return there

    def know(self, keys: Iterable[tuple[str, str]], there: There) -> None:
        """Remember under which keys an output is found from now on."""
        for key in keys:
            self._found.setdefault(key, there)

    def _load(self, wanted: dict[str, set[str]]) -> None:
        ids: dict[tuple[str, str], str] = {}
        named: list[str] = []
        for scheme, keys in wanted.items():
            if column := _COLUMNS.get(scheme):
                found = self.session.execute(_by(column), {"programme_id": self.programme_id, "keys": list(keys)})
                ids |= {(scheme, row.key): row.output_id for row in found}
            else:
                named += [f"{scheme}:{key}" for key in keys]
        if named:
            found = self.session.execute(_BY_FILES, {"programme_id": self.programme_id, "keys": named})
            ids |= {parted(row.key): row.output_id for row in found}
        if ids:
            whole = self._whole(set(ids.values()))
            self._found = {key: whole[output_id] for key, output_id in ids.items()}

    def _whole(self, ids: set[str]) -> dict[str, There]:
        """The outputs; one that was merged into another is that one."""
        rows = {row.output_id: dict(row._mapping) for row in self.session.execute(_WHOLE, {"ids": list(ids)})}
        if further := {row["stands_with"] for row in rows.values()} - {None} - rows.keys():
            ends = self.session.execute(_WHOLE, {"ids": list(further)})
            rows |= {row.output_id: dict(row._mapping) for row in ends}
        theres = {output_id: There(output_id, row) for output_id, row in rows.items() if not row["stands_with"]}
        for link in self.session.execute(_LINKS, {"ids": list(theres)}):
            theres[link.stands_as].awards |= {link.award_id, link.reference_key} - {None}
        return {output_id: theres[row["stands_with"] or output_id] for output_id, row in rows.items()}


def _by(column: str) -> TextClause:
    """Outputs by one of their keys, each looked up by itself.

    Of a table that grows while it is asked, PostgreSQL knows nothing yet, and would rather read all of it: `limit` in
    the lateral leaves it the index.
    """
    return text(
        "select given.key, held.output_id from unnest(cast(:keys as text[])) as given (key), lateral ("  # noqa: S608
        f"select output_id from outputs where programme_id = :programme_id and {column} = given.key and {HOLDS} limit 1"
        ") as held"
    )


#: scheme -> the expression of which there is an index; `work` is what two records without identifiers are told by
_COLUMNS = {scheme: str(column.compile()) for scheme, column in KEYS.items()} | {"work": "work_key"}
_BY_FILES = text(
    "select key, output_id from import_keys where programme_id = :programme_id and key = any(cast(:keys as text[]))"
)
_WHOLE = text(
    """select output_id, type, subtype, title, state, on_date, date_precision, identifiers, doi_key, details, authors,
        licence, url, import_key, stands_with, withdrawn_kind,
        exists (select 1 from import_keys where import_keys.output_id = outputs.output_id) as has_keys
    from outputs where output_id = any(cast(:ids as text[]))"""
)
#: attributions of outputs, and of those that count as part of them
_LINKS = text(
    """select given.id as stands_as, award_id, reference_key
    from unnest(cast(:ids as text[])) as given (id), lateral (
        select given.id as output_id union all select output_id from outputs where stands_with = given.id
    ) as part join attributions using (output_id)"""
)
