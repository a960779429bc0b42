"""One project: its award facts, its milestones with baseline, forecast and actual, and its journal."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from services.gateway import asking
from services.gateway.pages import happened
from services.gateway.pages.crumbs import crumbs
from services.gateway.pages.exports import as_csv, every
from services.gateway.pages.forms import Form, carry_out, days, done
from services.gateway.pages.freshness import stamp
from services.gateway.pages.names import names
from services.gateway.pages.things.one import acts_of
from shared.calls import projects
from shared.clock import system

blueprint = Blueprint("projects", __name__)

#: of an export of milestones
COLUMNS = {
    "title": "Milestone",
    "state": "State",
    "baseline_on": "Baseline",
    "forecast_on": "Forecast",
    "achieved_on": "Achieved",
    "days_late": "Days late",
    "contractual": "In the contract",
    "milestone_id": "Id",
}


@blueprint.get("/projects/<project_id>")
def project(project_id: str) -> str | Response:
    """The project's page."""
    one = asking.ask(projects.Project, project_id=project_id)
    if request.args.get("format") == "csv":
        return as_csv("milestones", COLUMNS, every(projects.Milestones, {"project_id": project_id}))
    programme = asking.ask(projects.Programme, programme_id=one["programme_id"])
    journal = asking.ask(projects.Journal, target_id=project_id, after=request.args.get("after"), limit=20)
    items = happened.lines(journal["items"])
    milestones = one.get("milestones")
    if milestones is None:
        milestones = asking.ask(projects.Milestones, project_id=project_id, limit=200)["items"]
    people = names().of_people([one.get("lead_person_id"), *(item.get("actor_id") for item in items)])
    return render_template(
        "projects/project.html",
        one=one,
        programme=programme,
        milestones=milestones,
        awards=[a for a in programme.get("awards", []) if a["award_id"] in (one.get("award_ids") or [])],
        unit=next(
            (u["title"] for u in programme.get("workstreams", []) if u["workstream_id"] == one.get("workstream_id")),
            None,
        ),
        themes=_titles(one.get("themes"), programme.get("themes")),
        partners=names().of_organisations(_partner_ids(one)),
        journal=items,
        next_page=journal["next"],
        people=people,
        acts=acts_of("project", one["programme_id"], project_id),
        stamp=stamp(),
        crumbs=crumbs(programme),
        section="programmes",
    )


@blueprint.route("/projects/<project_id>/note", methods=["GET", "POST"])
def note(project_id: str) -> str | Response | tuple[str, int]:
    """Write down a short update."""
    one = asking.ask(projects.Project, project_id=project_id)
    form = Form(days("on", system.today()))
    if request.method == "POST":
        fields = {
            "target_id": project_id,
            "note": form.text("note", "Enter what there is to say, or say that there is nothing new"),
            "on": form.day("on", "Enter the day that it describes", latest=system.today()),
        }
        if reply := carry_out(form, projects.NoteProgress, fields):
            return done(reply, url_for("projects.project", project_id=project_id), "Your note is in the journal.")
    page = render_template("projects/note.html", form=form, one=one, crumbs=_crumbs(one), section="programmes")
    return (page, 422) if form.errors else page


@blueprint.route("/projects/<project_id>/nothing-new", methods=["GET", "POST"])
def nothing_new(project_id: str) -> str | Response | tuple[str, int]:
    """Say that one looked and there is nothing new: that is an update too."""
    one = asking.ask(projects.Project, project_id=project_id)
    today = system.today()
    begin = today.replace(month=1 if today.month < 7 else 7, day=1)
    form = Form(days("from", begin) | days("to", today))
    if request.method == "POST":
        fields = {
            "target_id": project_id,
            "period_from": form.day("from", "Enter the first day"),
            "period_to": form.day("to", "Enter the last day"),
        }
        names_ = {"period_from": "from", "period_to": "to"}
        if reply := carry_out(form, projects.ConfirmNothingNew, fields, names_):
            return done(reply, url_for("projects.project", project_id=project_id), "Noted: nothing new.")
    page = render_template("projects/nothing_new.html", form=form, one=one, crumbs=_crumbs(one), section="programmes")
    return (page, 422) if form.errors else page


def _crumbs(one: dict[str, Any]) -> list[dict[str, str]]:
    found = crumbs({"programme_id": one["programme_id"], "title": one.get("programme_title")})
    return [*found, {"text": one["title"], "href": url_for("projects.project", project_id=one["project_id"])}]


def _titles(keys: list[str] | None, known: list[dict[str, Any]] | None) -> list[str]:
    titles = {theme["key"]: theme["title"] for theme in known or []}
    return [titles.get(key, key.replace("_", " ")) for key in keys or []]


def _partner_ids(one: dict[str, Any]) -> list[str]:
    found = list(one.get("partner_org_ids") or [])
    return found + [partner["org_id"] for partner in one.get("partners") or [] if partner["org_id"] not in found]
