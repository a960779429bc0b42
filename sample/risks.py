"""The risk register: fourteen risks looked at every half-year, two of which happened, and a third issue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sample.cast import person_id
from sample.plan import project_id
from sample.steps import PROGRAMME, Step, an_id, months_after, working_day


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk: its inherent and first residual likelihood and impact, and each later look at it as (day, both)."""

    key: str
    title: str
    owner: str
    raised: date
    inherent: tuple[int, int]
    residual: tuple[int, int]
    target: int
    response: str
    proximity: str
    looks: tuple[tuple[date, int, int], ...] = ()
    closed: tuple[date, str] | None = None
    happened: date | None = None
    project: str | None = None
    unit: str | None = None
    words: str = ""


SPRING25, AUTUMN25, SPRING26, AUTUMN26 = date(2025, 3, 10), date(2025, 9, 15), date(2026, 3, 9), date(2026, 9, 14)
AUTUMN24 = date(2024, 9, 16)

RISKS = (
    Risk(
        "sharing",
        "Agreements to share data take longer than planned",
        "manager",
        date(2024, 3, 11),
        (5, 4),
        (4, 4),
        6,
        "treat",
        "now",
        ((AUTUMN24, 4, 4), (SPRING25, 3, 4), (AUTUMN25, 3, 3), (SPRING26, 2, 3), (AUTUMN26, 2, 3)),
        project="gateway",
        words="Several organisations have to agree before records can be linked.",
    ),
    Risk(
        "recruitment",
        "Specialist posts cannot be filled in time",
        "manager",
        date(2024, 2, 12),
        (5, 4),
        (5, 4),
        6,
        "treat",
        "now",
        ((AUTUMN24, 4, 4), (SPRING25, 2, 4), (AUTUMN25, 3, 4), (SPRING26, 2, 3), (AUTUMN26, 3, 3)),
        words="Pay in other sectors is higher for the same skills.",
    ),
    Risk(
        "leadership",
        "Elections change what the council asks of research",
        "manager",
        date(2024, 4, 15),
        (3, 3),
        (3, 2),
        4,
        "tolerate",
        "within_a_year",
        ((SPRING25, 3, 2), (SPRING26, 4, 2)),
        closed=(date(2026, 6, 8), "passed"),
    ),
    Risk(
        "approvals",
        "Ethics approval delays fieldwork",
        "researcher3",
        date(2024, 5, 20),
        (4, 3),
        (3, 3),
        4,
        "treat",
        "within_3_months",
        ((AUTUMN24, 3, 3), (SPRING25, 3, 3), (AUTUMN25, 2, 3)),
        closed=(date(2026, 1, 19), "averted"),
    ),
    Risk(
        "trust",
        "Residents are asked too often and stop taking part",
        "community",
        date(2024, 6, 17),
        (4, 4),
        (3, 4),
        6,
        "treat",
        "within_a_year",
        ((SPRING25, 3, 4), (AUTUMN25, 3, 3), (SPRING26, 3, 3), (AUTUMN26, 3, 4)),
        unit="community",
        words="Several programmes work in the same neighbourhoods.",
    ),
    Risk(
        "platform",
        "The linking platform is not ready for the housing data",
        "researcher2",
        date(2024, 6, 17),
        (4, 4),
        (4, 3),
        4,
        "treat",
        "within_3_months",
        ((AUTUMN24, 4, 4), (SPRING25, 5, 4)),
        happened=date(2025, 6, 2),
        project="repairs",
    ),
    Risk(
        "breach",
        "Personal data are seen by somebody who should not",
        "researcher2",
        date(2024, 3, 18),
        (3, 5),
        (1, 5),
        5,
        "treat",
        "later",
        ((SPRING25, 1, 5), (SPRING26, 1, 5), (AUTUMN26, 1, 5)),
        unit="data",
    ),
    Risk(
        "uptake",
        "Officers have no time to use the evidence",
        "researcher4",
        date(2024, 9, 16),
        (4, 4),
        (4, 3),
        6,
        "treat",
        "now",
        ((SPRING25, 4, 3), (AUTUMN25, 3, 3), (SPRING26, 3, 3), (AUTUMN26, 2, 3)),
        unit="decisions",
    ),
    Risk(
        "inflation",
        "Pay awards exceed what was budgeted",
        "manager",
        date(2024, 10, 14),
        (4, 3),
        (4, 3),
        8,
        "tolerate",
        "within_a_year",
        ((AUTUMN25, 4, 3), (AUTUMN26, 3, 3)),
    ),
    Risk(
        "schools",
        "Schools cannot host the air quality monitors",
        "researcher",
        date(2025, 6, 16),
        (3, 3),
        (3, 3),
        3,
        "treat",
        "within_3_months",
        ((AUTUMN25, 2, 3),),
        happened=date(2026, 4, 20),
        project="air",
    ),
    Risk(
        "continuity",
        "What was learnt is lost when contracts end",
        "manager",
        date(2025, 9, 15),
        (3, 4),
        (3, 4),
        6,
        "treat",
        "later",
        ((SPRING26, 3, 4), (AUTUMN26, 4, 4)),
    ),
    Risk(
        "reputation",
        "A finding is quoted out of its context",
        "researcher4",
        date(2025, 2, 17),
        (3, 3),
        (2, 3),
        4,
        "treat",
        "within_a_year",
        ((AUTUMN25, 2, 3), (SPRING26, 2, 2), (AUTUMN26, 2, 2)),
        unit="knowledge",
    ),
    Risk(
        "premises",
        "There is no room for evidence days in two neighbourhoods",
        "community",
        date(2025, 1, 20),
        (3, 2),
        (2, 2),
        2,
        "transfer",
        "within_3_months",
        ((AUTUMN25, 1, 2),),
        closed=(date(2025, 12, 8), "resolved"),
        project="days",
    ),
    Risk(
        "licence",
        "The licence of the survey is not renewed",
        "researcher3",
        date(2026, 5, 11),
        (3, 3),
        (2, 3),
        3,
        "terminate",
        "within_a_year",
        ((AUTUMN26, 2, 3),),
        project="culture",
    ),
)
#: of the two that happened: when the issue was over, and what was said of it before
ISSUES = {"platform": (date(2025, 11, 24), "resolved"), "schools": None}
OWN_ISSUE = (
    "room",
    "Fieldwork in one neighbourhood is behind for want of interpreters",
    date(2026, 8, 17),
    "community",
)


def risk_id(key: str) -> str:
    return an_id("risk", key)


def risks() -> Iterator[Step]:
    """Each risk from the day on which it was raised, with every look at it."""
    for risk in RISKS:
        yield from _life(risk)
    key, title, on, owner = OWN_ISSUE
    fields = {
        "risk_id": risk_id(key),
        "programme_id": PROGRAMME,
        "kind": "issue",
        "title": title,
        "workstream_id": an_id("unit", "community"),
        "owner_person_id": person_id(owner),
        "impact": 3,
        "response": "treat",
        "review_on": "2026-10-30",  # nobody has looked again: an overdue review
        "on": on.isoformat(),
    }
    yield Step(on, "projects.raise_risk", fields, by="manager")


def _life(risk: Risk) -> Iterator[Step]:
    days = [risk.raised, *(day for day, _, _ in risk.looks)]
    following = [*days[1:], working_day(months_after(days[-1], 6))]
    likelihood, impact = risk.inherent
    fields: dict[str, Any] = {
        "risk_id": risk_id(risk.key),
        "programme_id": PROGRAMME,
        "title": risk.title,
        "owner_person_id": person_id(risk.owner),
        "likelihood": likelihood,
        "impact": impact,
        "residual_likelihood": risk.residual[0],
        "residual_impact": risk.residual[1],
        "target_score": risk.target,
        "response": risk.response,
        "proximity": risk.proximity,
        "review_on": following[0].isoformat(),
        "on": risk.raised.isoformat(),
    }
    where = {"project_id": project_id(risk.project)} if risk.project else {}
    where |= {"workstream_id": an_id("unit", risk.unit)} if risk.unit else {}
    words = {"description": risk.words} if risk.words else {}
    yield Step(risk.raised, "projects.raise_risk", fields | where | words, by="manager")
    for (day, now_likelihood, now_impact), after in zip(risk.looks, following[1:], strict=True):
        look = {"risk_id": risk_id(risk.key), "on": day.isoformat(), "review_on": after.isoformat()}
        scores = {"likelihood": now_likelihood, "impact": now_impact}
        yield Step(day, "projects.reassess_risk", look | scores, by="manager")
    if risk.closed:
        day, outcome = risk.closed
        over = {"risk_id": risk_id(risk.key), "on": day.isoformat(), "outcome": outcome}
        yield Step(day, "projects.close_risk", over, by="manager")
    if risk.happened:
        yield from _happened(risk, risk.happened)


def _happened(risk: Risk, on: date) -> Iterator[Step]:
    issue = risk_id(f"{risk.key}, happened")
    fields = {"risk_id": risk_id(risk.key), "issue_id": issue, "on": on.isoformat(), "response": "treat"}
    again = working_day(months_after(on, 3))
    review = {"review_on": again.isoformat()}
    yield Step(on, "projects.turn_risk_into_issue", fields | review, by="manager")
    look = {"risk_id": issue, "on": again.isoformat(), "impact": 2}
    following = {"review_on": working_day(months_after(again, 6)).isoformat()}
    yield Step(again, "projects.reassess_risk", look | following, by="manager")
    if over := ISSUES[risk.key]:
        day, outcome = over
        closed = {"risk_id": issue, "on": day.isoformat(), "outcome": outcome}
        yield Step(day, "projects.close_risk", closed, by="manager")
