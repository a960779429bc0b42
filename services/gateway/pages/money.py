"""Money of a programme: why it is underspent, cause by cause, with the facts behind each; and its claims."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template, request

from services.gateway import asking
from services.gateway.pages import drafts
from services.gateway.pages.crumbs import crumbs
from services.gateway.pages.exports import as_csv
from services.gateway.pages.freshness import stamp
from shared.calls import projects, reporting

blueprint = Blueprint("money", __name__)

COLUMNS = {
    "cause": "Cause",
    "heading": "Heading",
    "partner": "Organisation",
    "fin_year": "Financial year",
    "amount": "Amount",
}


@blueprint.get("/programmes/<programme_id>/money")
def money(programme_id: str) -> str | Response:
    """The answer to "why are we underspent?" on a day, today when none is given."""
    programme = asking.ask(projects.Programme, programme_id=programme_id)
    on, mistake = _day(request.args.get("on", ""))
    asked = {"programme_id": programme_id} | ({"on": on} if on else {})
    fresh = stamp()
    found = asking.ask(reporting.Underspend, **asked)
    causes = [*found["causes"], found["rest"]]
    if request.args.get("format") == "csv":
        return as_csv(f"{programme_id}-underspend", COLUMNS, _rows(causes))
    return render_template(
        "money/money.html",
        programme=programme,
        found=found,
        causes=causes,
        on=request.args.get("on", ""),
        mistake=mistake,
        report=in_report(programme_id, fresh.position if fresh else None),
        stamp=fresh,
        crumbs=crumbs(programme),
        section="programmes",
    )


def in_report(programme_id: str, position: int | None) -> dict[str, Any] | None:
    """The current draft with its figures of money, each with the page that says where it comes from; None without any.

    They are of the draft's period, so they stand apart from the numbers of the day that was asked for.
    """
    draft = drafts.current(programme_id, position)
    figures = [one for one in draft["figures"] if one["id"].startswith("money.")] if draft else []
    return draft | {"figures": figures} if draft and figures else None


def _rows(causes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "cause": cause["label"],
            "heading": cell["heading_label"],
            "partner": cell["partner_label"],
            "fin_year": cell["fin_year"],
            "amount": cell["amount"],
        }
        for cause in causes
        for cell in cause["cells"]
    ]


def _day(given: str) -> tuple[str | None, str]:
    """The day typed, and what is wrong with it. Raises nothing: the page says it."""
    if not given:
        return None, ""
    try:
        return date.fromisoformat(given).isoformat(), ""
    except ValueError:
        return None, "Enter a date, like 2026-03-31"
