"""The staffing plan: sixteen posts, and the five times that one of them stood empty.

Two of the council's posts were filled late, one at a charity lost its holder for a summer, half of a shared one stood
empty for a winter, and a new one is accepted and waits for its holder. Everybody here is invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sample.cast import BEGINNING, PEOPLE, org_id, person_id
from sample.steps import PROGRAMME, Step, an_id

LAST_DAY = date(2028, 12, 31)


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a post: on the day it was so, what, and with which fields."""

    on: date
    call: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Post:
    """A post as funded; `weekly` is pounds a week of one full-time equivalent."""

    key: str
    title: str
    family: str
    employer: str
    unit: str | None
    fte: str
    start: date
    weekly: str
    happened: tuple[Happening, ...]


def _advert(on: date, closes: date, fte: str | None = None) -> Happening:
    return Happening(on, "advertise_post", {"closes_on": closes.isoformat()} | ({"fte": fte} if fte else {}))


def _accepted(on: date, starts: date, fte: str) -> Happening:
    return Happening(on, "appoint_to_post", {"starts_on": starts.isoformat(), "fte": fte})


def _starts(on: date, who: str, fte: str, basis: str = "employed") -> Happening:
    return Happening(on, "fill_post", {"person_id": person_id(who), "fte": fte, "basis": basis})


def _leaves(on: date, who: str, fte: str) -> Happening:
    return Happening(on, "vacate_post", {"person_id": person_id(who), "fte": fte, "next_step": "readvertise"})


#: holders of posts who play no other part; the rest are in `cast`
HOLDERS = {
    "director": "Invented Director",
    "engineer": "Invented Engineer",
    "governance": "Invented Protector",
    "evaluator2": "Invented Assessor",
    "fellow": "Invented Fellow",
    "organiser": "Invented Organiser",
    "organiser2": "Invented Convenor",
    "walker": "Invented Walker",
    "listener": "Invented Listener",
    "neighbour": "Invented Neighbour",
    "embedded1": "Invented Guest",
    "embedded2": "Invented Visitor",
    "embedded3": "Invented Newcomer",
    "mobiliser": "Invented Mobiliser",
    "writer": "Invented Writer",
}

POSTS = (
    Post(
        "director",
        "Programme director",
        "coordination",
        "council",
        None,
        "1",
        BEGINNING,
        "1650.00",
        (_starts(BEGINNING, "director", "1"),),
    ),
    Post(
        "coordinator",
        "Programme coordinator",
        "coordination",
        "council",
        None,
        "1",
        BEGINNING,
        "920.00",
        (_starts(BEGINNING, "manager", "1"),),
    ),
    Post(
        "engineer",
        "Data engineer",
        "data",
        "council",
        "data",
        "1",
        date(2024, 3, 4),
        "1250.00",
        (
            _advert(date(2024, 4, 8), date(2024, 5, 3)),
            _advert(date(2024, 7, 15), date(2024, 8, 16)),
            _accepted(date(2024, 9, 20), date(2024, 11, 4), "1"),
            _starts(date(2024, 11, 4), "engineer", "1"),
        ),
    ),
    Post(
        "analyst",
        "Data analyst",
        "data",
        "council",
        "data",
        "1",
        date(2024, 2, 5),
        "1010.00",
        (_starts(date(2024, 2, 5), "researcher2", "1"),),
    ),
    Post(
        "protection",
        "Information governance officer",
        "data",
        "council",
        "data",
        "0.6",
        date(2024, 2, 5),
        "980.00",
        (_starts(date(2024, 2, 5), "governance", "0.6", "seconded"),),
    ),
    Post(
        "evaluation",
        "Evaluation officer",
        "research",
        "council",
        "decisions",
        "1",
        date(2024, 3, 4),
        "1060.00",
        (
            _advert(date(2024, 4, 29), date(2024, 5, 24)),
            _accepted(date(2024, 6, 28), date(2024, 9, 2), "1"),
            _starts(date(2024, 9, 2), "evaluator2", "1"),
        ),
    ),
    Post(
        "reviewer",
        "Evidence reviewer",
        "research",
        "uol",
        "decisions",
        "1",
        date(2024, 4, 1),
        "1120.00",
        (_starts(date(2024, 4, 1), "researcher4", "1"),),
    ),
    Post(
        "fellow",
        "Research fellow, housing and health",
        "research",
        "uol",
        "decisions",
        "1",
        date(2024, 9, 2),
        "1180.00",
        (
            _advert(date(2024, 5, 20), date(2024, 6, 14)),
            _accepted(date(2024, 7, 5), date(2024, 9, 2), "1"),
            _starts(date(2024, 9, 2), "fellow", "1"),
        ),
    ),
    Post(
        "evidence",
        "Community evidence coordinator",
        "community",
        "lcvs",
        "community",
        "1",
        date(2024, 2, 5),
        "890.00",
        (
            _starts(date(2024, 2, 5), "organiser", "1"),
            _advert(date(2025, 5, 12), date(2025, 6, 6)),
            _leaves(date(2025, 5, 30), "organiser", "1"),
            _accepted(date(2025, 7, 4), date(2025, 9, 1), "1"),
            _starts(date(2025, 9, 1), "organiser2", "1"),
        ),
    ),
    Post(
        "community",
        "Community researchers",
        "community",
        "lcvs",
        "community",
        "1.5",
        date(2024, 6, 3),
        "780.00",
        tuple(_starts(date(2024, 6, 3), who, "0.5") for who in ("walker", "listener", "neighbour")),
    ),
    Post(
        "involvement",
        "Public involvement lead",
        "community",
        "healthwatch",
        "community",
        "0.8",
        date(2024, 4, 8),
        "940.00",
        (_starts(date(2024, 4, 8), "community", "0.8"),),
    ),
    Post(
        "training",
        "Training lead",
        "capacity",
        "ljmu",
        "capacity",
        "0.8",
        date(2024, 3, 4),
        "1050.00",
        (_starts(date(2024, 3, 4), "researcher3", "0.8"),),
    ),
    Post(
        "embedded",
        "Embedded researchers",
        "capacity",
        "ljmu",
        "capacity",
        "1",
        date(2025, 1, 6),
        "1090.00",
        (
            _starts(date(2025, 1, 6), "embedded1", "0.5", "seconded"),
            _starts(date(2025, 1, 6), "embedded2", "0.5", "seconded"),
            _leaves(date(2025, 11, 28), "embedded2", "0.5"),
            _advert(date(2025, 12, 8), date(2026, 1, 9), "0.5"),
            _accepted(date(2026, 1, 30), date(2026, 3, 2), "0.5"),
            _starts(date(2026, 3, 2), "embedded3", "0.5", "seconded"),
        ),
    ),
    Post(
        "mobilisation",
        "Knowledge mobilisation officer",
        "communication",
        "council",
        "knowledge",
        "1",
        date(2024, 7, 1),
        "990.00",
        (
            _advert(date(2024, 4, 15), date(2024, 5, 10)),
            _accepted(date(2024, 5, 31), date(2024, 7, 1), "1"),
            _starts(date(2024, 7, 1), "mobiliser", "1"),
        ),
    ),
    Post(
        "communications",
        "Communications officer",
        "communication",
        "council",
        "knowledge",
        "0.5",
        date(2024, 7, 1),
        "870.00",
        (_starts(date(2024, 7, 1), "writer", "0.5"),),
    ),
    Post(
        "economist",
        "Health economist",
        "research",
        "council",
        "decisions",
        "0.6",
        date(2026, 7, 1),
        "1320.00",
        (
            _advert(date(2026, 8, 10), date(2026, 9, 11)),
            _accepted(date(2026, 10, 19), date(2027, 1, 4), "0.6"),
        ),
    ),
)


def post_id(key: str) -> str:
    return an_id("post", key)


def posts() -> Iterator[Step]:
    """Each post as it enters the plan, and what happened to it, recorded on its day."""
    registered = set(PEOPLE)
    for post in POSTS:
        entered = min([post.start, *(one.on for one in post.happened)])
        fields = {
            "post_id": post_id(post.key),
            "programme_id": PROGRAMME,
            "title": post.title,
            "role_family": post.family,
            "employer_org_id": org_id(post.employer),
            "fte": post.fte,
            "planned_start": post.start.isoformat(),
            "planned_end": LAST_DAY.isoformat(),
            "weekly_cost": {"amount": post.weekly, "currency": "GBP"},
        }
        unit = {"workstream_id": an_id("unit", post.unit)} if post.unit else {}
        yield Step(entered, "projects.establish_post", fields | unit, by="manager")
        for key in HOLDERS:
            first = next((h.on for h in post.happened if h.fields.get("person_id") == person_id(key)), None)
            if first and key not in registered:
                registered.add(key)
                yield Step(first, "people.register_person", _person(key))
        for one in post.happened:
            about = {"post_id": post_id(post.key), "on": one.on.isoformat()}
            yield Step(one.on, f"projects.{one.call}", about | one.fields, by="manager")


def _person(key: str) -> dict[str, str]:
    name = HOLDERS[key]
    email = f"{name.lower().replace(' ', '.')}@example.org"
    return {"person_id": person_id(key), "name": name, "email": email, "kind": "staff"}
