"""What outputs still owe the funder: the list, a part of an output's page, and checking how a text names the funder."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from services.gateway import asking
from services.gateway.pages.crumbs import crumbs
from services.gateway.pages.exports import as_csv, every
from services.gateway.pages.forms import Form, carry_out, done
from services.gateway.pages.freshness import stamp
from services.gateway.pages.things import may
from shared.calls import outputs, projects
from shared.errors import Invalid, WaymarkError

blueprint = Blueprint("compliance", __name__)

Answer = str | Response | tuple[str, int]
OPEN_ACCESS = {
    "compliant": "Complies",
    "not_compliant": "Does not comply",
    "unknown": "Not known",
    "out_of_scope": "Outside the policy",
}
ACKNOWLEDGEMENT = {
    "acknowledged": "Right",
    "not_acknowledged": "Not right",
    "not_checked": "Not checked",
    "not_needed": "Not needed",
}
NOTICE = {
    "in_time": "In time",
    "late": "Late",
    "not_given": "Not given",
    "not_needed": "Not needed",
    "still_time": "There is still time",
}
#: of an export
COLUMNS = {
    "title": "Title",
    "type": "Type",
    "date": "Date",
    "open_access": "Open access",
    "open_access_clause": "Clause that decides",
    "acknowledgement": "Acknowledgement",
    "notice": "Notice",
    "notice_due_on": "Last day for notice",
    "notice_told_on": "Told on",
    "to_do": "What must be done",
    "output_id": "Id",
}
#: how much of a text stands around what was found in it
AROUND = 60


@blueprint.get("/programmes/<programme_id>/outputs/owed")
def owed(programme_id: str) -> Answer:
    """Outputs of which something must be done; all of them when asked."""
    programme = asking.ask(projects.Programme, programme_id=programme_id)
    names = ("open_access", "acknowledgement", "notice", "award_id")
    wanted: dict[str, Any] = {name: request.args.get(name) or None for name in names}
    wanted["owed"] = request.args.get("show") != "all"
    if request.args.get("format") == "csv":
        return as_csv(
            f"{programme_id}-owed-to-the-funder",
            COLUMNS,
            every(outputs.Compliance, wanted | {"programme_id": programme_id}),
        )
    after = request.args.get("after")
    found = asking.ask(outputs.Compliance, wanted, programme_id=programme_id, after=after, limit=100)
    return render_template(
        "outputs/owed.html",
        programme=programme,
        found=found,
        form=Form(dict(request.args.items())),
        filtered=any(value for name, value in wanted.items() if name != "owed"),
        words={"open_access": OPEN_ACCESS, "acknowledgement": ACKNOWLEDGEMENT, "notice": NOTICE},
        stamp=stamp(),
        crumbs=crumbs(programme, _register(programme_id)),
        section="outputs",
    )


@blueprint.route("/programmes/<programme_id>/outputs/acknowledgement", methods=["GET", "POST"])
def check(programme_id: str) -> Answer:
    """Paste a text: each clause with what to mend, and a wording to copy. Recorded only for an output, when asked."""
    programme = asking.ask(projects.Programme, programme_id=programme_id)
    output_id = request.args.get("output_id")
    one = asking.ask(outputs.Output, output_id=output_id) if output_id else None
    known = programme.get("awards", [])
    form = Form({"award_ids": known[0]["award_id"]} if len(known) == 1 else None)
    tried: dict[str, Any] | None = None
    text = ""
    if request.method == "POST":
        text = form.text("text", "Paste the text") or ""
        if one and "record" in form.given and not form.errors:
            if reply := carry_out(form, outputs.CheckAcknowledgement, {"output_id": output_id, "text": text}):
                right = reply["result"]["acknowledged"]
                words = (
                    "The check is recorded: it is right." if right else "The check is recorded: it is not right yet."
                )
                return done(reply, url_for("outputs.output", output_id=output_id), words)
        elif not form.errors:
            tried = _tried(form, programme_id, text, output_id)
    page = render_template(
        "outputs/acknowledgement.html",
        programme=programme,
        one=one,
        form=form,
        tried=tried,
        places=[_place(text, result) for result in tried["results"]] if tried else [],
        awards=[{"value": a["award_id"], "text": a.get("id_as_written") or a["reference"]} for a in known],
        may_record=bool(one) and may.may(outputs.CheckAcknowledgement, programme_id),
        crumbs=crumbs(programme, _register(programme_id)),
        section="outputs",
    )
    return (page, 422) if form.errors else page


def of_output(one: dict[str, Any]) -> dict[str, Any] | None:
    """How an output stands, for its page; None where that cannot be said, or where it no longer stands for itself."""
    if one.get("withdrawn_kind") or one.get("absorbed_by"):
        return None
    try:
        found: dict[str, Any] = asking.ask(outputs.OutputCompliance, output_id=one["output_id"])
    except WaymarkError:
        return None
    if "open_access" not in found:
        return None
    programme_id = one["programme_id"]
    offered = {call.method for call in may.offered((outputs.EvidenceOpenAccess, outputs.GiveNotice), programme_id)}
    return found | {
        "in_words": {
            "open_access": OPEN_ACCESS.get(found["open_access"]),
            "acknowledgement": ACKNOWLEDGEMENT.get(found["acknowledgement"]),
            "notice": NOTICE.get(found["notice"]),
        },
        "offered": offered,
    }


def _tried(form: Form, programme_id: str, text: str, output_id: str | None) -> dict[str, Any] | None:
    fields: dict[str, Any] = {"programme_id": programme_id, "text": text, "on": form.day("on")}
    fields |= {"output_id": output_id} if output_id else {"award_ids": form.many("award_ids") or None}
    if form.errors:
        return None
    try:
        found: dict[str, Any] = asking.ask(outputs.TryAcknowledgement, fields)
    except Invalid as error:
        form.take(error)
        return None
    return found


def _place(text: str, result: dict[str, Any]) -> dict[str, str] | None:
    """What was found, with the words around it; None where it does not stand in the text."""
    start, end = result["start"], result["end"]
    if start is None or end is None:
        return None
    before, behind = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return {
        "before": ("…" if start > AROUND else "") + before,
        "found": text[start:end],
        "behind": behind + ("…" if end + AROUND < len(text) else ""),
    }


def _register(programme_id: str) -> tuple[str, str]:
    return "Outputs", url_for("outputs.register", programme_id=programme_id)
