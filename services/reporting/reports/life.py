"""The life of a report: started, written, submitted by a named person, received, restated when facts come late."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.reporting.measures.period import Period
from services.reporting.projections.reader import Snapshot, snapshot
from services.reporting.render.process import PdfProcess
from services.reporting.reports import asking, days
from services.reporting.reports.document import SAMPLE_NOTICE, is_sample
from services.reporting.reports.document import fingerprint as fingerprint_of
from services.reporting.reports.files import make_files
from services.reporting.reports.finding import report_row, words
from services.reporting.reports.records import narratives, reports, texts
from services.reporting.reports.sight import tree_root
from services.reporting.templates.loader import template as find_template
from shared import context
from shared.context import today
from shared.errors import Conflict, Invalid
from shared.events.reporting import ReceiptRecorded, ReportGenerated, ReportStarted, ReportSubmitted, RestatementDecided
from shared.files import Files
from shared.messaging.outbox import record


def start_report(
    session: Session,
    *,
    programme_id: str,
    template: str,
    period_from: date,
    period_to: date,
    report_id: str | None = None,
    due_on: date | None = None,
) -> dict[str, Any]:
    """Begin the draft of a period; the next revision where it was submitted before."""
    chosen = find_template(template)
    if period_from > today():
        raise Invalid("This period has not begun.", {"period_from": ["This day is in the future"]})
    last = session.execute(
        select(func.max(reports.c.revision)).where(
            reports.c.programme_id == programme_id,
            reports.c.template == template,
            reports.c.period_from == period_from,
            reports.c.period_to == period_to,
        )
    ).scalar()
    new_id, revision = report_id or str(uuid7()), (last or 0) + 1
    title = report_title(programme_id, chosen.title, Period(period_from, period_to))
    try:
        with session.begin_nested():
            session.execute(
                insert(reports).values(
                    report_id=new_id,
                    programme_id=programme_id,
                    template=template,
                    template_version=chosen.version,
                    period_from=period_from,
                    period_to=period_to,
                    title=title,
                    revision=revision,
                    state="draft",
                    due_on=due_on,
                    started_by=context.current().actor.id,
                    started_on=today(),
                )
            )
    except IntegrityError as error:
        raise Conflict(
            "A draft for this period has been started already: open it instead of starting another."
        ) from error
    data: dict[str, Any] = {
        "template": template,
        "template_version": chosen.version,
        "period": _period(period_from, period_to),
        "title": title,
    }
    if due_on:
        data["due_on"] = due_on.isoformat()
    record(session, ReportStarted, subject=new_id, programme_id=programme_id, effective_on=today(), data=data)
    return {"report_id": new_id, "revision": revision}


def report_title(programme_id: str, template_title: str, period: Period) -> str:
    """What the report is called, in lists and in the subject of a mail."""
    title = f"{template_title}, {days.day(period.start)} to {days.day(period.end)}"
    return f"{SAMPLE_NOTICE}: {title}" if is_sample(programme_id) else title


def write_narrative(session: Session, *, report_id: str, question_id: str, text: str) -> dict[str, Any]:
    """Keep a new version of the words of a draft."""
    row = report_row(session, report_id, lock=True)
    _must_be_draft(row)
    slots = [q.id for q in find_template(row.template, row.template_version).questions() if q.narrative]
    if question_id not in slots:
        raise Invalid(
            f"No words are asked for under {question_id}.", {"question_id": [f"Choose one of {', '.join(slots)}"]}
        )
    before = words(session, report_id)
    kept = {name: value for name, value in before.texts.items() if name != question_id}
    if text.strip():
        kept[question_id] = text.strip().replace("\r\n", "\n").replace("\x00", "")
    version = before.version + 1
    values = {"report_id": report_id, "version": version, "texts": kept, "saved_by": context.current().actor.id}
    session.execute(insert(narratives).values(values))
    return {"report_id": report_id, "narrative": version}


def submit_report(
    session: Session,
    engine: Engine,
    files: Files,
    pdfs: PdfProcess,
    *,
    report_id: str,
    fingerprint: str,
    recipients: Sequence[str],
    route: str,
) -> dict[str, Any]:
    """Send exactly what was seen: refuse when the draft has another fingerprint now.

    The row is locked, so that of two who submit at once the second finds it submitted. Files are kept by their digest
    before the facts are recorded; a transaction that then fails leaves files that nothing names.
    """
    row = report_row(session, report_id, lock=True)
    _must_be_draft(row)
    with snapshot(engine) as snap:
        report = _draft_of(session, snap, row, pdfs.versions())
        root = tree_root(snap, report["known_at"]["position"])
    if report["report"]["revision"] != row.revision:
        raise Conflict("The last revision is still on its way into the ledger. Try again in a moment.")
    if fingerprint_of(report) != fingerprint:
        raise Conflict(
            f"The draft has changed since you saw it: it now rests on record {report['known_at']['position']}, known "
            f"on {report['known_at']['title']}. Look at it again, then submit it."
        )
    made = make_files(report, files, pdfs)
    if made.missing:
        raise Conflict(f"Nothing was submitted. {made.missing}")
    position = report["known_at"]["position"]
    common = {
        "template": row.template,
        "template_version": row.template_version,
        "versions_fingerprint": report["versions_fingerprint"],
        "period": _period(row.period_from, row.period_to),
        "position": position,
        "tree_root": root,
        "revision": row.revision,
        "fingerprint": fingerprint,
        "artefacts": made.artefacts,
    }
    renderer = report["versions"]["renderer"]
    generated = record(
        session,
        ReportGenerated,
        subject=report_id,
        programme_id=row.programme_id,
        effective_on=today(),
        data=common | {"renderer": _renderer_words(renderer)},
    )
    submitted = {"title": row.title, "route": route, "recipients": sorted(set(recipients))}
    record(
        session,
        ReportSubmitted,
        subject=report_id,
        programme_id=row.programme_id,
        effective_on=today(),
        data=common | submitted | {"generated_event_id": str(generated.id)},
    )
    session.execute(
        update(reports)
        .where(reports.c.report_id == report_id)
        .values(
            state="submitted",
            submitted_by=context.current().actor.id,
            submitted_on=today(),
            fingerprint=fingerprint,
            known_at=position,
            artefacts=made.artefacts,
            recipients=sorted(set(recipients)),
        )
    )
    return {
        "report_id": report_id,
        "revision": row.revision,
        "fingerprint": fingerprint,
        "known_at": position,
        "artefacts": made.artefacts,
    }


def record_receipt(
    session: Session,
    *,
    report_id: str,
    route: str,
    on: date | None = None,
    funder_reference: str | None = None,
    receipt_sha256: str | None = None,
) -> dict[str, Any]:
    """Keep the proof that a submitted report arrived."""
    row = report_row(session, report_id, lock=True)
    if row.state == "draft":
        raise Conflict("This report has not been submitted, so it cannot have arrived.")
    day = on or today()
    data: dict[str, Any] = {"route": route, "revision": row.revision}
    if funder_reference:
        data["funder_reference"] = funder_reference
    if receipt_sha256:
        data["receipt_file_id"] = receipt_sha256
    event = record(
        session, ReceiptRecorded, subject=report_id, programme_id=row.programme_id, effective_on=day, data=data
    )
    receipt = data | {"on": day.isoformat(), "event_id": str(event.id)}
    session.execute(
        update(reports)
        .where(reports.c.report_id == report_id)
        .values(receipts=[*row.receipts, receipt], state="received")
    )
    return {"report_id": report_id}


def decide_restatement(
    session: Session,
    *,
    report_id: str,
    fact_ids: Sequence[UUID],
    choice: str,
    reason_code: str,
    note: str | None = None,
) -> dict[str, Any]:
    """Say what is done about late facts: they stay in sight with the decision beside them."""
    row = report_row(session, report_id)
    if row.state == "draft":
        raise Conflict("This report has not been submitted: late facts are simply in it.")
    _of_the_programme(session, row.programme_id, set(fact_ids))
    data: dict[str, Any] = {
        "fact_ids": [str(fact_id) for fact_id in dict.fromkeys(fact_ids)],
        "choice": choice,
        "reason_code": reason_code,
        "period": _period(row.period_from, row.period_to),
    }
    if note:
        text_id = str(uuid7())
        session.execute(insert(texts).values(text_id=text_id, programme_id=row.programme_id, text=note))
        data["note"] = {"text_id": text_id, "sha256": hashlib.sha256(note.encode()).hexdigest()}
    record(
        session,
        RestatementDecided,
        subject=report_id,
        programme_id=row.programme_id,
        effective_on=today(),
        data=data,
    )
    return {"report_id": report_id}


def _draft_of(session: Session, snap: Snapshot, row: Any, renderer: Mapping[str, Any]) -> dict[str, Any]:
    return asking.report(
        session,
        snap,
        renderer,
        programme_id=row.programme_id,
        template=row.template,
        template_version=row.template_version,
        period_from=row.period_from,
        period_to=row.period_to,
    )


def _of_the_programme(session: Session, programme_id: str, fact_ids: set[UUID]) -> None:
    """Raise Invalid unless the ledger has all these facts, of this programme."""
    of = {"ids": list(fact_ids), "programme": programme_id}
    there = session.execute(
        text("select count(*) from ledger where event_id = any(:ids) and programmeid = :programme"), of
    ).scalar_one()
    if there != len(fact_ids):
        words = "Choose from the late facts of this programme"
        raise Invalid(f"Not all of these are facts of this programme. {words}.", {"fact_ids": [words]})


def _must_be_draft(row: Any) -> None:
    if row.state != "draft":
        raise Conflict(
            f"This report was submitted on {days.day(row.submitted_on)} and does not change. Start a revision instead."
        )


def _period(start: date, end: date) -> dict[str, str]:
    return {"from": start.isoformat(), "to": end.isoformat()}


def _renderer_words(renderer: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {version}" for name, version in sorted(renderer.items()) if isinstance(version, str))
