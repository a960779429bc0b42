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

#: a fact as one number that compares by day, then by position: larger positions than 2^40 there are none
_POSITIONS = 2**40 - 1
_WHEN = "((a.on_date - date '1900-01-01')::bigint << 40 | a.pos_from)"


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
    found = _found(snap, programme_id, at, its, days=asked, first=first, limit=limit + 1)
    return at.shown() | {
        "days": asked,
        "total": found[0]["total"] if found else 0,
        "items": [_item(row, at) for row in found[:limit] if row["key"]],
        "next": str(first + limit) if len(found) > limit else None,
    }


def _found(snap: Snapshot, programme_id: str, at: AsOf, its: Reach, *, days: int, limit: int, first: int) -> list[Any]:
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
    return f"""
    with m as materialized ({cut.state(milestones, columns="key, project_id")}), {quiet(cut)},
    own as (
        select key as target_id, key as project_id from quiet
        union all
        select key, project_id from m where project_id in (select key from quiet)
    ), said_of_own as (
        select project_id, max({_WHEN}) as last from ({_every(cut)}) a join own using (target_id) group by project_id
    ), said_of_all as (
        select q.key, max({_WHEN}) as last
        from quiet q join ({cut.points(project_activity)}) a on a.target_id in (q.workstream_id, :programme)
        group by q.key
    ), page as (
        select q.*, greatest(o.last, a.last) as last from quiet q
        left join said_of_own o on o.project_id = q.key left join said_of_all a on a.key = q.key
        order by greatest(o.last, a.last) nulls first, q.key limit :limit offset :first
    )
    select t.total, page.*, l.event_id as last_event, l.position as last_position, l.type as last_type,
           l.effectiveon as last_on
    from (select count(*) as total from quiet) t left join page on true
    left join ledger l on l.position = page.last & {_POSITIONS}
    order by page.last nulls first, page.key
    """


def quiet(cut: Cuts) -> str:
    """Named queries, the last of them `quiet`: those projects. For a statement with the milestones as `m`, and with
    :since and :own."""
    columns = "key, title, workstream_id, lead_person_id"
    return f"""
    heard as materialized (
        select distinct target_id from ({_every(cut)}) a where on_date >= :since
    ), wide as (
        select target_id from ({cut.points(project_activity)}) a where on_date >= :since
    ), quiet as materialized (
        select {columns} from ({cut.projects()}) p
        where status = 'active' and (cast(:own as text[]) is null or key = any(:own))
          and key not in (select target_id from heard)
          and key not in (select m.project_id from m join heard h on h.target_id = m.key where project_id is not null)
          and not exists (select from wide where target_id in (p.workstream_id, :programme))
    )"""


def _every(cut: Cuts) -> str:
    """Every fact that is news of somebody."""
    return " union all ".join(f"select target_id, on_date, pos_from from ({cut.points(view)}) v" for view in ACTIVITY)


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
