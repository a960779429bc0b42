"""The settings of a programme on a day: what was set last, else the default."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from services.projects.tables import thresholds as table
from shared.context import today
from shared.events.projects.thresholds import SETTINGS


@dataclass(frozen=True, slots=True)
class InForce:
    """What a setting is, and since when; None for the default."""

    values: Sequence[int]
    from_on: date | None


def in_force(session: Session, programme_id: str, day: date) -> dict[str, InForce]:
    """Every setting as it holds on a day."""
    of = table.c
    rows = session.execute(
        select(of.key, of["values"].label("values_"), of.from_on)
        .ext(distinct_on(of.key))
        .where(of.programme_id == programme_id, of.from_on <= day)
        .order_by(of.key, of.from_on.desc())
    )
    held = {row.key: InForce(row.values_, row.from_on) for row in rows}
    return {key: held.get(key, InForce(setting.default, None)) for key, setting in SETTINGS.items()}


def thresholds(session: Session, *, programme_id: str) -> dict[str, Any]:
    """Every setting with its meaning, its default and what holds today."""
    held = in_force(session, programme_id, today())
    return {
        "items": [
            {
                "key": key,
                "words": setting.words,
                "unit": setting.unit,
                "default": list(setting.default),
                "values": list(held[key].values),
                "from_on": held[key].from_on.isoformat() if held[key].from_on else None,  # type: ignore[union-attr]
            }
            for key, setting in SETTINGS.items()
        ]
    }
