"""The programme rolled up on a date: workstreams, projects, milestones by state, how the schedule stands, silence.

How the schedule stands is computed (`rag`), from dates and thresholds; confidence is declared by a person. Neither is
ever made from the other, so they are two fields. Money is the figures of reports, by their measures.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text

from services.reporting.measures.period import Period
from services.reporting.measures.registry import by_id
from services.reporting.measures.schedule import Thresholds
from services.reporting.measures.wording import plain as plain_amount
from services.reporting.measures.wording import printed
from services.reporting.projections.confidence import confidence
from services.reporting.projections.duties import obligations
from services.reporting.projections.milestones import milestones
from services.reporting.projections.programmes import programmes, workstreams
from services.reporting.projections.reader import Snapshot
from services.reporting.reports.sight import ProgrammeSight
from services.reporting.views.dated.asof import AsOf, as_of
from services.reporting.views.dated.causes import causes
from services.reporting.views.dated.columns import plain
from services.reporting.views.dated.cuts import OF_READER, Cuts, cuts
from services.reporting.views.dated.reach import reach
from services.reporting.views.dated.silence import quiet
from services.reporting.views.dated.thresholds import settings
from shared.errors import NotFound

COUNTS = ("milestones", "planned", "achieved", "cancelled", "overdue", "green", "amber", "red")
_OF_A_MILESTONE = "key, project_id, workstream_id, title, baseline_on, forecast_on, cancelled_on"
_OF_A_PROJECT = ("title", "status", "lead_person_id", "started_on", "planned_end")


def overview(
    snap: Snapshot, *, programme_id: str, known_on: date | None, known_at: int | None, true_on: date | None
) -> dict[str, Any]:
    """In a few statements, however large the programme is. Raises NotFound while nothing was known of it."""
    its = reach("reporting.overview", programme_id)
    at = as_of(snap, known_on, known_at, true_on)
    held = settings(snap, programme_id, at)
    limits = held.schedule
    asked = {
        "programme": programme_id,
        "own": its.own(),
        "amber": limits.amber,
        "red": limits.red,
        "since": at.day - timedelta(days=held.quiet_after - 1),
        **at.binds(),
    }
    things = snap.connection.execute(text(_things(cuts(snap))), asked).mappings().all()
    programme = next((row for row in things if row["what"] == "programme"), None)
    if programme is None:
        raise NotFound("Nothing was known of this programme at that time.")
    found = snap.connection.execute(text(_plans(cuts(snap))), asked).mappings().all()
    plans = [row for row in found if not row["silent"]]
    silent = {row["project_id"] for row in found if row["silent"]}
    said = _confidence(snap, programme_id, things, at)
    return at.shown() | {
        "programme": {"programme_id": programme_id, "title": programme["title"]}
        | _rolled(plans, limits)
        | {"confidence": said.get(programme_id)},
        "workstreams": [
            unit | {"confidence": said.get(unit["workstream_id"])}
            for unit in _workstreams(things, plans, silent, limits)
        ],
        "duties": _duties(things, at.day) if its.inside else None,
        "money": _money(snap, programme_id, at, programme["started_on"]) if its.inside else None,
        "silent": {"days": held.quiet_after, "projects": len(silent)},
        "thresholds": {"amber_days": limits.amber, "red_days": limits.red},
    }


def _things(cut: Cuts) -> str:
    """The programme, its workstreams and its projects."""
    none = "null, null, null, null"
    open_duty = (
        "title is not null and met_on is null and withdrawn_on is null and (waived_on is null or waived_until < :day)"
    )
    return f"""
    select 'programme' as what, key, title, null::text as lead_person_id, null::text as unit_id, null::text as status,
           starts_on as started_on, planned_end from ({cut.state(programmes)}) t where title is not null
    union all
    select 'workstream', key, title, lead_person_id, {none} from ({cut.state(workstreams)}) t where title is not null
    union all
    select 'project', key, title, lead_person_id, workstream_id, status, started_on, planned_end
    from ({cut.projects()}) t where (cast(:own as text[]) is null or key = any(:own))
    union all
    select 'confidence', key, level, declared_by, null, null, declared_on, review_on from ({cut.state(confidence)}) t
    union all
    select 'duty', key, title, null, null, null, null, due_on from ({cut.state(obligations)}) t where {open_duty}
    order by title, key
    """


def _plans(cut: Cuts) -> str:
    """The milestones of each project, and of each workstream and the programme that belong to no project, counted; and
    the projects gone quiet."""
    return f"""
    with m as materialized (
        {cut.state(milestones, columns=_OF_A_MILESTONE)}
    ), {quiet(cut)}, stood as (
        select m.*, d.done_on, d.done_on is null and m.cancelled_on is null as open,
               case when d.done_on is null and m.cancelled_on is null
                    then greatest(m.forecast_on, :day) - m.baseline_on end as behind
        from m left join ({cut.done()}) d on d.milestone_id = m.key where m.title is not null and {OF_READER}
    ), counted as (
        select project_id, case when project_id is null then workstream_id end as unit_id,
               count(*) as milestones, count(*) filter (where open) as planned,
               count(*) filter (where done_on is not null) as achieved,
               count(*) filter (where done_on is null and cancelled_on is not null) as cancelled,
               count(*) filter (where open and baseline_on <= :day) as overdue,
               count(*) filter (where behind < :amber) as green,
               count(*) filter (where behind >= :amber and behind < :red) as amber,
               count(*) filter (where behind >= :red) as red,
               max(behind) as most_behind,
               min(case when open then forecast_on::text || ' ' || key end collate "C") as next
        from stood group by 1, 2
    )
    select false as silent, counted.* from counted
    union all
    select true, key, null, 0, 0, 0, 0, 0, 0, 0, 0, null, null from quiet
    """


def _confidence(snap: Snapshot, programme_id: str, things: Sequence[Any], at: AsOf) -> dict[str | None, dict[str, Any]]:
    """What was declared last of the programme and of each workstream, with the fact."""
    said = [row for row in things if row["what"] == "confidence"]
    facts = causes(snap, confidence, programme_id, [row["key"] for row in said], at, columns=("declared_on",))
    return {
        row["key"]: {
            "level": row["title"],
            "declared_by": row["lead_person_id"],
            "declared_on": plain(row["started_on"]),
            "review_on": plain(row["planned_end"]),
        }
        | facts[row["key"]]["declared_on"]
        for row in said
    }


def _money(snap: Snapshot, programme_id: str, at: AsOf, first: date | None) -> list[dict[str, Any]]:
    """Spent to date, and how far that is from the profile: the figures of reports, for the whole time so far."""
    sight, period = ProgrammeSight(snap, programme_id, at.position), Period(min(first or at.day, at.day), at.day)
    found = []
    for measure in (by_id("money.spent"), by_id("money.variance")):
        value = measure(sight, period)
        amount = plain_amount(value.amount, measure.unit)
        words: dict[str, Any] = {
            "id": measure.id,
            "title": measure.title,
            "text": printed(measure, value),
            "state": value.state.value,
        }
        found.append(words | {"amount": amount, "unit": measure.unit})
    return found


def _duties(things: Sequence[Any], day: date) -> dict[str, Any]:
    """Reporting duties that are neither met nor excused: how many are overdue, and the next one."""
    open_ = sorted((row["planned_end"], row["key"], row["title"]) for row in things if row["what"] == "duty")
    coming = next(({"obligation_id": k, "title": t, "due_on": plain(d)} for d, k, t in open_ if d >= day), None)
    return {"open": len(open_), "overdue": sum(due < day for due, _, _ in open_), "next": coming}


def _workstreams(
    things: Sequence[Any], plans: Sequence[Any], silent: set[str], limits: Thresholds
) -> list[dict[str, Any]]:
    """Each workstream with its projects; last, without an id, what belongs to none."""
    by_project = {row["project_id"]: row for row in plans if row["project_id"]}
    units: dict[str | None, dict[str, Any]] = {
        row["key"]: {"workstream_id": row["key"], "title": row["title"], "lead_person_id": row["lead_person_id"]}
        for row in things
        if row["what"] == "workstream"
    }
    projects: dict[str | None, list[dict[str, Any]]] = {}
    its: dict[str | None, list[Any]] = {}
    for row in things:
        if row["what"] != "project":
            continue
        unit = row["unit_id"] if row["unit_id"] in units else None
        plan = [by_project.pop(row["key"])] if row["key"] in by_project else []
        its.setdefault(unit, []).extend(plan)
        projects.setdefault(unit, []).append(
            {"project_id": row["key"], "workstream_id": row["unit_id"]}
            | {name: plain(row[name]) for name in _OF_A_PROJECT}
            | {"silent": row["key"] in silent}
            | _rolled(plan, limits)
        )
    for row in [*by_project.values(), *(row for row in plans if not row["project_id"])]:
        its.setdefault(row["unit_id"] if row["unit_id"] in units else None, []).append(row)
    if projects.get(None) or its.get(None):
        units[None] = {"workstream_id": None, "title": None, "lead_person_id": None}
    return [
        unit | _rolled(its.get(key, []), limits) | {"projects": projects.get(key, [])} for key, unit in units.items()
    ]


def _rolled(plans: Iterable[Any], limits: Thresholds) -> dict[str, Any]:
    """Counts added up, the next milestone, and the schedule, which stands as its worst milestone."""
    plans = list(plans)
    behind = max((row["most_behind"] for row in plans if row["most_behind"] is not None), default=None)
    coming = min((row["next"] for row in plans if row["next"]), default=None)
    on, _, key = (coming or "").partition(" ")
    return {
        "milestones": {"all" if name == "milestones" else name: sum(row[name] for row in plans) for name in COUNTS},
        "next_milestone": {"milestone_id": key, "forecast_on": on} if coming else None,
        "most_days_behind": behind,
        "rag": limits.colour(behind),
    }
