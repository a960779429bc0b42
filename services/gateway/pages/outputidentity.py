"""Which outputs are one: likely duplicates, merges and undoing them, versions of each other."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request, url_for

from services.gateway import asking
from services.gateway.pages.crumbs import crumbs
from services.gateway.pages.exports import as_csv, every
from services.gateway.pages.forms import Form, carry_out, done
from services.gateway.pages.freshness import stamp
from services.gateway.pages.names import names
from services.gateway.pages.outputs import Answer, address_of, blueprint, form_page
from shared.calls import outputs, projects

#: why two that look like one are two
TWO = {
    "versions": "They are versions of one work, such as a preprint and its article",
    "parts": "They are parts of one work, such as chapters",
    "same_title": "They have the same title by chance, or by habit",
    "other": "Another reason",
}
COLUMNS = {
    "likeness": "How alike, of 100",
    "reason": "By",
    "shared": "Same identifiers",
    "one.title": "One",
    "one.date": "Date",
    "one.output_id": "Id",
    "other.title": "The other",
    "other.date": "Its date",
    "other.output_id": "Its id",
    "reason_code": "Why they are two",
    "note": "Note",
    "dismissed_on": "Said on",
}


@blueprint.get("/programmes/<programme_id>/outputs/duplicates")
def duplicates(programme_id: str) -> Answer:
    """Pairs that look like one; those that somebody said are two; and what was merged, to undo it."""
    programme = asking.ask(projects.Programme, programme_id=programme_id)
    dismissed = request.args.get("dismissed") == "yes"
    asked = {"programme_id": programme_id, "dismissed": dismissed}
    if request.args.get("format") == "csv":
        rows = every(outputs.Duplicates, asked)
        return as_csv(f"{programme_id}-duplicates", COLUMNS, (_flat(row) for row in rows))
    after = request.args.get("after") or None
    found = asking.ask(outputs.Duplicates, asked, after=after, limit=50)
    merged = asking.ask(outputs.Merges, programme_id=programme_id, limit=20)["items"]
    people = [item.get("dismissed_by") for item in found["items"]] + [item["merged_by"] for item in merged]
    return render_template(
        "outputs/duplicates.html",
        programme=programme,
        found=found,
        dismissed=dismissed,
        merged=merged,
        people=names().of_people(people),
        reasons=TWO,
        stamp=stamp(),
        crumbs=crumbs(programme, ("Outputs", url_for("outputs.register", programme_id=programme_id))),
        section="outputs",
    )


@blueprint.route("/outputs/<output_id>/merge", methods=["GET", "POST"])
def merge(output_id: str) -> Answer:
    """Say that another record is the same output: look for it, then confirm; or confirm a pair that was found."""
    one = asking.ask(outputs.Output, output_id=output_id)
    form = Form({"absorbed_id": request.args.get("other", ""), "take_over": "yes"})
    if request.method == "POST":
        fields = {
            "kept_id": output_id,
            "absorbed_id": form.text("absorbed_id", "Choose the record that is the same"),
            "take_over": "yes" in form.many("take_over"),
        }
        if reply := carry_out(form, outputs.MergeOutputs, fields, {"kept_id": "absorbed_id"}):
            return done(reply, address_of(output_id), "The two records are one now. You can undo this.")
    words = request.args.get("search") or one["title"][:200]
    listed = asking.ask(outputs.Outputs, programme_id=one["programme_id"], search=words, limit=20)["items"]
    found = [item for item in listed if item["output_id"] != output_id]
    if (other := form.values.get("absorbed_id")) and other not in {item["output_id"] for item in found}:
        found.insert(0, asking.ask(outputs.Output, output_id=other))
    return form_page("outputs/merge.html", one, form, found=found, words=words)


@blueprint.post("/outputs/<output_id>/merges/<merge_event_id>/undo")
def undo_merge(output_id: str, merge_event_id: str) -> Response:
    """Say that they were two after all."""
    reply = asking.do(outputs.UndoMerge, {"merge_event_id": merge_event_id}, key=request.form.get("key"))
    there = request.args.get("back") == "duplicates"
    return done(reply, _back(request.args["programme"]) if there else address_of(output_id), "They are two again.")


@blueprint.route("/outputs/<output_id>/two/<other_id>", methods=["GET", "POST"])
def two(output_id: str, other_id: str) -> Answer:
    """Say that two which look like one are two."""
    one, other = (asking.ask(outputs.Output, output_id=each) for each in (output_id, other_id))
    form = Form()
    if request.method == "POST":
        fields = {
            "output_id": output_id,
            "other_id": other_id,
            "reason_code": form.text("reason_code", "Choose why they are two"),
            "note": form.text("note"),
        }
        if reply := carry_out(form, outputs.DismissDuplicate, fields):
            return done(reply, _back(one["programme_id"]), "They are two, and not shown as alike any more.")
    return form_page("outputs/two.html", one, form, other=other, reasons=TWO)


@blueprint.post("/programmes/<programme_id>/outputs/duplicates/<dismissal_id>/restore")
def restore(programme_id: str, dismissal_id: str) -> Response:
    """Show the two as alike again."""
    reply = asking.do(outputs.RestoreDuplicate, {"dismissal_id": dismissal_id}, key=request.form.get("key"))
    return done(reply, _back(programme_id), "They are shown as alike again.")


@blueprint.route("/outputs/<output_id>/version", methods=["GET", "POST"])
def version(output_id: str) -> Answer:
    """Say that it is a version of another output."""
    one = asking.ask(outputs.Output, output_id=output_id)
    form = Form({"version_of": request.args.get("other", "")})
    if request.method == "POST":
        fields = {"output_id": output_id, "version_of": form.text("version_of", "Choose the output it is a version of")}
        if reply := carry_out(form, outputs.LinkVersion, fields, {"output_id": "version_of"}):
            return done(reply, address_of(output_id), "The two are linked as versions. Of the two one counts.")
    words = request.args.get("search") or one["title"][:200]
    listed = asking.ask(outputs.Outputs, programme_id=one["programme_id"], search=words, limit=20)["items"]
    found = [item for item in listed if item["output_id"] != output_id]
    return form_page("outputs/version.html", one, form, found=found, words=words)


@blueprint.post("/outputs/<output_id>/no-version")
def no_version(output_id: str) -> Response:
    """Say that it is no version of another after all."""
    reply = asking.do(outputs.UnlinkVersion, {"output_id": output_id}, key=request.form.get("key"))
    return done(reply, address_of(output_id), "It is no version of another any more, and counts for itself.")


def _back(programme_id: str) -> str:
    return url_for("outputs.duplicates", programme_id=programme_id)


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """A pair as one line of a file."""
    sides = {f"{side}.{name}": value for side in ("one", "other") for name, value in row[side].items()}
    return {name: value for name, value in row.items() if name not in ("one", "other")} | sides
