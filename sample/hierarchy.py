"""What hangs on projects and units: places, work packages, leads, a setting, and how sure people were, half by half."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sample.cast import BEGINNING, person_id
from sample.steps import PROGRAMME, Step, an_id

with Path(__file__).with_name("places.csv").open(newline="") as _file:
    _ROWS = tuple(csv.DictReader(_file))

#: projects that work in some of the ten neighbourhoods, by their row in places.csv; the others are for the whole city
WHERE: dict[str, tuple[int, ...]] = {
    "gateway": (1, 2, 5),
    "repairs": (1, 3),
    "absence": (1, 4),
    "passes": (2, 6, 9),
    "air": (2, 5, 7),
    "licensing": (3, 4),
    "travel": (7, 8),
    "libraries": (6,),
    "cohort1": (1, 2),
    "cohort2": (3, 6),
    "damp": (1, 3, 4),
    "panel": (2, 9),
    "days": (1, 2, 3, 4, 5, 6, 7),
}
#: projects that are planned in parts, with the milestones (by number) of each
PACKAGES: dict[str, tuple[tuple[str, tuple[int, ...]], ...]] = {
    "gateway": (("Agreements and design", (0, 1)), ("Building the links", (2, 3)), ("In use", (4, 5))),
    "reviews": (("Finding and reading", (0, 1, 2)), ("Writing and advising", (3, 4, 5))),
    "days": (("Preparing with residents", (0, 1, 2)), ("Holding and reporting", (3, 4, 5))),
    "culture": (("Baseline wave", (0, 1, 2)), ("Later waves", (3, 4, 5))),
}
LEADS = {
    "data": "researcher2",
    "decisions": "researcher4",
    "community": "community",
    "capacity": "researcher3",
    "knowledge": "researcher",
}
#: half by half: the day, and what was declared of each unit
CONFIDENCE: tuple[tuple[date, dict[str, str]], ...] = (
    (
        date(2024, 6, 24),
        {"data": "amber", "decisions": "green", "community": "green", "capacity": "green", "knowledge": "green"},
    ),
    (
        date(2024, 12, 16),
        {"data": "red", "decisions": "green", "community": "green", "capacity": "green", "knowledge": "green"},
    ),
    (
        date(2025, 6, 23),
        {"data": "amber", "decisions": "amber", "community": "green", "capacity": "green", "knowledge": "green"},
    ),
    (
        date(2025, 12, 15),
        {"data": "green", "decisions": "amber", "community": "amber", "capacity": "green", "knowledge": "green"},
    ),
    (
        date(2026, 6, 22),
        {"data": "green", "decisions": "green", "community": "amber", "capacity": "green", "knowledge": "amber"},
    ),
    (
        date(2026, 11, 16),
        {"data": "green", "decisions": "green", "community": "green", "capacity": "green", "knowledge": "amber"},
    ),
)
REASONS = {
    "green": "Work goes to plan and the team is complete.",
    "amber": "Dates have moved; the team expects to catch up within the half-year.",
    "red": "Two posts are open and the data agreement takes longer than planned.",
}
ACTION = "Post re-advertised; the data agreement goes to the next board."


def places() -> list[dict[str, Any]]:
    """The ten invented neighbourhoods as a request lists them."""
    numbers = ("deprivation_decile", "deprivation_year", "population")
    found = []
    for row in _ROWS:
        words = {name: value for name, value in row.items() if name not in (*numbers, "name")}
        found.append(words | {"title": row["name"]} | {name: int(row[name]) for name in numbers})
    return found


def places_of(project: str, otherwise: dict[str, str]) -> list[dict[str, str]]:
    """Where a project works: some neighbourhoods, else the whole city."""
    listed = [_ROWS[number - 1] for number in WHERE.get(project, ())]
    return [{name: row[name] for name in ("code", "kind", "boundary_set")} for row in listed] or [otherwise]


def package_of(project: str, number: int) -> str | None:
    """The work package of a project's milestone."""
    for title, numbers in PACKAGES.get(project, ()):
        if number in numbers:
            return an_id("package", project, title)
    return None


def begin() -> Iterator[Step]:
    """The list of places before the first project, and who leads the units."""
    listed = {"programme_id": PROGRAMME, "places": places()}
    yield Step(BEGINNING, "projects.list_places", listed, by="manager")
    for unit, lead in LEADS.items():
        fields = {"workstream_id": an_id("unit", unit), "lead_person_id": person_id(lead)}
        yield Step(date(2024, 2, 5), "projects.change_workstream", fields, by="manager")


def packages_begin(project: str, start: date, lead: str) -> Iterator[Step]:
    """The parts of a project, set up when it starts."""
    for title, _ in PACKAGES.get(project, ()):
        fields = {
            "work_package_id": an_id("package", project, title),
            "project_id": an_id("project", project),
            "title": title,
            "lead_person_id": person_id(lead),
            "from_on": start.isoformat(),
        }
        yield Step(start, "projects.add_work_package", fields, by="manager")


def packages_end(project: str, done: Sequence[date]) -> Iterator[Step]:
    """Each part ends when the last of its milestones is done; `done` has the days by number."""
    for title, numbers in PACKAGES.get(project, ()):
        last = max(done[number] for number in numbers)
        fields = {"work_package_id": an_id("package", project, title), "outcome": "completed", "on": last.isoformat()}
        yield Step(last + timedelta(days=2), "projects.end_work_package", fields, by="manager")


def confidence() -> Iterator[Step]:
    """Each unit every half-year, and a setting that the board chose after the first year."""
    for on, levels in CONFIDENCE:
        for unit, level in levels.items():
            fields: dict[str, Any] = {
                "target_id": an_id("unit", unit),
                "level": level,
                "reason": REASONS[level],
                "on": on.isoformat(),
                "review_on": (on + timedelta(days=120)).isoformat(),
            }
            if level == "red":
                fields["action"] = ACTION
            yield Step(on, "projects.declare_confidence", fields, by="manager")
    board = date(2025, 2, 3)
    setting = {"programme_id": PROGRAMME, "key": "rag.red_days", "values": [45], "reason_code": "board"}
    yield Step(board, "projects.set_threshold", setting | {"from_on": board.isoformat()}, by="manager")
