"""Measure: `./waymark bench`, or `python -m tests.bench [--only ROW ...] [--quick] [--json]`.

Every row is measured beside its alternative in the same run, on private servers. Ratios compare; figures drift with the
machine. Exit 0 when every target is met, 1 when one is not.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("PSYCOPG_WAIT_FUNC", "wait_select")
warnings.filterwarnings("ignore", "\\s*Eventlet is deprecated", DeprecationWarning)  # docs/decisions/0001-nameko.md

from tests.bench.result import Result, table
from tests.bench.suite import Suite, private_suite

Measure = Callable[[Suite, bool], Iterator[Result]]


def pipeline(suite: Suite, quick: bool) -> Iterator[Result]:
    from tests.bench import pipeline as measured

    return measured.run(suite, 5_000 if quick else 30_000)


def freshness(suite: Suite, quick: bool) -> Iterator[Result]:
    from tests.bench import freshness as measured

    return measured.run(suite, 5 if quick else 20)


def imports(suite: Suite, quick: bool) -> Iterator[Result]:
    from tests.bench import imports as measured

    return measured.run(suite, 2_000 if quick else 20_000)


def rebuild(suite: Suite, quick: bool) -> Iterator[Result]:
    from tests.bench import rebuild as measured

    return measured.run(suite, 20_000 if quick else 100_000)


def reports(suite: Suite, quick: bool) -> Iterator[Result]:
    from tests.bench import reports as measured

    return measured.run(suite, *((3_000, 30_000) if quick else (30_000, 970_000)))


def plan(suite: Suite, quick: bool) -> Iterator[Result]:
    from tests.bench import plan as measured

    return measured.run(suite, *((50, 40) if quick else (500, 40)))


ROWS: dict[str, Measure] = {
    "pipeline": pipeline,
    "freshness": freshness,
    "imports": imports,
    "rebuild": rebuild,
    "reports": reports,
    "plan": plan,
}


def main(arguments: list[str] | None = None) -> int:
    """Measure the rows asked for, each with servers of its own, and print them."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=ROWS, default=list(ROWS), metavar="ROW", help=", ".join(ROWS))
    parser.add_argument("--quick", action="store_true", help="a tenth of the work: to see that it runs, not to quote")
    parser.add_argument("--json", action="store_true", help="print JSON")
    chosen = parser.parse_args(arguments)
    results: list[Result] = []
    for number, name in enumerate(chosen.only):
        began = time.monotonic()
        progress(number, len(chosen.only), name)
        with tempfile.TemporaryDirectory(prefix="waymark-bench-") as folder, private_suite(Path(folder)) as suite:
            results += ROWS[name](suite, chosen.quick)
        progress(number + 1, len(chosen.only), f"{name} took {time.monotonic() - began:.0f} s")
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "quick": chosen.quick}
    if chosen.json:
        print(json.dumps({"machine": machine, "results": [result.as_json() for result in results]}, indent=2))
    else:
        print(table(results))
    return 0 if all(result.met for result in results) else 1


def progress(done: int, total: int, what: str) -> None:
    """A bar on standard error."""
    width = 24 * done // total
    sys.stderr.write(f"  bench {'█' * width}{'░' * (24 - width)} {done}/{total}  {what}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
