"""One figure: the value of a measure at a sight, in words and as data, with the facts that it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.reporting.measures.period import Period
from services.reporting.measures.registry import Measure
from services.reporting.measures.value import Breakdown, Line, Value
from services.reporting.measures.wording import line_printed, percent, plain, printed
from services.reporting.reports.names import Names, sentence_case
from services.reporting.reports.sight import ProgrammeSight


@dataclass(frozen=True, slots=True)
class Figure:
    """A computed measure. `events` are the facts behind every row that was looked at, in order of position."""

    measure: Measure
    value: Value
    events: tuple[str, ...]


def compute(measure: Measure, sight: ProgrammeSight, period: Period) -> Figure:
    """The figure and its lineage."""
    with sight.tracking() as read:
        value = measure(sight, period)
    return Figure(measure, value, () if value.sealed else sight.behind(read))


def as_data(figure: Figure, names: Names) -> dict[str, Any]:
    """The figure as report.json has it (RFC 8785: text and whole numbers only)."""
    measure, value = figure.measure, figure.value
    found: dict[str, Any] = {
        "id": measure.id,
        "version": measure.version,
        "kind": measure.kind,
        "title": measure.title,
        "definition": measure.definition,
        "unit": measure.unit,
        "value": plain(value.amount, measure.unit),
        "state": value.state.value,
        "printed": printed(measure, value),
        "breakdowns": [_breakdown(breakdown, measure, names) for breakdown in value.breakdowns],
        "beside": [_line(line, measure, "word", names) for line in value.beside],
        "counted": [{"view": view, "key": key} for view, key in value.counted],
        "events": list(figure.events),
    }
    if value.of is not None:
        found |= {"numerator": value.amount, "denominator": value.of, "percent": percent(value)}
    if value.note:
        found["note"] = value.note
    return found


def _breakdown(breakdown: Breakdown, measure: Measure, names: Names) -> dict[str, Any]:
    title = breakdown.title.replace("workstream", names.workstream_word)
    lines = [_line(line, measure, breakdown.naming, names) for line in breakdown.lines]
    found: dict[str, Any] = {"title": title, "lines": lines}
    if breakdown.overlapping:
        found["note"] = (
            f"One of the {measure.unit} can be under several headings, so these may add up to more than the total, "
            "which counts each once."
        )
    return found


def _line(line: Line, measure: Measure, naming: str, names: Names) -> dict[str, Any]:
    label = sentence_case(line.name) if naming == "word" else names.line(naming, line.name)
    return {
        "name": line.name,
        "label": label,
        "value": plain(line.amount, line.unit or measure.unit),
        "printed": line_printed(line, line.unit or measure.unit),
    }
