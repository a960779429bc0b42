"""Reads of risks and issues: those that weigh most first, and one with its words and the history of its scores."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Row, Text, and_, case, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from services.projects.tables import risk_reviews, risks
from services.projects.views.thresholds import in_force
from shared import visible
from shared.context import today
from shared.errors import NotFound
from shared.events.projects.risks import RISK_BANDS, risk_band
from shared.pages import page
from shared.rows import plain, versioned
from shared.words import texts

NAMES = (
    "risk_id",
    "programme_id",
    "kind",
    "title",
    "project_id",
    "workstream_id",
    "from_risk_id",
    "owner_person_id",
    "inherent_likelihood",
    "inherent_impact",
    "likelihood",
    "impact",
    "target_score",
    "response",
    "proximity",
    "review_on",
    "raised_on",
    "reviewed_on",
    "state",
    "issue_id",
    "outcome",
    "over_on",
    "version",
)
REVIEW = ("on_date", "likelihood", "impact", "target_score", "response", "proximity", "review_on", "owner_person_id")


def list_risks(
    session: Session,
    *,
    programme_id: str | None = None,
    project_id: str | None = None,
    kind: str | None = None,
    state: str | None = None,
    band: str | None = None,
    review_overdue: bool | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """Open ones first, issues before risks, and of each the heaviest."""
    of = risks.c
    query = versioned(risks, of.risk_id).where(visible.of_projects("projects.risks", of.programme_id, of.project_id))
    wanted = ((of.programme_id, programme_id), (of.project_id, project_id), (of.kind, kind), (of.state, state))
    for column, value in wanted:
        if value:
            query = query.where(column == value)
    boundaries = _Boundaries(session)
    if band:
        programmes = session.execute(query.with_only_columns(of.programme_id).distinct()).scalars()
        query = query.where(or_(literal(False), *(_in_band(one, band, boundaries) for one in programmes)))
    if review_overdue is not None:
        overdue = and_(of.state == "open", of.review_on.is_not(None), of.review_on < today())
        query = query.where(overdue if review_overdue else ~overdue)
    weight = 26 - func.coalesce(of.likelihood, 5) * of.impact
    order = func.concat(
        case((of.state == "open", "0"), else_="1"),
        case((of.kind == "issue", "0"), else_="1"),
        func.lpad(cast(weight, Text), 2, "0"),
        of.title,
    )
    return page(session, query, (order, of.risk_id), lambda row: _shown(row, boundaries), after=after, limit=limit)


def risk(session: Session, *, risk_id: str) -> dict[str, Any]:
    """One risk or issue. Raises NotFound."""
    row = session.execute(versioned(risks, risks.c.risk_id).where(risks.c.risk_id == risk_id)).first()
    if row is None:
        raise NotFound("There is no such risk or issue.")
    of = risk_reviews.c
    reviews = session.execute(
        select(risk_reviews, texts.c.words)
        .join_from(risk_reviews, texts, texts.c.text_id == of.text_id, isouter=True)
        .where(of.risk_id == risk_id)
        .order_by(of.on_date, of.event_id)
    )
    words = select(texts.c.words).where(texts.c.text_id == row.description_id)
    return _shown(row, _Boundaries(session)) | {
        "description": session.execute(words).scalar() if row.description_id else None,
        "reviews": [plain(one, REVIEW) | {"event_id": str(one.event_id), "note": one.words} for one in reviews],
    }


class _Boundaries(dict[str, tuple[int, ...]]):
    """The boundaries of the bands by programme, asked for once each."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def __missing__(self, programme_id: str) -> tuple[int, ...]:
        self[programme_id] = tuple(in_force(self._session, programme_id, today())["risk.bands"].values)
        return self[programme_id]


def _in_band(programme_id: str, band: str, boundaries: _Boundaries) -> ColumnElement[bool]:
    of, edges = risks.c, (1, *boundaries[programme_id], 26)
    place = RISK_BANDS.index(band)
    score = of.likelihood * of.impact
    return and_(of.programme_id == programme_id, of.kind == "risk", score >= edges[place], score < edges[place + 1])


def _shown(row: Row[Any], boundaries: _Boundaries) -> dict[str, Any]:
    inherent = row.inherent_likelihood * row.inherent_impact if row.inherent_likelihood else None
    score = row.likelihood * row.impact if row.likelihood else None
    return plain(row, NAMES) | {
        "inherent_score": inherent,
        "score": score,
        "band": risk_band(score, boundaries[row.programme_id]) if score else None,
        "review_overdue": row.state == "open" and row.review_on is not None and row.review_on < today(),
    }
