"""The plan now against the plan of a past day, or under a baseline: each difference with the facts that made it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text

from services.reporting.projections.milestones import achievements, baselines, milestones
from services.reporting.projections.reader import Snapshot
from services.reporting.views.dated.asof import AsOf, as_of
from services.reporting.views.dated.columns import plain
from services.reporting.views.dated.cuts import OF_READER, Cuts, cuts
from services.reporting.views.dated.explaining import between, reasons
from services.reporting.views.dated.paging import place
from services.reporting.views.dated.plan import FIRST
from services.reporting.views.dated.reach import reach
from shared.errors import NotFound

#: the facts that make a difference of each kind; of a kind that is not here, those that none of these is about
MADE_BY: Mapping[str, frozenset[str]] = {
    "added": frozenset({"projects.milestone.planned"}),
    "moved": frozenset({"projects.milestone.reforecast"}),
    "rebaselined": frozenset({"projects.plan.baselined"}),
    "achieved": frozenset({"projects.milestone.achieved", "projects.milestone.achievement_withdrawn"}),
    "reopened": frozenset({"projects.milestone.achieved", "projects.milestone.achievement_withdrawn"}),
    "cancelled": frozenset({"projects.milestone.cancelled"}),
}
_OF_A_KIND = frozenset[str]().union(*MADE_BY.values())


@dataclass(frozen=True, slots=True)
class With:
    """What is compared with: a cut, in which milestones have the dates of a baseline where one is named."""

    at: AsOf
    baseline: str | None
    #: the fact that made the baseline
    fact: dict[str, Any] | None = None


def compare_plan(
    snap: Snapshot,
    *,
    programme_id: str,
    known_on: date | None,
    known_at: int | None,
    true_on: date | None,
    with_date: date | None,
    with_baseline: str | None,
    with_known: str,
    kind: str | None,
    after: str | None,
    limit: int,
) -> dict[str, Any]:
    """A page of the differences, kind by kind, the largest first, with the totals of all of them. Raises NotFound."""
    its = reach("reporting.compare_plan", programme_id)
    at = as_of(snap, known_on, known_at, true_on)
    if with_date:
        then = as_of(snap, with_date, None, with_date)
        other = With(then if with_known == "then" else AsOf(at.position, with_date), None)
    else:
        other = _baseline(snap, programme_id, str(with_baseline), at)
    first = place(after)
    asked = {
        "programme": programme_id,
        "own": its.own(),
        "baseline": other.baseline,
        "kind": kind,
        "limit": limit + 1,
        "first": first,
        **at.binds(),
        **other.at.binds("_0"),
    }
    found = snap.connection.execute(text(_statement(cuts(snap), other.baseline)), asked).mappings().all()
    page = [row for row in found if row["key"]]
    more, page = len(page) > limit, page[:limit]
    facts = between(snap, programme_id, {row["key"]: row["title"] for row in page}, at, before=other.at)
    return at.shown() | {
        "with": other.at.shown() | {"baseline": other.baseline, "fact": other.fact},
        "totals": found[0]["totals"] or {},
        "items": [_difference(row, facts.get(row["key"], []), other) for row in page],
        "next": str(first + limit) if more else None,
    }


def _baseline(snap: Snapshot, programme_id: str, name: str, at: AsOf) -> With:
    """The cut in which a baseline came into force; of the first baselines, nothing was known before them."""
    if name == FIRST:
        return With(AsOf(0, date.min), FIRST)
    row = snap.connection.execute(
        text(
            "select l.event_id, l.position, l.effectiveon, l.type "
            f"from {cuts(snap).table(baselines)} b join ledger l on l.position = b.pos_from "
            "where b.programme_id = :programme and b.name = :name and b.pos_from <= :position and b.pos_to > :position "
            "and b.on_date <= :day order by b.on_date desc, b.pos_from desc limit 1"
        ),
        {"programme": programme_id, "name": name, **at.binds()},
    ).first()
    if row is None:
        raise NotFound(f"There is no baseline called “{name}” in what was known then.")
    fact = {"event_id": str(row.event_id), "position": row.position, "type": row.type}
    return With(AsOf(row.position, row.effectiveon), name, fact)


def _statement(cut: Cuts, baseline: str | None) -> str:
    """Differences between the cut and cut 0. One row at least, so that the totals come even with an empty page."""
    columns = "v.key, title, project_id, workstream_id, owner_person_id, owner_org_id"
    dates = "baseline_on, forecast_on, cancelled_on, was_done_on as done_on"
    before = f"select {columns}, {dates} from changed v where was"
    if baseline == FIRST:
        dates = "first_baseline_on as baseline_on, first_baseline_on as forecast_on"
        dates += ", null::date as cancelled_on, null::date as done_on"
        before = f"select {columns}, {dates} from changed v where is_now and first_baseline_on is not null"
    elif baseline:
        dates = "n.named_on as baseline_on, n.named_on as forecast_on, cancelled_on, was_done_on as done_on"
        frozen = f"join ({cut.named_baselines()}) n on n.milestone_id = v.key"
        before = f"select {columns}, {dates} from changed v {frozen} where was"
    return f"""
    with done as (
        select milestone_id, min(on_date) filter (where {cut.happened()}) as done_on,
               min(on_date) filter (where {cut.happened("_0")}) as was_done_on
        from {cut.table(achievements)} a where programme_id = :programme group by milestone_id
    ), changed as materialized (
        -- the plan is read once: most milestones are the same version in both cuts, and are left out at once
        select m.*, d.done_on, d.was_done_on from (
            select key, title, project_id, workstream_id, owner_person_id, owner_org_id, first_baseline_on,
                   baseline_on, forecast_on, cancelled_on, {cut.holds()} as is_now, {cut.holds("_0")} as was
            from {cut.table(milestones)} m
            where programme_id = :programme and true_to > least(:day, :day_0) and title is not null
              and ({cut.holds()} or {cut.holds("_0")})
              and {OF_READER}
        ) m left join done d on d.milestone_id = m.key
        where {"true" if baseline else "not (is_now and was) or d.done_on is distinct from d.was_done_on"}
    ), now as (
        select {columns}, baseline_on, forecast_on, cancelled_on, done_on from changed v where is_now
    ), before as (
        {before}
    ), paired as (
        select coalesce(n.key, b.key) as key, coalesce(n.title, b.title) as title,
               coalesce(n.project_id, b.project_id) as project_id,
               coalesce(n.workstream_id, b.workstream_id) as workstream_id,
               n.key is not null as is_now, b.key is not null as was,
               n.baseline_on as nb, b.baseline_on as bb, n.forecast_on as nf, b.forecast_on as bf,
               n.cancelled_on as nc, b.cancelled_on as bc, n.done_on as nd, b.done_on as bd,
               concat_ws('/', n.owner_person_id, n.owner_org_id) as no,
               concat_ws('/', b.owner_person_id, b.owner_org_id) as bo
        from now n full join before b on n.key = b.key
        where (n.baseline_on, n.forecast_on, n.cancelled_on, n.done_on, n.owner_person_id, n.owner_org_id)
              is distinct from
              (b.baseline_on, b.forecast_on, b.cancelled_on, b.done_on, b.owner_person_id, b.owner_org_id)
    ), differences as materialized (
        select p.key, p.title, p.project_id, p.workstream_id, d.* from paired p cross join lateral (values
            (1, 'added', not was, null, nf::text, null::int),
            (2, 'removed', not is_now, bf::text, null, null),
            (3, 'moved', was and is_now and nf <> bf, bf::text, nf::text, nf - bf),
            (4, 'rebaselined', was and is_now and nb <> bb, bb::text, nb::text, nb - bb),
            (5, 'achieved', is_now and nd is not null and nd is distinct from bd,
                coalesce(bd, bf)::text, nd::text, nd - coalesce(bd, bf)),
            (6, 'reopened', is_now and nd is null and bd is not null, bd::text, nf::text, null),
            (7, 'cancelled', is_now and nc is not null and bc is null, bf::text, nc::text, null),
            (8, 'reinstated', is_now and nc is null and bc is not null, bc::text, nf::text, null),
            (9, 'reowned', was and is_now and no <> bo, nullif(bo, ''), nullif(no, ''), null)
        ) as d(rank, kind, holds, before, after, days) where d.holds
    ), totals as (
        select json_object_agg(kind, json_build_object('count', n, 'days', days)) as totals
        from (select kind, count(*) as n, sum(days) as days from differences group by kind) k
    ), page as (
        select * from differences where cast(:kind as text) is null or kind = :kind
        order by rank, abs(days) desc nulls last, key limit :limit offset :first
    )
    select t.totals, page.*, p.title as project_title from totals t left join page on true
    left join ({cut.projects()}) p on p.key = page.project_id
    order by page.rank, abs(page.days) desc nulls last, page.key
    """


def _difference(row: Any, facts: list[dict[str, Any]], other: With) -> dict[str, Any]:
    kind = row["kind"]
    made_by = MADE_BY.get(kind)
    its = [fact for fact in facts if (fact["type"] in made_by if made_by else fact["type"] not in _OF_A_KIND)]
    # a baseline may differ from the forecast of its day; then it is the baseline itself that explains
    its = its or ([other.fact] if other.fact and kind in ("moved", "achieved") else facts)
    return {
        "milestone_id": row["key"],
        "title": row["title"],
        "project_id": row["project_id"],
        "project_title": row["project_title"],
        "workstream_id": row["workstream_id"],
        "kind": kind,
        "before": plain(row["before"]),
        "after": plain(row["after"]),
        "days": row["days"],
        "reasons": reasons(its),
        "facts": its,
    }
