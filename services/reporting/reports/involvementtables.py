"""Involvement of the public in a report: its activities, and what changed because of it. In words only where words are
open: what people said, and what was done, stays with the programme; here stands what changed, by its title."""

from __future__ import annotations

from typing import Any

from services.reporting.measures.involvement import changes_in, held_in, told_by, what_changed
from services.reporting.measures.period import Period
from services.reporting.measures.sight import Sight
from services.reporting.reports.names import Names, sentence_case
from services.reporting.reports.table import Column, Table, iso


def activities_table(sight: Sight, period: Period, names: Names) -> Table:
    """Every activity of the period, by date; a few people are not told from none."""
    rows = [
        (
            iso(row.true_from),
            row.title,
            sentence_case(row.form),
            names.line("involvement", row.level),
            names.line("involvement", row.stage),
            row.contributors_shown,
            "; ".join(names.place(place["code"]) for place in row.places or []) or None,
        )
        for row in held_in(sight, period)
    ]
    columns = (
        Column("Held on", "date"),
        Column("Activity"),
        Column("Form"),
        Column("Level"),
        Column("Stage"),
        Column("Contributors", "short"),
        Column("Places"),
    )
    note = "Contributors: fewer than 5 are not shown, nor a number that would say how few are not on a register."
    return Table("Activities", columns, tuple(rows), "No activity was held in this period.", note)


def changes_table(sight: Sight, period: Period, names: Names) -> Table:
    """What changed in the period; what people have not been told of by its last day comes first."""
    told = told_by(sight, period)
    titles = names.title
    rows = [
        (
            iso(row.true_from),
            titles(_target(row)) or _target(row),
            sentence_case(what_changed(row)),
            "; ".join(titles(key) or key for key in row.involvement_ids),
            iso(told[row.key].true_from) if row.key in told else None,
            sentence_case(told[row.key].channel) if row.key in told else "Not yet",
        )
        for row in sorted(changes_in(sight, period), key=lambda row: (row.key in told, row.true_from, row.key))
    ]
    columns = (
        Column("Changed on", "date"),
        Column("What changed"),
        Column("Kind", "short"),
        Column("Because of what was said at"),
        Column("Reported back on", "date"),
        Column("How", "short"),
    )
    empty = "Nothing that changed in this period is recorded as changed because of what the public said."
    return Table("You said, we did", columns, tuple(rows), empty)


def _target(row: Any) -> str:
    return str(row.project_id or row.output_id or row.decision_id)
