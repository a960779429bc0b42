"""How far an output is, and what may follow what. An award or project that has ended is no reason to refuse anything:
outputs keep arriving for years (NIHR follows infrastructure awards for up to six).
"""

from __future__ import annotations

from datetime import date

from services.outputs.domain.dates import PartialDate


def first(state: str | None, published: PartialDate | None) -> str:
    """The state of an output as it is recorded."""
    return state or ("public" if published else "planned")


def check_dates(state: str, published: PartialDate | None, embargoed_until: date | None, today: date) -> None:
    """Raise ValueError in words when state and dates contradict each other."""
    if state == "public" and published is None:
        raise ValueError("Enter the date of publication: a public output has one")
    if state != "public" and published is not None:
        raise ValueError(f"An output that is {state} has no date of publication yet: give the planned date instead")
    if published is not None and published.first > today:
        raise ValueError(f"{published} is in the future: record it as accepted, with a planned date")
    if state == "embargoed" and embargoed_until is None:
        raise ValueError("Enter the last day of the embargo")


def may_change(before: str, after: str) -> None:
    """Raise ValueError unless an unpublished output may go from one state to the other (a refused paper goes back)."""
    if before == "public":
        raise ValueError("It is public; correct its date, or withdraw it")
    if after == "public":
        raise ValueError("Publish it, with the date on which it became public")


def may_publish(state: str) -> None:
    """Raise ValueError when it is public already."""
    if state == "public":
        raise ValueError("It is public already; to correct its date, change it")
