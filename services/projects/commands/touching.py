"""What a change touches: the programme's rows before and after, told as days that move and words that change.

Looks at rows and not at facts, so that it needs no knowledge of commands. Which rows: `watched`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from services.projects.commands.watched import BY_KIND, WATCHED

#: (kind, id) -> row, as it stands
Picture = dict[tuple[str, str], Row[Any]]


@dataclass(frozen=True, slots=True)
class Touched:
    """One thing that changes. `before` is None for what is new; `days` says how far a day moves, later is positive."""

    kind: str
    id: str
    title: str | None
    what: str
    before: Any
    after: Any
    project_id: str | None
    contractual: bool
    people: frozenset[str]

    @property
    def days(self) -> int | None:
        """None for what is no move of a day."""
        if isinstance(self.before, date) and isinstance(self.after, date):
            return (self.after - self.before).days
        return None


def picture(session: Session, programme_id: str) -> Picture:
    """Every watched row of the programme."""
    found: Picture = {}
    for watched in WATCHED:
        of = watched.source.c
        rows = session.execute(select(*[of[name] for name in watched.names()]).where(of.programme_id == programme_id))
        found |= {(watched.kind, getattr(row, watched.key)): row for row in rows}
    return found


def compare(before: Picture, after: Picture) -> list[Touched]:
    """What differs, in order of kind, id and column; with the people who answer for it, before or after."""
    found: list[Touched] = []
    for place in sorted(before.keys() | after.keys()):
        found += _differences(before, after, place)
    return found


def _differences(before: Picture, after: Picture, place: tuple[str, str]) -> Iterator[Touched]:
    old, new = before.get(place), after.get(place)
    if old == new:
        return
    kind, key = place
    watched, row = BY_KIND[kind], new or old
    people = frozenset().union(*(_people(picture, place) for picture in (before, after)))

    def touched(what: str, was: Any, becomes: Any) -> Touched:
        project, contractual = getattr(row, "project_id", None), bool(getattr(row, "contractual", False))
        title = getattr(row, "title", None)
        return Touched(kind, key, title, what, was, becomes, project, contractual, people)

    if old is None or new is None:
        first = next(iter(watched.columns))
        shown = [getattr(one, first) if one else None for one in (old, new)]
        yield touched("new" if old is None else "gone", *shown)
        return
    for column, what in watched.columns.items():
        was, becomes = getattr(old, column), getattr(new, column)
        if was != becomes:
            yield touched(what, was, becomes)


def _people(picture: Picture, place: tuple[str, str]) -> set[str]:
    """Who answers for it, and who leads the project that it belongs to."""
    row = picture.get(place)
    if row is None:
        return set()
    found: set[str] = set()
    for name in BY_KIND[place[0]].people:
        value = getattr(row, name)
        found |= set(value) if isinstance(value, list) else {value}
    project = picture.get(("project", getattr(row, "project_id", None) or ""))
    if project is not None:
        found.add(project.lead_person_id)
    return {person for person in found if person}


def effect(touched: Touched) -> dict[str, Any]:
    """A difference as a fact and a reply say it: values as text, none left out."""
    said = {"title": touched.title, "before": as_text(touched.before), "after": as_text(touched.after)}
    found = {"kind": touched.kind, "id": touched.id, "what": touched.what}
    return found | {name: value for name, value in said.items() if value}


def as_text(value: Any) -> str | None:
    """A day, a word or an amount, or a list of such (of places: their codes), as text."""
    if isinstance(value, list):
        return ", ".join(str(one["code"] if isinstance(one, dict) else one) for one in value) or None
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, date) else value
