"""The journal's lines in words: what a fact says, for people. The facts themselves are declared in `shared/events/`."""

from __future__ import annotations

from typing import Any

from services.gateway.words import day, money, screen, value

WORDS = {
    "programme.created": "The programme was set up.",
    "award.recorded": "The award was recorded.",
    "award.extended": "The funder agreed a change to the award.",
    "workstream.added": "A workstream was set up.",
    "project.started": "The project started.",
    "project.changed": "The project’s description changed.",
    "project.paused": "The project was paused.",
    "project.resumed": "Work on the project was taken up again.",
    "project.ended": "The project ended.",
    "partner.joined": "A partner joined.",
    "milestone.planned": "The milestone entered the plan.",
    "milestone.reforecast": "The forecast moved.",
    "milestone.achieved": "The milestone was achieved.",
    "milestone.achievement_withdrawn": "The achievement was withdrawn: it had been marked in error.",
    "milestone.cancelled": "The milestone was cancelled.",
    "plan.baselined": "The plan was baselined.",
    "progress.noted": "Progress was noted.",
    "nothing_new.confirmed": "Somebody looked, and there was nothing new.",
    "output.recorded": "The output was recorded.",
    "output.changed": "The output’s description was corrected.",
    "output.published": "The output was published.",
    "output.withdrawn": "The output was withdrawn.",
    "outputs.merged": "Two records were merged into one output.",
    "outputs.merge_undone": "A merge was undone.",
    "attribution.asserted": "The output was attributed.",
    "attribution.agreed": "The attribution was agreed.",
    "attribution.withdrawn": "The attribution was withdrawn.",
    "report.started": "A report was begun.",
    "report.submitted": "A report was submitted.",
    "receipt.recorded": "Receipt of a report was recorded.",
    "restatement.decided": "It was decided what to do about late changes.",
    "message.sent": "A message was sent.",
    "message.failed": "A message could not be delivered.",
}


def sentence(type_: str, data: dict[str, Any]) -> str:
    """A fact in a sentence, with what matters most of its data."""
    name = type_.partition(".")[2] if type_.count(".") > 1 else type_
    said = WORDS.get(name, f"{screen(name.replace('.', ' ')).capitalize()}.")
    if name == "milestone.reforecast" and data.get("forecast_to"):
        said = f"The forecast moved from {day(data.get('forecast_from'))} to {day(data['forecast_to'])}."
    elif name in {"milestone.planned", "project.started"} and data.get("title"):
        said = f"{said.rstrip('.')}: {data['title']}."
    if name == "milestone.planned" and data.get("baseline_on"):
        said += f" It is due on {day(data['baseline_on'])}."
    if name == "project.ended" and data.get("outcome"):
        said = f"The project ended: {screen(data['outcome'])}."
    if name == "project.changed" and data.get("changes"):
        said = f"The project’s description changed: {value(data['changes'])}."
    if name == "award.extended" and data.get("amount_change"):
        said += f" {money(data['amount_change'])}."
    if data.get("percent") is not None:
        said += f" {data['percent']}% done."
    if data.get("reason_code"):
        said += f" Reason: {screen(data['reason_code'])}."
    return said


def lines(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Journal items with their sentences."""
    return [item | {"words": sentence(str(item.get("type", "")), item.get("data") or {})} for item in items]
