"""Which rows an actor may see, as a condition: those of the programmes and projects in which it holds a role."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_, true

from shared import context
from shared.permissions import row

#: who may see what is internal, like what a post costs and who holds it: the programme, and no partner of it
INSIDE = frozenset({"programme_manager", "researcher", "signatory", "auditor", "administrator"})


def of_programmes(request: str, programme_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Rows of a programme, for anyone with a fitting role in it or in one of its projects; all for a named system."""
    grants = _grants(request)
    named = row(request).names(context.current().actor)
    if named or any(grant.programme_id is None for grant in grants):
        return true()
    return programme_id.in_({grant.programme_id for grant in grants})


def of_whole_programmes(request: str, programme_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Rows of a programme as a whole: a role in one of its projects alone does not show them."""
    grants = [grant for grant in _grants(request) if grant.project_id is None]
    if row(request).names(context.current().actor) or any(grant.programme_id is None for grant in grants):
        return true()
    return programme_id.in_({grant.programme_id for grant in grants})


def of_projects(request: str, programme_id: ColumnElement[str], project_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Rows of projects: of the whole programme, or, for a partner of one project, of that project alone."""
    seen = []
    for grant in _grants(request):
        if grant.programme_id is None:
            return true()
        of_one = project_id == grant.project_id if grant.project_id else true()
        seen.append(and_(programme_id == grant.programme_id, of_one))
    return or_(false(), *seen)


def of_any_project(
    request: str, programme_id: ColumnElement[str], project_ids: ColumnElement[list[str]]
) -> ColumnElement[bool]:
    """Rows that several projects rest on: for a partner of one project, those that this project rests on."""
    seen = []
    for grant in _grants(request):
        if grant.programme_id is None:
            return true()
        of_one = project_ids.contains([grant.project_id]) if grant.project_id else true()
        seen.append(and_(programme_id == grant.programme_id, of_one))
    return or_(false(), *seen)


def may(request: str, programme_id: str) -> bool:
    """Whether the actor has a role in the programme, or in one of its projects, that permits this request."""
    return any(grant.programme_id in (None, programme_id) for grant in _grants(request))


def inside(programme_id: str) -> bool:
    """Whether the actor may see fields of this programme that are internal."""
    return bool(context.current().actor.roles_in(programme_id or None) & INSIDE)


def _grants(request: str) -> list[context.Grant]:
    """The actor's grants that permit this request; the table of permissions decides which roles those are."""
    roles = row(request).who
    return [grant for grant in context.current().actor.grants if grant.role in roles]
