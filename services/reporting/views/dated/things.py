"""Which kinds of record can be read on a date, and by whom: the views of one programme, by name.

Where the service that owns a thing has a read of the same name (`projects.milestones`), who may not ask that may not
ask this either. A partner may ask for what hangs on a project.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from services.reporting.projections.catalogue import views
from services.reporting.projections.programmes import organisations
from services.reporting.projections.view import View
from services.reporting.views.dated.reach import Reach, reach
from shared import context
from shared.errors import NotAllowed, NotFound
from shared.permissions import Row, rows

#: of what a partner may see its own: the column that names the project
OF_A_PROJECT: Mapping[str, str] = {
    "projects": "key",
    "work_packages": "project_id",
    "milestones": "project_id",
    "approvals": "project_id",
    "actions": "project_id",
    "requests": "project_id",
    "applications": "project_id",
}

#: of views that the owner's read shows under another name: that name
SHOWN_BY: Mapping[str, str] = {
    "budgets": "budget",
    "budget_lines": "budget",
    "budget_versions": "budget",
    "own_headings": "headings",
}

#: views with exact numbers of people, for figures alone: what may be shown of them is in a view of its own
FOR_FIGURES = frozenset({"attendance"})


@cache
def things() -> dict[str, View]:
    """Every kind of record by name. That somebody looked, and organisations, which are no programme's, are none."""
    none = {organisations.name, *FOR_FIGURES}
    return {view.name: view for view in views() if view.name not in none and not view.name.endswith("_activity")}


def asked(request: str, programme_id: str, thing: str) -> tuple[View, Reach]:
    """The view, and how far the reader sees in it. Raises NotFound (naming what there is) and NotAllowed."""
    its = reach(request, programme_id)
    if (view := things().get(thing)) is None:
        raise NotFound(f"There is no kind of record called {thing}; there are {', '.join(things())}.")
    if not its.inside and thing not in OF_A_PROJECT:
        raise NotAllowed("Only people of the programme may see these; a partner sees what hangs on its projects.")
    for owner in ("projects", "outputs", "people"):
        if (live := rows().get(f"{owner}.{SHOWN_BY.get(thing, thing)}")) and not _permits(live, programme_id):
            raise NotAllowed(f"Your role may not see {thing.replace('_', ' ')}.")
    return view, its


def _permits(live: Row, programme_id: str) -> bool:
    actor = context.current().actor
    grants = [grant for grant in actor.grants if grant.programme_id in (None, programme_id)]
    return live.names(actor) or any(grant.role in live.who for grant in grants)


def of_reader(view: View, its: Reach) -> str:
    """The condition that limits a reader to the rows of its projects, with :own."""
    return "true" if its.projects is None else f'"{OF_A_PROJECT[view.name]}" = any(:own)'
