"""Calendars at secret addresses, which a calendar program fetches without signing in; and one's own addresses.

Whose address it is, `projects` says; what its owner may see today, `people`; then the calendar is asked for in the
owner's name, as a page would be. An address that never was, one that was revoked and one whose owner may see nothing
any more are not found alike.
"""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Blueprint, Flask, Response, flash, redirect, render_template, request, url_for
from flask_limiter import Limiter

from services.gateway import asking, identity
from services.gateway.pages.forms import Form, carry_out
from shared.calls import people, projects
from shared.context import Actor
from shared.errors import Invalid, NotAllowed, NotFound

blueprint = Blueprint("calendars", __name__)

#: who the gateway is while it does not know yet in whose name it asks
DOORKEEPER = Actor("system:calendar")
NOT_FOUND = "There is no calendar at this address.\n"


def limit(app: Flask, limiter: Limiter) -> None:
    """Programs fetch a few times an hour; whoever tries addresses is stopped sooner."""
    often = limiter.limit("120 per minute")
    wrong = limiter.limit("20 per minute", deduct_when=lambda response: response.status_code == 404)
    app.view_functions["calendars.feed"] = often(wrong(app.view_functions["calendars.feed"]))


@blueprint.get("/calendar/<token>.ics")
def feed(token: str) -> Response:
    """The calendar, for whoever has its address."""
    try:
        ics = _calendar(token)
    except (NotFound, NotAllowed, Invalid):
        return Response(NOT_FOUND, 404, content_type="text/plain; charset=utf-8")
    response = Response(ics, content_type="text/calendar; charset=utf-8; method=PUBLISH")
    response.headers["Content-Disposition"] = 'inline; filename="waymark.ics"'
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.set_etag(hashlib.sha256(ics.encode()).hexdigest())
    return response.make_conditional(request)


@blueprint.get("/account/calendars")
def addresses() -> str:
    """One's own addresses, and a form for another."""
    return _page(Form())


@blueprint.post("/account/calendars")
def make() -> str | tuple[str, int]:
    """Make an address and show it, this once."""
    form = Form()
    kind, _, key = (form.text("dates", "Choose whose dates") or "").partition(":")
    fields = {"kind": kind} | ({f"{kind}_id": key} if key else {})
    reply = carry_out(form, projects.CreateCalendarFeed, fields, {"kind": "dates"})
    if reply is None:
        return _page(form), 422
    return _page(Form(), url_for("calendars.feed", token=reply["result"]["token"], _external=True))


@blueprint.post("/account/calendars/<feed_id>/revoke")
def revoke(feed_id: str) -> Response:
    """Make an address worthless."""
    asking.do(projects.RevokeCalendarFeed, {"feed_id": feed_id}, key=request.form.get("key"))
    flash("The address no longer opens anything.", "done")
    return redirect(url_for("calendars.addresses"), 303)


def _calendar(token: str) -> str:
    owner: str = asking.as_part_of_the_system(projects.CalendarOwner, {"token": token}, DOORKEEPER)["person_id"]
    held = asking.as_part_of_the_system(people.GrantsOf, {"person_id": owner}, DOORKEEPER)["grants"]
    actor = Actor(owner, identity.grants_from(held))
    found: str = asking.as_part_of_the_system(projects.Calendar, {"token": token}, actor)["ics"]
    return found


def _page(form: Form, address: str | None = None) -> str:
    mine = asking.ask(people.MyAccount)
    feeds = asking.ask(projects.CalendarFeeds).get("items", [])
    return render_template("calendars/addresses.html", form=form, address=address, feeds=feeds, choices=_choices(mine))


def _choices(mine: dict[str, Any]) -> list[dict[str, str]]:
    """Whose dates one may choose: one's own, and those of the programmes and projects in which one has a role."""
    found = {"person": "My own milestones and duties"}
    for role in mine.get("roles", ()):
        if role["role"] in ("funder", "contributor") or not role.get("programme_id"):
            continue
        if role.get("project_id"):
            found[f"project:{role['project_id']}"] = f"Project {role['project_id']}"
        elif role["role"] != "partner":
            found[f"programme:{role['programme_id']}"] = f"The programme {role['programme_id']}"
    return [{"value": value, "text": text} for value, text in found.items()]
