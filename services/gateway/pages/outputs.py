"""Outputs: the register of a programme, one output, saying what it arose from, withdrawing, merging.

The forms that log and change one are in `outputforms`.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from services.gateway import asking
from services.gateway.pages import typed
from services.gateway.pages.crumbs import crumbs
from services.gateway.pages.exports import as_csv, every
from services.gateway.pages.forms import Form, carry_out, done
from services.gateway.pages.freshness import stamp
from services.gateway.pages.names import names
from shared.calls import outputs, projects
from shared.errors import NotFound, WaymarkError

blueprint = Blueprint("outputs", __name__)

Answer = str | Response | tuple[str, int]
STATES = {
    "": "Any",
    "public": "Published",
    "accepted": "Accepted",
    "submitted": "Submitted",
    "planned": "Planned",
    "embargoed": "Under embargo",
}
#: of an export
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
    "attribution_count": "Attributions",
    "withdrawn_kind": "Withdrawn",
    "output_id": "Id",
}
WITHDRAWN = {"retracted": "It was retracted", "not_ours": "It is not ours", "error": "It was entered in error"}
UNLINKED = {
    "no_longer_claimed": "It is no longer claimed",
    "not_ours": "It did not arise from this",
    "entered_in_error": "It was entered in error",
}


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
    wanted = {
        name: request.args.get(name) or None for name in ("type", "state", "project_id", "award_id", "search", "after")
    }
    withdrawn = request.args.get("withdrawn") == "yes"
    if request.args.get("format") == "csv":
        asked = {name: value for name, value in wanted.items() if name != "after"}
        found = every(outputs.Outputs, asked | {"programme_id": programme_id, "withdrawn": withdrawn or None})
        return as_csv(f"{programme_id}-outputs", COLUMNS, found)
    found = asking.ask(outputs.Outputs, wanted, programme_id=programme_id, withdrawn=withdrawn or None, limit=100)
    types = asking.ask(outputs.OutputTypes)["items"]
    form = Form(dict(request.args.items()))
    return render_template(
        "outputs/register.html",
        programme=programme,
        found=found,
        form=form,
        filtered=any(wanted.values()) or withdrawn,
        types=[{"value": "", "text": "Any"}] + [{"value": t["type"], "text": t["label"]} for t in types],
        states=[{"value": state, "text": text} for state, text in STATES.items()],
        stamp=stamp(),
        crumbs=crumbs(programme),
        section="outputs",
    )


@blueprint.get("/outputs/<output_id>")
def output(output_id: str) -> Answer:
    """One output."""
    one = asking.ask(outputs.Output, output_id=output_id)
    programme = asking.ask(projects.Programme, programme_id=one["programme_id"])
    listed = asking.ask(projects.Projects, programme_id=one["programme_id"], limit=200)["items"]
    type_ = next(item for item in asking.ask(outputs.OutputTypes)["items"] if item["type"] == one["type"])
    people = names().of_people([*_people(type_, one["details"]), one.get("recorded_by"), one.get("on_behalf_of")])
    return render_template(
        "outputs/output.html",
        one=one,
        lines=typed.lines(type_, one["details"], people),
        titles={item["project_id"]: item["title"] for item in listed},
        awards={a["award_id"]: a.get("id_as_written") or a["reference"] for a in programme.get("awards", [])},
        absorbed=_titles(
            [merge["absorbed_id"] for merge in one.get("merges", [])] + [one.get("absorbed_by"), one.get("version_of")]
        ),
        stamp=stamp(),
        crumbs=_crumbs(one, programme),
        section="outputs",
    )


@blueprint.route("/outputs/<output_id>/publish", methods=["GET", "POST"])
def publish(output_id: str) -> Answer:
    """Say that it entered the public domain."""
    one = asking.ask(outputs.Output, output_id=output_id)
    form = Form()
    if request.method == "POST":
        fields = {
            "output_id": output_id,
            "published_on": partial(form, "published_on", "Enter when it was published"),
            "doi": form.text("doi"),
            "url": form.text("url"),
        }
        if reply := carry_out(form, outputs.PublishOutput, fields):
            return done(reply, _address(output_id), "It is published.")
    return form_page("outputs/publish.html", one, form)


@blueprint.route("/outputs/<output_id>/attribute", methods=["GET", "POST"])
def attribute(output_id: str) -> Answer:
    """Say from which award or project it arose."""
    one = asking.ask(outputs.Output, output_id=output_id)
    programme = asking.ask(projects.Programme, programme_id=one["programme_id"])
    listed = asking.ask(projects.Projects, programme_id=one["programme_id"], limit=200)["items"]
    form = Form()
    if request.method == "POST":
        kind, _, target = (form.text("target", "Choose an award or a project") or "").partition(":")
        fields = {"output_id": output_id, ("award_id" if kind == "award" else "project_id"): target}
        if reply := carry_out(form, outputs.AssertAttribution, fields, {"award_id": "target", "project_id": "target"}):
            return done(reply, _address(output_id), "The attribution is recorded.")
    choices = [{"value": "", "text": "Choose"}]
    choices += [
        {"value": f"award:{a['award_id']}", "text": f"Award {a.get('id_as_written') or a['reference']}"}
        for a in programme.get("awards", [])
    ]
    choices += [{"value": f"project:{p['project_id']}", "text": p["title"]} for p in listed]
    return form_page("outputs/attribute.html", one, form, choices=choices)


@blueprint.post("/outputs/<output_id>/attributions/<attribution_id>/agree")
def agree(output_id: str, attribution_id: str) -> Response:
    """Agree to an attribution."""
    reply = asking.do(outputs.AgreeAttribution, {"attribution_id": attribution_id}, key=request.form.get("key"))
    return done(reply, _address(output_id), "The attribution is agreed.")


@blueprint.route("/outputs/<output_id>/attributions/<attribution_id>/withdraw", methods=["GET", "POST"])
def unlink(output_id: str, attribution_id: str) -> Answer:
    """Say that it did not arise from that after all."""
    one = asking.ask(outputs.Output, output_id=output_id)
    form = Form()
    if request.method == "POST":
        fields = {"attribution_id": attribution_id, "reason_code": form.text("reason_code", "Choose the reason")}
        if reply := carry_out(form, outputs.WithdrawAttribution, fields):
            return done(reply, _address(output_id), "The attribution is withdrawn.")
    return form_page("outputs/unlink.html", one, form, reasons=UNLINKED)


@blueprint.route("/outputs/<output_id>/withdraw", methods=["GET", "POST"])
def withdraw(output_id: str) -> Answer:
    """Take it out of the count, with the reason; it stays in the register's history."""
    one = asking.ask(outputs.Output, output_id=output_id)
    form = Form()
    if request.method == "POST":
        fields = {
            "output_id": output_id,
            "kind": form.text("kind", "Choose the reason"),
            "notice_url": form.text("notice_url"),
            "noticed_on": form.day("noticed_on"),
        }
        if reply := carry_out(form, outputs.WithdrawOutput, fields):
            return done(reply, _address(output_id), "It no longer counts. It stays in the history.")
    return form_page("outputs/withdraw.html", one, form, reasons=WITHDRAWN)


@blueprint.post("/outputs/<output_id>/reinstate")
def reinstate(output_id: str) -> Response:
    """Say that the withdrawal did not hold."""
    reply = asking.do(outputs.ReinstateOutput, {"output_id": output_id}, key=request.form.get("key"))
    return done(reply, _address(output_id), "The withdrawal is taken back. It counts as before.")


@blueprint.route("/outputs/<output_id>/merge", methods=["GET", "POST"])
def merge(output_id: str) -> Answer:
    """Say that another record is the same output: look for it, then confirm."""
    one = asking.ask(outputs.Output, output_id=output_id)
    form = Form()
    if request.method == "POST":
        fields = {"kept_id": output_id, "absorbed_id": form.text("absorbed_id", "Choose the record that is the same")}
        if reply := carry_out(form, outputs.MergeOutputs, fields):
            return done(reply, _address(output_id), "The two records are one now. You can undo this.")
    words = request.args.get("search") or one["title"][:200]
    listed = asking.ask(outputs.Outputs, programme_id=one["programme_id"], search=words, limit=20)["items"]
    found = [item for item in listed if item["output_id"] != output_id]
    return form_page("outputs/merge.html", one, form, found=found, words=words)


@blueprint.post("/outputs/<output_id>/merges/<merge_event_id>/undo")
def undo_merge(output_id: str, merge_event_id: str) -> Response:
    """Say that they were two after all."""
    reply = asking.do(outputs.UndoMerge, {"merge_event_id": merge_event_id}, key=request.form.get("key"))
    return done(reply, _address(output_id), "They are two records again.")


def _people(type_: dict[str, Any], details: dict[str, Any]) -> list[str]:
    """Ids of people among the fields of its type."""
    return [
        details[field["name"]] for field in type_["fields"] if field["kind"] == "person" and field["name"] in details
    ]


def form_page(template: str, one: dict[str, Any], form: Form, **more: Any) -> Answer:
    title = [{"text": one["title"], "href": _address(one["output_id"])}]
    page = render_template(template, one=one, form=form, crumbs=_crumbs(one) + title, section="outputs", **more)
    return (page, 422) if form.errors else page


def partial(form: Form, name: str, missing: str | None = None) -> str | None:
    """A date as exact as it was typed: a year, a month, or a day."""
    form.fields.add(name)
    year, month, day = (form.values.get(f"{name}-{part}", "").strip() for part in ("year", "month", "day"))
    if day and month:
        return form.day(name)
    if day or (month and not year):
        form.errors[name] = "Enter a year, a month and a year, or a whole date"
        return None
    if not year and missing:
        form.errors[name] = missing
    return f"{year}-{month.zfill(2)}" if month else (year or None)


def _titles(ids: list[str | None]) -> dict[str, str]:
    """Titles of other outputs; one that cannot be seen is its id."""
    found = {}
    for one in {one for one in ids if one}:
        try:
            found[one] = asking.ask(outputs.Output, output_id=one)["title"]
        except (NotFound, WaymarkError):
            found[one] = one
    return found


def _address(output_id: str) -> str:
    return url_for("outputs.output", output_id=output_id)


def _crumbs(one: dict[str, Any], programme: dict[str, Any] | None = None) -> list[dict[str, str]]:
    programme = programme or {"programme_id": one["programme_id"]}
    return crumbs(programme, ("Outputs", url_for("outputs.register", programme_id=one["programme_id"])))
