"""The list of places that a programme works with, and the rule that requests name places on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.projects.domain import places as rules_of
from services.projects.tables import places as table
from services.projects.tables import programmes
from shared.errors import Invalid
from shared.events.projects import PlaceListed
from shared.messaging.outbox import New, record_all
from shared.recording import without_gaps
from shared.rows import locked
from shared.rules import rules

SAID = (
    "kind",
    "title",
    "parent_code",
    "deprivation_decile",
    "deprivation_index",
    "deprivation_year",
    "population",
)
Key = tuple[str, str]


def list_places(session: Session, *, programme_id: str, places: list[dict[str, Any]]) -> dict[str, Any]:
    """List these places; those that are listed as they are already change nothing."""
    if len({(place["boundary_set"], place["code"]) for place in places}) < len(places):
        raise Invalid("A place is there twice.", {"places": ["Give each code once in a boundary set"]})
    for place in places:
        with rules():
            check(place)
    listed = put(session, programme_id, places)
    return {"listed": len(listed), "unchanged": len(places) - len(listed)}


def check(place: Mapping[str, Any]) -> None:
    """Raise Broken when what is said of a place does not hang together."""
    deprivation = (place.get(f"deprivation_{name}") for name in ("decile", "index", "year"))
    rules_of.check(place["code"], place.get("parent_code"), *deprivation)


def put(session: Session, programme_id: str, places: Sequence[Mapping[str, Any]]) -> set[Key]:
    """Write and record those that are new or differ; gives their (boundary set, code). A handful of statements."""
    # the programme's row is the lock: two lists of one programme are taken in one after the other
    programme = locked(session, programmes, programmes.c.programme_id, programme_id, "programme")
    there = _there(session, programme_id, [(place["boundary_set"], place["code"]) for place in places])
    rows = [_row(programme_id, place) for place in places]
    changed = [row for row in rows if _differs(row, there.get((row["boundary_set"], row["code"])))]
    facts = [_fact(row, programme.starts_on, there.get((row["boundary_set"], row["code"]))) for row in changed]
    if changed:
        events = record_all(session, facts)
        made = upsert(table).values([row | {"event_id": event.id} for row, event in zip(changed, events, strict=True)])
        columns = {name: made.excluded[name] for name in (*SAID, "event_id")}
        session.execute(
            made.on_conflict_do_update(index_elements=["programme_id", "boundary_set", "code"], set_=columns)
        )
    return {(row["boundary_set"], row["code"]) for row in changed}


def check_listed(session: Session, programme_id: str, places: Iterable[Mapping[str, Any]], field: str) -> None:
    """Raise Invalid for a place that is not on the programme's list, where that has places of its kind at all."""
    wanted = {(place["kind"], place["boundary_set"], place["code"]) for place in places}
    if not wanted:
        return
    of = table.c
    kinds = sorted({kind for kind, _, _ in wanted})
    mine = of.programme_id == programme_id
    listed = set(session.execute(select(of.kind).where(mine, of.kind.in_(kinds)).distinct()).scalars())
    asked = {one for one in wanted if one[0] in listed}
    if not asked:
        return
    named = tuple_(of.kind, of.boundary_set, of.code)
    known = {
        tuple(row) for row in session.execute(select(of.kind, of.boundary_set, of.code).where(mine, named.in_(asked)))
    }
    if missing := sorted(asked - known):
        words = ", ".join(f"{code} ({kind} of {boundary_set})" for kind, boundary_set, code in missing)
        raise Invalid(
            f"Not on the programme's list of places: {words}. Choose one that is, or list it first.",
            {field: [f"Not on the list: {words}"]},
        )


def _there(session: Session, programme_id: str, keys: Collection[Key]) -> dict[Key, Any]:
    of = table.c
    rows = session.execute(
        select(table).where(of.programme_id == programme_id, tuple_(of.boundary_set, of.code).in_(keys))
    )
    return {(row.boundary_set, row.code): row for row in rows}


def _row(programme_id: str, place: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: place.get(name) for name in SAID}
    return said | {"programme_id": programme_id, "boundary_set": place["boundary_set"], "code": place["code"]}


def _differs(row: Mapping[str, Any], before: Any) -> bool:
    return before is None or any(row[name] != getattr(before, name) for name in SAID)


def _fact(row: Mapping[str, Any], first_day: date, before: Any) -> New:
    subject = f"place:{row['programme_id']}:{row['boundary_set']}:{row['code']}"
    data = {name: value for name, value in row.items() if name != "programme_id"}
    return New(
        PlaceListed,
        subject,
        row["programme_id"],
        first_day,
        without_gaps(data),
        None if before is None else before.event_id,
    )
