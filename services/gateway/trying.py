"""Trying changes: what `projects` says would happen, and what `reporting` makes of the facts that would come of it.

Composes the two answers and knows no rule of either.
"""

from __future__ import annotations

from typing import Any

from services.gateway import asking
from shared.calls import projects, reporting

#: seconds that the figures may take
COMPARING = 30
#: what is asked of reporting, beside the facts
ABOUT_REPORTS = ("template", "period_from", "period_to", "months")


def try_changes(programme_id: str, fields: dict[str, Any], about_reports: dict[str, Any]) -> dict[str, Any]:
    """{"changes": what they would touch, "figures": each before and after}. Raises what refuses one of them."""
    changes = asking.ask(projects.TryChanges, {"programme_id": programme_id} | fields, exact=True)
    return _with_figures(programme_id, changes, about_reports)


def try_change_request(programme_id: str, change_request_id: str, about_reports: dict[str, Any]) -> dict[str, Any]:
    """The same of what a change request asks for, as approving it would do now."""
    changes = asking.ask(projects.TryChangeRequest, change_request_id=change_request_id)
    return _with_figures(programme_id, changes, about_reports)


def _with_figures(programme_id: str, changes: dict[str, Any], about_reports: dict[str, Any]) -> dict[str, Any]:
    asked = {"programme_id": programme_id, "facts": changes["facts"]} | about_reports
    return {"changes": changes, "figures": asking.ask(reporting.TryFacts, asked, timeout=COMPARING)}
