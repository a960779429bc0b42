"""Things as we knew them: a list on any day, and every version of one with the fact that brought it."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from werkzeug.datastructures import MultiDict

from services.gateway import asking
from services.gateway.pages.forms import Form
from services.gateway.pages.freshness import stamp
from services.gateway.pages.things import declared, references, showing
from services.gateway.pages.things.blueprint import blueprint
from services.gateway.pages.things.lists import Answer, found, run_crumbs
from shared.calls import reporting
from shared.errors import Invalid

#: versions of one thing on its page
MOST = 200


@blueprint.get("/programmes/<programme_id>/run/<kind>/known")
def known(programme_id: str, kind: str) -> Answer:
    """The list as we knew it at the end of a day, of how things were on a day."""
    thing = found(kind)
    form = Form(MultiDict(request.args))  # type: ignore[arg-type]
    fields = {
        "programme_id": programme_id,
        "thing": thing.listing.method,
        "known_on": form.day("known_on"),
        "true_on": form.day("true_on"),
        "after": request.args.get("after"),
    }
    answer: dict[str, Any] = {"items": [], "next": None}
    if not form.errors:
        try:
            answer = asking.ask(reporting.Records, fields)
        except Invalid as error:
            form.take(error)
    items = [{thing.key: item["key"], **item["values"]} for item in answer["items"]]
    named = references.Named(programme_id, items)
    columns = showing.columns_of(items, thing.words.columns, thing.key)
    page = render_template(
        "things/known.html",
        thing=thing,
        form=form,
        answer=answer,
        columns=[showing.label(name) for name in columns],
        rows=[
            {
                "cells": [showing.cell(name, values.get(name), named) for name in columns],
                "head": references.title(thing, values),
                "fact": url_for("reports.fact", event_id=item["event_id"]),
            }
            for item, values in zip(answer["items"], items, strict=True)
        ],
        next_page=answer["next"],
        stamp=stamp(),
        crumbs=run_crumbs(programme_id, to_list(thing, programme_id)),
        section="programmes",
    )
    return (page, 422) if form.errors else page


@blueprint.get("/programmes/<programme_id>/run/<kind>/<key>/history")
def history(programme_id: str, kind: str, key: str) -> Answer:
    """Every version of one, in the order in which they became known."""
    thing = found(kind)
    asked = {"programme_id": programme_id, "thing": thing.listing.method, "key": key, "limit": MOST}
    answer = asking.ask(reporting.History, asked)
    versions = answer["items"]
    named = references.Named(programme_id, [version["values"] for version in versions])
    known_until = {version["known_from"]["position"]: version["known_from"]["known_at"] for version in versions}
    name = next((references.title(thing, v["values"]) for v in reversed(versions) if v["values"].get("title")), None)
    return render_template(
        "things/history.html",
        thing=thing,
        title=name or declared.sentence(thing.noun),
        versions=[
            version
            | {
                "known_until": known_until.get(version["known_to"]),
                "lines": [
                    (showing.label(column), showing.value(column, version["values"].get(column), named))
                    for column in version["changed"]
                    if version["values"].get(column) not in (None, "", []) or number
                ],
            }
            for number, version in enumerate(versions)
        ],
        stamp=stamp(),
        crumbs=run_crumbs(
            programme_id,
            to_list(thing, programme_id),
            (name or declared.sentence(thing.noun), references.address(thing, programme_id, key)),
        ),
        section="programmes",
    )


def to_list(thing: declared.Thing, programme_id: str) -> tuple[str, str]:
    """The way back to the list."""
    return thing.many, url_for("things.listed", programme_id=programme_id, kind=thing.slug)
