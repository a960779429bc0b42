"""The rules of approvals, agreements and their ends: what is allowed when, and what follows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.projects.domain import agreements, approvals, validity
from services.projects.domain.agreements import Agreement
from services.projects.domain.approvals import Approval
from shared.broken import Broken

TODAY = date(2026, 6, 1)
FOUND, SOUGHT, DECIDED = date(2026, 1, 5), date(2026, 2, 2), date(2026, 3, 2)


def decide(approval: Approval, decision: str = "favourable", on: date = DECIDED, until: date | None = None) -> Approval:
    conditions = "Mind the gap" if decision == "conditions" else None
    return approvals.decide(approval, decision, on, valid_until=until, conditions=conditions, today=TODAY)


def sought() -> Approval:
    return approvals.seek(Approval(FOUND), SOUGHT, today=TODAY)


def test_an_approval_goes_from_needed_to_sought_to_in_place_to_expired() -> None:
    needed = approvals.need(FOUND, needed=True, reason_code=None, today=TODAY)
    assert needed.state(TODAY) == "needed"
    assert sought().state(TODAY) == "sought"
    given_ = decide(sought(), until=date(2026, 5, 31))
    assert [given_.state(date(2026, 5, 31)), given_.state(date(2026, 6, 1))] == ["in_place", "expired"]


def test_that_none_is_needed_needs_a_reason_and_only_that_does() -> None:
    for needed, reason in ((False, None), (True, "no_people")):
        with pytest.raises(Broken) as broken:
            approvals.need(FOUND, needed=needed, reason_code=reason, today=TODAY)
        assert broken.value.field == "reason_code"
    assert approvals.need(FOUND, needed=False, reason_code="no_people", today=TODAY).state(TODAY) == "not_needed"


def test_what_was_refused_or_has_run_out_may_be_applied_for_again() -> None:
    refused = decide(sought(), "refused")
    assert refused.state(TODAY) == "refused"
    over = decide(sought(), until=date(2026, 4, 1))
    for approval in (refused, over):
        again = approvals.seek(approval, date(2026, 5, 1), today=TODAY)
        assert again.state(TODAY) == "sought"
        assert decide(again, on=TODAY).state(TODAY) == "in_place"


def test_a_refused_renewal_takes_nothing_away_and_one_refused_after_the_end_gives_nothing_back() -> None:
    renewing = approvals.seek(decide(sought(), until=date(2026, 5, 1)), date(2026, 4, 1), today=TODAY)
    in_time, late = decide(renewing, "refused", date(2026, 4, 20)), decide(renewing, "refused", date(2026, 5, 2))
    assert (in_time.state(date(2026, 5, 1)), in_time.state(date(2026, 5, 2))) == ("in_place", "expired")
    assert late.state(date(2026, 5, 2)) == "refused"


@pytest.mark.parametrize("on", [SOUGHT - timedelta(days=1), TODAY + timedelta(days=1)])
def test_a_decision_is_not_before_its_application_nor_in_the_future(on: date) -> None:
    with pytest.raises(Broken) as broken:
        decide(sought(), on=on)
    assert (broken.value.field, broken.value.state) == ("decided_on", False)


def test_what_is_in_place_or_not_needed_is_not_ruled_out() -> None:
    for approval in (decide(sought()), Approval(FOUND, needed=False)):
        with pytest.raises(Broken) as broken:
            approvals.rule_out(approval, TODAY, today=TODAY)
        assert broken.value.state


@given(st.integers(0, 400), st.integers(0, 400))
def test_the_warning_lies_between_the_beginning_and_the_end_and_counts_the_days_left(before: int, lasts: int) -> None:
    since = TODAY + timedelta(days=before)
    until = since + timedelta(days=lasts)
    warning = validity.warning(since, until)
    assert since <= warning.on <= until
    assert warning.days_left == (until - warning.on).days == min(lasts, validity.WARNING_DAYS)
    assert validity.holds(until, until)
    assert not validity.holds(until, validity.over_on(until))


SIGNED = date(2026, 1, 1)


def end(
    agreement: Agreement, reason: str, on: date | None = None, *, replaced: bool | None = None, today: date = TODAY
) -> Agreement:
    by_another = reason == "replaced" if replaced is None else replaced
    return agreements.end(agreement, reason, on, replaced_by_another=by_another, today=today)


def test_an_agreement_holds_until_its_last_day_or_for_ever() -> None:
    held = Agreement(SIGNED, date(2026, 5, 31))
    assert [held.state(date(2026, 5, 31)), held.state(date(2026, 6, 1))] == ["in_force", "expired"]
    assert Agreement(SIGNED).state(date(2999, 1, 1)) == "in_force"


def test_the_last_day_of_an_agreement_is_its_own_or_today() -> None:
    assert end(Agreement(SIGNED, date(2026, 5, 31)), "expired").ended_on == date(2026, 5, 31)
    assert end(Agreement(SIGNED, date(2026, 5, 31)), "replaced").ended_on == date(2026, 5, 31)
    assert end(Agreement(SIGNED, date(2027, 5, 31)), "terminated").ended_on == TODAY
    assert end(Agreement(SIGNED), "terminated").state(TODAY) == "in_force"
    assert end(Agreement(SIGNED), "terminated").state(TODAY + timedelta(days=1)) == "terminated"


@pytest.mark.parametrize(
    ("agreement", "reason", "on", "field"),
    [
        (Agreement(SIGNED), "expired", None, "on"),
        (Agreement(SIGNED), "expired", date(2026, 5, 1), "reason_code"),
        (Agreement(SIGNED, TODAY), "expired", None, "on"),
        (Agreement(SIGNED, date(2026, 5, 31)), "expired", date(2026, 5, 1), "reason_code"),
        (Agreement(SIGNED, date(2026, 5, 31)), "terminated", date(2026, 6, 1), "on"),
        (Agreement(SIGNED), "terminated", date(2025, 12, 31), "on"),
        (Agreement(SIGNED), "terminated", date(2026, 6, 2), "on"),
    ],
)
def test_an_agreement_does_not_end_on_a_day_that_cannot_be(
    agreement: Agreement, reason: str, on: date | None, field: str
) -> None:
    with pytest.raises(Broken) as broken:
        end(agreement, reason, on)
    assert (broken.value.field, broken.value.state) == (field, False)


def test_what_is_replaced_has_a_successor_and_nothing_else_does() -> None:
    for reason, replaced in (("replaced", False), ("terminated", True)):
        with pytest.raises(Broken) as broken:
            end(Agreement(SIGNED), reason, replaced=replaced)
        assert broken.value.field == "successor_id"


def test_what_ended_does_not_end_again_but_what_expired_may_still_be_replaced() -> None:
    expired = end(Agreement(SIGNED, date(2026, 5, 31)), "expired")
    assert end(expired, "replaced").ended_on == date(2026, 5, 31)
    with pytest.raises(Broken):
        end(expired, "replaced", date(2026, 5, 30))
    for over, reason in (
        (expired, "terminated"),
        (expired, "expired"),
        (end(Agreement(SIGNED), "terminated"), "replaced"),
    ):
        with pytest.raises(Broken) as broken:
            end(over, reason)
        assert broken.value.state
