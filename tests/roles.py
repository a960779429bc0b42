"""The roles, and what a table of permissions is held to: the same for every service that says its own."""

from __future__ import annotations

import pytest

from shared import permissions
from shared.context import Actor, Grant
from shared.errors import NotAllowed, NotFound

ROLES = ("programme_manager", "researcher", "partner", "signatory", "funder", "auditor", "administrator")
PLANS = {"programme_manager", "administrator"}
TEAM = PLANS | {"researcher"}
WORKS = TEAM | {"partner"}
INSIDE = WORKS | {"signatory", "auditor"}  # a funder sees what was submitted, and nothing live
EVERYONE = INSIDE | {"funder"}


def permits(request_name: str, role: str, who: set[str]) -> None:
    """A role in the programme permits the request when it is one of `who`, and only then."""
    actor = Actor("somebody", (Grant(role, "HDRC"),))
    if role in who:
        permissions.check(request_name, actor, "HDRC")
    else:
        with pytest.raises(NotAllowed):
            permissions.check(request_name, actor, "HDRC")


def hides(request_name: str) -> None:
    """A programme in which one has no role looks as if it did not exist."""
    with pytest.raises(NotFound):
        permissions.check(request_name, Actor("somebody", (Grant("programme_manager", "OTHER"),)), "HDRC")


def needs_every_programme(request_name: str, role: str, who: set[str]) -> None:
    """A role in one programme is never enough; on every programme it is, for one of `who`."""
    with pytest.raises(NotAllowed):
        permissions.check(request_name, Actor("somebody", (Grant(role, "HDRC"),)), None)
    everywhere = Actor("somebody", (Grant(role),))
    if role in who:
        permissions.check(request_name, everywhere, None)
    else:
        with pytest.raises(NotAllowed):
            permissions.check(request_name, everywhere, None)
