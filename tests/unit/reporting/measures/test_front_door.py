"""Figures of the front door and of bids, counted by hand, on stories of a few facts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from naive_sight import NaiveSight
from story import PROGRAMME, Story, money

from services.reporting.measures.period import Period
from services.reporting.measures.registry import by_id
from services.reporting.measures.value import State, Value
from services.reporting.reports.frontdoortables import applications_table, requests_table
from services.reporting.reports.names import Names
from shared.events.projects import (
    ApplicationDecided,
    ApplicationSubmitted,
    ProgrammeCreated,
    ProjectStarted,
    RequestAnswered,
    RequestReceived,
    RequestReopened,
)
from shared.workingdays import working_days_between

PERIOD = Period(date(2026, 1, 1), date(2026, 6, 30))


@pytest.fixture
def story() -> Story:
    return Story()


def value(story: Story, measure: str) -> Value:
    return by_id(measure)(NaiveSight(story.events, PROGRAMME), PERIOD)


def beside(found: Value) -> dict[str, Any]:
    return {line.name: line.amount for line in found.beside}


def lines(found: Value, which: int) -> list[tuple[str, Any]]:
    return [(line.name, line.amount) for line in found.breakdowns[which].lines]


def receive(story: Story, key: str, on: str = "2026-02-02", **more: Any) -> None:
    body = {"title": key, "kind": "question", "asked_by": "community"} | more
    story.tell(RequestReceived, key, on, body)


def answer(story: Story, key: str, on: str, what: str = "brief", **more: Any) -> None:
    story.tell(RequestAnswered, key, on, {"answer": what, **more})


def test_requests_are_counted_by_the_day_on_which_they_came_in(story: Story) -> None:
    assert value(story, "requests.received").state is State.NOT_ASKED
    ward = [{"code": "E05000887", "kind": "ward", "boundary_set": "2023"}]
    receive(story, "before", "2025-12-31")
    receive(story, "first", "2026-01-01", asked_by="directorate", directorate="public_health", themes=["housing"])
    receive(story, "last", "2026-06-30", themes=["housing", "leisure"], places=ward)
    receive(story, "after", "2026-07-01")
    found = value(story, "requests.received")
    assert found.amount == 2
    assert lines(found, 0) == [("community", 1), ("directorate", 1)]
    assert lines(found, 1) == [("public_health", 1)]
    assert lines(found, 2) == [("housing", 2), ("leisure", 1)]
    assert lines(found, 3) == [("E05000887", 1), ("city-wide", 1)]
    assert found.breakdowns[2].overlapping


def test_answers_are_counted_by_their_day_with_the_middle_number_of_working_days(story: Story) -> None:
    receive(story, "a", "2026-01-30", needed_by="2026-02-02")  # a Friday
    answer(story, "a", "2026-02-03")  # Monday, Tuesday: 2
    receive(story, "b", "2026-04-02")  # the day before Good Friday
    answer(story, "b", "2026-04-08", "data")  # after Easter Monday: Tuesday, Wednesday: 2
    receive(story, "c", "2026-03-02")
    answer(story, "c", "2026-03-09", "became_project", project_id="p")  # 5
    receive(story, "d", "2026-03-02")
    answer(story, "d", "2026-03-16", "became_bid", application_id="x")  # 10
    receive(story, "open")
    receive(story, "before", "2025-12-01")
    answer(story, "before", "2025-12-31")
    found = value(story, "requests.answered")
    assert found.amount == 4
    assert beside(found) == {
        "middle number of working days": Decimal("3.5"),
        "answered after the day by which they were needed": 1,
    }
    assert lines(found, 0) == [("became_bid", 1), ("became_project", 1), ("brief", 1), ("data", 1)]
    rate = value(story, "requests.to_project")
    assert (rate.amount, rate.of, beside(rate)) == (2, 4, {"projects": 1, "bids": 1})


def test_working_days_are_those_of_the_programme_s_nation() -> None:
    # Easter Monday is no bank holiday in Scotland, and 2 January is one
    assert working_days_between(date(2026, 4, 2), date(2026, 4, 8), "england") == 2
    assert working_days_between(date(2026, 4, 2), date(2026, 4, 8), "scotland") == 3
    assert working_days_between(date(2025, 12, 31), date(2026, 1, 5), "england") == 2
    assert working_days_between(date(2025, 12, 31), date(2026, 1, 5), "scotland") == 1
    assert working_days_between(date(2026, 1, 30), date(2026, 1, 30), "england") == 0


def test_the_nation_of_the_programme_is_asked(story: Story) -> None:
    created = {"title": "P", "host_org": "o", "year_start_month": 1, "nation": "scotland"}
    story.tell(ProgrammeCreated, PROGRAMME, "2024-01-01", created)
    receive(story, "a", "2026-04-02")
    answer(story, "a", "2026-04-08")
    assert beside(value(story, "requests.answered"))["middle number of working days"] == 3


def test_a_request_that_is_open_again_on_the_last_day_is_not_answered_and_one_answered_twice_counts_once(
    story: Story,
) -> None:
    for key in ("reopened", "twice", "reopened later"):
        receive(story, key)
        answer(story, key, "2026-03-02", "advice")
    story.tell(RequestReopened, "reopened", "2026-06-30", {"reason_code": "new_question"})
    story.tell(RequestReopened, "twice", "2026-04-01", {"reason_code": "new_question"})
    answer(story, "twice", "2026-05-01", "became_project", project_id="p")
    story.tell(RequestReopened, "reopened later", "2026-07-01", {"reason_code": "new_question"})
    found = value(story, "requests.answered")
    assert [key for _, key in found.counted] == ["reopened later", "twice"]
    assert lines(found, 0) == [("advice", 1), ("became_project", 1)]


def submit(story: Story, key: str, on: str = "2026-02-01", amount: str = "1000.10", **more: Any) -> None:
    body = {
        "title": key,
        "funder_org": "nihr",
        "amount": money(amount),
        "lead_org_id": "uol",
        "lead_sector": "university",
        "hdrc_role": "partner",
    }
    story.tell(ApplicationSubmitted, key, on, body | more)


def decide(story: Story, key: str, on: str, outcome: str, **more: Any) -> None:
    story.tell(ApplicationDecided, key, on, {"outcome": outcome} | more)


def test_bids_are_counted_by_the_day_they_went_in_with_the_pounds_asked_for(story: Story) -> None:
    assert value(story, "bids.submitted").state is State.NOT_ASKED
    submit(story, "before", "2025-12-31")
    submit(story, "a")
    submit(story, "b", "2026-06-30", "0.05", lead_sector="council")
    submit(story, "euros", amount="5.00")
    story.tell(
        ApplicationSubmitted,
        "in euros",
        "2026-02-01",
        {
            "title": "in euros",
            "funder_org": "eu",
            "amount": {"amount": "99.00", "currency": "EUR"},
            "lead_org_id": "uol",
            "lead_sector": "university",
            "hdrc_role": "lead",
        },
    )
    found = value(story, "bids.submitted")
    assert found.amount == 4
    assert beside(found) == {"pounds applied for": Decimal("1005.15"), "in other currencies": 1}
    assert [line.unit for line in found.beside] == ["GBP", None]
    assert lines(found, 0) == [("council", 1), ("university", 3)]


def test_of_the_bids_that_a_funder_decided_those_awarded_and_the_withdrawn_are_said(story: Story) -> None:
    for key in ("won", "lost", "withdrawn", "waiting", "won later"):
        submit(story, key, "2025-11-01")
    assert value(story, "bids.success").state is State.NOT_ASKED
    decide(story, "won", "2026-01-01", "awarded", amount_awarded=money("900.00"))
    decide(story, "lost", "2026-06-30", "unsuccessful")
    decide(story, "withdrawn", "2026-03-01", "withdrawn")
    decide(story, "won later", "2026-07-01", "awarded", amount_awarded=money("1.00"))
    found = value(story, "bids.success")
    assert (found.amount, found.of) == (1, 2)
    assert beside(found) == {"pounds awarded": Decimal("900.00"), "withdrawn": 1}


def test_the_tables_say_what_became_of_each(story: Story) -> None:
    story.tell(ProjectStarted, "p", "2026-03-01", {"title": "Warm homes"})
    receive(story, "Damp", asked_by="directorate", directorate="childrens_services", decision_body="Cabinet")
    answer(story, "Damp", "2026-02-05", "became_project", project_id="p")
    receive(story, "Parks", "2025-10-01")
    receive(story, "Long ago", "2025-09-01")
    answer(story, "Long ago", "2025-10-01", "not_taken_up", reason_code="no_capacity")
    submit(story, "Trial")
    decide(story, "Trial", "2026-05-01", "awarded", amount_awarded=money("900.50"))
    sight = NaiveSight(story.events, PROGRAMME)
    names = Names(sight, NaiveSight(story.events, ""))
    assert requests_table(sight, PERIOD, names).rows == (
        ("2025-10-01", "Parks", "Community", None, "Open", None, None),
        (
            "2026-02-02",
            "Damp",
            "Council: Childrens services",
            "Cabinet",
            "Became project: Warm homes",
            "2026-02-05",
            3,
        ),
    )
    assert applications_table(sight, PERIOD, names).rows == (
        ("2026-02-01", "Trial", "nihr", "uol", "£1,000.10", "Awarded", "£900.50"),
    )
