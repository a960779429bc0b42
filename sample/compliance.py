"""How the sample's outputs keep what the funder asks: most do, some were found wanting, of some nobody has looked yet.

What is wanting is one article's or one text's, never an organisation's: no failing is laid at a partner's door.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from sample.plan import PROJECTS, START, award_id
from sample.steps import PROGRAMME, Step, an_id, working_day

#: commands after which an output no longer stands for itself
GONE = ("outputs.withdraw_output", "outputs.merge_outputs")
#: the number that examples have
EXAMPLE_ISSN = "1234-5679"
ARTICLES = ("journal_article", "conference_paper")
#: what comes with a text or a talk; the rest (collaborations, prizes) carries no acknowledgement
THANKS = (
    "publication", "evidence_brief", "engagement_activity", "media_activity", "dataset_database_model",
    "research_tool_method", "software_technical_product", "artistic_creative_product",
)  # fmt: skip
NAME = "National Institute for Health and Care Research"
DISCLAIMER = (
    " The views expressed are those of the author(s) and not necessarily those of the NIHR or the Department of Health "
    "and Social Care."
)
RIGHT = f"This work is supported by the {NAME} (NIHR) (SAMPLE-HDRC-LPL).{DISCLAIMER}"
#: texts that were found wanting, in turn
WRONG = (
    f"This work is supported by the {NAME} (NIHR) (SAMPLE-HDRC-LPL).",
    f"This work is supported by the National Institute for Health Research (NIHR) (SAMPLE-HDRC-LPL).{DISCLAIMER}",
    f"This work is supported by the {NAME} (NIHR).{DISCLAIMER}",
)
#: what was found of articles besides the complete set, in turn; None: nobody has looked yet
FOUND: tuple[dict[str, Any] | None, ...] = (
    {},
    {},
    {"europe_pmc": "absent", "europe_pmc_on": None},
    {},
    {},
    None,
    {},
    {"licence_vor": "CC BY-NC-ND 4.0"},
    {},
    {},
    {"data_statement": None},
    {"commissioned": True},
)
#: a press release that was planned, warned of, told and published
RELEASE = "Press release: damp homes and winter admissions"
PLANNED, LOGGED, WARNED, TOLD = date(2025, 6, 20), date(2025, 6, 2), date(2025, 6, 11), date(2025, 6, 13)


def steps(story: Iterable[Step]) -> Iterator[Step]:
    """What was established of each output of the story, a week after it was logged."""
    told = list(story)
    gone = {step.fields.get("output_id") or step.fields.get("absorbed_id") for step in told if step.call in GONE}
    recorded = [step for step in told if step.call == "outputs.record_output" and step.fields["output_id"] not in gone]
    public = [step for step in recorded if step.fields.get("published_on", "").count("-") == 2]
    yield Step(START + timedelta(days=35), "outputs.set_award_terms", _terms(), by="manager")
    yield from _open_access([step for step in public if step.fields.get("subtype") in ARTICLES])
    yield from _acknowledgements([step for step in public if step.fields["type"] in THANKS])
    yield from _notices([step for step in public if step.fields["type"] == "media_activity"])
    yield from _press_release()


def ending(as_of: date) -> list[Step]:
    """The last steps: what has come by now, and that the story of the outputs is told."""
    programme = {"programme_id": PROGRAMME}
    return [
        Step(as_of, "outputs.consider_notices", programme),
        Step(as_of, "outputs.finish_outputs_story", programme),
    ]


def _terms() -> dict[str, Any]:
    whose = {"award_term_id": an_id("award terms"), "programme_id": PROGRAMME, "award_id": award_id()}
    said = {"award_kind": "infrastructure", "nihr_majority": True, "reason_code": "contract"}
    return whose | said | {"from_on": START.isoformat()}


def _open_access(articles: list[Step]) -> Iterator[Step]:
    for number, step in enumerate(articles):
        appeared = date.fromisoformat(step.fields["published_on"])
        found = FOUND[number % len(FOUND)]
        if found is None:
            continue
        complete = {
            "submitted_on": (appeared - timedelta(days=210 + 7 * (number % 5))).isoformat(),
            "journal": "open_access",
            "licence_vor": "CC-BY-4.0",
            "europe_pmc_on": appeared.isoformat(),
            "pubmed_central_on": appeared.isoformat(),
            "data_statement": True,
        }
        known = {name: value for name, value in (complete | found).items() if value is not None}
        day = _later(step.on, 7)
        if step.fields.get("subtype") == "conference_paper":
            series = {"output_id": step.fields["output_id"], "issn": EXAMPLE_ISSN, "reason_code": "enriched"}
            yield Step(day, "outputs.change_output", series, by=step.by)
        fields = {"output_id": step.fields["output_id"], "known_on": day.isoformat(), "source": "read"} | known
        yield Step(day, "outputs.evidence_open_access", fields, by=step.by)


def _acknowledgements(texts: list[Step]) -> Iterator[Step]:
    """Most were checked, and most of these are right; the first that was not was mended."""
    wrong = 0
    for number, step in enumerate(texts):
        if number % 9 == 4 and step.fields.get("subtype") not in ARTICLES:
            continue
        text = RIGHT
        if number % 13 == 5:
            text = WRONG[wrong % len(WRONG)]
            wrong += 1
        fields = {"output_id": step.fields["output_id"], "text": text}
        yield Step(_later(step.on, 8), "outputs.check_acknowledgement", fields, by=step.by)
        if wrong == 1 and text is not RIGHT:
            yield Step(_later(step.on, 15), "outputs.check_acknowledgement", fields | {"text": RIGHT}, by=step.by)


def _notices(media: list[Step]) -> Iterator[Step]:
    """Of most the funder was told a week before; once it was told on the day before, once it was forgotten."""
    for number, step in enumerate(media):
        if number == 3:
            continue
        appeared = date.fromisoformat(step.fields["published_on"])
        fields = {
            "notice_id": an_id("notice of media", step.fields["output_id"]),
            "output_id": step.fields["output_id"],
            "told_on": (appeared - timedelta(days=1 if number == 1 else 8)).isoformat(),
            "planned_on": appeared.isoformat(),
            "reference": f"SAMPLE-MEDIA-{number + 1}",
        }
        yield Step(step.on, "outputs.give_notice", fields, by=step.by)


def _press_release() -> Iterator[Step]:
    project = next(project for project in PROJECTS if project.key == "damp")
    output_id = an_id("output", "press release")
    fields = {
        "output_id": output_id,
        "programme_id": PROGRAMME,
        "type": "media_activity",
        "subtype": "press_release",
        "title": RELEASE,
        "state": "planned",
        "planned_on": PLANNED.isoformat(),
        "themes": list(project.themes),
        "award_ids": [award_id()],
        "details": {"outlet": "Local newspapers", "reach": "local", "audience": "media"},
    }
    yield Step(LOGGED, "outputs.record_output", fields, by=project.lead)
    yield Step(WARNED, "outputs.consider_notices", {"programme_id": PROGRAMME})
    told = {"notice_id": an_id("notice of media", output_id), "output_id": output_id, "told_on": TOLD.isoformat()}
    yield Step(TOLD, "outputs.give_notice", told | {"reference": "SAMPLE-MEDIA-0"}, by=project.lead)
    published = {"output_id": output_id, "published_on": PLANNED.isoformat()}
    yield Step(PLANNED, "outputs.publish_output", published, by=project.lead)


def _later(day: date, days: int) -> date:
    return working_day(day + timedelta(days=days))
