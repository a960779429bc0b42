"""Settings of a programme as facts, so that a figure as known earlier uses the setting of then (decision 0006).

Every setting there is, with its default, is declared here once, because the service that records it and the figures
that use it must mean the same. A new one is one line; a default that changes changes figures, so then the versions of
the measures that use it are raised. What may be set together is a rule of `services/projects/domain/thresholds.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shared.events.fact import Fact
from shared.events.fields import Key, Many, Whole
from shared.events.parts import Words


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: what it means, in what unit, its default, and between what its values may be.

    One with several defaults is a list of rising boundaries: each is the lowest value of the next band.
    """

    words: str
    unit: str
    default: tuple[int, ...]
    least: int
    most: int


SETTINGS: Mapping[str, Setting] = {
    "rag.amber_days": Setting("schedule is amber from so many days late", "days", (14,), 1, 3650),
    "rag.red_days": Setting("schedule is red from so many days late", "days", (60,), 1, 3650),
    "quiet_after": Setting("a project without news for so many days is called quiet", "days", (60,), 1, 3650),
    "risk.bands": Setting(
        "lowest scores of the bands moderate, high and severe (score is likelihood × impact)",
        "score",
        (5, 10, 16),
        2,
        25,
    ),
}


class ThresholdSet(Fact):
    """A programme sets one of its settings. Subject: the programme."""

    type = "threshold.set"
    effective = "the day from which it holds"

    key = Key("which setting", required=True)
    values = Many(Whole("a value"), "one number, or the rising boundaries of bands", required=True)
    reason_code = Key("why", seen_by="funder")
    note = Words("why, in words")
