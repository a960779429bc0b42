"""The facts that lie between two cuts of the plan, in words: every difference names its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import text

from services.reporting.projections.milestones import baselines
from services.reporting.projections.reader import Snapshot
from services.reporting.views.dated.asof import AsOf
from services.reporting.views.dated.columns import plain
from services.reporting.views.dated.cuts import cuts
from services.reporting.views.words import sentence

#: what the fact says of a change, besides its sentence; none of it is for insiders only
_SAID = ("reason_code", "forecast_from", "forecast_to", "caused_by", "change_request_id", "name")


def between(
    snap: Snapshot,
    programme_id: str,
    titles: dict[str, str],
    at: AsOf,
    *,
    before: AsOf | None = None,
    since: date | None = None,
) -> dict[str, list[dict[str, Any]]]:
    """The facts about each milestone that are in the cut `at`, not in `before`, and dated `since` or later, in order.

    A new baseline of the plan is about each milestone in it. One statement.
    """
    if not titles:
        return {}
    outside = "effectiveon >= :since"
    if before:
        outside += " and not (position <= :position_0 and effectiveon <= :day_0)"
    found = snap.connection.execute(
        text(
            f"""
            with frozen as materialized (
                select milestone_id, pos_from, name from {cuts(snap).table(baselines)}
                where programme_id = :programme and milestone_id = any(:keys) and name is not null
                  and pos_from <= :position
            ), baselined as materialized (
                -- a baseline holds the whole plan, so its body is opened once and not for each milestone
                select event_id, position, type, effectiveon, known_at, corrects,
                       data->>'change_request_id' as change_request_id from ledger
                where position in (select pos_from from frozen) and effectiveon <= :day and {outside}
            )
            select subject as about, event_id, position, type, effectiveon, known_at, corrects, data from ledger
            where service = 'projects' and subject = any(:keys) and programmeid = :programme
              and position <= :position and effectiveon <= :day and {outside}
            union all
            select f.milestone_id, event_id, position, type, effectiveon, known_at, corrects,
                   jsonb_strip_nulls(jsonb_build_object('name', f.name, 'change_request_id', change_request_id))
            from frozen f join baselined on position = f.pos_from
            order by position
            """
        ),
        {
            "programme": programme_id,
            "keys": list(titles),
            "since": since or date.min,
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
