"""Which position and which day a dated read is about: "as we knew it on" and "as it was on"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text

from services.reporting.projections.reader import Snapshot, position_on
from shared.clock import LONDON
from shared.context import today
from shared.errors import Invalid


@dataclass(frozen=True, slots=True)
class AsOf:
    """What was known up to `position` about how it was on `day`; `known_on` is the day asked for, if one was."""

    position: int
    day: date
    known_on: date | None = None

    def shown(self) -> dict[str, Any]:
        """For the answer, which names what it rests on."""
        known = self.known_on.isoformat() if self.known_on else None
        return {"position": self.position, "known_on": known, "true_on": self.day.isoformat()}

    def binds(self, suffix: str = "") -> dict[str, Any]:
        """As parameters of a statement."""
        return {f"position{suffix}": self.position, f"day{suffix}": self.day}


def as_of(
    snap: Snapshot, known_on: date | None = None, known_at: int | None = None, true_on: date | None = None
) -> AsOf:
    """Left out: what is known now, how it is today. Raises Invalid for a position that the ledger has not reached."""
    if known_at is not None:
        if known_at > snap.position:
            raise Invalid(
                f"Position {known_at} is not reached: the ledger is at {snap.position}.",
                {"known_at": [f"Give a position up to {snap.position}"]},
            )
        return AsOf(known_at, true_on or _day_of(snap, known_at))
    position = position_on(snap, known_on) if known_on else snap.position
    return AsOf(position, true_on or known_on or today(), known_on)


def _day_of(snap: Snapshot, position: int) -> date:
    known_at = snap.connection.execute(
        text("select known_at from ledger where position = :position"), {"position": position}
    ).scalar_one()
    day: date = known_at.astimezone(LONDON).date()
    return day
