"""What somebody is offered: by the table of permissions that the services decide by. For showing, not for deciding."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from flask import g

from shared import permissions
from shared.calls.call import Call

C = TypeVar("C", bound=type[Call])


def offered(calls: Iterable[C], programme_id: str | None) -> list[C]:
    """Those that whoever is signed in may ask in this programme."""
    return [call for call in calls if may(call, programme_id)]


def may(call: type[Call], programme_id: str | None) -> bool:
    """Whether a role in the programme permits it; for what is of the installation, a role everywhere."""
    row = permissions.row(call.name())
    if row.where == "anyone":
        return True
    grants = g.person.actor.grants
    if row.where == "installation":
        return any(grant.role in row.who and grant.programme_id is None for grant in grants)
    return any(grant.role in row.who and grant.programme_id in (None, programme_id) for grant in grants)
