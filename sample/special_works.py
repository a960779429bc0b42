"""Outputs with a story of their own: money won, a preprint and its article, a retraction, one planned, one embargoed,
a withdrawal taken back, a correction, and the types that a programme has once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sample.cast import person_id
from sample.plan import PROJECTS, Project
from sample.steps import Step, an_id
from sample.works import recorded

_BY_KEY = {project.key: project for project in PROJECTS}
REPAIRS, LICENSING = _BY_KEY["repairs"], _BY_KEY["licensing"]


def outputs() -> Iterator[Step]:
    """Each as it was told, in order of its days."""
    yield from _money()
    yield from _versions()
    yield from _retracted()
    yield from _unpublished()
    yield from _taken_back()
    yield from _once()


def _money() -> Iterator[Step]:
    """One that is a decided application as well, one in another currency."""
    kitchens = {
        "funder_name": "Invented Foundation for Neighbourhoods", "funder_sector": "charity", "amount": "118500",
        "amount_to_partnership": "30000", "currency": "GBP", "role": "shared", "start_month": "5",
        "start_year": "2025", "end_month": "4", "end_year": "2027",
        "application_id": an_id("application", "kitchens"),
    }  # fmt: skip
    yield _special(901, date(2025, 4, 2), date(2025, 3, 31), ("further_funding", "research_grant",
                   "Grant for community kitchens"), details=kitchens)  # fmt: skip
    visit = {
        "funder_name": "Invented Network of Healthy Cities", "funder_sector": "multiple", "amount": "4200",
        "currency": "EUR", "role": "led", "start_month": "0", "start_year": "2025", "end_month": "0",
        "end_year": "2025",
    }  # fmt: skip
    yield _special(902, date(2025, 9, 9), date(2025, 9, 4), ("further_funding", "travel_small_personal",
                   "Exchange with a healthy city"), details=visit)  # fmt: skip
    advice = {
        "funder_name": "Invented Advice Trust", "funder_sector": "charity", "amount": "18000",
        "amount_to_partnership": "18000", "currency": "GBP", "role": "led", "start_month": "4", "start_year": "2026",
        "end_month": "3", "end_year": "2027",
    }  # fmt: skip
    yield _special(903, date(2026, 3, 20), date(2026, 3, 18), ("further_funding", "research_grant",
                   "Grant for advice in health centres"), details=advice)  # fmt: skip


def _versions() -> Iterator[Step]:
    """A preprint, and half a year later its article: one of them counts."""
    title = "Housing repairs and winter admissions"
    yield _special(904, date(2025, 3, 18), date(2025, 3, 17), ("publication", "preprint", title))
    submitted: dict[str, Any] = {
        "published_on": None,
        "state": "submitted",
        "planned_on": "2025-10",
        "submitted_on": "2025-03-20",
    }
    yield _special(905, date(2025, 3, 21), date(2025, 10, 1), ("publication", "journal_article", title), **submitted)
    article = {"output_id": an_id("output", 905)}
    accepted = {"state": "accepted", "accepted_on": "2025-08-11", "reason_code": "enriched"}
    yield Step(date(2025, 8, 12), "outputs.change_output", article | accepted, by=REPAIRS.lead)
    yield Step(date(2025, 9, 23), "outputs.publish_output", article | {"published_on": "2025-09-22"}, by=REPAIRS.lead)
    link = {"output_id": an_id("output", 904), "version_of": an_id("output", 905), "reason_code": "enriched"}
    yield Step(date(2025, 9, 23), "outputs.change_output", link, by=REPAIRS.lead)


def _retracted() -> Iterator[Step]:
    """By its own authors, a year after a report counted it."""
    yield _special(906, date(2025, 2, 12), date(2025, 2, 10), ("publication", "journal_article",
                   "Licensing and complaints: a first count"), project=LICENSING)  # fmt: skip
    gone = {"output_id": an_id("output", 906), "kind": "retracted", "noticed_on": "2026-03-16"}
    notice = gone | {"notice_url": "https://example.org/notices/906"}
    yield Step(date(2026, 3, 17), "outputs.withdraw_output", notice, by="manager")


def _unpublished() -> Iterator[Step]:
    """One planned, one accepted and under embargo; each is published when its day comes."""
    planned: dict[str, Any] = {"published_on": None, "state": "planned", "planned_on": "2027-01-20"}
    yield _special(907, date(2026, 9, 15), date(2027, 1, 20), ("publication", "technical_report",
                   "Five years of licensing, measured"), project=LICENSING, **planned)  # fmt: skip
    told = {"output_id": an_id("output", 907), "published_on": "2027-01-20"}
    yield Step(date(2027, 1, 21), "outputs.publish_output", told, by=LICENSING.lead)
    held: dict[str, Any] = {
        "published_on": None,
        "state": "embargoed",
        "planned_on": "2026-12-16",
        "embargoed_until": "2026-12-15",
    }
    days: dict[str, Any] = {"submitted_on": "2026-04-22", "accepted_on": "2026-10-30"}
    yield _special(908, date(2026, 11, 2), date(2026, 12, 16), ("publication", "journal_article",
                   "Selective licensing and respiratory health"), project=LICENSING, **held, **days)  # fmt: skip
    told = {"output_id": an_id("output", 908), "published_on": "2026-12-16"}
    yield Step(date(2026, 12, 17), "outputs.publish_output", told, by=LICENSING.lead)


def _taken_back() -> Iterator[Step]:
    """The wrong one of two was withdrawn, and stood again the day after; and a title was put right."""
    yield _special(909, date(2025, 5, 21), date(2025, 5, 20), ("evidence_brief", "data_profile",
                   "Profile of damp homes by ward"))  # fmt: skip
    it = {"output_id": an_id("output", 909)}
    yield Step(date(2025, 6, 2), "outputs.withdraw_output", it | {"kind": "error"}, by="manager")
    yield Step(date(2025, 6, 3), "outputs.reinstate_output", it, by="manager")
    title = {"title": "Profile of damp homes by neighbourhood", "reason_code": "correction"}
    yield Step(date(2025, 6, 10), "outputs.change_output", it | title, by=REPAIRS.lead)


def _once() -> Iterator[Step]:
    """Somebody who moved on, without a name; a finding, a narrative, the use of a facility, a press release."""
    moved = {
        "person_id": person_id("researcher3"), "role_before": "Evaluator", "role_after": "Public health analyst",
        "in_research": True, "organisation_after": "A council elsewhere", "sector_after": "local_authority",
        "country": "United Kingdom", "moved": "2026", "qualification": "none",
    }  # fmt: skip
    yield _special(910, date(2026, 5, 12), date(2026, 5, 1), ("next_destination", None,
                   "An evaluator became an analyst elsewhere"), details=moved)  # fmt: skip
    finding = {
        "description": "Repairs within two weeks go with fewer winter admissions (invented).",
        "objectives_met": "partly",
        "taken_forward": "Housing associations can order their repairs by it (invented).",
        "sectors": ["healthcare", "construction"],
        "audience": ["officers", "practitioners"],
    }
    yield _special(911, date(2026, 2, 11), date(2026, 2, 10), ("key_finding", None,
                   "Quick repairs keep people out of hospital"), details=finding)  # fmt: skip
    narrative = {
        "description": "The committee ordered its repairs anew after reading the brief (invented).",
        "impact_kinds": ["societal", "policy"],
        "sectors": ["communities"],
        "first_year": "2026",
    }
    yield _special(912, date(2026, 7, 7), date(2026, 7, 6), ("impact_narrative", None,
                   "How evidence changed the order of repairs"), details=narrative)  # fmt: skip
    used = {"provider": "Invented Secure Data Service", "services": "A safe room for linked data (invented).",
            "began": "2024", "ended": "Still Active"}  # fmt: skip
    yield _special(913, date(2024, 10, 8), date(2024, 10, 7), ("facility_resource_use", None,
                   "Safe room for linked data"), details=used)  # fmt: skip
    press = {"outlet": "Local and housing press", "reach": "regional", "audience": "public", "led_by": "us",
             "people_reached": 4500, "counted": False}  # fmt: skip
    yield _special(914, date(2025, 9, 24), date(2025, 9, 23), ("media_activity", "press_release",
                   "Press release: repairs and winter admissions"), details=press)  # fmt: skip


def _special(
    number: int,
    logged: date,
    on: date,
    what: tuple[str, str | None, str],
    *,
    project: Project = REPAIRS,
    **more: Any,
) -> Step:
    return recorded(number, logged, on, what, project, **more)
