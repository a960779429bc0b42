"""What a table and a time line of a report are, as data: the builders in `reports/` make them, `render/` shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Cell = str | int | None
Kind = Literal["text", "short", "date", "number", "doi"]


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """`empty` is said in place of a table without rows; `note` stands under one with rows."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Milestones on a time axis: baseline, forecast or actual; drawn by `render.timeline`."""

    title: str
    start: date
    end: date
    #: the last day of the period
    today: date
    lines: tuple[TimelineLine, ...]


@dataclass(frozen=True, slots=True)
class TimelineLine:
    title: str
    project: str | None
    baseline_on: date
    forecast_on: date | None
    done_on: date | None
    state: str


def iso(day: date | None) -> str | None:
    """A day as a cell holds it."""
    return day.isoformat() if day else None
