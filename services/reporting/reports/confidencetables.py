"""The table of delivery: each workstream's confidence as declared, beside its schedule as computed. Never one field."""

from __future__ import annotations

from services.reporting.measures.confidence import declared_on, schedules
from services.reporting.measures.late import last_submission
from services.reporting.measures.period import Period
from services.reporting.measures.sight import Sight
from services.reporting.projections.programmes import workstreams
from services.reporting.reports.names import Names, sentence_case
from services.reporting.reports.table import Column, Table, iso


def confidence_table(sight: Sight, period: Period, names: Names) -> Table:
    """Every workstream in order of title."""
    held = {row.key: row for row in declared_on(sight, period.end)}
    last = last_submission(sight)
    told = last is not None and last.period_to < period.start
    before = {row.key: row.level for row in declared_on(sight, last.period_to)} if last is not None and told else {}
    computed = schedules(sight, period.end)
    units = sorted((u for u in sight.state(workstreams, on=period.end) if u.title), key=lambda u: (u.title, u.key))
    rows = []
    for unit in units:
        row, schedule = held.get(unit.key), computed.get(unit.key)
        rows.append(
            (
                unit.title,
                sentence_case(row.level) if row else "Not declared",
                sentence_case(before.get(unit.key, "")) or None,
                iso(row.declared_on) if row else None,
                iso(row.review_on) if row else None,
                ("Yes" if row.has_action else "No") if row else None,
                sentence_case(schedule.level) if schedule else None,
                schedule.days_late if schedule else None,
            )
        )
    columns = (
        Column(sentence_case(names.workstream_word)),
        Column("Confidence declared", "short"),
        Column("At the last report", "short"),
        Column("Declared for", "date"),
        Column("Review", "date"),
        Column("Action set", "short"),
        Column("Schedule computed", "short"),
        Column("Most days late", "number"),
    )
    note = (
        "Confidence is somebody's judgement, with its reason kept in the programme. The schedule is computed from the "
        "open milestone that is latest against its baseline."
    )
    return Table("Delivery", columns, tuple(rows), "No workstream has been set up.", note)
