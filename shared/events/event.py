"""A recorded fact with its envelope, and its form on the wire: CloudEvents 1.0 attributes as AMQP 0-9-1 headers.

The mapping to AMQP 0-9-1 is our own (the published binding is for AMQP 1.0); we claim no conformance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

PREFIX = "cloudEvents_"


@dataclass(frozen=True, slots=True)
class Event:
    """One fact. `body` is its RFC 8785 bytes, as stored and as sent."""

    id: UUID
    type: str  #: full: projects.milestone.achieved
    version: int
    subject: str  #: the aggregate's id
    sequence: int  #: the aggregate's version: 1, 2, 3 without gaps
    time: datetime  #: when it was recorded, UTC
    effectiveon: date  #: the day on which it was true in the world, Europe/London
    programmeid: str  #: whose it is; "" for what belongs to the installation
    actorid: str
    body: bytes
    correlationid: str
    corrects: UUID | None = None
    causationid: str | None = None
    traceparent: str | None = None
    origin: str | None = None  #: `import` or `sample`; absent for what people did

    @property
    def service(self) -> str:
        return self.type.partition(".")[0]

    @property
    def exchange(self) -> str:
        """nameko's own convention, so that any stock nameko service can subscribe."""
        return f"{self.service}.events"

    @property
    def routing_key(self) -> str:
        return self.type.partition(".")[2]

    @property
    def data(self) -> dict[str, Any]:
        """The body, parsed anew at each call, as it was recorded (see `registry.upcast`)."""
        parsed: dict[str, Any] = orjson.loads(self.body)
        return parsed

    def attributes(self) -> dict[str, str | int]:
        """The CloudEvents attributes, absent ones left out. Values are text but for `sequence`."""
        found: dict[str, str | int] = {
            "specversion": "1.0",
            "id": str(self.id),
            "source": f"/{self.service}",
            "type": self.type,
            "dataschema": f"{self.type}/{self.version}",
            "subject": self.subject,
            "sequence": self.sequence,
            "time": self.time.isoformat(timespec="microseconds").replace("+00:00", "Z"),
            "effectiveon": self.effectiveon.isoformat(),
            "programmeid": self.programmeid,
            "actorid": self.actorid,
            "correlationid": self.correlationid,
        }
        if self.corrects is not None:
            found["corrects"] = str(self.corrects)
        if self.causationid is not None:
            found["causationid"] = self.causationid
        if self.traceparent is not None:
            found["traceparent"] = self.traceparent
        if self.origin is not None:
            found["origin"] = self.origin
        return found

    def headers(self) -> dict[str, str | int]:
        """The attributes as message headers."""
        return {PREFIX + name: value for name, value in self.attributes().items()}

    @classmethod
    def from_attributes(cls, given: Mapping[str, Any], body: bytes) -> Event:
        """The event of these attributes. Raises KeyError or ValueError when they are not an event of ours."""
        full_type, _, version = given["dataschema"].rpartition("/")
        corrects = given.get("corrects")
        return cls(
            id=UUID(given["id"]),
            type=full_type,
            version=int(version),
            subject=given["subject"],
            sequence=int(given["sequence"]),
            time=datetime.fromisoformat(given["time"]),
            effectiveon=date.fromisoformat(given["effectiveon"]),
            programmeid=given.get("programmeid", ""),
            actorid=given["actorid"],
            body=body,
            correlationid=given["correlationid"],
            corrects=UUID(corrects) if corrects else None,
            causationid=given.get("causationid"),
            traceparent=given.get("traceparent"),
            origin=given.get("origin"),
        )

    @classmethod
    def from_message(cls, headers: Mapping[str, Any], body: bytes) -> Event:
        """The event that a delivery carries; headers that are not ours are ignored."""
        cut = len(PREFIX)
        return cls.from_attributes({k[cut:]: v for k, v in headers.items() if k.startswith(PREFIX)}, body)
