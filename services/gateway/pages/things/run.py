"""Everything that a programme is run with: its things with how many there are, and what else can be done or asked."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import render_template, url_for

from services.gateway import asking
from services.gateway.pages.crumbs import crumbs
from services.gateway.pages.freshness import stamp
from services.gateway.pages.things import declared, may, references, table
from services.gateway.pages.things.blueprint import blueprint
from services.gateway.pages.things.lists import Answer, actions
from shared import permissions
from shared.calls import outputs, projects
from shared.errors import WaymarkError


@blueprint.get("/programmes/<programme_id>/run")
def run(programme_id: str) -> Answer:
    """The overview of what there is."""
    programme = references.programme(programme_id)
    return render_template(
        "things/run.html",
        programme=programme,
        groups=groups(programme_id),
        stamp=stamp(),
        crumbs=crumbs(programme),
        section="programmes",
    )


def groups(programme_id: str) -> list[dict[str, Any]]:
    """Headings with their things, each with its count where it is known, commands and questions."""
    counts = counted(programme_id)
    found: dict[str, dict[str, Any]] = {
        title: {"title": title, "things": [], "acts": [], "asks": []} for title in dict.fromkeys(table.GROUPS.values())
    }

    def of(title: str) -> dict[str, Any]:
        return found.setdefault(title, {"title": title, "things": [], "acts": [], "asks": []})

    for thing in declared.things():
        if may.may(thing.listing, programme_id):
            there = url_for("things.listed", programme_id=programme_id, kind=thing.slug)
            count = counts.get(thing.listing.method)
            of(thing.group)["things"].append({"text": thing.many, "href": there, "count": count})
    for call in may.offered(declared.of_programme(), programme_id):
        if permissions.row(call.name()).where == "installation":
            continue  # it is done before there is a programme
        of(declared.group_of(call))["acts"] += actions([call], programme_id)
    for read in may.offered(declared.of_any_programme(), programme_id):
        there = url_for("things.lookup", programme_id=programme_id, read=declared.slug_of(read))
        of(declared.group_of(read))["asks"].append({"text": declared.title_of(read), "href": there})
    return [group for group in found.values() if group["things"] or group["acts"] or group["asks"]]


def counted(programme_id: str) -> dict[str, int]:
    """How many there are of each, by the list's name; empty where nobody can say."""
    found: dict[str, int] = {}
    for read in (projects.HowMany, outputs.HowManyOutputs):
        with suppress(WaymarkError):
            found |= asking.ask(read, programme_id=programme_id).get("items", {})
    return found
