"""Reads of the logic model: its steps, one with its neighbours, and the whole, level by level."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import Row, case, cast, exists, func, select
from sqlalchemy import Text as TextType
from sqlalchemy.orm import Session

from services.outputs.domain.pathways import LEVELS
from services.outputs.tables import impact_claims, indicators, outputs, pathway_links, pathway_steps
from shared import visible
from shared.errors import NotFound
from shared.events.outputs.impact import STRENGTH_WORDS, how_to_put_it
from shared.pages import page
from shared.rows import plain, versioned
from shared.words import words_of

STEP = ("step_id", "programme_id", "level", "title", "place", "state", "added_on", "removed_on", "version")
_RANK = case({level: str(number) for number, level in enumerate(LEVELS)}, value=pathway_steps.c.level)
_PLACE = func.lpad(cast(func.coalesce(pathway_steps.c.place, 9999), TextType), 4, "0")


def list_pathway_steps(
    session: Session,
    *,
    programme_id: str | None = None,
    level: str | None = None,
    project_id: str | None = None,
    state: str | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """From activities to impacts, those that were removed last."""
    of, links = pathway_steps.c, pathway_links.c
    query = versioned(pathway_steps, of.step_id).where(
        visible.of_whole_programmes("outputs.pathway_steps", of.programme_id)
    )
    for column, value in ((of.programme_id, programme_id), (of.level, level), (of.state, state)):
        if value:
            query = query.where(column == value)
    if project_id:
        query = query.where(
            exists().where(links.step_id == of.step_id, links.target_kind == "project", links.target_id == project_id)
        )
    order = func.concat(case((of.state == "standing", "0"), else_="1"), _RANK, _PLACE, of.title)
    return page(session, query, (order, of.step_id), lambda row: plain(row, STEP), after=after, limit=limit)


def pathway_step(session: Session, *, step_id: str) -> dict[str, Any]:
    """One step with what leads to it and what it leads to, and its claims. Raises NotFound."""
    row = session.execute(
        versioned(pathway_steps, pathway_steps.c.step_id).where(pathway_steps.c.step_id == step_id)
    ).first()
    if row is None:
        raise NotFound("There is no such step.")
    model = _Model(session, row.programme_id)
    words = words_of(session, row, assumptions="assumptions_text_id") if visible.inside(row.programme_id) else {}
    return plain(row, STEP) | model.about(step_id) | {"assumptions": words.get("assumptions")}


def pathway(session: Session, *, programme_id: str) -> dict[str, Any]:
    """The model as it stands."""
    of = pathway_steps.c
    wanted = versioned(pathway_steps, of.step_id).where(of.programme_id == programme_id, of.state == "standing")
    model = _Model(session, programme_id)
    rows = list(session.execute(wanted.order_by(_RANK, _PLACE, of.title, of.step_id)))
    return {
        "programme_id": programme_id,
        "levels": [
            {
                "level": level,
                "steps": [plain(row, STEP) | model.about(row.step_id) for row in rows if row.level == level],
            }
            for level in LEVELS
        ],
    }


class _Model:
    """The links of a programme's model, read once, with the titles of what this service knows."""

    def __init__(self, session: Session, programme_id: str) -> None:
        of, links = pathway_steps.c, pathway_links.c
        steps = session.execute(select(pathway_steps).where(of.programme_id == programme_id))
        self._steps = {row.step_id: row for row in steps}
        self._before: dict[str, list[str]] = defaultdict(list)
        self._links: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        rows = session.execute(
            select(pathway_links)
            .join(pathway_steps, of.step_id == links.step_id)
            .where(of.programme_id == programme_id)
        )
        for row in sorted(rows, key=lambda row: (row.step_id, row.target_kind, row.target_id)):
            self._links[row.step_id][row.target_kind].append(row.target_id)
            if row.target_kind == "step":
                self._before[row.target_id].append(row.step_id)
        self._titles = self._named(session)
        claims = impact_claims.c
        self._claims = list(
            session.execute(
                select(impact_claims)
                .where(claims.programme_id == programme_id, claims.state == "standing")
                .order_by(claims.title)
            )
        )

    def about(self, step_id: str) -> dict[str, Any]:
        """What leads to a step, what it leads to, what is behind it, and the claims that stand for it."""
        links = self._links[step_id]
        return {
            "from_steps": [self._step(one) for one in self._before[step_id]],
            "to_steps": [self._step(one) for one in links["step"]],
            "project_ids": links["project"],
            "outputs": [{"output_id": one, "title": self._titles.get(one)} for one in links["output"]],
            "indicators": [{"indicator_id": one, "title": self._titles.get(one)} for one in links["indicator"]],
            "claims": [_claim(row) for row in self._claims if step_id in row.pathway_step_ids],
        }

    def _step(self, step_id: str) -> dict[str, Any]:
        row = self._steps[step_id]
        return {"step_id": step_id, "title": row.title, "level": row.level}

    def _named(self, session: Session) -> dict[str, str]:
        wanted = {kind: {one for its in self._links.values() for one in its[kind]} for kind in ("output", "indicator")}
        found: dict[str, str] = {}
        for key, ids in ((outputs.c.output_id, wanted["output"]), (indicators.c.indicator_id, wanted["indicator"])):
            of: Any = key.table.c
            found |= (
                {row[0]: row[1] for row in session.execute(select(key, of.title).where(key.in_(ids)))} if ids else {}
            )
        return found


def _claim(row: Row[Any]) -> dict[str, Any]:
    return {
        "impact_id": row.impact_id,
        "title": row.title,
        "strength": row.strength,
        "strength_words": STRENGTH_WORDS[row.strength],
        "how_to_put_it": how_to_put_it(row.strength, row.contribution),
    }
