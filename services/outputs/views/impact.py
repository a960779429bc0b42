"""Reads of impact claims: those that least is shown of first, one with all that is behind it, and the gaps."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, cast, func, select
from sqlalchemy import Text as TextType
from sqlalchemy.orm import Session

from services.outputs.commands.judging import evidence_of, state_of
from services.outputs.domain import impact as life
from services.outputs.tables import decisions, evidence_items, impact_claims, judgements, outputs, pathway_steps
from services.outputs.views.evidence import shown as evidence_shown
from shared import visible
from shared.context import today
from shared.errors import NotFound
from shared.events.outputs.impact import STRENGTH_WORDS, how_to_put_it
from shared.pages import page
from shared.rows import plain, versioned
from shared.words import texts, words_of

CLAIM = (
    "impact_id",
    "programme_id",
    "title",
    "strength",
    "state",
    "beneficiaries",
    "themes",
    "tags",
    "places",
    "pathway_step_ids",
    "decision_id",
    "project_ids",
    "output_ids",
    "began_on",
    "claimed_on",
    "judged_on",
    "author_person_id",
    "contribution",
    "withdrawn_on",
    "withdrawn_reason",
    "version",
)
JUDGEMENT = ("on_date", "from_strength", "to_strength", "evidence_ids", "by_person_id", "reason_code")


def list_impact_claims(
    session: Session,
    *,
    programme_id: str | None = None,
    strength: str | None = None,
    tag: str | None = None,
    theme: str | None = None,
    place: str | None = None,
    project_id: str | None = None,
    decision_id: str | None = None,
    state: str | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """Standing ones first, of those the least shown first, and of each strength the oldest first."""
    of = impact_claims.c
    query = _seen("outputs.impact_claims", programme_id)
    wanted = ((of.strength, strength), (of.decision_id, decision_id), (of.state, state))
    for column, value in wanted:
        if value:
            query = query.where(column == value)
    for lists, value in ((of.tags, tag), (of.themes, theme), (of.project_ids, project_id)):
        if value:
            query = query.where(lists.contains([value]))
    if place:
        query = query.where(of.places.contains([{"code": place}]))
    rank = case({name: str(number) for number, name in enumerate(life.STRENGTHS)}, value=of.strength)
    order = func.concat(case((of.state == "standing", "0"), else_="1"), rank, cast(of.claimed_on, TextType))
    return page(session, query, (order, of.impact_id), _shown, after=after, limit=limit)


def evidence_gaps(
    session: Session, *, programme_id: str | None = None, older_than: int = 0, after: str | None = None, limit: int
) -> dict[str, Any]:
    """Claims that stand and that nothing shows, the oldest first."""
    of = impact_claims.c
    query = _seen("outputs.evidence_gaps", programme_id).where(of.state == "standing", of.strength == life.ASSERTED)
    if older_than:
        query = query.where(of.claimed_on < today() - timedelta(days=older_than))
    by = (cast(of.claimed_on, TextType), of.impact_id)
    return page(session, query, by, lambda row: _shown(row) | _age(row, today()), after=after, limit=limit)


def impact_claim(session: Session, *, impact_id: str) -> dict[str, Any]:
    """One claim with its words, evidence, the history of its strength and what is missing. Raises NotFound."""
    row = session.execute(_claims().where(impact_claims.c.impact_id == impact_id)).first()
    if row is None:
        raise NotFound("There is no such impact claim.")
    claim, evidence = state_of(row), evidence_of(session, impact_id)
    inside = visible.inside(row.programme_id)
    words = {name: f"{name}_text_id" for name in ("summary", *life.TO_PROVE, "withdrawn")}
    said = words_of(session, row, **words) if inside else dict.fromkeys(words)
    said["withdrawn_note"] = said.pop("withdrawn")
    return (
        _shown(row)
        | said
        | {
            "missing": life.missing(claim, evidence),
            "evidence": [evidence_shown(one, inside=inside) for one in _evidence(session, impact_id)],
            "rests_on": sorted(row.rests_on),
            "judgements": _judgements(session, impact_id, inside=inside),
            "pathway_steps": _titles(session, pathway_steps.c.step_id, row.pathway_step_ids, "level"),
            "outputs": _titles(session, outputs.c.output_id, row.output_ids),
            "decision": next(iter(_titles(session, decisions.c.decision_id, [row.decision_id], "decided_on")), None),
            "written_by": sorted(row.writers),
        }
    )


def _seen(request: str, programme_id: str | None) -> Select[Any]:
    """Claims that the actor may see; a partner of one project sees those that this project led to."""
    of = impact_claims.c
    query = _claims().where(visible.of_any_project(request, of.programme_id, of.project_ids))
    return query.where(of.programme_id == programme_id) if programme_id else query


def _claims() -> Select[Any]:
    of = evidence_items.c
    counted = select(func.count()).where(
        of.impact_id == impact_claims.c.impact_id, of.state == "standing", of.set_aside.is_(False)
    )
    return versioned(impact_claims, impact_claims.c.impact_id).add_columns(
        counted.scalar_subquery().label("evidence_count")
    )


def _shown(row: Row[Any]) -> dict[str, Any]:
    return plain(row, CLAIM) | {
        "evidence_count": row.evidence_count,
        "strength_words": STRENGTH_WORDS[row.strength],
        "how_to_put_it": how_to_put_it(row.strength, row.contribution, withdrawn=row.state == "withdrawn"),
    }


def _age(row: Row[Any], on: date) -> dict[str, Any]:
    return {"days_old": (on - row.claimed_on).days}


def _evidence(session: Session, impact_id: str) -> list[Row[Any]]:
    of = evidence_items.c
    order = (case((of.state == "standing", 0), else_=1), of.dated_on, of.evidence_id)
    wanted = versioned(evidence_items, of.evidence_id).where(of.impact_id == impact_id).order_by(*order)
    return list(session.execute(wanted))


def _judgements(session: Session, impact_id: str, *, inside: bool) -> list[dict[str, Any]]:
    of = judgements.c
    rows = session.execute(
        select(judgements, texts.c.words)
        .join_from(judgements, texts, texts.c.text_id == of.text_id, isouter=True)
        .where(of.impact_id == impact_id)
        .order_by(of.on_date, of.event_id)
    )
    return [
        plain(row, JUDGEMENT) | {"event_id": str(row.event_id), "note": row.words if inside else None} for row in rows
    ]


def _titles(session: Session, key: Any, ids: list[str | None], *also: str) -> list[dict[str, Any]]:
    """The things of these ids with their titles, in the order of the ids."""
    of: Any = key.table.c
    columns: list[ColumnElement[Any]] = [key, of.title, *(of[name] for name in also)]
    rows = session.execute(select(*columns).where(key.in_([one for one in ids if one])))
    found = {getattr(row, key.name): plain(row, (key.name, "title", *also)) for row in rows}
    return [found[one] for one in ids if one in found]
