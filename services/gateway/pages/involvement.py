"""“You said, we did”: what changed because of what the public said, on one plain page that can be printed and put up.

What people are still to be told comes first. The words are the programme's own; nobody outside it sees them.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request

from services.gateway import asking
from services.gateway.pages.crumbs import crumbs
from services.gateway.pages.exports import as_csv, every
from services.gateway.pages.freshness import stamp
from services.gateway.pages.things import may, references
from shared.calls import outputs, projects

blueprint = Blueprint("involvement", __name__)

COLUMNS = {
    "changed_on": "Changed on",
    "what": "What changed",
    "said_at": "Because of what was said at",
    "summary": "You said, we did",
    "first_told_on": "Reported back on",
    "involvement_change_id": "Id",
}


@blueprint.get("/programmes/<programme_id>/you-said-we-did")
def you_said_we_did(programme_id: str) -> str | Response:
    """Every change, those that nobody has been told of first."""
    one = asking.ask(projects.Programme, programme_id=programme_id)
    found = list(every(outputs.InvolvementChanges, {"programme_id": programme_id}))
    named = references.Named(programme_id, found)
    rows = [row | {"what": _what(row, named), "said_at": _said_at(row, named)} for row in found]
    if request.args.get("format") == "csv":
        return as_csv(f"{programme_id}-you-said-we-did", COLUMNS, rows)
    return render_template(
        "involvement/you_said_we_did.html",
        one=one,
        to_tell=sorted((row for row in rows if not row["first_told_on"]), key=lambda row: row["changed_on"]),
        told=[row for row in rows if row["first_told_on"]],
        pages=named.pages,
        may_tell=may.may(outputs.FeedBackInvolvementChange, programme_id),
        may_record=may.may(outputs.RecordInvolvementChange, programme_id),
        stamp=stamp(),
        crumbs=crumbs(one),
        section="programmes",
    )


def _what(row: dict[str, Any], named: references.Named) -> str:
    """What changed, by its title."""
    its = row["project_id"] or row["output_id"] or row["decision_id"]
    return named.names.get(its, its)


def _said_at(row: dict[str, Any], named: references.Named) -> str:
    return "; ".join(named.names.get(key, key) for key in row["involvement_ids"])
