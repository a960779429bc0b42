"""The named baselines of a programme's plan, as known and as in force on a date."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import text

from services.reporting.projections.milestones import baselines as view
from services.reporting.projections.reader import Snapshot
from services.reporting.views.dated.asof import as_of
from services.reporting.views.dated.cuts import cuts
from services.reporting.views.dated.reach import reach


def baselines(
    snap: Snapshot, *, programme_id: str, known_on: date | None, known_at: int | None, true_on: date | None
) -> dict[str, Any]:
    """All of them, the newest first, in one statement."""
    reach("reporting.baselines", programme_id)
    at = as_of(snap, known_on, known_at, true_on)
    found = snap.connection.execute(
        text(
            "select name, on_date, event_id, pos_from, count(*) as milestones "
            f"from ({cuts(snap).points(view)}) b where name is not null "
            "group by name, on_date, event_id, pos_from order by on_date desc, pos_from desc"
        ),
        {"programme": programme_id, **at.binds()},
    )
    return at.shown() | {
        "items": [
            {
                "name": row.name,
                "from_on": row.on_date.isoformat(),
                "milestones": row.milestones,
                "event_id": str(row.event_id),
                "position": row.pos_from,
            }
            for row in found
        ]
    }
