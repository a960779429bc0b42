"""The queue of what waits to be claimed: many at once, with the awards that each work names, or rejected together."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from services.gateway import asking
from services.gateway.pages.capturing import REASONS, Answer
from services.gateway.pages.crumbs import crumbs
from services.gateway.pages.exports import as_csv, every
from services.gateway.pages.forms import Form, NotKnownYet
from services.gateway.pages.names import names
from shared.calls import outputs, projects
from shared.calls.call import Command
from shared.errors import DeadlinePassed, Unavailable, WaymarkError

blueprint = Blueprint("claiming", __name__)

#: rows of a page: each ticked one is a command of its own
MOST = 50
STATES = {"waiting": "Waiting", "rejected": "Rejected", "claimed": "Claimed"}
COLUMNS = {
    "title": "Title",
    "type_label": "Type",
    "date": "Date",
    "author_names": "First authors",
    "identifiers": "Identifiers",
    "sources": "Found at",
    "state": "State",
    "reason_code": "Reason",
    "proposal_id": "Id",
}


@blueprint.route("/programmes/<programme_id>/proposals", methods=["GET", "POST"])
def queue(programme_id: str) -> Answer:
    """What waits, or was rejected or claimed; the ticked ones are claimed or rejected together."""
    form = Form(dict(request.args.items()))
    if request.method == "POST" and (answer := _decided(programme_id, form)):
        return answer
    programme = asking.ask(projects.Programme, programme_id=programme_id)
    wanted = {name: request.args.get(name) or None for name in ("state", "search", "person_id")}
    if request.args.get("format") == "csv":
        found = every(outputs.Proposals, wanted | {"programme_id": programme_id})
        return as_csv(f"{programme_id}-proposals", COLUMNS, found)
    found = asking.ask(
        outputs.Proposals, wanted, programme_id=programme_id, after=request.args.get("after"), limit=MOST
    )
    page = render_template(
        "capturing/queue.html",
        programme=programme,
        found=found,
        form=form,
        state=wanted["state"] or "waiting",
        filtered=any(wanted.values()),
        states=[{"value": state, "text": text} for state, text in STATES.items()],
        reasons=[{"value": "", "text": "Choose"}] + [{"value": key, "text": text} for key, text in REASONS.items()],
        people=names().of_people([item["harvested_by"] for item in found["items"]]),
        crumbs=crumbs(programme, ("Outputs", url_for("outputs.register", programme_id=programme_id))),
        section="outputs",
    )
    return (page, 422) if form.errors else page


def _decided(programme_id: str, form: Form) -> Response | None:
    """Claim or reject what is ticked. None when the form is not right: its errors say why."""
    chosen = form.many("proposal_ids")[:MOST]
    rejects = form.text("decision") == "reject"
    reason = form.text("reason_code")
    if not chosen:
        form.errors["proposal_ids"] = "Tick the works that you mean"
    if rejects and not reason:
        form.errors["reason_code"] = "Choose why they are rejected"
    if form.errors:
        return None
    refused, decided = [], 0
    for proposal_id in chosen:
        try:
            if rejects:
                fields = {"proposal_id": proposal_id, "reason_code": reason}
                last = _do(outputs.RejectProposal, fields, form)
            else:
                last = _do(outputs.ClaimProposal, _with_awards(proposal_id), form)
            decided += 1
        except (Unavailable, DeadlinePassed) as error:
            raise NotKnownYet(form) from error
        except WaymarkError as error:
            refused.append(error.message)
    if decided:
        asking.visible(last)
        flash(f"{decided} {'rejected' if rejects else 'claimed and logged'}.", "done")
    for sentence in dict.fromkeys(refused):
        flash(sentence, "note")
    return redirect(url_for("claiming.queue", programme_id=programme_id), 303)


def _with_awards(proposal_id: str) -> dict[str, Any]:
    """The claim of a row: with the awards that the work itself names, which the row shows."""
    one = asking.ask(outputs.Proposal, proposal_id=proposal_id)
    return {"proposal_id": proposal_id, "award_ids": [award["award_id"] for award in one["suggested"]]}


def _do(call: type[Command], fields: dict[str, Any], form: Form) -> dict[str, Any]:
    return asking.do(call, fields, key=f"{form.key}:{fields['proposal_id']}"[:200])
