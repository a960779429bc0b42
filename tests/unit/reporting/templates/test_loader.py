"""Templates as data: the one we ship, and what is said of mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.reporting.measures.registry import all_measures
from services.reporting.templates.loader import TemplateError, load, template, templates
from shared.errors import NotFound

GOOD = """\
template: t
version: 1
title: T
notice: Default.
funder: NIHR
months: 6
sections:
  - id: one
    number: "1"
    title: One
    questions:
      - id: one.q
        text: What?
        facts: [projects.award.recorded]
        figures: [award.value]
"""


def mistakes(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "t-1.yaml"
    file.write_text(text)
    with pytest.raises(TemplateError) as raised:
        load(file)
    return str(raised.value).splitlines()


#: on dashboards, not in a report (measures.md)
ON_DASHBOARDS = {"posts.days_to_fill"}
#: asked once a year
ANNUAL = {
    "capacity.career_steps",
    "culture.score",
    "training.confidence",
    "requests.to_project",
    "inclusion.assessed",
    "inclusion.profile",
    "involvement.hours",
    "places.deprived_share",
    "outputs.authored_locally",
    "sharing.reach",
    "decisions.evidence_kinds",
    "impact.gaps",
    "indicators.on_target",
}


def test_the_annual_report_has_every_figure_and_the_six_monthly_one_what_is_asked_every_half_year() -> None:
    every = set(all_measures()) - ON_DASHBOARDS
    assert sorted(template("nihr-annual").figures()) == sorted(every)
    assert sorted(template("nihr-six-monthly").figures()) == sorted(every - ANNUAL)


def test_a_report_says_that_it_is_a_default_and_numbers_its_sections_without_gaps() -> None:
    for found in (template("nihr-six-monthly"), template("nihr-annual")):
        assert "no official form is public" in found.notice
        *sections, annex_a, annex_b = (section.number for section in found.sections)
        assert sections == [str(number) for number in range(1, len(sections) + 1)]
        assert (annex_a, annex_b) == ("A", "B")


def test_every_template_there_is_can_be_loaded() -> None:
    assert {("nihr-six-monthly", n) for n in (1, 2, 3)} | {("nihr-annual", n) for n in (1, 2)} <= set(templates())


def test_a_good_template_is_loaded(tmp_path: Path) -> None:
    file = tmp_path / "t-1.yaml"
    file.write_text(GOOD)
    assert load(file).figures() == ["award.value"]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("award.value", "award.valeu", 15, "there is no measure award.valeu"),
        ("projects.award.recorded", "award.recorded", 14, "there is no event type award.recorded"),
        ("months: 6", "months: six", 6, "months is a whole number from 1, not six"),
        ("notice: Default.", "notcie: Default.", 4, "a template has no notcie"),
        ("        figures: [award.value]\n", "", 12, "nothing answers this question"),
        ("figures: [award.value]", "figures: award.value", 15, "figures is a list"),
        ("title: One", "title: ''", 10, "title is a text"),
        ("id: one.q", "id: one", 12, "two things are called one"),
        ("title: T", "title: [", 5, "this is not YAML"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    found = mistakes(tmp_path, GOOD.replace(old, new, 1))
    assert any(said.startswith(f"t-1.yaml:{line}:") and words in said for said in found), found


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("award.value", "nothing.here").replace("months: 6", "months: 0").replace("title: One\n", "\n")
    assert len(mistakes(tmp_path, text)) >= 3


def test_an_unknown_template_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(NotFound, match="nihr-six-monthly 1"):
        template("nihr-monthly")
