"""A fact as a row of the ledger, and a row of the ledger as a fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, timedelta
from typing import Any

from services.reporting.projections.columns import NULL, escape
from shared.events.event import Event

#: in the order of `line`
COLUMNS = (
    "position, known_at, event_id, type, version, service, subject, sequence, time, effectiveon, programmeid, actorid, "
    "correlationid, corrects, causationid, traceparent, origin, salt, body, data, data_digest, leaf"
)

#: what `event` needs, in its order
EVENT_COLUMNS = (
    "event_id, type, version, subject, sequence, time, effectiveon, programmeid, actorid, body, correlationid, "
    "corrects, causationid, traceparent, origin"
)

_NOTHING = timedelta(0)


def middle(event: Event, attributes: Mapping[str, str | int]) -> str:
    """The attributes as COPY columns, from event_id to origin. Raises ValueError when the row cannot hold them."""
    if event.time.utcoffset() != _NOTHING:
        raise ValueError(f"its time {event.time.isoformat()} is not in UTC")
    if not 0 < event.sequence < 2**63:
        raise ValueError(f"its sequence {event.sequence} is not a whole number from 1")
    if not event.programmeid.isprintable():
        raise ValueError(f"its programme {event.programmeid!r} cannot be a key")
    return "\t".join(
        (
            str(attributes["id"]),
            escape(event.type),
            str(event.version),
            escape(event.service),
            escape(event.subject),
            str(event.sequence),
            str(attributes["time"]),
            str(attributes["effectiveon"]),
            escape(event.programmeid),
            escape(event.actorid),
            escape(event.correlationid),
            NULL if event.corrects is None else str(attributes["corrects"]),
            _optional(event.causationid),
            _optional(event.traceparent),
            _optional(event.origin),
        )
    )


def contents(body: bytes) -> str:
    """The body as COPY columns: bytes, and the jsonb copy. Raises ValueError when jsonb cannot hold it."""
    if b"\\u0000" in body:
        raise ValueError("its body holds the character NUL")
    return "\\\\x" + body.hex() + "\t" + escape(body.decode())


def event(row: Sequence[Any]) -> Event:
    """The fact of a row of EVENT_COLUMNS. A redacted one has an empty body."""
    id_, type_, version, subject, sequence, time, effectiveon, programmeid, actorid, body, *rest = row
    correlationid, corrects, causationid, traceparent, origin = rest
    return Event(
        id=id_,
        type=type_,
        version=version,
        subject=subject,
        sequence=sequence,
        time=time.astimezone(UTC),
        effectiveon=effectiveon,
        programmeid=programmeid,
        actorid=actorid,
        body=b"" if body is None else bytes(body),
        correlationid=correlationid,
        corrects=corrects,
        causationid=causationid,
        traceparent=traceparent,
        origin=origin,
    )


def _optional(value: str | None) -> str:
    return NULL if value is None else escape(value)
