"""Recording facts: `record` writes to the outbox in the business transaction; nothing is ever published directly.

The relay (`relay.py`) takes them to the broker.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from shared import clock, context
from shared.errors import Invalid, StaleVersion
from shared.events.canonical import canonical
from shared.events.event import Event
from shared.events.fact import Fact
from shared.events.fields import fits
from shared.messaging.tables import subjects

# One statement for a batch of any size: a statement per row costs three times as much. The facts go as one JSON text,
# because quoting the elements of an array costs as much again.
_INSERT = text(
    """insert into outbox (exchange, routing_key, attributes, body)
    select exchange, routing_key, attributes, convert_to(body, 'UTF8')
    from rows from (json_to_recordset(cast(:facts as json))
                    as (exchange text, routing_key text, attributes jsonb, body text))
        with ordinality as given (exchange, routing_key, attributes, body, place)
    order by place"""
)
_ADVANCE = text(
    """insert into subjects (subject, sequence)
    select subject, count from unnest(cast(:subjects as text[]), cast(:counts as bigint[])) as given (subject, count)
    on conflict (subject) do update set sequence = subjects.sequence + excluded.sequence
    returning subject, sequence"""
)

#: the channel on which a commit with facts in it wakes the relay
CHANNEL = "outbox"


@dataclass(frozen=True, slots=True)
class New:
    """A fact about to be recorded. `data` is what `kind`'s schema loads (dates as ISO text, money as decimal text)."""

    kind: type[Fact]
    subject: str
    programme_id: str
    effective_on: date
    data: dict[str, Any] = field(default_factory=dict)
    corrects: UUID | None = None


def record(
    session: Session,
    kind: type[Fact],
    *,
    subject: str,
    programme_id: str,
    effective_on: date,
    data: dict[str, Any] | None = None,
    corrects: UUID | None = None,
) -> Event:
    """Record one fact in the session's transaction. Raises Invalid, or StaleVersion when If-Match does not hold."""
    return record_all(session, [New(kind, subject, programme_id, effective_on, data or {}, corrects)])[0]


def record_all(session: Session, facts: Sequence[New]) -> list[Event]:
    """Record many facts in two statements, in the order given. The aggregates' rows stay locked until commit."""
    if not facts:
        return []
    bodies = [_body(fact) for fact in facts]
    last = _advance(session, Counter(fact.subject for fact in facts), facts[0].subject)
    about = context.current()
    now = _recorded_at(about)
    events = []
    for fact, body in zip(facts, bodies, strict=True):
        last[fact.subject] += 1
        events.append(
            Event(
                id=uuid7(),
                type=fact.kind.full_type(),
                version=fact.kind.version,
                subject=fact.subject,
                sequence=last[fact.subject],
                time=now,
                effectiveon=fact.effective_on,
                programmeid=fact.programme_id,
                actorid=about.actor.id,
                body=body,
                correlationid=about.correlation_id or str(uuid7()),
                corrects=fact.corrects,
                causationid=about.causation_id,
                traceparent=about.traceparent,
                origin=about.origin,
            )
        )
    session.execute(_INSERT, {"facts": orjson.dumps([_row(event) for event in events]).decode()})
    session.execute(text("select pg_notify(:channel, '')"), {"channel": CHANNEL})
    about.recorded.extend(event.id for event in events)
    return events


def version_of(session: Session, subject: str) -> int:
    """The aggregate's version now (its ETag); 0 when nothing was recorded of it."""
    found = session.execute(subjects.select().where(subjects.c.subject == subject)).first()
    return found.sequence if found else 0


def _row(event: Event) -> dict[str, Any]:
    return {
        "exchange": event.exchange,
        "routing_key": event.routing_key,
        "attributes": event.attributes(),
        "body": event.body.decode(),
    }


def _body(fact: New) -> bytes:
    if (schema := _schemas.get(fact.kind)) is None:
        schema = _schemas[fact.kind] = fact.kind()
    if not fits(schema, fact.data) and (mistakes := schema.validate(fact.data)):
        raise Invalid(f"{fact.kind.type} cannot be recorded: {mistakes}", mistakes)
    try:
        return canonical(fact.data)
    except ValueError as error:
        raise Invalid(str(error)) from error


_schemas: dict[type[Fact], Fact] = {}


def _advance(session: Session, counts: Counter[str], addressed: str) -> dict[str, int]:
    """Lock and advance the aggregates; gives the version of each before these facts. Sorted, so that none deadlock."""
    wanted = sorted(counts)
    rows = session.execute(_ADVANCE, {"subjects": wanted, "counts": [counts[subject] for subject in wanted]})
    before = {row.subject: row.sequence - counts[row.subject] for row in rows}
    about = context.current()
    if about.expected_version is not None and not about.recorded and before[addressed] != about.expected_version:
        raise StaleVersion(
            f"It is at version {before[addressed]} and you saw {about.expected_version}. "
            "Look at it again, then repeat your change if it still holds."
        )
    return before


def _recorded_at(about: context.Context) -> datetime:
    if about.recorded_on is None:
        return clock.system.now()
    return datetime.combine(about.recorded_on, time(12), UTC)
