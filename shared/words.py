"""Free text that facts name by id and fingerprint: it can name people and their health, so it stays in its service.

Every service has a table `texts` of this form, made by its own migration. Words are shown inside, in single reads only.
"""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import Column, DateTime, MetaData, Row, Table, Text, func, insert, select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from shared import context

texts = Table(
    "texts",
    MetaData(),
    Column("text_id", Text, primary_key=True),
    Column("programme_id", Text, nullable=False, index=True),
    Column("target_id", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("written_by", Text, nullable=False),
    Column("written_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)


def keep_words(session: Session, words: str | None, *, programme_id: str, target_id: str) -> dict[str, str] | None:
    """Keep free text here and give its reference for the fact; None for no words."""
    if not words:
        return None
    text_id, digest = str(uuid7()), hashlib.sha256(words.encode()).hexdigest()
    session.execute(
        insert(texts).values(
            text_id=text_id,
            programme_id=programme_id,
            target_id=target_id,
            sha256=digest,
            words=words,
            written_by=context.current().actor.id,
        )
    )
    return {"text_id": text_id, "sha256": digest}


def words_of(session: Session, row: Row[Any], **columns: str) -> dict[str, str | None]:
    """The words whose ids are in the named columns of a row: words_of(session, row, question="question_text_id")."""
    wanted = {name: getattr(row, column) for name, column in columns.items()}
    ids = [text_id for text_id in wanted.values() if text_id]
    rows = session.execute(select(texts.c.text_id, texts.c.words).where(texts.c.text_id.in_(ids))) if ids else ()
    found = {text.text_id: text.words for text in rows}
    return {name: found.get(text_id) for name, text_id in wanted.items()}
