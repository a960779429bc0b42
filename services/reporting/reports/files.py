"""Makes the files of a report and keeps them by their digests: report.html, report.pdf, report.json."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from services.reporting.render.page import html
from shared.errors import Unavailable
from shared.events.canonical import canonical
from shared.files import Files


class Pdfs(Protocol):
    """What makes PDFs: `render.process.PdfProcess`."""

    def versions(self) -> dict[str, Any]: ...

    def pdf(self, html: str) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Made:
    """The artefacts by kind, and why one is missing."""

    artefacts: dict[str, dict[str, Any]]
    missing: str | None


def make_files(report: Mapping[str, Any], files: Files, pdfs: Pdfs) -> Made:
    """Render and keep. Where no PDF can be made the others are, and it is said why."""
    page = html(report)
    artefacts = {
        "html": _keep(files, page.encode(), _name(report, "html")),
        "json": _keep(files, canonical(dict(report)), _name(report, "json")),
    }
    try:
        artefacts["pdf"] = _keep(files, pdfs.pdf(page), _name(report, "pdf"))
    except Unavailable as error:
        return Made(artefacts, error.message)
    return Made(artefacts, None)


def _keep(files: Files, content: bytes, file_name: str) -> dict[str, Any]:
    stored = files.put(content)
    return {"sha256": stored.sha256, "size": stored.size, "file_name": file_name}


def _name(report: Mapping[str, Any], suffix: str) -> str:
    """The name to hand it out under; award ids are not in it, because they may hold slashes."""
    period = report["period"]
    sample = "SAMPLE-invented-data-" if report["sample"] else ""
    return f"{sample}{report['template']['id']}-{period['from']}-to-{period['to']}.{suffix}"
