"""One milestone: its dates, recording what happened to it (one thing per page, effects first), planning a new one."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from services.gateway import asking
from services.gateway.pages import drafts, happened
from services.gateway.pages.crumbs import crumbs
from services.gateway.pages.effects import of_trying
from services.gateway.pages.forms import Form, carry_out, days, done
from services.gateway.pages.freshness import stamp
from services.gateway.pages.names import names, person_choices
from services.gateway.pages.reasons import MISTAKES, REASONS
from services.gateway.pages.things.one import acts_of
from services.gateway.words import day as spelled
from shared.calls import projects
from shared.clock import system

blueprint = Blueprint("milestones", __name__)

Answer = str | Response | tuple[str, int]


@blueprint.get("/milestones/<milestone_id>")
def milestone(milestone_id: str) -> str:
    """The milestone's page."""
    one = _one(milestone_id)
    journal = asking.ask(projects.Journal, target_id=milestone_id, after=request.args.get("after"), limit=20)
    items = happened.lines(journal["items"])
    people = names().of_people([one.get("owner_person_id"), *(item.get("actor_id") for item in items)])
    return render_template(
        "milestones/milestone.html",
        one=one,
        journal=items,
        next_page=journal["next"],
        people=people,
        lateness=lateness(one),
        acts=acts_of("milestone", one["programme_id"], milestone_id),
        stamp=stamp(),
        crumbs=_crumbs(one),
        section="programmes",
    )


@blueprint.get("/milestones/<milestone_id>/progress")
def progress(milestone_id: str) -> Answer:
    """Choose what happened; leads to the page for it."""
    one = _one(milestone_id)
    leads_to = {
        "achieve": "achieve",
        "reforecast": "reforecast",
        "note": "note",
        "cancel": "cancel",
        "withdraw": "withdraw",
    }
    chosen = request.args.get("what")
    if chosen in leads_to:
        return redirect(url_for(f"milestones.{leads_to[chosen]}", milestone_id=milestone_id))
    form = Form()
    if chosen is not None:
        form.text("what", "Choose what happened")
    page = render_template("milestones/progress.html", one=one, form=form, crumbs=_crumbs(one), section="programmes")
    return (page, 422) if form.errors else page


@blueprint.route("/milestones/<milestone_id>/achieve", methods=["GET", "POST"])
def achieve(milestone_id: str) -> Answer:
    """Mark it as achieved: the date, then what follows from it, then done."""
    one = _one(milestone_id)
    form = Form(days("achieved_on", system.today()))
    effects: list[str] = []
    if request.method == "POST":
        on = form.day("achieved_on", "Enter the day on which it was done", latest=system.today())
        fields = {"milestone_id": milestone_id, "achieved_on": on, "note": form.text("note")}
        if on and not form.errors:
            if request.form.get("step") != "confirm":
                effects = _effects_of_achieving(one, on)
            elif reply := carry_out(form, projects.AchieveMilestone, fields):
                return done(reply, _address(one), f"“{one['title']}” is achieved, on {spelled(on)}.")
    return _form_page("milestones/achieve.html", one, form, effects=effects)


@blueprint.route("/milestones/<milestone_id>/reforecast", methods=["GET", "POST"])
def reforecast(milestone_id: str) -> Answer:
    """Say when it is expected now, and why."""
    one = _one(milestone_id)
    form = Form()
    effects: list[str] = []
    if request.method == "POST":
        on = form.day("forecast_on", "Enter the day on which it is expected now")
        reason = form.text("reason_code", "Choose the reason")
        fields = {"milestone_id": milestone_id, "forecast_on": on, "reason_code": reason, "note": form.text("note")}
        if on and not form.errors:
            if request.form.get("step") != "confirm":
                effects = _effects_of_moving(one, on)
                effects += of_trying(one["programme_id"], "reforecast_milestone", fields, form)
            elif reply := carry_out(form, projects.ReforecastMilestone, fields):
                return done(reply, _address(one), f"“{one['title']}” is now expected on {spelled(on)}.")
    return _form_page("milestones/reforecast.html", one, form, effects=effects, reasons=REASONS)


@blueprint.route("/milestones/<milestone_id>/note", methods=["GET", "POST"])
def note(milestone_id: str) -> Answer:
    """Write down a short update on it."""
    one = _one(milestone_id)
    form = Form(days("on", system.today()))
    if request.method == "POST":
        fields = {
            "target_id": milestone_id,
            "note": form.text("note", "Enter what there is to say"),
            "on": form.day("on", "Enter the day that it describes", latest=system.today()),
        }
        if reply := carry_out(form, projects.NoteProgress, fields):
            return done(reply, _address(one), "Your note is in the journal.")
    return _form_page("milestones/note.html", one, form)


@blueprint.route("/milestones/<milestone_id>/cancel", methods=["GET", "POST"])
def cancel(milestone_id: str) -> Answer:
    """Note that it is no longer to be done."""
    one = _one(milestone_id)
    form = Form()
    if request.method == "POST":
        fields = {
            "milestone_id": milestone_id,
            "reason_code": form.text("reason_code", "Choose the reason"),
            "note": form.text("note"),
        }
        if reply := carry_out(form, projects.CancelMilestone, fields):
            return done(reply, _address(one), f"“{one['title']}” is cancelled. It stays in the plan's history.")
    return _form_page("milestones/cancel.html", one, form, reasons=REASONS)


@blueprint.route("/milestones/<milestone_id>/withdraw", methods=["GET", "POST"])
def withdraw(milestone_id: str) -> Answer:
    """Take back that it was achieved."""
    one = _one(milestone_id)
    form = Form()
    if request.method == "POST":
        fields = {"milestone_id": milestone_id, "reason_code": form.text("reason_code", "Choose what was wrong")}
        if reply := carry_out(form, projects.WithdrawAchievement, fields):
            return done(reply, _address(one), f"“{one['title']}” is open again.")
    return _form_page("milestones/withdraw.html", one, form, reasons=MISTAKES)


@blueprint.route("/programmes/<programme_id>/plan-milestone", methods=["GET", "POST"])
def plan(programme_id: str) -> Answer:
    """Enter a milestone in the plan."""
    programme = asking.ask(projects.Programme, programme_id=programme_id)
    listed = asking.ask(projects.Projects, programme_id=programme_id, state="active", limit=200)["items"]
    form = Form({"project_id": request.args.get("project_id", "")})
    if request.method == "POST":
        fields = {
            "programme_id": programme_id,
            "project_id": form.text("project_id"),
            "title": form.text("title", "Enter a title"),
            "baseline_on": form.day("baseline_on", "Enter the day on which it is due"),
            "contractual": form.text("contractual") == "yes",
            "owner_person_id": form.text("owner_person_id"),
        }
        if reply := carry_out(form, projects.PlanMilestone, fields):
            there = url_for("milestones.milestone", milestone_id=reply["result"]["milestone_id"])
            return done(reply, there, f"“{fields['title']}” is in the plan.")
    page = render_template(
        "milestones/plan.html",
        form=form,
        programme=programme,
        projects=[{"value": "", "text": "The programme itself"}]
        + [{"value": item["project_id"], "text": item["title"]} for item in listed],
        people=person_choices(),
        crumbs=crumbs(programme),
        section="programmes",
    )
    return (page, 422) if form.errors else page


def lateness(one: dict[str, Any]) -> str:
    """How the milestone stands against its baseline, in a sentence."""
    if one.get("cancelled_on"):
        return f"Cancelled on {spelled(one['cancelled_on'])}."
    due = date.fromisoformat(one["baseline_on"])
    if one.get("achieved_on"):
        return f"Achieved {_apart(due, date.fromisoformat(one['achieved_on']))}."
    forecast = date.fromisoformat(one.get("forecast_on") or one["baseline_on"])
    if forecast != due:
        return f"Expected {_apart(due, forecast)}."
    today = system.today()
    return f"Its date passed {_days((today - due).days)} ago." if today > due else "On plan so far."


def _one(milestone_id: str) -> dict[str, Any]:
    found: dict[str, Any] = asking.ask(projects.Milestone, milestone_id=milestone_id)
    found["programme_title"] = asking.ask(projects.Programme, programme_id=found["programme_id"])["title"]
    if found.get("project_id"):
        found["project_title"] = asking.ask(projects.Project, project_id=found["project_id"])["title"]
    return found


def _form_page(template: str, one: dict[str, Any], form: Form, **more: Any) -> Answer:
    page = render_template(
        template,
        one=one,
        form=form,
        lateness=lateness(one),
        crumbs=_crumbs(one, itself=True),
        section="programmes",
        **more,
    )
    return (page, 422) if form.errors else page


def _effects_of_achieving(one: dict[str, Any], on: str) -> list[str]:
    done_on = date.fromisoformat(on)
    effects = [
        f"It counts as done {_apart(date.fromisoformat(one['baseline_on']), done_on)} ({spelled(one['baseline_on'])})."
    ]
    return effects + _effects_on_reports(one["programme_id"], done_on)


def _effects_of_moving(one: dict[str, Any], on: str) -> list[str]:
    new, due = date.fromisoformat(on), date.fromisoformat(one["baseline_on"])
    before = date.fromisoformat(one.get("forecast_on") or one["baseline_on"])
    effects = [f"The baseline stays {spelled(due)}: the milestone is expected {_apart(due, new)}."]
    if new > before:
        effects.append(f"It is {_days((new - before).days)} later than expected until now, and counts as moved.")
    if one.get("contractual"):
        effects.append("The award's contract names this milestone: the funder's agreement may be needed.")
    return effects


def _effects_on_reports(programme_id: str, on: date) -> list[str]:
    found = drafts.covering(programme_id, on)
    if found is None:
        return ["No report covers that day yet; it counts in the one that will."]
    period = f"{spelled(found['period']['from'])} to {spelled(found['period']['to'])}"
    if found["state"] == "submitted":
        return [f"The report for {period} was already submitted: this will be listed as a late change to it."]
    return [f"It counts in the report for {period}, which is in draft."]


def _apart(due: date, then: date) -> str:
    if then == due:
        return "on its baseline date"
    return f"{_days(abs((then - due).days))} {'after' if then > due else 'before'} its baseline date"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _address(one: dict[str, Any]) -> str:
    return url_for("milestones.milestone", milestone_id=one["milestone_id"])


def _crumbs(one: dict[str, Any], itself: bool = False) -> list[dict[str, str]]:
    found = crumbs({"programme_id": one["programme_id"], "title": one.get("programme_title")})
    if one.get("project_id"):
        title = one.get("project_title") or "Project"
        found.append({"text": title, "href": url_for("projects.project", project_id=one["project_id"])})
    if itself:
        found.append({"text": one["title"], "href": _address(one)})
    return found
