"""View of the places on a programme's list; the key is the place in its boundary set."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.reporting.projections.view import Change, Integer, Set, State, Text
from shared.events.event import Event
from shared.events.projects import PlaceListed

places = State(
    "places",
    version=1,
    columns={
        "code": Text,
        "kind": Text,
        "boundary_set": Text,
        "title": Text,
        "parent_code": Text,
        "deprivation_decile": Integer,
        "deprivation_index": Text,
        "deprivation_year": Integer,
        "population": Integer,
    },
)


@places.on(PlaceListed)
def listed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    yield Set(event.subject, {name: data.get(name) for name in places.columns})
