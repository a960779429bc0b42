"""The register of a programme's outputs, with filters that are part of its address, and as a file."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for

from services.gateway import asking
from services.gateway.pages.crumbs import crumbs
from services.gateway.pages.exports import as_csv, every
from services.gateway.pages.forms import Form
from services.gateway.pages.freshness import stamp
from services.gateway.pages.outputs import STATES, Answer, blueprint
from services.gateway.words import screen
from shared.calls import outputs, projects

#: of an export: what the page shows, and what its rows hold besides
COLUMNS = {
    "title": "Title",
    "type_label": "Type",
    "subtype_label": "Kind",
    "state": "State",
    "date": "Date",
    "author_names": "First authors",
    "author_count": "Number of authors",
    "journal": "Appeared in",
    "identifiers": "Identifiers",
    "licence": "Licence",
    "themes": "Themes",
    "attribution_count": "Attributions",
    "attribution_not_agreed": "An attribution is not agreed",
    "version_of": "Version of",
    "withdrawn_kind": "Withdrawn",
    "withdrawn_on": "Withdrawn on",
    "absorbed_by": "Merged into",
    "output_id": "Id",
}
ATTRIBUTED = {
    "": "Any",
    "none": "None yet",
    "not_agreed": "Not agreed yet",
    "disputed": "Disputed",
    "agreed": "All agreed",
}
ORDERS = {"": "Newest first", "oldest": "Oldest first", "title": "Title", "recorded": "Logged last"}
SHOWN = {
    "": "Leave out withdrawn and merged",
    "alike": "Only likely duplicates",
    "withdrawn": "Withdrawn and merged too",
    "only_withdrawn": "Only withdrawn",
}
#: filters that are fields of the list as they stand
FILTERS = ("type", "state", "project_id", "award_id", "theme", "attribution", "search", "order")


@blueprint.get("/outputs")
def register_of_any() -> Answer:
    """The register of the only programme that one sees, or a choice between them."""
    items = asking.ask(projects.Programmes, limit=200)["items"]
    if len(items) == 1:
        return redirect(url_for("outputs.register", programme_id=items[0]["programme_id"]))
    return render_template("outputs/choose.html", items=items, section="outputs")


@blueprint.get("/programmes/<programme_id>/outputs")
def register(programme_id: str) -> Answer:
    """The register, with filters that are part of its address."""
    programme = asking.ask(projects.Programme, programme_id=programme_id)
    form = Form(dict(request.args.items()))
    wanted = _wanted(form)
    if request.args.get("format") == "csv":
        return as_csv(
            f"{programme_id}-outputs", COLUMNS, every(outputs.Outputs, wanted | {"programme_id": programme_id})
        )
    after = request.args.get("after") or None
    found = asking.ask(outputs.Outputs, wanted, programme_id=programme_id, after=after, limit=100)
    return render_template(
        "outputs/register.html",
        programme=programme,
        found=found,
        form=form,
        filtered=bool({name for name in wanted if name != "order"}),
        stamp=stamp(),
        crumbs=crumbs(programme),
        section="outputs",
        **_choices(programme),
    )


def _wanted(form: Form) -> dict[str, Any]:
    """What the address asks for; a year that is none is said beside its field and not asked."""
    wanted: dict[str, Any] = {name: value for name in FILTERS if (value := form.values.get(name, "").strip())}
    form.fields.add("year")
    if year := form.values.get("year", "").strip():
        if year.isdecimal() and 1600 <= int(year) <= date.max.year:
            wanted["year"] = int(year)
        else:
            form.errors["year"] = "Enter a year, such as 2026"
    shown = form.values.get("shown") or ("withdrawn" if form.values.get("withdrawn") == "yes" else "")
    if shown in SHOWN and shown:
        wanted[shown] = True
    return wanted


def _choices(programme: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    """What each filter may be, by the name of its field."""
    types = asking.ask(outputs.OutputTypes)["items"]
    listed = asking.ask(projects.Projects, programme_id=programme["programme_id"], limit=200)["items"]
    awards = programme.get("awards", [])
    themes = programme.get("themes", [])
    return {
        "types": _some((t["type"], t["label"]) for t in types),
        "states": [{"value": state, "text": text} for state, text in STATES.items()],
        "projects": _some((p["project_id"], p["title"]) for p in listed),
        "awards": _some((a["award_id"], a.get("id_as_written") or a["reference"]) for a in awards),
        "themes": _some((t["key"], t.get("title") or screen(t["key"])) for t in themes),
        "attributed": [{"value": value, "text": text} for value, text in ATTRIBUTED.items()],
        "orders": [{"value": value, "text": text} for value, text in ORDERS.items()],
        "which": [{"value": value, "text": text} for value, text in SHOWN.items()],
    }


def _some(choices: Any) -> list[dict[str, str]]:
    return [{"value": "", "text": "Any"}, *({"value": value, "text": text} for value, text in choices)]
