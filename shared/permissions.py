"""Who may ask what: `permissions.yaml` maps every command and read to roles. Deny by default."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from shared.context import Actor
from shared.errors import NotAllowed, NotFound

#: every role that a person can hold (F85); system actors are named in the rows themselves
ROLES = frozenset(
    {"programme_manager", "researcher", "partner", "signatory", "funder", "auditor", "administrator", "contributor"}
)
#: how the object of a request is found, besides by the name of one of its fields
SCOPES = frozenset({"installation", "own", "anyone"})


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the roles and system actors that may, and what the right is looked up on.

    `where` is a field of the request whose object decides (`programme_id`, `milestone_id`, ...), `installation` (a role
    on every programme is needed), `own` (the answer itself is limited to what the actor may see) or `anyone`.
    """

    name: str
    who: frozenset[str]
    where: str

    def names(self, actor: Actor) -> bool:
        """Whether the row names this part of the system; a person whose id is the word for a role is none."""
        return actor.id in self.who - ROLES


@cache
def rows() -> dict[str, Row]:
    """The whole table. Raises ValueError naming a row that is not understood."""
    file = Path(__file__).with_name("permissions.yaml")
    table: dict[str, Any] = yaml.safe_load(file.read_text())
    found = {}
    for name, row in table.items():
        who = frozenset(row.get("who", ()))
        if unknown := {role for role in who if role not in ROLES and not role.startswith("system:")}:
            raise ValueError(f"{file.name}: {name}: no such role: {', '.join(sorted(unknown))}")
        if not who and row["where"] not in {"anyone", "own"}:
            raise ValueError(f"{file.name}: {name}: nobody may: name at least one role under `who`")
        found[name] = Row(name, who, row["where"])
    return found


def row(name: str) -> Row:
    """The row of one request. Raises LookupError: an entrypoint without a row does not start."""
    try:
        return rows()[name]
    except KeyError:
        raise LookupError(f"shared/permissions.yaml has no row for {name}: say who may, and on what") from None


def check(name: str, actor: Actor, programme_id: str | None, project_id: str | None = None) -> None:
    """Raise unless a role of the actor permits this on an object of this programme (and project).

    Someone with no role at all in the programme is told that there is no such thing.
    """
    wanted = row(name)
    if wanted.where == "anyone" or wanted.names(actor):
        return
    if wanted.where == "own":
        if wanted.who and not wanted.who & {grant.role for grant in actor.grants}:
            raise NotAllowed(_sentence(wanted))
        return
    roles = actor.roles_in(programme_id, project_id)
    if wanted.who & roles:
        return
    if programme_id is not None and not actor.roles_in(programme_id) and not _within(actor, programme_id):
        raise NotFound("There is no such thing, or it is not yours to see.")
    raise NotAllowed(_sentence(wanted))


def _within(actor: Actor, programme_id: str) -> bool:
    return any(grant.programme_id == programme_id for grant in actor.grants)


def _sentence(wanted: Row) -> str:
    people = sorted(role.replace("_", " ") for role in wanted.who if not role.startswith("system:"))
    return f"Only someone with the role {' or '.join(people) or 'of the system itself'} may do this here."
