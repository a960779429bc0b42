"""The list of a thing: its rows a page at a time, filters, what can be done next, and the same as a spreadsheet."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from services.gateway import asking
from services.gateway.pages.crumbs import crumbs
from services.gateway.pages.exports import as_csv, every
from services.gateway.pages.forms import Form
from services.gateway.pages.freshness import stamp
from services.gateway.pages.things import boxes, declared, filling, may, references, showing
from services.gateway.pages.things.blueprint import blueprint
from shared.calls import reporting
from shared.errors import WaymarkError

Answer = str | Response | tuple[str, int]


def found(kind: str) -> declared.Thing:
    """The thing of an address. Aborts with 404 where there is none."""
    return declared.at(kind) or abort(404)


def run_crumbs(programme_id: str, *more: tuple[str, str]) -> list[dict[str, str]]:
    """Programmes > the programme > Run the programme > what follows."""
    there = url_for("things.run", programme_id=programme_id)
    return crumbs(references.programme(programme_id), ("Run the programme", there), *more)


@blueprint.get("/programmes/<programme_id>/run/<kind>")
def listed(programme_id: str, kind: str) -> Answer:
    """The rows that fit the filters."""
    thing = found(kind)
    form, chosen = filters(thing, programme_id)
    wanted = {"programme_id": programme_id, **filling.typed(form, chosen)}
    if request.args.get("format") == "csv" and not form.errors:
        return exported(thing, wanted)
    rows: dict[str, Any] = {"items": [], "next": None}
    if not form.errors:
        rows = asking.ask(thing.listing, wanted | {"after": request.args.get("after")})
    named = references.Named(programme_id, rows["items"])
    columns = showing.columns_of(rows["items"], thing.words.columns, thing.key)
    fresh = stamp()
    page = render_template(
        "things/list.html",
        thing=thing,
        programme_id=programme_id,
        rows=[row(thing, item, columns, named, programme_id) for item in rows["items"]],
        columns=[showing.label(name) for name in columns],
        next_page=rows["next"],
        form=form,
        boxes=chosen,
        filtered=len(wanted) > 1 or bool(form.errors),
        makes=actions(may.offered(thing.makes, programme_id), programme_id),
        explanation=declared.explanation_of(thing.listing),
        dated=thing.listing.method in (fresh.views if fresh else ()) and known_on_a_day(thing, programme_id),
        stamp=fresh,
        crumbs=run_crumbs(programme_id),
        section="programmes",
    )
    return (page, 422) if form.errors else page


def known_on_a_day(thing: declared.Thing, programme_id: str) -> bool:
    """Whether its list can be read as known on a day: a partner may of some things only, which `reporting` decides."""
    asked = {"programme_id": programme_id, "thing": thing.listing.method, "limit": 1}
    try:
        return may.may(reporting.Records, programme_id) and bool(asking.ask(reporting.Records, asked))
    except WaymarkError:
        return False


def row(
    thing: declared.Thing, item: dict[str, Any], columns: list[str], named: references.Named, programme_id: str
) -> dict[str, Any]:
    """A row: its page, and its cells; the first heads it."""
    cells = [showing.cell(name, item.get(name), named) for name in columns]
    key = item.get(thing.key)
    there = references.address(thing, programme_id, key) if key else None
    return {"href": there, "cells": cells, "head": cells[0] or references.title(thing, item)}


def filters(thing: declared.Thing, programme_id: str) -> tuple[Form, tuple[boxes.Box, ...]]:
    """The list's own fields as a form, filled from the address."""
    form = Form(MultiDict(request.args))  # type: ignore[arg-type]
    making = boxes.Making(programme_id)
    chosen = tuple(
        boxes.as_filter(boxes.of_field(name, field, making, name), showing.label(name))
        for name, field in thing.listing().load_fields.items()
        if name in thing.filters
    )
    return form, chosen


def exported(thing: declared.Thing, wanted: dict[str, Any]) -> Response:
    """Every row as a CSV file."""
    items = list(every(thing.listing, wanted))
    columns = {name: showing.label(name) for name in showing.every_column(items)}
    return as_csv(f"{wanted['programme_id']}-{thing.slug}", columns, items)


def actions(calls: list[Any], programme_id: str | None, **given: str) -> list[dict[str, str]]:
    """Commands as links to their forms, with what is known of their fields."""
    return [
        {
            "text": declared.title_of(call),
            "href": url_for("things.command", programme_id=programme_id, command=declared.slug_of(call), **given),
        }
        for call in calls
    ]
