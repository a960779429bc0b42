"""Approvals, agreements and meetings in a report: what each project rests on, and who came."""

from __future__ import annotations

from typing import Any

from services.reporting.measures.approvals import state_on
from services.reporting.measures.period import Period
from services.reporting.measures.projects import under_way
from services.reporting.measures.sight import Sight
from services.reporting.projections.approvals import agreements, approvals
from services.reporting.projections.meetings import boards, meetings
from services.reporting.reports.names import Names, sentence_case
from services.reporting.reports.table import Column, Table, iso

STATES = {
    "not_needed": "Not needed",
    "needed": "Not applied for",
    "sought": "Awaiting a decision",
    "in_place": "In place",
    "refused": "Refused",
    "expired": "Past its last day",
}


def approvals_table(sight: Sight, period: Period, names: Names) -> Table:  # noqa: ARG001 (all titles are in the rows)
    """A line for each project under way and each approval that it rests on, or needs none of."""
    rows = []
    for project in sorted(under_way(sight, period), key=lambda p: (p.title, p.key)):
        resting = [row for row in sight.state(approvals, on=period.end) if project.key in (row.project_ids or [])]
        for row in sorted(resting, key=lambda row: (row.title, row.key)):
            state = state_on(row, period.end)
            why = sentence_case(row.reason_code) if state == "not_needed" and row.reason_code else None
            rows.append(
                (
                    project.title,
                    row.title,
                    STATES[state],
                    why or row.reference,
                    iso(row.decided_on),
                    iso(row.valid_until),
                )
            )
    columns = (
        Column("Project"),
        Column("Approval"),
        Column("State on the last day", "short"),
        Column("Reference, or why none is needed"),
        Column("Decided on", "date"),
        Column("Last day", "date"),
    )
    return Table(
        "Approvals of the projects under way", columns, tuple(rows), "No approval of a project under way is recorded."
    )


def agreements_table(sight: Sight, period: Period, names: Names) -> Table:
    """Agreements in force on some day of the period."""
    rows = [
        row
        for row in sight.state(agreements, on=period.end)
        if row.title
        and ((row.ended_on or row.valid_until) is None or (row.ended_on or row.valid_until) >= period.start)
    ]
    ordered = sorted(rows, key=lambda row: (row.signed_on, row.title, row.key))
    cells = [
        (
            row.title,
            sentence_case(row.kind),
            "; ".join(str(names.organisation(party)) for party in row.party_org_ids),
            iso(row.signed_on),
            iso(row.valid_until),
            _end(row, period),
        )
        for row in ordered
    ]
    columns = (
        Column("Agreement"),
        Column("Kind"),
        Column("Parties"),
        Column("Signed on", "date"),
        Column("Last day", "date"),
        Column("State on the last day of the period"),
    )
    return Table("Agreements", columns, tuple(cells), "No agreement was in force in this period.")


def meetings_table(sight: Sight, period: Period, names: Names) -> Table:
    """Every meeting of the period, by date."""
    titles = {row.key: row.title for row in sight.state(boards, on=period.end)}
    rows = [
        (
            iso(row.true_from),
            titles.get(row.board_id) or row.board_id,
            row.present,
            row.quorum,
            "Yes" if row.quorate else "No",
            row.public_members_present,
            "; ".join(f"{names.organisation(one['org_id'])} {one['present']}" for one in row.attendance) or None,
        )
        for row in sight.points(meetings, since=period.start, until=period.end)
    ]
    columns = (
        Column("Held on", "date"),
        Column("Body"),
        Column("Present", "number"),
        Column("Quorum", "number"),
        Column("Quorate", "short"),
        Column("Members of the public", "number"),
        Column("From organisations"),
    )
    return Table(
        "Meetings",
        columns,
        tuple(rows),
        "No meeting was held in this period.",
        "Present: members of the public included. A board may also need a number of them to be quorate.",
    )


def _end(row: Any, period: Period) -> str:
    last = row.ended_on or row.valid_until
    if last is None or last >= period.end:
        return "In force"
    return sentence_case(row.end_reason or "expired")
