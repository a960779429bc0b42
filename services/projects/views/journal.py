"""What was recorded of a thing, newest first, with its words. The ledger of all facts is in reporting."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, Text, cast, func, select
from sqlalchemy.orm import Session

from services.projects.commands.finding import target
from services.projects.tables import journal
from shared import visible
from shared.events import registry
from shared.events.parts import Words
from shared.events.shown import as_anybody_may
from shared.pages import page
from shared.rows import plain
from shared.words import texts

#: the words that say most, where a fact has several
FIRST = ("note", "reason")


def entries(session: Session, *, target_id: str, after: str | None = None, limit: int) -> dict[str, Any]:
    """A page of the journal in order of recording, the newest first. Raises NotFound."""
    about = target(session, target_id)
    of = journal.c
    query: Select[Any] = select(journal).where(of.target_id == target_id, of.programme_id == about.programme_id)
    instant = func.to_char(func.timezone("UTC", of.recorded_at), 'YYYY-MM-DD"T"HH24:MI:SS.US')
    found = page(session, query, (instant, cast(of.event_id, Text)), _entry, after=after, limit=limit, descending=True)
    kept = _kept(session, (text_id for item in found["items"] for text_id in item["words"].values()))
    for item in found["items"]:
        words = {name: kept[text_id] for name, text_id in item["words"].items() if text_id in kept}
        item |= {"words": words, "note": next((words[name] for name in (*FIRST, *words) if name in words), None)}
    return found


def _entry(row: Row[Any]) -> dict[str, Any]:
    """A line with the ids of its words for the words."""
    hidden = frozenset[str]() if visible.inside(row.programme_id) else _fields(row.type)[1]
    full = f"projects.{row.type}"
    return plain(row, ("target_id", "type", "effective_on", "actor_id")) | {
        "event_id": str(row.event_id),
        "recorded_at": row.recorded_at.isoformat(),
        "data": {name: value for name, value in as_anybody_may(full, row.data).items() if name not in hidden},
        "words": {name: row.data[name]["text_id"] for name in _fields(row.type)[0] if name in row.data},
    }


def _kept(session: Session, text_ids: Iterable[str]) -> dict[str, str]:
    """Words by their ids."""
    of, wanted = texts.c, set(text_ids)
    rows = session.execute(select(of.text_id, of.words).where(of.text_id.in_(wanted))) if wanted else ()
    return {row.text_id: row.words for row in rows}


@cache
def _fields(type_: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """Fields of a type that hold words, in order, and other fields that are nobody's outside the programme."""
    declared = registry.newest(f"projects.{type_}")._declared_fields
    words = tuple(name for name, field in declared.items() if isinstance(field, Words))
    internal = {name for name, field in declared.items() if field.metadata.get("seen_by") == "internal"}
    return words, frozenset(internal - set(words))
