"""The plan on a date: each milestone with its baselines, forecast, what became of it, and how far it slipped."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import text

from services.reporting.measures.schedule import Thresholds
from services.reporting.projections.milestones import achievements, baselines, milestones, moves
from services.reporting.projections.reader import Snapshot
from services.reporting.views.dated.asof import as_of
from services.reporting.views.dated.causes import causes
from services.reporting.views.dated.columns import plain
from services.reporting.views.dated.cuts import OF_PROJECT, OF_READER, OF_WORKSTREAM, Cuts, cuts
from services.reporting.views.dated.reach import reach
from services.reporting.views.dated.thresholds import settings
from shared.errors import Invalid, NotFound

#: the baseline that a milestone is held against, by what was asked for
FIRST = "first"
#: what opens to the fact that set it
_OPENED = ("planned_on", "baseline_on", "forecast_on", "cancelled_on", "contract_on", "owner_person_id", "owner_org_id")
_COLUMNS = (
    "title",
    "project_id",
    "workstream_id",
    "work_package_id",
    "owner_person_id",
    "owner_org_id",
    "contractual",
    "contract_on",
    "planned_on",
    "first_baseline_on",
    "baseline_on",
    "forecast_on",
    "cancelled_on",
)


def plan(
    snap: Snapshot,
    *,
    programme_id: str,
    known_on: date | None,
    known_at: int | None,
    true_on: date | None,
    project_id: str | None,
    workstream_id: str | None,
    baseline: str | None,
    after: str | None,
    limit: int,
) -> dict[str, Any]:
    """A page of the plan with the totals of all of it: one statement, and one for the facts behind its dates."""
    its = reach("reporting.plan", programme_id)
    at = as_of(snap, known_on, known_at, true_on)
    limits = settings(snap, programme_id, at).schedule
    asked = {
        "programme": programme_id,
        "project_id": project_id,
        "workstream_id": workstream_id,
        "own": its.own(),
        "baseline": baseline,
        "limit": limit + 1,
        "amber": limits.amber,
        "red": limits.red,
        **_cursor(after),
        **at.binds(),
    }
    found = snap.connection.execute(text(_statement(cuts(snap), baseline)), asked).mappings().all()
    if found[0]["known_baselines"] == 0 and baseline not in (None, FIRST):
        raise NotFound(f"There is no baseline called “{baseline}” in what was known then.")
    rows = [row for row in found if row["key"]][:limit]
    facts = causes(snap, milestones, programme_id, [row["key"] for row in rows], at, columns=_OPENED)
    more = len([row for row in found if row["key"]]) > limit
    return at.shown() | {
        "baseline": baseline,
        "totals": found[0]["totals"] | {"rag": limits.colour(found[0]["totals"]["most_behind"])},
        "items": [_milestone(row, facts.get(row["key"], {}), limits) for row in rows],
        "next": f"{rows[-1]['expected_on']}/{rows[-1]['key']}" if more else None,
    }


def _statement(cut: Cuts, baseline: str | None) -> str:
    """One row at least, so that the totals come even with an empty page.

    The whole plan is sorted and counted by a few columns; the rest is looked up for the page.
    """
    named = baseline not in (None, FIRST)
    held_against = {None: "m.baseline_on", FIRST: "m.first_baseline_on"}.get(baseline, "n.named_on")
    return f"""
    with stood as materialized (
        select m.key, d.done_on, coalesce(d.done_on, m.forecast_on) as expected_on, m.baseline_on,
               d.done_on is null and m.cancelled_on is null as open,
               d.done_on is null and m.cancelled_on is not null as cancelled,
               case when d.done_on is null and m.cancelled_on is null
                    then greatest(m.forecast_on, :day) - m.baseline_on end as behind
        from ({cut.milestones()}) m
        left join ({cut.projects()}) p on p.key = m.project_id
        left join ({cut.done()}) d on d.milestone_id = m.key
        where {OF_PROJECT} and {OF_WORKSTREAM} and {OF_READER}
    ), totals as (
        select json_build_object(
            'milestones', count(*),
            'planned', count(*) filter (where open),
            'achieved', count(done_on),
            'cancelled', count(*) filter (where cancelled),
            'overdue', count(*) filter (where open and baseline_on <= :day),
            'green', count(*) filter (where behind < :amber),
            'amber', count(*) filter (where behind >= :amber and behind < :red),
            'red', count(*) filter (where behind >= :red),
            'most_behind', max(behind)) as totals
        from stood
    ), page as materialized (
        select key, expected_on, done_on, behind,
               case when done_on is not null then 'achieved' when cancelled then 'cancelled' else 'planned' end as state
        from stood where cast(:after_day as date) is null or (expected_on, key) > (:after_day, :after_key)
        order by expected_on, key limit :limit
    ), moved as (
        select milestone_id, count(*) as moves, sum(forecast_to - forecast_from) as moved_days
        from ({cut.points(moves)}) v where milestone_id in (select key from page) group by milestone_id
    ), achieved as (
        select distinct on (milestone_id) milestone_id, event_id as done_event, pos_from as done_position
        from ({cut.points(achievements)}) a where milestone_id in (select key from page)
        order by milestone_id, on_date, key
    )
    select t.totals, page.expected_on, page.done_on, page.behind, page.state, m.*,
           coalesce(p.workstream_id, m.workstream_id) as unit_id, p.title as project_title, {held_against} as held_on,
           a.done_event, a.done_position, coalesce(v.moves, 0) as moves, coalesce(v.moved_days, 0) as moved_days,
           {f"(select count(*) from ({cut.points(baselines)}) b where b.name = :baseline)" if named else "1"}
           as known_baselines
    from totals t left join page on true
    left join ({cut.milestones()}) m on m.key = page.key
    left join ({cut.projects()}) p on p.key = m.project_id
    left join moved v on v.milestone_id = page.key
    left join achieved a on a.milestone_id = page.key
    {f"left join ({cut.named_baselines()}) n on n.milestone_id = m.key" if named else ""}
    order by page.expected_on, page.key
    """


def _milestone(row: Any, facts: dict[str, Any], limits: Thresholds) -> dict[str, Any]:
    end = row["done_on"] or (None if row["cancelled_on"] else row["forecast_on"])
    held = row["held_on"]
    if row["done_on"]:
        facts = facts | {"achieved_on": {"event_id": str(row["done_event"]), "position": row["done_position"]}}
    return (
        {"milestone_id": row["key"]}
        | {name: plain(row[name]) for name in _COLUMNS}
        | {
            "workstream_id": row["unit_id"],
            "project_title": row["project_title"],
            "held_against_on": plain(held),
            "achieved_on": plain(row["done_on"]),
            "state": row["state"],
            "moves": row["moves"],
            "moved_days": int(row["moved_days"]),
            "slip_days": (end - held).days if end and held else None,
            "slip_first_days": (end - row["first_baseline_on"]).days if end and row["first_baseline_on"] else None,
            "days_behind": row["behind"],
            "rag": limits.colour(row["behind"]),
            "facts": facts,
        }
    )


def _cursor(after: str | None) -> dict[str, Any]:
    if after is None:
        return {"after_day": None, "after_key": None}
    day, slash, key = after.partition("/")
    try:
        if not slash:
            raise ValueError("no key")
        return {"after_day": date.fromisoformat(day), "after_key": key}
    except ValueError:
        words = "This cursor is not one of ours: begin at the first page."
        raise Invalid(words, {"after": ["Not a cursor."]}) from None
