"""The logic model and case studies: linked in the right order, within their limits, and of one programme."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from shared.calls import outputs as calls
from shared.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.integration.outputs.test_impact import COLLEAGUE, People


@pytest.fixture
def people(ask: Callable[..., Any]) -> People:
    return People(ask)


def step(people: People, level: str, title: str, **more: Any) -> str:
    return str(people(calls.AddPathwayStep, programme_id=people.programme, level=level, title=title, **more)["step_id"])


def test_a_logic_model_leads_from_activity_to_impact_and_names_what_is_behind_each_step(people: People) -> None:
    output = people.ask.record(title="Referral form")
    visits = step(people, "activity", "Advisers visit homes", assumptions="Practices have time to refer.")
    form = step(people, "output", "A referral form", from_step_id=visits)
    warmer = step(people, "impact", "Homes are warmer")
    people(calls.LinkPathwayStep, step_id=form, to_step_id=warmer)
    people(calls.LinkPathwayStep, step_id=form, output_id=output)
    people(calls.LinkPathwayStep, step_id=visits, project_id="project-1")
    impact = people.claim(pathway_step_ids=[warmer])
    levels = people(calls.Pathway, programme_id=people.programme)["levels"]
    assert [(one["level"], len(one["steps"])) for one in levels] == [
        ("activity", 1),
        ("output", 1),
        ("outcome", 0),
        ("impact", 1),
    ]
    (made,) = levels[1]["steps"]
    assert [one["step_id"] for one in made["from_steps"]] == [visits]
    assert [one["step_id"] for one in made["to_steps"]] == [warmer]
    assert made["outputs"] == [{"output_id": output, "title": "Referral form"}]
    assert levels[0]["steps"][0]["project_ids"] == ["project-1"]
    assert [one["impact_id"] for one in levels[3]["steps"][0]["claims"]] == [impact]
    one = people(calls.PathwayStep, step_id=visits)
    assert one["assumptions"] == "Practices have time to refer."
    assert people.one(impact)["pathway_steps"][0]["title"] == "Homes are warmer"


def test_a_link_is_there_once_leads_on_and_is_taken_away_again(people: People) -> None:
    first, later = step(people, "activity", "a"), step(people, "outcome", "b")
    with pytest.raises(Invalid, match="An outcome does not lead back to an activity"):
        people(calls.LinkPathwayStep, step_id=later, to_step_id=first)
    with pytest.raises(Invalid, match="Name one thing"):
        people(calls.LinkPathwayStep, step_id=first)
    with pytest.raises(Invalid, match="Name one thing"):
        people(calls.LinkPathwayStep, step_id=first, to_step_id=later, project_id="p")
    people(calls.LinkPathwayStep, step_id=first, to_step_id=later)
    with pytest.raises(Conflict, match="linked to that already"):
        people(calls.LinkPathwayStep, step_id=first, to_step_id=later)
    with pytest.raises(Invalid, match="take those links away first"):
        people(calls.ChangePathwayStep, step_id=first, level="impact")
    third = step(people, "outcome", "d", from_step_id=later)
    with pytest.raises(Invalid, match="the model would run in a circle"):
        people(calls.LinkPathwayStep, step_id=third, to_step_id=later)
    people(calls.RemovePathwayStep, step_id=third)
    people(calls.UnlinkPathwayStep, step_id=first, to_step_id=later)
    with pytest.raises(Conflict, match="not linked to that"):
        people(calls.UnlinkPathwayStep, step_id=first, to_step_id=later)
    people(calls.ChangePathwayStep, step_id=later, level="activity", title="c")
    with pytest.raises(Conflict, match="Nothing of this differs"):
        people(calls.ChangePathwayStep, step_id=later, title="c")


def test_a_step_leaves_the_model_with_its_links_once_no_claim_stands_for_it(people: People) -> None:
    first, last = step(people, "activity", "a"), step(people, "impact", "b")
    people(calls.LinkPathwayStep, step_id=first, to_step_id=last)
    impact = people.claim(pathway_step_ids=[last])
    with pytest.raises(Conflict, match="Claims stand for this step: Families in cold homes"):
        people(calls.RemovePathwayStep, step_id=last)
    people(calls.ChangeImpact, impact_id=impact, pathway_step_ids=[])
    people(calls.RemovePathwayStep, step_id=last)
    assert people(calls.PathwayStep, step_id=first)["to_steps"] == []
    assert people.ask.facts("pathway.step_removed")[0]["data"]["from_step_ids"] == [first]
    with pytest.raises(Conflict, match="was taken out of the logic model"):
        people(calls.LinkPathwayStep, step_id=first, to_step_id=last)
    with pytest.raises(Invalid, match="Taken out of the logic model: “b”") as refused:
        people(calls.ChangeImpact, impact_id=impact, pathway_step_ids=[first, last])
    assert list(refused.value.fields) == ["pathway_step_ids"]
    states = people(calls.PathwaySteps, programme_id=people.programme)["items"]
    assert [(one["title"], one["state"]) for one in states] == [("a", "standing"), ("b", "removed")]


def test_two_who_link_two_steps_crosswise_at_once_are_both_answered(people: People) -> None:
    for _ in range(4):
        one, other = step(people, "output", "a"), step(people, "output", "b")

        def link(ends: tuple[str, str]) -> str:
            try:
                people(calls.LinkPathwayStep, step_id=ends[0], to_step_id=ends[1])
            except Invalid:
                return "in a circle"
            return "linked"

        with ThreadPoolExecutor(2) as pool:
            said = sorted(pool.map(link, [(one, other), (other, one)]))
        assert said == ["in a circle", "linked"]


def test_a_model_and_its_case_studies_are_of_one_programme(people: People, ask: Any) -> None:
    first = step(people, "activity", "a")
    impact = people.claim()
    stranger = People(type(ask)(ask.installation, ask.client))
    theirs = step(stranger, "impact", "z")
    with pytest.raises(Invalid, match="Not in this programme"):
        people(calls.LinkPathwayStep, step_id=first, to_step_id=theirs)
    with pytest.raises(Invalid, match="Not in this programme"):
        stranger(calls.BeginCaseStudy, programme_id=stranger.programme, title="t", impact_ids=[impact])
    with pytest.raises(NotFound):
        stranger(calls.LinkPathwayStep, step_id=first, project_id="p")
    with pytest.raises(NotFound):
        stranger(calls.Pathway, programme_id=people.programme)
    stranger(calls.RemovePathwayStep, step_id=theirs)
    # what it is called stays with its programme, though it was taken out there
    with pytest.raises(Invalid, match="Not in this programme"):
        people(calls.LinkPathwayStep, step_id=first, to_step_id=theirs)


def test_a_case_study_is_saved_as_versions_and_read_as_a_whole(people: People) -> None:
    impact, other = people.claim(), people.claim(title="Advice comes sooner")
    of = {"programme_id": people.programme, "title": "Warm homes", "impact_ids": [impact]}
    study = people(calls.BeginCaseStudy, **of)["case_study_id"]
    for words in ("Short.", "A summary of four."):
        people(calls.WriteCaseStudy, COLLEAGUE, case_study_id=study, section="summary", words=words)
    people(calls.WriteCaseStudy, case_study_id=study, section="references", items=["Smith\n2026", "Jones 2025"])
    people(calls.ChangeCaseStudy, case_study_id=study, impact_ids=[impact, other])
    with pytest.raises(Conflict, match="Nothing of this differs"):
        people(calls.ChangeCaseStudy, case_study_id=study, impact_ids=[impact, other, impact])
    one = people(calls.CaseStudy, case_study_id=study)
    summary, research, references, _, _ = one["sections"]
    assert (summary["words"], summary["length"], summary["limit"], summary["limit_of"]) == (
        "A summary of four.",
        4,
        100,
        "words",
    )
    assert [(draft["draft"], draft["word_count"]) for draft in summary["drafts"]] == [(2, 4), (1, 1)]
    assert (references["items"], references["length"]) == (["Smith 2026", "Jones 2025"], 2)
    assert (research["words"], research["length"], research["drafts"]) == (None, None, [])
    assert [(claim["title"], claim["strength_words"]) for claim in one["claims"]] == [
        ("Advice comes sooner", "asserted, with nothing yet to show it"),
        ("Families in cold homes got help sooner", "asserted, with nothing yet to show it"),
    ]
    assert "A summary" not in str(people.ask.facts("case_study.section_written"))
    (listed,) = people(calls.CaseStudies, programme_id=people.programme, impact_id=other)["items"]
    assert listed["sections_written"] == 2


def test_a_section_that_is_too_long_is_refused_with_its_name_and_count(people: People) -> None:
    of = {"programme_id": people.programme, "title": "Warm homes", "impact_ids": [people.claim()]}
    study = people(calls.BeginCaseStudy, **of)["case_study_id"]
    with pytest.raises(Invalid, match="“Summary of the impact” has 101 words, and may have 100: shorten it"):
        people(calls.WriteCaseStudy, case_study_id=study, section="summary", words="word " * 101)
    with pytest.raises(Invalid, match="“Sources to corroborate the impact” has 11 items, and may have 10"):
        people(calls.WriteCaseStudy, case_study_id=study, section="sources", items=["x"] * 11)
    assert people(calls.CaseStudy, case_study_id=study)["sections"][0]["drafts"] == []
    with pytest.raises(Invalid, match="at least one claim"):
        people(calls.BeginCaseStudy, programme_id=people.programme, title="t", impact_ids=[])
    with pytest.raises(NotAllowed):
        people(calls.WriteCaseStudy, role="partner", case_study_id=study, section="summary", words="x")
    people(calls.WithdrawCaseStudy, case_study_id=study, reason_code="error")
    with pytest.raises(Conflict, match="was withdrawn"):
        people(calls.WriteCaseStudy, case_study_id=study, section="summary", words="x")
