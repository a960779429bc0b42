"""Taking spend in from extracts of a finance system: each line once; a later extract corrects what it has otherwise.

An import is for one programme, and for its only award.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.projects.commands.spending import take
from services.projects.imports import finance_csv
from services.projects.imports.finance_mapping import HOST, mappings
from services.projects.tables import programmes
from shared.context import today
from shared.errors import Invalid
from shared.imports.records import Ask, Job, Outcome, Refusal, Row, Unreadable

KIND = "finance"


class Finance:
    """The importer of extracts; with a `mapping`, of those of that source alone."""

    def __init__(self, mapping: str | None = None) -> None:
        self.mapping = mapping
        self.kind = kind_of(mapping)

    def read(self, content: bytes) -> Iterable[Row]:
        """See `finance_csv.read`."""
        return finance_csv.read(content, self.mapping)

    def prepare(self, ask: Ask, rows: Sequence[Row], job: Job) -> None:
        """Nothing is needed of other services."""

    def apply(self, session: Session, rows: Sequence[Row], prepared: Any, job: Job) -> Outcome:  # noqa: ARG002
        """Record what is new or different. Raises Unreadable when there is nothing to record it for."""
        host = session.execute(
            select(programmes.c.host_org_id).where(programmes.c.programme_id == job.programme_id)
        ).scalar()
        if host is None:
            raise Unreadable("Say which programme this spend is of: name it with the file.")
        lines = [_line(row.record, host) for row in rows]
        try:
            taken = take(session, job.programme_id, lines)
        except Invalid as error:
            raise Unreadable(error.message) from error
        refused = [Refusal(rows[place].number, field, message) for place, field, message in taken.refused]
        return Outcome(taken.recorded + taken.corrected, taken.unchanged, refused)


def importers() -> list[Finance]:
    """One that finds the mapping by the columns, and one for each mapping."""
    return [Finance(), *(Finance(name) for name in mappings())]


def kind_of(mapping: str | None) -> str:
    """The kind of a job that uses this mapping."""
    return f"{KIND}-{mapping}" if mapping else KIND


def _line(record: finance_csv.FinanceLine, host: str) -> dict[str, Any]:
    return {
        "source_ref": record.source_ref,
        "heading": record.heading,
        "partner_org_id": host if record.partner == HOST else record.partner,
        "amount": {"amount": f"{record.amount:.2f}", "currency": "GBP"},
        "posted_on": record.posted_on,
        "fin_year": record.fin_year,
        "ledger_period": record.ledger_period,
        "extract_on": record.extract_on or today(),
        "project_id": record.project_id,
    }
