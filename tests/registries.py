"""Registries of works for tests: one local HTTP server that replays replies of the real shape, or misbehaves as told.

Threads of `http.server`: green where the process is green. `replies` holds what is said at a path (a `Reply`, or a list
of them given one by one); `asked` is what came.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

HERE = Path(__file__).parent / "replies"


@dataclass(frozen=True)
class Reply:
    """One answer. `drip`: the body comes a byte at a time until the other side has gone."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drip: bool = False


@dataclass(frozen=True)
class Asked:
    """One request that came."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]


def as_json(value: Any, kind: str = "application/json", **options: Any) -> Reply:
    """A reply of JSON."""
    headers = {"Content-Type": kind} | options.pop("headers", {})
    return Reply(json.dumps(value).encode(), headers=headers, **options)


def kept(name: str, **changes: Any) -> dict[str, Any]:
    """A reply from the folder `replies`: invented works in the form that the registry documents."""
    found: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text())
    return found | changes


class Registries:
    """The server. What nobody put there is not found, as at every registry."""

    def __init__(self) -> None:
        self.replies: dict[str, Reply | list[Reply]] = {}
        self.asked: list[Asked] = []
        self.gone = threading.Event()
        registries = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                registries.answer(self)

            def log_message(self, *_: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def settings(self) -> dict[str, str]:
        """The environment that points look-ups at this server."""
        bases = {"CROSSREF_URL": "", "DATACITE_URL": "", "EUROPE_PMC_URL": "/epmc", "ORCID_URL": "/v3.0"}
        return {"LOOKUPS": "on", "LOOKUPS_CONTACT": "research@council.example"} | {
            name: self.address + base for name, base in bases.items()
        }

    def close(self) -> None:
        self.gone.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def crossref(self, doi: str, reply: Reply | list[Reply]) -> None:
        self.replies[f"/works/{doi.replace('/', '%2F')}"] = reply

    def datacite(self, doi: str, reply: Reply | list[Reply]) -> None:
        self.replies[f"/dois/{doi.replace('/', '%2F')}"] = reply

    def europe_pmc(self, *hits: dict[str, Any]) -> None:
        """What every search brings."""
        self.replies["/epmc/search"] = as_json(
            {"version": "6.9", "hitCount": len(hits), "resultList": {"result": hits}}
        )

    def orcid(self, orcid: str, reply: Reply | list[Reply]) -> None:
        self.replies[f"/v3.0/{orcid}/works"] = reply

    def paths(self) -> list[str]:
        """The paths asked, in order."""
        return [each.path for each in self.asked]

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        self.asked.append(Asked(parts.path, query, {k.lower(): v for k, v in handler.headers.items()}))
        found = self.replies.get(parts.path, Reply(status=404))
        reply = (found.pop(0) if len(found) > 1 else found[0]) if isinstance(found, list) else found
        handler.send_response(reply.status)
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(1 << 20 if reply.drip else len(reply.body)))
        handler.end_headers()
        try:
            self._send(handler, reply)
        except OSError:
            handler.close_connection = True  # the other side has gone

    def _send(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        if not reply.drip:
            handler.wfile.write(reply.body)
        while reply.drip and not self.gone.is_set():
            handler.wfile.write(b" ")
            handler.wfile.flush()
            self.gone.wait(0.01)


@contextmanager
def serving() -> Iterator[Registries]:
    """A server for a block."""
    server = Registries()
    try:
        yield server
    finally:
        server.close()
