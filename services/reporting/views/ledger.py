"""Where the ledger and its views are, and what waits to be taken."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, text

from services.reporting.ledger import waiting
from services.reporting.projections import catalogue, generations
from services.reporting.proof.heads import key_fingerprint
from shared.errors import Unavailable


def status(connection: Connection) -> dict[str, Any]:
    """The last position, the generation that is read, how many facts wait, and the key that signs."""
    last = connection.execute(text("select position, known_at from ledger order by position desc limit 1")).first()
    try:
        generation: int | None = generations.current(connection)[0]
    except Unavailable:
        generation = None  # the views of this code are being built
    return {
        "position": last.position if last else 0,
        "known_at": last.known_at.isoformat(timespec="microseconds").replace("+00:00", "Z") if last else None,
        "generation": generation,
        "views": {view.name: view.version for view in catalogue.views()},
        "waiting": connection.execute(text("select count(*) from waiting where state = 'waiting'")).scalar_one(),
        "key_fingerprint": key_fingerprint(connection),
    }


def waits(connection: Connection, after: str | None, limit: int) -> dict[str, Any]:
    """A page of the facts that wait, oldest first."""
    found = waiting.listed(connection, int(after) if after and after.isdigit() else 0, limit + 1)
    items = [{name: _json(value) for name, value in row.items()} for row in found[:limit]]
    return {"items": items, "next": str(found[limit - 1]["id"]) if len(found) > limit else None}


def _json(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | str | dict | list) else str(value)
