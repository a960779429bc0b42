"""Measure how fast the suite is, each figure beside its alternatives in the same run. Starts servers of its own."""

from __future__ import annotations

import argparse
import os

from launcher import install
from launcher.child import Child
from launcher.datafolder import CHECKOUT
from launcher.outcome import Exit
from launcher.processes import inherited

SUMMARY = "measure speed beside the alternatives"
EXAMPLES = """\
  ./waymark bench
  ./waymark bench --json
"""
TAKES_OTHERS = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the table as JSON")


def run(arguments: argparse.Namespace) -> int:
    install.prepare("test")
    command = [str(install.PYTHON), "-m", "tests.bench", *(["--json"] if arguments.json else []), *arguments.others]
    bench = Child(
        "bench", command, inherited(os.environ), None, cwd=CHECKOUT, stop_within=60, orphan_signal=Child.stop_signal
    )
    bench.start()
    try:
        assert bench.process is not None
        return Exit.DONE if bench.process.wait() == 0 else Exit.DIFFERENT
    finally:
        bench.stop()
