"""Where the ledger and its views are."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, text

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
