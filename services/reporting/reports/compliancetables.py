"""Outputs of the period in a report, each with how it keeps what the funder asks, and the clause that decides."""

from __future__ import annotations

from collections.abc import Iterable

from services.reporting.measures.funderpolicies import PublicOutput, public_outputs
from services.reporting.measures.period import Period
from services.reporting.measures.sight import Sight
from services.reporting.reports.days import day
from services.reporting.reports.names import Names
from services.reporting.reports.table import Column, Table, iso
from shared import policies
from shared.policies.notice import IN_TIME, LATE, NOT_GIVEN, NOT_NEEDED
from shared.policies.openaccess import COMPLIANT, NOT_COMPLIANT, OUT_OF_SCOPE, UNKNOWN

OPEN_ACCESS = {
    COMPLIANT: "Complies",
    NOT_COMPLIANT: "Does not comply",
    UNKNOWN: "Not known",
    OUT_OF_SCOPE: "Outside the policy",
}
ACKNOWLEDGEMENT = {
    "acknowledged": "Right",
    "not_acknowledged": "Not right",
    "not_checked": "Not checked",
    "not_needed": "Not needed",
}
NOTICE = {IN_TIME: "In time", LATE: "Late", NOT_GIVEN: "Not given", NOT_NEEDED: "Not needed"}


def compliance_table(sight: Sight, period: Period, names: Names) -> Table:  # noqa: ARG001 (all titles are in the rows)
    """Every output that became public in the period and of which something is asked."""
    found = [one for one in public_outputs(sight, period) if _asked(one)]
    rows = [
        (
            iso(one.public_on),
            one.row.title,
            _with(OPEN_ACCESS[one.open_access.state], [one.open_access.clause]),
            _with(
                ACKNOWLEDGEMENT[one.acknowledgement], one.failed if one.acknowledgement == "not_acknowledged" else ()
            ),
            _notice(one),
        )
        for one in found
    ]
    columns = (
        Column("Public since", "date"),
        Column("Title"),
        Column("Open access"),
        Column("Acknowledgement"),
        Column("Notice"),
    )
    clauses = "; ".join(f"{key}: {policies.clause(key).ask}" for key in _clauses(found))
    return Table(
        "What the funder asks of the outputs of the period",
        columns,
        tuple(rows),
        "No output of this period is one of which the funder asks this.",
        f"The clauses. {clauses}." if clauses else "",
    )


def _asked(one: PublicOutput) -> bool:
    nothing = (OUT_OF_SCOPE, "not_needed", NOT_NEEDED)
    return (one.open_access.state, one.acknowledgement, one.notice.state) != nothing


def _with(words: str, clauses: Iterable[str | None]) -> str:
    named = [clause for clause in clauses if clause]
    return f"{words} ({', '.join(named)})" if named else words


def _notice(one: PublicOutput) -> str:
    words = NOTICE[one.notice.state]
    if one.notice.state in (LATE, NOT_GIVEN) and one.notice.latest_on:
        return f"{words} (by {day(one.notice.latest_on)}, {one.notice.clause})"
    return words


def _clauses(found: list[PublicOutput]) -> list[str]:
    named: dict[str, None] = {}
    for one in found:
        failed = one.failed if one.acknowledgement == "not_acknowledged" else ()
        late = [one.notice.clause] if one.notice.state in (LATE, NOT_GIVEN) else []
        named |= dict.fromkeys(clause for clause in (one.open_access.clause, *failed, *late) if clause)
    return sorted(named)
