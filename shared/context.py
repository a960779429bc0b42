"""Who asks, why, and since when: what a command or a handler carries along without every function naming it.

Held in a context variable, which is private to each green thread. Set by the entrypoint wrappers only.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from shared import clock


@dataclass(frozen=True, slots=True)
class Grant:
    """A role on a programme or project; None means every one. `until` is the last day on which it holds."""

    role: str
    programme_id: str | None = None
    project_id: str | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (`person_id`) or a named part of the system (`system:scheduler`), with what it may do."""

    id: str
    grants: tuple[Grant, ...] = ()

    def roles_in(self, programme_id: str | None, project_id: str | None = None) -> frozenset[str]:
        """The roles that hold for an object of this programme (None: for the installation) and project."""
        return frozenset(
            grant.role
            for grant in self.grants
            if grant.programme_id in (None, programme_id) and grant.project_id in (None, project_id)
        )

    def programmes(self) -> frozenset[str] | None:
        """The programmes in which the actor has any role; None when a grant covers all of them."""
        if any(grant.programme_id is None for grant in self.grants):
            return None
        return frozenset(grant.programme_id for grant in self.grants if grant.programme_id)


NOBODY = Actor("anonymous")


@dataclass(frozen=True, slots=True)
class Context:
    """One request or one handled fact."""

    actor: Actor = NOBODY
    correlation_id: str | None = None
    causation_id: str | None = None
    traceparent: str | None = None
    #: absent for what people do; `import` or `sample` for what was loaded: notifications treat it as history
    origin: str | None = None
    #: sample installations only: the day on which the fact is said to have been recorded
    recorded_on: date | None = None
    #: the version of the aggregate that the caller has seen (If-Match)
    expected_version: int | None = None
    #: ids of the facts recorded so far under this context, for the reply
    recorded: list[UUID] = field(default_factory=list)


_current: ContextVar[Context | None] = ContextVar("waymark_context", default=None)


def current() -> Context:
    """The context of this request; an anonymous one outside any."""
    return _current.get() or Context()


def today() -> date:
    """The day that a fact is about when nobody says otherwise, and that "the future" is measured from.

    In a sample, the day on which the fact is said to have been recorded.
    """
    return current().recorded_on or clock.system.today()


@contextmanager
def using(context: Context | None = None, **changes: Any) -> Iterator[Context]:
    """Run a block under `context` (default: the current one) with `changes`."""
    chosen = replace(context or current(), **changes)
    token = _current.set(chosen)
    try:
        yield chosen
    finally:
        _current.reset(token)
