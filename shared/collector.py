"""Python's cycle collector, set for long-lived processes that hold much and make few cycles.

The projector keeps hundreds of thousands of open versions in memory; with the default thresholds a third of its
processor time went to looking through them for cycles (`python -m tests.bench --only pipeline` shows the difference).
"""

from __future__ import annotations

import gc


def settle() -> None:
    """Call once the process has started: what is there now stays; look for cycles among much newer things, seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
