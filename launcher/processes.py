"""The processes of Waymark as data: what runs, in which order, with which settings.

One table for the supervisor. How a process is started, watched and stopped is `launcher.supervisor`; what a setting
means to the process that reads it is shared/settings.py.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from launcher.datafolder import CHECKOUT, DataFolder
from launcher.servers import Broker, Database

SERVICES = ("people", "projects", "outputs", "notifications", "reporting")
#: Names that must never leak from the caller's environment into a process of ours.
NOT_INHERITED = ("PYTHON", "WAYMARK_", "AMQP_", "DATABASE_", "VIRTUAL_ENV", "HEALTH_", "GUNICORN_")

GREEN = {
    # psycopg's C waiting blocks every green thread of a process; this one does not. Read before the first import of
    # psycopg.
    "PSYCOPG_WAIT_FUNC": "wait_select",
    # Every address here is a number; the green resolver would only make each start slower.
    "EVENTLET_NO_GREENDNS": "yes",
}


@dataclass(frozen=True)
class Program:
    """One process. `listens` is the setting that takes its port, `ready` the page that answers 200 once it works."""

    name: str
    arguments: tuple[str, ...]
    broker_user: str | None = None
    listens: str = "HEALTH_PORT"
    ready: str | None = "/readyz"
    settings: Mapping[str, str] | None = None
    sample_only: bool = False
    stop_within: float = 15.0
    #: What the kernel sends when the launcher is gone: services survive kill -9 by design, gunicorn has workers to
    #: take along.
    orphan_signal: signal.Signals = signal.SIGKILL


def service(name: str) -> Program:
    return Program(name, ("-m", "shared.run", name), broker_user=name, settings=GREEN)


GATEWAY = Program(
    "gateway",
    ("-m", "gunicorn", "-c", "services/gateway/gunicorn.py", "services.gateway.app:create_app()"),
    broker_user="gateway",
    listens="PORT",
    orphan_signal=signal.SIGTERM,
)
MAILBOX = Program(
    "mailbox",
    ("-m", "aiosmtpd", "-n", "-l", "127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Mailbox", "{mail}"),
    listens="",
    ready=None,
    sample_only=True,
)
#: In the order in which they start; they stop in the reverse.
PROGRAMS = (MAILBOX, *(service(name) for name in SERVICES), service("projector"), GATEWAY)

#: Once before the programs start.
MIGRATE = ("-m", "shared.migrate")
#: Once in the life of a sample installation, when the gateway answers.
LOAD_SAMPLE = ("-m", "sample.load")


@dataclass(frozen=True)
class Surroundings:
    """What the settings of the processes are made of."""

    data: DataFolder
    broker: Broker
    database: Database
    ports: Mapping[str, int]
    sample: bool
    static: Path = CHECKOUT / ".waymark" / "static"

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.ports['gateway']}"

    @property
    def smtp_url(self) -> str | None:
        """The mailbox of a sample installation, always; otherwise the server that the person who starts us names."""
        return f"smtp://127.0.0.1:{self.ports['mailbox']}" if self.sample else os.environ.get("SMTP_URL")

    def programs(self) -> tuple[Program, ...]:
        return tuple(program for program in PROGRAMS if self.sample or not program.sample_only)

    def arguments(self, program: Program) -> list[str]:
        """The program's arguments with port and mail folder filled in."""
        filled = {"{mail}": str(self.data.mail), "127.0.0.1:{port}": f"127.0.0.1:{self.ports[program.name]}"}
        return [filled.get(argument, argument) for argument in program.arguments]

    def environment(self, program: Program | None = None, *, broker_user: str | None = None) -> dict[str, str]:
        """The whole environment of a process: what it inherits, what all share, what is its own."""
        environment = inherited(os.environ)
        user = program.broker_user if program is not None else broker_user
        environment |= {
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": str(CHECKOUT),
            "AMQP_URI": self.broker.amqp_uri_for(user) if user else self.broker.amqp_uri,
            "DATABASE_URL": self.database.database_url,
            "FILES_URL": f"file://{self.data.files}",
            "WAYMARK_SAMPLE": "1" if self.sample else "0",
            "WAYMARK_SECRET_KEY_FILE": str(self.data.secret_key),
            "WAYMARK_PUBLIC_URL": os.environ.get("WAYMARK_PUBLIC_URL", self.address),
            "OPERATOR_TOKEN_FILE": str(self.data.operator_token),
            "STATIC_DIR": str(self.static),
            "MAIL_FROM": os.environ.get("MAIL_FROM", "waymark@example.org"),
            "LOG_LEVEL": os.environ.get("LOG_LEVEL", "INFO"),
            "HEALTH_HOST": "127.0.0.1",
            "HOST": "127.0.0.1",
        }
        if direct := os.environ.get("DATABASE_DIRECT_URL"):
            environment["DATABASE_DIRECT_URL"] = direct
        if self.smtp_url:
            environment["SMTP_URL"] = self.smtp_url
        if program is not None:
            if program.listens:
                environment[program.listens] = str(self.ports[program.name])
            environment |= program.settings or {}
        return environment


def inherited(environment: Mapping[str, str]) -> dict[str, str]:
    """The caller's environment without what would change our processes behind our back."""
    return {name: value for name, value in environment.items() if not name.startswith(NOT_INHERITED)}


def choose_ports(data: DataFolder, web_port: int | None, programs: Iterable[Program] = PROGRAMS) -> dict[str, int]:
    """A port for each program.

    The same as last time where it is free. `web_port` is the gateway's and taken as it is.
    """
    ports = {program.name: data.port(program.name) for program in programs if program is not GATEWAY}
    ports[GATEWAY.name] = web_port if web_port is not None else data.port(GATEWAY.name, preferred=8000)
    return ports
