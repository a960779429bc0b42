"""A suite that `./waymark run` started, and the commands that a test uses on it. For unpatched processes."""

from __future__ import annotations

import json
import mailbox
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

ROOT = Path(__file__).parents[1]
STARTED_WITHIN = 600


def until(condition: Callable[[], Any], within: float, what: str) -> Any:
    """Wait for a condition to hold and give its value. Fails the test when it does not in time."""
    give_up = time.monotonic() + within
    while not (value := condition()):
        if time.monotonic() > give_up:
            pytest.fail(f"not within {within:g} seconds: {what}")
        time.sleep(0.05)
    return value


@dataclass
class Suite:
    """A suite that `./waymark run` started, and the commands that use it."""

    data: Path
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def run_file(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.data / "run.json").read_text())
        return found

    @property
    def address(self) -> str:
        return str(self.run_file["address"])

    def sign_in_of(self, role: str) -> dict[str, str]:
        """Name, e-mail and password of the sample's person with that role."""
        return next(row for row in self.run_file["sign_ins"] if row["role"] == role)

    def api(self) -> requests.Session:
        """The JSON API as the operator; paths are relative to /api/v1."""
        session = _Relative(f"{self.address}/api/v1")
        token = Path(self.run_file["operator_token_file"]).read_text().strip()
        session.headers["Authorization"] = f"Bearer {token}"
        return session

    def waymark(self, *words: str, code: int = 0) -> str:
        """Run a command on this suite; gives what it printed. Fails unless it exits with `code`."""
        command = [sys.executable, str(ROOT / "waymark"), *words, "--data", str(self.data)]
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300, cwd=self.data)
        assert done.returncode == code, f"{' '.join(words)}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def waymark_json(self, *words: str, code: int = 0) -> Any:
        return json.loads(self.waymark(*words, "--json", code=code))

    def mail(self) -> list[mailbox.MaildirMessage]:
        """Everything in the local mailbox."""
        return list(mailbox.Maildir(self.run_file["mail"], create=False))

    def stop(self) -> None:
        """In good order; nothing happens when it has stopped already.

        By SIGTERM: in a run that was started in the background, SIGINT is ignored from the shell on.
        """
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(90)

    def erase(self) -> None:
        """Delete its data; as root the database lies outside the data folder."""
        self.waymark("reset", "--yes")


class _Relative(requests.Session):
    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base

    def request(self, method: Any, url: Any, *given: Any, **options: Any) -> requests.Response:
        options.setdefault("timeout", 60)
        return super().request(method, self.base + str(url), *given, **options)


def start(data: Path, *words: str) -> Suite:
    """Start a suite on a data folder and wait until it is complete."""
    data.mkdir(parents=True, exist_ok=True)
    log = data.with_suffix(".log")
    command = [sys.executable, str(ROOT / "waymark"), "run", "--data", str(data), *words]
    with log.open("ab") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=os.environ, start_new_session=True)
    suite = Suite(data, process, log)

    def complete() -> bool:
        if process.poll() is not None:
            pytest.fail(f"the suite did not start:\n{log.read_text()[-4000:]}")
        return (data / "run.json").exists() and suite.run_file.get("complete", False)

    until(complete, STARTED_WITHIN, f"the suite to be complete; it says:\n{log}")
    return suite
