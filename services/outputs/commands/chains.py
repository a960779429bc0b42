"""What an output is part of, and what it is a version of, to the end of each chain. Nothing is changed here."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.outputs.commands.finding import Row, get
from services.outputs.domain import identity
from services.outputs.tables import outputs
from shared.errors import Conflict, Invalid, NotFound
from shared.rules import rules


def check_version(session: Session, programme_id: str, output_id: str, version_of: str) -> None:
    """Raise unless an output of this programme may be a version of the other: one that stands, and without a circle."""
    if output_id == version_of:
        raise Invalid("An output cannot be a version of itself.", {"version_of": ["Choose another output"]})
    other = get(session, version_of)
    if other.programme_id != programme_id:
        raise NotFound("There is no such output in this programme.")
    with rules():
        identity.stands(other, "version_of")
        identity.no_circle(after(session, version_of), output_id, other.title)


def refuse_versions(session: Session, one: Row, other: Row) -> None:
    """Raise Conflict when one is a version of the other: they count once already, and are not the same text."""
    if other.output_id in after(session, one.output_id) or one.output_id in after(session, other.output_id):
        raise Conflict(
            f"“{other.title}” and “{one.title}” are linked as versions, so one of them counts already. "
            "If they are one and the same, unlink them first.",
            {"absorbed_id": ["Unlink the two versions first"]},
        )


def after(session: Session, output_id: str) -> list[str]:
    """What the output is a version of, and so on to the end; a merged one stands for the one that it is part of."""
    chain: list[str] = []
    following = root(session, output_id)
    while following not in chain:
        chain.append(following)
        named = session.scalar(select(outputs.c.version_of).where(outputs.c.output_id == following))
        if not named:
            break
        following = root(session, named)
    return chain


def root(session: Session, output_id: str) -> str:
    """The output that it counts as: itself, or the end of its chain of merges."""
    of = outputs.c
    found = session.scalar(select(func.coalesce(of.stands_with, of.output_id)).where(of.output_id == output_id))
    return str(found or output_id)
