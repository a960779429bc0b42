"""The front door: requests logged on behalf of whoever asks, given to somebody, answered, perhaps opened again."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row, update
from sqlalchemy.orm import Session

from services.projects.commands.places import check_listed
from services.projects.commands.recording import told
from services.projects.commands.vocabulary import check_themes
from services.projects.domain import requests as life
from services.projects.domain.requests import Asker, Request
from services.projects.tables import applications, programmes, projects, requests, workstreams
from shared.context import today
from shared.events.fact import Fact
from shared.events.projects import RequestAnswered, RequestReceived, RequestReopened, RequestTriaged
from shared.messaging.outbox import New
from shared.recording import day, new_id
from shared.rows import check_known, insert_new, locked
from shared.rules import rules
from shared.words import keep_words

KEY = "request_id"
#: what is said of a request when it comes in, as the row and the fact name it
SAID = (
    "title",
    "kind",
    "asked_by",
    "directorate",
    "org_id",
    "themes",
    "places",
    "decision_body",
)


def receive_request(
    session: Session,
    *,
    programme_id: str,
    received_on: date | None = None,
    needed_by: date | None = None,
    question: str | None = None,
    request_id: str | None = None,
    **said: Any,
) -> dict[str, Any]:
    """A question, evidence need or idea came in."""
    received = received_on or today()
    said = {name: said.get(name) for name in SAID}
    with rules():
        life.receive(received, needed_by, Asker(said["asked_by"], said["directorate"], said["org_id"]), today=today())
    check_known(session, programmes.c.programme_id, [programme_id], programme_id, "programme_id")
    check_themes(session, programme_id, said["themes"])
    check_listed(session, programme_id, said["places"], "places")
    made = new_id(request_id)
    kept = keep_words(session, question, programme_id=programme_id, target_id=made)
    row = said | {
        "request_id": made,
        "programme_id": programme_id,
        "received_on": received,
        "needed_by": needed_by,
        "question_text_id": _text_id(kept),
    }
    insert_new(session, requests, requests.c.request_id, row, "request")
    data = said | {"needed_by": day(needed_by), "question": kept}
    return told(session, New(RequestReceived, made, programme_id, received, data), KEY)


def triage_request(
    session: Session,
    *,
    request_id: str,
    priority: str,
    workstream_id: str | None = None,
    person_id: str | None = None,
    answer_expected_on: date | None = None,
    on: date | None = None,
    note: str | None = None,
) -> dict[str, Any]:
    """It is given to a workstream or a person, with a priority."""
    row, decided = _locked(session, request_id), on or today()
    with rules():
        life.triage(
            state_of(row),
            decided,
            to=workstream_id or person_id,
            answer_expected_on=answer_expected_on,
            today=today(),
        )
    check_known(session, workstreams.c.workstream_id, [workstream_id], row.programme_id, "workstream_id")
    kept = _keep(session, row, note)
    said: dict[str, Any] = {"workstream_id": workstream_id, "person_id": person_id, "priority": priority}
    changed = {"answer_expected_on": answer_expected_on, "triaged_on": decided, "triage_text_id": _text_id(kept)}
    _change(session, row, said | changed)
    data = said | {"answer_expected_on": day(answer_expected_on), "note": kept}
    return _recorded(session, row, RequestTriaged, decided, data)


def answer_request(
    session: Session,
    *,
    request_id: str,
    answer: str,
    answered_on: date | None = None,
    reason_code: str | None = None,
    output_id: str | None = None,
    project_id: str | None = None,
    application_id: str | None = None,
    note: str | None = None,
) -> dict[str, Any]:
    """It is dealt with. `output_id` is of the outputs service, which is not asked."""
    row, answered = _locked(session, request_id), answered_on or today()
    with rules():
        life.answer(
            state_of(row),
            answered,
            answer,
            reason_code=reason_code,
            project_id=project_id,
            application_id=application_id,
            today=today(),
        )
    check_known(session, projects.c.project_id, [project_id], row.programme_id, "project_id")
    check_known(session, applications.c.application_id, [application_id], row.programme_id, "application_id")
    kept = _keep(session, row, note)
    said: dict[str, Any] = {
        "answer": answer,
        "reason_code": reason_code,
        "output_id": output_id,
        "project_id": project_id,
        "application_id": application_id,
    }
    _change(session, row, said | {"answered_on": answered, "answer_text_id": _text_id(kept)})
    return _recorded(session, row, RequestAnswered, answered, said | {"note": kept})


def reopen_request(
    session: Session, *, request_id: str, reason_code: str, on: date | None = None, note: str | None = None
) -> dict[str, Any]:
    """It is open again; what was answered before is in its journal and in the ledger."""
    row, opened = _locked(session, request_id), on or today()
    with rules():
        life.reopen(state_of(row), opened, today=today())
    kept = _keep(session, row, note)
    answered = ("answer", "answered_on", "reason_code", "output_id", "project_id", "application_id", "answer_text_id")
    _change(session, row, dict.fromkeys(answered) | {"reopened_on": opened})
    return _recorded(session, row, RequestReopened, opened, {"reason_code": reason_code, "note": kept})


def state_of(row: Row[Any]) -> Request:
    """What the rules look at."""
    days = (row.received_on, row.triaged_on, row.answered_on, row.reopened_on)
    return Request(row.received_on, max(filter(None, days)), row.triaged_on, row.answered_on)


def _locked(session: Session, request_id: str) -> Row[Any]:
    return locked(session, requests, requests.c.request_id, request_id, "request")


def _change(session: Session, row: Row[Any], changed: dict[str, Any]) -> None:
    session.execute(update(requests).where(requests.c.request_id == row.request_id).values(changed))


def _keep(session: Session, row: Row[Any], note: str | None) -> dict[str, str] | None:
    return keep_words(session, note, programme_id=row.programme_id, target_id=row.request_id)


def _text_id(kept: dict[str, str] | None) -> str | None:
    return kept["text_id"] if kept else None


def _recorded(session: Session, row: Row[Any], kind: type[Fact], on: date, data: dict[str, Any]) -> dict[str, Any]:
    return told(session, New(kind, row.request_id, row.programme_id, on, data), KEY)
