"""The report as a file: HTML that the checker and axe pass, and a PDF that conforms to PDF/UA-1."""

from __future__ import annotations

from pathlib import Path

import page as validation  # the package page-validation
import pytest
from running import Suite

from tests.e2e import chromium


@pytest.fixture(scope="module")
def report(suite: Suite, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the sample's report, written from the command line."""
    out = tmp_path_factory.mktemp("report")
    words = ("report", "--programme", "SAMPLE-HDRC-LPL", "--template", "nihr-six-monthly")
    suite.waymark(*words, "--period", "2026-01-01..2026-06-30", "--out", str(out))
    return out


def test_the_html_passes_axe_and_the_html_checker_and_fits_320_pixels(report: Path) -> None:
    with chromium.browser() as running:
        page = running.new_page(viewport={"width": 1200, "height": 900})
        page.goto((report / "report.html").as_uri())
        assert chromium.faults_of(page) == []
    assert chromium.faults_of_markup(report) == ""


def test_the_pdf_conforms_to_pdf_ua_1_and_says_that_it_is_a_sample(report: Path) -> None:
    import pikepdf

    file = str(report / "report.pdf")
    checked = validation.validate_pdf(file, profile=validation.ValidationProfile("ua1"))
    assert "0 failed" in str(checked), str(checked)
    with pikepdf.open(report / "report.pdf") as pdf:
        assert "SAMPLE, invented data" in str(pdf.docinfo["/Title"])
