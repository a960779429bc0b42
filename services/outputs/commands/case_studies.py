"""Case studies: begun, changed, written section by section, withdrawn."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.orm import Session

from services.outputs.domain import case_studies as rules_of
from services.outputs.tables import case_studies, case_study_drafts, impact_claims
from shared import context
from shared.context import today
from shared.days import day_that_has_come
from shared.errors import Conflict, Invalid
from shared.events.outputs import CaseStudyBegun, CaseStudyChanged, CaseStudySectionWritten, CaseStudyWithdrawn
from shared.messaging.outbox import New
from shared.recording import new_id, tell, told
from shared.rows import check_known, insert_new, locked
from shared.rules import rules
from shared.words import keep_words

KEY = "case_study_id"


def begin_case_study(
    session: Session,
    *,
    programme_id: str,
    title: str,
    impact_ids: list[str] | None = None,
    on: date | None = None,
    case_study_id: str | None = None,
) -> dict[str, Any]:
    """Begin one."""
    begun, made = day_that_has_come(on, "on"), new_id(case_study_id)
    about = {"title": title, "impact_ids": _claims(session, programme_id, impact_ids)}
    row = about | {KEY: made, "programme_id": programme_id, "begun_on": begun, "state": "standing"}
    insert_new(session, case_studies, case_studies.c.case_study_id, row, "case study")
    return told(session, New(CaseStudyBegun, made, programme_id, begun, about), KEY)


def change_case_study(session: Session, *, case_study_id: str, **given: Any) -> dict[str, Any]:
    """Change its title or its claims. Raises Conflict where nothing differs."""
    row = _standing(session, case_study_id)
    given["impact_ids"] = list(dict.fromkeys(given.get("impact_ids") or [])) or None
    changed = {
        name: given[name] for name in ("title", "impact_ids") if given.get(name) not in (None, getattr(row, name))
    }
    if not changed:
        raise Conflict("Nothing of this differs from what is recorded.")
    if "impact_ids" in changed:
        changed["impact_ids"] = _claims(session, row.programme_id, changed["impact_ids"])
    session.execute(update(case_studies).where(case_studies.c.case_study_id == case_study_id).values(changed))
    changes = {name: {"before": getattr(row, name), "after": value} for name, value in changed.items()}
    return told(session, New(CaseStudyChanged, case_study_id, row.programme_id, today(), {"changes": changes}), KEY)


def write_case_study(
    session: Session,
    *,
    case_study_id: str,
    section: str,
    words: str | None = None,
    items: list[str] | None = None,
    on: date | None = None,
) -> dict[str, Any]:
    """Save a version of a section. Raises Invalid naming the section and the count where it is too long."""
    row, written = _standing(session, case_study_id), day_that_has_come(on, "on")
    with rules():
        text, word_count, item_count = rules_of.section(section, words, items or [])
    of = case_study_drafts.c
    last = select(func.max(of.draft)).where(of.case_study_id == case_study_id, of.section == section)
    draft = (session.execute(last).scalar() or 0) + 1
    kept = keep_words(session, text, programme_id=row.programme_id, target_id=case_study_id)
    assert kept is not None
    counts = {"section": section, "draft": draft, "word_count": word_count, "item_count": item_count}
    fact = New(CaseStudySectionWritten, case_study_id, row.programme_id, written, counts | {"text": kept})
    event = tell(session, fact)
    by = {"written_on": written, "written_by": context.current().actor.id, "text_id": kept["text_id"]}
    session.execute(insert(case_study_drafts).values(counts | by | {KEY: case_study_id, "event_id": event.id}))
    return {KEY: case_study_id, "draft": draft, "word_count": word_count, "version": event.sequence}


def withdraw_case_study(
    session: Session, *, case_study_id: str, reason_code: str, on: date | None = None, note: str | None = None
) -> dict[str, Any]:
    """Drop it; what was written stays."""
    row, dropped = _standing(session, case_study_id), day_that_has_come(on, "on")
    over = {"state": "withdrawn", "withdrawn_on": dropped, "withdrawn_reason": reason_code}
    session.execute(update(case_studies).where(case_studies.c.case_study_id == case_study_id).values(over))
    words = keep_words(session, note, programme_id=row.programme_id, target_id=case_study_id)
    data = {"reason_code": reason_code, "note": words}
    return told(session, New(CaseStudyWithdrawn, case_study_id, row.programme_id, dropped, data), KEY)


def _standing(session: Session, case_study_id: str) -> Row[Any]:
    row = locked(session, case_studies, case_studies.c.case_study_id, case_study_id, "case study")
    if row.state == "withdrawn":
        raise Conflict(f"“{row.title}” was withdrawn on {row.withdrawn_on}: begin another.")
    return row


def _claims(session: Session, programme_id: str, impact_ids: list[str] | None) -> list[str]:
    """The claims that it is about, each once. Raises Invalid for none."""
    named = list(dict.fromkeys(impact_ids or []))
    if not named:
        raise Invalid("A case study is of at least one claim.", {"impact_ids": ["Choose at least one claim"]})
    check_known(session, impact_claims.c.impact_id, named, programme_id, "impact_ids")
    return named
