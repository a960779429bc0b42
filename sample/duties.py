"""Reporting duties as they fell due and were met: half-years by their reports, the rest by hand; and the story's end.

The duties themselves arise from the award's schedule when it is recorded. On every day on which the calendar brings one
something, the teller asks for that to be recorded, as the scheduler does for programmes whose story is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from sample.plan import award_id
from sample.returns import RETURNS, Return
from sample.steps import PROGRAMME, Step, an_id, months_after

#: how many days before a report or a return is due its owner is told, as its schedule says
REPORT_LEADS, NOTICE_LEAD, OUTPUT_LEAD = (28, 14), 5, 14
#: year -> day on which the annual report was sent; due on 31 March of the next year, so the second was late
ANNUAL = {2024: date(2025, 3, 27), 2025: date(2026, 4, 9)}
ISSUED_BY_FUNDER = date(2028, 12, 31)


def half_year(period: Return) -> str:
    """The duty that a half-year's report meets."""
    return f"{award_id()}.six_monthly_report.{period.start}"


def duties(as_of: date) -> Iterator[Step]:
    """What was done about duties by hand, and what the calendar brought, in no order."""
    yield from _annual_reports()
    yield from _notices()
    for day in sorted({day for day in _days_of_note() if day <= as_of}):
        yield _considered(day)


def ending(as_of: date) -> list[Step]:
    """The last steps of all: what has come by now, and that the story is told."""
    return [_considered(as_of), Step(as_of, "projects.finish_story", {"programme_id": PROGRAMME})]


def _considered(day: date) -> Step:
    return Step(day, "projects.consider_duties", {"programme_id": PROGRAMME})


def _annual_reports() -> Iterator[Step]:
    for year, sent in ANNUAL.items():
        fields = {
            "obligation_id": f"{award_id()}.annual_report.{year}-01-01",
            "evidence": [{"kind": "receipt", "id": f"SAMPLE-RECEIPT-{year}"}],
            "met_on": sent.isoformat(),
        }
        yield Step(sent, "projects.meet_duty", fields, by="manager")


def _notices() -> Iterator[Step]:
    """Two notices in time, one of them after its day had moved; and one that was excused."""
    launch = _notice("launch", "press_notice", date(2024, 10, 10))
    yield Step(date(2024, 9, 23), "projects.set_duty", launch, by="manager")
    yield _given("launch", date(2024, 10, 2))
    paper = _notice("paper", "output_notice", date(2025, 6, 18))
    yield Step(date(2025, 5, 1), "projects.set_duty", paper, by="manager")
    moved = {"obligation_id": paper["obligation_id"], "due_on": "2025-06-18", "reason_code": "publication_postponed"}
    yield Step(date(2025, 5, 14), "projects.move_duty", moved, by="manager")
    yield _given("paper", date(2025, 6, 16))
    joint = _notice("joint", "press_notice", date(2026, 3, 5))
    yield Step(date(2026, 2, 16), "projects.set_duty", joint, by="manager")
    waived = {
        "obligation_id": joint["obligation_id"],
        "reason_code": "issued_by_the_funder",
        "expires_on": ISSUED_BY_FUNDER.isoformat(),
    }
    yield Step(date(2026, 2, 20), "projects.waive_duty", waived, by="signatory")


def _notice(key: str, kind: str, event_on: date) -> dict[str, Any]:
    return {
        "obligation_id": an_id("notice", key),
        "award_id": award_id(),
        "kind": kind,
        "event_on": event_on.isoformat(),
    }


def _given(key: str, on: date) -> Step:
    evidence = [{"kind": "notice", "id": f"SAMPLE-NOTICE-{key.upper()}"}]
    return Step(on, "projects.meet_duty", {"obligation_id": an_id("notice", key), "evidence": evidence}, by="manager")


def _days_of_note() -> Iterable[date]:
    """The days on which duties are due soon, fall due, and become overdue."""
    reports = [months_after(period.end, 1) for period in RETURNS]
    reports += [date(year + 1, 3, 31) for year in (*ANNUAL, *(range(max(ANNUAL) + 1, 2028)))]
    for due in reports:
        yield from _around(due, REPORT_LEADS)
    yield from _around(date(2024, 10, 7), (NOTICE_LEAD,))
    yield from (date(2025, 5, 7), *_around(date(2025, 6, 18), (OUTPUT_LEAD,)))
    yield from _around(date(2026, 3, 2), (NOTICE_LEAD,))


def _around(due: date, leads: tuple[int, ...]) -> Iterator[date]:
    yield from (due - timedelta(days=lead) for lead in leads)
    yield from (due, due + timedelta(days=1))
