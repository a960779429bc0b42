"""Rules of declared delivery confidence: a judgement in words, and for a red what will be done."""

from __future__ import annotations

from datetime import date

from shared.broken import Broken

RED = "red"


def declare(level: str, declared_on: date, action: str | None, review_on: date | None, *, today: date) -> None:
    """Raise Broken when the declaration lacks something, or its days do not fit."""
    if declared_on > today:
        raise Broken("Confidence is declared for a day that has come", "on")
    if level == RED and not action:
        raise Broken("Say what will be done about it: a red needs an action", "action")
    if review_on is not None and review_on < declared_on:
        raise Broken("The review comes after the declaration", "review_on")
