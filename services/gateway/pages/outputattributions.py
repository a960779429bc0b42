"""What outputs arose from: the ledger of a programme with who said and who agreed; saying, agreeing, taking back."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request, url_for

from services.gateway import asking
from services.gateway.pages.crumbs import crumbs
from services.gateway.pages.exports import as_csv, every
from services.gateway.pages.forms import Form, carry_out, done
from services.gateway.pages.freshness import stamp
from services.gateway.pages.names import names
from services.gateway.pages.outputs import WHO, Answer, address_of, blueprint, form_page
from shared.calls import outputs, projects

STATES = {
    "": "Any",
    "asserted": "Not agreed yet",
    "agreed": "Agreed",
    "disputed": "Disputed",
    "withdrawn": "Withdrawn",
    "as_written": "Award not known here",
}
COLUMNS = {
    "output_title": "Output",
    "award_id": "Award",
    "project_id": "Project",
    "award_reference": "Award as written",
    "role": "Role",
    "share": "Share, per cent",
    "state": "State",
    "basis": "How it is known",
    "asserted_by": "Said by",
    "asserted_at": "Said at",
    "agreed_by": "Agreed by",
    "agreed_on": "Agreed on",
    "disputed_by": "Disputed by",
    "disputed_on": "Disputed on",
    "dispute_code": "Why disputed",
    "withdrawn_by": "Withdrawn by",
    "withdrawn_on": "Withdrawn on",
    "reason_code": "Why withdrawn",
    "counts_with": "Counts with output",
    "output_id": "Id of the output",
    "attribution_id": "Id",
}
UNLINKED = {
    "no_longer_claimed": "It is no longer claimed",
    "not_ours": "It did not arise from this",
    "entered_in_error": "It was entered in error",
}
DISPUTED = {
    "did_not_arise": "It did not arise from this",
    "another_award": "It arose from another award",
    "wrong_share": "The share is wrong",
    "other": "Another reason",
}


@blueprint.get("/programmes/<programme_id>/outputs/attributions")
def attributions(programme_id: str) -> Answer:
    """The ledger of attributions; those not agreed yet, unless asked otherwise."""
    programme = asking.ask(projects.Programme, programme_id=programme_id)
    form = Form({"state": "asserted", **dict(request.args.items())})
    asked = {name: value for name in ("state", "award_id", "project_id") if (value := form.values.get(name))}
    asked["programme_id"] = programme_id
    if request.args.get("format") == "csv":
        return as_csv(f"{programme_id}-attributions", COLUMNS, every(outputs.Attributions, asked))
    found = asking.ask(outputs.Attributions, asked, after=request.args.get("after") or None, limit=100)
    listed = asking.ask(projects.Projects, programme_id=programme_id, limit=200)["items"]
    titles = {item["project_id"]: item["title"] for item in listed}
    awards = {a["award_id"]: a.get("id_as_written") or a["reference"] for a in programme.get("awards", [])}
    return render_template(
        "outputs/attributions.html",
        programme=programme,
        found=found,
        form=form,
        states=_some(STATES.items(), any_=False),
        awards=awards,
        titles=titles,
        award_choices=_some(awards.items()),
        project_choices=_some(titles.items()),
        people=names().of_people(item.get(who) for item in found["items"] for who in WHO),
        stamp=stamp(),
        crumbs=crumbs(programme, ("Outputs", url_for("outputs.register", programme_id=programme_id))),
        section="outputs",
    )


@blueprint.route("/outputs/<output_id>/attribute", methods=["GET", "POST"])
def attribute(output_id: str) -> Answer:
    """Say from which award or project it arose."""
    one = asking.ask(outputs.Output, output_id=output_id)
    programme = asking.ask(projects.Programme, programme_id=one["programme_id"])
    listed = asking.ask(projects.Projects, programme_id=one["programme_id"], limit=200)["items"]
    form = Form()
    if request.method == "POST":
        kind, _, target = (form.text("target", "Choose an award or a project") or "").partition(":")
        fields = {
            "output_id": output_id,
            ("award_id" if kind == "award" else "project_id"): target,
            "role": form.text("role"),
            "share": form.text("share"),
            "reason": form.text("reason"),
        }
        if reply := carry_out(form, outputs.AssertAttribution, fields, {"award_id": "target", "project_id": "target"}):
            return done(reply, address_of(output_id), "The attribution is recorded.")
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
    return done(reply, _back(output_id), "The attribution is agreed.")


@blueprint.route("/outputs/<output_id>/attributions/<attribution_id>/dispute", methods=["GET", "POST"])
def dispute(output_id: str, attribution_id: str) -> Answer:
    """Disagree with an attribution, where the funder's policy asks."""
    one = asking.ask(outputs.Output, output_id=output_id)
    form = Form()
    if request.method == "POST":
        fields = {
            "attribution_id": attribution_id,
            "reason_code": form.text("reason_code", "Choose the reason"),
            "note": form.text("note"),
        }
        if reply := carry_out(form, outputs.DisputeAttribution, fields, {"attribution_id": "reason_code"}):
            return done(reply, address_of(output_id), "The attribution is disputed. It stands until it is withdrawn.")
    return form_page("outputs/dispute.html", one, form, reasons=DISPUTED)


@blueprint.route("/outputs/<output_id>/attributions/<attribution_id>/withdraw", methods=["GET", "POST"])
def unlink(output_id: str, attribution_id: str) -> Answer:
    """Say that it did not arise from that after all."""
    one = asking.ask(outputs.Output, output_id=output_id)
    form = Form()
    if request.method == "POST":
        fields = {
            "attribution_id": attribution_id,
            "reason_code": form.text("reason_code", "Choose the reason"),
            "note": form.text("note"),
        }
        if reply := carry_out(form, outputs.WithdrawAttribution, fields):
            return done(reply, address_of(output_id), "The attribution is withdrawn.")
    return form_page("outputs/unlink.html", one, form, reasons=UNLINKED)


def _back(output_id: str) -> str:
    """The page on which the button stood: the ledger of a programme, or the output's own."""
    if programme_id := request.args.get("programme"):
        return url_for("outputs.attributions", programme_id=programme_id)
    return address_of(output_id)


def _some(choices: Any, *, any_: bool = True) -> list[dict[str, str]]:
    found = [{"value": value, "text": text} for value, text in choices]
    return [{"value": "", "text": "Any"}, *found] if any_ else found
