"""How far an output is, and what may follow what. An award or project that has ended is no reason to refuse anything:
outputs keep arriving for years (NIHR follows infrastructure awards for up to six).
"""

from __future__ import annotations

from datetime import date

from services.outputs.domain.dates import PartialDate
from shared.broken import Broken

#: as requests and facts name them; here too, so that the reading process need not load every request to know them
STATES = ("planned", "submitted", "accepted", "embargoed", "public")


def first(state: str | None, published: PartialDate | None) -> str:
    """The state of an output as it is recorded."""
    return state or ("public" if published else "planned")


def check_dates(state: str, published: PartialDate | None, today: date) -> None:
    """Raise ValueError in words when state and dates contradict each other."""
    if state == "public" and published is None:
        raise ValueError("Enter the date of publication: a public output has one")
    if state != "public" and published is not None:
        raise ValueError(f"An output that is {state} has no date of publication yet: give the planned date instead")
    if published is not None and published.first > today:
        raise ValueError(f"{published} is in the future: record it as accepted, with a planned date")


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


def check_embargo(state: str, embargoed_until: date | None) -> None:
    """Raise Broken when an output under embargo has no last day of it."""
    if state == "embargoed" and embargoed_until is None:
        raise Broken("Enter the last day of the embargo", "embargoed_until")


def check_steps(submitted: date | None, accepted: date | None, published: PartialDate | None, today: date) -> None:
    """Raise Broken unless it was submitted, then accepted, then published, none of it in the future."""
    for name, on in (("submitted_on", submitted), ("accepted_on", accepted)):
        if on is not None and on > today:
            raise Broken(f"{on.isoformat()} is in the future: give the planned date instead", name)
        if on is not None and published is not None and on > published.last:
            raise Broken(f"It was published on {published}, which is before {on.isoformat()}", name)
    if submitted and accepted and accepted < submitted:
        raise Broken("It cannot be accepted before it is submitted", "accepted_on")


def may_reinstate(withdrawn_kind: str | None) -> None:
    """Raise Broken when there is no withdrawal to take back."""
    if withdrawn_kind is None:
        raise Broken("It was not withdrawn, so there is nothing to take back", "output_id", state=True)
