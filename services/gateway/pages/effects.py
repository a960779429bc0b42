"""What trying a change shows, in sentences above the button that makes it."""

from __future__ import annotations

from typing import Any

from services.gateway import trying
from services.gateway.pages.forms import Form
from services.gateway.words import day as spelled
from shared.errors import Conflict, Invalid, WaymarkError

#: figures named one by one; of more it is said how many
MOST = 5


def of_trying(programme_id: str, call: str, fields: dict[str, Any], form: Form) -> list[str]:
    """What else would follow. What refuses the change is said beside its field; nothing for whom trying is not."""
    change = {"call": call, "fields": {name: value for name, value in fields.items() if value is not None}}
    try:
        tried = trying.try_changes(programme_id, {"changes": [change]}, {})
    except (Invalid, Conflict) as error:
        form.take(type(error)(error.message, error.fields.get("changes", {}).get("0", {})))
        return []
    except WaymarkError:
        return []
    return [*_proposed(tried["changes"]["proposed"]), *of_figures(tried["figures"]["reports"])]


def _proposed(proposed: list[dict[str, Any]]) -> list[str]:
    later = [one for one in proposed if one["call"] == "reforecast_milestone"]
    return [
        f"“{one['title']}” waits for it, and to come after it would move to {spelled(one['fields']['forecast_on'])}. "
        "It stays where it is until somebody moves it."
        for one in later
    ]


def of_figures(reports: list[dict[str, Any]]) -> list[str]:
    found = []
    for report in reports:
        changed = [figure for figure in report["figures"] if figure["changed"]]
        told = [f"{figure['title']}: {_moved(figure)}" for figure in changed[:MOST]]
        if more := len(changed) - len(told):
            told.append(f"and {more} more")
        if told:
            period = f"{spelled(report['period']['from'])} to {spelled(report['period']['to'])}"
            found.append(f"In the report for {period}, figures would change. {'; '.join(told)}.")
    return found


def _moved(figure: dict[str, Any]) -> str:
    before, after = figure["before"]["printed"], figure["after"]["printed"]
    return f"{before} → {after}" if before != after else f"{after}, in its breakdown"
