"""The programme's plan and how it moved: award, units, projects, milestones with their slips, one re-baseline."""

from __future__ import annotations

import csv
import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sample import hierarchy
from sample.cast import BEGINNING, ORGANISATIONS, PARTNERS, org_id, person_id
from sample.steps import PROGRAMME, Step, an_id, months_after, working_day

START, END = date(2024, 1, 1), date(2028, 12, 31)
LIVERPOOL = {"code": "E08000012", "kind": "city", "boundary_set": "2023"}
THEMES = {
    "employment": "Employment",
    "housing": "Housing",
    "education": "Education",
    "physical_environment": "Physical environment",
    "neighbourhood_working": "Neighbourhood working",
    "leisure": "Leisure",
}
STAGES = (
    ("engagement", "Engagement, baseline assessment and development", date(2024, 1, 1), date(2025, 12, 31)),
    ("testing", "Implementing and testing", date(2025, 1, 1), date(2026, 12, 31)),
    ("embedding", "Embedding and extending", date(2026, 1, 1), date(2028, 12, 31)),
)
#: of the council, as the sample has them
DIRECTORATES = {
    "adult_social_care": "Adult social care",
    "childrens_services": "Children’s services",
    "culture": "Culture and leisure",
    "finance": "Finance and resources",
    "housing": "Housing",
    "neighbourhoods": "Neighbourhoods",
    "public_health": "Public health",
    "regeneration": "Regeneration and economy",
    "transport": "Transport",
}
UNITS = {
    "data": "Civic data integration",
    "decisions": "Decision support",
    "community": "Community evidence network",
    "capacity": "Capacity building and training",
    "knowledge": "Knowledge mobilisation",
}


@dataclass(frozen=True, slots=True)
class Project:
    """One line of projects.csv: how long it lasts in months, what kind of work it is, and who leads it."""

    key: str
    unit: str
    title: str
    themes: tuple[str, ...]
    start: date
    months: int
    kind: str
    lead: str


def _project(row: dict[str, str]) -> Project:
    plain = {name: row[name] for name in ("key", "unit", "title", "kind", "lead")}
    start, months = date.fromisoformat(row["start"]), int(row["months"])
    return Project(**plain, themes=tuple(row["themes"].split()), start=start, months=months)


with Path(__file__).with_name("projects.csv").open(newline="") as _file:
    PROJECTS = tuple(_project(row) for row in csv.DictReader(_file))

#: per project: title, where in its life (part of its length), contractual
MILESTONES = (
    ("Plan agreed with partners", 0.10, False),
    ("Approvals in place", 0.25, False),
    ("First material gathered", 0.45, False),
    ("Interim findings shared", 0.60, True),
    ("Draft report to the board", 0.82, False),
    ("Final report published", 1.00, True),
)
REASONS = ("recruitment", "approval", "partner", "data_access", "scope", "other")
#: open milestones are shown to people who try things out: those need no file
EVIDENCED_UNTIL = date(2026, 6, 30)
#: from when on what waits for a milestone was moved with it
ACCEPTED_SINCE = date(2024, 7, 1)
REBASELINED = date(2025, 10, 20)
CANCELLED = ("passes", 3, date(2025, 8, 18))
PAUSED = ("panel", date(2025, 7, 14), date(2025, 9, 22))


@dataclass(slots=True)
class Milestone:
    """One milestone with all that happens to it."""

    project: str
    number: int
    title: str
    contractual: bool
    planned_on: date
    baseline: date
    done: date
    moves: list[tuple[date, date, str]] = field(default_factory=list)  # known on, new forecast, reason

    @property
    def id(self) -> str:
        return an_id("milestone", self.project, self.number)

    @property
    def evidence(self) -> str | None:
        """The text of the file that shows a final report, which are called done only with one; None for others."""
        if self.number < len(MILESTONES) - 1 or self.done > EVIDENCED_UNTIL:
            return None
        return f"SAMPLE, invented. Final report of the project “{self.project}”, {self.done.isoformat()}.\n"


def project_id(key: str) -> str:
    return an_id("project", key)


def award_id() -> str:
    return an_id("award", PROGRAMME)


def opening() -> Iterator[Step]:
    """The programme, its award, its units and its partners."""
    created = {
        "programme_id": PROGRAMME,
        "title": "SAMPLE: HDRC Liverpool (invented data)",
        "host_org_id": org_id("council"),
        "starts_on": START.isoformat(),
        "planned_end": END.isoformat(),
        "places": [LIVERPOOL],
        "year_start_month": 1,
        "nation": "england",
        "labels": {"workstream": "unit"},
        "themes": [{"key": key, "title": title} for key, title in THEMES.items()],
        "directorates": [{"key": key, "title": title} for key, title in DIRECTORATES.items()],
        "stages": [
            {"key": key, "title": title, "start": start.isoformat(), "end": end.isoformat()}
            for key, title, start, end in STAGES
        ],
    }
    yield Step(BEGINNING, "projects.create_programme", created)
    award = {
        "award_id": award_id(),
        "programme_id": PROGRAMME,
        "reference": PROGRAMME,
        "title": "Health Determinants Research Collaboration Liverpool",
        "funder_org_id": org_id("nihr"),
        "funder_programme": "Public Health Research",
        "contracted_org_id": org_id("council"),
        "amount": {"amount": "5000000.00", "currency": "GBP"},
        "starts_on": START.isoformat(),
        "ends_on": END.isoformat(),
        "duty_owner_person_id": person_id("manager"),
        "duty_second_person_id": person_id("signatory"),
    }
    yield Step(BEGINNING, "projects.record_award", award)
    for key, title in UNITS.items():
        fields = {"workstream_id": an_id("unit", key), "programme_id": PROGRAMME, "title": title}
        yield Step(BEGINNING, "projects.add_workstream", fields | {"from_on": START.isoformat()}, by="manager")
    for key in PARTNERS:
        joined = {"partnership_id": an_id("partner", key), "programme_id": PROGRAMME, "org_id": org_id(key)}
        how = {"roles": [ORGANISATIONS[key][3]], "joined_on": START.isoformat()}
        yield Step(BEGINNING, "projects.join_partner", joined | how, by="manager")


def milestones(chance: random.Random) -> list[Milestone]:
    """Every milestone of every project with its slips, the same for the same `chance`."""
    found = []
    for project in PROJECTS:
        key, start = project.key, project.start
        length = (months_after(start, project.months) - start).days
        bad_luck = chance.choice((0.0, 0.0, 0.2, 0.4))
        for number, (title, part, contractual) in enumerate(MILESTONES):
            baseline = working_day(start + timedelta(days=round(length * part)))
            found.append(
                _moved(chance, Milestone(key, number, title, contractual, start, baseline, baseline), bad_luck)
            )
    return found


def _moved(chance: random.Random, milestone: Milestone, bad_luck: float) -> Milestone:
    luck = chance.random() - bad_luck
    days = chance.randint(60, 140) if luck < 0.08 else chance.randint(8, 45) if luck < 0.35 else -chance.randint(0, 9)
    milestone.done = working_day(milestone.baseline + timedelta(days=days))
    reason = chance.choice(REASONS)
    if days > 14:
        known = working_day(max(milestone.planned_on, milestone.baseline - timedelta(days=chance.randint(5, 20))))
        first = milestone.done if days <= 45 else working_day(milestone.baseline + timedelta(days=days // 2))
        milestone.moves.append((known, first, reason))
        if days > 45:
            again = working_day(first - timedelta(days=chance.randint(3, 8)))
            milestone.moves.append((again, milestone.done, chance.choice(REASONS)))
    return milestone


def work(chance: random.Random) -> Iterator[Step]:
    """Projects and milestones as they happened."""
    plan = milestones(chance)
    for project in PROJECTS:
        key, start, lead = project.key, project.start, project.lead
        started = {
            "project_id": project_id(key),
            "programme_id": PROGRAMME,
            "title": project.title,
            "workstream_id": an_id("unit", project.unit),
            "lead_person_id": person_id(lead),
            "themes": list(project.themes),
            "places": hierarchy.places_of(key, LIVERPOOL),
            "activity_class": project.kind,
            "started_on": start.isoformat(),
            "planned_end": months_after(start, project.months).isoformat(),
            "award_ids": [award_id()],
        }
        yield Step(start, "projects.start_project", started, by="manager")
        own = [milestone for milestone in plan if milestone.project == key]
        yield from hierarchy.packages_begin(key, start, lead)
        for milestone in own:
            yield from _life(chance, milestone, lead)
        yield from hierarchy.packages_end(key, [milestone.done for milestone in own])
        yield from _accepted(own)
        yield from _notes(chance, key, start, own[-1].done, lead)
        ended = working_day(own[-1].done + timedelta(days=5))
        fields: dict[str, Any] = {"project_id": project_id(key), "outcome": "completed", "on": own[-1].done.isoformat()}
        yield Step(ended, "projects.end_project", fields, by="manager")
    paused, first, last = PAUSED
    fields = {"project_id": project_id(paused), "on": first.isoformat(), "reason_code": "recruitment"}
    yield Step(first, "projects.pause_project", fields, by="manager")
    yield Step(
        last, "projects.resume_project", {"project_id": project_id(paused), "on": last.isoformat()}, by="manager"
    )


def _life(chance: random.Random, milestone: Milestone, lead: str) -> Iterator[Step]:
    planned: dict[str, Any] = {
        "milestone_id": milestone.id,
        "programme_id": PROGRAMME,
        "project_id": project_id(milestone.project),
        "title": milestone.title,
        "baseline_on": milestone.baseline.isoformat(),
        "contractual": milestone.contractual,
        "owner_person_id": person_id(lead),
    }
    if milestone.contractual:
        planned["contract_on"] = milestone.baseline.isoformat()
        planned["evidence_required"] = milestone.evidence is not None
    if milestone.number:
        planned["predecessor_ids"] = [an_id("milestone", milestone.project, milestone.number - 1)]
    if package := hierarchy.package_of(milestone.project, milestone.number):
        planned["work_package_id"] = package
    yield Step(milestone.planned_on, "projects.plan_milestone", planned, by="manager")
    if (milestone.project, milestone.number) == CANCELLED[:2]:  # by a change request: see `changes`
        return
    for known, new, reason in milestone.moves:
        fields = {"milestone_id": milestone.id, "forecast_on": new.isoformat(), "reason_code": reason}
        yield Step(known, "projects.reforecast_milestone", fields | {"known_on": known.isoformat()}, by=lead)
    recorded = working_day(milestone.done + timedelta(days=chance.randint(0, 6)))
    achieved: dict[str, Any] = {"milestone_id": milestone.id, "achieved_on": milestone.done.isoformat()}
    evidence = () if milestone.evidence is None else (milestone.evidence,)
    if evidence:
        achieved["evidence_file_ids"] = [hashlib.sha256(text.encode()).hexdigest() for text in evidence]
    yield Step(recorded, "projects.achieve_milestone", achieved, by=lead, files=evidence)


def _accepted(own: list[Milestone]) -> Iterator[Step]:
    """Where the final report would have come before the draft that it waits for, the manager moved it as proposed."""
    before, last = own[-2], own[-1]
    for known, moved, _ in before.moves:
        if known >= ACCEPTED_SINCE and not last.moves and known < last.done and last.baseline < moved:
            fields = {
                "milestone_id": before.id,
                "moves": [{"milestone_id": last.id, "forecast_on": moved.isoformat()}],
                "reason_code": "partner",
                "known_on": known.isoformat(),
            }
            yield Step(known, "projects.move_successors", fields, by="manager")
            return


def _notes(chance: random.Random, key: str, start: date, end: date, lead: str) -> Iterator[Step]:
    """A short note every month or so; one project in six goes quiet for a while."""
    day = working_day(start + timedelta(days=21))
    while day < end:
        words = chance.choice(
            (
                "Work goes to plan.",
                "Met with partners; next steps agreed.",
                "Material from two neighbourhoods is in.",
                "Draft shared with the unit for comment.",
            )
        )
        yield Step(
            day, "projects.note_progress", {"target_id": project_id(key), "note": words, "on": day.isoformat()}, by=lead
        )
        day = working_day(day + timedelta(days=chance.choice((28, 31, 35, 35, 80))))
