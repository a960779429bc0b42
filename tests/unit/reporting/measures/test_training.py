"""Training, careers and surveys counted by hand, and what of small numbers nobody can work out from what is shown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_sight import NaiveSight
from story import PROGRAMME, Story

from services.reporting.measures.period import Period
from services.reporting.measures.registry import by_id
from services.reporting.measures.value import Hidden, State, Value
from services.reporting.measures.wording import printed
from services.reporting.projections.training import career_steps, surveys, training_sessions
from services.reporting.reports.figure import Figure, as_data, compute
from services.reporting.reports.names import Names
from services.reporting.reports.trainingtables import sessions_table, surveys_table
from services.reporting.views.dated.things import things
from services.reporting.views.words import in_words
from shared.events.event import Event
from shared.events.outputs import CareerStepRecorded, SurveyCompleted, TrainingDelivered
from shared.events.projects import NothingNewConfirmed, ProgrammeCreated

HALF = Period(date(2026, 1, 1), date(2026, 6, 30))
DIRECTORATES = [
    {"key": "housing", "title": "Housing and homes"},
    {"key": "transport", "title": "Transport"},
    {"key": "culture", "title": "Culture"},
]


@pytest.fixture
def story() -> Story:
    return told()


def told() -> Story:
    story = Story()
    body = {
        "title": "P",
        "host_org": "council",
        "year_start_month": 1,
        "nation": "england",
        "directorates": DIRECTORATES,
    }
    story.tell(ProgrammeCreated, PROGRAMME, "2024-01-01", body)
    return story


def train(story: Story, key: str, places: int, on: str = "2026-03-03", **more: Any) -> Event:
    about = {name: more.pop(name) for name in ("corrects", "recorded") if name in more}
    body = {"title": key, "level": "foundation", "places_taken": places} | more
    return story.tell(TrainingDelivered, key, on, body, **about)


def step(story: Story, key: str, kind: str = "secondment", on: str = "2026-02-02", **more: Any) -> None:
    body = {"kind": kind, "state": "begun", "from_sector": "council", "to_sector": "university"}
    story.tell(CareerStepRecorded, key, on, body | more)


def wave(story: Story, number: int, on: str, team: str, answers: int = 200, instrument: str = "RCC 2") -> None:
    body = {"instrument": instrument, "wave": number, "scores": {"team": team, "organisation": "4.00"}}
    story.tell(SurveyCompleted, f"{instrument}{number}", on, body | {"answers": answers, "asked": max(600, answers)})


def value(story: Story, measure: str, period: Period = HALF) -> Value:
    return by_id(measure)(NaiveSight(story.events, PROGRAMME), period)


def cells(found: Value, title: str) -> dict[str, Any]:
    lines = next((one.lines for one in found.breakdowns if one.title == title), ())
    return {line.name: line.amount if line.hidden is None else line.hidden for line in lines}


def beside(found: Value) -> dict[str, Any]:
    return {line.name: line.amount if line.hidden is None else line.hidden for line in found.beside}


def test_one_person_at_three_sessions_is_three_places_and_one_person(story: Story) -> None:
    for number, level in enumerate(("foundation", "foundation", "advanced")):
        register = [f"p-{n}" for n in range(6)]
        train(story, f"s{number}", 6, level=level, register_person_ids=register, by_directorate={"housing": 6})
    found = value(story, "training.attendances")
    assert (found.amount, cells(found, "By level")) == (18, {"foundation": 12, "advanced": 6})
    assert beside(found) == {"sessions": 3}
    people = value(story, "training.people")
    assert people.amount == 6
    assert beside(people)["directorates reached"] == 1
    assert beside(people)["of directorates in all"] == 3


def test_head_counts_are_beside_and_never_added(story: Story) -> None:
    train(story, "s1", 8, register_person_ids=[f"p-{n}" for n in range(8)])
    train(story, "s2", 12, by_directorate={"housing": 6, "libraries": 6})
    found = value(story, "training.people")
    assert found.amount == 8
    assert beside(found)["by head-count only, where no register was kept"] == 12
    assert beside(found)["directorates that are not on the list"] == 1
    only = told()
    train(only, "s2", 12)
    unknown = value(only, "training.people")
    assert (unknown.amount, unknown.state) == (None, State.UNKNOWN)
    assert beside(unknown)["by head-count only, where no register was kept"] == 12


def test_where_people_came_from_adds_up_with_those_of_whom_nobody_said(story: Story) -> None:
    train(story, "s1", 40, by_directorate={"housing": 15, "transport": 7}, by_partner={"lcvs": 6}, from_community=5)
    found = value(story, "training.attendances")
    assert cells(found, "By where they came from") == {
        "directorate/housing": 15,
        "directorate/transport": 7,
        "partner/lcvs": 6,
        "community": 5,
        "unknown": 7,
    }
    names = Names(NaiveSight(story.events, PROGRAMME), NaiveSight(story.events, ""))
    assert [names.line("source", line) for line in ("directorate/housing", "partner/lcvs", "community", "unknown")] == [
        "Housing and homes",
        "lcvs",
        "The community",
        "Not said",
    ]


def test_the_total_is_shown_where_what_it_is_made_of_may_not_be(story: Story) -> None:
    for number in range(4):  # four sessions with one from housing each: whoever sees the list would know that it is 4
        train(story, f"s{number}", 20, by_directorate={"housing": 1, "transport": 19})
    found = value(story, "training.attendances")
    assert found.amount == 80
    assert cells(found, "By level") == {"foundation": 80}
    assert cells(found, "By where they came from") == {}
    assert "not shown" in found.note


def test_a_small_session_is_in_no_number_and_is_said_beside(story: Story) -> None:
    train(story, "large", 20)
    train(story, "small", 3, by_directorate={"housing": 3})
    found = value(story, "training.attendances")
    assert found.amount == 20
    assert beside(found) == {"sessions": 1, "sessions of fewer than 5 people, not in the number": 1}
    table = sessions_table(NaiveSight(story.events, PROGRAMME), HALF, NAMELESS)
    assert [row[-1] for row in table.rows] == [20, "fewer than 5"]


class _Nameless:
    def organisation(self, org_id: str | None) -> str | None:
        return org_id

    def key(self, key: str) -> str:
        return key.title()


NAMELESS: Any = _Nameless()


def test_a_session_counts_once_however_often_it_was_corrected_and_on_its_last_day(story: Story) -> None:
    first = train(story, "s", 20)
    second = train(story, "s", 30, corrects=first)
    assert value(story, "training.attendances").amount == 30
    third = train(story, "s", 30, on="2026-07-02", corrects=second)
    assert value(story, "training.attendances").state == State.ZERO  # somebody looked, and none was in the period
    july = Period(date(2026, 7, 1), date(2026, 12, 31))
    assert value(story, "training.attendances", july).amount == 30
    train(story, "s", 30, on="2026-07-02", corrects=third, withdrawn_reason="did_not_take_place")
    assert value(story, "training.attendances", july).state == State.ZERO


def test_nothing_said_is_no_zero_and_nothing_new_is_one(story: Story) -> None:
    ids = ("training.attendances", "training.people", "training.confidence", "capacity.career_steps", "culture.score")
    for measure in ids:
        assert value(story, measure).state == State.NOT_ASKED, measure
    confirmed: dict[str, Any] = {"target_id": PROGRAMME, "target_kind": "programme", "section": "training"}
    confirmed |= {"period": {"from": "2026-01-01", "to": "2026-06-30"}}
    story.tell(NothingNewConfirmed, PROGRAMME, "2026-06-30", confirmed)
    assert [value(story, measure).state for measure in ids] == [
        State.ZERO,
        State.ZERO,
        State.NONE,
        State.ZERO,
        State.NONE,
    ]


def test_confidence_is_the_mean_over_those_who_answered_both_times(story: Story) -> None:
    train(story, "s1", 20, confidence_before="2", confidence_after="3", answers=10, asked=20)
    train(story, "s2", 30, confidence_before="3", confidence_after="4.5", answers=30, asked=30)
    train(story, "s3", 20, confidence_before="1", confidence_after="5", answers=4, asked=20)
    train(story, "s4", 20)
    found = value(story, "training.confidence")
    # (10 × 1 + 30 × 1.5) / 40 = 1.375
    assert found.amount == Decimal("1.38")
    assert printed(by_id("training.confidence"), found) == "1.38"
    assert beside(found) == {
        "points before": Decimal("2.75"),
        "points after": Decimal("4.13"),
        "answers": 40,
        "asked": 50,
        "sessions with fewer than 5 answers, left out": 1,
    }
    few = told()
    train(few, "s3", 20, confidence_before="1", confidence_after="5", answers=4, asked=20)
    assert value(few, "training.confidence").state == State.SUPPRESSED


def test_few_steps_in_careers_are_not_shown_and_open_to_no_facts(story: Story) -> None:
    for number in range(3):
        step(story, f"c{number}")
    found = value(story, "capacity.career_steps")
    assert (found.amount, found.hidden, found.breakdowns) == (None, Hidden.FEW, ())
    assert (found.sealed, found.counted) == (True, ())
    figure = compute(by_id("capacity.career_steps"), Sealed(story), HALF)  # type: ignore[arg-type]
    names = Names(NaiveSight(story.events, PROGRAMME), NaiveSight(story.events, ""))
    assert as_data(figure, names)["events"] == []
    assert "3" not in str({k: v for k, v in as_data(figure, names).items() if k not in ("definition", "version")})


class Sealed(NaiveSight):
    """A sight that tracks what is read, as the real one does."""

    def __init__(self, story: Story) -> None:
        super().__init__(story.events, PROGRAMME)

    def tracking(self) -> Any:
        from contextlib import nullcontext

        return nullcontext(object())

    def behind(self, read: Any) -> tuple[str, ...]:
        return ("a fact",)


def test_a_figure_that_counts_more_than_people_opens_to_its_facts(story: Story) -> None:
    train(story, "s", 20)
    assert compute(by_id("training.attendances"), Sealed(story), HALF).events == ("a fact",)  # type: ignore[arg-type]


def test_steps_are_cut_by_kind_and_sectors_with_the_small_and_the_second_hidden(story: Story) -> None:
    for number in range(9):
        step(story, f"a{number}", "qualification", to_sector="council")
    for number in range(6):
        step(story, f"b{number}", "fellowship")
    for number in range(2):
        step(story, f"c{number}", from_sector="nhs")
    step(story, "d", on="2025-12-31")
    found = value(story, "capacity.career_steps")
    assert found.amount == 17
    assert cells(found, "By kind") == {"qualification": 9, "fellowship": Hidden.WITHHELD, "secondment": Hidden.FEW}
    assert cells(found, "From the sector") == {"council": Hidden.WITHHELD, "nhs": Hidden.FEW}
    assert cells(found, "To the sector") == {"council": 9, "university": 8}


def test_the_latest_wave_stands_beside_the_baseline_of_its_own_questionnaire(story: Story) -> None:
    wave(story, 1, "2023-11-30", "9.9", instrument="Older")
    wave(story, 1, "2024-05-31", "3.20", answers=180)
    wave(story, 2, "2025-05-31", "3.80")
    wave(story, 3, "2026-05-31", "4.40", answers=240)
    wave(story, 4, "2026-09-30", "9.90")
    found = value(story, "culture.score")
    assert found.amount == Decimal("4.20")
    assert [one.title for one in found.breakdowns] == ["Wave 3, of RCC 2", "Baseline, wave 1"]
    assert cells(found, "Wave 3, of RCC 2") == {"team": Decimal("4.40"), "organisation": Decimal("4.00")}
    assert cells(found, "Baseline, wave 1")["team"] == Decimal("3.20")
    assert beside(found) == {
        "answers": 240,
        "asked": 600,
        "mean at the baseline": Decimal("3.60"),
        "answers at the baseline": 180,
        "asked at the baseline": 600,
    }
    assert "another questionnaire" in found.note
    assert len(surveys_table(NaiveSight(story.events, PROGRAMME), HALF, NAMELESS).rows) == 4


def test_a_wave_of_few_answers_has_no_scores_anywhere(story: Story) -> None:
    wave(story, 1, "2026-05-31", "4.40", answers=4)
    assert value(story, "culture.score").state == State.SUPPRESSED
    table = surveys_table(NaiveSight(story.events, PROGRAMME), HALF, NAMELESS)
    assert (table.rows[0][3], table.rows[0][5]) == ("fewer than 5", "Not shown: too few answered")


def test_exact_numbers_are_in_no_read_on_a_date() -> None:
    assert "attendance" not in things()
    assert {training_sessions.name, career_steps.name, surveys.name} <= things().keys()


SESSIONS = st.lists(
    st.tuples(
        st.integers(1, 12),
        st.sampled_from(["foundation", "intermediate"]),
        st.dictionaries(st.sampled_from(["housing", "transport"]), st.integers(1, 6), max_size=2),
        st.booleans(),
    ),
    max_size=5,
)


@settings(max_examples=150, deadline=None)
@given(SESSIONS, st.integers(0, 4), st.integers(1, 4))
def test_the_number_of_a_small_session_is_nowhere_in_what_is_shown(
    given_: list[tuple[int, str, dict[str, int], bool]], at: int, other: int
) -> None:
    """With any other number from 1 to 4, everything that anybody is shown is the same to the letter."""
    if not given_:
        return
    at %= len(given_)

    def everything(small: int) -> list[Any]:
        story = told()
        for number, (places, level, came, register) in enumerate(given_):
            taken = small if number == at else max(places, sum(came.values()), 5)
            more: dict[str, Any] = {"by_directorate": came} if number != at else {"by_directorate": {"housing": taken}}
            if register:
                more["register_person_ids"] = [f"{number}-{n % 7}" for n in range(taken)]
            train(story, f"s{number}", taken, level=level, **more)
        sight = NaiveSight(story.events, PROGRAMME)
        names = Names(sight, NaiveSight(story.events, ""))
        figures = [
            as_data(Figure(by_id(one), by_id(one)(sight, HALF), ()), names)
            for one in ("training.attendances", "training.people")
        ]
        lists = [
            {name: getattr(row, name) for name in training_sessions.columns} for row in sight.points(training_sessions)
        ]
        return [figures, lists, sessions_table(sight, HALF, names).rows]

    assert everything(1) == everything(other)


def test_a_fact_says_neither_who_came_nor_how_many_from_where(story: Story) -> None:
    sure = {"confidence_before": "2.1", "confidence_after": "4.9", "answers": 4, "asked": 17}
    came = {"by_directorate": {"housing": 11}, "by_partner": {"lcvs": 3}, "from_community": 3}
    held = train(story, "s", 17, register_person_ids=[f"p-{n}" for n in range(17)], **sure, **came)
    names = Names(NaiveSight(story.events, PROGRAMME), NaiveSight(story.events, ""))
    every = frozenset({"open", "funder", "internal"})
    told = in_words(held, 2, "2026-03-03T12:00:00Z", names, every)["fields"]
    assert {one["name"]: one["value"] for one in told} == {
        "title": "s",
        "level": "foundation",
        "places_taken": "17",
        "answers": "fewer than 5",
        "asked": "17",
    }
    step(story, "c")
    wave(story, 1, "2026-05-31", "4.40", answers=3)
    assert in_words(story.events[-2], 3, "2026-03-03T12:00:00Z", names, every)["fields"] == []
    shown = in_words(story.events[-1], 4, "2026-03-03T12:00:00Z", names, every)["fields"]
    assert "scores" not in {one["name"] for one in shown}
