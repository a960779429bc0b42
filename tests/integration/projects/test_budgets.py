"""Budgets: never more than the award, moved only through an approved change, every version kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from services.projects.commands import awards, budgets, changes, forecasts, partners, programmes, spending
from services.projects.views import money as views
from shared.calls import projects as calls
from shared.context import Actor, Grant
from shared.errors import Conflict, Invalid, WaymarkError
from tests.integration.projects.conftest import Programme

COUNCIL, UNIVERSITY = "council", "university"


def money(amount: str, currency: str = "GBP") -> dict[str, str]:
    return {"amount": amount, "currency": currency}


def line(amount: str, heading: str = "staff", org: str = COUNCIL, month: str | None = "2024-04") -> dict[str, Any]:
    year = "2023/24" if month and month < "2024-04" else "2024/25"
    return {"heading": heading, "partner_org_id": org, "fin_year": year, "month": month, "amount": money(amount)}


@pytest.fixture
def award(programme: Programme) -> str:
    """An award of £5,000 with the university as a partner."""
    asked = {
        "programme_id": programme.programme_id,
        "reference": f"NIHR{uuid4().int % 900_000 + 100_000}",
        "funder_org_id": "nihr",
        "starts_on": "2024-01-01",
        "ends_on": "2028-12-31",
        "amount": money("5000.00"),
    }
    joined = {"programme_id": programme.programme_id, "org_id": UNIVERSITY, "joined_on": "2024-01-01"}
    programme.do(partners.join_partner, calls.JoinPartner, **joined)
    return str(programme.do(awards.record_award, calls.RecordAward, **asked)["award_id"])


def set_budget(programme: Programme, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    asked = {"programme_id": programme.programme_id, "lines": list(lines), "from_on": "2024-01-01"} | more
    done: dict[str, Any] = programme.do(budgets.set_budget, calls.SetBudget, **asked)
    return done


def approved(programme: Programme, call: str, kind: str = "virement", **fields: Any) -> dict[str, Any]:
    """Submit a change request with one command and have it approved by somebody else."""
    asked = {
        "programme_id": programme.programme_id,
        "title": "Move money",
        "kind": kind,
        "needs": "none",
        "changes": [{"call": call, "fields": fields}],
    }
    it = programme.do(changes.submit_change_request, calls.SubmitChangeRequest, **asked)["change_request_id"]
    decider = Actor("director", (Grant("programme_manager", programme.programme_id),))
    decided = {"change_request_id": it, "decision": "approved"}
    done: dict[str, Any] = programme.do(changes.decide_change_request, calls.DecideChangeRequest, by=decider, **decided)
    return done


def shown(programme: Programme) -> dict[str, Any]:
    (found,) = programme.do(views.budget, calls.Budget, programme_id=programme.programme_id)["budgets"]
    its: dict[str, Any] = found
    return its


def amounts(found: dict[str, Any]) -> dict[str, str]:
    return {f"{row['heading']} {row['month']}": row["amount"]["amount"] for row in found["lines"]}


def test_the_whole_is_the_sum_of_headings_and_the_sum_of_partners(programme: Programme, award: str) -> None:
    set_budget(programme, line("1000.10"), line("2000.20", "travel"), line("1999.70", org=UNIVERSITY))
    found = shown(programme)
    assert found["total"] == money("5000.00")
    for cut in ("by_heading", "by_partner", "by_year"):
        assert sum(Decimal(row["amount"]["amount"]) for row in found[cut]) == Decimal("5000.00")


def test_a_budget_over_the_award_is_refused_with_the_numbers(programme: Programme, award: str) -> None:
    with pytest.raises(Invalid, match=r"5,000\.01 and the award is worth 5,000\.00: take 0\.01 out"):
        set_budget(programme, line("5000.01"))


def test_an_extension_of_the_award_lets_the_budget_grow(programme: Programme, award: str) -> None:
    set_budget(programme, line("5000.00"))
    agreed = {"award_id": award, "agreed_on": "2025-01-01", "amount_change": money("100.00")}
    programme.do(awards.extend_award, calls.ExtendAward, **agreed)
    approved(programme, "set_budget", "money", lines=[line("5100.00")], cause="extension", from_on="2025-01-02")
    found = shown(programme)
    assert found["total"] == money("5100.00")
    assert [version["cause"] for version in found["versions"]] == ["extension", "award"]
    with pytest.raises(WaymarkError, match=r"take 0\.01 out"):
        approved(programme, "set_budget", "money", lines=[line("5100.01")], cause="extension", from_on="2025-01-02")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (money("-1000.01"), r"worth 3,999\.99 and its budget is 4,000\.00"),
        (money("100.00", "EUR"), "do not mix in EUR"),
    ],
)
def test_an_award_is_not_cut_below_its_budget_nor_changed_in_another_currency(
    programme: Programme, award: str, change: dict[str, str], words: str
) -> None:
    set_budget(programme, line("4000.00"))
    agreed = {"award_id": award, "agreed_on": "2025-01-01"}
    with pytest.raises(Invalid, match=words):
        programme.do(awards.extend_award, calls.ExtendAward, **agreed, amount_change=change)
    programme.do(awards.extend_award, calls.ExtendAward, **agreed, amount_change=money("-1000.00"))


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([line("10.00"), line("20.00")], "stands here twice"),
        ([line("10.001")], "finer than a penny"),
        ([line("-1.00")], "cannot fall below"),
        ([line("1.00", "yachts")], "No heading of this programme: yachts"),
        ([line("1.00", org="stranger")], "Neither host nor partner"),
        ([line("1.00") | {"fin_year": "2025/26"}], "2024-04 is not in the financial year 2025/26"),
        ([line("1.00", month=None) | {"fin_year": "2024/26"}], "no financial year"),
        ([line("1.00", month=None) | {"fin_year": "2035/36"}], "outside the award"),
        ([line("1.00") | {"amount": money("1.00", "EUR")}], "do not mix in EUR"),
    ],
)
def test_what_is_no_budget_is_refused_in_words(
    programme: Programme, award: str, lines: list[dict[str, Any]], words: str
) -> None:
    with pytest.raises(Invalid, match=words):
        set_budget(programme, *lines)


def test_a_programme_may_add_a_heading_of_its_own(programme: Programme, award: str) -> None:
    own = [{"key": "community_grants", "title": "Community grants"}]
    set_budget(programme, line("10.00", "community_grants"), own_headings=own)
    known = programme.do(views.headings, calls.Headings, programme_id=programme.programme_id)["items"]
    assert [heading for heading in known if heading["own"]] == [own[0] | {"own": True}]


def test_money_is_not_moved_without_an_approved_change(programme: Programme, award: str) -> None:
    set_budget(programme, line("100.00"), line("50.00", "travel"))
    moves = [line("-10.00"), line("10.00", "travel")]
    asked = {"programme_id": programme.programme_id, "moves": moves}
    for more in ({}, {"change_request_id": "made-up"}):
        with pytest.raises(Conflict, match="approved change request"):
            programme.do(budgets.vire, calls.Vire, **asked, **more)
    with pytest.raises(Conflict, match="approved change request"):
        set_budget(programme, line("99.00"))
    done = approved(programme, "vire", moves=moves)
    with pytest.raises(Conflict, match="approved change request"):  # once is once
        programme.do(budgets.vire, calls.Vire, **asked, change_request_id=done["change_request_id"])
    assert amounts(shown(programme)) == {"staff 2024-04": "90.00", "travel 2024-04": "60.00"}
    assert programme.facts(shown(programme)["budget_id"])[-1]["data"]["total"] == money("150.00")


def test_moves_must_add_up_to_nothing_to_the_penny(programme: Programme, award: str) -> None:
    set_budget(programme, line("100.00"), line("50.00", "travel"))
    with pytest.raises(Invalid, match=r"add up to 0\.01"):
        approved(programme, "vire", moves=[line("-10.00"), line("10.01", "travel")])
    with pytest.raises(Invalid, match="cannot fall below"):
        approved(programme, "vire", moves=[line("-100.01"), line("100.01", "travel")])


def test_what_is_unspent_of_a_year_goes_into_the_months_left_of_the_next(programme: Programme, award: str) -> None:
    set_budget(programme, line("60.00", month="2024-01"), line("40.00", month="2024-03"))
    spent = [{**spend("a", "30.00"), "posted_on": "2024-03-15"}]
    programme.do(spending.record_spend, calls.RecordSpend, programme_id=programme.programme_id, lines=spent)
    carried = {"heading": "staff", "partner_org_id": COUNCIL}
    carry = {"from_year": "2023/24", "from_on": "2025-02-10"}
    with pytest.raises(Invalid, match=r"70\.00 of staff is unspent"):
        approved(programme, "carry_forward", "carry_forward", lines=[carried | {"amount": money("70.01")}], **carry)
    approved(programme, "carry_forward", "carry_forward", lines=[carried | {"amount": money("45.01")}], **carry)
    assert amounts(shown(programme)) == {
        "staff 2024-01": "54.99",
        "staff 2025-02": "22.51",
        "staff 2025-03": "22.50",
    }


def test_a_version_cannot_be_in_force_before_the_one_before_it(programme: Programme, award: str) -> None:
    set_budget(programme, line("100.00"), line("50.00", "travel"), from_on="2024-05-01")
    with pytest.raises(Invalid, match="in force from 2024-05-01"):
        approved(programme, "vire", moves=[line("-1.00"), line("1.00", "travel")], from_on="2024-04-30")


def spend(ref: str, amount: str, heading: str = "staff") -> dict[str, Any]:
    about = {"source_ref": ref, "heading": heading, "partner_org_id": COUNCIL, "posted_on": "2024-04-15"}
    return about | {"amount": money(amount)}


def explain(programme: Programme, amount: str, cause: str = "late_start", **more: Any) -> Any:
    asked = {
        "programme_id": programme.programme_id,
        "heading": "staff",
        "partner_org_id": COUNCIL,
        "period_end": "2024-04-30",
        "amount": money(amount),
        "cause": cause,
    }
    return programme.do(forecasts.explain_variance, calls.ExplainVariance, **asked | more)


def test_a_cause_explains_no_more_than_there_is_to_explain(programme: Programme, award: str) -> None:
    set_budget(programme, line("100.00"))
    lines = [spend("a", "40.00")]
    programme.do(spending.record_spend, calls.RecordSpend, programme_id=programme.programme_id, lines=lines)
    with pytest.raises(Invalid, match=r"underspent by 60\.00 and 60\.00 has no cause"):
        explain(programme, "60.01")
    with pytest.raises(Invalid, match="more than there is"):
        explain(programme, "-1.00")
    first = explain(programme, "50.00")
    with pytest.raises(Invalid, match=r"10\.00 has no cause"):
        explain(programme, "10.01", "price")
    again = explain(programme, "20.00")  # the latest word for the same cause replaces the one before
    assert (again["explanation_id"], again["version"]) == (first["explanation_id"], 2)
    with pytest.raises(Invalid, match="Say in words"):
        explain(programme, "10.00", "other")
    explain(programme, "40.00", "other", note="The meeting room was free.")
    found = programme.do(views.list_explanations, calls.Explanations, programme_id=programme.programme_id)["items"]
    assert {(one["cause"], one["amount"]["amount"], one["note"]) for one in found} == {
        ("late_start", "20.00", None),
        ("other", "40.00", "The meeting room was free."),
    }
    with pytest.raises(Invalid, match="given for 2024-04-30 already"):
        explain(programme, "1.00", period_end="2024-04-15")


def test_a_forecast_names_years_and_replaces_the_one_before(programme: Programme, award: str) -> None:
    of = {"heading": "staff", "partner_org_id": COUNCIL, "amount": money("90.00")}
    asked = {"programme_id": programme.programme_id, "basis": "manager", "as_of": "2024-09-30"}
    lines = [of | {"horizon": "year_end", "fin_year": "2024/25"}, of | {"horizon": "award_end"}]
    done = programme.do(forecasts.set_forecast, calls.SetForecast, lines=lines, **asked)
    assert programme.facts(done["forecast_id"])[0]["effectiveon"] == "2024-09-30"
    for wrong in ([lines[1], lines[1]], [of | {"horizon": "year_end"}], [lines[1] | {"fin_year": "2024/25"}]):
        with pytest.raises(Invalid):
            programme.do(forecasts.set_forecast, calls.SetForecast, lines=wrong, **asked)


def test_another_programmes_award_is_not_found(programme: Programme, award: str) -> None:
    other = Programme(programme.engine, f"T-{uuid4().hex[:8].upper()}")
    made = {"programme_id": other.programme_id, "title": "Other", "host_org_id": COUNCIL, "starts_on": "2024-01-01"}
    other.do(programmes.create_programme, calls.CreateProgramme, **made)
    with pytest.raises(Invalid, match="There is no award"):
        set_budget(other, line("1.00"), award_id=award)


def test_a_credit_does_not_let_more_be_carried_than_was_budgeted(programme: Programme, award: str) -> None:
    set_budget(programme, line("60.00", month="2024-01"))
    credit = [spend("a", "-30.00") | {"posted_on": "2024-03-15"}]
    programme.do(spending.record_spend, calls.RecordSpend, programme_id=programme.programme_id, lines=credit)
    carried = {"heading": "staff", "partner_org_id": COUNCIL, "amount": money("60.01")}
    carry = {"from_year": "2023/24", "from_on": "2025-02-10", "lines": [carried]}
    with pytest.raises(Invalid, match=r"60\.00 of staff is unspent"):
        approved(programme, "carry_forward", "carry_forward", **carry)
