"""Our side of the PDF process: started when first needed, one request at a time, started anew when it dies."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from typing import Any

import orjson
import structlog

from services.reporting.render import frames, renderer
from shared.errors import Unavailable

log = structlog.get_logger()

#: longest that one PDF may take, in seconds
PATIENCE = 120.0


class PdfProcess:
    """Makes PDFs in another process. Green threads that ask meanwhile wait for their turn."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._connection: socket.socket | None = None
        self._versions: dict[str, Any] | None = None

    def versions(self) -> dict[str, Any]:
        """What the renderer is made of; asked once. Where no PDF can be made, it says so instead of failing."""
        if self._versions is None:
            try:
                self._versions = dict(orjson.loads(self._ask({}, b"v")))
            except Unavailable as error:
                log.warning("pdf.unavailable", reason=error.message)
                self._versions = renderer.without_pdf()
        return self._versions

    def pdf(self, html: str) -> bytes:
        """The page as PDF/UA. Raises Unavailable with the reason."""
        return self._ask({"html": html}, b"p")

    def stop(self) -> None:
        """Close the connection, upon which the process ends."""
        if self._connection is not None:
            self._connection.close()
        if self._child is not None:
            try:
                self._child.wait(5)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()
        self._child = self._connection = None

    def _ask(self, request: dict[str, Any], expected: bytes) -> bytes:
        with self._turn:
            # a process that died since the last time, or under this request, is worth one more
            answer = self._once(request) or self._once(request)
        if answer is None:
            raise Unavailable(
                "The PDF could not be made: the process that makes it stopped. Are pango, pangoft2 and "
                "harfbuzz-subset installed? `./waymark doctor` looks."
            )
        if answer[:1] != expected:
            raise Unavailable(f"The PDF could not be made: {answer[1:].decode()}")
        return answer[1:]

    def _once(self, request: dict[str, Any]) -> bytes | None:
        """The answer; None when the process is gone."""
        try:
            connection = self._connected()
            frames.send(connection, orjson.dumps(request))
            answer = frames.receive(connection)
        except ConnectionError:
            answer = None
        except OSError as error:
            self.stop()
            raise Unavailable(f"The PDF could not be made: {error}. Try again.") from error
        if answer is None:
            self.stop()
        return answer

    def _connected(self) -> socket.socket:
        if self._child is not None and self._child.poll() is None and self._connection is not None:
            return self._connection
        self.stop()  # what is left of one that died
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-W", "ignore", "-m", "services.reporting.render.pdf", str(theirs.fileno())]
            self._child = subprocess.Popen(
                command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, env=dict(os.environ)
            )
        ours.settimeout(PATIENCE)
        self._connection = ours
        return ours
