"""The words that facts name by fingerprint: shown inside, in single reads only."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from services.projects.tables import texts


def words_of(session: Session, row: Row[Any], **columns: str) -> dict[str, str | None]:
    """The words whose ids are in the named columns of a row: words_of(session, row, question="question_text_id")."""
    wanted = {name: getattr(row, column) for name, column in columns.items()}
    ids = [text_id for text_id in wanted.values() if text_id]
    rows = session.execute(select(texts.c.text_id, texts.c.words).where(texts.c.text_id.in_(ids))) if ids else ()
    found = {text.text_id: text.words for text in rows}
    return {name: found.get(text_id) for name, text_id in wanted.items()}
