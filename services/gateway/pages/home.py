"""Home: what needs me. Reports in draft, milestones that are late, the programmes that I see; a funder's reports."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, url_for

from services.gateway import asking
from services.gateway.pages import drafts
from services.gateway.pages.freshness import stamp
from shared.calls import projects, reporting
from shared.errors import WaymarkError

blueprint = Blueprint("home", __name__)

#: how many late milestones are listed before the page says how many more there are
MOST = 10


@blueprint.get("/")
def home() -> str | Response:
    """The page after signing in."""
    if g.person.only_reads_reports:
        return redirect(url_for("reports.reports"))
    programmes = asking.ask(projects.Programmes, limit=200)["items"]
    late = asking.ask(projects.Milestones, state="late", limit=200)["items"] if programmes else []
    titles: dict[str, str] = {}
    if late:
        titles = {p["project_id"]: p["title"] for p in asking.ask(projects.Projects, limit=200)["items"]}
    return render_template(
        "home/home.html",
        programmes=programmes,
        late=late[:MOST],
        later=max(0, len(late) - MOST),
        titles=titles,
        reports=_drafts(one["programme_id"] for one in programmes),
        names={one["programme_id"]: one["title"] for one in programmes},
        stamp=stamp(),
        section="home",
    )


def _drafts(programme_ids: Iterable[str]) -> list[dict[str, Any]] | None:
    """Reports in draft; None when reporting cannot say."""
    try:
        return [
            item | {"address": drafts.Asked.of(item).address}
            for programme_id in programme_ids
            for item in asking.ask(reporting.Reports, programme_id=programme_id, limit=200)["items"]
            if item["state"] == "draft"
        ]
    except WaymarkError:
        return None
