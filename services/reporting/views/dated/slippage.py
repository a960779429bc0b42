"""What slipped in a period: pushed out, pulled in, added, finished late. By the day on which it was known or done."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import text

from services.reporting.projections.milestones import baselines, moves
from services.reporting.projections.reader import Snapshot
from services.reporting.views.dated.asof import as_of
from services.reporting.views.dated.columns import plain
from services.reporting.views.dated.cuts import OF_PROJECT, OF_READER, OF_WORKSTREAM, Cuts, cuts
from services.reporting.views.dated.explaining import between
from services.reporting.views.dated.paging import place
from services.reporting.views.dated.reach import reach

#: the facts that make a milestone an item of the list
_TYPES = ("planned", "reforecast", "achieved", "achievement_withdrawn")
_DATES = ("planned_on", "forecast_on", "baseline_on", "baseline_at_start", "first_baseline_on", "done_on")


def slippage(
    snap: Snapshot,
    *,
    programme_id: str,
    known_on: date | None,
    known_at: int | None,
    period_from: date,
    period_to: date,
    project_id: str | None,
    workstream_id: str | None,
    after: str | None,
    limit: int,
) -> dict[str, Any]:
    """A page of the milestones, those pushed out most first, with the totals of all: a statement, and one for facts."""
    its = reach("reporting.slippage", programme_id)
    at = as_of(snap, known_on, known_at, period_to)
    first = place(after)
    asked = {
        "programme": programme_id,
        "own": its.own(),
        "project_id": project_id,
        "workstream_id": workstream_id,
        "from": period_from,
        "limit": limit + 1,
        "first": first,
        **at.binds(),
    }
    found = snap.connection.execute(text(_statement(cuts(snap))), asked).mappings().all()
    page = [row for row in found if row["key"]]
    more, page = len(page) > limit, page[:limit]
    facts = between(snap, programme_id, {row["key"]: row["title"] for row in page}, at, since=period_from)
    return {
        "position": at.position,
        "known_on": at.known_on.isoformat() if at.known_on else None,
        "from": period_from.isoformat(),
        "to": period_to.isoformat(),
        "totals": found[0]["totals"],
        **{name: found[0][name] or [] for name in ("by_reason", "by_project", "by_workstream")},
        "items": [_item(row, facts.get(row["key"], [])) for row in page],
        "next": str(first + limit) if more else None,
    }


def _statement(cut: Cuts) -> str:
    """One row at least, so that the totals come even when nothing slipped."""
    return f"""
    with done as materialized (
        select * from ({cut.done()}) d where done_on >= :from
    ), forecast as materialized (
        select milestone_id, reason_code, forecast_to - forecast_from as days from ({cut.points(moves)}) v
        where on_date >= :from and forecast_to <> forecast_from
    ), candidates as (
        -- whatever slipped in the period is one of these, so the others are not looked at
        select milestone_id from done union select milestone_id from forecast
        union select milestone_id from ({cut.points(baselines)}) b where on_date >= :from and name is null
    ), plan as materialized (
        select m.key, m.title, m.project_id, p.title as project_title,
               coalesce(p.workstream_id, m.workstream_id) as unit_id, m.contractual,
               m.planned_on, m.first_baseline_on, m.baseline_on, m.forecast_on
        from candidates c join ({cut.milestones()}) m on m.key = c.milestone_id
        left join ({cut.projects()}) p on p.key = m.project_id
        where {OF_PROJECT} and {OF_WORKSTREAM} and {OF_READER}
    ), moved as materialized (
        select v.*, m.project_id, m.unit_id from forecast v join plan m on m.key = v.milestone_id
    ), by_milestone as (
        select milestone_id, count(*) filter (where days > 0) as pushed,
               coalesce(sum(days) filter (where days > 0), 0) as pushed_days,
               count(*) filter (where days < 0) as pulled,
               coalesce(sum(-days) filter (where days < 0), 0) as pulled_days,
               array_agg(distinct reason_code) as reasons
        from moved group by milestone_id
    ), held as (
        select milestone_id,
               (array_agg(baseline_on order by on_date, pos_from))[1] as earliest_on,
               (array_agg(baseline_on order by on_date desc, pos_from desc)
                filter (where on_date <= :from))[1] as start_on
        from ({cut.points(baselines)}) b where milestone_id in (select milestone_id from done) group by milestone_id
    ), slipped as materialized (
        select m.*, d.done_on, coalesce(v.pushed, 0) as pushed, coalesce(v.pushed_days, 0) as pushed_days,
               coalesce(v.pulled, 0) as pulled, coalesce(v.pulled_days, 0) as pulled_days, v.reasons,
               coalesce(h.start_on, h.earliest_on) as baseline_at_start,
               coalesce(m.planned_on >= :from, false) as added,
               d.done_on - coalesce(h.start_on, h.earliest_on) as days_late,
               d.done_on - m.first_baseline_on as days_late_first,
               coalesce(d.done_on > least(coalesce(h.start_on, h.earliest_on), m.first_baseline_on), false)
                   as finished_late
        from plan m
        left join by_milestone v on v.milestone_id = m.key
        left join done d on d.milestone_id = m.key
        left join held h on h.milestone_id = m.key
    ), items as materialized (
        select * from slipped where pushed > 0 or pulled > 0 or added or finished_late
    ), totals as (
        select json_build_object(
            'pushed_out', count(*) filter (where pushed > 0), 'moves_out', coalesce(sum(pushed), 0),
            'days_out', coalesce(sum(pushed_days), 0),
            'pulled_in', count(*) filter (where pulled > 0), 'moves_in', coalesce(sum(pulled), 0),
            'days_in', coalesce(sum(pulled_days), 0),
            'added', count(*) filter (where added),
            'finished', (select count(*) from slipped where done_on is not null),
            'finished_late', count(*) filter (where finished_late),
            'days_late', coalesce(sum(days_late) filter (where days_late > 0), 0),
            'days_late_first', coalesce(sum(days_late_first) filter (where days_late_first > 0), 0)) as totals
        from items
    ), by_reason as (
        select json_agg(r order by r.days desc, r.reason_code) as by_reason from (
            select reason_code, count(*) as moves, sum(days) as days, count(distinct milestone_id) as milestones
            from moved where days > 0 group by reason_code) r
    ), by_project as (
        select json_agg(r order by r.days desc, r.project_id) as by_project from (
            select project_id, sum(pushed) as moves, sum(pushed_days) as days,
                   count(*) filter (where pushed > 0) as milestones,
                   count(*) filter (where added) as added, count(*) filter (where finished_late) as finished_late
            from items group by project_id) r
    ), by_unit as (
        select json_agg(r order by r.days desc, r.workstream_id) as by_workstream from (
            select unit_id as workstream_id, sum(pushed) as moves, sum(pushed_days) as days,
                   count(*) filter (where pushed > 0) as milestones,
                   count(*) filter (where added) as added, count(*) filter (where finished_late) as finished_late
            from items group by unit_id) r
    ), page as (
        select row_number() over () as place, i.* from (
            select * from items order by pushed_days desc, days_late desc nulls last, key limit :limit offset :first
        ) i
    )
    select t.totals, page.*,
           case when coalesce(place, 1) = 1 then r.by_reason end as by_reason,
           case when coalesce(place, 1) = 1 then p.by_project end as by_project,
           case when coalesce(place, 1) = 1 then u.by_workstream end as by_workstream
    from totals t cross join by_reason r cross join by_project p cross join by_unit u left join page on true
    order by page.place
    """


def _item(row: Any, facts: list[dict[str, Any]]) -> dict[str, Any]:
    return (
        {
            "milestone_id": row["key"],
            "title": row["title"],
            "project_id": row["project_id"],
            "project_title": row["project_title"],
            "workstream_id": row["unit_id"],
            "contractual": row["contractual"],
        }
        | {name: plain(row[name]) for name in _DATES}
        | {
            "moves_out": row["pushed"],
            "days_out": int(row["pushed_days"]),
            "moves_in": row["pulled"],
            "days_in": int(row["pulled_days"]),
            "reasons": row["reasons"] or [],
            "added": row["added"],
            "finished_late": row["finished_late"],
            "days_late": row["days_late"],
            "days_late_first": row["days_late_first"],
            "facts": [fact for fact in facts if fact["type"].removeprefix("projects.milestone.") in _TYPES],
        }
    )
