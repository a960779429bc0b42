"""Impact in a report: each claim with how strongly it is shown beside it, and how it is to be taken."""

from __future__ import annotations

from typing import Any

from services.reporting.measures.impact import claims, evidence_standing, gaps
from services.reporting.measures.period import Period
from services.reporting.measures.sight import Sight
from services.reporting.reports.names import Names, sentence_case
from services.reporting.reports.table import Column, Table, iso
from shared.events.outputs.impact import STRENGTH_WORDS, how_to_put_it


def claims_table(sight: Sight, period: Period, names: Names) -> Table:
    """Every claim that stands at the end of the period, the strongest first."""
    evidence = evidence_standing(sight, period)
    rows = [
        (
            _said(row),
            row.beneficiaries,
            "; ".join(names.place(place["code"]) for place in row.places or []) or None,
            iso(row.began_on),
            sentence_case(STRENGTH_WORDS[row.strength]),
            evidence.get(row.key, 0),
            how_to_put_it(row.strength, bool(row.contribution)),
            names.title(row.decision_id),
        )
        for row in claims(sight, period)
    ]
    columns = (
        Column("What changed"),
        Column("For whom"),
        Column("Where"),
        Column("Since", "date"),
        Column("Strength of evidence"),
        Column("Items of evidence", "number"),
        Column("How to take it"),
        Column("Decision informed"),
    )
    note = (
        "Nobody verifies their own claim. Of employment, housing and the use of the NHS a programme can have "
        "contributed to a change; that it caused the change is said nowhere."
    )
    return Table("Impact claims", columns, tuple(rows), "No impact has been claimed.", note)


def gaps_table(sight: Sight, period: Period, names: Names) -> Table:  # noqa: ARG001
    """Claims that nothing shows, older than 90 days."""
    rows = [
        (_said(row), row.beneficiaries, iso(row.claimed_on), (period.end - row.claimed_on).days)
        for row in gaps(sight, period)
    ]
    columns = (
        Column("What is claimed"),
        Column("For whom"),
        Column("Claimed on", "date"),
        Column("Days without evidence", "number"),
    )
    return Table(
        "Impact claims that nothing shows", columns, tuple(rows), "No claim is older than 90 days without evidence."
    )


def _said(row: Any) -> str:
    return f"Contributed to: {row.title}" if row.contribution else str(row.title)
