"""Rules of programmes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from shared.broken import Broken


def check(starts_on: date, planned_end: date | None, stages: Sequence[Mapping[str, Any]]) -> None:
    """Raise Broken when the dates do not fit. Stages may overlap: Liverpool's do."""
    if planned_end is not None and planned_end < starts_on:
        raise Broken("The programme cannot end before it starts", "planned_end")
    for stage in stages:
        if stage["end"] < stage["start"]:
            raise Broken(f"The stage {stage['title']} ends before it starts", "stages")
        if stage["end"] < starts_on or (planned_end is not None and stage["start"] > planned_end):
            raise Broken(f"The stage {stage['title']} lies outside the programme", "stages")
    keys = [stage["key"] for stage in stages]
    if len(set(keys)) < len(keys):
        raise Broken("Two stages have the same key", "stages")


def named_once(field: str, words: Sequence[Mapping[str, Any]]) -> None:
    """Raise Broken when two words of a vocabulary have one key."""
    keys = [word["key"] for word in words]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise Broken(f"The key {twice[0]} stands here twice", field)
