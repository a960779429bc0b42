"""Places and determinants: what was asked, done, produced and decided in one neighbourhood, or for one theme."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from services.gateway import asking
from services.gateway.pages.crumbs import crumbs
from services.gateway.pages.exports import as_csv
from services.gateway.pages.forms import Form
from services.gateway.pages.freshness import stamp
from services.gateway.pages.things import declared, references
from shared.calls import projects, reporting
from shared.errors import Invalid

blueprint = Blueprint("places", __name__)

Answer = str | Response | tuple[str, int]
#: kinds of work in the order of the trail, and what a reader calls them
KINDS = {
    "requests": "Asked",
    "projects": "Projects",
    "involvements": "Involvement",
    "outputs": "Outputs",
    "decisions": "Decisions",
    "impact_claims": "What changed",
    "indicators": "Indicators",
}
EXPORT = {"kind": "Kind", "title": "Title", "on": "Day", "standing": "How it stands", "key": "Id"}


@blueprint.get("/programmes/<programme_id>/places")
def places(programme_id: str) -> Answer:
    """Every neighbourhood and theme with how much of each kind of work there is."""
    one = asking.ask(projects.Programme, programme_id=programme_id)
    form, asked = _dated(programme_id)
    found: dict[str, Any] = {"places": [], "themes": [], "city_wide": {}, "kinds": []}
    if not form.errors:
        try:
            found = asking.ask(reporting.WorkByPlace, asked)
        except Invalid as error:
            form.take(error)
    if request.args.get("format") == "csv" and not form.errors:
        kinds = {kind: KINDS.get(kind, kind) for kind in found["kinds"]}
        rows = [{"name": row["title"], "code": row["code"]} | row["counts"] for row in found["places"]]
        rows.append({"name": "The whole city, or no place", "code": ""} | found["city_wide"])
        rows += [{"name": row["title"], "code": row["key"]} | row["counts"] for row in found["themes"]]
        return as_csv(f"{programme_id}-places", {"name": "Place or theme", "code": "Code"} | kinds, rows)
    page = render_template(
        "places/places.html",
        one=one,
        form=form,
        found=found,
        kinds=[(kind, KINDS.get(kind, kind)) for kind in found["kinds"]],
        stamp=stamp(),
        crumbs=crumbs(one),
        section="programmes",
    )
    return (page, 422) if form.errors else page


@blueprint.get("/programmes/<programme_id>/places/<place>")
def place(programme_id: str, place: str) -> Answer:
    """One neighbourhood, or work for the whole city."""
    return _one(programme_id, place=place)


@blueprint.get("/programmes/<programme_id>/themes/<theme>")
def theme(programme_id: str, theme: str) -> Answer:
    """One theme: a determinant that the programme works on."""
    return _one(programme_id, theme=theme)


def _one(programme_id: str, **about: str) -> Answer:
    one = asking.ask(projects.Programme, programme_id=programme_id)
    form, asked = _dated(programme_id)
    found: dict[str, Any] = {"kinds": []}
    if not form.errors:
        try:
            found = asking.ask(reporting.WorkOn, asked | about)
        except Invalid as error:
            form.take(error)
    if request.args.get("format") == "csv" and not form.errors:
        rows = [
            item | {"kind": KINDS.get(kind["kind"], kind["kind"])} for kind in found["kinds"] for item in kind["items"]
        ]
        return as_csv(f"{programme_id}-{'-'.join(about.values())}", EXPORT, rows)
    for kind in found["kinds"]:
        kind["title"] = KINDS.get(kind["kind"], kind["kind"])
        for item in kind["items"]:
            item["href"] = _address(programme_id, kind["kind"], item["key"])
    named = found.get("place") or found.get("theme") or {"title": "The whole city, or no place"}
    page = render_template(
        "places/one.html",
        one=one,
        form=form,
        found=found,
        named=named,
        stamp=stamp(),
        crumbs=crumbs(one, ("Places and themes", url_for("places.places", programme_id=programme_id))),
        section="programmes",
    )
    return (page, 422) if form.errors else page


def _dated(programme_id: str) -> tuple[Form, dict[str, Any]]:
    form = Form(MultiDict(request.args))  # type: ignore[arg-type]
    return form, {"programme_id": programme_id, "known_on": form.day("known_on")}


def _address(programme_id: str, kind: str, key: str) -> str | None:
    """The page of one of these."""
    thing = next((thing for thing in declared.things() if thing.listing.method == kind), None)
    return references.address(thing, programme_id, key) if thing else None
