"""Rules of partners: whoever leaves was there, once, and does not succeed itself."""

from __future__ import annotations

from datetime import date

from shared.broken import Broken

SUCCEEDED = "succeeded"


def leave(
    last: date,
    reason_code: str,
    *,
    org_id: str,
    joined_on: date,
    left_on: date | None,
    successor_org_id: str | None,
) -> None:
    """Raise Broken when this partner cannot leave on this day, or not to this successor."""
    if left_on is not None:
        raise Broken(f"It left on {left_on} already", "partnership_id", state=True)
    if last < joined_on:
        raise Broken(f"It joined on {joined_on}: it cannot leave before that", "on")
    if successor_org_id == org_id:
        raise Broken("An organisation does not succeed itself: choose another", "successor_org_id")
    if reason_code == SUCCEEDED and not successor_org_id:
        raise Broken("Say which organisation succeeds it", "successor_org_id")
