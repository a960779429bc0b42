"""Asking the services in the name of whoever made this HTTP request. Not for rules: the services hold those."""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

from flask import current_app, g

from shared.calls.call import Call, Command
from shared.context import Actor
from shared.errors import Unavailable

#: how long a page waits for its own fact to be visible in the views (seconds)
PATIENCE = 2


class Asks(Protocol):
    """How a service is asked: `shared.messaging.client.Client`, or a double in a unit test."""

    def call(self, call: type[Call], fields: dict[str, Any] | None = None, **options: Any) -> Any: ...


def ask(
    call: type[Call],
    fields: dict[str, Any] | None = None,
    *,
    timeout: float | None = None,
    exact: bool = False,
    **more: Any,
) -> Any:
    """The answer to a read. Fields that are None are left out, unless `exact`: an API client's null means null."""
    given = (fields or {}) | more
    return _call(call, given if exact else _given(given), timeout=timeout)


def do(
    call: type[Command],
    fields: dict[str, Any],
    *,
    key: str | None = None,
    expected_version: int | None = None,
    recorded_on: date | None = None,
    origin: str | None = None,
    timeout: float | None = None,
    actor: Actor | None = None,
    exact: bool = False,
) -> dict[str, Any]:
    """Carry out a command: {"result": ..., "events": [ids]}. `key` makes doing it twice the same as once.

    Fields that are None are left out, unless `exact`: an empty box of a form says nothing, an API client's null does.

    `actor` only where a sample's story is told; everything else is done by whoever is signed in.
    """
    reply: dict[str, Any] = _call(
        call,
        fields if exact else _given(fields),
        idempotency_key=key,
        expected_version=expected_version,
        recorded_on=recorded_on,
        origin=origin,
        timeout=timeout,
        actor=actor,
    )
    return reply


def result_of(call: type[Call], fields: dict[str, Any], key: str | None) -> dict[str, Any]:
    """What came of a request that may be declared as a command or as a read: a command's result, or the value."""
    if issubclass(call, Command):
        result: dict[str, Any] = do(call, fields, key=key)["result"]
        return result
    found: dict[str, Any] = ask(call, fields)
    return found


def as_nobody(call: type[Call], fields: dict[str, Any]) -> Any:
    """Ask without being signed in: for signing in itself."""
    return client().call(call, fields, actor=None, correlation_id=g.get("correlation_id"))


def as_part_of_the_system(call: type[Call], fields: dict[str, Any], actor: Actor) -> Any:
    """Ask where nobody is signed in: as a named part of the system, or for whoever a secret address belongs to."""
    return client().call(call, fields, actor=actor, correlation_id=g.get("correlation_id"))


def visible(reply: dict[str, Any], *, wait: int = PATIENCE) -> int | None:
    """The ledger position of the last fact that a command caused, waiting a little; None: it is still arriving."""
    from shared.calls import reporting

    if not reply.get("events"):
        return None
    try:
        found = ask(reporting.PositionOf, event_id=reply["events"][-1], wait=wait, timeout=wait + 3)
    except Unavailable:
        return None
    return found.get("position") if isinstance(found, dict) else found


def client() -> Asks:
    """The one client of this process."""
    found: Asks = current_app.extensions["waymark_client"]
    return found


def _call(call: type[Call], fields: dict[str, Any], **options: Any) -> Any:
    options = {"actor": g.person.actor} | {name: value for name, value in options.items() if value is not None}
    return client().call(call, fields, correlation_id=g.get("correlation_id"), **options)


def _given(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
