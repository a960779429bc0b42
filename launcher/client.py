"""The JSON API of a running suite, for the command line: standard library only, signed in as the local operator.

It knows paths and how errors look (RFC 9457), not what the documents mean.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launcher.outcome import Exit, Refusal, Unavailable
from launcher.runfile import RunFile

JOB_ENDED = ("done", "failed")


@dataclass(frozen=True)
class Part:
    """One file of a multipart upload."""

    field: str
    path: Path


class Client:
    """Calls one suite. A refusal by the API becomes a Refusal with its own words; no answer becomes Unavailable."""

    def __init__(self, suite: RunFile, timeout: float = 180.0) -> None:
        self.address = suite.address.rstrip("/")
        self.token = Path(suite.operator_token_file).read_text().strip()
        self.timeout = timeout
        # never through a proxy: the suite is on this machine
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def get(self, path: str) -> Any:
        return self.call("GET", path)

    def post(self, path: str, document: Mapping[str, Any] | None = None, *, key: str | None = None) -> Any:
        """`key` is the Idempotency-Key; the default is one of its own for this call."""
        body = json.dumps(document or {}).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": key or str(uuid.uuid4())}
        return self.call("POST", path, body, headers)

    def upload(self, path: str, fields: Mapping[str, str], part: Part) -> Any:
        """A multipart form with one file. The file is read whole; the gateway limits its size."""
        boundary = uuid.uuid4().hex
        lines: list[bytes] = []
        for name, value in fields.items():
            lines += [
                b"--" + boundary.encode(),
                f'Content-Disposition: form-data; name="{name}"'.encode(),
                b"",
                value.encode(),
            ]
        file_name = part.path.name.replace("\\", "_").replace('"', "_").replace("\r", "_").replace("\n", "_")
        disposition = f'Content-Disposition: form-data; name="{part.field}"; filename="{file_name}"'.encode()
        lines += [
            b"--" + boundary.encode(),
            disposition,
            b"Content-Type: application/octet-stream",
            b"",
            part.path.read_bytes(),
        ]
        body = b"\r\n".join([*lines, b"--" + boundary.encode() + b"--", b""])
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Idempotency-Key": str(uuid.uuid4())}
        return self.call("POST", path, body, headers)

    def download(self, path: str) -> bytes:
        """The bytes behind a path, or behind an absolute address of this suite."""
        return self.open("GET", path.removeprefix(self.address), None, {})

    def call(self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Any:
        answer = self.open(method, path, body, {"Accept": "application/json", **(headers or {})})
        return json.loads(answer) if answer.strip() else None

    def open(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> bytes:
        request = urllib.request.Request(self.address + path, data=body, method=method)
        request.add_header("Authorization", f"Bearer {self.token}")
        for name, value in headers.items():
            request.add_header(name, value)
        try:
            with self.opener.open(request, timeout=self.timeout) as response:
                return bytes(response.read())
        except urllib.error.HTTPError as error:
            raise refusal(error) from None
        except (urllib.error.URLError, OSError) as error:
            raise Unavailable(
                f"the suite at {self.address} does not answer: {getattr(error, 'reason', error)}"
            ) from None

    def wait_for(self, path: str, show: Callable[[int, int], None], every: float = 0.3) -> dict[str, Any]:
        """Ask for a job until it is done or has failed; `show(done, total)` on the way."""
        while True:
            job: dict[str, Any] = self.get(path)
            show(int(job.get("done") or 0), int(job.get("total") or 0))
            if job.get("state") in JOB_ENDED:
                return job
            time.sleep(every)


def refusal(error: urllib.error.HTTPError) -> Refusal:
    """The API's own words from its problem document (RFC 9457), each message with the field that it is about."""
    code = Exit.UNAVAILABLE if error.code in (502, 503, 504) else Exit.DIFFERENT
    try:
        problem = json.loads(error.read())
        text = problem.get("detail") or problem.get("title") or error.reason
    except (ValueError, AttributeError):
        return Refusal(f"{error.reason} (HTTP {error.code})", code)
    lines = [f"\n  {field}: {message}" for field, message in messages(problem.get("fields") or {})]
    return Refusal(f"{text} (HTTP {error.code}){''.join(lines)}", code, problem=problem)


def messages(fields: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Each message with its field, `lines.0.amount` for one within a list."""
    if isinstance(fields, dict):
        for inner, value in fields.items():
            yield from messages(value, f"{name}.{inner}" if name else str(inner))
    elif isinstance(fields, list):
        yield name, " ".join(str(text) for text in fields)
    else:
        yield name, str(fields)
