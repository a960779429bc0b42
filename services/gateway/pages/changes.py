"""Change requests: those of a programme, and one with what approving it would do now, shown before anybody decides."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, render_template, request, url_for

from services.gateway import asking, trying
from services.gateway.pages.crumbs import crumbs
from services.gateway.pages.forms import Form, carry_out, done
from services.gateway.pages.freshness import stamp
from services.gateway.pages.names import names
from shared import permissions
from shared.calls import projects
from shared.errors import Conflict, Invalid, Unavailable

blueprint = Blueprint("changes", __name__)

Answer = str | Response | tuple[str, int]


@blueprint.get("/programmes/<programme_id>/changes")
def of_programme(programme_id: str) -> str:
    """Change requests of a programme, the newest first; or only those that wait."""
    programme = asking.ask(projects.Programme, programme_id=programme_id)
    listed = asking.ask(
        projects.ChangeRequests,
        programme_id=programme_id,
        state=request.args.get("state") or None,
        after=request.args.get("after"),
    )
    return render_template(
        "changes/changes.html",
        programme=programme,
        listed=listed,
        people=names().of_people(item["submitted_by"] for item in listed["items"]),
        stamp=stamp(),
        crumbs=crumbs(programme),
        section="programmes",
    )


@blueprint.get("/changes/<change_request_id>")
def change(change_request_id: str) -> Answer:
    """One, and while it waits what it would do."""
    return _page(_one(change_request_id), Form())


@blueprint.post("/changes/<change_request_id>")
def decide(change_request_id: str) -> Answer:
    """Approve or reject it."""
    one, form = _one(change_request_id), Form()
    fields = {
        "change_request_id": change_request_id,
        "decision": form.text("decision", "Choose approve or reject"),
        "funder_reference": form.text("funder_reference"),
        "conditions": form.text("conditions"),
        "note": form.text("note"),
    }
    if reply := carry_out(form, projects.DecideChangeRequest, fields):
        words = "approved and carried out" if fields["decision"] == "approved" else "rejected"
        return done(reply, request.path, f"“{one['title']}” is {words}.")
    return _page(one, form)


def _one(change_request_id: str) -> dict[str, Any]:
    found: dict[str, Any] = asking.ask(projects.ChangeRequest, change_request_id=change_request_id)
    return found


def _page(one: dict[str, Any], form: Form) -> Answer:
    programme = asking.ask(projects.Programme, programme_id=one["programme_id"])
    tried, obstacle = _tried(one) if one["state"] == "awaiting" else (None, None)
    people = [one["submitted_by"], one["decided_by_person_id"], *(tried["changes"]["people"] if tried else ())]
    page = render_template(
        "changes/change.html",
        one=one,
        form=form,
        tried=tried,
        changed=changed_figures(tried) if tried else [],
        obstacle=obstacle,
        may_decide=_may_decide(one),
        people=names().of_people(people),
        affected=tried["changes"]["people"] if tried else [],
        stamp=stamp(),
        crumbs=crumbs(programme, ("Changes", url_for("changes.of_programme", programme_id=one["programme_id"]))),
        section="programmes",
    )
    return (page, 422) if form.errors else page


def _tried(one: dict[str, Any]) -> tuple[dict[str, Any] | None, str | None]:
    """What approving it would do now, or what stands in its way."""
    try:
        return trying.try_change_request(one["programme_id"], one["change_request_id"], {}), None
    except (Conflict, Invalid, Unavailable) as error:
        return None, error.message


def changed_figures(tried: dict[str, Any]) -> list[dict[str, Any]]:
    """The reports with the figures that would be others than now."""
    return [
        report | {"figures": [figure for figure in report["figures"] if figure["changed"]]}
        for report in tried["figures"]["reports"]
    ]


def _may_decide(one: dict[str, Any]) -> bool:
    """Whether to offer it; whether it is so, the service says."""
    who = permissions.row("projects.decide_change_request").who
    roles = g.person.actor.roles_in(one["programme_id"])
    return one["state"] == "awaiting" and bool(who & roles) and g.person.actor.id != one["submitted_by"]
