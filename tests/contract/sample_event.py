"""One recorded event with every attribute set."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from shared.events.canonical import canonical
from shared.events.event import Event


def sample_event(**changes: Any) -> Event:
    """A milestone was achieved; `changes` replace attributes."""
    given: dict[str, Any] = {
        "id": UUID("0199b1c2-0000-7000-8000-000000000001"),
        "type": "projects.milestone.achieved",
        "version": 1,
        "subject": "0199b1c2-0000-7000-8000-000000000002",
        "sequence": 3,
        "time": datetime(2026, 5, 4, 9, 30, 0, 123456, UTC),
        "effectiveon": date(2026, 5, 1),
        "programmeid": "SAMPLE-HDRC-LPL",
        "actorid": "0199b1c2-0000-7000-8000-000000000003",
        "body": canonical({"evidence_file_ids": []}),
        "correlationid": "0199b1c2-0000-7000-8000-000000000004",
        "corrects": UUID("0199b1c2-0000-7000-8000-000000000005"),
        "causationid": "0199b1c2-0000-7000-8000-000000000006",
        "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "origin": "sample",
    }
    return Event(**(given | changes))
