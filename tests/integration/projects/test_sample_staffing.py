"""The sample's posts, participation and risks: every step is taken, and says what it is meant to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from naive_sight import NaiveSight
from sqlalchemy import Engine, text

from sample import cast, story
from sample.posts import POSTS
from sample.steps import PROGRAMME, Step
from services.projects.service import PLAN, PROGRAMMES, RISKS, Projects
from services.projects.service import POSTS as STAFFING
from services.projects.views import risks as risk_views
from services.reporting.measures.period import Period
from services.reporting.measures.posts import vacancies
from services.reporting.measures.registry import by_id
from services.reporting.measures.value import Hidden
from shared import context, permissions
from shared.calls import projects as calls
from shared.context import Actor, Grant
from shared.database import transaction
from shared.events.event import Event

AS_OF = date(2026, 11, 24)
WIRING = {call.name(): (call, work) for part in (PROGRAMMES, PLAN, STAFFING, RISKS) for call, work in part.items()}
#: what the sample tells of posts, participation and risks, and what they hang on
OURS = {call.name() for part in (STAFFING, RISKS) for call in part}
NEEDED = OURS | {
    "projects.create_programme",
    "projects.add_workstream",
    "projects.record_award",
    "projects.start_project",
}


@pytest.fixture(scope="module")
def sight(engine: Engine) -> NaiveSight:
    for step in story.steps(AS_OF):
        if step.call in NEEDED:
            _take(engine, step)
    return NaiveSight(list(_events(engine)), PROGRAMME)


def _take(engine: Engine, step: Step) -> None:
    call, work = WIRING[step.call]
    role = "administrator" if step.by == "operator" else cast.PEOPLE[step.by].role
    grant = Grant(role) if role == "administrator" else Grant(role, PROGRAMME)
    actor = Actor(step.by, (grant,))
    with context.using(actor=actor, recorded=[], recorded_on=step.on, origin="sample"), transaction(engine) as session:
        fields = call.parse(step.fields)
        where = permissions.row(step.call).where
        if where not in permissions.SCOPES:
            permissions.check(step.call, actor, *Projects.scopes[where](session, fields[where]))
        work(session, **fields)


def _events(engine: Engine) -> Iterator[Event]:
    with transaction(engine) as session:
        for row in session.execute(text("select attributes, body from outbox order by id")):
            yield Event.from_attributes(row.attributes, bytes(row.body))


def test_sixteen_posts_stood_empty_five_times(sight: NaiveSight) -> None:
    assert len(POSTS) == 16
    spells, last = 0, ("", date.min)
    for one in vacancies(sight, Period(date(2024, 1, 1), AS_OF)):
        spells += (one.post_key, one.start - timedelta(days=1)) != last
        last = one.post_key, one.end
    assert spells == 5


def test_the_first_half_year_s_empty_weeks_are_right_by_hand(sight: NaiveSight) -> None:
    # two full posts from 4 March to 30 June 2024: 119 days each
    found = by_id("posts.vacant_weeks")(sight, Period(date(2024, 1, 1), date(2024, 6, 30)))
    assert found.amount == Decimal(34)
    stages = {line.name: line.amount for line in found.breakdowns[0].lines}
    # the engineer: 35 days, then 84 advertised; the officer: 56, 60 advertised, 3 accepted
    assert stages == {
        "not yet advertised": Decimal("13.00"),
        "advertised": Decimal("20.57"),
        "appointed but not started": Decimal("0.43"),
    }


def test_on_the_last_day_one_post_waits_for_its_holder(sight: NaiveSight) -> None:
    period = Period(date(2026, 7, 1), AS_OF)
    planned, filled = by_id("posts.fte_planned")(sight, period), by_id("posts.fte_filled")(sight, period)
    assert (planned.amount, filled.amount) == (Decimal("14.80"), Decimal("14.2"))
    assert vacancies(sight, period)[-1].stage == "appointed but not started"


def test_small_numbers_of_people_are_hidden_where_the_sample_has_them(sight: NaiveSight) -> None:
    measure = by_id("participation.recruited")
    second = measure(sight, Period(date(2025, 7, 1), date(2025, 12, 31)))
    assert second.amount == 81
    assert sorted(line.hidden or "" for line in second.breakdowns[0].lines) == ["", "", Hidden.FEW, Hidden.FEW]
    first = measure(sight, Period(date(2026, 1, 1), date(2026, 6, 30)))
    assert first.amount == 60  # with the corrected entry
    hidden = sorted(line.hidden for line in first.breakdowns[0].lines if line.hidden)
    assert hidden == [Hidden.FEW, Hidden.WITHHELD]


def test_fourteen_risks_were_raised_and_three_issues(sight: NaiveSight, engine: Engine) -> None:
    raised = [event for _, event in sight.placed if event.type == "projects.risk.raised"]
    kinds = [event.data["kind"] for event in raised]
    assert (kinds.count("risk"), kinds.count("issue")) == (14, 3)
    found = by_id("risks.open")(sight, Period(date(2026, 7, 1), AS_OF))
    assert found.amount == 9
    assert {line.name: line.amount for line in found.beside}["open issues"] == 2
    manager = Actor("manager", (Grant("programme_manager", PROGRAMME),))
    with context.using(actor=manager, recorded_on=AS_OF), transaction(engine) as session:
        asked = calls.Risks.parse({"programme_id": PROGRAMME, "review_overdue": True})
        overdue = [one["title"] for one in risk_views.list_risks(session, **asked)["items"]]
    assert overdue == ["Fieldwork in one neighbourhood is behind for want of interpreters"]


def test_nothing_is_dated_after_the_day_on_which_the_sample_is_made() -> None:
    for as_of in (date(2024, 5, 1), date(2025, 6, 30), AS_OF):
        assert all(step.on <= as_of for step in story.steps(as_of) if step.call in OURS)
