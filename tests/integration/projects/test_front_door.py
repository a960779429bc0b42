"""The front door on a real database: requests and bids, each command's fact, its refusals, and the trail of it."""

from __future__ import annotations

from typing import Any

import pytest

from services.projects.commands import applications, awards, requests
from services.projects.views import front_door
from shared.calls import projects as calls
from shared.context import Actor, Grant
from shared.errors import Conflict, Invalid
from tests.integration.projects.conftest import Programme


def receive(programme: Programme, **fields: Any) -> str:
    asked: dict[str, Any] = {
        "programme_id": programme.programme_id,
        "title": "Damp homes and missed school days",
        "kind": "evidence_need",
        "asked_by": "directorate",
        "directorate": "childrens_services",
        "themes": ["housing"],
        "received_on": "2024-03-04",
        "needed_by": "2024-05-01",
        "decision_body": "Cabinet",
        "question": "Ann Example asks: does damp keep children from school?",
    }
    return str(programme.do(requests.receive_request, calls.ReceiveRequest, **asked | fields)["request_id"])


def triage(programme: Programme, it: str, **fields: Any) -> None:
    asked = {"request_id": it, "person_id": "researcher", "priority": "high", "on": "2024-03-06"} | fields
    programme.do(requests.triage_request, calls.TriageRequest, **asked)


def answer(programme: Programme, it: str, what: str = "brief", on: str = "2024-04-02", **fields: Any) -> None:
    asked = {"request_id": it, "answer": what, "answered_on": on} | fields
    programme.do(requests.answer_request, calls.AnswerRequest, **asked)


def submit(programme: Programme, **fields: Any) -> str:
    asked: dict[str, Any] = {
        "programme_id": programme.programme_id,
        "title": "Warm homes trial",
        "funder_org_id": "nihr",
        "amount": {"amount": "350000.10"},
        "lead_org_id": "university",
        "lead_sector": "university",
        "hdrc_role": "partner",
        "submitted_on": "2024-06-01",
    }
    made = programme.do(applications.submit_application, calls.SubmitApplication, **asked | fields)
    return str(made["application_id"])


def decide(programme: Programme, it: str, outcome: str = "awarded", **fields: Any) -> None:
    asked = {"application_id": it, "outcome": outcome, "decided_on": "2024-09-01"} | fields
    programme.do(applications.decide_application, calls.DecideApplication, **asked)


def shown(programme: Programme, it: str) -> dict[str, Any]:
    found: dict[str, Any] = programme.do(front_door.request, calls.Request, request_id=it)
    return found


def test_a_request_is_received_given_to_somebody_and_answered(programme: Programme) -> None:
    it = receive(programme)
    assert "Ann Example" not in str(programme.facts(it))
    triage(programme, it, answer_expected_on="2024-04-15")
    answer(programme, it, output_id="output-1", note="It does.")
    found = shown(programme, it)
    assert (found["state"], found["answer"], found["output_id"]) == ("answered", "brief", "output-1")
    assert found["question"] == "Ann Example asks: does damp keep children from school?"
    assert found["answer_note"] == "It does."
    facts = programme.facts(it)
    assert [(fact["type"].rpartition(".")[2], fact["effectiveon"]) for fact in facts] == [
        ("received", "2024-03-04"),
        ("triaged", "2024-03-06"),
        ("answered", "2024-04-02"),
    ]


def test_a_request_that_was_opened_again_is_open_and_may_be_answered_otherwise(programme: Programme) -> None:
    it = receive(programme)
    answer(programme, it, "signposted")
    with pytest.raises(Conflict):
        answer(programme, it)
    with pytest.raises(Conflict):
        triage(programme, it, on="2024-04-03")
    opened = {"request_id": it, "reason_code": "new_question", "on": "2024-05-01"}
    programme.do(requests.reopen_request, calls.ReopenRequest, **opened)
    found = shown(programme, it)
    assert (found["state"], found["answer"], found["answered_on"]) == ("received", None, None)
    with pytest.raises(Conflict):
        programme.do(requests.reopen_request, calls.ReopenRequest, **opened)
    with pytest.raises(Invalid):
        answer(programme, it, on="2024-04-30")
    answer(programme, it, "not_taken_up", "2024-05-02", reason_code="no_capacity")
    assert shown(programme, it)["answer"] == "not_taken_up"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"received_on": "2999-01-01"}, "received_on"),
        ({"needed_by": "2024-03-03"}, "needed_by"),
        ({"directorate": None}, "directorate"),
        ({"asked_by": "community"}, "directorate"),
        ({"asked_by": "partner", "directorate": None}, "org_id"),
        ({"asked_by": "councillor"}, "asked_by"),
        ({"themes": ["parks"]}, "themes"),
        ({"kind": "order"}, "kind"),
    ],
)
def test_a_request_that_breaks_a_rule_is_refused_by_its_field(
    programme: Programme, fields: dict[str, Any], field: str
) -> None:
    before = len(programme.facts())
    with pytest.raises(Invalid) as refused:
        receive(programme, **fields)
    assert list(refused.value.fields) == [field]
    assert len(programme.facts()) == before


@pytest.mark.parametrize(
    ("what", "fields", "field"),
    [
        ("brief", {"on": "2024-03-03"}, "answered_on"),
        ("brief", {"on": "2999-01-01"}, "answered_on"),
        ("brief", {"project_id": "p"}, "project_id"),
        ("became_project", {}, "project_id"),
        ("became_project", {"project_id": "nowhere"}, "project_id"),
        ("became_bid", {}, "application_id"),
        ("became_bid", {"application_id": "nowhere"}, "application_id"),
        ("not_taken_up", {}, "reason_code"),
        ("advice", {"reason_code": "no_capacity"}, "reason_code"),
    ],
)
def test_an_answer_that_breaks_a_rule_is_refused_by_its_field(
    programme: Programme, what: str, fields: dict[str, Any], field: str
) -> None:
    it = receive(programme)
    with pytest.raises(Invalid) as refused:
        answer(programme, it, what, **fields)
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"person_id": None}, "workstream_id"),
        ({"workstream_id": "nowhere"}, "workstream_id"),
        ({"on": "2024-03-03"}, "on"),
        ({"answer_expected_on": "2024-03-05"}, "answer_expected_on"),
    ],
)
def test_a_triage_that_breaks_a_rule_is_refused_by_its_field(
    programme: Programme, fields: dict[str, Any], field: str
) -> None:
    it = receive(programme)
    with pytest.raises(Invalid) as refused:
        triage(programme, it, **fields)
    assert list(refused.value.fields) == [field]


def test_a_bid_is_submitted_and_awarded_to_the_penny_once(programme: Programme) -> None:
    it = submit(programme)
    award = {
        "programme_id": programme.programme_id,
        "reference": f"BID-{programme.programme_id}",
        "funder_org_id": "nihr",
        "starts_on": "2024-10-01",
    }
    made = programme.do(awards.record_award, calls.RecordAward, **award)["award_id"]
    money = {"amount_awarded": {"amount": "300000.05"}, "amount_to_partnership": {"amount": "45000.00"}}
    decide(programme, it, award_id=made, note="Well written.", **money)
    found = programme.do(front_door.application, calls.Application, application_id=it)
    assert (found["state"], found["award_id"], found["decision_note"]) == ("awarded", made, "Well written.")
    assert [found[name]["amount"] for name in ("amount", "amount_awarded", "amount_to_partnership")] == [
        "350000.1",
        "300000.05",
        "45000",
    ]
    assert programme.facts(it)[-1]["data"]["amount_awarded"] == {"amount": "300000.05", "currency": "GBP"}
    with pytest.raises(Conflict):
        decide(programme, it, "withdrawn")


@pytest.mark.parametrize(
    ("outcome", "fields", "field"),
    [
        ("awarded", {}, "amount_awarded"),
        ("awarded", {"amount_awarded": {"amount": "0"}}, "amount_awarded"),
        ("awarded", {"amount_awarded": {"amount": "5", "currency": "EUR"}}, "amount_awarded"),
        (
            "awarded",
            {"amount_awarded": {"amount": "5"}, "amount_to_partnership": {"amount": "5.01"}},
            "amount_to_partnership",
        ),
        ("awarded", {"amount_awarded": {"amount": "5"}, "award_id": "nowhere"}, "award_id"),
        ("unsuccessful", {"amount_awarded": {"amount": "5"}}, "amount_awarded"),
        ("withdrawn", {"award_id": "nowhere"}, "award_id"),
        ("unsuccessful", {"decided_on": "2024-05-31"}, "decided_on"),
        ("unsuccessful", {"decided_on": "2999-01-01"}, "decided_on"),
    ],
)
def test_a_decision_on_a_bid_that_breaks_a_rule_is_refused_by_its_field(
    programme: Programme, outcome: str, fields: dict[str, Any], field: str
) -> None:
    it = submit(programme)
    with pytest.raises(Invalid) as refused:
        decide(programme, it, outcome, **fields)
    assert list(refused.value.fields) == [field]


def test_a_bid_asks_for_something(programme: Programme) -> None:
    for amount in ("0", "-1", "many"):
        with pytest.raises(Invalid) as refused:
            submit(programme, amount={"amount": amount})
        assert list(refused.value.fields) == ["amount"]


def test_the_trail_leads_from_the_question_to_the_project_and_the_bid_fact_by_fact(programme: Programme) -> None:
    it = receive(programme)
    triage(programme, it)
    project = programme.project(started_on="2024-04-01")
    bid = submit(programme, request_id=it, project_id=project)
    answer(programme, it, "became_project", project_id=project)
    decide(programme, bid, "unsuccessful")
    receive(programme, title="Another")
    trail = programme.do(front_door.request_trail, calls.RequestTrail, request_id=it)
    assert (trail["project"]["project_id"], [one["state"] for one in trail["applications"]]) == (
        project,
        ["unsuccessful"],
    )
    assert [step["type"] for step in trail["steps"]] == [
        "request.received",
        "request.triaged",
        "project.started",
        "request.answered",
        "application.submitted",
        "application.decided",
    ]
    recorded = {fact["id"] for subject in (it, project, bid) for fact in programme.facts(subject)}
    assert {step["event_id"] for step in trail["steps"]} == recorded


def test_requests_are_found_by_what_was_said_of_them(programme: Programme) -> None:
    ward = {"code": "E05000887", "kind": "ward", "boundary_set": "2023"}
    first = receive(programme, places=[ward])
    second = receive(
        programme, kind="idea", asked_by="community", directorate=None, themes=[], received_on="2024-03-05"
    )
    answer(programme, second, "advice")

    def found(**asked: Any) -> list[str]:
        asked |= {"programme_id": programme.programme_id}
        items = programme.do(front_door.list_requests, calls.Requests, **asked)["items"]
        return [item["request_id"] for item in items]

    assert found() == [second, first]
    assert found(theme="housing") == found(place="E05000887") == found(asked_by="directorate") == [first]
    assert found(state="answered") == found(answer="advice") == found(kind="idea") == [second]
    assert found(state="received") == [first]


def test_ids_of_another_programme_are_refused(programme: Programme, other: Programme) -> None:
    it = receive(programme)
    with pytest.raises(Invalid):
        answer(programme, it, "became_project", project_id=other.project())
    with pytest.raises(Invalid):
        submit(programme, request_id=receive(other))
    with pytest.raises(Invalid):
        answer(programme, it, "became_bid", application_id=submit(other))


def test_a_partner_of_one_project_sees_the_requests_that_became_it(programme: Programme) -> None:
    project = programme.project()
    it, _ = receive(programme), receive(programme)
    answer(programme, it, "became_project", project_id=project)
    partner = Actor("partner", (Grant("partner", programme.programme_id, project),))
    found = programme.do(front_door.list_requests, calls.Requests, by=partner)["items"]
    assert [one["request_id"] for one in found] == [it]
