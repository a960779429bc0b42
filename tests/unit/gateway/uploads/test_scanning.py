"""A virus scanner that is set is asked about every file, and without its word nothing is taken."""

from __future__ import annotations

import io
import os
import socket
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from services.gateway.uploads.refused import Refused
from services.gateway.uploads.scanning import scan
from shared.errors import Unavailable

VIRUS = b"an invented virus"


def clamd(listening: socket.socket, answer: Callable[[bytes], bytes]) -> None:
    """Speak clamd's INSTREAM once."""
    connection, _ = listening.accept()
    with connection, connection.makefile("rb") as said:
        assert said.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack(">I", said.read(4))[0]:
            content += said.read(length)
        connection.sendall(answer(content))


@pytest.fixture
def daemon() -> Iterator[Callable[[Callable[[bytes], bytes]], str]]:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def start(answer: Callable[[bytes], bytes]) -> str:
            threading.Thread(target=clamd, args=(listening, answer), daemon=True).start()
            return f"clamd://127.0.0.1:{listening.getsockname()[1]}"

        yield start


def verdict(content: bytes) -> bytes:
    return b"stream: Invented.Virus FOUND\0" if VIRUS in content else b"stream: OK\0"


def test_clamd_passes_a_clean_file_and_refuses_an_infected_one(daemon: Any) -> None:
    scan(b"minutes" * 100_000, daemon(verdict))
    with pytest.raises(Refused, match="A virus was found in this file"):
        scan(b"x" * 700_000 + VIRUS, daemon(verdict))


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: OK, but not quite\0"])
def test_any_other_word_of_clamd_means_that_nothing_is_taken(daemon: Any, answer: bytes) -> None:
    with pytest.raises(Unavailable, match="so none is taken"):
        scan(b"minutes", daemon(lambda _: answer))


def test_a_program_is_asked_by_its_exit_code(tmp_path: Path) -> None:
    program = tmp_path / "scan.py"
    program.write_text("import sys; sys.exit({b'clean': 0, b'ill': 1}.get(open(sys.argv[1], 'rb').read(), 2))")
    line = f"command:{sys.executable} {program} {{file}}"
    scan(b"clean", line)
    with pytest.raises(Refused):
        scan(b"ill", line)
    with pytest.raises(Unavailable):
        scan(b"neither", line)


@pytest.mark.parametrize(
    "scanner", ["clamd:///nowhere/clamd.ctl", "clamd://127.0.0.1:1", "command:/nowhere {file}", "x"]
)
def test_a_scanner_that_is_away_means_that_nothing_is_taken(scanner: str) -> None:
    with pytest.raises(Unavailable):
        scan(b"minutes", scanner)


def test_nothing_is_kept_of_a_file_that_the_scanner_did_not_pass(make_app: Any, tmp_path: Path) -> None:
    app = make_app(file_scanner="command:/nowhere {file}")
    client = app.test_client()
    answer = client.post(
        "/api/v1/files",
        data={"file": (io.BytesIO(b"minutes"), "minutes.txt")},
        headers={"Authorization": "Bearer good"},
    )
    assert answer.status_code == 503
    assert not [name for _, _, names in os.walk(tmp_path / "files") for name in names]


def test_without_a_scanner_nothing_is_asked() -> None:
    scan(VIRUS, None)
