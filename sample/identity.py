"""Outputs entered twice: merged, found to be two, or to be looked at; and what each arose from, said and agreed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sample.plan import PROJECTS, Project
from sample.steps import Step, an_id, working_day
from sample.works import recorded

_BY_KEY = {project.key: project for project in PROJECTS}
REPAIRS, LICENSING = _BY_KEY["repairs"], _BY_KEY["licensing"]
#: one in so many is not agreed yet, so that the list of those to agree is never empty
OPEN = 9


def twice() -> Iterator[Step]:
    """One work from two hands, merged; two that look like one; and a pair that nobody has looked at yet."""
    title = "How residents tell of damp and repairs"
    yield _paper(930, date(2025, 5, 8), date(2025, 5, 6), title, pmid="99000930")
    yield _paper(931, date(2025, 6, 2), date(2025, 5, 6), f"{title}.", doi=None, licence=None, themes=["housing"])
    merge = {"kept_id": an_id("output", 930), "absorbed_id": an_id("output", 931), "basis": "title"}
    yield Step(date(2025, 6, 16), "outputs.merge_outputs", merge, by="manager")
    title = "Licensing of private rented homes: what councils do"
    yield _paper(932, date(2025, 11, 6), date(2025, 11, 4), title, project=LICENSING)
    yield _paper(933, date(2026, 1, 15), date(2026, 1, 13), title, kind="conference_paper", project=LICENSING)
    two = {
        "dismissal_id": an_id("dismissal", 932),
        "output_id": an_id("output", 932),
        "other_id": an_id("output", 933),
        "reason_code": "versions",
        "note": "The talk at the conference has figures that the paper has not.",
    }
    yield Step(date(2026, 2, 2), "outputs.dismiss_duplicate", two, by="manager")
    title = "Warm banks and what became of them"
    yield _paper(934, date(2026, 9, 9), date(2026, 9, 7), title, kind="technical_report")
    yield _paper(935, date(2026, 10, 13), date(2026, 9, 7), title.upper(), kind="technical_report", doi=None)


def attributed(steps: Iterable[Step]) -> Iterator[Step]:
    """The steps, the award of each output said by itself, under an id, and agreed within six weeks, most of them."""
    for step in steps:
        awards = step.fields.get("award_ids") if step.call == "outputs.record_output" else None
        if not awards:
            yield step
            continue
        yield replace(step, fields={name: value for name, value in step.fields.items() if name != "award_ids"})
        # of the output and not of its place among the steps: a shorter story is the beginning of the longer one
        number = UUID(step.fields["output_id"]).int
        for award in awards:
            link = {"attribution_id": an_id("attribution", step.fields["output_id"], award)}
            said = link | {"output_id": step.fields["output_id"], "award_id": award}
            yield Step(step.on, "outputs.assert_attribution", said, by=step.by)
            if number % OPEN:
                on = working_day(step.on + timedelta(days=14 + number % 28))
                yield Step(on, "outputs.agree_attribution", link, by="manager")


def _paper(
    number: int,
    logged: date,
    appeared: date,
    title: str,
    *,
    kind: str = "journal_article",
    project: Project = REPAIRS,
    **more: Any,
) -> Step:
    return recorded(number, logged, appeared, ("publication", kind, title), project, **more)
