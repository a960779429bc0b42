"""Building every view anew from the ledger, beside a library that only reads and decodes its events."""

from __future__ import annotations

import time
from collections.abc import Iterator

from tests.bench import eventsourcing_library
from tests.bench.ledger import load
from tests.bench.result import Result
from tests.bench.suite import Suite


def run(suite: Suite, count: int) -> Iterator[Result]:
    """Rebuild over at least `count` facts."""
    from services.reporting import rebuild

    engine = suite.engine("reporting")
    rebuild.ensure(engine)
    missing = count - int(suite.scalar("reporting", "select coalesce(max(position), 0) from ledger"))
    if missing > 0:
        load(engine, missing, "BENCH-REBUILD")
    facts = int(suite.scalar("reporting", "select max(position) from ledger"))
    began = time.perf_counter()
    rebuild.rebuild(engine)
    rate = facts / (time.perf_counter() - began)
    theirs = eventsourcing_library.rates(suite, min(count, 20_000))["read"]
    yield Result(
        "rebuild", f"all views from {facts:,} facts", rate, "facts/s", "≥ 20,000", rate >= 20_000,
        "eventsourcing, reading and decoding only", theirs,
    )  # fmt: skip
