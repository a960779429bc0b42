"""Posts in a report: each with what is filled of it, and the weeks for which it stood empty. No names, no costs."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from services.reporting.measures.period import Period
from services.reporting.measures.posts import to_weeks
from services.reporting.measures.sight import Sight
from services.reporting.measures.staffing import filled_on, in_plan, last_day, posts_by, vacancies
from services.reporting.measures.wording import digits
from services.reporting.reports.names import Names, sentence_case
from services.reporting.reports.table import Column, Table, iso


def posts_table(sight: Sight, period: Period, names: Names) -> Table:
    """Every post that was in the plan on some day of the period."""
    held, empty, stage = filled_on(sight, period.end), defaultdict[str, Decimal](Decimal), dict[str, str]()
    for one in vacancies(sight, period):
        empty[one.post_key] += one.fte_days
        if one.end == period.end:
            stage[one.post_key] = one.stage
    rows = [row for row in posts_by(sight, period.end) if last_day(row) >= period.start]
    cells = [
        (
            row.title,
            names.organisation(row.employer_org_id),
            names.title(row.workstream_id),
            iso(row.planned_start),
            digits(row.fte, "FTE"),
            digits(held.get(row.key, Decimal(0)), "FTE"),
            digits(to_weeks(empty[row.key]), "FTE-weeks"),
            sentence_case(stage[row.key]) if row.key in stage else _state(row, period, held.get(row.key)),
        )
        for row in sorted(rows, key=lambda row: (row.planned_start, row.title, row.key))
    ]
    columns = (
        Column("Post"),
        Column("Employer"),
        Column(sentence_case(names.workstream_word)),
        Column("Planned start", "date"),
        Column("FTE planned", "number"),
        Column("FTE filled", "number"),
        Column("FTE-weeks empty", "number"),
        Column("State", "short"),
    )
    return Table(
        "Posts",
        columns,
        tuple(cells),
        "No post was in the staffing plan in this period.",
        "FTE: full-time equivalents, on the last day. Weeks empty are those of this period, from the planned start.",
    )


def _state(row: object, period: Period, held: Decimal | None) -> str:
    if not in_plan(row, period.end):
        return "Over"
    return "Filled" if held else "Vacant"
