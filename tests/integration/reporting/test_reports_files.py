"""The files of a report: PDF/UA-1 in its own fonts, a page that stands by itself, JSON with every figure's facts."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import page
import pikepdf
import pytest
from installation import Installation
from story import PROGRAMME, liverpool

from services.reporting import rebuild
from services.reporting.ledger.append import Writer
from services.reporting.measures.period import Period
from services.reporting.projections.reader import position_on, snapshot
from services.reporting.render.page import html
from services.reporting.render.process import PdfProcess
from services.reporting.reports.document import Asked, Words, make
from services.reporting.templates.loader import template

WORDS = {"summary.plain": "We finished the atlas.\n\nSixteen families took part & said <what> they thought."}


@pytest.fixture(scope="module")
def pdfs() -> Iterator[PdfProcess]:
    process = PdfProcess()
    yield process
    process.stop()


@pytest.fixture(scope="module")
def made(installation: Installation, pdfs: PdfProcess) -> Any:
    """A function that makes the report of a period, as known on a day."""
    from datetime import date

    installation.databases("reporting")
    engine = installation.engine("reporting")
    rebuild.ensure(engine)
    with engine.begin() as connection:
        Writer().apply(connection, liverpool().events)

    def make_report(start: str = "2026-01-01", end: str = "2026-06-30", known_on: str | None = None) -> dict[str, Any]:
        period = Period(date.fromisoformat(start), date.fromisoformat(end))
        with snapshot(engine) as snap:
            position = position_on(snap, date.fromisoformat(known_on)) if known_on else None
            asked = Asked(PROGRAMME, template("nihr-six-monthly"), period, position)
            return make(snap, asked, lambda _revision: Words(1, WORDS), pdfs.versions())

    return make_report


def test_the_pdf_passes_pdf_ua_1_in_its_own_fonts(made: Any, pdfs: PdfProcess, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(pdfs.pdf(html(made())))
    result = page.validate_pdf(str(file), profile=page.ValidationProfile("ua1"))
    assert "0 failed, 104 total" in str(result), str(result)
    with pikepdf.open(BytesIO(file.read_bytes())) as pdf:
        fonts = {str(f.BaseFont) for p in pdf.pages for f in p.Resources.get("/Font", {}).values()}
        assert fonts and all("IBM-Plex-Sans" in font for font in fonts), fonts
        assert str(pdf.docinfo["/Title"]).startswith("SAMPLE, invented data")
        texts = [str(elem.Alt) for elem in pdf.objects if isinstance(elem, pikepdf.Dictionary) and "/Alt" in elem]
        assert any("Milestones of this period" in text for text in texts)


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is not installed")
def test_every_page_of_a_sample_says_that_it_is_one(made: Any, pdfs: PdfProcess, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(pdfs.pdf(html(made())))
    pages = subprocess.run(["pdftotext", file, "-"], check=True, capture_output=True, timeout=60).stdout.split(b"\f")
    assert len(pages) > 5
    assert all(b"SAMPLE, invented data" in text for text in pages if text.strip())


class Outline(HTMLParser):
    """What the tests below ask of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.links: list[str] = []
        self.headings: list[int] = []
        self.tables = self.captions = 0
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids[str(found["id"])] += 1
        if tag == "a":
            self.links.append(str(found["href"]))
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.tables += tag == "table"
        self.captions += tag == "caption"
        if tag in {"script", "link", "img", "iframe"} or "src" in found:
            self.loads.append(tag)


def test_the_page_stands_by_itself_and_is_well_ordered(made: Any) -> None:
    text = html(made())
    outline = Outline(text)
    assert not outline.loads
    assert [id_ for id_, times in outline.ids.items() if times > 1] == []
    assert all(link[1:] in outline.ids for link in outline.links if link.startswith("#"))
    assert outline.tables == outline.captions > 10
    assert outline.headings[0] == 1 and outline.headings.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(outline.headings, outline.headings[1:], strict=False))
    assert "Sixteen families took part &amp; said &lt;what&gt; they thought." in text
    assert '<html lang="en-GB">' in text and text.count("SAMPLE, invented data") >= 3


def test_a_section_has_its_number_in_the_contents_as_at_its_head(made: Any) -> None:
    report = made()
    text = html(report)
    numbered = [section for section in report["sections"] if section["number"].isdigit()]
    assert int(numbered[-1]["number"]) >= 10
    for section in numbered:
        assert text.count(f">{section['number']}. {section['title']}<") == 2


def test_every_figure_names_its_value_unit_definition_version_and_facts(made: Any) -> None:
    report = made()
    figures = [f for s in report["sections"] for q in s["questions"] for f in q["figures"]]
    assert [figure["id"] for figure in figures] == template("nihr-six-monthly").figures()
    for figure in figures:
        assert {"id", "value", "unit", "definition", "version", "state", "events", "breakdowns"} <= figure.keys()
        assert report["versions"]["measures"][figure["id"]] == figure["version"]
        if figure["state"] in ("known", "zero") and figure["id"] != "report.late_facts":
            assert figure["events"], figure["id"]
    assert report["known_at"]["position"] == len(liverpool().events)
    assert report["versions"]["narrative"] == 1


def test_as_known_on_an_earlier_day_the_report_says_what_was_known_then(made: Any) -> None:
    then = made("2025-07-01", "2025-12-31", known_on="2025-09-30")
    now = made("2025-07-01", "2025-12-31")
    achieved = [
        next(f["value"] for s in report["sections"] for q in s["questions"] for f in q["figures"] if f["id"] == id_)
        for report in (then, now)
        for id_ in ("milestones.achieved",)
    ]
    assert achieved[0] < achieved[1]
    assert then["known_at"]["time"] <= "2025-09-30T23:00:00"
    assert made("2025-07-01", "2025-12-31", known_on="2025-09-30") == then
