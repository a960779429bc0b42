"""Which of a batch's records are outputs already, of this programme or of an earlier row of the batch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, func, or_, select, text
from sqlalchemy.orm import Session

from services.outputs.commands.identity import keys_of as alone
from services.outputs.commands.imported_rows import keys_of, parted
from services.outputs.importers.work import Work
from services.outputs.tables import attributions, import_keys, outputs
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

    def __init__(self, session: Session, programme_id: str, records: Sequence[tuple[Work, dict[str, Any]]]) -> None:
        self.session = session
        self.programme_id = programme_id
        self._found: dict[tuple[str, str], There] = {}
        wanted: dict[str, set[str]] = {}
        for work, row in records:
            for scheme, key in keys_of(row, work):
                wanted.setdefault(scheme, set()).add(key)
            if work.keys and not alone(row):
                wanted.setdefault("work", set()).add(row["work_key"])
        self._load(wanted)

    def of(self, work: Work, row: dict[str, Any]) -> There | None:
        """The output that this record is, by the most telling of its keys; None for a new one."""
        for key in keys_of(row, work):
            if there := self._found.get(key):
                return there
        # an outcome without identifiers may have come by another file, which knew no id of it
        if work.keys and not alone(row) and (there := self._found.get(("work", row["work_key"]))):
            return there if not there.new and not there.row.get("has_keys") else None
        return None

    def contradicted(self, row: dict[str, Any], there: There) -> str | None:
        """The scheme of an identifier that it shares with an output which has another DOI: one of the two is wrong."""
        mine, theirs = row["doi_key"], there.row["doi_key"]
        if not mine or not theirs or mine == theirs:
            return None
        return next((scheme for scheme, key in alone(row).items() if self._found.get((scheme, key)) is there), None)

    def holder(self, scheme: str, key: str) -> There | None:
        """Who has a key."""
        return self._found.get((scheme, key))

    def add(self, work: Work, row: dict[str, Any], awards: Iterable[str]) -> There:
        """Remember one that this batch records."""
        there = There(row["output_id"], row, new=True, awards=set(awards))
        self.know(keys_of(row, work), there)
        return there

    def know(self, keys: Iterable[tuple[str, str]], there: There) -> None:
        """Remember under which keys an output is found from now on."""
        for key in keys:
            self._found.setdefault(key, there)

    def _load(self, wanted: dict[str, set[str]]) -> None:
        ids: dict[tuple[str, str], str] = {}
        schemes = [scheme for scheme in wanted if scheme in KEYS or scheme == "work"]
        if schemes:
            ids |= self._by_columns(schemes, wanted)
        named = [f"{scheme}:{key}" for scheme, keys in wanted.items() if scheme not in schemes for key in keys]
        if named:
            of = import_keys.c
            query = select(of.key, of.output_id).where(of.programme_id == self.programme_id, of.key.in_(named))
            ids |= {parted(row.key): row.output_id for row in self.session.execute(query)}
        if ids:
            whole = self._whole(set(ids.values()))
            self._found = {key: whole[output_id] for key, output_id in ids.items()}

    def _by_columns(self, schemes: list[str], wanted: dict[str, set[str]]) -> dict[tuple[str, str], str]:
        of = outputs.c
        columns = {scheme: of.work_key if scheme == "work" else KEYS[scheme] for scheme in schemes}
        query = select(of.output_id, *(column.label(scheme) for scheme, column in columns.items())).where(
            and_(
                of.programme_id == self.programme_id,
                or_(*(column.in_(wanted[scheme]) for scheme, column in columns.items())),
                text(HOLDS),
            )
        )
        found: dict[tuple[str, str], str] = {}
        for row in self.session.execute(query.order_by(of.output_id)):
            for scheme in schemes:
                if (key := getattr(row, scheme)) in wanted[scheme]:
                    found.setdefault((scheme, key), row.output_id)
        return found

    def _whole(self, ids: set[str]) -> dict[str, There]:
        """The outputs; one that was merged into another is that one."""
        of = outputs.c
        names = (
            "output_id", "type", "subtype", "title", "state", "on_date", "date_precision", "identifiers", "doi_key",
            "details", "authors", "licence", "url", "import_key", "stands_with", "withdrawn_kind",
        )  # fmt: skip
        brought = select(func.count()).where(import_keys.c.output_id == of.output_id).scalar_subquery()
        query = select(*(of[name] for name in names), (brought > 0).label("has_keys"))
        rows = {row.output_id: dict(row._mapping) for row in self.session.execute(query.where(of.output_id.in_(ids)))}
        if further := {row["stands_with"] for row in rows.values()} - {None} - rows.keys():
            ends = self.session.execute(query.where(of.output_id.in_(further)))
            rows |= {row.output_id: dict(row._mapping) for row in ends}
        theres = {output_id: There(output_id, row) for output_id, row in rows.items() if not row["stands_with"]}
        found = {output_id: theres[row["stands_with"] or output_id] for output_id, row in rows.items()}
        parts = select(of.output_id, of.stands_with).where(of.stands_with.in_(theres))
        family = found | {row.output_id: theres[row.stands_with] for row in self.session.execute(parts)}
        links = select(attributions.c.output_id, attributions.c.award_id, attributions.c.reference_key)
        for link in self.session.execute(links.where(attributions.c.output_id.in_(family))):
            family[link.output_id].awards |= {link.award_id, link.reference_key} - {None}
        return found
