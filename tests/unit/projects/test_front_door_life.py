"""The rules of requests, bids, meetings and actions: what is allowed when."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.projects.domain import applications, meetings, requests
from services.projects.domain.meetings import Attendance, Quorum
from services.projects.domain.requests import Asker, Request
from shared.broken import Broken

TODAY = date(2026, 6, 1)
days = st.dates(date(2025, 12, 1), date(2026, 7, 1))


class RequestLife(RuleBasedStateMachine):
    """Whatever is tried in whatever order: what is refused changes nothing, what is allowed keeps days in order."""

    def __init__(self) -> None:
        super().__init__()
        community = Asker("community", None, None)
        self.request = requests.receive(date(2026, 1, 5), None, community, today=TODAY)
        self.states = ["received"]

    @rule(on=days, to=st.sampled_from((None, "unit")), expected=st.one_of(st.none(), days))
    def triage(self, on: date, to: str | None, expected: date | None) -> None:
        self._try(lambda r: requests.triage(r, on, to=to, answer_expected_on=expected, today=TODAY))

    @rule(on=days, what=st.sampled_from(("brief", "became_project", "became_bid", "not_taken_up")))
    def answer(self, on: date, what: str) -> None:
        named = {
            "reason_code": "scope" if what == "not_taken_up" else None,
            "project_id": "p" if what == "became_project" else None,
            "application_id": "a" if what == "became_bid" else None,
        }
        self._try(lambda r: requests.answer(r, on, what, **named, today=TODAY))

    @rule(on=days)
    def reopen(self, on: date) -> None:
        self._try(lambda r: requests.reopen(r, on, today=TODAY))

    def _try(self, work: Any) -> None:
        before: Request = self.request
        try:
            self.request = work(before)
        except Broken:
            return
        assert before.last <= self.request.last <= TODAY
        self.states.append(self.request.state)

    @invariant()
    def an_answer_is_between_two_times_of_being_open(self) -> None:
        for before, after in zip(self.states, self.states[1:], strict=False):
            assert (before, after) != ("answered", "answered")
            assert before == "answered" or after != "received" or before == "received"
        assert (self.request.state == "answered") == (self.request.answered_on is not None)


TestRequestLife = RequestLife.TestCase


@given(st.lists(st.integers(0, 20), max_size=6), st.integers(0, 10), st.integers(1, 30), st.integers(0, 30))
def test_a_meeting_is_quorate_exactly_when_both_numbers_are_reached(
    came: list[int], public: int, quorum: int, least: int
) -> None:
    by_organisation = [(f"org-{n}", number) for n, number in enumerate(came)]
    if sum(came) + public == 0:
        with pytest.raises(Broken):
            meetings.attendance(by_organisation, public)
        return
    found = meetings.attendance(by_organisation, public)
    assert found == Attendance(sum(came) + public, public)
    if least > quorum:
        with pytest.raises(Broken):
            Quorum(quorum, least)
        return
    assert found.reaches(Quorum(quorum, least)) == (sum(came) + public >= quorum and public >= least)


def test_an_organisation_that_is_named_twice_is_refused() -> None:
    with pytest.raises(Broken) as broken:
        meetings.attendance([("council", 1), ("council", 2)], 0)
    assert broken.value.field == "attendance"


@pytest.mark.parametrize(
    ("asker", "field"),
    [
        (Asker("directorate", None, None), "directorate"),
        (Asker("community", "housing", None), "directorate"),
        (Asker("partner", None, None), "org_id"),
    ],
)
def test_who_asks_is_named_as_what_it_is(asker: Asker, field: str) -> None:
    with pytest.raises(Broken) as broken:
        requests.receive(TODAY, None, asker, today=TODAY)
    assert broken.value.field == field


def bid(outcome: str, **given_: Any) -> None:
    asked: dict[str, Any] = {
        "submitted_on": date(2026, 1, 1),
        "before": None,
        "awarded": None,
        "to_partnership": None,
        "award_id": None,
        "today": TODAY,
    }
    applications.decide(outcome, given_.pop("on", TODAY), **asked | given_)


def test_a_bid_is_decided_once_and_only_an_award_has_money() -> None:
    bid("awarded", awarded=Decimal("0.01"), to_partnership=Decimal("0.01"))
    bid("unsuccessful")
    for outcome, given_, field in (
        ("awarded", {}, "amount_awarded"),
        ("awarded", {"awarded": Decimal(0)}, "amount_awarded"),
        ("awarded", {"awarded": Decimal(1), "to_partnership": Decimal("1.01")}, "amount_to_partnership"),
        ("withdrawn", {"awarded": Decimal(1)}, "amount_awarded"),
        ("unsuccessful", {"award_id": "a"}, "award_id"),
        ("unsuccessful", {"on": date(2025, 12, 31)}, "decided_on"),
        ("unsuccessful", {"on": TODAY + timedelta(days=1)}, "decided_on"),
        ("unsuccessful", {"before": TODAY}, "application_id"),
    ):
        with pytest.raises(Broken) as broken:
            bid(outcome, **given_)
        assert broken.value.field == field


def test_an_action_is_due_and_done_on_the_day_of_its_meeting_or_later_and_once() -> None:
    held = date(2026, 3, 2)
    meetings.agree(held, held)
    meetings.complete(held, agreed_on=held, completed_on=None, today=TODAY)
    with pytest.raises(Broken):
        meetings.agree(held - timedelta(days=1), held)
    for on, before, field in (
        (held - timedelta(days=1), None, "done_on"),
        (TODAY + timedelta(days=1), None, "done_on"),
        (TODAY, TODAY, "action_id"),
    ):
        with pytest.raises(Broken) as broken:
            meetings.complete(on, agreed_on=held, completed_on=before, today=TODAY)
        assert broken.value.field == field
