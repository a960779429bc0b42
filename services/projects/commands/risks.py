"""Risks and issues: raised, looked at again, happened, closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from datetime import date
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from services.projects.commands.recording import record
from services.projects.domain import risks as life
from services.projects.domain.risks import Look, Risk
from services.projects.tables import programmes, projects, risk_reviews, risks, workstreams
from services.projects.views.thresholds import in_force
from shared.context import today
from shared.events.event import Event
from shared.events.projects import RiskClosed, RiskRaised, RiskReassessed
from shared.events.projects.risks import risk_band
from shared.messaging.outbox import New
from shared.recording import day, new_id
from shared.rows import check_known, insert_new, locked
from shared.rules import rules
from shared.words import keep_words

KEY = "risk_id"
#: what somebody may say of a risk when looking at it
SAID = tuple(field.name for field in fields(Look) if field.name != "on")


def raise_risk(session: Session, *, programme_id: str, on: date | None = None, **given: Any) -> dict[str, Any]:
    """Enter a risk or an issue in the register."""
    check_known(session, programmes.c.programme_id, [programme_id], programme_id, "programme_id")
    check_known(session, projects.c.project_id, [given.get("project_id")], programme_id, "project_id")
    check_known(session, workstreams.c.workstream_id, [given.get("workstream_id")], programme_id, "workstream_id")
    raised = on or today()
    risk_id, event = _raise(session, programme_id, raised, given)
    return {KEY: risk_id, "version": event.sequence}


def reassess_risk(
    session: Session, *, risk_id: str, on: date | None = None, note: str | None = None, **given: Any
) -> dict[str, Any]:
    """Look at it again; that nothing has changed is a finding too."""
    row, looked = _locked(session, risk_id), on or today()
    look, looks = Look(looked, **given), _looks(session, risk_id)
    before = life.merged(looks, looked)
    with rules():
        life.reassess(_state(row), before, look, today=today())
    words = keep_words(session, note, programme_id=row.programme_id, target_id=risk_id)
    bands = _bands(session, row.programme_id, looked, before, life.merged([before, look]))
    said = {name: _written(value) for name, value in given.items()}
    data = said | bands | {"project_id": row.project_id, "note": words}
    event = record(session, New(RiskReassessed, risk_id, row.programme_id, looked, data))
    _keep_look(session, event, look, words)
    _hold(session, risk_id, [*looks, look])
    return {KEY: risk_id, "version": event.sequence}


def turn_risk_into_issue(
    session: Session,
    *,
    risk_id: str,
    on: date | None = None,
    title: str | None = None,
    impact: int | None = None,
    response: str | None = None,
    review_on: date | None = None,
    note: str | None = None,
    issue_id: str | None = None,
) -> dict[str, Any]:
    """It has happened: an issue of the same place and owner stands in its stead. Both facts or none."""
    row, happened = _locked(session, risk_id), on or today()
    with rules():
        risk = life.happen(_state(row), _looks(session, risk_id), happened, today=today())
    issue = {
        "risk_id": issue_id,
        "kind": life.ISSUE,
        "title": title or row.title,
        "project_id": row.project_id,
        "workstream_id": row.workstream_id,
        "owner_person_id": row.owner_person_id,
        "impact": impact or row.impact,
        "response": response,
        "review_on": review_on,
    }
    issue_key, _ = _raise(session, row.programme_id, happened, issue, from_risk_id=risk_id)
    words = keep_words(session, note, programme_id=row.programme_id, target_id=risk_id)
    data = {"became_issue_id": issue_key, "project_id": row.project_id, "note": words}
    event = record(session, New(RiskReassessed, risk_id, row.programme_id, happened, data))
    _keep_look(session, event, Look(happened), words)
    _end(session, risk_id, risk, issue_id=issue_key)
    return {KEY: risk_id, "issue_id": issue_key, "version": event.sequence}


def close_risk(
    session: Session, *, risk_id: str, outcome: str, on: date | None = None, note: str | None = None
) -> dict[str, Any]:
    """It can no longer happen, or is over."""
    row, over = _locked(session, risk_id), on or today()
    with rules():
        risk = life.close(_state(row), _looks(session, risk_id), over, today=today())
    words = keep_words(session, note, programme_id=row.programme_id, target_id=risk_id)
    data = {"outcome": outcome, "project_id": row.project_id, "note": words}
    event = record(session, New(RiskClosed, risk_id, row.programme_id, over, data))
    _end(session, risk_id, risk, outcome=outcome)
    return {KEY: risk_id, "version": event.sequence}


def _raise(
    session: Session, programme_id: str, raised: date, given: dict[str, Any], from_risk_id: str | None = None
) -> tuple[str, Event]:
    inherent, residual = _first_looks(raised, given)
    with rules():
        life.raise_(given["kind"], inherent, residual, today=today())
    risk_id = new_id(given.get("risk_id"))
    said = {
        "kind": given["kind"],
        "title": given["title"],
        "project_id": given.get("project_id"),
        "workstream_id": given.get("workstream_id"),
        "from_risk_id": from_risk_id,
    }
    held = asdict(residual)
    held.pop("on")
    row = held | said | {"risk_id": risk_id, "programme_id": programme_id, "raised_on": raised, "reviewed_on": raised}
    row |= {"inherent_likelihood": inherent.likelihood, "inherent_impact": inherent.impact, "state": life.OPEN}
    insert_new(session, risks, risks.c.risk_id, row, "risk")
    words = keep_words(session, given.get("description"), programme_id=programme_id, target_id=risk_id)
    data = said | {name: _written(given.get(name)) for name in SAID}
    data |= {name: given.get(name) for name in ("residual_likelihood", "residual_impact")}
    band = _bands(session, programme_id, raised, residual, residual).get("band_to")
    event = record(session, New(RiskRaised, risk_id, programme_id, raised, data | {"band": band, "description": words}))
    _keep_look(session, event, residual, None)
    if words:
        session.execute(update(risks).where(risks.c.risk_id == risk_id).values(description_id=words["text_id"]))
    return risk_id, event


def _first_looks(raised: date, given: dict[str, Any]) -> tuple[Look, Look]:
    """What it is before anything is done, and with what is done already."""
    inherent = Look(raised, **{name: given.get(name) for name in SAID})
    likelihood = given.get("residual_likelihood") or inherent.likelihood
    return inherent, replace(inherent, likelihood=likelihood, impact=given.get("residual_impact") or inherent.impact)


def _locked(session: Session, risk_id: str) -> Row[Any]:
    return locked(session, risks, risks.c.risk_id, risk_id, "risk or issue")


def _state(row: Row[Any]) -> Risk:
    return Risk(row.kind, row.raised_on, row.state, row.over_on)


def _looks(session: Session, risk_id: str) -> list[Look]:
    """In the order in which they were entered, which ids of events keep."""
    of = risk_reviews.c
    rows = session.execute(select(risk_reviews).where(of.risk_id == risk_id).order_by(of.event_id))
    return [Look(row.on_date, **{name: getattr(row, name) for name in SAID}) for row in rows]


def _keep_look(session: Session, event: Event, look: Look, words: dict[str, str] | None) -> None:
    said = {name: getattr(look, name) for name in SAID}
    kept = {"event_id": event.id, "risk_id": event.subject, "on_date": look.on}
    session.execute(insert(risk_reviews).values(said | kept | {"text_id": words["text_id"] if words else None}))


def _hold(session: Session, risk_id: str, looks: Sequence[Look]) -> None:
    """The risk as it stands after all looks, whatever the order in which they were entered."""
    now = life.merged(looks)
    held = {name: getattr(now, name) for name in SAID} | {"reviewed_on": max(look.on for look in looks)}
    session.execute(update(risks).where(risks.c.risk_id == risk_id).values(held))


def _end(session: Session, risk_id: str, risk: Risk, **also: Any) -> None:
    over = {"state": risk.state, "over_on": risk.over_on}
    session.execute(update(risks).where(risks.c.risk_id == risk_id).values(over | also))


def _bands(session: Session, programme_id: str, on: date, before: Look, after: Look) -> dict[str, str]:
    """The bands of both scores by the settings of that day; none of an issue."""
    if before.score is None or after.score is None:
        return {}
    boundaries = in_force(session, programme_id, on)["risk.bands"].values
    return {"band_from": risk_band(before.score, boundaries), "band_to": risk_band(after.score, boundaries)}


def _written(value: Any) -> Any:
    return day(value) if isinstance(value, date) else value
