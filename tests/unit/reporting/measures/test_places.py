"""Places and themes, counted by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from naive_sight import NaiveSight
from story import PROGRAMME, Story

from services.reporting.measures.period import Period
from services.reporting.measures.registry import by_id
from services.reporting.measures.value import State, Value
from services.reporting.reports.names import Names
from shared.events.outputs import DecisionInformed, InvolvementHeld, OutputPublished, OutputRecorded
from shared.events.projects import PlaceListed, ProgrammeCreated, ProjectEnded, ProjectStarted

PERIOD = Period(date(2026, 1, 1), date(2026, 6, 30))
INDEX = {"deprivation_index": "IMD", "deprivation_year": 2025}


def listed(story: Story, code: str, kind: str = "neighbourhood", **more: Any) -> None:
    data = {"code": code, "kind": kind, "boundary_set": "2024", "title": f"Place {code}"} | more
    story.tell(PlaceListed, f"place:{code}:{data['boundary_set']}", "2024-01-01", data, recorded="2026-01-01")


def started(story: Story, key: str, *codes: str, kind: str = "neighbourhood", themes: tuple[str, ...] = ()) -> None:
    places = [{"code": code, "kind": kind, "boundary_set": "2024"} for code in codes]
    story.tell(ProjectStarted, key, "2026-02-01", {"title": key, "places": places, "themes": list(themes)})


def decide(story: Story, key: str, on: str = "2026-04-01", **more: Any) -> None:
    data = {"title": key, "body": "Cabinet", "kind": "cabinet", "url": "https://example.org/m", "use": "cited"}
    data |= {"result": "adopted", "evidence_kinds": ["research"]} | more
    story.tell(DecisionInformed, key, on, data)


def value(story: Story, measure: str) -> Value:
    return by_id(measure)(NaiveSight(story.events, PROGRAMME), PERIOD)


def lines(cut: Any) -> dict[str, int]:
    return {line.name: line.amount for line in cut}


def city() -> Story:
    story = Story()
    for number in range(1, 5):
        listed(story, f"N{number}", deprivation_decile=1 if number == 1 else 5, **INDEX)
    listed(story, "L1", "lsoa", parent_code="N3", deprivation_decile=1, **INDEX)
    return story


def test_a_neighbourhood_counts_once_however_many_projects_are_in_it_or_in_a_part_of_it() -> None:
    story = city()
    started(story, "p1", "N1", "N2")
    started(story, "p2", "N2")
    started(story, "p3", "L1", kind="lsoa")
    started(story, "p4", "E08000012", kind="city")
    started(story, "p5")
    started(story, "ended", "N4")
    story.tell(ProjectEnded, "ended", "2026-05-01", {"outcome": "completed"})
    found = value(story, "places.reached")
    assert (found.amount, found.of) == (3, 4)
    assert lines(found.breakdowns[0].lines) == {"N1": 1, "N2": 2, "N3": 1, "city-wide": 2}
    assert found.breakdowns[0].overlapping
    assert lines(found.beside) == {
        "neighbourhoods in 2024": 4,
        "projects of no neighbourhood": 2,
        "involvement activities of no neighbourhood": 0,
        "decisions of no neighbourhood": 0,
    }


def test_of_two_sets_of_neighbourhoods_the_one_listed_last_counts() -> None:
    story = city()
    listed(story, "X1", boundary_set="2026 review")
    started(story, "p1", "N1")
    found = value(story, "places.reached")
    assert (found.amount, found.of, found.state) == (0, 1, State.ZERO)


def test_without_a_list_the_question_does_not_arise() -> None:
    story = Story()
    started(story, "p1", "N1")
    assert value(story, "places.reached").state is State.NOT_APPLICABLE
    assert value(story, "places.deprived_share").state is State.NOT_APPLICABLE


def test_the_share_in_the_most_deprived_tenth_is_of_placed_projects_alone() -> None:
    story = city()
    started(story, "p1", "N1", "N2")
    started(story, "p2", "N2")
    started(story, "p3", "L1", kind="lsoa")
    started(story, "p4")
    found = value(story, "places.deprived_share")
    assert (found.amount, found.of) == (2, 3)
    assert lines(found.beside) == {"areas with a tenth by IMD 2025": 5, "of no such area": 1}


def test_indices_of_two_years_are_never_mixed() -> None:
    story = city()
    listed(story, "N9", deprivation_decile=2, deprivation_index="IMD", deprivation_year=2030)
    started(story, "p1", "N1")
    started(story, "p9", "N9")
    found = value(story, "places.deprived_share")
    assert (found.amount, found.of) == (0, 1)


def test_themes_are_covered_by_projects_new_outputs_and_decisions() -> None:
    story = Story()
    themes = [{"key": key, "title": key.capitalize()} for key in ("housing", "work", "leisure")]
    programme = {"title": "P", "host_org": "o", "year_start_month": 4, "nation": "england", "themes": themes}
    story.tell(ProgrammeCreated, PROGRAMME, "2024-01-01", programme)
    started(story, "p1", themes=("housing", "work"))
    started(story, "p2", themes=("housing",))
    started(story, "p3")
    output = {"type": "publication", "title": "O", "state": "public", "themes": ["work"], "project_ids": ["p1"]}
    story.tell(OutputRecorded, "o1", "2026-03-01", output)
    story.tell(OutputPublished, "o1", "2026-03-01", {})
    found = value(story, "themes.coverage")
    assert (found.amount, found.of) == (2, 3)
    projects, outputs, decided = found.breakdowns
    assert lines(projects.lines) == {"housing": 2, "work": 1, "leisure": 0, "none": 1}
    assert lines(outputs.lines) == {"housing": 0, "work": 1, "leisure": 0}
    assert lines(decided.lines) == {"housing": 0, "work": 0, "leisure": 0}
    decide(story, "d1", themes=["leisure"])
    found = value(story, "themes.coverage")
    assert (found.amount, lines(found.breakdowns[2].lines)) == (3, {"housing": 0, "work": 0, "leisure": 1})


def test_a_decision_about_a_neighbourhood_or_involvement_there_reaches_it_without_a_project() -> None:
    story = city()
    started(story, "p1", "N2")
    decide(story, "d1", places=[{"code": "N1", "kind": "neighbourhood", "boundary_set": "2024"}])
    decide(story, "d2", places=[{"code": "L1", "kind": "lsoa", "boundary_set": "2024"}])
    held = {"title": "Walk", "form": "visit", "level": "co_produced", "stage": "design", "contributors": 9}
    held |= {"places": [{"code": "N1", "kind": "neighbourhood", "boundary_set": "2024"}]}
    story.tell(InvolvementHeld, "walk", "2026-05-05", held)
    story.tell(InvolvementHeld, "earlier walk", "2025-05-05", held)
    decide(story, "d3", on="2025-12-31", places=[{"code": "N4", "kind": "neighbourhood", "boundary_set": "2024"}])
    found = value(story, "places.reached")
    assert (found.amount, found.of) == (3, 4)  # N2 by a project, N1 and N3 (of which L1 is a part) by decisions
    assert [lines(cut.lines) for cut in found.breakdowns] == [{"N2": 1}, {"N1": 1}, {"N1": 1, "N3": 1}]
    share = value(story, "places.deprived_share")
    assert (share.amount, share.of) == (3, 4)  # both decisions and the walk, and not the project in N2


def test_a_report_says_a_place_in_words_with_its_code() -> None:
    sight = NaiveSight(city().events, PROGRAMME)
    names = Names(sight, NaiveSight([], ""))
    assert [names.line("place", code) for code in ("N1", "elsewhere", "city-wide")] == [
        "Place N1 (N1)",
        "elsewhere",
        "City-wide",
    ]
