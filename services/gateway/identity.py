"""Who is asking: the door of the gateway. Every page and route is shut but those named in PUBLIC.

A browser session is a row in `people`; its cookie holds nothing but the token. An API caller sends a bearer token; a
cookie never opens the API, so the API needs no CSRF token.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from flask import Request, Response, current_app, g, redirect, request, url_for

from services.gateway import asking
from shared.calls import people
from shared.context import Actor, Grant
from shared.errors import NotAllowed, NotSignedIn
from shared.settings import Settings

#: the only endpoints that answer without sign-in; a test holds every other route against this list
PUBLIC = frozenset(
    {
        "signing.sign_in",
        "signing.enter",
        "signing.accessibility",
        "calendars.feed",
        "static",
        "health.healthz",
        "health.readyz",
        "health.metrics",
        "api-docs.openapi_json",
    }
)
#: how long an answer of `people.authenticate` is believed (seconds): what ends a role takes hold within this
BELIEVED = 5.0
READING = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever is signed in, with what they may do. `scopes` limits an API token to reading."""

    actor: Actor
    person_id: str
    name: str
    scopes: frozenset[str] = frozenset({"read", "write"})

    def roles(self, programme_id: str | None = None) -> frozenset[str]:
        """Roles in a programme, or anywhere when none is named: for choosing what to show, never for permitting."""
        if programme_id is None:
            return frozenset(grant.role for grant in self.actor.grants)
        return frozenset(g.role for g in self.actor.grants if g.programme_id in (None, programme_id))

    @property
    def only_reads_reports(self) -> bool:
        """A funder, who sees what was submitted and nothing of the work in progress."""
        return self.roles() == {"funder"}


class Identities:
    """Answers of `people.authenticate`, believed for at most five seconds. Keyed by the token's hash."""

    def __init__(self, believed: float = BELIEVED, size: int = 2000) -> None:
        self.believed, self.size = believed, size
        self._known: OrderedDict[str, tuple[float, Person]] = OrderedDict()
        self._lock = threading.Lock()

    def person(self, kind: str, token: str) -> Person:
        """Who the token stands for. Raises NotSignedIn."""
        key = _hashed(kind, token)
        now = time.monotonic()
        with self._lock:
            known = self._known.get(key)
        if known and now - known[0] < self.believed:
            return known[1]
        person = _person(asking.as_nobody(people.Authenticate, {kind: token}))
        with self._lock:
            self._known[key] = (now, person)
            self._known.move_to_end(key)
            while len(self._known) > self.size:
                self._known.popitem(last=False)
        return person

    def forget(self, kind: str, token: str) -> None:
        """Ask anew next time: at sign-out."""
        with self._lock:
            self._known.pop(_hashed(kind, token), None)


def door() -> Response | None:
    """Let in who is signed in, and anybody to what is PUBLIC. Runs before every request."""
    g.person = None
    if request.endpoint in PUBLIC or request.endpoint is None:
        return None
    if in_api(request):
        g.person = _bearer(request)
        if request.method not in READING and "write" not in g.person.scopes:
            raise NotAllowed("This API token may only read. Use one with the scope write.")
        return None
    token = request.cookies.get(session_cookie())
    if token:
        try:
            g.person = identities().person("session_token", token)
            return None
        except NotSignedIn:
            pass
    if request.method in READING:
        return redirect(url_for("signing.sign_in", next=request.full_path.rstrip("?")))
    raise NotSignedIn("You are signed out, so nothing was saved. Sign in, go back and send the form again.")


def in_api(asked: Request) -> bool:
    """Whether this is the API's, whose answers are JSON even when they are errors."""
    return asked.path == "/api" or asked.path.startswith("/api/")


def _bearer(asked: Request) -> Person:
    kind, _, token = asked.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise NotSignedIn("Send an API token: Authorization: Bearer <token>. You make one under your account.")
    return identities().person("api_token", token.strip())


def identities() -> Identities:
    found: Identities = current_app.extensions["waymark_identities"]
    return found


def over_https(of: Settings) -> bool:
    """Whether the installation is served over https, by the address that it gives to people."""
    return of.public_url.startswith("https://")


def cookie_name(of: Settings, name: str) -> str:
    """`__Host-` over https: such a cookie is Secure, for this host and every path, or the browser drops it."""
    return f"__Host-{name}" if over_https(of) else name


def session_cookie() -> str:
    return cookie_name(current_app.extensions["waymark_settings"], "waymark_session")


def set_session(response: Response, token: str) -> None:
    """Hand the browser its session. It ends with the browser, and in `people` by its own time-outs."""
    secure = over_https(current_app.extensions["waymark_settings"])
    response.set_cookie(session_cookie(), token, secure=secure, httponly=True, samesite="Lax", path="/")


def end_session(response: Response) -> None:
    secure = over_https(current_app.extensions["waymark_settings"])
    response.delete_cookie(session_cookie(), secure=secure, httponly=True, samesite="Lax", path="/")


def local_address(wanted: str | None) -> str:
    """`wanted` when it is a path of ours, else the home page: a link to us never sends anybody elsewhere."""
    home = url_for("home.home")
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\")):
        return home
    if any(character in wanted for character in "\\\r\n\t\0"):
        return home
    parts = urlsplit(wanted)
    return home if parts.scheme or parts.netloc else wanted


def grants_from(held: Iterable[dict[str, Any]]) -> tuple[Grant, ...]:
    """Roles as `people` tells them."""
    return tuple(
        Grant(
            role=grant["role"],
            programme_id=grant.get("programme_id"),
            project_id=grant.get("project_id"),
            until=date.fromisoformat(grant["until"]) if grant.get("until") else None,
        )
        for grant in held
    )


def _person(answer: dict[str, Any]) -> Person:
    actor, person = answer["actor"], answer.get("person") or {}
    return Person(
        actor=Actor(actor["id"], grants_from(actor.get("grants", ()))),
        person_id=person.get("person_id") or actor["id"],
        name=person.get("name") or actor["id"],
        scopes=frozenset(answer.get("scopes") or ("read", "write")),
    )


def _hashed(kind: str, token: str) -> str:
    return hashlib.sha256(f"{kind}:{token}".encode()).hexdigest()
