"""The front door in a report: what was asked and what became of it, and bids for outside funding."""

from __future__ import annotations

from typing import Any

from services.reporting.measures.front_door import answered_in
from services.reporting.measures.period import Period
from services.reporting.measures.sight import Sight
from services.reporting.measures.wording import digits
from services.reporting.measures.workingdays import nation_on
from services.reporting.projections.front_door import applications, requests
from services.reporting.reports.names import Names, sentence_case
from services.reporting.reports.table import Column, Table, iso
from shared.workingdays import working_days_between

ASKERS = {"directorate": "Council", "partner": "Partner", "community": "Community"}


def requests_table(sight: Sight, period: Period, names: Names) -> Table:
    """Requests that came in during the period, were answered in it, or were open at its end; by day of receipt."""
    nation, answered = nation_on(sight, period.end), {row.key for row in answered_in(sight, period)}
    chosen = [
        row
        for row in sight.state(requests, on=period.end)
        if row.title and (row.received_on in period or row.key in answered or row.answered_on is None)
    ]
    rows = [
        (
            iso(row.received_on),
            row.title,
            _asker(row, names),
            row.decision_body,
            _became(row, names),
            iso(row.answered_on),
            working_days_between(row.received_on, row.answered_on, nation) if row.answered_on else None,
        )
        for row in sorted(chosen, key=lambda row: (row.received_on, row.title, row.key))
    ]
    columns = (
        Column("Received on", "date"),
        Column("Request"),
        Column("From"),
        Column("Decision that waits for it"),
        Column("What became of it"),
        Column("Answered on", "date"),
        Column("Working days", "number"),
    )
    return Table("Requests at the front door", columns, tuple(rows), "No request came in, was answered or is open.")


def applications_table(sight: Sight, period: Period, names: Names) -> Table:
    """Bids submitted or decided in the period, and those not decided yet; by day of submission."""
    chosen = [
        row
        for row in sight.state(applications, on=period.end)
        if row.title
        and (row.submitted_on in period or row.decided_on is None or (row.decided_on and row.decided_on in period))
    ]
    rows = [
        (
            iso(row.submitted_on),
            row.title,
            names.organisation(row.funder_org),
            names.organisation(row.lead_org_id),
            _money(row.amount, row.currency),
            sentence_case(row.outcome) if row.outcome else "Not decided yet",
            _money(row.amount_awarded, row.currency),
        )
        for row in sorted(chosen, key=lambda row: (row.submitted_on, row.title, row.key))
    ]
    columns = (
        Column("Submitted on", "date"),
        Column("Bid"),
        Column("Funder"),
        Column("Led by"),
        Column("Asked for", "number"),
        Column("Outcome"),
        Column("Awarded", "number"),
    )
    return Table("Bids for outside funding", columns, tuple(rows), "No bid was submitted, decided or is waiting.")


def _asker(row: Any, names: Names) -> str:
    who = sentence_case(row.directorate) if row.directorate else names.organisation(row.org_id)
    return f"{ASKERS[row.asked_by]}: {who}" if who else ASKERS[row.asked_by]


def _became(row: Any, names: Names) -> str:
    if row.answered_on is None:
        return "Open, opened again" if row.reopened_on else "Open"
    title = names.title(row.project_id or row.application_id or row.output_id)
    because = f" ({sentence_case(row.reason_code).lower()})" if row.reason_code else ""
    return f"{sentence_case(row.answer)}: {title}" if title else f"{sentence_case(row.answer)}{because}"


def _money(amount: Any, currency: str) -> str | None:
    if amount is None:
        return None
    return digits(amount, "GBP") if currency == "GBP" else f"{digits(amount, currency)} {currency}"
