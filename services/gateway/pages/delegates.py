"""Delegates in a programme: who may log outputs for oneself, for whom one may; a manager says so for others too."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, render_template, request, url_for

from services.gateway import asking
from services.gateway.pages.crumbs import crumbs
from services.gateway.pages.forms import Form, carry_out, done
from services.gateway.pages.names import names, person_choices
from shared.calls import people, projects

blueprint = Blueprint("delegates", __name__)

Answer = str | Response | tuple[str, int]
#: who may give a delegation of others
FOR_OTHERS = frozenset({"programme_manager", "administrator"})


@blueprint.route("/programmes/<programme_id>/delegates", methods=["GET", "POST"])
def delegates(programme_id: str) -> Answer:
    """The delegations that concern whoever looks, and a form for another."""
    form = Form()
    manages = bool(FOR_OTHERS & g.person.roles(programme_id))
    if request.method == "POST":
        fields = {
            "programme_id": programme_id,
            "from_person_id": (form.text("from_person_id") if manages else None) or g.person.person_id,
            "to_person_id": form.text("to_person_id", "Choose who may log outputs"),
            "until": form.day("until"),
        }
        if reply := carry_out(form, people.GrantDelegation, fields):
            return done(reply, _address(programme_id), "The delegation is given. It can be used in a moment.")
    programme = asking.ask(projects.Programme, programme_id=programme_id)
    given = asking.ask(people.Delegations, programme_id=programme_id, limit=200)["items"]
    page = render_template(
        "delegates/delegates.html",
        form=form,
        programme=programme,
        given=given,
        manages=manages,
        people=names().of_people(one[end] for one in given for end in ("from_person_id", "to_person_id")),
        choices=_choices(),
        crumbs=crumbs(programme),
        section="programmes",
    )
    return (page, 422) if form.errors else page


@blueprint.post("/programmes/<programme_id>/delegates/<delegation_id>/end")
def end(programme_id: str, delegation_id: str) -> Response:
    """End a delegation today."""
    reply = asking.do(people.EndDelegation, {"delegation_id": delegation_id}, key=request.form.get("key"))
    return done(reply, _address(programme_id), "The delegation ends today.")


def _choices() -> list[dict[str, Any]]:
    """People, oneself among them."""
    return [{"value": "", "text": "Choose"}, *person_choices()[1:]]


def _address(programme_id: str) -> str:
    return url_for("delegates.delegates", programme_id=programme_id)
