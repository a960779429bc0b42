"""Change requests on a real database: tried when submitted, carried out whole when approved, or not at all."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from services.projects import service
from services.projects.commands import (
    awards,
    baselines,
    budgets,
    carrying,
    changes,
    finding,
    milestones,
    posts,
    programmes,
    successors,
    work_packages,
)
from services.projects.views import changes as change_views
from services.projects.views import milestones as milestone_views
from services.projects.views import trying
from shared import context, permissions
from shared.calls import projects as calls
from shared.context import Actor, Grant
from shared.database import transaction
from shared.errors import Conflict, Invalid, NotAllowed, NotFound, StaleVersion
from tests.integration.projects.conftest import Programme


def signatory(programme: Programme) -> Actor:
    return Actor("signatory", (Grant("signatory", programme.programme_id),))


def move(milestone_id: str, on: str, **fields: Any) -> dict[str, Any]:
    asked = {"milestone_id": milestone_id, "forecast_on": on, "reason_code": "scope"} | fields
    return {"call": "reforecast_milestone", "fields": asked}


def cancel(milestone_id: str) -> dict[str, Any]:
    return {"call": "cancel_milestone", "fields": {"milestone_id": milestone_id, "reason_code": "scope"}}


def submit(programme: Programme, *asked: dict[str, Any], **fields: Any) -> str:
    given = {"title": "Later", "kind": "time", "changes": list(asked), "programme_id": programme.programme_id} | fields
    reply = programme.do(changes.submit_change_request, calls.SubmitChangeRequest, **given)
    return str(reply["change_request_id"])


def decide(programme: Programme, it: str, decision: str = "approved", by: Actor | None = None, **fields: Any) -> Any:
    given = {"change_request_id": it, "decision": decision} | fields
    return programme.do(
        changes.decide_change_request, calls.DecideChangeRequest, by=by or signatory(programme), **given
    )


def shown(programme: Programme, it: str) -> dict[str, Any]:
    found: dict[str, Any] = programme.do(change_views.change_request, calls.ChangeRequest, change_request_id=it)
    return found


def milestone(programme: Programme, it: str) -> dict[str, Any]:
    found: dict[str, Any] = programme.do(milestone_views.milestone, calls.Milestone, milestone_id=it)
    return found


def everything(programme: Programme) -> dict[str, list[Any]]:
    """Every row of every table: what must not change when nothing happens."""
    with transaction(programme.engine) as session:
        names = session.execute(
            text("select table_name from information_schema.tables where table_schema = 'public' order by 1")
        ).scalars()
        return {
            name: list(session.execute(text(f'select t::text from "{name}" t order by 1')).scalars()) for name in names
        }


def test_an_approved_change_is_carried_out_whole_and_each_fact_names_the_decision_as_its_cause(
    programme: Programme,
) -> None:
    first, second = programme.milestone(), programme.milestone(title="Survey done")
    asked = (
        move(first, "2030-01-01"),
        cancel(second),
    )
    it = submit(programme, *asked, note="The council moved its committee.", needs="board")
    assert milestone(programme, first)["forecast_on"] == "2025-06-01"
    before = len(programme.facts())
    assert decide(programme, it, conditions="Tell the partners.") == {
        "change_request_id": it,
        "state": "approved",
        "version": 2,
    }
    decided, moved, cancelled = programme.facts()[before:]
    assert [fact["type"] for fact in (decided, moved, cancelled)] == [
        "projects.change_request.decided",
        "projects.milestone.reforecast",
        "projects.milestone.cancelled",
    ]
    assert decided["data"]["decided_by"] == "board"
    assert {moved["causationid"], cancelled["causationid"]} == {decided["id"]}
    assert moved["data"]["change_request_id"] == cancelled["data"]["change_request_id"] == it
    assert milestone(programme, first)["forecast_on"] == "2030-01-01"
    assert milestone(programme, second)["state"] == "cancelled"
    request = shown(programme, it)
    assert (request["state"], request["decided_by_person_id"]) == ("approved", "signatory")
    assert (request["note"], request["conditions"]) == ("The council moved its committee.", "Tell the partners.")


def test_what_it_will_touch_is_told_when_it_is_submitted(programme: Programme) -> None:
    it = programme.milestone(contractual=True)
    request = submit(programme, move(it, "2030-01-01"))
    effect = {"kind": "milestone", "id": it, "title": "Interviews done", "what": "forecast"}
    effect |= {"before": "2025-06-01", "after": "2030-01-01"}
    assert shown(programme, request)["effects"] == [effect]
    fact = programme.facts(request)[0]
    assert fact["data"]["effects"] == [effect]
    assert fact["data"]["target_ids"] == [it]


def test_a_change_that_cannot_be_done_is_refused_by_its_field_when_submitted(programme: Programme) -> None:
    it = programme.milestone()
    before = everything(programme)
    with pytest.raises(Invalid) as refused:
        submit(programme, move(it, "2030-01-01"), move(it, "2020-01-01"))
    assert list(refused.value.fields["changes"]["1"]) == ["forecast_on"]
    assert refused.value.message.startswith("Change 2 (reforecast milestone): ")
    with pytest.raises(Invalid) as refused:
        submit(programme, {"call": "achieve_milestone", "fields": {"milestone_id": it}})
    assert list(refused.value.fields["changes"]["0"]) == ["call"]
    with pytest.raises(Invalid) as refused:
        submit(programme, {"call": "reforecast_milestone", "fields": {"milestone_id": it, "colour": "red"}})
    assert {"colour", "forecast_on", "reason_code"} == set(refused.value.fields["changes"]["0"])
    assert everything(programme) == before


def test_nothing_of_another_programme_can_be_changed(programme: Programme, engine: Any) -> None:
    other = Programme(engine, f"T-{uuid4().hex[:8].upper()}")
    other.do(
        programmes.create_programme,
        calls.CreateProgramme,
        programme_id=other.programme_id,
        title="Another",
        host_org_id="council",
        starts_on="2024-01-01",
    )
    it = other.milestone()
    with pytest.raises(NotFound):
        submit(programme, move(it, "2030-01-01"))
    with pytest.raises(NotFound):
        programme.do(
            trying.try_changes,
            calls.TryChanges,
            programme_id=programme.programme_id,
            changes=[move(it, "2030-01-01")],
        )
    request = submit(other, move(it, "2030-01-01"))
    mine = programme.do(change_views.list_change_requests, calls.ChangeRequests)
    assert request not in [one["change_request_id"] for one in mine["items"]]


def test_a_change_that_can_no_longer_be_done_leaves_nothing_half_done(programme: Programme) -> None:
    first, second = programme.milestone(), programme.milestone(title="Survey done")
    it = submit(programme, move(first, "2030-01-01"), move(second, "2030-02-01"))
    programme.do(milestones.achieve_milestone, calls.AchieveMilestone, milestone_id=second)
    before = everything(programme)
    with pytest.raises(Conflict) as refused:
        decide(programme, it)
    assert "can no longer be carried out" in refused.value.message
    assert "Change 2" in refused.value.message
    assert everything(programme) == before
    assert decide(programme, it, "rejected", note="Overtaken.")["state"] == "rejected"


def test_a_fault_in_the_last_change_leaves_nothing(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = programme.milestone(), programme.milestone(title="Survey done")
    it = submit(
        programme,
        move(first, "2030-01-01"),
        cancel(second),
    )
    before = everything(programme)

    def dies(*_: Any, **__: Any) -> Any:
        raise RuntimeError("the machine went away")

    monkeypatch.setattr(carrying, "ALLOWED", {**carrying.ALLOWED, calls.CancelMilestone: dies})
    with pytest.raises(RuntimeError):
        decide(programme, it)
    assert everything(programme) == before


def test_who_submitted_it_cannot_decide_but_may_withdraw(programme: Programme) -> None:
    it = programme.milestone()
    request = submit(programme, move(it, "2030-01-01"))
    with pytest.raises(Conflict):
        decide(programme, request, by=programme.manager)
    with pytest.raises(Conflict):
        programme.do(
            changes.withdraw_change_request,
            calls.WithdrawChangeRequest,
            by=signatory(programme),
            change_request_id=request,
        )
    programme.do(changes.withdraw_change_request, calls.WithdrawChangeRequest, change_request_id=request)
    assert programme.facts(request)[-1]["data"] == {"decision": "withdrawn", "decided_by": "person"}
    with pytest.raises(Conflict):
        decide(programme, request)
    assert milestone(programme, it)["forecast_on"] == "2025-06-01"


def test_what_needs_the_funder_needs_the_funders_reference(programme: Programme) -> None:
    request = submit(programme, move(programme.milestone(), "2030-01-01"), needs="funder")
    for wrong, field in (
        ({}, "funder_reference"),
        ({"decided_by": "board"}, "decided_by"),
        ({"on": "2020-01-01"}, "on"),
    ):
        with pytest.raises(Invalid) as refused:
            decide(programme, request, **wrong)
        assert list(refused.value.fields) == [field]
    decide(programme, request, funder_reference="NIHR-V-7")
    assert shown(programme, request)["funder_reference"] == "NIHR-V-7"


def test_the_first_baseline_is_free_and_every_later_one_comes_through_an_approved_change(programme: Programme) -> None:
    programme.milestone()
    named = {"programme_id": programme.programme_id}
    programme.do(baselines.baseline_plan, calls.BaselinePlan, title="Baseline 1", **named)
    with pytest.raises(Conflict):
        programme.do(baselines.baseline_plan, calls.BaselinePlan, title="Baseline 2", **named)
    asked = {"call": "baseline_plan", "fields": {"title": "Baseline 2"}}
    request = submit(programme, asked, needs="board")
    with pytest.raises(Conflict):
        programme.do(baselines.baseline_plan, calls.BaselinePlan, title="B", change_request_id=request, **named)
    decide(programme, request)
    fact = programme.facts(programme.programme_id)[-1]
    assert (fact["data"]["name"], fact["data"]["change_request_id"]) == ("Baseline 2", request)
    with pytest.raises(Conflict):  # it was used
        programme.do(baselines.baseline_plan, calls.BaselinePlan, title="B", change_request_id=request, **named)


def test_a_new_baseline_is_not_dated_back_so_that_a_miss_becomes_a_hit(programme: Programme) -> None:
    programme.milestone()
    first = {"title": "Baseline 1", "from_on": "2024-06-01"}
    programme.do(baselines.baseline_plan, calls.BaselinePlan, programme_id=programme.programme_id, **first)
    request = submit(programme, {"call": "baseline_plan", "fields": {"title": "Baseline 2", "from_on": "2024-07-01"}})
    with pytest.raises(Conflict, match="asked for on"):
        decide(programme, request)


def test_a_change_made_by_hand_cannot_be_said_to_be_approved(programme: Programme) -> None:
    it = programme.milestone()
    request = submit(programme, move(it, "2030-01-01"))
    decide(programme, request)
    again = move(it, "2031-01-01", change_request_id=request)["fields"]
    with pytest.raises(Conflict) as refused:
        programme.do(milestones.reforecast_milestone, calls.ReforecastMilestone, **again)
    assert list(refused.value.fields) == ["change_request_id"]
    gone = cancel(it)["fields"] | {"change_request_id": request}
    with pytest.raises(Conflict):
        programme.do(milestones.cancel_milestone, calls.CancelMilestone, **gone)


def test_trying_tells_what_would_happen_and_writes_nothing(programme: Programme) -> None:
    project = programme.project(lead_person_id="lead")
    early, late = (
        programme.milestone(project_id=project, owner_person_id=owner, contractual=owner == "ann")
        for owner in ("ann", "bob")
    )
    asked = [
        move(early, "2030-01-01", note="Ann Example is ill."),
        {"call": "end_project", "fields": {"project_id": project, "outcome": "cancelled", "reason_code": "scope"}},
    ]
    before = everything(programme)
    tried = programme.do(trying.try_changes, calls.TryChanges, programme_id=programme.programme_id, changes=asked)
    assert everything(programme) == before
    assert [fact["type"] for fact in tried["facts"]] == ["projects.milestone.reforecast", "projects.project.ended"]
    assert "change_request_id" not in tried["facts"][0]["data"]
    days = [(one["kind"], one["what"], one["before"], one["after"], one["days"]) for one in tried["touched"]]
    assert days == [
        ("milestone", "forecast", "2025-06-01", "2030-01-01", 1675),
        ("project", "state", "active", "cancelled", None),
    ]
    assert tried["contractual"] == [early]
    assert tried["people"] == ["ann", "bob", "lead"]
    assert sorted(one["milestone_id"] for one in tried["open"]) == sorted([early, late])
    assert {(one["call"], one["fields"]["reason_code"]) for one in tried["proposed"]} == {("cancel_milestone", "scope")}
    assert sorted(one["fields"]["milestone_id"] for one in tried["proposed"]) == sorted([early, late])


def test_what_waits_for_a_milestone_that_moves_is_proposed_with_who_answers_for_it(programme: Programme) -> None:
    first = programme.milestone()
    second = programme.milestone(predecessor_ids=[first], baseline_on="2025-06-20", owner_person_id="bob")
    third = programme.milestone(predecessor_ids=[second], baseline_on="2025-07-01", owner_person_id="cy")
    given = {"programme_id": programme.programme_id}
    tried = programme.do(trying.try_changes, calls.TryChanges, changes=[move(first, "2030-01-01")], **given)
    assert [one["fields"]["milestone_id"] for one in tried["proposed"]] == [second, third]
    assert tried["people"] == ["bob", "cy"]
    proposed = tried["proposed"]
    asked = [
        move(first, "2030-01-01"),
        *({name: one[name] for name in ("call", "fields")} for one in proposed),
    ]
    assert programme.do(trying.try_changes, calls.TryChanges, changes=asked, **given)["proposed"] == []
    decide(programme, submit(programme, *asked))
    assert milestone(programme, third)["forecast_on"] > "2030-01-01"


def test_money_is_moved_by_what_was_approved_and_the_preview_tells_by_how_much(programme: Programme) -> None:
    award = {"programme_id": programme.programme_id, "reference": f"NIHR{uuid4().int % 10**6:06}"}
    held = {"funder_org_id": "nihr", "starts_on": "2024-01-01", "ends_on": "2028-12-31"}
    amount = {"amount": {"amount": "1000.00", "currency": "GBP"}}
    programme.do(awards.record_award, calls.RecordAward, **award, **held, **amount)

    def line(heading: str, pounds: str) -> dict[str, Any]:
        money = {"amount": pounds, "currency": "GBP"}
        return {"heading": heading, "partner_org_id": "council", "fin_year": "2024/25", "amount": money}

    given = {"programme_id": programme.programme_id}
    lines = [line("staff", "600.00"), line("travel", "400.00")]
    programme.do(budgets.set_budget, calls.SetBudget, lines=lines, **given)
    moves = [line("staff", "-50.00"), line("travel", "50.00")]
    request = submit(programme, {"call": "vire", "fields": {"moves": moves}}, kind="virement")
    effects = [(one["kind"], one["before"], one["after"]) for one in shown(programme, request)["effects"]]
    assert sorted(effects) == [("budget", "400.00", "450.00"), ("budget", "600.00", "550.00")]
    with pytest.raises(Conflict):
        programme.do(budgets.vire, calls.Vire, moves=moves, **given)
    decide(programme, request)
    assert programme.facts()[-1]["data"]["change_request_id"] == request


def test_trying_a_request_tells_what_its_approval_would_do_now(programme: Programme) -> None:
    it = programme.milestone()
    request = submit(programme, move(it, "2030-01-01"))
    programme.do(milestones.reforecast_milestone, calls.ReforecastMilestone, **move(it, "2031-01-01")["fields"])
    before = everything(programme)
    tried = programme.do(
        trying.try_change_request, calls.TryChangeRequest, by=signatory(programme), change_request_id=request
    )
    assert everything(programme) == before
    assert [one["days"] for one in tried["touched"]] == [-365]
    assert tried["facts"][0]["data"]["change_request_id"] == request
    decide(programme, request, "rejected")
    with pytest.raises(Conflict):
        programme.do(trying.try_change_request, calls.TryChangeRequest, change_request_id=request)


def test_one_may_try_and_ask_for_no_more_than_one_may_do(programme: Programme) -> None:
    it = programme.milestone()
    researcher = Actor("researcher", (Grant("researcher", programme.programme_id),))
    given = {"programme_id": programme.programme_id}
    tried = programme.do(trying.try_changes, calls.TryChanges, by=researcher, changes=[move(it, "2030-01-01")], **given)
    assert tried["touched"]
    with pytest.raises(NotAllowed):
        programme.do(trying.try_changes, calls.TryChanges, by=researcher, changes=[cancel(it)], **given)


def test_who_approves_moves_what_waits_though_not_allowed_to_by_hand_and_the_facts_name_the_request(
    programme: Programme,
) -> None:
    first = programme.milestone()
    then = programme.milestone(predecessor_ids=[first])
    fields = {
        "milestone_id": first,
        "moves": [{"milestone_id": then, "forecast_on": "2030-02-01"}],
        "reason_code": "scope",
    }
    request = submit(programme, move(first, "2030-01-01"), {"call": "move_successors", "fields": fields})
    with pytest.raises(NotAllowed):
        programme.do(successors.move_successors, calls.MoveSuccessors, by=signatory(programme), **fields)
    decide(programme, request)
    assert milestone(programme, then)["forecast_on"] == "2030-02-01"
    assert programme.facts(then)[-1]["data"]["change_request_id"] == request


def test_the_same_version_cannot_be_decided_twice_at_once(programme: Programme) -> None:
    request = submit(programme, move(programme.milestone(), "2030-01-01"))
    asked = calls.DecideChangeRequest.parse({"change_request_id": request, "decision": "approved"})
    with (
        pytest.raises(StaleVersion),
        context.using(actor=signatory(programme), recorded=[], expected_version=7),
        transaction(programme.engine) as session,
    ):
        changes.decide_change_request(session, **asked)


def test_a_list_is_cut_by_state_and_kind_and_turned_by_page(programme: Programme) -> None:
    it = programme.milestone()
    asked = [submit(programme, move(it, f"203{n}-01-01"), kind=("time", "scope")[n % 2]) for n in range(3)]
    decide(programme, asked[0], "rejected")
    given = {"programme_id": programme.programme_id}

    def listed(**fields: Any) -> Any:
        return programme.do(change_views.list_change_requests, calls.ChangeRequests, **given, **fields)

    assert {one["change_request_id"] for one in listed()["items"]} == set(asked)
    assert [one["change_request_id"] for one in listed(state="rejected")["items"]] == [asked[0]]
    assert [one["change_request_id"] for one in listed(kind="scope")["items"]] == [asked[1]]
    first = listed(limit=2)
    assert len(first["items"]) == 2
    assert len(listed(limit=2, after=first["next"])["items"]) == 1


@pytest.mark.parametrize("call", carrying.ALLOWED, ids=lambda call: call.method)
def test_what_a_change_may_consist_of_is_what_the_service_answers(call: Any) -> None:
    wirings = [value for value in vars(service).values() if isinstance(value, dict)]
    assert carrying.ALLOWED[call] in [wiring[call] for wiring in wirings if call in wiring]
    where = permissions.row(call.name()).where
    assert finding.SCOPES[where] is service.Projects.scopes[where]


def test_a_part_of_a_project_can_be_ended_by_an_approved_change_and_by_no_rejected_one(programme: Programme) -> None:
    added = {"project_id": programme.project(), "title": "Field work", "from_on": "2024-03-01"}
    it = programme.do(work_packages.add_work_package, calls.AddWorkPackage, **added)["work_package_id"]
    said = {"work_package_id": it, "outcome": "completed", "on": "2024-06-30"}
    ends = {"call": "end_work_package", "fields": said}
    decide(programme, submit(programme, ends, kind="scope"), "rejected")
    assert len(programme.facts(it)) == 1
    asked = submit(programme, ends, kind="scope")
    decide(programme, asked, "approved")
    effects = {(one["kind"], one["what"], one["after"]) for one in shown(programme, asked)["effects"]}
    assert effects == {("work_package", "ended", "2024-06-30"), ("work_package", "outcome", "completed")}
    (_, ended) = programme.facts(it)
    assert (ended["type"], ended["effectiveon"]) == ("projects.work_package.ended", "2024-06-30")


def test_a_post_is_funded_for_longer_by_an_approved_change_that_its_fact_names(programme: Programme) -> None:
    given = {"title": "Researcher", "role_family": "research", "employer_org_id": "uol", "fte": "1"}
    given |= {"programme_id": programme.programme_id, "planned_start": "2024-02-01", "planned_end": "2028-12-31"}
    it = programme.do(posts.establish_post, calls.EstablishPost, **given)["post_id"]
    longer = {"call": "change_post", "fields": {"post_id": it, "planned_end": "2029-12-31"}}
    asked = submit(programme, longer)
    end = {"what": "end", "title": "Researcher", "before": "2028-12-31", "after": "2029-12-31"}
    assert shown(programme, asked)["effects"] == [{"kind": "post", "id": it} | end]
    decide(programme, asked)
    data = programme.facts(it)[-1]["data"]
    assert data["change_request_id"] == asked
    assert data["changes"] == {"planned_end": {"before": "2028-12-31", "after": "2029-12-31"}}
    with pytest.raises(Conflict, match="named by its own approval"):
        named = {"post_id": it, "title": "Analyst", "change_request_id": asked}
        programme.do(posts.change_post, calls.ChangePost, **named)
