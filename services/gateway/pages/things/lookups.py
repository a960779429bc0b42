"""The page of any other read: what it is asked, as a form in the address, and its answer in words."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request
from werkzeug.datastructures import MultiDict

from services.gateway import asking
from services.gateway.pages.forms import Form
from services.gateway.pages.freshness import stamp
from services.gateway.pages.things import boxes, declared, filling, proposing, references, showing
from services.gateway.pages.things.blueprint import blueprint
from services.gateway.pages.things.lists import Answer, run_crumbs
from shared.errors import Conflict, Invalid


@blueprint.get("/programmes/<programme_id>/ask/<read>")
def lookup(programme_id: str, read: str) -> Answer:
    """Asked at once where nothing must be said first."""
    call = declared.lookup(read) or abort(404)
    form = Form(MultiDict(request.args))  # type: ignore[arg-type]
    making = boxes.Making(programme_id, {"programme_id": programme_id})
    asked = boxes.boxes(call, making, frozenset(declared.PAGE))
    fields = filling.typed(form, asked)
    if "programme_id" in call._declared_fields:
        fields["programme_id"] = programme_id
    answer: Any = None
    if not form.errors and "more" not in request.args and (request.args or not any(box.required for box in asked)):
        if "after" in request.args and "after" in call._declared_fields:
            fields["after"] = request.args["after"]
        try:
            answer = asking.ask(call, fields)
        except (Invalid, Conflict) as error:
            form.take(error)
    named = references.Named(programme_id, [answer or {}])
    page = render_template(
        "things/lookup.html",
        title=declared.title_of(call),
        explanation=declared.explanation_of(call),
        form=form,
        boxes=asked,
        rows_of=filling.rows_of,
        said_of=lambda text: proposing.in_words(text, programme_id),
        shown=showing.shown(called(answer, declared.title_of(call)), named) if isinstance(answer, dict) else None,
        next_page=answer.get("next") if isinstance(answer, dict) else None,
        stamp=stamp(),
        crumbs=run_crumbs(programme_id),
        section="programmes",
    )
    return (page, 422) if form.errors else page


def called(answer: dict[str, Any], title: str) -> dict[str, Any]:
    """The answer with its list called as the page is."""
    return {title if name == "items" else name: given for name, given in answer.items()}
