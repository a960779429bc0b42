"""Draws milestones on a time axis as SVG: an open square for the baseline, a circle for done, a diamond for forecast.

Shape and text say everything, colour repeats it. The table that follows has the same data in full. Baseline and date
have lanes of their own, so that one never hides the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from html import escape
from typing import Any

from services.reporting.reports.days import MONTHS, short_day

#: more lines than this are left to the table
MOST = 40
WIDTH, LABELS, STATES, ROW, TOP = 960, 340, 150, 30, 64
FONT = "IBM Plex Sans, system-ui, sans-serif"
INK, QUIET, BASELINE, DONE, FORECAST, GRID = "#17252a", "#4d5b61", "#4d5b61", "#0a5f5b", "#8a3b12", "#d5dde0"


def svg(timeline: Mapping[str, Any], prefix: str) -> str:
    """The chart; `prefix` keeps its ids apart from those of others on the page."""
    lines = timeline["lines"][:MOST]
    start, end = date.fromisoformat(timeline["from"]), date.fromisoformat(timeline["to"])
    axis = _Axis(start, end)
    height = TOP + ROW * len(lines) + 12
    title = f"{timeline['title']}, {short_day(start)} to {short_day(end)}. The table below has the same dates."
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="100%" role="img" '
        f'aria-labelledby="{prefix}-title" font-family="{FONT}" font-size="12">',
        f'<title id="{prefix}-title">{escape(title)}</title>',
        *_legend(),
        *_grid(axis, height, date.fromisoformat(timeline["period_end"])),
    ]
    for number, line in enumerate(lines):
        parts += _line(line, axis, TOP + ROW * number)
    return "".join([*parts, "</svg>"])


class _Axis:
    def __init__(self, start: date, end: date) -> None:
        self.start, self.end = start, end
        self.left, self.right = LABELS, WIDTH - STATES - 14

    def x(self, day: date) -> float:
        """Where a day is; days outside the window are at its edge."""
        inside = min(max(day, self.start), self.end)
        share = (inside - self.start).days / max((self.end - self.start).days, 1)
        return round(self.left + share * (self.right - self.left), 1)

    def outside(self, day: date) -> bool:
        return not self.start <= day <= self.end

    def months(self) -> Iterator[date]:
        day = self.start.replace(day=1)
        while day <= self.end:
            if day >= self.start:
                yield day
            day = date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _legend() -> list[str]:
    found = []
    for x, shape, words in (
        (8, _square(8, 14), "Baseline"),
        (96, _circle(96, 14), "Done"),
        (160, _diamond(160, 14), "Forecast"),
        (246, _arrow(246, 14, 1), "Outside these dates"),
    ):
        found.append(f'{shape}<text x="{x + 12}" y="18" fill="{INK}">{words}</text>')
    return found


def _grid(axis: _Axis, height: int, today: date) -> list[str]:
    found = []
    for month in axis.months():
        x = axis.x(month)
        found.append(f'<line x1="{x}" y1="{TOP - 14}" x2="{x}" y2="{height - 10}" stroke="{GRID}"/>')
        found.append(
            f'<text x="{x + 3}" y="{TOP - 18}" fill="{QUIET}" font-size="11">{MONTHS[month.month - 1][:3]}</text>'
        )
        if month.month == 1 or month == axis.start:
            found.append(f'<text x="{x + 3}" y="{TOP - 32}" fill="{QUIET}" font-size="11">{month.year}</text>')
    x = axis.x(today)
    found.append(f'<line x1="{x}" y1="{TOP - 14}" x2="{x}" y2="{height - 10}" stroke="{INK}" stroke-width="1.5"/>')
    found.append(f'<text x="{x}" y="{TOP - 32}" fill="{INK}" font-size="11" text-anchor="end">End of period</text>')
    return found


def _line(line: Mapping[str, Any], axis: _Axis, top: int) -> list[str]:
    baseline = date.fromisoformat(line["baseline_on"])
    until = line["done_on"] or line["forecast_on"]
    upper, lower = top + 9, top + 20
    found = [
        f'<line x1="0" y1="{top + ROW - 1}" x2="{WIDTH}" y2="{top + ROW - 1}" stroke="{GRID}" stroke-width="0.6"/>',
        f'<text x="0" y="{top + 18}" fill="{INK}" font-size="11">{_label(line)}</text>',
        f'<text x="{WIDTH - STATES}" y="{top + 18}" fill="{INK}" font-size="11">'
        f"{escape(_short(line['state'], 24))}</text>",
        _mark(axis, baseline, upper, _square),
    ]
    if until:
        day = date.fromisoformat(until)
        if day > baseline:
            found.append(
                f'<line x1="{axis.x(baseline)}" y1="{lower}" x2="{axis.x(day)}" y2="{lower}" stroke="{QUIET}" '
                'stroke-dasharray="4 3"/>'
            )
        found.append(_mark(axis, day, lower, _circle if line["done_on"] else _diamond))
    return found


def _mark(axis: _Axis, day: date, y: int, shape: Any) -> str:
    x = axis.x(day)
    return _arrow(x, y, -1 if day < axis.start else 1) if axis.outside(day) else str(shape(x, y))


def _square(x: float, y: float) -> str:
    return (
        f'<rect x="{x - 4.5}" y="{y - 4.5}" width="9" height="9" fill="#fff" stroke="{BASELINE}" stroke-width="1.6"/>'
    )


def _circle(x: float, y: float) -> str:
    return f'<circle cx="{x}" cy="{y}" r="5" fill="{DONE}"/>'


def _diamond(x: float, y: float) -> str:
    return f'<path d="M{x} {y - 6}L{x + 6} {y}L{x} {y + 6}L{x - 6} {y}Z" fill="{FORECAST}"/>'


def _arrow(x: float, y: float, way: int) -> str:
    return f'<path d="M{x + 5 * way} {y}L{x - 3 * way} {y - 5}L{x - 3 * way} {y + 5}Z" fill="{QUIET}"/>'


def _label(line: Mapping[str, Any]) -> str:
    """The milestone, and as much of its project as there is room for: many milestones have the same title."""
    title = _short(line["title"], 40)
    room = 56 - len(title)
    project = _short(line["project"], room) if line["project"] and room > 8 else ""
    return escape(title) + (f'<tspan fill="{QUIET}" dx="6">{escape(project)}</tspan>' if project else "")


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
