"""Whose rows a reader may see in a dated read, and which classes of columns: said once for all of them.

Who is inside sees the programme. A partner sees what hangs on a project, with every field that is not internal, as in
the services' own reads: all projects, or those that it is a partner of. Nobody else sees anything live.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.reporting.views.seeing import INSIDE
from shared import context
from shared.errors import NotAllowed, NotFound
from shared.permissions import row

EVERYTHING = frozenset({"open", "funder", "internal"})
NOT_INTERNAL = frozenset({"open", "funder"})


@dataclass(frozen=True, slots=True)
class Reach:
    """`projects` None: every row of the programme. `inside`: a role inside the whole of it, not of one project."""

    projects: tuple[str, ...] | None
    classes: frozenset[str]
    inside: bool

    def own(self) -> list[str] | None:
        """The projects as a parameter of a statement."""
        return None if self.projects is None else list(self.projects)


def reach(request: str, programme_id: str) -> Reach:
    """The reader's reach for a request named as in permissions.yaml. Raises NotFound and NotAllowed."""
    actor, wanted = context.current().actor, row(request)
    its = [grant for grant in actor.grants if grant.programme_id in (None, programme_id)]
    if not its and not wanted.names(actor):
        raise NotFound("There is no such programme, or it is not yours to see.")
    fitting = [grant for grant in its if grant.role in wanted.who]
    if not fitting and not wanted.names(actor):
        raise NotAllowed("This shows the work in progress: only people of the programme may see it.")
    whole = [grant for grant in fitting if grant.project_id is None]
    inside = not fitting or any(grant.role in INSIDE for grant in whole)
    # a role inside one project must not open the fields of what another role reaches
    every_field = inside or (not whole and all(grant.role in INSIDE for grant in fitting))
    return Reach(
        None if whole or inside else tuple(sorted({grant.project_id for grant in fitting if grant.project_id})),
        EVERYTHING if every_field else NOT_INTERNAL,
        inside,
    )
