"""The sample's logic model: from what is done, by way of what comes of it, to what changes for people. All invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sample.plan import project_id
from sample.steps import PROGRAMME, Step, an_id

AGREED = date(2024, 6, 10)
#: key, level, title, what leads to it, the projects that do it, the indicator that measures it
STEPS: tuple[tuple[str, str, str, tuple[str, ...], tuple[str, ...], str | None], ...] = (
    ("linked", "activity", "Records of services are linked and read", (), ("gateway", "repairs", "absence"), None),
    ("asked", "activity", "Residents are asked, and ask", (), ("cohort1", "damp", "panel"), None),
    ("taught", "activity", "Officers learn to use evidence", (), ("ready", "governance"), None),
    ("briefs", "output", "Briefs that say what is known", ("linked", "asked"), ("reviews", "support"), None),
    ("trained", "output", "People who can do research themselves", ("taught", "asked"), (), "trained"),
    ("cited", "outcome", "Decisions rest on local evidence", ("briefs", "trained"), ("committees",), "papers"),
    ("decided", "outcome", "Services are changed where it matters most", ("cited",), (), None),
    ("inspected", "outcome", "Homes are inspected by need", ("cited",), ("licensing",), None),
    ("repaired", "outcome", "Damp is mended sooner", ("cited",), (), "damp"),
    ("reached", "impact", "People in the poorest places are better served", ("decided",), (), None),
    ("healthier", "impact", "Fewer people are ill because of where they live", ("inspected", "repaired"), (), None),
)


def step_id(key: str) -> str:
    return an_id("step", key)


def steps() -> Iterator[Step]:
    """The model as it was agreed; links follow once both ends are there."""
    on = AGREED.isoformat()
    for number, (key, level, title, _, _, _) in enumerate(STEPS, 1):
        fields: dict[str, Any] = {"step_id": step_id(key), "programme_id": PROGRAMME, "level": level, "title": title}
        yield Step(AGREED, "outputs.add_pathway_step", fields | {"place": number, "on": on}, by="manager")
    for key, _, _, before, done_by, measured_by in STEPS:
        for earlier in before:
            yield _link(earlier, {"to_step_id": step_id(key)})
        for project in done_by:
            yield _link(key, {"project_id": project_id(project)})
        if measured_by:
            yield _link(key, {"indicator_id": an_id("indicator", measured_by)})


def _link(key: str, end: dict[str, str]) -> Step:
    fields = {"step_id": step_id(key), "on": AGREED.isoformat()}
    return Step(AGREED, "outputs.link_pathway_step", fields | end, by="manager")
