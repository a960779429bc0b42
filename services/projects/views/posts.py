"""Reads of posts: how each stands today, and what happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, Text, cast, null, select
from sqlalchemy.orm import Session

from services.projects.domain import posts as life
from services.projects.domain.posts import Post, Step, Terms
from services.projects.tables import post_steps, post_terms, posts
from shared import visible
from shared.context import today
from shared.errors import NotFound
from shared.pages import page
from shared.rows import money, plain, versioned

NAMES = (
    "post_id",
    "programme_id",
    "title",
    "role_family",
    "employer_org_id",
    "workstream_id",
    "planned_start",
    "planned_end",
    "closed_on",
    "change_request_id",
    "version",
)
STEP = ("kind", "on_date", "basis", "next_step", "round", "closes_on", "starts_on")


def list_posts(
    session: Session,
    *,
    programme_id: str | None = None,
    workstream_id: str | None = None,
    employer_org_id: str | None = None,
    state: str | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """In order of title, each as it stands today."""
    of = posts.c
    # posts are of no project, so of a partner of one project there is none to see
    query = versioned(posts, of.post_id).where(
        visible.of_projects("projects.posts", of.programme_id, cast(null(), Text))
    )
    wanted = ((of.programme_id, programme_id), (of.workstream_id, workstream_id), (of.employer_org_id, employer_org_id))
    for column, value in wanted:
        if value:
            query = query.where(column == value)
    if state:
        query = query.where(of.post_id.in_(_standing(session, query, state)))
    found = page(session, query, (of.title, of.post_id), lambda row: {"row": row}, after=after, limit=limit)
    rows = [one["row"] for one in found["items"]]
    steps, terms = _steps(session, ids := [row.post_id for row in rows]), _terms(session, ids)
    return found | {"items": [_shown(row, steps.get(row.post_id, []), terms.get(row.post_id, [])) for row in rows]}


def post(session: Session, *, post_id: str) -> dict[str, Any]:
    """One post with everything that happened to it, in order of its days. Raises NotFound."""
    row = session.execute(versioned(posts, posts.c.post_id).where(posts.c.post_id == post_id)).first()
    if row is None:
        raise NotFound("There is no such post.")
    steps = _steps(session, [post_id]).get(post_id, [])
    return _shown(row, steps, _terms(session, [post_id]).get(post_id, [])) | {
        "steps": [_step(one, row.programme_id) for one in steps]
    }


def _shown(row: Row[Any], happened: Sequence[Row[Any]], terms: Sequence[Terms]) -> dict[str, Any]:
    post = _post(row, terms)
    steps, day = _life(happened), today()
    size = post.on(day).fte
    state = life.state(post, steps, day)
    held = {} if state == "closed" else life.holders(steps, day)
    filled = sum(held.values(), start=row.fte * 0)
    shown = plain(row, NAMES) | {
        "fte": number(row.fte),
        "fte_filled": number(filled),
        "fte_vacant": number(size - filled if post.in_plan(day) else row.fte * 0),
        "weeks_vacant": number(life.vacant_weeks(post, steps, day)),
        "state": state,
    }
    if not visible.inside(row.programme_id):
        return shown
    return shown | {
        "weekly_cost": money(row.weekly_cost, row.currency),
        "holders": [{"person_id": person, "fte": number(fte)} for person, fte in sorted(held.items())],
    }


def _step(row: Row[Any], programme_id: str) -> dict[str, Any]:
    shown = plain(row, STEP) | {
        "event_id": str(row.event_id),
        "fte": None if row.fte is None else number(row.fte),
    }
    return shown | ({"person_id": row.person_id} if visible.inside(programme_id) else {})


def _steps(session: Session, post_ids: Sequence[str]) -> dict[str, list[Row[Any]]]:
    of, found = post_steps.c, dict[str, list[Row[Any]]]()
    rows = session.execute(select(post_steps).where(of.post_id.in_(post_ids)).order_by(of.on_date, of.event_id))
    for row in rows:
        found.setdefault(row.post_id, []).append(row)
    return found


def _terms(session: Session, post_ids: Sequence[str]) -> dict[str, list[Terms]]:
    of, found = post_terms.c, dict[str, list[Terms]]()
    rows = session.execute(select(post_terms).where(of.post_id.in_(post_ids)).order_by(of.post_id, of.from_on))
    for row in rows:
        found.setdefault(row.post_id, []).append(Terms(row.from_on, row.fte, row.planned_end))
    return found


def _post(row: Row[Any], terms: Sequence[Terms]) -> Post:
    return Post(row.fte, row.planned_start, row.planned_end, row.closed_on, tuple(terms))


def _standing(session: Session, query: Select[Any], state: str) -> list[str]:
    """Which of the posts of a query stand so today: a programme has some dozens, and the rules are in `domain`."""
    rows = session.execute(query).all()
    steps, terms = _steps(session, ids := [row.post_id for row in rows]), _terms(session, ids)
    return [
        row.post_id
        for row in rows
        if life.state(_post(row, terms.get(row.post_id, [])), _life(steps.get(row.post_id, [])), today()) == state
    ]


def _life(rows: Sequence[Row[Any]]) -> list[Step]:
    return [Step(row.kind, row.on_date, row.fte, row.person_id) for row in rows]


def number(value: Any) -> str:
    """A decimal as text, without the zeros that the column pads it with."""
    return f"{value.normalize():f}"
