"""Finding and locking what a request names, and the programme and project that decide who may."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Row, Select, Text, cast, literal, null, select, union_all
from sqlalchemy.orm import Session

from services.projects.things import THINGS, Thing
from shared import context, permissions
from shared.errors import NotFound

Scope = tuple[str | None, str | None]

#: how a request says "no programme": for awards that only an administrator may record
NONE = "*"


def scope_of_programme(session: Session, programme_id: str) -> Scope:  # noqa: ARG001
    """A programme decides for itself; "*" for what belongs to none."""
    return (None if programme_id == NONE else programme_id), None


def target(session: Session, target_id: str) -> Row[Any]:
    """What a note or a journal is about: columns kind, programme_id, project_id. Raises NotFound.

    Who may not see such a thing is told that there is none: an id says nothing of whose business it is.
    """
    found, actor = _thing(session, target_id), context.current().actor
    wanted = permissions.row(_BY_KIND[found.kind].read)
    if not wanted.names(actor) and not wanted.who & actor.roles_in(found.programme_id or None, found.project_id):
        raise _none(target_id)
    return found


def scope_of_target(session: Session, target_id: str) -> Scope:
    """Anything of this service by its id. Raises NotFound."""
    found = _thing(session, target_id)
    return found.programme_id or None, found.project_id


def scope(thing: Thing) -> Callable[[Session, str], Scope]:
    """How the programme (and project) of such a thing is found by its id, for permissions. Raises NotFound."""

    def find(session: Session, value: str) -> Scope:
        row = session.execute(_found(thing, value)).first()
        if row is None:
            raise NotFound(f"There is no {thing.word} {value}.")
        return row.programme_id or None, row.project_id

    return find


def _thing(session: Session, target_id: str) -> Row[Any]:
    """The thing with this id: no two have the same one, for facts are numbered by it."""
    found = session.execute(union_all(*(_found(thing, target_id) for thing in THINGS))).first()
    if found is None:
        raise _none(target_id)
    return found


def _none(target_id: str) -> NotFound:
    return NotFound(f"There is nothing with the id {target_id}, or it is not yours to see.")


def _found(thing: Thing, value: str) -> Select[Any]:
    of = thing.table.c
    project = of[thing.project] if thing.project else cast(null(), Text)
    return select(
        literal(thing.kind).label("kind"), of.programme_id.label("programme_id"), project.label("project_id")
    ).where(thing.id == value)


_BY_KIND = {thing.kind: thing for thing in THINGS}

#: by field of a request: how the programme and project of what it names are found
SCOPES: Mapping[str, Callable[[Session, str], Scope]] = {thing.key: scope(thing) for thing in THINGS} | {
    "programme_id": scope_of_programme,
    "study_id": scope(_BY_KIND["project"]),
    "target_id": scope_of_target,
}
