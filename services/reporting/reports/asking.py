"""Puts a report together for a request: from the period asked for, the words kept here and the ledger at a cut."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from services.reporting.measures.period import Period
from services.reporting.measures.registry import by_id
from services.reporting.projections.reader import Snapshot, position_on
from services.reporting.reports import finding
from services.reporting.reports.document import Asked, Words, make
from services.reporting.reports.figure import as_data, compute
from services.reporting.reports.names import Names
from services.reporting.reports.sight import ProgrammeSight, last_shown
from services.reporting.templates.loader import template as find_template
from shared.errors import NotFound


def position(snap: Snapshot, known_at: int | None, known_on: date | None) -> int | None:
    """The position asked for; None for now. Raises NotFound for a day before anything was known."""
    if known_on is None:
        return known_at
    found = position_on(snap, known_on)
    if found == 0:
        raise NotFound(f"Nothing was known at the end of {known_on.isoformat()}.")
    return found


def report(
    session: Session,
    snap: Snapshot,
    renderer: Mapping[str, Any],
    *,
    programme_id: str,
    template: str,
    period_from: date,
    period_to: date,
    known_at: int | None = None,
    known_on: date | None = None,
    narrative: int | None = None,
    template_version: int | None = None,
) -> dict[str, Any]:
    """The contents of report.json."""

    def words_of(revision: int) -> Words:
        row = finding.of_period(session, programme_id, template, period_from, period_to, revision=revision)
        return finding.words(session, row.report_id if row else None, narrative)

    chosen = find_template(template, template_version)
    asked = Asked(programme_id, chosen, Period(period_from, period_to), position(snap, known_at, known_on))
    return make(snap, asked, words_of, renderer)


def figure(
    snap: Snapshot,
    figure_id: str,
    *,
    programme_id: str,
    template: str,
    period_from: date,
    period_to: date,
    known_at: int | None = None,
    known_on: date | None = None,
) -> dict[str, Any]:
    """One figure of the report, as report.json has it. Raises NotFound when the template has no such figure."""
    if figure_id not in find_template(template).figures():
        raise NotFound(f"This report has no figure {figure_id}.")
    at = last_shown(snap, programme_id, position(snap, known_at, known_on))
    sight = ProgrammeSight(snap, programme_id, at)
    names = Names(sight, ProgrammeSight(snap, "", at))
    return as_data(compute(by_id(figure_id), sight, Period(period_from, period_to)), names)


def brief(report: dict[str, Any]) -> dict[str, Any]:
    """The report for a page: with the number of facts behind each figure in place of their ids."""
    sections = [
        section | {"questions": [q | {"figures": [_brief(f) for f in q["figures"]]} for q in section["questions"]]}
        for section in report["sections"]
    ]
    return report | {"sections": sections}


def _brief(figure: dict[str, Any]) -> dict[str, Any]:
    left_out = ("events", "counted")
    short = {name: value for name, value in figure.items() if name not in left_out}
    return short | {name: len(figure[name]) for name in left_out}
