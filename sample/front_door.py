"""Eighteen requests at the front door with what became of them, and four bids for outside funding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sample.cast import org_id
from sample.plan import project_id
from sample.steps import PROGRAMME, Step, an_id, working_day

#: invented funders, so that no real one is said to have decided anything
FUNDERS = {
    "neighbourhoods": "Invented Foundation for Neighbourhoods",
    "trust": "Invented Trust for Health Research",
}
NEIGHBOURHOODS = "SAMPLE neighbourhoods 2024"


@dataclass(frozen=True, slots=True)
class Bid:
    """An application: who leads it, when it went in and what for, and what was decided."""

    key: str
    title: str
    funder: str
    lead: str
    sector: str
    role: str
    amount: str
    submitted: date
    request: str | None = None
    outcome: str | None = None
    decided: date | None = None
    awarded: str | None = None
    part: str | None = None


BIDS = (
    Bid(
        "kitchens",
        "Community kitchens and loneliness",
        "neighbourhoods",
        "lcvs",
        "voluntary_sector",
        "partner",
        "120000.00",
        date(2024, 11, 18),
        None,
        "awarded",
        date(2025, 3, 10),
        "118500.00",
        "30000.00",
    ),
    Bid(
        "winter",
        "Warm homes and winter admissions",
        "trust",
        "uol",
        "university",
        "partner",
        "350000.00",
        date(2025, 9, 22),
        None,
        "unsuccessful",
        date(2026, 1, 19),
    ),
    Bid(
        "streets",
        "Quiet streets around schools",
        "neighbourhoods",
        "council",
        "council",
        "lead",
        "95000.00",
        date(2026, 2, 16),
        "streets",
        "awarded",
        date(2026, 6, 8),
        "95000.00",
        "60000.00",
    ),
    Bid(
        "apprentices",
        "Health of young people in apprenticeships",
        "trust",
        "ljmu",
        "university",
        "partner",
        "240000.00",
        date(2026, 9, 14),
    ),
)


@dataclass(frozen=True, slots=True)
class Request:
    """What came in from whom; `answer` with the day, and the project, bid, output or reason that goes with it."""

    key: str
    received: date
    who: str  # a directorate, or org:<key>, or community
    kind: str
    title: str
    themes: tuple[str, ...]
    unit: str
    answer: str | None = None
    answered: date | None = None
    what: str | None = None
    body: str | None = None
    place: str | None = None
    weeks: int = 8  # until it is needed


REQUESTS = (
    Request("pubs", date(2024, 4, 22), "public_health", "question", "Late opening and injuries", (), "decisions",
            "brief", date(2024, 5, 30), None, "Licensing committee"),
    Request("absence", date(2024, 7, 8), "childrens_services", "evidence_need", "Damp homes and missed school days",
            ("housing", "education"), "data", "became_project", date(2024, 9, 3), "absence", "Cabinet"),
    Request("licensing", date(2024, 8, 19), "housing", "evidence_need", "What selective licensing does for health",
            ("housing",), "decisions", "became_project", date(2024, 10, 8), "licensing", "Cabinet"),
    Request("benches", date(2024, 9, 16), "community", "idea", "Benches on the way to the shops",
            ("physical_environment",), "community", "signposted", date(2024, 9, 27), place="SAMPLE-N03"),
    Request("debt", date(2024, 11, 4), "org:lcvs", "question", "Advice services and debt", ("employment",),
            "decisions", "data", date(2024, 12, 5)),
    Request("flu", date(2024, 12, 9), "adult_social_care", "question", "Uptake of vaccination in care work", (),
            "decisions", "advice", date(2025, 1, 10)),
    Request("travel", date(2025, 2, 10), "transport", "evidence_need", "Does the active travel scheme reach everybody?",
            ("physical_environment",), "decisions", "became_project", date(2025, 4, 8), "travel", "Cabinet"),
    Request("food", date(2025, 3, 17), "community", "idea", "A map of places to eat together",
            ("neighbourhood_working",), "community", "not_taken_up", date(2025, 4, 11), "exists_elsewhere",
            place="SAMPLE-N01"),
    Request("night", date(2025, 4, 28), "org:healthwatch", "question", "Night buses and hospital shifts",
            ("employment",), "decisions", "brief", date(2025, 6, 20), None, "Transport committee"),
    Request("libraries", date(2025, 6, 23), "culture", "evidence_need", "Library hours and wellbeing",
            ("leisure", "education"), "decisions", "became_project", date(2025, 9, 2), "libraries", "Cabinet"),
    Request("gyms", date(2025, 8, 11), "public_health", "question", "Who uses leisure passes, and who does not",
            ("leisure",), "data", "data", date(2025, 9, 12)),
    Request("streets", date(2025, 10, 13), "transport", "idea", "Quiet streets around schools",
            ("physical_environment",), "knowledge", "became_bid", date(2026, 2, 17), "streets", None, "SAMPLE-N02"),
    Request("agency", date(2025, 12, 1), "adult_social_care", "question", "Agency work and turnover in care",
            ("employment",), "decisions", "advice", date(2026, 1, 16)),
    Request("repairs", date(2026, 2, 9), "housing", "evidence_need", "What residents say about repairs",
            ("housing",), "data", "brief", date(2026, 5, 15), "output:900", "Housing committee", "SAMPLE-N04", 14),
    Request("shade", date(2026, 4, 20), "community", "idea", "Shade in playgrounds", ("physical_environment",),
            "community", "signposted", date(2026, 5, 1), place="SAMPLE-N01"),
    Request("heat", date(2026, 6, 29), "public_health", "question", "Heat in small flats", ("housing",), "decisions",
            "brief", date(2026, 8, 7), None, "Cabinet"),
    Request("apprentice", date(2026, 9, 21), "org:ljmu", "question", "What helps young people stay in work",
            ("employment",), "knowledge", body="Skills board"),
    Request("play", date(2026, 11, 9), "childrens_services", "evidence_need", "Play streets and neighbours",
            ("leisure", "neighbourhood_working"), "community", body="Cabinet", place="SAMPLE-N03"),
)  # fmt: skip


def steps() -> Iterator[Step]:
    """The funders, then each request and bid as it went."""
    for key, name in FUNDERS.items():
        fields = {"org_id": org_id(key), "name": name, "sector": "funder"}
        yield Step(date(2024, 2, 5), "people.register_organisation", fields)
    for bid in BIDS:
        yield from _bid(bid)
    for request in REQUESTS:
        yield from _request(request)


def _request(request: Request) -> Iterator[Step]:
    it, received = an_id("request", request.key), request.received
    fields: dict[str, Any] = {
        "request_id": it,
        "programme_id": PROGRAMME,
        "title": request.title,
        "kind": request.kind,
        "themes": list(request.themes),
        "places": [_place(request.place)] if request.place else [],
        "received_on": received.isoformat(),
        "needed_by": (received + timedelta(weeks=request.weeks)).isoformat(),
        "question": f"{request.title}: what is known, and what does it mean for us?",
    }
    if request.body:
        fields["decision_body"] = request.body
    if request.who == "community":
        fields["asked_by"] = "community"
    elif request.who.startswith("org:"):
        fields |= {"asked_by": "partner", "org_id": org_id(request.who.removeprefix("org:"))}
    else:
        fields |= {"asked_by": "directorate", "directorate": request.who}
    by = "community" if request.who == "community" else "manager"
    yield Step(received, "projects.receive_request", fields, by)
    looked_at = working_day(received + timedelta(days=3))
    triaged = {
        "request_id": it,
        "workstream_id": an_id("unit", request.unit),
        "priority": "high" if request.body == "Cabinet" else "normal",
        "answer_expected_on": (looked_at + timedelta(weeks=6)).isoformat(),
        "on": looked_at.isoformat(),
    }
    yield Step(looked_at, "projects.triage_request", triaged, "manager")
    if request.answer and request.answered:
        answered = {"request_id": it, "answer": request.answer, "answered_on": request.answered.isoformat()}
        yield Step(request.answered, "projects.answer_request", answered | _named(request), "manager")


def _named(request: Request) -> dict[str, str]:
    """The project, bid, output or reason of an answer."""
    what = request.what
    if what is None:
        return {}
    if request.answer == "became_project":
        return {"project_id": project_id(what)}
    if request.answer == "became_bid":
        return {"application_id": an_id("application", what)}
    if request.answer == "not_taken_up":
        return {"reason_code": what}
    return {"output_id": an_id("output", what.removeprefix("output:"))}


def _place(code: str) -> dict[str, str]:
    return {"code": code, "kind": "neighbourhood", "boundary_set": NEIGHBOURHOODS}


def _bid(bid: Bid) -> Iterator[Step]:
    it = an_id("application", bid.key)
    fields: dict[str, Any] = {
        "application_id": it,
        "programme_id": PROGRAMME,
        "title": bid.title,
        "funder_org_id": org_id(bid.funder),
        "amount": {"amount": bid.amount, "currency": "GBP"},
        "lead_org_id": org_id(bid.lead),
        "lead_sector": bid.sector,
        "hdrc_role": bid.role,
        "submitted_on": bid.submitted.isoformat(),
    }
    if bid.request:
        fields["request_id"] = an_id("request", bid.request)
    yield Step(working_day(bid.submitted + timedelta(days=1)), "projects.submit_application", fields, "manager")
    if bid.outcome and bid.decided:
        decided: dict[str, Any] = {
            "application_id": it,
            "outcome": bid.outcome,
            "decided_on": bid.decided.isoformat(),
        }
        if bid.awarded and bid.part:
            decided["amount_awarded"] = {"amount": bid.awarded, "currency": "GBP"}
            decided["amount_to_partnership"] = {"amount": bid.part, "currency": "GBP"}
        recorded = working_day(bid.decided + timedelta(days=2))
        yield Step(recorded, "projects.decide_application", decided, "manager")
