"""Moving milestones that wait for one that moved, when somebody accepts what was proposed, or says other dates."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from services.projects.commands.approval import under
from services.projects.commands.dependencies import may, waiting_for
from services.projects.commands.milestones import forecast_moved, locked_milestone
from services.projects.commands.recording import record_each
from shared import context
from shared.context import today
from shared.errors import Invalid, NotAllowed, StaleVersion
from shared.messaging.outbox import version_of


def move_successors(
    session: Session,
    *,
    milestone_id: str,
    moves: list[dict[str, Any]],
    reason_code: str,
    note: str | None = None,
    known_on: date | None = None,
) -> dict[str, Any]:
    """Re-forecast each, as a fact of its own that names the milestone as its cause; all or none.

    Raises Invalid for one that does not wait for the milestone, and NotAllowed for one of a project that is not the
    actor's, unless it is moved because a change request was approved: who approves need not be allowed it by hand.
    """
    _check_version(session, milestone_id)
    given = {move["milestone_id"]: move["forecast_on"] for move in moves}
    if len(given) < len(moves):
        raise Invalid("One milestone is there twice.", {"moves": ["Give each milestone once"]})
    waiting = waiting_for(session, milestone_id)
    if strangers := sorted(given.keys() - waiting.keys()):
        words = f"Not waiting for this milestone, or not open: {', '.join(strangers)}"
        raise Invalid(f"{words}.", {"moves": [words]})
    approved = under(None)
    if not approved and not all(may("projects.move_successors", waiting[key]) for key in given):
        raise NotAllowed("One of these milestones is of a project in which you may not move any.")
    facts = []
    why: dict[str, Any] = {"reason_code": reason_code, "note": note, "caused_by": milestone_id}
    why["change_request_id"] = approved
    for key in sorted(given):  # in one order, so that two who move the same ones do not wait for each other
        row = locked_milestone(session, key)
        facts.append(forecast_moved(session, row, given[key], known_on=known_on or today(), **why))
    with context.using(expected_version=None):
        events = record_each(session, facts)
    moved = [{"milestone_id": event.subject, "version": event.sequence} for event in events]
    return {"milestone_id": milestone_id, "moved": moved}


def _check_version(session: Session, milestone_id: str) -> None:
    """What the caller saw is the milestone that moved; no fact of it is recorded, so it is compared here."""
    seen, now = context.current().expected_version, version_of(session, milestone_id)
    if seen is not None and seen != now:
        raise StaleVersion(f"It is at version {now} and you saw {seen}. Look at it again, then say what is to move.")
