"""Outputs that look like one, and merges, as pages and the API show them."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Integer, Select, String, Text, case, cast, column, func, literal, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session, aliased

from services.outputs.domain import identifiers
from services.outputs.domain.likeness import Pair, Record, pairs
from services.outputs.tables import dismissals, merges, outputs
from services.outputs.tables.outputs import BOOKS
from shared import visible
from shared.messaging.tables import subjects
from shared.pages import page
from shared.rows import plain
from shared.words import texts

#: programmes whose pairs are remembered, by how many facts of outputs there were
MOST_HELD = 50
_compared: dict[str, tuple[tuple[int, int, str], list[Pair]]] = {}
SHOWN = ("output_id", "title", "type", "subtype", "state", "identifiers", "version_of")


def duplicates(
    session: Session,
    *,
    programme_id: str,
    output_id: str | None = None,
    dismissed: bool = False,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """Pairs that look like one, the likeliest first; of those that somebody said are two, the newest judgement."""
    if dismissed:
        query, by = _dismissed(programme_id), (cast(dismissals.c.dismissed_on, Text), dismissals.c.dismissal_id)
        if output_id:
            query = query.where(or_(dismissals.c.output_id == output_id, dismissals.c.other_id == output_id))
        return page(session, query, by, _judged, after=after, limit=limit, descending=True)
    found = likely(session, programme_id)
    if output_id:
        found = [pair for pair in found if output_id in (pair.output_id, pair.other_id)]
    query, by = _likely(found)
    return page(session, query, by, _alike, after=after, limit=limit)


def likely(session: Session, programme_id: str) -> list[Pair]:
    """The pairs of a programme that nobody has judged yet."""
    of = dismissals.c
    judged = select(of.output_id, of.other_id).where(of.programme_id == programme_id, of.restored_on.is_(None))
    known = {(row.output_id, row.other_id) for row in session.execute(judged)}
    return [pair for pair in _pairs(session, programme_id) if (pair.output_id, pair.other_id) not in known]


def _pairs(session: Session, programme_id: str) -> list[Pair]:
    """All pairs that look like one; compared anew only when something was recorded of an output since."""
    of = outputs.c
    recorded = select(func.count(), func.coalesce(func.sum(subjects.c.sequence), 0)).select_from(
        outputs.join(subjects, subjects.c.subject == of.output_id)
    )
    count, facts = session.execute(recorded.where(of.programme_id == programme_id)).one()
    stamp = (int(count), int(facts), str(session.connection().engine.url))
    if (held := _compared.get(programme_id)) and held[0] == stamp:
        return held[1]
    found = pairs(_records(session, programme_id))
    if len(_compared) >= MOST_HELD:
        _compared.clear()
    _compared[programme_id] = (stamp, found)
    return found


def merged(
    session: Session,
    *,
    programme_id: str | None = None,
    output_id: str | None = None,
    undone: bool | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """Merges, the newest first."""
    of = merges.c
    kept, absorbed = aliased(outputs), aliased(outputs)
    query = (
        select(merges, kept.c.title.label("kept_title"), absorbed.c.title.label("absorbed_title"))
        .join_from(merges, kept, kept.c.output_id == of.kept_id)
        .join(absorbed, absorbed.c.output_id == of.absorbed_id)
        .where(visible.of_whole_programmes("outputs.merges", of.programme_id))
    )
    if programme_id:
        query = query.where(of.programme_id == programme_id)
    if output_id:
        query = query.where(or_(of.kept_id == output_id, of.absorbed_id == output_id))
    if undone is not None:
        query = query.where(of.undone_on.is_not(None) if undone else of.undone_on.is_(None))
    # ids of facts rise with the time at which they were recorded
    by = (cast(of.merged_on, Text), cast(of.merge_event_id, Text))
    return page(session, query, by, merge, after=after, limit=limit, descending=True)


def merge(row: Any) -> dict[str, Any]:
    """A merge as JSON has it."""
    names = ("programme_id", "kept_id", "absorbed_id", "basis", "merged_on", "merged_by", "undone_on", "undone_by")
    titles = {name: getattr(row, name) for name in ("kept_title", "absorbed_title") if hasattr(row, name)}
    named = {"merge_event_id": str(row.merge_event_id), "taken_over": sorted(row.taken_over)}
    return plain(row, names) | named | titles


def _records(session: Session, programme_id: str) -> list[Record]:
    """What is compared, of the outputs that stand for themselves."""
    of = outputs.c
    first = of.authors[0]
    family = func.coalesce(first["family"].astext, first["name"].astext, "")
    names = (of.output_id, of.type, of.subtype, of.title, of.on_date, of.identifiers, of.url, of.version_of)
    query = select(*names, family.label("family")).where(
        of.programme_id == programme_id, of.absorbed_by.is_(None), of.withdrawn_kind.is_(None)
    )
    return [
        Record(
            row.output_id, row.type, row.subtype, row.title, row.on_date, row.family.casefold(),
            _keys(row.identifiers, row.subtype, row.url), row.version_of,
        )
        for row in session.execute(query)
    ]  # fmt: skip


def _keys(named: dict[str, str], subtype: str | None, url: str | None) -> frozenset[str]:
    """Identifiers with their scheme, and those that hide in others: a DOI in the address, an arXiv number in a DOI."""
    held = identifiers.keys(named, whole_book=subtype in BOOKS)
    if "doi" not in held and url and (inside := identifiers.doi_in(url)):
        held["doi"] = identifiers.doi_key(inside)
    if "doi" in held and "arxiv" not in held and (number := identifiers.arxiv_of_doi(held["doi"])):
        held["arxiv"] = number
    return frozenset(f"{scheme}:{key}" for scheme, key in held.items())


def _likely(found: list[Pair]) -> tuple[Select[Any], Any]:
    """The pairs as rows of a query, each with its two outputs, so that they are paged like any other list."""
    rows = [
        {"a": p.output_id, "b": p.other_id, "reason": p.reason, "likeness": p.likeness, "shared": list(p.shared)}
        for p in found
    ]
    given = func.jsonb_to_recordset(cast(literal(orjson.dumps(rows).decode(), String), JSONB)).table_valued(
        column("a", Text), column("b", Text), column("reason", Text), column("likeness", Integer),
        column("shared", JSONB),
    ).render_derived(with_types=True)  # fmt: skip
    of = given.c
    query = _beside(select(of.reason, of.likeness, of.shared), given, of.a, of.b)
    order = func.to_char(100 - of.likeness, "FM000")
    return query, (order, of.a + literal(" ") + of.b)


def _dismissed(programme_id: str) -> Select[Any]:
    of = dismissals.c
    query = _beside(select(dismissals, texts.c.words.label("note")), dismissals, of.output_id, of.other_id)
    query = query.join(texts, texts.c.text_id == of.note_id, isouter=True)
    return query.where(of.programme_id == programme_id, of.restored_on.is_(None))


def _beside(query: Select[Any], start: Any, first: Any, second: Any) -> Select[Any]:
    """The query with what is shown of both outputs."""
    one, other = aliased(outputs), aliased(outputs)
    for side, at in (("one", one), ("other", other)):
        query = query.add_columns(*(at.c[name].label(f"{side}_{name}") for name in SHOWN))
        day = func.to_char(at.c.on_date, case(
            (at.c.date_precision == "year", "YYYY"), (at.c.date_precision == "month", "YYYY-MM"), else_="YYYY-MM-DD"
        ))  # fmt: skip
        query = query.add_columns(day.label(f"{side}_date"), at.c.authors.label(f"{side}_authors"))
    return query.select_from(start).join(one, one.c.output_id == first).join(other, other.c.output_id == second)


def _alike(row: Any) -> dict[str, Any]:
    return {"reason": row.reason, "likeness": row.likeness, "shared": row.shared} | _two(row)


def _judged(row: Any) -> dict[str, Any]:
    names = ("dismissal_id", "reason_code", "note", "dismissed_by", "dismissed_on")
    return plain(row, names) | _two(row)


def _two(row: Any) -> dict[str, Any]:
    return {side: _summary(row, side) for side in ("one", "other")}


def _summary(row: Any, side: str) -> dict[str, Any]:
    authors = getattr(row, f"{side}_authors")
    found = {name: getattr(row, f"{side}_{name}") for name in (*SHOWN, "date")}
    return found | {"author_names": [author["name"] for author in authors[:3]], "author_count": len(authors)}
