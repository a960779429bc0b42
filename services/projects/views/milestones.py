"""One milestone whole: its dates under every baseline, how often it slipped, why, by whom, and what waits for it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Result, Row, select
from sqlalchemy.orm import Session

from services.projects.tables import baseline_milestones, baselines, journal, milestones
from services.projects.views import showing
from shared.context import today
from shared.errors import NotFound
from shared.rows import plain, versioned
from shared.words import texts


def milestone(session: Session, *, milestone_id: str) -> dict[str, Any]:
    """One milestone with its date under every named baseline, its slip and every move. Raises NotFound."""
    of = milestones.c
    row = session.execute(versioned(milestones, of.milestone_id).where(of.milestone_id == milestone_id)).first()
    if row is None:
        raise NotFound("There is no such milestone.")
    frozen: Result[Any] = session.execute(
        select(baselines.c.title, baselines.c.from_on, baseline_milestones.c.baseline_on)
        .join_from(baselines, baseline_milestones)
        .where(baseline_milestones.c.milestone_id == milestone_id)
        .order_by(baselines.c.from_on)
    )
    moves = _moves(session, milestone_id)
    waiting = select(of.milestone_id).where(of.predecessor_ids.contains([milestone_id])).order_by(of.milestone_id)
    return showing.milestone(row, today()) | {
        "baselines": [plain(one, ("title", "from_on", "baseline_on")) for one in frozen],
        "slip": slip(row, moves),
        "moves": moves,
        "successor_ids": list(session.execute(waiting).scalars()),
    }


def slip(row: Row[Any], moves: list[dict[str, Any]]) -> dict[str, Any]:
    """Days from the first and from the current baseline to the day on which it was done, else expected; and the moves.

    Stays when it is done: a milestone that was done late was late for ever.
    """
    end: date = row.achieved_on or row.forecast_on
    later = [move for move in moves if move["days"] > 0]
    return {
        "measured_to": "achieved" if row.achieved_on else "forecast",
        "days_from_first_baseline": (end - row.first_baseline_on).days,
        "days_from_baseline": (end - row.baseline_on).days,
        "moves": len(moves),
        "moves_later": len(later),
        "days_moved_later": sum(move["days"] for move in later),
    }


def _moves(session: Session, milestone_id: str) -> list[dict[str, Any]]:
    """Every move of the forecast in the order in which it was recorded, with its words."""
    of = journal.c
    rows = session.execute(
        select(journal, texts.c.words)
        .join_from(journal, texts, texts.c.text_id == of.text_id, isouter=True)
        .where(of.target_id == milestone_id, of.type == "milestone.reforecast")
        .order_by(of.recorded_at, of.event_id)
    )
    return [_move(row) for row in rows]


def _move(row: Row[Any]) -> dict[str, Any]:
    before, after = (date.fromisoformat(row.data[name]) for name in ("forecast_from", "forecast_to"))
    return {
        "event_id": str(row.event_id),
        "from": before.isoformat(),
        "to": after.isoformat(),
        "days": (after - before).days,
        "reason_code": row.data["reason_code"],
        "note": row.words,
        "caused_by": row.data.get("caused_by"),
        "actor_id": row.actor_id,
        "known_on": row.effective_on.isoformat(),
        "recorded_at": row.recorded_at.isoformat(),
    }
