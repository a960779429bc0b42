"""How a view of the ledger is declared: its columns, and a pure handler per event type that changes it.

    milestones = State("milestones", version=1, columns={"title": Text, "baseline_on": Date, "forecast_on": Date})

    @milestones.on(MilestoneReforecast)
    def reforecast(event: Event, data: dict[str, Any]) -> Iterable[Change]:
        yield Set(event.subject, {"forecast_on": data["forecast_to"]})

A handler sees the one event and its body (upcast to the newest version) and nothing else: no session, no clock, no
other row. That is what makes a rebuild equal to live. A handler that raises makes its fact wait, with the reason, and
blocks nobody else. Raise `version` whenever columns or handlers change meaning: reports name it.

This module is not for folding (`fold`), SQL (`store`) or reading (`reader`).
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from services.reporting.projections.columns import Boolean, Date, Integer, Json, Kind, Number, Text
from shared.events.event import Event
from shared.events.fact import Fact

__all__ = [
    "Boolean",
    "Change",
    "Date",
    "Integer",
    "Json",
    "Kind",
    "Number",
    "Occurrences",
    "Point",
    "Retract",
    "Set",
    "State",
    "Text",
    "View",
]


@dataclass(slots=True)
class Set:
    """These fields of `key` hold these values from the day `on` (default: the event's effective date).

    Per field the later effective date wins, and on the same date the later position: so a late fact holds only until
    the next day on which somebody else set that field. Fields not named are left alone; None is a value like another.
    """

    key: str
    values: Mapping[str, Any]
    on: date | None = None


@dataclass(slots=True)
class Point:
    """`key` happened on the day `on` (default: the event's effective date).

    Use the id of the fact as the key. The same key again replaces the point (the later position wins).
    """

    key: str
    values: Mapping[str, Any]
    on: date | None = None


@dataclass(slots=True)
class Retract:
    """`key` did not happen after all. For good: a point that arrives after its retraction stays retracted, so that
    facts of different subjects may arrive in any order. What happens again is a new fact and has a new key."""

    key: str


Change = Set | Point | Retract
Handler = Callable[[Event, dict[str, Any]], Iterable[Change]]


class View:
    """One declared view. Use `State` or `Occurrences`.

    Every row has, beside its columns: `key`, `programme_id` (the event's; the same key under another programme is
    another thing), `event_id` (the fact that opened this version), `pos_from` and `pos_to` (what was known).
    """

    kind: ClassVar[str]
    #: names that rows have anyway
    reserved: ClassVar[frozenset[str]] = frozenset(
        {
            "key",
            "programme_id",
            "event_id",
            "pos_from",
            "pos_to",
            "true_from",
            "true_to",
            "on_date",
            "since",
            "position",
        }
    )

    def __init__(
        self,
        name: str,
        *,
        version: int,
        columns: Mapping[str, Kind],
        classes: Mapping[str, str] | None = None,
        read_whole: bool = False,
    ) -> None:
        """`classes`: who may see a column (open, funder, internal) that is not called like a field of its events.

        `read_whole`: a state of thousands of rows in a programme, of which reads want all that is so on a day.
        """
        if taken := self.reserved & columns.keys():
            raise ValueError(
                f"view {name}: every row has {', '.join(sorted(taken))} already; name the column otherwise"
            )
        self.name = name
        self.version = version
        self.columns = dict(columns)
        self.classes = dict(classes or {})
        self.read_whole = read_whole
        self.handlers: dict[str, Handler] = {}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name} version {self.version}>"

    def on(self, *facts: type[Fact]) -> Callable[[Handler], Handler]:
        """Decorate the handler of these event types, whatever version they were recorded at."""

        def register(handler: Handler) -> Handler:
            for fact in facts:
                if fact.full_type() in self.handlers:
                    raise ValueError(f"view {self.name} has two handlers for {fact.full_type()}; make them one")
                self.handlers[fact.full_type()] = handler
            return handler

        return register

    def fingerprint(self) -> str:
        """SHA-256 over the declaration and the text of its handlers: when it differs, the view is built anew."""
        digest = hashlib.sha256(f"{self.kind} {self.name} {self.version}".encode())
        if self.read_whole:
            digest.update(b"\nread whole")
        for name, kind in self.columns.items():
            digest.update(f"\n{name} {kind.sql}".encode())
        for type_, handler in sorted(self.handlers.items()):
            digest.update(f"\n{type_}\n{inspect.getsource(handler)}".encode())
        return digest.hexdigest()


class State(View):
    """What was so, from when until when: title, forecast, status, budget. Handlers yield `Set`.

    Rows have two ranges: `[pos_from, pos_to)` and `[true_from, true_to)`; and `since`, a list of the days on which each
    field was set, in the order of the columns, with "" for one that never was.
    """

    kind = "state"


class Occurrences(View):
    """What happened on a day: achieved, published, submitted. Handlers yield `Point` and `Retract`.

    Rows have the range `[pos_from, pos_to)` and `on_date`, which is null from the moment of a retraction.
    """

    kind = "occurrences"
