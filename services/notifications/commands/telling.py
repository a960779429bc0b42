"""From a fact to intents: who is to be told of it. Sends nothing: a replay of any fact can never send anything."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.notifications import matrix
from services.notifications.commands import knowing
from services.notifications.domain import telling, wording
from services.notifications.matrix import Rule
from services.notifications.tables import messages
from shared import clock
from shared.events.event import Event


def tell(session: Session, event: Event) -> None:
    """Write an intent for each rule and person that the fact concerns; one that is there already stays as it is."""
    for rule in matrix.about(event.type):
        data = event.data
        if rule.only_if_later and not data[rule.only_if_later[0]] < data[rule.only_if_later[1]]:
            continue
        if rule.only_if_differ and data.get(rule.only_if_differ[0]) == data.get(rule.only_if_differ[1]):
            continue
        if rule.only_if and not data.get(rule.only_if):
            continue
        if rule.only_within_days is not None and not telling.is_fresh(
            event.effectiveon, event.time, rule.only_within_days
        ):
            continue
        people = _people(session, rule, event, data)
        if people:
            _intend(session, rule, event, people)


def _people(session: Session, rule: Rule, event: Event, data: dict[str, Any]) -> list[str]:
    found: list[str | None] = []
    if rule.recipients:
        found += data.get("recipients", [])
    if rule.owner:
        found.append(knowing.owner(session, event.subject))
    if rule.second:
        found.append(data.get("second_person_id"))
    if rule.roles:
        found += knowing.holders(session, event.programmeid, rule.roles)
    return telling.people_told(found, event.actorid, rule.actor_too)


def _intend(session: Session, rule: Rule, event: Event, people: list[str]) -> None:
    data = event.data
    cause = {
        "type": event.type,
        "subject": event.subject,
        "actor_id": event.actorid,
        "time": event.time.isoformat(),
        "correlation_id": event.correlationid,
        "says": wording.spelt(data),
    }
    if rule.attach and (artefact := data.get("artefacts", {}).get(rule.attach)):
        cause["attach"] = {name: artefact.get(name) for name in ("sha256", "file_name")}
    history = telling.is_history(event.time, clock.system.now(), event.origin, rule.horizon_days)
    rows = [
        {
            "message_id": str(uuid7()),
            "business_key": telling.business_key(rule.name, str(event.id), person_id),
            "rule": rule.name,
            "event_id": event.id,
            "person_id": person_id,
            "programme_id": event.programmeid,
            "channel": rule.channel,
            "cause": cause,
            "state": "history" if history else "waiting",
            "reason": telling.NOT_TOLD if history else None,
        }
        for person_id in people
    ]
    session.execute(upsert(messages).values(rows).on_conflict_do_nothing(index_elements=["business_key"]))
