"""Programmes: the list, and one programme's overview: its projects, what is late, its draft report's figures."""

from __future__ import annotations

from flask import Blueprint, Response, g, redirect, render_template, request, url_for

from services.gateway import asking
from services.gateway.pages import drafts, plans
from services.gateway.pages.crumbs import crumbs
from services.gateway.pages.exports import as_csv, every
from services.gateway.pages.freshness import stamp
from services.gateway.pages.names import names
from services.gateway.pages.things import may, run
from shared.calls import outputs, projects, reporting

blueprint = Blueprint("programmes", __name__)

#: of an export of projects
COLUMNS = {
    "title": "Project",
    "state": "State",
    "since": "Since",
    "started_on": "Started",
    "planned_end": "Planned end",
    "activity_class": "Kind of work",
    "themes": "Themes",
    "project_id": "Id",
}


@blueprint.get("/programmes")
def programmes() -> str:
    """Every programme that one sees."""
    found = asking.ask(projects.Programmes, after=request.args.get("after"))
    may_create = may.may(projects.CreateProgramme, None)
    return render_template("programmes/programmes.html", found=found, may_create=may_create, section="programmes")


@blueprint.get("/programmes/<programme_id>")
def programme(programme_id: str) -> str | Response:
    """The overview; for a funder, the reports."""
    if g.person.only_reads_reports:
        return redirect(url_for("reports.of_programme", programme_id=programme_id))
    one = asking.ask(projects.Programme, programme_id=programme_id)
    if request.args.get("format") == "csv":
        asked = {"programme_id": programme_id, "state": request.args.get("state") or None}
        return as_csv(f"{programme_id}-projects", COLUMNS, every(projects.Projects, asked))
    listed = asking.ask(
        projects.Projects,
        programme_id=programme_id,
        state=request.args.get("state"),
        after=request.args.get("after"),
        limit=200,
    )
    fresh = stamp()
    late = asking.ask(projects.Milestones, programme_id=programme_id, state="late", limit=200)
    leads = names().of_people(item.get("lead_person_id") for item in listed["items"])
    partners = names().of_organisations([p.get("org_id") for p in one.get("partners", [])] + [one.get("host_org_id")])
    return render_template(
        "programmes/programme.html",
        one=one,
        listed=listed,
        late=late["items"],
        titles={item["project_id"]: item["title"] for item in listed["items"]},
        leads=leads,
        partners=partners,
        units={unit["workstream_id"]: unit["title"] for unit in one.get("workstreams", [])},
        groups=run.groups(programme_id),
        overview=plans.overview(programme_id),
        sees_involvement=may.may(outputs.InvolvementChanges, programme_id),
        sees_money=may.may(reporting.Underspend, programme_id),
        sees_changes=may.may(projects.ChangeRequests, programme_id),
        plans_milestones=may.may(projects.PlanMilestone, programme_id),
        draft=drafts.current(programme_id, fresh.position if fresh else None),
        stamp=fresh,
        crumbs=crumbs(),
        section="programmes",
    )
