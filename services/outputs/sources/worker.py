"""The worker that makes the look-ups: claims what is due, asks the sources with nothing open, notes what came.

Some at a time, so that a slow registry holds up nobody who asks another. Does nothing at all while look-ups are off.
"""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor

import structlog
from sqlalchemy import Engine

from services.outputs.commands import lookups
from services.outputs.commands.lookups import Claimed
from services.outputs.sources.asking import Sources
from services.outputs.sources.cache import TableCache
from services.outputs.sources.chosen import chosen
from services.outputs.sources.fetching import Fetcher
from shared.schedule import Schedule

log = structlog.get_logger()

#: how soon a new look-up is noticed (seconds)
EVERY = 0.5
AT_A_TIME = 3


class LookUps(Schedule):
    """Give the service one as a class attribute. Its threads are green where the process is."""

    def __init__(self) -> None:
        super().__init__(self.look_up_due, seconds=EVERY)

    def setup(self) -> None:
        super().setup()
        self._stopping = False
        self.sources = Sources(chosen(), Fetcher(chosen(), TableCache(self.engine)))

    def start(self) -> None:
        if chosen().on:
            super().start()

    def stop(self) -> None:
        """Let the look-ups in hand end; the others wait for the next start."""
        self._stopping = True
        super().stop()

    kill = stop

    def look_up_due(self, engine: Engine) -> None:
        """Make every look-up that is due, and those that come while others are made."""
        lookups.settle_interrupted(engine)
        running: set[Future[None]] = set()
        with ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="lookups") as threads:
            while True:
                running = {one for one in running if not one.done()}
                room = len(running) < AT_A_TIME and not self._stopping
                claimed = lookups.claim(engine) if room else None
                if claimed:
                    running.add(threads.submit(self._one, engine, claimed))
                elif running:
                    time.sleep(0.05)  # something may come, or end
                else:
                    return

    def _one(self, engine: Engine, claimed: Claimed) -> None:
        with structlog.contextvars.bound_contextvars(lookup=claimed.lookup_id):
            try:
                lookups.note(engine, claimed, self.sources.find(claimed.scheme, claimed.value))
            except Exception:
                log.exception("a look-up failed inside")
                lookups.give_up(engine, claimed)
