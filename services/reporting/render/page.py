"""The report as a web page, complete in itself: no script, nothing that it fetches. Also what the PDF is made from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from services.reporting.render.timeline import MOST, svg
from services.reporting.reports.days import short_day
from services.reporting.reports.document import fingerprint

FOLDER = Path(__file__).parent
#: rows of a table on the page; a longer one is nobody's reading, and whole in report.json
MOST_ROWS = 100


def html(report: Mapping[str, Any]) -> str:
    """The page of a report made by `reports.document.make`."""
    headline = [figure for section in report["sections"] for q in section["questions"] for figure in q["figures"]]
    page = _environment().get_template("report.html.j2")
    return page.render(report=report, headline=headline, fingerprint=fingerprint(report), style=_style())


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "anchor": lambda id_: re.sub(r"[^a-z0-9]+", "-", id_.lower()).strip("-"),
        "short_day": short_day,
        "paragraphs": lambda text: [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()],
        "number": lambda value: f"{value:,}".replace("-", "\N{MINUS SIGN}") if isinstance(value, int) else value,
        "timeline": lambda chart, prefix: Markup(svg(chart, prefix)),  # noqa: S704 (it escapes what it is given)
    }
    environment.globals |= {"most_lines": MOST, "most_rows": MOST_ROWS}
    return environment


@cache
def _style() -> Markup:
    return Markup((FOLDER / "report.css").read_text())  # noqa: S704 (our own file)
