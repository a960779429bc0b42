"""Errors that a caller can act on. The same sentence reaches the web page, the API and the command line.

They cross RPC by class name and arguments (see `messaging.rpc`), so every argument is JSON.
"""

from __future__ import annotations

from typing import Any, ClassVar


class WaymarkError(Exception):
    """Something the caller asked cannot be done. `status` is the HTTP status that says so (RFC 9110)."""

    status: ClassVar[int] = 400
    title: ClassVar[str] = "This cannot be done"

    def __init__(self, message: str, fields: dict[str, Any] | None = None) -> None:
        super().__init__(message, fields or {})
        self.message = message
        self.fields = fields or {}

    def __str__(self) -> str:
        return self.message


class Invalid(WaymarkError):
    """The request breaks a rule of form; `fields` maps field to messages, as marshmallow gives them."""

    status = 422
    title = "Some of what you entered is not right"


class NotAllowed(WaymarkError):
    """The actor has no role that permits this."""

    status = 403
    title = "You may not do this"


class NotSignedIn(WaymarkError):
    """No valid session or token."""

    status = 401
    title = "Sign in first"


class NotFound(WaymarkError):
    """There is no such thing, or it belongs to a programme that the actor does not see: the two look the same."""

    status = 404
    title = "Not found"


class Conflict(WaymarkError):
    """The thing is in a state that does not allow this."""

    status = 409
    title = "This cannot be done now"


class StaleVersion(WaymarkError):
    """Somebody else changed the thing since it was read (If-Match)."""

    status = 412
    title = "Somebody changed this while you were looking at it"


class DeadlinePassed(WaymarkError):
    """The caller has given up waiting; the command was not begun."""

    status = 504
    title = "Too late"


class Unavailable(WaymarkError):
    """A service or the database did not answer; whether a command was carried out is not known yet: ask by its key."""

    status = 503
    title = "Not known yet"


BY_NAME: dict[str, type[WaymarkError]] = {
    c.__name__: c
    for c in (
        WaymarkError,
        Invalid,
        NotAllowed,
        NotSignedIn,
        NotFound,
        Conflict,
        StaleVersion,
        DeadlinePassed,
        Unavailable,
    )
}
