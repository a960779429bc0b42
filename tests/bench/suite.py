"""A private installation for the bench: real broker, real database, the suite's own processes started as they run."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from launcher.ports import free_port
from launcher.servers import Servers, private_servers

ROOT = Path(__file__).parents[2]


@dataclass
class Suite:
    """Servers, databases and the processes that the bench starts and stops."""

    servers: Servers
    files: Path
    engines: dict[str, Engine] = field(default_factory=dict)

    def engine(self, service: str) -> Engine:
        """The bench's own way into a service's database."""
        from shared.database import engine

        return self.engines.setdefault(service, engine(service))

    def scalar(self, service: str, sql: str) -> Any:
        """One value from a service's database."""
        with self.engine(service).connect() as connection:
            return connection.execute(text(sql)).scalar()

    @contextmanager
    def process(self, *command: str, ready: bool = True) -> Iterator[subprocess.Popen[str]]:
        """Run a Python module while the block lasts; with `ready`, wait until /readyz says so."""
        port = free_port()
        environment = os.environ | {"HEALTH_PORT": str(port), "PYTHONUNBUFFERED": "1", "LOG_LEVEL": "ERROR"}
        started = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", *command],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            if ready:
                until(lambda: _answers(port), 60, f"{' '.join(command)} to be ready")
            yield started
        finally:
            started.send_signal(signal.SIGTERM)
            try:
                started.wait(30)
            except subprocess.TimeoutExpired:
                started.kill()


@contextmanager
def private_suite(folder: Path) -> Iterator[Suite]:
    """Start the servers, create and migrate the databases, and point this process's settings at them."""
    with private_servers() as servers:
        os.environ |= {
            "AMQP_URI": servers.amqp_uri,
            "DATABASE_URL": servers.database_url,
            "FILES_URL": f"file://{folder}",
            "WAYMARK_SECRET_KEY": secrets.token_urlsafe(40),
            "WAYMARK_SAMPLE": "1",
        }
        from shared import migrate
        from shared.settings import settings

        settings.cache_clear()
        migrate.create_databases(settings())
        for service in migrate.SERVICES:
            migrate.migrate(service)
        suite = Suite(servers, folder)
        try:
            yield suite
        finally:
            for engine in suite.engines.values():
                engine.dispose()
            for name in ("AMQP_URI", "DATABASE_URL"):
                del os.environ[name]  # the next row gets servers of its own


def until(condition: Callable[[], Any], within: float, what: str) -> Any:
    """Wait for a condition; give its value. Raises TimeoutError."""
    give_up = time.monotonic() + within
    while not (value := condition()):
        if time.monotonic() > give_up:
            raise TimeoutError(f"waited {within:g} s for {what}")
        time.sleep(0.01)
    return value


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
