"""Themes and stages are the programme's own words: what is said of a thing must be one of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.projects.tables import programmes
from shared.errors import Invalid


def check_themes(session: Session, programme_id: str, themes: list[str]) -> None:
    """Raise Invalid for a theme that the programme did not declare; one that declared none takes any."""
    if themes:
        of = programmes.c
        check_words(
            "themes", themes, session.execute(select(of.themes).where(of.programme_id == programme_id)).scalar_one()
        )


def check_words(field: str, used: list[str], declared: list[dict[str, Any]]) -> None:
    """A programme that declared no themes (or stages) takes any."""
    keys = [word["key"] for word in declared]
    if keys and (unknown := sorted(set(used) - set(keys))):
        choices = f"Choose from: {', '.join(keys)}"
        raise Invalid(f"Not a word of this programme: {', '.join(unknown)}. {choices}.", {field: [choices]})
