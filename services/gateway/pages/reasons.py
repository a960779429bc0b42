"""Reasons to choose from, as people say them; a programme may know others by their keys."""

from __future__ import annotations

#: why a forecast moves; the first six are those that reports break down by
REASONS = {
    "recruitment": "Recruitment",
    "approval": "Waiting for an approval",
    "partner": "A partner needs longer",
    "data_access": "Access to data",
    "scope": "The scope changed",
    "other": "Another reason",
}
MISTAKES = {
    "not_done": "It is not done",
    "wrong_milestone": "Another milestone was meant",
    "wrong_date": "The date was wrong",
}
