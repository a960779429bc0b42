"""Say that an output is a version of another one, as a preprint is of its article, and take that back. One of the two
counts; both stay outputs with identifiers of their own, which is what parts versions from a merge."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from services.outputs.commands.chains import check_version, root
from services.outputs.commands.finding import get
from services.outputs.commands.recording import keep_changes
from services.outputs.domain import identity
from shared.errors import Conflict
from shared.messaging.outbox import version_of as version_now
from shared.rules import rules


def link_version(session: Session, *, output_id: str, version_of: str) -> dict[str, Any]:
    """The output is a version of the other from now on. Raises Invalid, Conflict, NotFound."""
    locked = {each: get(session, each, lock=True) for each in sorted({output_id, version_of})}
    now, other = locked[output_id], locked[version_of]
    with rules():
        identity.stands(now, "output_id")
    if now.version_of and root(session, now.version_of) == other.output_id:
        raise Conflict(f"It is a version of “{other.title}” already.")
    if now.version_of:
        raise Conflict(
            f"It is a version of “{get(session, now.version_of).title}”. Unlink it from that one first.",
            {"version_of": ["Unlink it from the other one first"]},
        )
    check_version(session, now.programme_id, output_id, version_of)
    keep_changes(session, now, {"version_of": version_of}, "version_linked", now.on_date)
    return {"output_id": output_id, "version": version_now(session, output_id)}


def unlink_version(session: Session, *, output_id: str) -> dict[str, Any]:
    """The output is no version of another. Raises Conflict when it is none."""
    now = get(session, output_id, lock=True)
    if not now.version_of:
        raise Conflict(f"“{now.title}” is not linked as a version of another output.")
    keep_changes(session, now, {"version_of": None}, "version_unlinked", now.on_date)
    return {"output_id": output_id, "version": version_now(session, output_id)}
