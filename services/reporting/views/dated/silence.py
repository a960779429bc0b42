"""Projects gone quiet: active, and no fact about them dated in the last days. As the figure `projects.no_update` says.

News of a project is a fact about itself, its milestones or its outputs, and a note or "nothing new" for its workstream
or the whole programme.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import text

from services.reporting.measures.projects import ACTIVITY
from services.reporting.projections.activity import project_activity
from services.reporting.projections.milestones import milestones
from services.reporting.projections.reader import Snapshot
from services.reporting.views.dated.asof import AsOf, as_of
from services.reporting.views.dated.cuts import Cuts, cuts
from services.reporting.views.dated.paging import place
from services.reporting.views.dated.reach import Reach, reach
from services.reporting.views.dated.thresholds import settings

#: a fact as one value that compares by day, then by position
_WHEN = "array[(on_date - date '1970-01-01')::bigint, pos_from]"


def silence(
    snap: Snapshot,
    *,
    programme_id: str,
    known_on: date | None,
    known_at: int | None,
    true_on: date | None,
    days: int | None,
    after: str | None,
    limit: int,
) -> dict[str, Any]:
    """A page of the quiet projects, the quietest first, in one statement."""
    its = reach("reporting.silence", programme_id)
    at = as_of(snap, known_on, known_at, true_on)
    asked, first = days or settings(snap, programme_id, at).quiet_after, place(after)
    found = quiet_projects(snap, programme_id, at, its, days=asked, first=first, limit=limit + 1)
    return at.shown() | {
        "days": asked,
        "total": found[0]["total"] if found else 0,
        "items": [_item(row, at) for row in found[:limit] if row["key"]],
        "next": str(first + limit) if len(found) > limit else None,
    }


def quiet_projects(
    snap: Snapshot, programme_id: str, at: AsOf, its: Reach, *, days: int, limit: int, first: int = 0
) -> list[Any]:
    """Rows of quiet projects with the last fact of each; `total` on every row, which is one at least."""
    asked = {
        "programme": programme_id,
        "own": its.own(),
        "since": at.day - timedelta(days=days - 1),
        "first": first,
        "limit": limit,
        **at.binds(),
    }
    return list(snap.connection.execute(text(_statement(cuts(snap))), asked).mappings())


def _statement(cut: Cuts) -> str:
    every = " union all ".join(f"select target_id, on_date, pos_from from ({cut.points(view)}) v" for view in ACTIVITY)
    return f"""
    with active as materialized (
        select * from ({cut.projects()}) p where status = 'active' and (cast(:own as text[]) is null or key = any(:own))
    ), heard as materialized (
        select target_id, max({_WHEN}) as last from ({every}) a group by target_id
    ), wide as (
        select target_id, max({_WHEN}) as last from ({cut.points(project_activity)}) a group by target_id
    ), of_milestones as (
        select m.project_id, max(h.last) as last from ({cut.state(milestones)}) m join heard h on h.target_id = m.key
        group by m.project_id
    ), told as (
        select p.*, greatest(h.last, o.last, u.last, w.last) as last from active p
        left join heard h on h.target_id = p.key
        left join of_milestones o on o.project_id = p.key
        left join wide u on u.target_id = p.workstream_id
        left join wide w on w.target_id = :programme
    ), quiet as materialized (
        select * from told where last is null or date '1970-01-01' + last[1]::int < :since
    ), page as (
        select * from quiet order by last nulls first, key limit :limit offset :first
    )
    select t.total, page.*, l.event_id as last_event, l.position as last_position, l.type as last_type,
           l.effectiveon as last_on
    from (select count(*) as total from quiet) t left join page on true left join ledger l on l.position = page.last[2]
    order by page.last nulls first, page.key
    """


def _item(row: Any, at: AsOf) -> dict[str, Any]:
    last = None
    if row["last_event"]:
        last = {
            "event_id": str(row["last_event"]),
            "position": row["last_position"],
            "type": row["last_type"],
            "on": row["last_on"].isoformat(),
        }
    return {
        "project_id": row["key"],
        "title": row["title"],
        "workstream_id": row["workstream_id"],
        "lead_person_id": row["lead_person_id"],
        "last": last,
        "days_silent": (at.day - row["last_on"]).days if row["last_on"] else None,
    }
