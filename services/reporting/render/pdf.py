"""The process that makes PDFs: `python -m services.reporting.render.pdf FD`, answering on a socket until it is closed.

Of its own, because a page takes a second of CPU and a hundred megabytes, and would hold up every green thread of the
service. A request is a JSON object in one frame, an answer is another (see `frames`). Not for pages (`page`).
"""

from __future__ import annotations

import gc
import hashlib
import io
import socket
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import orjson

from services.reporting.render import frames, renderer

VARIANT = "pdf/ua-1"
#: seconds without a request after which the process gives its memory back; the next request starts another
IDLE = 120.0


def pdf(html: str) -> bytes:
    """The page as PDF/UA-1. The same page gives the same bytes: its own identifier, its dates from the page itself."""
    from weasyprint import HTML

    sheet, fonts = _paper()
    document = HTML(string=html, base_url=renderer.FOLDER.as_uri() + "/", url_fetcher=_packaged())
    target = io.BytesIO()
    document.write_pdf(
        target,
        stylesheets=[sheet],
        font_config=fonts,
        pdf_variant=VARIANT,
        pdf_tags=True,
        pdf_identifier=hashlib.sha256(html.encode()).digest()[:16],
    )
    return target.getvalue()


@cache
def _paper() -> tuple[Any, Any]:
    """Styles and fonts of the PDF, read once."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    folder = renderer.FOLDER
    text = (folder / "paper.css").read_text()
    return CSS(string=text, base_url=folder.as_uri() + "/", url_fetcher=_packaged(), font_config=fonts), fonts


@cache
def _packaged() -> Any:
    """Fetches our own fonts and nothing else: a report never makes us ask another machine, or read another file."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Packaged(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002 (its form is WeasyPrint's)
            parts = urlsplit(url)
            file = Path(url2pathname(parts.path))
            if parts.scheme != "file" or file.parent != renderer.FOLDER / "fonts":
                raise ValueError(f"a report may not fetch {url}")
            return URLFetcherResponse(url, file.read_bytes())

    return Packaged(allowed_protocols=["file"], allow_redirects=False)


def main() -> int:
    """Serve requests: {} asks for the versions, {"html": ...} for a PDF. Ends when closed, or idle for long."""
    # a page is a great many objects that live as long as it does: looking for cycles in them takes a third of the time
    gc.disable()
    with socket.socket(fileno=int(sys.argv[1])) as connection, suppress(TimeoutError):
        connection.settimeout(IDLE)  # also because the process that asks is green, and made both ends non-blocking
        while (request := frames.receive(connection)) is not None:
            asked = orjson.loads(request)
            if "html" not in asked:
                frames.send(connection, b"v" + orjson.dumps(renderer.versions()))
                continue
            try:
                frames.send(connection, b"p" + pdf(asked["html"]))
            except Exception as error:  # noqa: BLE001 (whatever it is, the asker is to know and the process goes on)
                frames.send(connection, b"e" + f"{type(error).__name__}: {error}".encode())
            gc.collect()
    return 0


if __name__ == "__main__":
    sys.exit(main())
