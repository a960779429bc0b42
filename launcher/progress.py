"""What a person sees while something long is going on.

Steps with their seconds, and bars. On standard error, so that the standard output of a command is its result alone.

On a terminal a line is redrawn in place; elsewhere (a log, a pipe) each line is written once.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

NAME_WIDTH = 14
BAR_WIDTH = 32


def on_terminal(stream: TextIO) -> bool:
    return stream.isatty()


def say(text: str = "") -> None:
    """A line for the person who watches."""
    print(text, file=sys.stderr, flush=True)


class Step:
    """One named step of something longer. `note` is what it turned out to be, printed behind its name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.note = ""
        self.began = time.monotonic()
        self._done = threading.Event()

    def line(self, end: str) -> str:
        seconds = time.monotonic() - self.began
        return f"  {self.name:<{NAME_WIDTH}} {self.note:<44} {seconds:6.1f} s{end}"

    def redraw_until_done(self) -> None:
        while not self._done.wait(0.2):
            sys.stderr.write("\r" + self.line(" …"))
            sys.stderr.flush()

    def finish(self) -> None:
        self._done.set()


@contextmanager
def step(name: str, note: str = "", quiet_below: float = 0.0) -> Iterator[Step]:
    """Show a step while it lasts and how long it took.

    A step shorter than `quiet_below` seconds is not worth a line.
    """
    current = Step(name)
    current.note = note
    drawing = None
    if on_terminal(sys.stderr):
        drawing = threading.Thread(target=current.redraw_until_done, daemon=True)
        drawing.start()
    failed = True
    try:
        yield current
        failed = False
    finally:
        current.finish()
        if drawing is not None:
            drawing.join()
            sys.stderr.write("\r\033[K")
        if failed or time.monotonic() - current.began >= quiet_below:
            say(current.line("  failed" if failed else ""))


class Bar:
    """A progress bar for something counted. `update` may be called as often as one likes."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._shown = 0.0
        self._last = ""

    def update(self, done: int, total: int, *, final: bool = False) -> None:
        """`total` 0 means that nobody knows yet."""
        pause = 0.1 if on_terminal(sys.stderr) else 5.0
        if not final and time.monotonic() - self._shown < pause:
            return
        self._shown = time.monotonic()
        share = min(1.0, done / total) if total else 0.0
        filled = round(BAR_WIDTH * share)
        count = f"{done:,} of {total:,}" if total else f"{done:,}"
        line = f"  {self.what} [{'#' * filled}{'.' * (BAR_WIDTH - filled)}] {count}"
        if on_terminal(sys.stderr):
            sys.stderr.write("\r\033[K" + line + ("\n" if final else ""))
            sys.stderr.flush()
        elif line != self._last:
            say(line)
        self._last = line
