"""Settings of a programme: their rules, and the figures that keep the setting of their own time."""

from __future__ import annotations

from datetime import date

import pytest
from naive_sight import NaiveSight
from story import PROGRAMME, Story

from services.projects.domain import thresholds as rules_of
from services.reporting.measures.thresholds import boundaries, threshold
from shared.broken import Broken
from shared.events.projects import SETTINGS, ThresholdSet

DEFAULTS = {key: setting.default for key, setting in SETTINGS.items()}


def check(key: str, values: list[int]) -> None:
    setting = SETTINGS[key]
    rules_of.check(key, values, bounds=(len(setting.default), setting.least, setting.most), others=DEFAULTS)


@pytest.mark.parametrize("key", SETTINGS)
def test_a_default_keeps_the_rules(key: str) -> None:
    check(key, list(SETTINGS[key].default))


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("rag.amber_days", [60]),
        ("rag.red_days", [14]),
        ("rag.red_days", [20, 30]),
        ("quiet_after", [0]),
        ("risk.bands", [5, 5, 15]),
        ("risk.bands", [10, 5, 15]),
        ("risk.bands", [5, 10, 26]),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_value(key: str, values: list[int]) -> None:
    with pytest.raises(Broken) as refused:
        check(key, values)
    assert refused.value.field == "values"


def test_a_setting_holds_from_its_day_and_before_it_what_held_before() -> None:
    story = Story()
    story.tell(ThresholdSet, PROGRAMME, "2026-03-01", {"key": "quiet_after", "values": [30]})
    story.tell(ThresholdSet, PROGRAMME, "2026-05-01", {"key": "quiet_after", "values": [90]})
    sight = NaiveSight(story.events, PROGRAMME)
    held = [threshold(sight, date(2026, month, 28), "quiet_after") for month in (2, 3, 4, 5)]
    assert held == [60, 30, 30, 90]
    assert threshold(sight.as_known_at(1), date(2026, 5, 28), "quiet_after") == 30
    assert boundaries(sight, date(2026, 5, 28), "risk.bands") == (5, 10, 16)
    with pytest.raises(LookupError):
        threshold(sight, date(2026, 5, 28), "risk.bands")
