"""Asks a virus scanner about a file before it may be used. Off by default; set and away, nothing is taken.

`FILE_SCANNER` names it: `clamd:///run/clamav/clamd.ctl` or `clamd://host:3310` (the INSTREAM command of clamd(8)), or
`command:/usr/bin/clamdscan --no-summary {file}`, a program that ends with 0 for a clean file and 1 for an infected one.
"""

from __future__ import annotations

import shlex
import socket
import struct
import subprocess
import tempfile
from urllib.parse import urlsplit

import structlog

from services.gateway.uploads.refused import Refused
from shared.errors import Unavailable

log = structlog.get_logger()

#: seconds for one file
PATIENCE = 60
CHUNK = 1 << 18
AWAY = "Files cannot be checked for viruses at the moment, so none is taken. Try again in some minutes."
FOUND = "A virus was found in this file. It was not kept."


def scan(content: bytes, scanner: str | None) -> None:
    """Raise Refused for an infected file, Unavailable when the scanner does not say that it is clean."""
    if not scanner:
        return
    try:
        clean = _command(content, scanner[8:]) if scanner.startswith("command:") else _clamd(content, scanner)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        log.error("files.scanner_away", error=type(error).__name__)
        raise Unavailable(AWAY) from error
    if not clean:
        log.warning("files.virus_found")
        raise Refused(FOUND)


def _command(content: bytes, line: str) -> bool:
    with tempfile.NamedTemporaryFile(prefix="waymark-scan-") as file:
        file.write(content)
        file.flush()
        words = [file.name if word == "{file}" else word for word in shlex.split(line)]
        ended = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False)
    if ended.returncode not in (0, 1):
        raise ValueError("the scanner neither passed nor refused the file")
    return ended.returncode == 0


def _clamd(content: bytes, scanner: str) -> bool:
    with _connected(scanner) as connection:
        connection.sendall(b"zINSTREAM\0")
        for at in range(0, len(content), CHUNK):
            piece = content[at : at + CHUNK]
            connection.sendall(struct.pack(">I", len(piece)) + piece)
        connection.sendall(struct.pack(">I", 0))
        answer = b""
        while b"\0" not in answer and len(answer) < 4096 and (more := connection.recv(4096)):
            answer += more
    said = answer.rstrip(b"\0").strip()
    if said.endswith(b"FOUND"):
        return False
    if said != b"stream: OK":
        raise ValueError("clamd neither passed nor refused the file")
    return True


def _connected(scanner: str) -> socket.socket:
    address = urlsplit(scanner)
    if address.scheme != "clamd":
        raise ValueError("FILE_SCANNER begins with clamd:// or command:")
    if address.hostname:
        return socket.create_connection((address.hostname, address.port or 3310), timeout=PATIENCE)
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(PATIENCE)
    try:
        connection.connect(address.path)
    except OSError:
        connection.close()
        raise
    return connection
