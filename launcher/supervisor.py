"""Starts the processes of the suite in order, keeps them running, stops them in the reverse order.

It knows children and whether they are ready; which children there are is `launcher.processes`, and what a person is
told about the start is `launcher.suite`.
"""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field

from launcher.child import Child, wait_until
from launcher.progress import say

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
#: A process that ran this long is healthy again: its next end starts from the shortest pause.
HEALTHY_AFTER = 60.0


def page_answers(url: str) -> bool:
    """Whether a GET is answered with 200 within two seconds."""
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=2) as response:
            return bool(response.status == 200)
    except (OSError, urllib.error.URLError, ValueError):
        return False


@dataclass
class Watched:
    """A child, how to see that it works, and when it may be started again."""

    child: Child
    ready: Callable[[], bool]
    pause: float = FIRST_PAUSE
    started_at: float = 0.0
    start_again_at: float | None = None

    def start(self) -> None:
        self.started_at = time.monotonic()
        self.start_again_at = None
        self.child.start()

    def tend(self, now: float) -> bool:
        """Look once. Says and schedules a restart when the child has ended. True when it was started again."""
        if self.start_again_at is not None:
            if now < self.start_again_at:
                return False
            self.start()
            return True
        if not self.child.alive:
            code = self.child.process.returncode if self.child.process else None
            if now - self.started_at > HEALTHY_AFTER:
                self.pause = FIRST_PAUSE
            ended = f"{self.child.name} ended (exit code {code})"
            say(f"{ended}; starting it again in {self.pause:g} s. Log: {self.child.log}")
            self.start_again_at = now + self.pause
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
        return False


@dataclass
class Supervisor:
    """The children of one suite, in the order in which they were started."""

    watched: list[Watched] = field(default_factory=list)

    def start(self, child: Child, ready: Callable[[], bool]) -> Watched:
        """Start a child and watch it from now on. Does not wait for it."""
        watched = Watched(child, ready)
        self.watched.append(watched)
        watched.start()
        return watched

    def wait_ready(self, watched: Watched, within: float) -> None:
        """Raises StartFailed when the child ends or is not ready in time."""
        wait_until(watched.ready, watched.child, within)

    def tend(self) -> bool:
        """Look at every child once; true when one was started again. Call it often."""
        now = time.monotonic()
        restarted = [watched.tend(now) for watched in self.watched]
        return any(restarted)

    @property
    def pids(self) -> dict[str, int]:
        return {w.child.name: w.child.pid for w in self.watched if w.child.pid is not None and w.child.alive}

    def stop(self) -> None:
        """Ask all to stop, the last started first, so that what takes requests goes before what serves them.

        Then wait.
        """
        for watched in reversed(self.watched):
            watched.start_again_at = None
            watched.child.ask_to_stop()
        for watched in reversed(self.watched):
            watched.child.finish_stopping()
        self.watched.clear()

    def kill(self) -> None:
        """Stop at once, for the impatient."""
        for watched in reversed(self.watched):
            watched.child.kill()
        self.watched.clear()
