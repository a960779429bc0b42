"""Reads of reports: lists, one, the draft, a figure with its facts, and files made on request."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Engine, Row, Text, cast, func, select
from sqlalchemy.orm import Session

from services.reporting.projections.reader import snapshot
from services.reporting.render.process import PdfProcess
from services.reporting.reports import asking
from services.reporting.reports.document import fingerprint
from services.reporting.reports.files import make_files
from services.reporting.reports.finding import of_period, report_row, words
from services.reporting.reports.records import reports
from services.reporting.templates.loader import templates as all_templates
from services.reporting.views import facts, seeing
from shared.errors import NotFound
from shared.files import Files
from shared.pages import page


def templates() -> dict[str, Any]:
    """Every template at every version."""
    return {
        "items": [
            {"template": t.id, "version": t.version, "title": t.title, "notice": t.notice, "months": t.months}
            for t in all_templates().values()
        ]
    }


def listed(session: Session, programme_id: str, after: str | None, limit: int) -> dict[str, Any]:
    """The programme's reports, newest period first; of drafts only those inside know anything."""
    query = select(reports).where(reports.c.programme_id == programme_id)
    if seeing.only_submitted(programme_id):
        query = query.where(reports.c.state != "draft")
    order = func.concat(cast(reports.c.period_from, Text), "/", func.lpad(cast(reports.c.revision, Text), 4, "0"))
    return page(session, query, (order, reports.c.report_id), shown, after=after, limit=limit, descending=True)


def one(session: Session, report_id: str) -> dict[str, Any]:
    """A report with its words. Raises NotFound."""
    row = report_row(session, report_id)
    if row.state == "draft" and seeing.only_submitted(row.programme_id):
        raise NotFound(f"There is no report {report_id}.")
    narrative = words(session, report_id)
    return shown(row) | {"narrative": {"version": narrative.version, "texts": dict(narrative.texts)}}


def shown(row: Row[Any]) -> dict[str, Any]:
    return {
        "report_id": row.report_id,
        "programme_id": row.programme_id,
        "template": row.template,
        "template_version": row.template_version,
        "period": {"from": row.period_from.isoformat(), "to": row.period_to.isoformat()},
        "title": row.title,
        "revision": row.revision,
        "state": row.state,
        "due_on": _iso(row.due_on),
        "started_by": row.started_by,
        "started_on": _iso(row.started_on),
        "submitted_by": row.submitted_by,
        "submitted_on": _iso(row.submitted_on),
        "recipients": row.recipients or [],
        "fingerprint": row.fingerprint,
        "known_at": row.known_at,
        "artefacts": row.artefacts,
        "receipts": row.receipts,
    }


def draft(session: Session, engine: Engine, pdfs: PdfProcess, fields: dict[str, Any]) -> dict[str, Any]:
    """The report as it would be, for a page."""
    with snapshot(engine) as snap:
        report = asking.report(session, snap, pdfs.versions(), **_allowed(session, fields))
    if seeing.only_submitted(fields["programme_id"]):
        row: Row[Any] | None = _submitted(session, fields)
    else:
        row = of_period(session, fields["programme_id"], fields["template"], fields["period_from"], fields["period_to"])
    return {
        "report": asking.brief(report),
        "fingerprint": fingerprint(report),
        "report_id": row.report_id if row else None,
        "state": row.state if row else None,
    }


def rendered(
    session: Session, engine: Engine, files: Files, pdfs: PdfProcess, fields: dict[str, Any]
) -> dict[str, Any]:
    """The files of a report, made and kept."""
    with snapshot(engine) as snap:
        report = asking.report(session, snap, pdfs.versions(), **_allowed(session, fields))
    made = make_files(report, files, pdfs)
    return {
        "known_at": report["known_at"]["position"],
        "fingerprint": fingerprint(report),
        "artefacts": made.artefacts,
        "missing": made.missing,
    }


def figure(session: Session, engine: Engine, fields: dict[str, Any]) -> dict[str, Any]:
    """One figure, opened to its facts. Raises NotFound for a figure that the template does not have."""
    asked = dict(fields)
    figure_id, after, limit = asked.pop("figure_id"), asked.pop("after"), asked.pop("limit")
    with snapshot(engine) as snap:
        found = asking.figure(snap, figure_id, **_allowed(session, asked))
        behind = facts.behind(snap, asked["programme_id"], found["events"], after, limit)
    # the rows that it counts, against those that were only looked at to know so
    keys = {row["key"] for row in found["counted"]}
    for fact in behind["items"]:
        fact["counted"] = bool({fact["event_id"], fact["subject"]} & keys)
    return {"figure": found | {"events": len(found["events"]), "counted": len(found["counted"])}, "facts": behind}


def _allowed(session: Session, fields: dict[str, Any]) -> dict[str, Any]:
    """The request as the reader may have it: who is not inside gets the report of a period as it was submitted."""
    if not seeing.only_submitted(fields["programme_id"]):
        return fields
    as_sent = {"known_at": _submitted(session, fields).known_at, "known_on": None}
    # earlier versions of the words are the draft's
    return fields | as_sent | ({"narrative": None} if "narrative" in fields else {})


def _submitted(session: Session, fields: dict[str, Any]) -> Row[Any]:
    """The last revision of a period that was submitted. Raises NotFound."""
    row = session.execute(
        select(reports)
        .where(
            reports.c.programme_id == fields["programme_id"],
            reports.c.template == fields["template"],
            reports.c.period_from == fields["period_from"],
            reports.c.period_to == fields["period_to"],
            reports.c.state != "draft",
        )
        .order_by(reports.c.revision.desc())
        .limit(1)
    ).first()
    if row is None:
        raise NotFound("No report of this period has been submitted yet.")
    return row


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
