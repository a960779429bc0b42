"""The suite's own processes for tests that kill them: `python -m shared.run <name>`, started anew when they die."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import eventlet
from installation import Installation, until

CHECKOUT = Path(__file__).parents[1]


class Process:
    """One of them, kept running by a green thread until `stop`."""

    def __init__(self, name: str, installation: Installation, log: Path) -> None:
        self.name = name
        self.port = _free_port()
        self.log = log
        self.started = 0
        self._environment = installation.environment | {
            "HEALTH_PORT": str(self.port),
            "PYTHONPATH": str(CHECKOUT),
            "PYTHONWARNINGS": "ignore",
        }
        self._wanted = True
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = eventlet.spawn(self._keep)

    def ready(self) -> bool:
        """Whether /readyz says so."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False

    def kill(self) -> None:
        """kill -9, and nobody is told."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to stop, and do not start it again."""
        self._wanted = False
        self._keeper.kill()
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def stop(self) -> None:
        """In good order."""
        self.terminate()
        if self._process is not None:
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def _keep(self) -> None:
        while self._wanted:
            if self._process is None or self._process.poll() is not None:
                with self.log.open("ab") as log:
                    self._process = subprocess.Popen(
                        [sys.executable, "-m", "shared.run", self.name],
                        cwd=CHECKOUT,
                        env=self._environment,
                        stdout=log,
                        stderr=log,
                    )
                self.started += 1
            eventlet.sleep(0.1)


class Processes:
    """Several of them, ready."""

    def __init__(self, installation: Installation, names: tuple[str, ...], logs: Path) -> None:
        self.by_name = {name: Process(name, installation, logs / f"{name}.log") for name in names}
        try:
            self.wait_ready()
        except BaseException:
            self.stop()  # nobody else could: there is no object yet
            raise

    def wait_ready(self, within: float = 120) -> None:
        """Until each says that it is ready. Fails with the name of the one that does not, and the end of its log."""
        for one in self.by_name.values():
            until(one.ready, within, f"{one.name} ready; see {one.log}")

    def stop(self) -> None:
        for one in self.by_name.values():
            one.terminate()
        for one in self.by_name.values():
            one.stop()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
