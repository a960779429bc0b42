"""Risks and issues on a real database: their facts, refusals, and what the register shows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.projects.commands import finding, risks, thresholds
from services.projects.views import risks as views
from shared import context
from shared.calls import projects as calls
from shared.context import Actor, Grant
from shared.database import transaction
from shared.errors import Conflict, Invalid, NotFound
from tests.integration.projects.conftest import Programme

TODAY = date(2026, 6, 30)


class Register:
    """The register of a programme, on a day of which everybody is sure."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme

    def do(self, work: Any, call: Any, by: Actor | None = None, **fields: Any) -> Any:
        with context.using(recorded_on=TODAY):
            return self.programme.do(work, call, by=by, **fields)

    def risk(self, **fields: Any) -> str:
        asked = {
            "programme_id": self.programme.programme_id,
            "title": "Data sharing takes longer than planned",
            "likelihood": 4,
            "impact": 4,
            "on": "2025-05-01",
        }
        return str(self.do(risks.raise_risk, calls.RaiseRisk, **(asked | fields))["risk_id"])

    def issue(self, **fields: Any) -> str:
        return self.risk(**({"kind": "issue", "likelihood": None} | fields))

    def reassess(self, risk_id: str, on: str, **fields: Any) -> Any:
        return self.do(risks.reassess_risk, calls.ReassessRisk, risk_id=risk_id, on=on, **fields)

    def shown(self, risk_id: str) -> Any:
        return self.do(views.risk, calls.Risk, risk_id=risk_id)

    def listed(self, by: Actor | None = None, **fields: Any) -> list[str]:
        asked = {"programme_id": self.programme.programme_id} | fields
        return [one["risk_id"] for one in self.do(views.list_risks, calls.Risks, by=by, **asked)["items"]]


@pytest.fixture
def register(programme: Programme) -> Register:
    return Register(programme)


def test_a_risk_is_raised_looked_at_and_closed_with_a_fact_each(register: Register) -> None:
    it = register.risk(
        residual_likelihood=3,
        target_score=4,
        response="treat",
        owner_person_id="ann",
        review_on="2025-08-01",
        description="Two councils must agree.",
    )
    register.reassess(it, "2025-07-20", likelihood=2, review_on="2025-11-01", note="One has agreed.")
    register.do(risks.close_risk, calls.CloseRisk, risk_id=it, outcome="averted", on="2025-12-01")
    raised, looked, closed = register.programme.facts(it)
    assert raised["data"]["residual_likelihood"] == 3 and raised["data"]["band"] == "high"
    assert "councils" not in str(raised)
    assert looked["data"] | {"note": None} == {
        "likelihood": 2,
        "review_on": "2025-11-01",
        "band_from": "high",
        "band_to": "moderate",
        "note": None,
    }
    assert (closed["effectiveon"], closed["data"]) == ("2025-12-01", {"outcome": "averted"})
    shown = register.shown(it)
    assert (shown["inherent_score"], shown["score"], shown["band"], shown["state"]) == (16, 8, "moderate", "closed")
    assert shown["description"] == "Two councils must agree."
    assert [(one["on_date"], one["likelihood"], one["note"]) for one in shown["reviews"]] == [
        ("2025-05-01", 3, None),
        ("2025-07-20", 2, "One has agreed."),
    ]


def test_a_look_that_is_entered_late_does_not_undo_the_one_after_it(register: Register) -> None:
    it = register.risk()
    register.reassess(it, "2026-02-01", likelihood=1, response="tolerate")
    register.reassess(it, "2025-09-01", likelihood=5, impact=5)
    shown = register.shown(it)
    assert (shown["likelihood"], shown["impact"], shown["response"]) == (1, 5, "tolerate")
    assert shown["reviewed_on"] == "2026-02-01"
    late = register.programme.facts(it)[-1]["data"]
    assert (late["band_from"], late["band_to"]) == ("severe", "severe")  # 4 x 4 until that day


def test_a_risk_that_happens_leaves_an_issue_of_the_same_place_and_owner(register: Register) -> None:
    project = register.programme.project()
    it = register.risk(project_id=project, owner_person_id="ann")
    asked = {"risk_id": it, "on": "2026-01-10", "note": "The gateway is late."}
    done = register.do(risks.turn_risk_into_issue, calls.TurnRiskIntoIssue, **asked)
    shown, issue = register.shown(it), register.shown(done["issue_id"])
    assert (shown["state"], shown["issue_id"], shown["over_on"]) == ("happened", done["issue_id"], "2026-01-10")
    assert (issue["kind"], issue["from_risk_id"], issue["project_id"]) == ("issue", it, project)
    assert (issue["owner_person_id"], issue["impact"], issue["score"]) == ("ann", 4, None)
    fact = register.programme.facts(it)[-1]
    assert fact["data"]["became_issue_id"] == done["issue_id"]
    with pytest.raises(Conflict, match="over on 2026-01-10"):
        register.do(risks.turn_risk_into_issue, calls.TurnRiskIntoIssue, risk_id=it)
    with pytest.raises(Conflict, match="an issue already"):
        register.do(risks.turn_risk_into_issue, calls.TurnRiskIntoIssue, risk_id=done["issue_id"])


def test_what_is_over_is_over(register: Register) -> None:
    it = register.risk()
    register.reassess(it, "2026-03-01", likelihood=2)
    with pytest.raises(Invalid, match="looked at it on 2026-03-01"):
        register.do(risks.close_risk, calls.CloseRisk, risk_id=it, outcome="averted", on="2026-02-28")
    register.do(risks.close_risk, calls.CloseRisk, risk_id=it, outcome="averted", on="2026-03-02")
    with pytest.raises(Conflict):
        register.reassess(it, "2026-03-03", likelihood=1)
    with pytest.raises(Conflict):
        register.do(risks.close_risk, calls.CloseRisk, risk_id=it, outcome="averted")
    before = len(register.programme.facts(it))
    register.reassess(it, "2026-02-01", likelihood=3)  # seen before it was over, entered late
    assert len(register.programme.facts(it)) == before + 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"likelihood": None}, "likelihood"),
        ({"likelihood": 6}, "likelihood"),
        ({"impact": 0}, "impact"),
        ({"residual_likelihood": 5}, "residual_likelihood"),
        ({"target_score": 17}, "target_score"),
        ({"review_on": "2025-05-01"}, "review_on"),
        ({"on": "2026-07-01"}, "on"),
        ({"kind": "issue"}, "likelihood"),
        ({"project_id": "another's"}, "project_id"),
        ({"workstream_id": "another's"}, "workstream_id"),
        ({"response": "ignore"}, "response"),
    ],
)
def test_what_cannot_be_is_refused_by_field(register: Register, changes: dict[str, Any], field: str) -> None:
    before = register.programme.facts()
    with pytest.raises(Invalid) as refused:
        register.risk(**changes)
    assert list(refused.value.fields) == [field]
    assert register.programme.facts() == before


def test_the_register_shows_the_heaviest_first_and_what_is_overdue_for_review(register: Register) -> None:
    light = register.risk(likelihood=1, impact=2, review_on="2026-06-29")
    heavy = register.risk(likelihood=5, impact=5, review_on="2026-06-30")
    issue = register.issue(impact=1)
    closed = register.risk(likelihood=5, impact=5, review_on="2025-08-01")
    register.do(risks.close_risk, calls.CloseRisk, risk_id=closed, outcome="passed", on="2026-01-01")
    assert register.listed() == [issue, heavy, light, closed]
    assert register.listed(review_overdue=True) == [light]
    assert register.listed(kind="risk", state="open") == [heavy, light]
    assert register.listed(band="severe") == [heavy, closed]
    assert register.listed(band="low") == [light]


def test_the_bands_are_the_programme_s_own_setting(register: Register) -> None:
    it = register.risk(likelihood=2, impact=4)
    assert register.shown(it)["band"] == "moderate"
    asked = {"programme_id": register.programme.programme_id, "key": "risk.bands", "values": [3, 8, 20]}
    register.do(thresholds.set_threshold, calls.SetThreshold, **asked)
    assert register.shown(it)["band"] == "high"
    assert register.listed(band="high") == [it]


def test_a_partner_of_one_project_sees_the_risks_of_that_project_alone(register: Register) -> None:
    project = register.programme.project()
    own, _ = register.risk(project_id=project), register.risk()
    partner = Actor("partner", (Grant("partner", register.programme.programme_id, project),))
    assert register.listed(by=partner) == [own]
    assert register.listed(by=Actor("stranger", (Grant("programme_manager", "ANOTHER"),))) == []
    with transaction(register.programme.engine) as session:
        assert finding.SCOPES["risk_id"](session, own) == (register.programme.programme_id, project)
        with pytest.raises(NotFound):
            finding.SCOPES["risk_id"](session, "none")
