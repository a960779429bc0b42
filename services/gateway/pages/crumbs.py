"""The way to a page, shown above it."""

from __future__ import annotations

from typing import Any

from flask import url_for


def crumbs(one: dict[str, Any] | None = None, *more: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a page of a programme: Home > Programmes > the programme > what follows."""
    found = [{"text": "Programmes", "href": url_for("programmes.programmes")}]
    if one:
        address = url_for("programmes.programme", programme_id=one["programme_id"])
        found.append({"text": one.get("title") or one["programme_id"], "href": address})
    return found + [{"text": text, "href": href} for text, href in more]
