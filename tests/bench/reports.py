"""A report of a programme with 30,000 facts: alone in the ledger, and in one ten times as large and more."""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pikepdf
from sqlalchemy import Engine

from services.reporting.measures.period import Period
from services.reporting.projections.reader import snapshot
from services.reporting.render import pdf, renderer
from services.reporting.render.page import html
from services.reporting.reports import document
from services.reporting.reports.document import Asked, Words
from services.reporting.templates import loader
from tests.bench.ledger import load
from tests.bench.result import Result
from tests.bench.suite import Suite

PROGRAMME = "BENCH-REPORT"
TEMPLATE = "nihr-six-monthly"
RUNS = 5


def run(suite: Suite, facts: int, others: int) -> Iterator[Result]:
    """`facts` of the programme, then `others` of other programmes beside it in the same ledger."""
    from services.reporting import rebuild

    engine = suite.engine("reporting")
    rebuild.ensure(engine)
    load(engine, facts, PROGRAMME)
    small = _seconds(lambda: _figures(engine))
    for number in range(10):
        load(engine, others // 10, f"BENCH-OTHER-{number}")
    figures = _seconds(lambda: _figures(engine))
    report = _figures(engine)
    page = _seconds(lambda: html(report))
    pages, seconds = _pdf(html(report))
    alone = _weasyprint_alone(pages)
    head = int(suite.scalar("reporting", "select max(position) from ledger"))
    yield Result(
        "report_figures", f"figures and lineage, {facts:,} facts of {head:,}", figures, "s", "< 0.3", figures < 0.3
    )
    grown = figures / small
    yield Result("report_growth", f"the same when the ledger grew to {head:,}", grown, "×", "≤ 1.3", grown <= 1.3)
    yield Result("report_html", "its HTML", page, "s", "< 0.5", page < 0.5)
    yield Result(
        "report_pdf",
        f"its PDF/UA, {pages} pages",
        seconds,
        "s",
        "< 3",
        seconds < 3,
        "WeasyPrint, plain text as long",
        alone,
    )


def _figures(engine: Engine) -> dict[str, Any]:
    """The report as data, every figure with its lineage."""
    asked = Asked(PROGRAMME, loader.template(TEMPLATE), Period(date(2025, 1, 1), date(2025, 6, 30)))
    with snapshot(engine) as snap:
        return document.make(snap, asked, Words(), renderer.without_pdf())


def _pdf(page: str) -> tuple[int, float]:
    """Pages and seconds of the PDF/UA."""
    made = pdf.pdf(page)
    with pikepdf.open(io.BytesIO(made)) as opened:
        return len(opened.pages), _seconds(lambda: pdf.pdf(page))


def _weasyprint_alone(pages: int) -> float:
    """As many pages of plain paragraphs, untagged."""
    import weasyprint

    text = "".join(f"<p style='break-after: page'>{'Plain words. ' * 250}</p>" for _ in range(pages))
    return _seconds(lambda: weasyprint.HTML(string=text).write_pdf())


def _seconds(work: Callable[[], object]) -> float:
    work()
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)
