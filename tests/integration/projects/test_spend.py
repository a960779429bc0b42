"""Spend: every line of the finance system once, corrected by what a later extract says of it, and never lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from installation import until
from sqlalchemy import text

from services.projects.commands import claims, finding, milestones, posts, spending
from services.projects.imports import finance
from services.projects.views import money as views
from shared import context
from shared.calls import projects as calls
from shared.context import Actor, Grant
from shared.database import transaction
from shared.errors import Conflict, Invalid
from shared.files import Files
from shared.imports import jobs
from shared.imports.runner import Runner
from tests.integration.projects.conftest import Programme
from tests.integration.projects.test_budgets import COUNCIL, UNIVERSITY, award, money, spend

__all__ = ["award"]
HEADER = "Journal No,Line No,Posting Date,Net Amount,Subjective Code,Cost Centre,Extract Date"

Import = Callable[..., tuple[int, int, list[tuple[int, str]]]]


def record(programme: Programme, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    asked = {"programme_id": programme.programme_id, "lines": list(lines)} | more
    done: dict[str, Any] = programme.do(spending.record_spend, calls.RecordSpend, **asked)
    return done


def listed(programme: Programme) -> dict[str, str]:
    asked = {"programme_id": programme.programme_id, "limit": 200}
    found = programme.do(views.list_spend, calls.Spend, **asked)["items"]
    return {row["source_ref"]: row["amount"]["amount"] for row in found}


@pytest.fixture
def importing(programme: Programme, award: str, tmp_path: Path) -> Import:
    """Import these bytes; gives accepted, unchanged, and the rows and fields refused."""
    files = Files(f"file://{tmp_path}")
    runner = Runner(programme.engine, files, finance.importers(), lambda *_, **__: None)

    def run(content: str, *, dry_run: bool = False, kind: str = "finance") -> tuple[int, int, list[tuple[int, str]]]:
        stored = files.put(content.encode())
        about = {"sha256": stored.sha256, "file_name": "ledger.csv", "programme_id": programme.programme_id}
        with context.using(actor=programme.manager, recorded=[]):
            with transaction(programme.engine) as session:
                job_id = jobs.start(session, kind=kind, dry_run=dry_run, **about)["job_id"]
            runner.run(job_id)
            with transaction(programme.engine) as session:
                found = jobs.show(session, job_id=job_id)
        assert found["state"] == "done", found["message"]
        return found["accepted"], found["unchanged"], [(one["row"], one["field"]) for one in found["refused"]]

    return run


def csv(*lines: str) -> str:
    return "\n".join([HEADER, *lines])


def test_the_same_line_again_changes_nothing_and_another_amount_corrects_it(programme: Programme, award: str) -> None:
    first = record(programme, spend("a", "40.00"), spend("b", "-3.50"), extract_on="2024-05-01")
    assert (first["recorded"], first["corrected"], first["unchanged"]) == (2, 0, 0)
    again = record(programme, spend("a", "40.00"), spend("b", "-4.50"), extract_on="2024-06-01")
    assert (again["recorded"], again["corrected"], again["unchanged"]) == (0, 1, 1)
    assert listed(programme) == {"a": "40.00", "b": "-4.50"}
    recorded, corrected = programme.facts(first["spend_ids"][1])
    assert corrected["corrects"] == corrected["data"]["corrects_event_id"] == recorded["id"]
    assert corrected["data"]["amount"] == money("-4.50")
    assert corrected["type"] == "projects.spend.corrected"


def test_an_older_extract_does_not_correct_a_newer_one(programme: Programme, award: str) -> None:
    record(programme, spend("a", "40.00"), extract_on="2024-06-01")
    with pytest.raises(Invalid, match="extract of 2024-06-01 has this line otherwise"):
        record(programme, spend("a", "41.00"), extract_on="2024-05-31")


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (spend("a", "1.005"), "amount"),
        (spend("a", "1.00") | {"amount": money("1.00", "EUR")}, "amount"),
        (spend("a", "1.00", "yachts"), "heading"),
        (spend("a", "1.00") | {"partner_org_id": "stranger"}, "partner_org_id"),
        (spend("a", "1.00") | {"project_id": "nowhere"}, "project_id"),
        (spend("a", "1.00") | {"posted_on": "2199-01-01"}, "posted_on"),
        (spend("a", "1.00") | {"fin_year": "2025/26"}, "fin_year"),
        (spend("ok", "2.00"), "source_ref"),
    ],
)
def test_a_line_that_is_wrong_is_refused_by_its_field_and_nothing_is_kept(
    programme: Programme, award: str, line: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        record(programme, spend("ok", "1.00"), line)
    assert list(refused.value.fields["lines"]["1"]) == [field]
    assert listed(programme) == {}


def test_a_line_may_belong_to_the_year_that_has_ended(programme: Programme, award: str) -> None:
    done = record(programme, spend("a", "1.00") | {"posted_on": "2024-04-10", "fin_year": "2023/24"})
    assert programme.facts(done["spend_ids"][0])[0]["data"]["fin_year"] == "2023/24"


def test_a_line_is_corrected_by_hand_with_a_reason(programme: Programme, award: str) -> None:
    (it,) = record(programme, spend("a", "1.00"))["spend_ids"]
    asked = {"spend_id": it, "amount": money("1.00"), "reason_code": "miscoded"}
    with pytest.raises(Conflict, match="Nothing of this differs"):
        programme.do(spending.correct_spend, calls.CorrectSpend, **asked)
    done = programme.do(spending.correct_spend, calls.CorrectSpend, **asked, heading="travel")
    assert done == {"spend_id": it, "version": 2}
    assert programme.facts(it)[1]["data"]["reason_code"] == "miscoded"


def test_an_extract_imported_twice_changes_nothing(programme: Programme, importing: Import) -> None:
    content = csv(*(f'J{n},1,15/04/2024,"{n},000.10",1010,HDRC01,01/05/2024' for n in range(1, 251)))
    assert importing(content, dry_run=True) == (250, 0, [])
    assert listed(programme) == {}
    assert importing(content) == (250, 0, [])
    before = len(programme.facts())
    assert importing(content) == (0, 250, [])
    assert len(programme.facts()) == before
    with transaction(programme.engine) as session:
        total = session.execute(
            text("select sum(amount) from spend where programme_id = :it"), {"it": programme.programme_id}
        ).scalar_one()
    assert f"{total:.2f}" == f"{sum(range(1, 251)) * 1000 + 25}.00"


def test_a_bad_amount_is_refused_by_row_and_field_and_the_rest_is_taken(
    programme: Programme, importing: Import
) -> None:
    content = csv(
        "J1,1,15/04/2024,10.00,1010,HDRC01,01/05/2024",
        "J1,2,15/04/2024,ten,1010,HDRC01,01/05/2024",
        "J1,3,15/04/2024,0.00,1010,HDRC01,01/05/2024",
        "J1,4,15/04/2024,5.00-,1010,STRANGER,01/05/2024",
        f"J1,5,15/04/2024,(2.50),2200,{UNIVERSITY},01/05/2024",
        "J1,1,15/04/2024,10.00,1010,HDRC01,01/05/2024",
    )
    assert importing(content) == (2, 2, [(3, "Net Amount"), (5, "partner_org_id")])
    assert listed(programme) == {"J1/1": "10.00", "J1/5": "-2.50"}


def test_a_later_extract_corrects_the_line_that_it_has_otherwise(programme: Programme, importing: Import) -> None:
    line = "J1,1,15/04/2024,{},1010,HDRC01,{}"
    importing(csv(line.format("10.00", "01/05/2024")))
    assert importing(csv(line.format("12.00", "01/06/2024")), kind="finance-ledger-lines") == (1, 0, [])
    assert importing(csv(line.format("0.00", "01/07/2024"))) == (1, 0, [])
    types = [fact["type"] for fact in programme.facts() if fact["programmeid"] == programme.programme_id]
    assert types[-3:] == ["projects.spend.recorded", "projects.spend.corrected", "projects.spend.corrected"]
    assert importing(csv(line.format("12.00", "01/06/2024"))) == (0, 0, [(2, "source_ref")])


def test_spend_of_no_award_is_refused_as_a_file(engine: Any, programme: Programme, tmp_path: Path) -> None:
    files = Files(f"file://{tmp_path}")
    runner = Runner(engine, files, finance.importers(), lambda *_, **__: None)
    stored = files.put(csv("J1,1,15/04/2024,10.00,1010,HDRC01,01/05/2024").encode())
    about = {"sha256": stored.sha256, "file_name": "ledger.csv", "programme_id": programme.programme_id}
    with context.using(actor=programme.manager, recorded=[]):
        with transaction(engine) as session:
            job_id = jobs.start(session, kind="finance", **about)["job_id"]
        runner.run(job_id)
        with transaction(engine) as session:
            found = jobs.show(session, job_id=job_id)
    assert (found["state"], found["accepted"]) == ("refused", 0)
    assert "There is no award" in found["message"]


def claim(programme: Programme, **more: Any) -> Any:
    asked = {
        "programme_id": programme.programme_id,
        "org_id": UNIVERSITY,
        "amount": money("300.00"),
        "covers_from": "2024-04-01",
        "covers_to": "2024-06-30",
        "invoiced_on": "2024-07-15",
    }
    return programme.do(claims.receive_claim, calls.ReceiveClaim, **asked | more)


def settle(programme: Programme, claim_id: str, outcome: str, amount: str, on: str = "2024-08-01") -> Any:
    asked = {"claim_id": claim_id, "outcome": outcome, "amount": money(amount), "settled_on": on}
    return programme.do(claims.settle_claim, calls.SettleClaim, **asked)


def test_a_claim_is_settled_once_and_for_no_more_than_it_claims(programme: Programme, award: str) -> None:
    it = claim(programme)["claim_id"]
    for outcome, amount in (("paid", "299.99"), ("reduced", "300.00"), ("refused", "0.01"), ("reduced", "0")):
        with pytest.raises(Invalid):
            settle(programme, it, outcome, amount)
    with pytest.raises(Invalid, match="between the invoice date"):
        settle(programme, it, "paid", "300.00", "2024-07-14")
    assert settle(programme, it, "reduced", "250.00")["version"] == 2
    with pytest.raises(Conflict, match="reduced already"):
        settle(programme, it, "paid", "300.00")
    (shown,) = programme.do(views.list_claims, calls.Claims, programme_id=programme.programme_id)["items"]
    assert (shown["state"], shown["settled_amount"]) == ("reduced", money("250.00"))


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"org_id": "stranger"}, "org_id"),
        ({"amount": money("0")}, "amount"),
        ({"amount": money("5.00", "EUR")}, "amount"),
        ({"covers_to": "2024-03-31"}, "covers_to"),
        ({"invoiced_on": "2199-01-01"}, "invoiced_on"),
        ({"invoiced_on": "2024-03-31"}, "covers_from"),
    ],
)
def test_what_is_no_claim_is_refused_by_its_field(
    programme: Programme, award: str, fields: dict[str, Any], named: str
) -> None:
    with pytest.raises(Invalid) as refused:
        claim(programme, **fields)
    assert list(refused.value.fields) == [named]


def test_a_contribution_in_kind_says_how_it_is_valued_and_fulfils_a_pledge_of_its_own(
    programme: Programme, award: str
) -> None:
    asked = {"programme_id": programme.programme_id, "org_id": UNIVERSITY, "kind": "in_kind", "amount": money("900.00")}
    with pytest.raises(Invalid, match="how this contribution in kind is valued"):
        programme.do(claims.pledge_contribution, calls.PledgeContribution, **asked)
    asked["valuation_basis"] = "days at salary cost"
    pledge = programme.do(claims.pledge_contribution, calls.PledgeContribution, **asked)["pledge_id"]
    with pytest.raises(Invalid, match="made no such pledge"):
        other = asked | {"org_id": COUNCIL, "pledge_id": pledge}
        programme.do(claims.receive_contribution, calls.ReceiveContribution, **other)
    programme.do(claims.receive_contribution, calls.ReceiveContribution, **asked, pledge_id=pledge)
    found = programme.do(views.list_contributions, calls.Contributions, programme_id=programme.programme_id)["items"]
    assert sorted(row["state"] for row in found) == ["pledged", "received"]


def pay(programme: Programme, amount: str, ref: str, **more: Any) -> Any:
    asked = {"programme_id": programme.programme_id, "amount": money(amount), "schedule_ref": ref}
    return programme.do(claims.receive_payment, calls.ReceivePayment, **asked | more)


def test_an_instalment_waits_for_its_milestone_and_all_of_them_for_the_award(programme: Programme, award: str) -> None:
    milestone = programme.milestone()
    waits = {"condition": {"kind": "milestone", "id": milestone}}
    with pytest.raises(Conflict, match="not achieved"):
        pay(programme, "1000.00", "1", **waits)
    done = {"milestone_id": milestone, "achieved_on": "2024-06-01"}
    programme.do(milestones.achieve_milestone, calls.AchieveMilestone, **done)
    pay(programme, "1000.00", "1", **waits)
    with pytest.raises(Conflict, match="recorded already"):
        pay(programme, "1000.00", "1")
    with pytest.raises(Invalid, match=r"5,000\.01 would have been paid"):
        pay(programme, "4000.01", "2")
    pay(programme, "4000.00", "2", condition={"kind": "report", "id": "report-1"})


def test_money_of_another_programme_is_not_found(programme: Programme, award: str) -> None:
    it = claim(programme)["claim_id"]
    with transaction(programme.engine) as session:
        assert finding.SCOPES["claim_id"](session, it) == (programme.programme_id, None)
    outsider = Actor("outsider", (Grant("programme_manager", "ANOTHER"),))
    asked = {"programme_id": "ANOTHER", "lines": [spend("a", "1.00")]}
    with pytest.raises(Invalid, match="Not in this programme"):
        programme.do(spending.record_spend, calls.RecordSpend, by=outsider, **asked)


def test_a_post_of_another_programme_pays_for_nothing_here(programme: Programme, other: Programme, award: str) -> None:
    asked = {"title": "Analyst", "role_family": "analyst", "employer_org_id": COUNCIL, "fte": "1"}
    asked |= {"planned_start": "2024-02-01"}
    theirs, own = (
        of.do(posts.establish_post, calls.EstablishPost, programme_id=of.programme_id, **asked)["post_id"]
        for of in (other, programme)
    )
    with pytest.raises(Invalid, match="no such post in this programme"):
        record(programme, spend("a", "1.00") | {"post_id": theirs})
    assert record(programme, spend("a", "1.00") | {"post_id": own})["recorded"] == 1


def test_who_corrects_a_line_waits_for_the_award_before_the_line_as_an_import_does(
    programme: Programme, award: str
) -> None:
    (it,) = record(programme, spend("a", "1.00"))["spend_ids"]
    asked = {"spend_id": it, "amount": money("2.00"), "reason_code": "miscoded"}
    correct = Thread(target=lambda: programme.do(spending.correct_spend, calls.CorrectSpend, **asked))
    waiting = text(
        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
    )
    with transaction(programme.engine) as importing:
        importing.execute(text("select 1 from awards where award_id = :it for update"), {"it": award})
        correct.start()
        with transaction(programme.engine) as looking:
            until(lambda: looking.execute(waiting).scalar())
        importing.execute(text("select 1 from spend where spend_id = :it for update nowait"), {"it": it})
    correct.join()
    assert listed(programme) == {"a": "2.00"}
