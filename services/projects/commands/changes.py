"""Change requests: submitted, and then approved with everything that they ask for, rejected, or withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, update
from sqlalchemy.orm import Session

from services.projects.commands.carrying import carry_out
from services.projects.commands.recording import record, told
from services.projects.commands.rehearsing import Rehearsal, rehearse
from services.projects.commands.touching import effect
from services.projects.domain import changes as life
from services.projects.domain.changes import ChangeRequest
from services.projects.tables import change_requests, programmes
from shared import context
from shared.context import today
from shared.errors import Conflict, Invalid, WaymarkError
from shared.events.event import Event
from shared.events.projects import ChangeRequestDecided, ChangeRequestSubmitted
from shared.messaging.outbox import New
from shared.recording import new_id
from shared.rows import check_known, insert_new, locked
from shared.rules import rules
from shared.words import keep_words

KEY = "change_request_id"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, by whom and when, and the words that go with it."""

    decision: str
    decided_by: str
    on: date
    funder_reference: str | None = None
    conditions: str | None = None
    note: str | None = None


def submit_change_request(
    session: Session,
    *,
    programme_id: str,
    title: str,
    kind: str,
    needs: str,
    changes: list[dict[str, Any]],
    note: str | None = None,
    submitted_on: date | None = None,
    change_request_id: str | None = None,
) -> dict[str, Any]:
    """Ask for changes. Each is tried first, in the name of who asks; the first that cannot be done is the refusal."""
    on, its_id, actor = submitted_on or today(), new_id(change_request_id), context.current().actor.id
    if on > today():
        raise Invalid(f"{on} has not come yet.", {"submitted_on": ["This day is in the future"]})
    check_known(session, programmes.c.programme_id, [programme_id], programme_id, "programme_id")
    tried = try_changes(session, programme_id, changes, as_approved=True)
    words = keep_words(session, note, programme_id=programme_id, target_id=its_id)
    effects = [effect(touched) for touched in tried.touched]
    targets = sorted({fact.subject for fact in tried.facts} | {touched.id for touched in tried.touched})
    project_ids = {one.id if one.kind == "project" else one.project_id for one in tried.touched}
    row = {
        "change_request_id": its_id,
        "programme_id": programme_id,
        "title": title,
        "kind": kind,
        "needs": needs,
        "changes": changes,
        "effects": effects,
        "target_ids": targets,
        "text_id": words["text_id"] if words else None,
        "submitted_by": actor,
        "submitted_on": on,
        "state": "awaiting",
    }
    insert_new(session, change_requests, change_requests.c.change_request_id, row, "change request")
    data = {
        "title": title,
        "kind": kind,
        "needs": needs,
        "calls": [change["call"] for change in changes],
        "target_ids": targets,
        "project_ids": sorted(project for project in project_ids if project),
        "effects": effects,
        "note": words,
    }
    return told(session, New(ChangeRequestSubmitted, its_id, programme_id, on, data), KEY)


def decide_change_request(
    session: Session,
    *,
    change_request_id: str,
    decision: str,
    decided_by: str | None = None,
    on: date | None = None,
    funder_reference: str | None = None,
    conditions: str | None = None,
    note: str | None = None,
) -> dict[str, Any]:
    """Approve or reject. What is approved is carried out here and now, all of it, as an effect of the decision.

    Raises Conflict, naming the change at fault, when the plan has moved on and it can no longer be done.
    """
    request, day = _locked(session, change_request_id), on or today()
    with rules():
        who = life.decide(
            _state(request),
            decision,
            by=context.current().actor.id,
            decided_by=decided_by,
            on=day,
            funder_reference=funder_reference,
            today=today(),
        )
    said = Decision(decision, who, day, funder_reference, conditions, note)
    event = _close(session, request, said)
    if decision == "approved":
        with context.using(causation_id=str(event.id), expected_version=None):
            _carry_out(session, request)
    return {KEY: change_request_id, "state": decision, "version": event.sequence}


def withdraw_change_request(session: Session, *, change_request_id: str, note: str | None = None) -> dict[str, Any]:
    """Taken back by who submitted it, before it is decided."""
    request = _locked(session, change_request_id)
    with rules():
        life.withdraw(_state(request), by=context.current().actor.id)
    event = _close(session, request, Decision("withdrawn", "person", today(), note=note))
    return {KEY: change_request_id, "version": event.sequence}


def try_changes(session: Session, programme_id: str, changes: list[dict[str, Any]], *, as_approved: bool) -> Rehearsal:
    """What the changes would do if the actor made them, or had them approved. Raises what would refuse them."""

    def work() -> list[dict[str, Any]]:
        request = new_id(None) if as_approved else None
        return carry_out(session, changes, programme_id=programme_id, change_request_id=request, permit=True)

    return rehearse(session, programme_id, work)


def try_change_request(session: Session, change_request_id: str) -> tuple[Row[Any], Rehearsal]:
    """The request, and what approving it would do now, whoever asks. Raises Conflict when it cannot be done now."""
    request = _locked(session, change_request_id)
    if request.state != "awaiting":
        raise Conflict(f"This change request is {request.state}: there is nothing left to try.")

    return request, rehearse(session, request.programme_id, lambda: _carry_out(session, request))


def _carry_out(session: Session, request: Row[Any]) -> list[dict[str, Any]]:
    """Every change of an approved request. Who may approve need not be allowed each by itself."""
    its_id, programme_id = request.change_request_id, request.programme_id
    try:
        return carry_out(session, request.changes, programme_id=programme_id, change_request_id=its_id, permit=False)
    except WaymarkError as error:
        words = f"This can no longer be carried out as it was asked for. {error.message} Nothing was changed"
        raise Conflict(f"{words}.", error.fields) from error


def _close(session: Session, request: Row[Any], said: Decision) -> Event:
    """Record the decision and keep it; words go by reference."""
    its_id = request.change_request_id
    of = {"programme_id": request.programme_id, "target_id": its_id}
    conditions, note = keep_words(session, said.conditions, **of), keep_words(session, said.note, **of)
    data = {
        "decision": said.decision,
        "decided_by": said.decided_by,
        "funder_reference": said.funder_reference,
        "conditions": conditions,
        "note": note,
    }
    _set(
        session,
        its_id,
        state=said.decision,
        decided_by=said.decided_by,
        decided_by_person_id=context.current().actor.id,
        decided_on=said.on,
        funder_reference=said.funder_reference,
        conditions_text_id=conditions["text_id"] if conditions else None,
        decision_text_id=note["text_id"] if note else None,
    )
    return record(session, New(ChangeRequestDecided, its_id, request.programme_id, said.on, data))


def _locked(session: Session, change_request_id: str) -> Row[Any]:
    return locked(session, change_requests, change_requests.c.change_request_id, change_request_id, "change request")


def _state(request: Row[Any]) -> ChangeRequest:
    return ChangeRequest(request.submitted_by, request.submitted_on, request.needs, request.state)


def _set(session: Session, change_request_id: str, **values: Any) -> None:
    of = change_requests.c
    session.execute(update(change_requests).where(of.change_request_id == change_request_id).values(values))
