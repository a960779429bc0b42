"""Dropping a file: first a trial that changes nothing and says what would happen, then, on a word, for good."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from itsdangerous import BadData, URLSafeSerializer

from services.gateway import asking
from services.gateway.api import imports
from services.gateway.pages.crumbs import crumbs
from services.gateway.pages.exports import as_csv
from services.gateway.pages.forms import Form
from services.gateway.uploads import Kept, keep
from services.gateway.uploads.kinds import IMPORT
from shared.calls import outputs, projects
from shared.errors import DeadlinePassed, Invalid, NotFound, Unavailable

blueprint = Blueprint("imports", __name__)

Answer = str | Response | tuple[str, int]
#: how long a page waits for a job to end before it shows how far it is (seconds)
PATIENCE = 4.0
COLUMNS = {"what": "What", "file": "File", "row": "Row", "field": "Field", "message": "What is said of it"}
WORDS = {
    "outputs": (
        "Drop a file of outputs",
        "BibTeX (.bib), RIS (.ris), JSON of Crossref or CSL (.json), a Researchfish download (.xlsx or .csv), or one "
        "of our templates filled in (.xlsx or .csv); 20 MB at most",
    ),
    "finance": (
        "Import spend",
        "A CSV file of the finance system: one line of the ledger in each row, the names of the columns in the first",
    ),
    "nihr-awards": ("Import awards", "The CSV file of NIHR Open Data, 50 MB at most"),
    "places": ("Import places", "A CSV file with the columns code, name, kind and boundary_set, 50 MB at most"),
}


@blueprint.route("/programmes/<programme_id>/import", methods=["GET", "POST"])
def upload(programme_id: str) -> Answer:
    """Choose the file; leads to what would happen."""
    kind = request.args.get("kind", "outputs")
    if kind not in WORDS:
        raise NotFound("There is no such kind of file to import.")
    programme = asking.ask(projects.Programme, programme_id=programme_id)
    form = Form()
    if request.method == "POST":
        form.fields.add("file")
        try:
            kept = keep(request.files.get("file"), IMPORT)
            job_id = imports.start(kind, kept, dry_run=True, programme_id=programme_id, key=form.key)
        except Invalid as error:
            form.take(error)
        else:
            ticket = _signer().dumps([kind, programme_id, kept.sha256, kept.file_name])
            return redirect(url_for("imports.job", job_id=job_id, ticket=ticket), 303)
    title, hint = WORDS[kind]
    types = asking.ask(outputs.OutputTypes)["items"] if kind == "outputs" else []
    page = render_template(
        "imports/upload.html",
        form=form,
        programme=programme,
        title=title,
        hint=hint,
        types=[each for each in types if not each.get("read_only")],
        crumbs=crumbs(programme, ("Outputs", url_for("outputs.register", programme_id=programme_id))),
        section="outputs",
    )
    return (page, 422) if form.errors else page


@blueprint.get("/imports/templates/<type>.<format>")
def template(type: str, format: str) -> Response:
    """A table to fill in for one type of output."""
    return imports.template(type, format)


@blueprint.get("/imports/<job_id>/refused.csv")
def refused(job_id: str) -> Response:
    """Every refusal and note of an import, for a spreadsheet."""
    return as_csv("refused", COLUMNS, list(_all_said(job_id)))


def _all_said(job_id: str) -> Iterator[dict[str, Any]]:
    """Page by page: what was refused, then what a person should know."""
    for name, what in (("refused", "refused"), ("notes", "note")):
        skip = 0
        while found := imports.job(job_id, skip).get(name) or []:
            yield from ({"what": what} | entry for entry in found)
            skip += len(found)


@blueprint.get("/imports/<job_id>")
def job(job_id: str) -> Answer:
    """What would happen, or what did; waits a little for a job that still runs."""
    found = _ended(job_id)
    programme_id = found.get("programme_id")
    programme = asking.ask(projects.Programme, programme_id=programme_id) if programme_id else None
    return render_template(
        "imports/job.html",
        found=found,
        ticket=request.args.get("ticket", ""),
        programme=programme,
        form=Form(),
        crumbs=crumbs(programme),
        section="outputs",
    )


@blueprint.post("/imports/<job_id>/confirm")
def confirm(job_id: str) -> Answer:
    """Do it for good, with the very file that the trial read."""
    try:
        kind, programme_id, sha256, file_name = _signer().loads(request.form.get("ticket", ""))
    except (BadData, ValueError) as error:
        raise NotFound("This file is not known any more. Drop it again.") from error
    try:
        real = imports.start(
            kind,
            Kept(sha256, file_name),
            dry_run=False,
            programme_id=programme_id,
            key=request.form.get("key"),
        )
        found = _ended(real)
    except (Unavailable, DeadlinePassed):
        flash(
            "No answer came in time. Press the button again to learn what became of it; it is never done twice.", "note"
        )
        return redirect(url_for("imports.job", job_id=job_id, ticket=request.form["ticket"]), 303)
    if found["state"] == "done" and found["accepted"] and (last := found.get("last_event_id")):
        asking.visible({"events": [last]})
    return redirect(url_for("imports.job", job_id=real), 303)


def _ended(job_id: str) -> dict[str, Any]:
    give_up = time.monotonic() + PATIENCE
    while True:
        found = imports.job(job_id)
        if found["state"] != "running" or time.monotonic() > give_up:
            return found
        time.sleep(0.1)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="waymark import")
