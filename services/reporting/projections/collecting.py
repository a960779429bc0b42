"""How often Python looks for cycles among objects while a fold runs: seldom.

A fold makes and keeps many small objects, none of them in a cycle; with the usual thresholds looking through them took
a third of the writer's time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (50_000, 20, 50)


def collect_seldom() -> None:
    """For a process that does nothing but fold."""
    gc.freeze()
    gc.set_threshold(*SELDOM)


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """For the length of a block."""
    before = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
