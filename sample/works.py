"""About 140 outputs of the types that such a programme has, growing over its years; one of them told late.

Those with a story of their own (a retraction, a preprint with its article) are in `special_works`.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sample.cast import person_id
from sample.plan import LIVERPOOL, PROJECTS, Project, award_id, project_id
from sample.steps import PROGRAMME, Step, an_id, months_after, working_day
from sample.work_details import details

#: type, kind within the type, how many of a hundred, title ({} is the project's title)
SHAPES: tuple[tuple[str, str | None, int, str], ...] = (
    ("engagement_activity", "talk", 14, "Talk to council officers: {}"),
    ("engagement_activity", "workshop", 12, "Workshop with residents: {}"),
    ("engagement_activity", "event", 5, "Open day: {}"),
    ("media_activity", "interview", 3, "Radio interview: {}"),
    ("evidence_brief", "evidence_summary", 12, "Evidence brief: {}"),
    ("evidence_brief", "lived_experience", 6, "What residents say: {}"),
    ("publication", "journal_article", 12, "What we learnt from {}"),
    ("publication", "preprint", 4, "First results of {}"),
    ("publication", "technical_report", 8, "Technical report: {}"),
    ("publication", "conference_paper", 5, "Conference paper: {}"),
    ("dataset_database_model", "database", 5, "Data set: {}"),
    ("research_tool_method", "method", 4, "Method guide: {}"),
    ("policy_influence", "local_policy", 4, "Committee report informed by: {}"),
    ("software_technical_product", "web_tool", 2, "Dashboard: {}"),
    ("collaboration", None, 2, "Partnership that grew out of: {}"),
    ("award_recognition", "poster_prize", 1, "Recognition for: {}"),
    ("artistic_creative_product", "exhibition", 1, "Exhibition: {}"),
)
#: this one the manager logged for the lead, who was away
FOR_ANOTHER = 12
FIRST = date(2024, 4, 15)
#: the half-years after this one are reported; this output belongs to the half before and is told in August
LATE = (date(2026, 8, 19), date(2026, 5, 14), "Evidence brief: what residents said about repairs")
AUTHORS = (
    ("local_authority", "university"),
    ("university", "university"),
    ("university", "voluntary", "public"),
    ("local_authority",),
)


def outputs(chance: random.Random, until: date) -> Iterator[Step]:
    """Outputs as they were logged: two or three days after they appeared, some more, one very late."""
    shapes = [shape for shape in SHAPES for _ in range(shape[2])]
    told: Counter[str] = Counter()
    for number in range(200):
        appeared = working_day(FIRST + timedelta(days=round(number * 7.4)))
        if appeared > until:
            break
        running = [
            p for p in PROJECTS if p.start + timedelta(days=30) <= appeared <= months_after(p.start, p.months + 9)
        ]
        kind, subtype, _, title = chance.choice(shapes)
        project = chance.choice(running or [PROJECTS[0]])
        logged = working_day(appeared + timedelta(days=chance.choice((1, 2, 3, 3, 5, 12))))
        if number == FOR_ANOTHER:
            step = recorded(number, logged, appeared, (kind, subtype, title.format(project.title.lower())), project)
            yield replace(step, by="manager", fields=step.fields | {"on_behalf_of": person_id(project.lead)})
            continue
        words = title.format(project.title.lower())
        told[words] += 1
        words += f", part {told[words]}" if told[words] > 1 else ""
        yield recorded(number, logged, appeared, (kind, subtype, words), project)
        if number == 37:
            fields = {"output_id": an_id("output", 37), "kind": "not_ours"}
            yield Step(working_day(logged + timedelta(days=40)), "outputs.withdraw_output", fields, by="manager")
    logged, appeared, title = LATE
    yield recorded(900, logged, appeared, ("evidence_brief", "lived_experience", title), PROJECTS[1])


def recorded(
    number: int, logged: date, appeared: date, what: tuple[str, str | None, str], project: Project, **more: Any
) -> Step:
    """One output as its project's lead logged it; `more` are fields of its own."""
    kind, subtype, title = what
    fields: dict[str, Any] = {
        "output_id": an_id("output", number),
        "programme_id": PROGRAMME,
        "type": kind,
        "title": title[0].upper() + title[1:],
        "published_on": appeared.isoformat(),
        "project_ids": [project_id(project.key)],
        "themes": list(project.themes),
        "places": [LIVERPOOL],
        "award_ids": [award_id()],
    }
    if subtype:
        fields["subtype"] = subtype
    if its := details(number, kind, subtype, appeared, project.themes):
        fields["details"] = its
    if kind == "publication":
        # 10.5555 is the prefix that the DOI registry keeps for examples
        fields |= {"doi": f"10.5555/waymark.sample.{number:04}", "licence": "CC-BY-4.0"}
        fields |= {"journal": "Invented Journal of Place and Health"} if subtype == "journal_article" else {}
    if kind in ("publication", "evidence_brief"):
        fields["authors"] = authors(number)
    fields |= more
    return Step(logged, "outputs.record_output", {name: v for name, v in fields.items() if v is not None}, project.lead)


def authors(number: int) -> list[dict[str, str]]:
    """Invented names, of the sectors that such a programme writes with."""
    sectors = AUTHORS[number % len(AUTHORS)]
    return [{"name": f"Invented, {letter}.", "sector": sector} for letter, sector in zip("ABC", sectors, strict=False)]
