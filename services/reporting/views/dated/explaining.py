"""The facts behind a date of the plan, and the facts that lie between two cuts: every difference names its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text

from services.reporting.projections.milestones import baselines
from services.reporting.projections.milestones import milestones as milestones_view
from services.reporting.projections.reader import Snapshot
from services.reporting.views.dated.asof import AsOf
from services.reporting.views.dated.columns import plain
from services.reporting.views.dated.cuts import cuts
from services.reporting.views.dated.records import causes
from services.reporting.views.words import sentence

#: what the fact says of a change, besides its sentence; none of it is for insiders only
_SAID = ("reason_code", "forecast_from", "forecast_to", "caused_by", "change_request_id", "name")
_DATES = ("planned_on", "baseline_on", "forecast_on", "cancelled_on", "contract_on", "owner_person_id", "owner_org_id")


def causes_of_dates(snap: Snapshot, programme_id: str, keys: list[str], at: AsOf) -> dict[str, dict[str, Any]]:
    """For each milestone, the facts that set its dates and its owner, in one statement."""
    found = causes(snap, milestones_view, programme_id, keys, at)
    return {key: {name: its[name] for name in _DATES if name in its} for key, its in found.items()}


def between(
    snap: Snapshot, programme_id: str, titles: dict[str, str], at: AsOf, before: AsOf | None = None
) -> dict[str, list[dict[str, Any]]]:
    """The facts about each milestone that are in the cut `at` and not in `before`, in order of position.

    A new baseline of the plan is about each milestone in it. One statement.
    """
    if not titles:
        return {}
    outside = "not (position <= :position_0 and effectiveon <= :day_0)" if before else "true"
    outside_of_l = outside.replace("position <=", "l.position <=").replace("effectiveon", "l.effectiveon")
    found = snap.connection.execute(
        text(
            f"""
            select subject as about, event_id, position, type, effectiveon, known_at, corrects, data from ledger
            where service = 'projects' and subject = any(:keys) and programmeid = :programme
              and position <= :position and effectiveon <= :day and {outside}
            union all
            select b.milestone_id, l.event_id, l.position, l.type, l.effectiveon, l.known_at, l.corrects, l.data
            from {cuts(snap).table(baselines)} b join ledger l on l.position = b.pos_from
            where b.programme_id = :programme and b.milestone_id = any(:keys) and b.name is not null
              and l.position <= :position and l.effectiveon <= :day and {outside_of_l}
            order by position
            """
        ),
        {
            "programme": programme_id,
            "keys": list(titles),
            **at.binds(),
            **(before.binds("_0") if before else {}),
        },
    ).mappings()
    facts: dict[str, list[dict[str, Any]]] = {}
    for row in found:
        facts.setdefault(row["about"], []).append(told(row, titles[row["about"]]))
    return facts


def told(row: Any, title: str) -> dict[str, Any]:
    """A fact of the ledger, ready to be read out."""
    said = row["data"] or {}  # redacted: nothing is said any more
    return {
        "event_id": str(row["event_id"]),
        "position": row["position"],
        "type": row["type"],
        "sentence": sentence(row["type"], title, row["effectiveon"]),
        "on": row["effectiveon"].isoformat(),
        "known_at": row["known_at"].isoformat(timespec="seconds").replace("+00:00", "Z"),
        "corrects": plain(row["corrects"]),
    } | {name: said[name] for name in _SAID if name in said}


def reasons(facts: Sequence[dict[str, Any]]) -> list[str]:
    """The reason codes that the facts give, each once, in order of position."""
    return list(dict.fromkeys(fact["reason_code"] for fact in facts if fact.get("reason_code")))
