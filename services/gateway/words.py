"""How values read on the screen: dates, money, counts, and the words of the trade instead of the code's."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g
from markupsafe import Markup, escape

from shared.clock import LONDON, system

ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
ISO_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
#: what the code says -> what the screen says, where taking out the underscores is not enough
SCREEN = {
    "co_produced": "co-produced",
    "community_led": "community-led",
    "making_sense": "making sense of findings",
    "programme_manager": "programme manager",
    "not_ours": "not ours",
    "error": "entered in error",
    "data_access": "access to data",
    "public": "published",
    "open": "open",
    "nothing_new": "nothing new",
    "nhs_pressure": "NHS pressure",
}
#: state -> colour of its tag; the word is always there too
COLOURS = {
    "achieved": "green",
    "active": "green",
    "public": "green",
    "agreed": "green",
    "compliant": "green",
    "acknowledged": "green",
    "in_time": "green",
    "met": "green",
    "not_compliant": "red",
    "not_acknowledged": "red",
    "not_given": "red",
    "unknown": "yellow",
    "not_checked": "yellow",
    "out_of_scope": "grey",
    "not_needed": "grey",
    "submitted": "green",
    "done": "green",
    "approved": "green",
    "awaiting": "yellow",
    "rejected": "red",
    "overdue": "red",
    "late": "orange",
    "completed": "green",
    "failed": "red",
    "refused": "red",
    "withdrawn": "red",
    "red": "red",
    "amber": "orange",
    "green": "green",
    "moved": "yellow",
    "paused": "yellow",
    "draft": "yellow",
    "asserted": "yellow",
    "evidenced": "blue",
    "corroborated": "turquoise",
    "verified": "green",
    "running": "yellow",
    "cancelled": "grey",
    "ended": "grey",
    "merged": "grey",
}


def teach(app: Flask) -> None:
    """Give the templates these words."""
    env = app.jinja_env
    env.filters |= {
        "day": day,
        "moment": moment,
        "clock": clock,
        "money": money,
        "screen": screen,
        "tag": tag,
        "pick": pick,
        "value": value,
        "reasons": lambda given: [{"value": code, "text": text} for code, text in given.items()],
    }
    built = app.extensions["waymark_settings"].static_dir

    @app.context_processor
    def furniture() -> dict[str, Any]:
        person = g.get("person")
        return {
            "only_reports": bool(person and person.only_reads_reports),
            "operator": bool(person and person.roles() & {"administrator", "auditor"}),
            "cspNonce": g.get("nonce", ""),
            "person": person,
            "sample": current_app.extensions["waymark_settings"].sample,
            "built": _stamp(built / "waymark.css"),
            "today": system.today(),
            "correlation": g.get("correlation_id"),
        }


def day(given: Any, missing: str = "none") -> str:
    """30 June 2026, from a date or ISO text; partial dates stay as exact as they are (June 2026, 2026)."""
    if not given:
        return missing
    if isinstance(given, str):
        parts = given[:10].split("-")
        if len(parts) < 3:
            return f"{date(int(parts[0]), int(parts[1]), 1):%B %Y}" if len(parts) == 2 else given
        given = date.fromisoformat(given[:10])
    return f"{given.day} {given:%B %Y}"


def moment(given: Any, missing: str = "not yet") -> str:
    """30 June 2026 at 14:02, in Europe/London."""
    if not given:
        return missing
    there = _instant(given)
    return f"{day(there.date())} at {there:%H:%M}"


def clock(given: Any) -> str:
    """14:02:05 when it is of today, with its date when older; in Europe/London."""
    there = _instant(given)
    return f"{there:%H:%M:%S}" if there.date() == system.today() else f"{there:%H:%M:%S} on {day(there.date())}"


def money(given: Any, missing: str = "not known") -> str:
    """£5,000,000 from {"amount", "currency"} or decimal text; pence only where there are any."""
    if given in (None, ""):
        return missing
    currency = "GBP"
    if isinstance(given, dict):
        currency, given = given.get("currency", "GBP"), given.get("amount")
    try:
        amount = Decimal(str(given))
    except InvalidOperation:
        return str(given)
    text = f"{amount:,.2f}".removesuffix(".00")
    return f"£{text}" if currency == "GBP" else f"{text} {currency}"


def screen(given: Any) -> str:
    """The screen's word for one of the code's."""
    text = str(given if given is not None else "")
    return SCREEN.get(text, text.replace("_", " "))


def tag(given: Any, words: str | None = None) -> Markup:
    """A state as a coloured tag that also says the word, or other words for it."""
    text = words or screen(given)
    colour = COLOURS.get(str(given), "blue")
    return Markup('<strong class="govuk-tag govuk-tag--{} wm-tag">{}</strong>').format(
        colour, escape(text.capitalize())
    )


def value(given: Any) -> str:
    """A fact's field in words, whatever its shape."""
    if given is None or given in ("", []):
        return "none"
    if isinstance(given, bool):
        return "yes" if given else "no"
    if isinstance(given, list):
        return ", ".join(value(inner) for inner in given)
    if isinstance(given, dict):
        return _group(given)
    text = str(given)
    if ISO_INSTANT.fullmatch(text):
        return moment(text)
    return day(text) if ISO_DAY.fullmatch(text) else text


def _group(given: dict[str, Any]) -> str:
    if set(given) == {"amount", "currency"}:
        return money(given)
    if set(given) <= {"before", "after"}:
        return f"{value(given.get('before'))} → {value(given.get('after'))}"
    return "; ".join(f"{screen(name)}: {value(inner)}" for name, inner in given.items())


def pick(given: dict[str, Any] | None, *names: str) -> Any:
    """The first of these fields that is there: services name the same thing after its place in their own words."""
    for name in names:
        if given and given.get(name) not in (None, ""):
            return given[name]
    return None


def _instant(given: Any) -> datetime:
    found = given if isinstance(given, datetime) else datetime.fromisoformat(str(given))
    return found.astimezone(LONDON)


def _stamp(file: Path) -> str:
    """Changes whenever the style sheet does, so that no browser keeps an old one."""
    try:
        return str(int(file.stat().st_mtime))
    except FileNotFoundError:
        return "0"
