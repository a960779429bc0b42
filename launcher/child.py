"""One child process: started so that it cannot outlive us, stopped politely and then firmly.

Not for deciding what to start, or when: that is `launcher.supervisor` for the suite and `launcher.servers` for
broker and database.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LARGE_LOG = 20_000_000
SHIM = Path(__file__).with_name("shim.py")


class StartFailed(Exception):
    """A process ended, or did not become ready in time. The text names its log."""


@dataclass
class Child:
    """A command with its environment, and its process while it runs.

    `stop_signal` asks it to end; `orphan_signal` is what the kernel sends it when the launcher dies. `user` is a
    system user to run as (root only). The process gets a session of its own, so Ctrl-C in the terminal reaches the
    launcher alone.

    The kernel watches the *thread* that started the process, so start children from a thread that lasts (the main
    thread).
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path | None
    cwd: Path = Path("/")
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGKILL
    stop_within: float = 15.0
    user: str | None = None
    #: Files that it makes are private to its user, unless it installs programs.
    umask: int = 0o077
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _exit_code: int | None = field(default=None, repr=False)

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process else None

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def exit_code(self) -> int | None:
        """Of the last process; none while it runs. Negative: the signal that ended it."""
        return self._exit_code if self.process is None else self.process.poll()

    def start(self) -> None:
        """Start the command; returns at once. Its output is appended to the log; without a log it is ours."""
        lasting = [str(int(self.orphan_signal)), str(os.getpid()), self.user or "-", f"{self.umask:o}", "--"]
        with contextlib.ExitStack() as stack:
            log = None
            if self.log is not None:
                self.log.parent.mkdir(parents=True, exist_ok=True)
                turn_over(self.log)
                log = stack.enter_context(open(self.log, "ab", opener=private_opener))
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(SHIM), *lasting, *self.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.cwd,
                env=dict(self.environment),
                start_new_session=True,
            )

    def stop(self) -> None:
        """Ask it to end, wait `stop_within` seconds, then kill what is left of its process group."""
        self.ask_to_stop()
        self.finish_stopping()

    def ask_to_stop(self) -> None:
        if self.alive and self.process is not None:
            self.process.send_signal(self.stop_signal)

    def finish_stopping(self) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(self.stop_within)
        except subprocess.TimeoutExpired:
            self.kill()
        self._exit_code = self.process.returncode
        # what it started itself and did not wait for is in its process group still
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process = None

    def kill(self) -> None:
        """kill -9 the process and its group, and wait until it is gone."""
        if self.alive and self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def last_lines(self, count: int = 8) -> str:
        """The end of its log, for an error message."""
        if self.log is None:
            return ""
        try:
            with self.log.open("rb") as log:
                log.seek(max(0, log.seek(0, os.SEEK_END) - 8_000))
                return "\n".join(log.read().decode("utf-8", "replace").strip().splitlines()[-count:])
        except FileNotFoundError:
            return ""

    def failure(self, what: str) -> StartFailed:
        where = f". Its log: {self.log}\n{self.last_lines()}" if self.log else "."
        return StartFailed(f"{self.name} {what}{where}")


def turn_over(log: Path) -> None:
    """Begin a new log when the old one has grown large; one old one is kept."""
    if log.exists() and log.stat().st_size > LARGE_LOG:
        log.replace(log.with_name(log.name + ".1"))


def private_opener(path: str, flags: int) -> int:
    """For `open(opener=…)`: a new file is readable by its owner alone."""
    return os.open(path, flags, 0o600)


def wait_until(ready: Callable[[], bool], child: Child, within: float, every: float = 0.05) -> None:
    """Poll `ready()` until it is true. Raises StartFailed when the child ends first or the time is up."""
    deadline = time.monotonic() + within
    while not ready():
        if not child.alive:
            code = child.process.returncode if child.process else None
            raise child.failure(f"ended with exit code {code} before it was ready")
        if time.monotonic() > deadline:
            raise child.failure(f"was not ready within {within:.0f} seconds")
        time.sleep(every)
