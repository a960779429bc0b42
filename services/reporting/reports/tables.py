"""The tables and charts of a report: rows of what is behind the figures. A total never stands here; those are measures.

Each is (sight, period, names) -> Table. Cells are text, ISO dates, whole numbers or None; `kind` says how to show them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.reporting.measures import late
from services.reporting.measures.period import Period
from services.reporting.measures.registry import all_measures
from services.reporting.measures.sight import Sight
from services.reporting.measures.wording import digits, printed
from services.reporting.projections.awards import award_changes, awards
from services.reporting.projections.projects import projects
from services.reporting.reports import days
from services.reporting.reports.attributiontables import outputs_awards, outputs_list
from services.reporting.reports.changetables import changes_decided
from services.reporting.reports.compliancetables import compliance_table
from services.reporting.reports.confidencetables import confidence_table
from services.reporting.reports.decisiontables import decisions_table, indicators_table
from services.reporting.reports.dutytables import duties_list
from services.reporting.reports.frontdoortables import applications_table, requests_table
from services.reporting.reports.governancetables import agreements_table, approvals_table, meetings_table
from services.reporting.reports.impacttables import claims_table, gaps_table
from services.reporting.reports.involvementtables import activities_table, changes_table
from services.reporting.reports.moneytables import (
    money_causes,
    money_claims,
    money_payments,
    money_position,
    partner_contributions,
)
from services.reporting.reports.names import Names, fact_words, sentence_case
from services.reporting.reports.outputtables import outputs_withdrawn
from services.reporting.reports.plantables import milestones_moves, milestones_next, milestones_plan, timeline
from services.reporting.reports.risktables import issues_open, risks_top
from services.reporting.reports.staffingtables import posts_table
from services.reporting.reports.table import Column, Table, Timeline, iso
from services.reporting.reports.trainingtables import sessions_table, surveys_table


def award_details(sight: Sight, period: Period, names: Names) -> Table:
    rows = [
        (
            row.id_as_written,
            names.organisation(row.funder_org),
            row.funder_programme,
            names.organisation(row.contracted_org),
            iso(row.starts_on),
            iso(row.original_end),
            iso(row.ends_on),
        )
        for row in sight.state(awards, on=period.end)
        if row.reference
    ]
    columns = (
        Column("Award"),
        Column("Funder"),
        Column("Funding programme"),
        Column("Contract held by"),
        Column("Start", "date"),
        Column("Original end", "date"),
        Column("Current end", "date"),
    )
    return Table("The award", columns, tuple(rows), "No award has been recorded.")


def award_history(sight: Sight, period: Period, names: Names) -> Table:
    rows = [
        (
            iso(row.true_from),
            names.title(row.award_id) or row.award_id,
            row.months,
            None if row.amount_change is None else digits(row.amount_change, "GBP"),
            iso(row.new_end),
            row.funder_reference,
        )
        for row in sight.points(award_changes, until=period.end)
    ]
    columns = (
        Column("Agreed on", "date"),
        Column("Award"),
        Column("Months added", "number"),
        Column("Money added", "number"),
        Column("New end", "date"),
        Column("Funder's reference"),
    )
    return Table("Extensions and changes agreed", columns, tuple(rows), "No extension or change has been agreed.")


def projects_table(sight: Sight, period: Period, names: Names) -> Table:
    """Every project that was under way or paused on the last day, or ended in the period."""
    rows = [
        row
        for row in sight.state(projects, on=period.end)
        if row.title and (row.status != "ended" or row.status_on in period)
    ]
    word = sentence_case(names.workstream_word)
    ordered = sorted(rows, key=lambda row: (names.title(row.workstream_id) or "~", row.title, row.key))
    cells = [
        (
            row.title,
            names.title(row.workstream_id),
            _project_state(row),
            iso(row.started_on),
            iso(row.planned_end),
            "; ".join(names.key(theme) for theme in row.themes or []) or None,
        )
        for row in ordered
    ]
    columns = (
        Column("Project"),
        Column(word),
        Column("State", "short"),
        Column("Started", "date"),
        Column("Planned end", "date"),
        Column("Themes"),
    )
    return Table("Projects", columns, tuple(cells), "No project has been recorded.")


def _project_state(row: Any) -> str:
    if row.status == "active":
        return "Under way"
    return "Paused" if row.status == "paused" else sentence_case(row.outcome or "ended")


def late_table(sight: Sight, period: Period, names: Names) -> Table:  # noqa: ARG001 (late is late whatever the period)
    last, found = late.late_facts(sight)
    decided = late.decisions(sight)
    rows = [
        (
            fact_words(fact.type),
            names.title(fact.subject),
            iso(fact.effective_on),
            fact.position,
            "Correction" if fact.corrects else "Late",
            sentence_case(decided.get(str(fact.id), late.UNDECIDED)),
        )
        for fact in found
    ]
    columns = (
        Column("Fact"),
        Column("About"),
        Column("True on", "date"),
        Column("Record", "number"),
        Column("Kind"),
        Column("Decision"),
    )
    empty = "No report has been submitted yet." if last is None else "No fact came late."
    return Table("Facts that came after the last report", columns, tuple(rows), empty)


def late_figures(sight: Sight, period: Period, names: Names) -> Table:  # noqa: ARG001 (it is about the last report)
    """What the late facts do to the figures of the last report: as it said, and as we know it now."""
    columns = (Column("Figure"), Column("As reported"), Column("As known now"))
    title = "Figures of the last report that late facts change"
    last, found = late.late_facts(sight)
    if not found:
        return Table(title, columns, (), "None.")
    reported = Period(last.period_from, last.period_to)
    before = sight.as_known_at(last.known_at)
    rows = []
    for measure in all_measures().values():
        if measure.id != "report.late_facts":
            values = (measure(which, reported) for which in (before, sight))
            said, now = (" ".join(filter(None, (printed(measure, v), v.note and f"({v.note})"))) for v in values)
            if said != now:
                rows.append((measure.title, said, now))
    note = f"The last report covers {days.day(reported.start)} to {days.day(reported.end)}."
    return Table(title, columns, tuple(rows), "They change no figure of it.", note)


Builder = Callable[[Sight, Period, Names], Table]

#: tables by the name that templates use; `figures.provenance` is made from the figures themselves (`provenance`)
TABLES: dict[str, Builder | None] = {
    "award.details": award_details,
    "award.changes": award_history,
    "progress.projects": projects_table,
    "progress.confidence": confidence_table,
    "milestones.plan": milestones_plan,
    "milestones.moves": milestones_moves,
    "milestones.next": milestones_next,
    "staffing.posts": posts_table,
    "risks.top": risks_top,
    "risks.issues": issues_open,
    "money.position": money_position,
    "money.causes": money_causes,
    "money.claims": money_claims,
    "money.payments": money_payments,
    "partners.contributions": partner_contributions,
    "outputs.list": outputs_list,
    "outputs.compliance": compliance_table,
    "outputs.withdrawn": outputs_withdrawn,
    "outputs.awards": outputs_awards,
    "changes.decided": changes_decided,
    "duties.list": duties_list,
    "late.facts": late_table,
    "late.figures": late_figures,
    "approvals.projects": approvals_table,
    "approvals.agreements": agreements_table,
    "governance.meetings": meetings_table,
    "involvement.activities": activities_table,
    "involvement.changes": changes_table,
    "front_door.requests": requests_table,
    "front_door.bids": applications_table,
    "training.sessions": sessions_table,
    "training.surveys": surveys_table,
    "impact.decisions": decisions_table,
    "impact.indicators": indicators_table,
    "impact.claims": claims_table,
    "impact.gaps": gaps_table,
    "figures.provenance": None,
}

CHARTS: dict[str, Callable[[Sight, Period, Names], Timeline]] = {"milestones.timeline": timeline}


def provenance(figures: list[dict[str, Any]]) -> Table:
    """What each figure of the report means, its version, and how many facts it rests on."""
    rows = [(f["title"], f["printed"], f["definition"], f["version"], len(f["events"])) for f in figures]
    columns = (
        Column("Figure"),
        Column("Value"),
        Column("What it means"),
        Column("Version", "number"),
        Column("Recorded facts", "number"),
    )
    return Table(
        "Figures and what they rest on",
        columns,
        tuple(rows),
        "This report has no figures.",
        "The ids of these facts are in report.json, figure by figure.",
    )
