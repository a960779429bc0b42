"""Reads of requests and applications, and the trail from a request to what became of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, case, cast, func, literal, select
from sqlalchemy import Text as TextType
from sqlalchemy.orm import Session

from services.projects.commands.requests import state_of
from services.projects.tables import applications, journal, projects, requests
from services.projects.views import showing
from shared import visible
from shared.errors import NotFound
from shared.pages import page
from shared.rows import money, plain, versioned
from shared.words import words_of

REQUEST = (
    "request_id",
    "programme_id",
    "title",
    "kind",
    "asked_by",
    "directorate",
    "org_id",
    "themes",
    "places",
    "received_on",
    "needed_by",
    "decision_body",
    "workstream_id",
    "person_id",
    "priority",
    "answer_expected_on",
    "triaged_on",
    "answer",
    "answered_on",
    "reason_code",
    "output_id",
    "project_id",
    "application_id",
    "reopened_on",
    "version",
)
APPLICATION = (
    "application_id",
    "programme_id",
    "title",
    "funder_org_id",
    "scheme",
    "lead_org_id",
    "lead_sector",
    "hdrc_role",
    "funder_sector",
    "request_id",
    "project_id",
    "submitted_on",
    "decided_on",
    "award_id",
    "version",
)


def list_requests(
    session: Session,
    *,
    programme_id: str | None = None,
    state: str | None = None,
    kind: str | None = None,
    asked_by: str | None = None,
    answer: str | None = None,
    theme: str | None = None,
    place: str | None = None,
    project_id: str | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """Newest first."""
    of = requests.c
    seen = visible.of_projects("projects.requests", of.programme_id, of.project_id)
    query = versioned(requests, of.request_id).where(seen)
    for column, wanted in (
        (of.programme_id, programme_id),
        (of.kind, kind),
        (of.asked_by, asked_by),
        (of.answer, answer),
        (of.project_id, project_id),
        (_state(), state),
    ):
        if wanted:
            query = query.where(column == wanted)
    if theme:
        query = query.where(of.themes.contains([theme]))
    if place:
        query = query.where(of.places.contains([{"code": place}]))
    by = (cast(of.received_on, TextType), of.request_id)
    return page(session, query, by, _request, after=after, limit=limit, descending=True)


def request(session: Session, *, request_id: str) -> dict[str, Any]:
    """One request in words. Raises NotFound."""
    row = _found(session, request_id)
    return _request(row) | words_of(
        session, row, question="question_text_id", triage_note="triage_text_id", answer_note="answer_text_id"
    )


def request_trail(session: Session, *, request_id: str) -> dict[str, Any]:
    """The facts of a request, of the project that it became and of the bids that came of it. Raises NotFound."""
    row = _found(session, request_id)
    of = applications.c
    its_bid = (of.request_id == request_id) | (of.application_id == row.application_id)
    bids = session.execute(
        versioned(applications, of.application_id).where(its_bid).order_by(of.submitted_on, of.application_id)
    ).all()
    project = (
        session.execute(
            versioned(projects, projects.c.project_id).where(projects.c.project_id == row.project_id)
        ).first()
        if row.project_id
        else None
    )
    about = [request_id, *([row.project_id] if row.project_id else []), *(bid.application_id for bid in bids)]
    told = journal.c
    facts = session.execute(
        select(journal).where(told.target_id.in_(about)).order_by(told.effective_on, told.recorded_at, told.event_id)
    )
    return {
        "request": _request(row),
        "project": showing.project(project) if project else None,
        "applications": [application_shown(bid) for bid in bids],
        "output_id": row.output_id,
        "steps": [_step(fact) for fact in facts],
    }


def list_applications(
    session: Session,
    *,
    programme_id: str | None = None,
    project_id: str | None = None,
    request_id: str | None = None,
    state: str | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """Newest first."""
    of = applications.c
    seen = visible.of_projects("projects.applications", of.programme_id, of.project_id)
    query = versioned(applications, of.application_id).where(seen)
    for column, wanted in (
        (of.programme_id, programme_id),
        (of.project_id, project_id),
        (of.request_id, request_id),
        (func.coalesce(of.outcome, "submitted"), state),
    ):
        if wanted:
            query = query.where(column == wanted)
    by = (cast(of.submitted_on, TextType), of.application_id)
    return page(session, query, by, application_shown, after=after, limit=limit, descending=True)


def application(session: Session, *, application_id: str) -> dict[str, Any]:
    """One application, with what the funder said. Raises NotFound."""
    of = applications.c
    row = session.execute(versioned(applications, of.application_id).where(of.application_id == application_id)).first()
    if row is None:
        raise NotFound("There is no such application.")
    return application_shown(row) | words_of(session, row, decision_note="decided_text_id")


def application_shown(row: Row[Any]) -> dict[str, Any]:
    """An application; money as text with its currency."""
    return plain(row, APPLICATION) | {
        "amount": money(row.amount, row.currency),
        "amount_awarded": money(row.amount_awarded, row.currency),
        "amount_to_partnership": money(row.amount_to_partnership, row.currency),
        "state": row.outcome or "submitted",
    }


def _found(session: Session, request_id: str) -> Row[Any]:
    of = requests.c
    row = session.execute(versioned(requests, of.request_id).where(of.request_id == request_id)).first()
    if row is None:
        raise NotFound("There is no such request.")
    return row


def _request(row: Row[Any]) -> dict[str, Any]:
    return plain(row, REQUEST) | {"state": state_of(row).state}


def _state() -> Any:
    of = requests.c
    return case(
        (of.answered_on.is_not(None), literal("answered")),
        (of.triaged_on.is_not(None), literal("triaged")),
        else_=literal("received"),
    )


def _step(row: Row[Any]) -> dict[str, Any]:
    return plain(row, ("target_id", "type", "effective_on", "actor_id", "data")) | {
        "event_id": str(row.event_id),
        "recorded_at": row.recorded_at.isoformat(),
    }
