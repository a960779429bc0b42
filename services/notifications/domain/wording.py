"""From a fact to words: dates as people write them, and the fields that a rule's wording may name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from string import Formatter
from typing import Any

#: every field that a wording may name, with what stands there when the fact does not say
FIELDS = {
    "actor": "Somebody",
    "programme": "the programme",
    "thing": "it",
    "title": "the report",
    "period": "its period",
    "revision": "1",
    "forecast_from": "the date planned",
    "forecast_to": "a later date",
    "due_on": "its day",
    "valid_until": "its last day",
    "planned_on": "a day soon",
    "days_left": "a few",
    "kind": "risk",
    "band_from": "one band",
    "band_to": "another",
    "subject": "",
    "programme_id": "",
}

#: of those, what a body holds as a person would write it
TEXTS = ("title", "revision", "days_left", "kind", "band_from", "band_to")

#: and what it holds as a date
DAYS = ("forecast_from", "forecast_to", "due_on", "valid_until", "planned_on")

#: parts of the system that can be the one who did it
SYSTEM = {"system:operator": "The operator", "system:scheduler": "Waymark", "system:importer": "An import"}


def fields_of(wording: str) -> set[str]:
    """The fields that a wording names. Raises ValueError when it is not well formed or names an unknown one."""
    found = {name for _, name, _, _ in Formatter().parse(wording) if name is not None}
    if unknown := found - FIELDS.keys():
        raise ValueError(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(FIELDS)}")
    return found


def said(wording: str, known: Mapping[str, str | None]) -> str:
    """The wording with what is known put in."""
    return wording.format_map({name: known.get(name) or instead for name, instead in FIELDS.items()})


def spelt(data: Mapping[str, Any]) -> dict[str, str]:
    """The fields of a fact's body that a wording can use, as text."""
    found = {name: str(data[name]) for name in TEXTS if name in data}
    found |= {name: day(data[name]) for name in DAYS if name in data}
    if isinstance(period := data.get("period"), dict):
        found["period"] = f"{day(period['from'])} to {day(period['to'])}"
    return found


def day(written: str) -> str:
    """30 June 2026."""
    on = date.fromisoformat(written)
    return f"{on.day} {on:%B %Y}"
