"""The stamp on every page that shows figures or states: up to when all facts are in, or how many are still arriving."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.gateway import asking
from services.gateway.api.routes import declared
from shared.errors import WaymarkError


@dataclass(frozen=True, slots=True)
class Stamp:
    """`at`: an instant; `arriving`: facts recorded and not yet in the views."""

    at: str | None
    arriving: int = 0


def stamp() -> Stamp | None:
    """How fresh the views are; None when nobody can say."""
    try:
        found: dict[str, Any] = asking.ask(declared("reporting.status"), timeout=2)
    except (WaymarkError, LookupError):
        return None
    return Stamp(found.get("all_facts_to") or found.get("known_at"), int(found.get("arriving") or 0))
