"""The tables and charts of a report: rows of what is behind the figures. A total never stands here; those are measures.

Each is (sight, period, names) -> Table. Cells are text, ISO dates, whole numbers or None; `kind` says how to show them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from services.reporting.measures import late, milestones
from services.reporting.measures.period import Period
from services.reporting.measures.plan import Milestone, baselines_at_start, plan_on
from services.reporting.measures.published import new_outputs
from services.reporting.measures.registry import all_measures
from services.reporting.measures.sight import Sight
from services.reporting.measures.wording import digits, printed
from services.reporting.projections.awards import award_changes, awards
from services.reporting.projections.outputs import attributions
from services.reporting.projections.projects import projects
from services.reporting.reports import days
from services.reporting.reports.names import Names, fact_words, sentence_case

Cell = str | int | None
Kind = Literal["text", "short", "date", "number", "doi"]


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """`empty` is said in place of a table without rows; `note` stands under one with rows."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Milestones on a time axis: baseline, forecast or actual; drawn by `render.timeline`."""

    title: str
    start: date
    end: date
    #: the last day of the period
    today: date
    lines: tuple[TimelineLine, ...]


@dataclass(frozen=True, slots=True)
class TimelineLine:
    title: str
    project: str | None
    baseline_on: date
    forecast_on: date | None
    done_on: date | None
    state: str


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def award_details(sight: Sight, period: Period, names: Names) -> Table:
    rows = [
        (
            row.id_as_written,
            names.organisation(row.funder_org),
            row.funder_programme,
            names.organisation(row.contracted_org),
            _iso(row.starts_on),
            _iso(row.original_end),
            _iso(row.ends_on),
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
            _iso(row.true_from),
            names.title(row.award_id) or row.award_id,
            row.months,
            None if row.amount_change is None else digits(row.amount_change, "GBP"),
            _iso(row.new_end),
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
            _iso(row.started_on),
            _iso(row.planned_end),
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


def plan_rows(sight: Sight, period: Period) -> list[tuple[Milestone, date]]:
    """The milestones that this period is about, with their baseline at its start.

    Those due or done in it, those overdue at its end, and those cancelled in it; in order of baseline.
    """
    due = baselines_at_start(sight, period.start, period.end)
    done = milestones.done_in(sight, period)
    chosen = []
    for milestone in plan_on(sight, period.end):
        baseline = due.get(milestone.key, milestone.baseline_on)
        overdue = milestone.open and milestone.baseline_on <= period.end
        cancelled = milestone.cancelled_on is not None and milestone.cancelled_on in period
        if baseline in period or milestone.key in done or overdue or cancelled:
            chosen.append((milestone, baseline))
    return sorted(chosen, key=lambda pair: (pair[1], pair[0].title, pair[0].key))


def standing(milestone: Milestone, baseline: date, day: date) -> str:
    """The computed state of a milestone at the end of a day, in words; nobody's judgement."""
    if milestone.done_on:
        late_by = (milestone.done_on - baseline).days
        return "Done on time" if late_by <= 0 else f"Done {_days(late_by)} late"
    if milestone.cancelled_on:
        return "Cancelled"
    if milestone.baseline_on <= day:
        return f"Overdue by {_days((day - milestone.baseline_on).days)}"
    return "Moved by a new baseline" if baseline <= day else "Not due yet"


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def milestones_plan(sight: Sight, period: Period, names: Names) -> Table:
    rows = [
        (
            m.title,
            names.title(m.project_id) or names.title(m.workstream_id),
            _iso(baseline),
            None if m.done_on or m.cancelled_on else _iso(m.forecast_on),
            _iso(m.done_on),
            None if m.cancelled_on and not m.done_on else ((m.done_on or m.forecast_on) - baseline).days,
            standing(m, baseline, period.end),
        )
        for m, baseline in plan_rows(sight, period)
    ]
    columns = (
        Column("Milestone"),
        Column("Project"),
        Column("Baseline", "date"),
        Column("Forecast", "date"),
        Column("Actual", "date"),
        Column("Days late", "number"),
        Column("State"),
    )
    return Table(
        "Milestones of this period",
        columns,
        tuple(rows),
        "No milestone was due, done, overdue or cancelled in this period.",
        "Baseline: the date in force on the first day of the period. Days late: from baseline to actual date, else to "
        "forecast; below zero is early.",
    )


def timeline(sight: Sight, period: Period, names: Names) -> Timeline:
    rows = plan_rows(sight, period)
    lines = tuple(
        TimelineLine(
            m.title,
            names.title(m.project_id) or names.title(m.workstream_id),
            baseline,
            None if m.done_on or m.cancelled_on else m.forecast_on,
            m.done_on,
            standing(m, baseline, period.end),
        )
        for m, baseline in rows
    )
    return Timeline("Milestones of this period on a time line", period.start, period.following().end, period.end, lines)


def milestones_moves(sight: Sight, period: Period, names: Names) -> Table:
    rows = [
        (
            _iso(move.true_from),
            names.title(move.milestone_id) or move.milestone_id,
            _iso(move.forecast_from),
            _iso(move.forecast_to),
            (move.forecast_to - move.forecast_from).days,
            sentence_case(move.reason_code),
        )
        for move in milestones.moves_in(sight, period)
    ]
    columns = (
        Column("Known on", "date"),
        Column("Milestone"),
        Column("From", "date"),
        Column("To", "date"),
        Column("Days", "number"),
        Column("Reason"),
    )
    return Table("Forecasts that moved", columns, tuple(rows), "No forecast moved.", "Below zero: moved earlier.")


def milestones_next(sight: Sight, period: Period, names: Names) -> Table:
    coming = period.following()
    chosen = [m for m in plan_on(sight, period.end) if m.open and m.forecast_on in coming]
    rows = [
        (
            m.title,
            names.title(m.project_id) or names.title(m.workstream_id),
            _iso(m.baseline_on),
            _iso(m.forecast_on),
            "Contractual" if m.contractual else "Internal",
        )
        for m in sorted(chosen, key=lambda m: (m.forecast_on, m.title, m.key))
    ]
    columns = (
        Column("Milestone"),
        Column("Project"),
        Column("Baseline", "date"),
        Column("Forecast", "date"),
        Column("Kind"),
    )
    return Table(
        "Milestones of the coming period", columns, tuple(rows), "No milestone is forecast for the coming period."
    )


def outputs_list(sight: Sight, period: Period, names: Names) -> Table:
    linked: dict[str, set[str]] = {}
    for row in sight.state(attributions, on=period.end):
        if row.award_id and row.standing in ("asserted", "agreed"):
            linked.setdefault(row.output_id, set()).add(names.title(row.award_id) or row.award_id)
    rows = []
    for output in new_outputs(sight, period):
        doi = next((i["doi"].casefold() for i in output.identifiers if i.get("doi")), None)
        its = sorted({award for member in output.members for award in linked.get(member.key, ())})
        kind = sentence_case(output.row.subtype or output.row.type)
        title = f"{output.row.title} (retracted)" if output.retracted else output.row.title
        rows.append((_iso(output.public_on), title, kind, doi, "; ".join(its) or None))
    columns = (Column("Public since", "date"), Column("Title"), Column("Type"), Column("DOI", "doi"), Column("Awards"))
    return Table("Outputs of the period", columns, tuple(rows), "No output entered the public domain in this period.")


def late_table(sight: Sight, period: Period, names: Names) -> Table:  # noqa: ARG001 (late is late whatever the period)
    last, found = late.late_facts(sight)
    decided = late.decisions(sight)
    rows = [
        (
            fact_words(fact.type),
            names.title(fact.subject),
            _iso(fact.effective_on),
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
            said, now = (printed(measure, measure(which, reported)) for which in (before, sight))
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
    "milestones.plan": milestones_plan,
    "milestones.moves": milestones_moves,
    "milestones.next": milestones_next,
    "outputs.list": outputs_list,
    "late.facts": late_table,
    "late.figures": late_figures,
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
