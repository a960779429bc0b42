"""Reads of the evidence of impact claims. What a person said is shown inside, and outside only what may be."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, cast
from sqlalchemy import Text as TextType
from sqlalchemy.orm import Session

from services.outputs.domain.evidence import recognisable
from services.outputs.tables import evidence_items, impact_claims
from shared import visible
from shared.errors import NotFound
from shared.pages import page
from shared.rows import plain, versioned
from shared.words import words_of

EVIDENCE = (
    "evidence_id",
    "impact_id",
    "programme_id",
    "kind",
    "title",
    "source",
    "outside",
    "state",
    "sha256",
    "url",
    "dated_on",
    "shows_people",
    "public",
    "attached_by_person_id",
    "set_aside",
    "removed_on",
    "removed_reason",
    "version",
)
#: who consented, and where that is written, is nobody's outside
CONSENT = ("consent_id", "consent_reference")


def list_evidence_items(
    session: Session,
    *,
    programme_id: str | None = None,
    impact_id: str | None = None,
    kind: str | None = None,
    source: str | None = None,
    public: bool | None = None,
    state: str | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """Newest first by the date that it bears."""
    of = evidence_items.c
    seen = visible.of_any_project("outputs.evidence_items", of.programme_id, impact_claims.c.project_ids)
    query = _with_claims().where(seen)
    wanted = (
        (of.programme_id, programme_id),
        (of.impact_id, impact_id),
        (of.kind, kind),
        (of.source, source),
        (of.state, state),
    )
    for column, value in wanted:
        if value:
            query = query.where(column == value)
    if public is not None:
        query = query.where(of.public.is_(public))
    by = (cast(of.dated_on, TextType), of.evidence_id)
    return page(session, query, by, _row, after=after, limit=limit, descending=True)


def evidence_item(session: Session, *, evidence_id: str) -> dict[str, Any]:
    """One item with its words. Raises NotFound."""
    row = session.execute(_with_claims().where(evidence_items.c.evidence_id == evidence_id)).first()
    if row is None:
        raise NotFound("There is no such evidence.")
    inside = visible.inside(row.programme_id)
    words = words_of(session, row, testimonial="testimonial_text_id", note="note_text_id", removed="removed_text_id")
    said = {
        "testimonial": words["testimonial"] if (inside or row.public) and not _consent_ended(row) else None,
        "note": words["note"] if inside else None,
        "removed_note": words["removed"] if inside else None,
    }
    return shown(row, inside=inside) | {"claim_title": row.claim_title} | said


def shown(row: Row[Any], *, inside: bool) -> dict[str, Any]:
    """One item; without consent, what somebody can be recognised in is inside only, and after its end nowhere."""
    found = plain(row, EVIDENCE) | (plain(row, CONSENT) if inside else dict.fromkeys(CONSENT))
    if _consent_ended(row) or (not inside and not row.public and recognisable(row.kind, row.shows_people)):
        found |= {"sha256": None, "url": None}
    return found


def _row(row: Row[Any]) -> dict[str, Any]:
    return shown(row, inside=visible.inside(row.programme_id)) | {"claim_title": row.claim_title}


def _consent_ended(row: Row[Any]) -> bool:
    return bool(row.removed_reason == "consent_ended")


def _with_claims() -> Select[Any]:
    of = evidence_items.c
    claims = impact_claims.c
    return (
        versioned(evidence_items, of.evidence_id)
        .add_columns(claims.title.label("claim_title"))
        .join(impact_claims, claims.impact_id == of.impact_id)
    )
