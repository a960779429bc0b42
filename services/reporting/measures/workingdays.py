"""Whose bank holidays count for a programme; the days themselves are counted in `shared.workingdays`."""

from __future__ import annotations

from datetime import date

from services.reporting.measures.sight import Sight
from services.reporting.projections.programmes import programmes


def nation_on(sight: Sight, day: date) -> str:
    """The nation whose bank holidays count for the programme."""
    row = next((row for row in sight.state(programmes, on=day) if row.nation), None)
    return row.nation if row else "england"
