"""The chart of milestones: what is drawn, what is said, and what is left to the table."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from services.reporting.render.timeline import MOST, svg

NAMESPACE = "{http://www.w3.org/2000/svg}"


def chart(*lines: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": "Milestones",
        "from": "2026-01-01",
        "to": "2026-12-31",
        "period_end": "2026-06-30",
        "lines": list(lines),
    }


def line(title: str = "Atlas", **dates: str | None) -> dict[str, Any]:
    values = {
        "baseline_on": "2026-02-01",
        "forecast_on": None,
        "done_on": None,
        "project": "Warm homes",
        "state": "Done on time",
    }
    return {"title": title, **values, **dates}


def drawn(text: str, shape: str) -> int:
    """How often a shape is drawn, the legend's one left out."""
    return len(ET.fromstring(text).findall(f".//{NAMESPACE}{shape}")) - 1


def test_a_milestone_that_is_done_has_an_open_square_and_a_circle_and_one_ahead_a_diamond() -> None:
    done = svg(chart(line(done_on="2026-03-01")), "c")
    assert drawn(done, "rect") == 1 and drawn(done, "circle") == 1
    ahead = svg(chart(line(forecast_on="2026-03-01")), "c")
    assert drawn(ahead, "circle") == 0 and drawn(ahead, "path") - drawn(svg(chart(), "c"), "path") == 1


def test_only_a_slip_has_a_dashed_line() -> None:
    assert "stroke-dasharray" in svg(chart(line(done_on="2026-03-01")), "c")
    assert "stroke-dasharray" not in svg(chart(line(done_on="2026-01-20")), "c")


def test_the_chart_has_a_title_with_an_id_of_its_own_and_says_states_in_words() -> None:
    root = ET.fromstring(svg(chart(line(state="Done 28 days late")), "chart-2"))
    title = root.find(f"{NAMESPACE}title")
    assert title is not None and title.get("id") == root.get("aria-labelledby") == "chart-2-title"
    assert "Done 28 days late" in "".join(root.itertext())


def test_what_people_write_is_escaped() -> None:
    text = svg(chart(line(title="<script>&</script>")), "c")
    assert "<script>" not in text
    ET.fromstring(text)


def test_dates_outside_the_window_are_arrows_at_its_edge() -> None:
    inside = svg(chart(line(baseline_on="2026-02-01", done_on="2026-02-01")), "c")
    outside = svg(chart(line(baseline_on="2024-02-01", done_on="2026-02-01")), "c")
    assert drawn(outside, "rect") == drawn(inside, "rect") - 1
    assert drawn(outside, "path") == drawn(inside, "path") + 1


def test_no_more_lines_than_can_be_read() -> None:
    assert drawn(svg(chart(*[line(done_on="2026-03-01") for _ in range(MOST + 5)]), "c"), "circle") == MOST
