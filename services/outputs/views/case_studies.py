"""Reads of case studies: a list, and one as a whole with how long each section is and may be."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import Row, cast, func, select
from sqlalchemy import Text as TextType
from sqlalchemy.orm import Session

from services.outputs.domain.case_studies import ITEM_LIMITS, TITLES, WORD_LIMITS
from services.outputs.tables import case_studies, case_study_drafts, impact_claims
from shared import visible
from shared.errors import NotFound
from shared.events.outputs.impact import STRENGTH_WORDS, how_to_put_it
from shared.pages import page
from shared.rows import plain, versioned
from shared.words import texts

STUDY = (
    "case_study_id",
    "programme_id",
    "title",
    "state",
    "impact_ids",
    "begun_on",
    "withdrawn_on",
    "withdrawn_reason",
    "version",
)
DRAFT = ("draft", "word_count", "item_count", "written_on", "written_by")


def list_case_studies(
    session: Session,
    *,
    programme_id: str | None = None,
    impact_id: str | None = None,
    state: str | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """Newest first."""
    of, drafts = case_studies.c, case_study_drafts.c
    written = select(func.count(drafts.section.distinct())).where(drafts.case_study_id == of.case_study_id)
    query = (
        versioned(case_studies, of.case_study_id)
        .add_columns(written.scalar_subquery().label("sections_written"))
        .where(visible.of_whole_programmes("outputs.case_studies", of.programme_id))
    )
    for column, value in ((of.programme_id, programme_id), (of.state, state)):
        if value:
            query = query.where(column == value)
    if impact_id:
        query = query.where(of.impact_ids.contains([impact_id]))
    by = (cast(of.begun_on, TextType), of.case_study_id)
    return page(session, query, by, _shown, after=after, limit=limit, descending=True)


def case_study(session: Session, *, case_study_id: str) -> dict[str, Any]:
    """One as a whole. Raises NotFound."""
    of = case_studies.c
    row = session.execute(versioned(case_studies, of.case_study_id).where(of.case_study_id == case_study_id)).first()
    if row is None:
        raise NotFound("There is no such case study.")
    drafts = _drafts(session, case_study_id)
    inside = visible.inside(row.programme_id)
    claims = session.execute(
        select(impact_claims).where(impact_claims.c.impact_id.in_(row.impact_ids)).order_by(impact_claims.c.title)
    )
    return plain(row, STUDY) | {
        "sections": [_section(name, drafts[name], inside=inside) for name in TITLES],
        "claims": [_claim(one) for one in claims],
    }


def _shown(row: Row[Any]) -> dict[str, Any]:
    return plain(row, STUDY) | {"sections_written": row.sections_written}


def _drafts(session: Session, case_study_id: str) -> dict[str, list[Row[Any]]]:
    """Every version of each section, the newest first, with its words."""
    of = case_study_drafts.c
    rows = session.execute(
        select(case_study_drafts, texts.c.words)
        .join(texts, texts.c.text_id == of.text_id, isouter=True)
        .where(of.case_study_id == case_study_id)
        .order_by(of.draft.desc())
    )
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row.section].append(row)
    return found


def _section(name: str, drafts: list[Row[Any]], *, inside: bool) -> dict[str, Any]:
    newest = drafts[0] if drafts else None
    said = newest.words if newest and inside else None
    is_list = name in ITEM_LIMITS
    return {
        "section": name,
        "title": TITLES[name],
        "limit": ITEM_LIMITS.get(name) or WORD_LIMITS[name],
        "limit_of": "items" if is_list else "words",
        "length": None if newest is None else newest.item_count if is_list else newest.word_count,
        "words": None if is_list else said,
        "items": said.split("\n") if said and is_list else [],
        "drafts": [plain(one, DRAFT) | {"event_id": str(one.event_id)} for one in drafts],
    }


def _claim(row: Row[Any]) -> dict[str, Any]:
    names = ("impact_id", "title", "beneficiaries", "strength", "state")
    return plain(row, names) | {
        "strength_words": STRENGTH_WORDS[row.strength],
        "how_to_put_it": how_to_put_it(row.strength, row.contribution, withdrawn=row.state == "withdrawn"),
    }
