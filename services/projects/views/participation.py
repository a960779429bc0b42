"""Reads of participation: what was recorded, and plan against actual.

Numbers of people are in none of them. One may ask for any days: from two answers, or an answer and a report, the people
of one entry could be had by subtraction. They are added up in the figure `participation.recruited` of a report, which
knows what other reports have shown (reporting's `measures/suppression`).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row, Text, cast, func, select
from sqlalchemy.orm import Session

from services.projects.tables import participation, participation_targets
from shared import visible
from shared.events.projects.participation import count_shown
from shared.pages import page
from shared.rows import plain, versioned

ENTRY = ("participation_id", "programme_id", "study_id", "kind", "on_date", "places", "version")


def entries(
    session: Session,
    *,
    programme_id: str | None = None,
    study_id: str | None = None,
    kind: str | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """The newest day first."""
    of = participation.c
    query = versioned(participation, of.participation_id).where(
        visible.of_projects("projects.participation", of.programme_id, of.study_id)
    )
    for column, wanted in ((of.programme_id, programme_id), (of.study_id, study_id), (of.kind, kind)):
        if wanted:
            query = query.where(column == wanted)
    by = (cast(of.on_date, Text), of.participation_id)
    return page(session, query, by, _entry, after=after, limit=limit, descending=True)


def against_plan(session: Session, *, programme_id: str, period_from: date, period_to: date) -> dict[str, Any]:
    """A line for each study and kind that has a target whose period touches these days, or of which somebody joined.

    `joined` counts groups and sites in the days asked about, and says of people only whether there were any; a target
    of the whole programme stands beside all its studies together.
    """
    of, plan = participation.c, participation_targets.c
    joined: dict[tuple[str | None, str], int] = {}
    for study, kind, number in session.execute(
        select(of.study_id, of.kind, func.sum(of.joined))
        .where(of.programme_id == programme_id, of.on_date.between(period_from, period_to))
        .group_by(of.study_id, of.kind)
    ):
        joined[study, kind] = int(number)
        joined[None, kind] = joined.get((None, kind), 0) + int(number)
    targets: dict[tuple[str | None, str], list[dict[str, Any]]] = {}
    for row in session.execute(
        select(participation_targets)
        .where(plan.programme_id == programme_id, plan.period_from <= period_to, plan.period_to >= period_from)
        .order_by(plan.period_from, plan.target_id)
    ):
        shown = plain(row, ("target_id", "period_from", "period_to", "target"))
        targets.setdefault((row.study_id, row.kind), []).append(shown)
    keys = sorted(joined.keys() | targets.keys(), key=lambda key: (key[1], key[0] or ""))
    return {
        "items": [
            {
                "study_id": study,
                "kind": kind,
                "joined": count_shown(kind, joined.get((study, kind), 0)),
                "targets": targets.get((study, kind), []),
            }
            for study, kind in keys
        ]
    }


def _entry(row: Row[Any]) -> dict[str, Any]:
    return plain(row, ENTRY) | {"count": count_shown(row.kind, row.joined), "event_id": str(row.event_id)}
