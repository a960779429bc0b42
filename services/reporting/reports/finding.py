"""Reports by id, and the words in them. Raises NotFound; for who may, see permissions.yaml."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from services.reporting.reports.document import Words
from services.reporting.reports.records import narratives, reports
from shared.errors import NotFound


def report_row(session: Session, report_id: str, *, lock: bool = False) -> Row[Any]:
    """The report; locked against others until the transaction ends, when asked."""
    query = select(reports).where(reports.c.report_id == report_id)
    row = session.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFound(f"There is no report {report_id}.")
    return row


def scope_of_report(session: Session, report_id: str) -> tuple[str | None, str | None]:
    """For permissions: whose report it is."""
    return report_row(session, report_id).programme_id, None


def of_period(
    session: Session, programme_id: str, template: str, start: date, end: date, *, revision: int | None = None
) -> Row[Any] | None:
    """A revision of the report of a period, else the newest: the draft, if there is one. None when none was started."""
    query = select(reports).where(
        reports.c.programme_id == programme_id,
        reports.c.template == template,
        reports.c.period_from == start,
        reports.c.period_to == end,
    )
    if revision is not None:
        query = query.where(reports.c.revision == revision)
    return session.execute(query.order_by(reports.c.revision.desc()).limit(1)).first()


def words(session: Session, report_id: str | None, version: int | None = None) -> Words:
    """The words of a report, at the newest version unless told. Raises NotFound for a version that there is not."""
    if report_id is None or version == 0:
        return Words()
    query = select(narratives).where(narratives.c.report_id == report_id)
    if version is not None:
        query = query.where(narratives.c.version == version)
    row = session.execute(query.order_by(narratives.c.version.desc()).limit(1)).first()
    if row is None:
        if version is not None:
            raise NotFound(f"The narrative of this report has no version {version}.")
        return Words()
    return Words(row.version, row.texts)
