"""The importer of works: any of the formats, into the outputs of one programme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from services.outputs.commands.imported_rows import identities
from services.outputs.commands.importing import import_works
from services.outputs.domain import award_references
from services.outputs.importers import reading, work
from shared.imports.records import Ask, Job, Note, Outcome, Refusal, Row, Unreadable


class Works:
    """`./waymark import outputs FILE`: a list of works or a table of outputs, told apart by content."""

    kind = "outputs"

    def read(self, content: bytes) -> Iterator[Row]:
        """The records of the file; of the same work twice, the second is marked. Raises Unreadable."""
        seen = Seen()
        remarks: list[Note] = []
        last: Row | None = None
        try:
            for found in reading.separately(content):
                if isinstance(found, work.Remark):
                    remarks.append(Note(found.row, "", found.remark, found.sheet))
                    continue
                if last is not None:
                    yield last
                notes, remarks = tuple(remarks), []
                last = _row(found, notes, seen)
        except work.Unreadable as error:
            raise Unreadable(str(error)) from error
        if last is not None:
            yield replace(last, notes=(*last.notes, *remarks))

    def prepare(self, ask: Ask, rows: Sequence[Row], job: Job) -> Any:
        """Nothing: authors as published are not people that the installation knows."""

    def apply(self, session: Session, rows: Sequence[Row], prepared: Any, job: Job) -> Outcome:  # noqa: ARG002
        """Record those that are new."""
        return import_works(session, job.programme_id, [row.record for row in rows], trial=job.dry_run)


class Seen:
    """The works that earlier records of a file were, with the awards that those named."""

    def __init__(self) -> None:
        self._awards: dict[str, set[str]] = {}

    def marked(self, found: work.Work) -> work.Work:
        """The work, marked when it was seen before."""
        keys = identities(found)
        named = {award_references.key(each): each for funder in found.funders for each in funder.awards}
        named |= {award_references.key(each): each for each in found.attributed}
        there = next((self._awards[key] for key in keys if key in self._awards), None)
        awards = set() if there is None else there
        for key in keys:
            self._awards.setdefault(key, awards)
        adds = tuple(each for key, each in named.items() if key not in awards)
        awards |= named.keys()
        return found if there is None else replace(found, repeats=True, adds=adds)


def _row(found: work.Work | work.Refused, notes: tuple[Note, ...], seen: Seen) -> Row:
    if isinstance(found, work.Refused):
        return Row(found.row, None, (Refusal(found.row, found.field, found.message, found.sheet),), notes)
    remarks = tuple(Note(found.row, name, message, found.sheet) for name, message in found.remarks)
    return Row(found.row, seen.marked(found), (), (*notes, *remarks))
