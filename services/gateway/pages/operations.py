"""For administrators and auditors: how the machinery stands, messages set aside, views made anew or audited."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for

from services.gateway import asking
from services.gateway.api import operations as machinery
from services.gateway.pages.forms import Form, carry_out
from services.gateway.pages.freshness import stamp
from shared.calls import parked as letters
from shared.calls import reporting
from shared.errors import NotAllowed, NotFound, WaymarkError

blueprint = Blueprint("operations", __name__)

Answer = str | Response | tuple[str, int]
JOBS = {"rebuild": "Make the views anew", "audit": "Hold the views against the facts"}


@blueprint.get("/operations")
def overview() -> str:
    """How everything stands."""
    try:
        found = machinery.all_parked()
    except NotAllowed:
        # an auditor sees how things stand, not the messages; a page for whoever sees neither is not for them
        if "auditor" not in g.person.roles():
            raise
        found = {"items": None, "not_answering": []}
    try:
        status: dict[str, Any] | None = asking.ask(reporting.Status)
    except WaymarkError:
        status = None
    return render_template(
        "operations/overview.html",
        parked=found["items"],
        silent=found["not_answering"],
        status=status,
        jobs={action: JOBS[action] for action in JOBS if action == "audit" or "administrator" in g.person.roles()},
        key=Form().key,
        stamp=stamp(),
        section="operations",
    )


@blueprint.post("/operations/views/<action>")
def views(action: str) -> Response:
    """Begin to rebuild or audit the views."""
    if action not in JOBS:
        raise NotFound("There is no such job.")
    job_id = machinery.start_view_job(action, request.form.get("key"))
    return redirect(url_for("operations.job", job_id=job_id), 303)


@blueprint.get("/operations/jobs/<job_id>")
def job(job_id: str) -> str:
    """How far a job is."""
    found = asking.ask(reporting.Job, job_id=job_id)
    return render_template("operations/job.html", found=found, crumbs=_crumbs(), section="operations")


@blueprint.post("/operations/parked/<parked_id>/replay")
def replay(parked_id: str) -> Response:
    """Give a message to its consumer again. Safe to press twice."""
    call, inner = machinery.parked_call(parked_id, letters.ReplayParked)
    asking.do(call, {"parked_id": inner}, key=request.form.get("key"))  # type: ignore[arg-type]
    flash("The message went back to its consumer. If it fails again, it comes back here with the reason.", "done")
    return redirect(url_for("operations.overview"), 303)


@blueprint.route("/operations/parked/<parked_id>/discard", methods=["GET", "POST"])
def discard(parked_id: str) -> Answer:
    """Give a message up, with a reason that stays."""
    form = Form()
    call, inner = machinery.parked_call(parked_id, letters.DiscardParked)
    if request.method == "POST":
        fields = {"parked_id": inner, "reason": form.text("reason", "Say why this message is given up")}
        if carry_out(form, call, fields):  # type: ignore[arg-type]
            flash("The message is given up. It stays listed with your reason.", "done")
            return redirect(url_for("operations.overview"), 303)
    page = render_template(
        "operations/discard.html", form=form, parked_id=parked_id, crumbs=_crumbs(), section="operations"
    )
    return (page, 422) if form.errors else page


def _crumbs() -> list[dict[str, str]]:
    return [{"text": "Operations", "href": url_for("operations.overview")}]
