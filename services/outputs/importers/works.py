"""The importer of works: any of the formats, into the outputs of one programme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from services.outputs.commands.importing import identity, import_works
from services.outputs.importers import reading, work
from shared.imports.records import Ask, Job, Outcome, Refusal, Row, Unreadable


class Works:
    """`./waymark import outputs FILE`: BibTeX, RIS or Crossref JSON, told apart by content."""

    kind = "outputs"

    def read(self, content: bytes) -> Iterator[Row]:
        """The records of the file; of the same work twice, the second is marked. Raises Unreadable."""
        seen: set[str] = set()
        try:
            records = reading.separately(content)
        except work.Unreadable as error:
            raise Unreadable(str(error)) from error
        for found in records:
            if isinstance(found, work.Refused):
                yield Row(found.row, refusals=(Refusal(found.row, found.field, found.message),))
                continue
            key = identity(found)
            yield Row(found.row, replace(found, repeats=True) if key in seen else found)
            seen.add(key)

    def prepare(self, ask: Ask, rows: Sequence[Row], job: Job) -> Any:
        """Nothing: authors as published are not people that the installation knows."""

    def apply(self, session: Session, rows: Sequence[Row], prepared: Any, job: Job) -> Outcome:  # noqa: ARG002
        """Record those that are new."""
        return import_works(session, job.programme_id, [row.record for row in rows])
