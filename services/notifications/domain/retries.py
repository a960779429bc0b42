"""When a message that could not be handed over is tried again, and when it is given up."""

from __future__ import annotations

from datetime import timedelta

#: waits after the first, second, ... try; after the last, it has failed: seven tries in about a day
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 960))


def wait_after(tries: int) -> timedelta | None:
    """How long to wait after so many tries; None when that was the last."""
    return WAITS[tries - 1] if tries <= len(WAITS) else None
