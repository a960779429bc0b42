"""The plan of a programme on any day and how it differs from another, what slipped in a period, and who is silent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, render_template, request
from werkzeug.datastructures import MultiDict

from services.gateway import asking
from services.gateway.pages.crumbs import crumbs
from services.gateway.pages.exports import as_csv, every
from services.gateway.pages.forms import Form, days
from services.gateway.pages.freshness import stamp
from services.gateway.pages.reasons import REASONS
from services.gateway.words import screen
from shared.calls import projects, reporting
from shared.clock import system
from shared.errors import Invalid, NotFound, Unavailable

blueprint = Blueprint("plans", __name__)

Answer = str | Response | tuple[str, int]
#: of an export of the plan, and of the list of what slipped
PLAN = {
    "title": "Milestone",
    "project_title": "Project",
    "state": "State",
    "first_baseline_on": "First baseline",
    "baseline_on": "Baseline",
    "contract_on": "Contract",
    "forecast_on": "Forecast",
    "achieved_on": "Achieved",
    "cancelled_on": "Cancelled",
    "moves": "Moves",
    "slip_days": "Slip in days",
    "slip_first_days": "Slip in days from the first baseline",
    "rag": "Schedule",
    "milestone_id": "Id",
}
SLIPPED = {
    "title": "Milestone",
    "project_title": "Project",
    "moves_out": "Times moved later",
    "days_out": "Days later",
    "moves_in": "Times moved earlier",
    "days_in": "Days earlier",
    "reasons": "Reasons",
    "added": "Entered the plan in the period",
    "finished_late": "Finished late",
    "days_late": "Days late",
    "days_late_first": "Days late of the first baseline",
    "milestone_id": "Id",
}
#: the differences between two plans, in words and in this order
KINDS = {
    "added": "Added",
    "removed": "No longer there",
    "moved": "Moved",
    "rebaselined": "New baseline",
    "achieved": "Achieved",
    "reopened": "Open again",
    "cancelled": "Cancelled",
    "reinstated": "Taken up again",
    "reowned": "New owner",
}


@blueprint.get("/programmes/<programme_id>/plan")
def plan(programme_id: str) -> Answer:
    """Every milestone, as we knew it on a day; beside it, what is different from another day or a baseline."""
    one = asking.ask(projects.Programme, programme_id=programme_id)
    form = Form(MultiDict(request.args))  # type: ignore[arg-type]
    asked = {
        "programme_id": programme_id,
        "known_on": form.day("known_on"),
        "project_id": form.text("project_id"),
        "workstream_id": form.text("workstream_id"),
    }
    other = {"with_date": form.day("with_date"), "with_baseline": form.text("with_baseline")}
    if other["with_date"] and other["with_baseline"]:
        form.errors["with_date"] = "Choose a day or a baseline to compare with, not both"
    if request.args.get("format") == "csv" and not form.errors:
        return as_csv(f"{programme_id}-plan", PLAN, every(reporting.Plan, asked))
    found, differences = _nothing(), None
    if not form.errors:
        try:
            found = asking.ask(reporting.Plan, asked, after=request.args.get("after"), limit=200)
            if any(other.values()):
                on = {"programme_id": programme_id, "known_on": asked["known_on"]}
                differences = asking.ask(reporting.ComparePlan, on | other, limit=200)
        except Invalid as error:
            form.take(error)
        except NotFound as error:
            form.errors["with_baseline"] = error.message
    page = render_template(
        "plans/plan.html",
        one=one,
        form=form,
        found=found,
        differences=differences,
        kinds=KINDS,
        reasons=reason,
        compared=bool(any(other.values())),
        baselines=_baseline_choices(programme_id),
        stamp=stamp(),
        crumbs=crumbs(one),
        section="programmes",
    )
    return (page, 422) if form.errors else page


@blueprint.get("/programmes/<programme_id>/slippage")
def slippage(programme_id: str) -> Answer:
    """What slipped in a period, why, and which projects have gone quiet. Without a period, the last three months."""
    one = asking.ask(projects.Programme, programme_id=programme_id)
    today = system.today()
    begin = days("period_from", today - timedelta(days=91)) | days("period_to", today)
    given = {name: value for name, value in request.args.items() if value}
    form = Form(MultiDict(begin | given))  # type: ignore[arg-type]
    asked = {
        "programme_id": programme_id,
        "period_from": form.day("period_from", "Enter the first day of the period"),
        "period_to": form.day("period_to", "Enter the last day of the period"),
        "known_on": form.day("known_on"),
    }
    if asked["period_from"] and asked["period_to"] and asked["period_from"] > asked["period_to"]:
        form.errors["period_to"] = "Enter a last day that is not before the first"
    if request.args.get("format") == "csv" and not form.errors:
        return as_csv(f"{programme_id}-slippage", SLIPPED, every(reporting.Slippage, asked))
    found, quiet = _nothing(), None
    if not form.errors:
        try:
            found = asking.ask(reporting.Slippage, asked, after=request.args.get("after"), limit=200)
            quiet = asking.ask(
                reporting.Silence, programme_id=programme_id, known_on=asked["known_on"], true_on=asked["period_to"]
            )
        except Invalid as error:
            form.take(error)
    page = render_template(
        "plans/slippage.html",
        one=one,
        form=form,
        found=found,
        quiet=quiet,
        units={unit["workstream_id"]: unit["title"] for unit in one.get("workstreams", [])},
        reasons=reason,
        stamp=stamp(),
        crumbs=crumbs(one),
        section="programmes",
    )
    return (page, 422) if form.errors else page


def reason(code: str) -> str:
    """Why, as people say it."""
    return REASONS.get(code) or screen(code).capitalize()


def overview(programme_id: str) -> dict[str, Any] | None:
    """The programme rolled up, for its page; None while the ledger knows nothing of it or does not answer."""
    try:
        found: dict[str, Any] = asking.ask(reporting.Overview, programme_id=programme_id)
    except (NotFound, Unavailable):
        return None
    return found


def _baseline_choices(programme_id: str) -> list[dict[str, str]]:
    """Nothing, each milestone's first, or one by name."""
    named = asking.ask(reporting.Baselines, programme_id=programme_id, true_on=date(2200, 1, 1).isoformat())["items"]
    names = dict.fromkeys(item["name"] for item in named)
    return [
        {"value": "", "text": "None"},
        {"value": "first", "text": "Each milestone's first"},
        *({"value": name, "text": name} for name in names),
    ]


def _nothing() -> dict[str, Any]:
    return {"items": [], "next": None, "totals": None}
