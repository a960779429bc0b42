"""A report of a programme with 30,000 facts: alone in the ledger, and in one ten times as large and more."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator

from tests.bench.ledger import load
from tests.bench.result import Result
from tests.bench.suite import Suite

PROGRAMME = "BENCH-REPORT"
RUNS = 5


def run(suite: Suite, facts: int, others: int) -> Iterator[Result]:
    """`facts` of the programme, then `others` of other programmes beside it in the same ledger."""
    from services.reporting import rebuild

    engine = suite.engine("reporting")
    rebuild.ensure(engine)
    _programme(engine)
    load(engine, facts - 1, PROGRAMME)
    small = _seconds(lambda: _figures(engine))
    for number in range(10):
        load(engine, others // 10, f"BENCH-OTHER-{number}")
    figures = _seconds(lambda: _figures(engine))
    report = _figures(engine)
    page = _seconds(lambda: _html(report))
    pages, pdf = _pdf(report)
    alone = _weasyprint_alone(pages)
    head = int(suite.scalar("reporting", "select max(position) from ledger"))
    yield Result(
        "report_figures", f"figures and lineage, {facts:,} facts of {head:,}", figures, "s", "< 0.3", figures < 0.3
    )
    grown = figures / small
    yield Result("report_growth", f"the same when the ledger grew to {head:,}", grown, "×", "≤ 1.3", grown <= 1.3)
    yield Result("report_html", "its HTML", page, "s", "< 0.5", page < 0.5)
    yield Result(
        "report_pdf", f"its PDF/UA, {pages} pages", pdf, "s", "< 3", pdf < 3, "WeasyPrint, plain text as long", alone
    )


def _seconds(work: Callable[[], object]) -> float:
    work()
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)
