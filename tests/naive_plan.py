"""What the dated reads of the plan must say, worked out the slow and obvious way from a `NaiveSight`."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from services.reporting.measures.plan import baselines_at_start, plan_on
from services.reporting.measures.projects import ACTIVITY
from services.reporting.measures.schedule import days_behind
from services.reporting.projections.activity import project_activity
from services.reporting.projections.milestones import milestones, moves
from services.reporting.projections.projects import projects


def plan(sight: Any, day: date) -> dict[str, dict[str, Any]]:
    """Each milestone as `reporting.plan` shows it, by id."""
    first = {row.key: row.first_baseline_on for row in sight.state(milestones, on=day)}
    moved: dict[str, list[int]] = defaultdict(list)
    for move in sight.points(moves, until=day):
        moved[move.milestone_id].append((move.forecast_to - move.forecast_from).days)
    found = {}
    for m in plan_on(sight, day):
        end = m.done_on or (None if m.cancelled_on else m.forecast_on)
        state = "achieved" if m.done_on else "cancelled" if m.cancelled_on else "planned"
        found[m.key] = {
            "title": m.title,
            "baseline_on": iso(m.baseline_on),
            "first_baseline_on": iso(first.get(m.key)),
            "forecast_on": iso(m.forecast_on),
            "achieved_on": iso(m.done_on),
            "cancelled_on": iso(m.cancelled_on),
            "state": state,
            "moves": len(moved[m.key]),
            "moved_days": sum(moved[m.key]),
            "slip_days": (end - m.baseline_on).days if end else None,
            "slip_first_days": apart(iso(first.get(m.key)), iso(end)),
            "days_behind": days_behind(m.baseline_on, m.forecast_on, day) if state == "planned" else None,
        }
    return found


def differences(now: dict[str, dict[str, Any]], then: dict[str, dict[str, Any]]) -> set[tuple[str, str, int | None]]:
    """(milestone, kind, days) between two plans, each as `plan` gives it."""
    found: set[tuple[str, str, int | None]] = set()
    for key in now.keys() | then.keys():
        after, before = now.get(key), then.get(key)
        if after is None or before is None:
            found.add((key, "removed" if after is None else "added", None))
        if after and before and after["forecast_on"] != before["forecast_on"]:
            found.add((key, "moved", apart(before["forecast_on"], after["forecast_on"])))
        if after and before and after["baseline_on"] != before["baseline_on"]:
            found.add((key, "rebaselined", apart(before["baseline_on"], after["baseline_on"])))
        if after is None:
            continue
        was: dict[str, Any] = before or {"achieved_on": None, "forecast_on": None, "cancelled_on": None}
        if after["achieved_on"] and after["achieved_on"] != was["achieved_on"]:
            expected = was["achieved_on"] or was["forecast_on"]
            found.add((key, "achieved", apart(expected, after["achieved_on"]) if expected else None))
        if was["achieved_on"] and not after["achieved_on"]:
            found.add((key, "reopened", None))
        if after["cancelled_on"] and not was["cancelled_on"]:
            found.add((key, "cancelled", None))
        if was["cancelled_on"] and not after["cancelled_on"]:
            found.add((key, "reinstated", None))
    return found


def slippage(sight: Any, start: date, end: date) -> dict[str, tuple[Any, ...]]:
    """milestone -> (moves out, days out, moves in, days in, added, days late or None, days late of the first)."""
    planned = {row.key: row.planned_on for row in sight.state(milestones, on=end) if row.title}
    first = {key: row["first_baseline_on"] for key, row in plan(sight, end).items()}
    held = baselines_at_start(sight, start, end)
    out: dict[str, list[int]] = defaultdict(list)
    for move in sight.points(moves, since=start, until=end):
        if days := (move.forecast_to - move.forecast_from).days:
            out[move.milestone_id].append(days)
    found = {}
    for m in plan_on(sight, end):
        days = out[m.key]
        added = planned[m.key] is not None and planned[m.key] >= start
        late = late_first = None
        if m.done_on and m.done_on >= start and m.key in held:
            late, late_first = (m.done_on - held[m.key]).days, apart(first[m.key], iso(m.done_on))
        if days or added or (late is not None and max(late, late_first or 0) > 0):
            later, earlier = [d for d in days if d > 0], [-d for d in days if d < 0]
            found[m.key] = (len(later), sum(later), len(earlier), sum(earlier), added, late, late_first)
    return found


def quiet(sight: Any, day: date, days: int) -> set[str]:
    """Active projects without a fact in the last `days` days."""
    since = day - timedelta(days=days - 1)
    heard = {p.target_id for view in ACTIVITY for p in sight.points(view, since=since, until=day)}
    wide = {p.target_id for p in sight.points(project_activity, since=since, until=day)}
    of = {m.key: m.project_id for m in sight.state(milestones, on=day)}
    heard |= {of[target] for target in heard if of.get(target)}
    return {
        p.key
        for p in sight.state(projects, on=day)
        if p.title and p.status == "active" and p.key not in heard and not wide & {p.workstream_id, sight.programme_id}
    }


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def apart(earlier: str | None, later: str | None) -> int | None:
    if earlier is None or later is None:
        return None
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days
