"""The public API's resources: method, address, the call that answers. A new call is one line here.

Fields named in the address are taken from it; the rest come from the query (GET, DELETE) or the JSON body. What each
call takes and refuses is declared in `shared/calls/`; what is more than a line has a module of its own beside this one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module

from werkzeug.routing import BaseConverter

from shared.calls.call import Call, Command


@dataclass(frozen=True)
class Route:
    """One line of the table. `made`: a new thing comes of it (201). `timeout` in seconds for what takes longer."""

    method: str
    address: str
    call_name: str
    made: bool = False
    timeout: float | None = None

    @cached_property
    def call(self) -> type[Call]:
        """The declared request. Raises LookupError for a name that nobody declared."""
        return declared(self.call_name)

    @property
    def in_address(self) -> list[str]:
        return re.findall(r"<(?:\w+:)?(\w+)>", self.address)

    @property
    def changes(self) -> bool:
        return issubclass(self.call, Command)


class Thing(BaseConverter):
    """The id of one thing, where the same place in an address may also hold one of these words."""

    regex = r"(?!(?:render|draft|figure|merge|undo-merge)$)[^/]+"


def declared(name: str) -> type[Call]:
    """The class of a call by its name, `projects.achieve_milestone`. Raises LookupError."""
    service, _, method = name.partition(".")
    try:
        module = import_module(f"shared.calls.{service}")
    except ModuleNotFoundError as error:
        raise LookupError(f"no service declares {name}: look in shared/calls/") from error
    for found in vars(module).values():
        if isinstance(found, type) and issubclass(found, Call) and found.service == service and found.method == method:
            return found
    raise LookupError(f"shared/calls/{service}.py declares no {method}")
