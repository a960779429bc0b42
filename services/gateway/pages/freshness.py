"""The stamp on every page that shows figures or states: up to when all facts are in, or how many are still arriving."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.gateway import asking
from shared.calls import reporting
from shared.errors import WaymarkError


@dataclass(frozen=True, slots=True)
class Stamp:
    """`at`: when the last fact became known; `arriving`: facts that came and wait for one before them."""

    at: str | None
    arriving: int = 0
    position: int | None = None
    #: of the installation's public key, which signs what proof packs rest on
    key_fingerprint: str | None = None
    #: kinds of record that can be read as they were on a day
    views: frozenset[str] = frozenset()


def stamp() -> Stamp | None:
    """How fresh the views are; None when nobody can say."""
    try:
        found: dict[str, Any] = asking.ask(reporting.Status, timeout=2)
    except WaymarkError:
        return None
    return Stamp(
        found.get("known_at"),
        int(found.get("waiting") or 0),
        found.get("position"),
        found.get("key_fingerprint"),
        frozenset(found.get("views") or ()),
    )
