"""Meetings of boards, groups and panels."""

from __future__ import annotations

from services.reporting.measures.looked import looked
from services.reporting.measures.period import Period
from services.reporting.measures.registry import measure
from services.reporting.measures.sight import Sight
from services.reporting.measures.value import Line, Value, cut_by, number
from services.reporting.projections.activity import governance_activity
from services.reporting.projections.meetings import meetings


@measure(
    "governance.meetings",
    version=1,
    kind="flow",
    unit="meetings",
    section="governance",
    title="Governance meetings",
    definition="""Meetings of boards, advisory groups and panels held in the period, by their date. Beside it: how many
    were quorate, by the rule of their board on that day and from who came, and at how many members of the public were
    present.""",
)
def held(sight: Sight, period: Period) -> Value:
    rows = sight.points(meetings, since=period.start, until=period.end)
    beside = (
        Line("quorate", sum(1 for row in rows if row.quorate)),
        Line("with members of the public present", sum(1 for row in rows if row.public_members_present)),
    )
    return number(
        rows,
        meetings.name,
        looked=looked(sight, governance_activity, period),
        breakdowns=[cut_by("By body", "board", rows, lambda meeting: [meeting.board_id], "none")],
        beside=beside if rows else (),
    )
