"""Random lives of approvals, agreements and requests: no illegal state is reached, and the ledger's views at every
position say what the service's own tables said then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from naive_sight import NaiveSight
from sqlalchemy import text

from services.projects.commands import agreements, approvals, requests
from services.projects.commands.validity import consider_validity
from services.projects.views import approvals as approval_views
from services.projects.views import front_door
from services.reporting.measures.approvals import state_on
from services.reporting.projections import approvals as approval_projections
from services.reporting.projections import front_door as front_door_projections
from services.reporting.projections.view import State
from shared import context
from shared.calls import projects as calls
from shared.calls.call import Call
from shared.database import transaction
from shared.errors import Conflict, Invalid
from shared.events.event import Event
from tests.integration.projects.conftest import Programme

FIRST = date(2024, 3, 1)
days_on = st.integers(0, 60)
some = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Life:
    """One thing and its facts, with what its live read said after each."""

    def __init__(self, programme: Programme, subject: str, view: State, read: Callable[[], dict[str, Any]]) -> None:
        self.programme, self.subject, self.view, self.read = programme, subject, view, read
        self.today = FIRST
        self.said: dict[int, tuple[date, dict[str, Any]]] = {}

    def step(self, forward: int, work: Callable[..., Any], call: type[Call] | None, **fields: Any) -> bool:
        """Some days later somebody tries something. What is refused changes nothing and records nothing."""
        self.today += timedelta(days=forward)
        before, live = len(self.facts()), self.look()
        try:
            with context.using(recorded_on=self.today):
                if call is None:
                    with context.using(recorded=[]), transaction(self.programme.engine) as session:
                        work(session, programme_id=self.programme.programme_id)
                else:
                    self.programme.do(work, call, **fields)
        except (Conflict, Invalid):
            assert (len(self.facts()), self.look()) == (before, live)
            return False
        self.note()
        return True

    def note(self) -> None:
        self.said[len(self.facts())] = (self.today, self.look())

    def look(self) -> dict[str, Any]:
        with context.using(recorded_on=self.today):
            return self.read()

    def facts(self) -> list[Event]:
        query = text("select attributes, body from outbox where attributes ->> 'subject' = :subject order by id")
        with transaction(self.programme.engine) as session:
            rows = session.execute(query, {"subject": self.subject}).all()
        return [Event.from_attributes(row.attributes, bytes(row.body)) for row in rows]

    def compare(self) -> None:
        """At every position the view says what the live read said then."""
        facts = self.facts()
        for position, (day, live) in self.said.items():
            [row] = NaiveSight(facts, self.programme.programme_id, position).state(self.view, on=day)
            seen = {name: _plain(getattr(row, name)) for name in self.view.columns if name in live}
            assert {name: _told(live[name]) for name in seen} == {name: _told(value) for name, value in seen.items()}
            if self.view is approval_projections.approvals:
                assert state_on(row, day) == live["state"]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _told(value: Any) -> Any:
    return value or None  # what was never said is False or nothing in a table, and absent in a view


@some
@given(
    steps=st.lists(
        st.tuples(
            days_on,
            st.integers(-40, 5),
            st.sampled_from(("seek", "favourable", "conditions", "refused", "rule_out", "consider")),
            st.one_of(st.none(), st.integers(0, 120)),
        ),
        max_size=14,
    )
)
def test_an_approval_is_never_in_a_state_that_nobody_brought_about(
    steps: list[tuple[int, int, str, int | None]], programme: Programme
) -> None:
    project = programme.project()
    asked = {"project_id": project, "kind": "ethics", "found_on": FIRST.isoformat()}
    it = programme.do(approvals.need_approval, calls.NeedApproval, **asked)["approval_id"]
    life = Life(
        programme,
        it,
        approval_projections.approvals,
        lambda: dict(programme.do(approval_views.approval, calls.Approval, approval_id=it)),
    )
    life.note()
    for forward, back, what, lasts in steps:
        on = (life.today + timedelta(days=forward + back)).isoformat()
        until = (life.today + timedelta(days=forward + lasts)).isoformat() if lasts is not None else None
        if what == "consider":
            life.step(forward, consider_validity, None)
        elif what == "seek":
            life.step(forward, approvals.seek_approval, calls.SeekApproval, approval_id=it, sought_on=on, reference=on)
        elif what == "rule_out":
            ruled = {"approval_id": it, "reason_code": "scope", "found_on": on}
            life.step(forward, approvals.rule_out_approval, calls.RuleOutApproval, **ruled)
        else:
            decided = {"approval_id": it, "decision": what, "decided_on": on, "reference": on}
            decided |= {"valid_until": until} if until and what != "refused" else {}
            decided |= {"conditions": "Mind the gap."} if what == "conditions" else {}
            life.step(forward, approvals.decide_approval, calls.DecideApproval, **decided)
        now = life.look()
        assert not (now["awaiting_since"] and not now["needed"])
        assert now["state"] != "in_place" or (now["stands"] and (now["valid_until"] or "9") >= life.today.isoformat())
    life.compare()
    names = [fact.routing_key for fact in life.facts()]
    for place, name in enumerate(names):
        if name == "approval.decided":
            earlier = [n for n in names[:place] if n in ("approval.sought", "approval.decided")]
            assert earlier[-1:] == ["approval.sought"]
    ends = [(fact.routing_key, fact.data["valid_until"]) for fact in life.facts() if fact.routing_key in _ENDS]
    assert len(ends) == len(set(ends))


_ENDS = ("approval.expiring", "approval.expired")


@some
@given(
    steps=st.lists(
        st.tuples(days_on, st.integers(-40, 5), st.sampled_from(("terminated", "replaced", "expired", "consider"))),
        max_size=8,
    ),
    lasts=st.one_of(st.none(), st.integers(0, 200)),
)
def test_an_agreement_ends_once_and_the_view_says_when(
    steps: list[tuple[int, int, str]], lasts: int | None, programme: Programme
) -> None:
    def sign(**more: Any) -> str:
        asked = {"programme_id": programme.programme_id, "title": "Data", "kind": "data_sharing", **more}
        made = programme.do(agreements.sign_agreement, calls.SignAgreement, party_org_ids=["a", "b"], **asked)
        return str(made["agreement_id"])

    until = {"valid_until": (FIRST + timedelta(days=lasts)).isoformat()} if lasts is not None else {}
    it, other = sign(signed_on=FIRST.isoformat(), **until), sign(signed_on="2024-01-01")
    life = Life(
        programme,
        it,
        approval_projections.agreements,
        lambda: dict(programme.do(approval_views.agreement, calls.Agreement, agreement_id=it)),
    )
    life.note()
    for forward, back, what in steps:
        if what == "consider":
            life.step(forward, consider_validity, None)
        else:
            on = (life.today + timedelta(days=forward + back)).isoformat()
            ended = {"agreement_id": it, "reason_code": what, "on": on if back > -30 else None}
            ended |= {"successor_id": other} if what == "replaced" else {}
            life.step(forward, agreements.end_agreement, calls.EndAgreement, **ended)
    life.compare()
    reasons = [fact.data["reason_code"] for fact in life.facts() if fact.routing_key == "agreement.ended"]
    assert reasons in ([], ["expired"], ["terminated"], ["replaced"], ["expired", "replaced"])


@some
@given(
    steps=st.lists(
        st.tuples(
            days_on,
            st.integers(-40, 5),
            st.sampled_from(("triage", "brief", "became_project", "not_taken_up", "reopen")),
        ),
        max_size=14,
    )
)
def test_a_request_is_answered_and_opened_again_by_turns(
    steps: list[tuple[int, int, str]], programme: Programme
) -> None:
    project = programme.project()
    asked = {
        "programme_id": programme.programme_id,
        "title": "Damp",
        "kind": "question",
        "asked_by": "community",
        "received_on": FIRST.isoformat(),
    }
    it = programme.do(requests.receive_request, calls.ReceiveRequest, **asked)["request_id"]
    life = Life(
        programme,
        it,
        front_door_projections.requests,
        lambda: dict(programme.do(front_door.request, calls.Request, request_id=it)),
    )
    life.note()
    for forward, back, what in steps:
        on = (life.today + timedelta(days=forward + back)).isoformat()
        if what == "triage":
            given_to = {"request_id": it, "person_id": "p", "priority": "low", "on": on}
            life.step(forward, requests.triage_request, calls.TriageRequest, **given_to)
        elif what == "reopen":
            opened = {"request_id": it, "reason_code": "new", "on": on}
            life.step(forward, requests.reopen_request, calls.ReopenRequest, **opened)
        else:
            answered = {"request_id": it, "answer": what, "answered_on": on}
            answered |= {"project_id": project} if what == "became_project" else {}
            answered |= {"reason_code": "scope"} if what == "not_taken_up" else {}
            life.step(forward, requests.answer_request, calls.AnswerRequest, **answered)
        now = life.look()
        assert (now["state"] == "answered") == (now["answered_on"] is not None) == (now["answer"] is not None)
    life.compare()
    turns = [fact.routing_key for fact in life.facts() if fact.routing_key in ("request.answered", "request.reopened")]
    assert all(before != after for before, after in pairwise(turns))
    assert turns[:1] in ([], ["request.answered"])
