"""Where the ledger and its views are."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, text

from services.reporting.projections import catalogue, generations
from services.reporting.proof.heads import key_fingerprint
from shared.errors import Unavailable


def status(connection: Connection) -> dict[str, Any]:
    """The last position, the generation that is read, facts that wait, the last self-audit, and the key that signs."""
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
        "last_audit": _last_audit(connection),
        "key_fingerprint": key_fingerprint(connection),
    }


def _last_audit(connection: Connection) -> dict[str, Any] | None:
    found = connection.execute(
        text(
            "select changed_at, result from jobs where kind = 'audit' and state = 'done' "
            "order by changed_at desc limit 1"
        )
    ).first()
    if found is None:
        return None
    return {"at": found.changed_at.isoformat(), **{name: found.result[name] for name in ("position", "differences")}}
