"""What is said of an output by its type: whom a talk reached, which question a brief answers, what a data set holds.

Invented, plausible, and the same for the same output. Numbers of people are never from 1 to 4.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import Any

AUDIENCES = ("officers", "officers", "councillors", "voluntary_sector", "public", "public", "academics")
SECTORS = {
    "employment": "communities",
    "housing": "construction",
    "education": "education",
    "physical_environment": "environment",
    "neighbourhood_working": "communities",
    "leisure": "leisure",
}
Details = dict[str, Any]
Teller = Callable[[random.Random, date, tuple[str, ...]], Details]


def details(number: int, type_: str, subtype: str | None, on: date, themes: tuple[str, ...]) -> Details:
    """The fields of its type; of one in six somebody forgot to say more than what it is."""
    chance = random.Random(f"details {number}")
    teller = _TELLERS.get(type_)
    if teller is None or chance.random() < 1 / 6:
        return {}
    found = teller(chance, on, themes)
    if subtype == "conference_paper":
        found["conference"] = "Invented Conference on Place and Health"
    if subtype == "open_day":
        found["audience"] = "public"
    return found


def _engagement(chance: random.Random, on: date, _themes: tuple[str, ...]) -> Details:
    counted = chance.random() < 0.7
    found: Details = {
        "reach": chance.choice(("local", "local", "local", "regional", "national")),
        "audience": chance.choice(AUDIENCES),
        "years": [str(on.year)],
    }
    if chance.random() < 0.85:
        found |= {
            "people_reached": chance.randint(9, 60) if counted else chance.randint(6, 40) * 10,
            "counted": counted,
        }
    if chance.random() < 0.6:
        found["results"] = "Those who came asked to hear what becomes of it (invented)."
        found["most_significant_outcome"] = chance.choice(("plans", "information", "involvement", "change"))
    return found


def _media(chance: random.Random, _on: date, _themes: tuple[str, ...]) -> Details:
    return {
        "outlet": chance.choice(("Invented Herald", "Invented Community Radio", "Invented Housing Weekly")),
        "reach": chance.choice(("local", "regional")),
        "audience": "public",
        "people_reached": chance.randint(5, 60) * 100,
        "counted": False,
        "led_by": "us",
    }


def _brief(chance: random.Random, _on: date, _themes: tuple[str, ...]) -> Details:
    kinds = ("research", "local_data", "practitioner", "community", "policy", "cost")
    return {
        "asked_by": chance.choice(("directorate", "directorate", "councillor", "partner", "community", "ourselves")),
        "audience": chance.choice(("officers", "councillors")),
        "evidence_kinds": [kind for kind in kinds if chance.random() < 0.6] or ["research"],
        "plain_english": chance.random() < 0.8,
        "question": "What works here, for whom, and at what cost? (invented)",
    }


def _influence(chance: random.Random, on: date, themes: tuple[str, ...]) -> Details:
    return {
        "body": "Liverpool City Council",
        "first_year": str(on.year),
        "reach": "local",
        "impact_areas": sorted({SECTORS[theme] for theme in themes}),
        "impact_types": [chance.choice(("efficiency", "access", "skills", "societal"))],
        "difference": "The committee’s report cites the work (invented).",
    }


def _made(chance: random.Random, on: date, _themes: tuple[str, ...]) -> Details:
    return {
        "description": "Made for the project, and written so that others can use it (invented).",
        "provided_to_others": chance.random() < 0.5,
        "first_provided": str(on.year),
        "difference": "Others ask for it (invented).",
    }


def _software(chance: random.Random, on: date, themes: tuple[str, ...]) -> Details:
    found = {name: value for name, value in _made(chance, on, themes).items() if name != "provided_to_others"}
    return found | {"open_source": True, "software_licence": chance.choice(("mit", "apache"))}


def _exhibition(_chance: random.Random, on: date, _themes: tuple[str, ...]) -> Details:
    return {"description": "Photographs by residents, in a library (invented).", "first_provided": str(on.year)}


def _collaboration(chance: random.Random, on: date, _themes: tuple[str, ...]) -> Details:
    return {
        "partner_name": chance.choice(("Invented Tenants’ Federation", "Invented Community Trust")),
        "partner_sector": "charity",
        "contribution": "Analysis, and a place to meet (invented).",
        "partner_contribution": "Members who know the streets (invented).",
        "direct_contribution": False,
        "started": str(on.year),
        "ended": "Still Active",
        "formal_agreement": chance.random() < 0.5,
        "impact_kinds": ["societal"],
    }


def _recognition(chance: random.Random, on: date, _themes: tuple[str, ...]) -> Details:
    return {
        "level": chance.choice(("regional", "national")),
        "received": str(on.year),
        "reason": "For a poster on working with residents (invented).",
    }


def _publication(_chance: random.Random, _on: date, _themes: tuple[str, ...]) -> Details:
    return {}


_TELLERS: dict[str, Teller] = {
    "publication": _publication,
    "engagement_activity": _engagement,
    "media_activity": _media,
    "evidence_brief": _brief,
    "policy_influence": _influence,
    "dataset_database_model": _made,
    "research_tool_method": _made,
    "software_technical_product": _software,
    "artistic_creative_product": _exhibition,
    "collaboration": _collaboration,
    "award_recognition": _recognition,
}
