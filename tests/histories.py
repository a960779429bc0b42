"""Made-up histories of facts for tests of ledger and views: two small views, and a naive model of what they say.

The facts are of a type that the language has; their body is the change itself, which no real fact would have.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from services.reporting.projections.view import (
    Boolean,
    Change,
    Date,
    Integer,
    Json,
    Number,
    Occurrences,
    Point,
    Retract,
    Set,
    State,
    Text,
)
from shared.events.canonical import canonical
from shared.events.event import Event
from shared.events.projects import MilestoneReforecast, NothingNewConfirmed, ProgressNoted

START = datetime(2026, 1, 1, 12, tzinfo=UTC)
FIRST = date(2026, 1, 1)
PROGRAMME = "P1"

things = State("things", version=1, columns={"a": Text, "b": Integer, "c": Date, "d": Number, "e": Boolean, "f": Json})
happenings = Occurrences("happenings", version=1, columns={"thing": Text, "size": Integer})
VIEWS = (happenings, things)


@things.on(ProgressNoted, NothingNewConfirmed)
def changed(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if data.get("fail"):
        raise ValueError("this one was made to fail")
    for key, values in data.get("set", []):
        yield Set(key, values)


@happenings.on(ProgressNoted)
def happened(event: Event, data: dict[str, Any]) -> Iterable[Change]:
    if "point" in data:
        yield Point(data["point"], {"thing": event.subject, "size": data.get("size")})
    if "retract" in data:
        yield Retract(data["retract"])


#: a type that the language has and no view here listens to
UNHEARD = MilestoneReforecast


def fact(subject: str, sequence: int, data: dict[str, Any], day: int = 0, number: int = 0, **changes: Any) -> Event:
    """A fact that was effective `day` days after the first, recorded `number` minutes after the start."""
    made = Event(
        id=UUID(int=(0x7 << 76) | (0x2 << 62) | (hash((subject, sequence)) & 0xFFFFFFFF) << 80 | number),
        type=ProgressNoted.full_type(),
        version=1,
        subject=subject,
        sequence=sequence,
        time=START + timedelta(minutes=number),
        effectiveon=FIRST + timedelta(days=day),
        programmeid=PROGRAMME,
        actorid="person-1",
        body=canonical(data),
        correlationid="c",
    )
    return replace(made, **changes)


@dataclass(frozen=True)
class Step:
    """One fact of a history, before it has a position."""

    day: int
    data: dict[str, Any]


_values = st.fixed_dictionaries(
    {},
    optional={
        "a": st.one_of(st.none(), st.sampled_from(["x", "y", "tab\there", "back\\slash", "line\nend", "\\N", "{é}"])),
        "b": st.one_of(st.none(), st.integers(0, 2)),
        "c": st.sampled_from([None, "2026-02-01", "2026-03-01"]),
        "d": st.sampled_from([None, "12.50", "12.5", "0.00"]),
        "e": st.sampled_from([None, True, False]),
        "f": st.sampled_from([None, [], {"k": ["v", 1, {"x\n": None}]}]),
    },
)
_sets = st.lists(st.tuples(st.sampled_from(["k1", "k2"]), _values).map(list), max_size=2)


@st.composite
def histories(draw: st.DrawFn, most: int = 12) -> list[Event]:
    """Facts of a few subjects in an order in which they may arrive: per subject in sequence, days in any order."""
    last: dict[str, int] = {}
    events: list[Event] = []
    for number in range(draw(st.integers(1, most))):
        subject = draw(st.sampled_from(["s1", "s2", "s3"]))
        last[subject] = last.get(subject, 0) + 1
        data: dict[str, Any] = {"set": draw(_sets)}
        match draw(st.integers(0, 3)):
            case 0:
                data |= {"point": f"p{draw(st.integers(0, 2))}", "size": draw(st.integers(0, 1))}
            case 1:
                data |= {"retract": f"p{draw(st.integers(0, 2))}"}
        events.append(fact(subject, last[subject], data, draw(st.integers(0, 6)), number))
    return events


@st.composite
def batchings(draw: st.DrawFn, events: Sequence[Event]) -> list[list[Event]]:
    """The same facts in the same order, cut into batches."""
    batches: list[list[Event]] = [[]]
    for event in events:
        if batches[-1] and draw(st.booleans()):
            batches.append([])
        batches[-1].append(event)
    return batches


def state_as_known(events: Sequence[Event], position: int, day: int) -> dict[str, dict[str, Any]]:
    """The naive model of `things`: per key and field the setter with the latest day, then the latest position."""
    best: dict[str, dict[str, tuple[date, int, Any]]] = {}
    for number, event in enumerate(events[:position]):
        if event.effectiveon > FIRST + timedelta(days=day):
            continue
        for key, values in event.data.get("set", []):
            fields = best.setdefault(key, {}) if values else best.get(key, {})
            for field, value in values.items():
                if field not in fields or (event.effectiveon, number) >= fields[field][:2]:
                    fields[field] = (event.effectiveon, number, value)
    return {key: {field: found[2] for field, found in fields.items()} for key, fields in best.items()}


def points_as_known(events: Sequence[Event], position: int) -> dict[str, tuple[date, str, int | None]]:
    """The naive model of `happenings`: the latest point of each key that was never retracted."""
    found: dict[str, tuple[date, str, int | None]] = {}
    retracted: set[str] = set()
    for event in events[:position]:
        data = event.data
        if "point" in data:
            found[data["point"]] = (event.effectiveon, event.subject, data.get("size"))
        if "retract" in data:
            retracted.add(data["retract"])
    return {key: value for key, value in found.items() if key not in retracted}
