"""The PDF process: asked over a socket, started anew when it dies, and it fetches nothing."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator

import pytest

from services.reporting.render import frames
from services.reporting.render.process import PdfProcess
from shared.errors import Unavailable

PAGE = '<!DOCTYPE html><html lang="en-GB"><head><title>T</title></head><body><h1>T</h1>{}</body></html>'


@pytest.fixture(scope="module")
def pdfs() -> Iterator[PdfProcess]:
    process = PdfProcess()
    if process.versions()["pango"] is None:
        pytest.skip("pango is not installed")
    yield process
    process.stop()


def test_a_message_arrives_whole_and_a_closed_line_is_none() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        frames.send(ours, b"x" * 100_000)
        assert frames.receive(theirs) == b"x" * 100_000
        ours.close()
        assert frames.receive(theirs) is None


def test_the_same_page_is_the_same_bytes(pdfs: PdfProcess) -> None:
    assert pdfs.pdf(PAGE.format("")) == pdfs.pdf(PAGE.format(""))
    assert pdfs.pdf(PAGE.format("")) != pdfs.pdf(PAGE.format("!"))


def test_a_process_that_was_killed_is_said_to_be_gone_and_the_next_one_answers(pdfs: PdfProcess) -> None:
    pdfs.pdf(PAGE.format(""))
    child = pdfs._child
    assert child is not None
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert pdfs.pdf(PAGE.format("")).startswith(b"%PDF")


def test_a_page_fetches_nothing_from_files_or_the_network(pdfs: PdfProcess) -> None:
    plain = len(pdfs.pdf(PAGE.format("")))
    for address in ("file:///etc/passwd", "http://127.0.0.1:9/x.png"):
        with_image = pdfs.pdf(PAGE.format(f'<img src="{address}" alt="">'))
        assert len(with_image) < plain + 2_000


def test_without_the_libraries_the_versions_say_so_and_a_pdf_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.reporting.render.process.sys.executable", "/bin/false")
    process = PdfProcess()
    assert process.versions()["pango"] is None
    with pytest.raises(Unavailable, match="pango"):
        process.pdf(PAGE)
