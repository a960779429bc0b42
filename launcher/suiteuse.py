"""The suite for a command: the one that runs, or one for as long as the command lasts."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from launcher import runfile
from launcher.child import Child
from launcher.client import Client
from launcher.datafolder import CHECKOUT, DataFolder
from launcher.outcome import Unavailable
from launcher.progress import say
from launcher.runfile import RunFile

#: The first start may install packages and load the sample.
STARTED_WITHIN = 1800.0


def add_data_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", metavar="DIR", help="folder of the installation's data (default: .waymark)")


@contextmanager
def suite(data: DataFolder) -> Iterator[RunFile]:
    """The running suite of this data folder.

    Started, without its banner, when none runs, and then stopped at the end.
    """
    if runfile.is_held(data):
        yield wait_for_run_file(data)
        return
    say("No suite runs here, so one is started for this command (keep one running with `./waymark run`).")
    command = [sys.executable, str(CHECKOUT / "waymark"), "run", "--data", str(data.root), "--for-a-command"]
    launcher = Child("waymark run", command, os.environ, None, stop_within=60, orphan_signal=Child.stop_signal)
    launcher.start()
    try:
        yield wait_for_run_file(data, launcher)
    finally:
        launcher.stop()


def wait_for_run_file(data: DataFolder, launcher: Child | None = None) -> RunFile:
    """What the suite says about itself once it is ready; if we started it, once its sample is loaded too."""
    deadline = time.monotonic() + STARTED_WITHIN
    while time.monotonic() < deadline:
        found = runfile.read(data)
        if found is not None and (found.complete or launcher is None):
            return found
        if launcher is not None and not launcher.alive:
            raise Unavailable("the suite could not be started; the reason is above")
        if launcher is None and not runfile.is_held(data):
            raise Unavailable("the suite stopped before it was ready")
        time.sleep(0.1)
    raise Unavailable("the suite was not ready within half an hour")


@contextmanager
def client(arguments: argparse.Namespace) -> Iterator[Client]:
    """A client of the suite that the command's --data names."""
    with suite(DataFolder.at(arguments.data)) as running:
        yield Client(running)
