"""Broker and database in containers, where the machine has a Docker engine and no servers of its own.

Each runs under `docker compose up` in the foreground as a child of ours, so that it stops when we do. Not the suite
in containers: that is docker-compose.yml.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from deploy.rabbitmq import definitions
from launcher.child import Child, wait_until
from launcher.datafolder import DataFolder, write_private
from launcher.servers.greetings import answers_postgresql, speaks_amqp

BROKER_IMAGE = "rabbitmq:4.0-management"
DATABASE_IMAGE = "postgres:17"


@cache
def engine_answers() -> bool:
    """Whether `docker compose` is here and an engine answers it."""
    if shutil.which("docker") is None:
        return False
    for command in (["docker", "info"], ["docker", "compose", "version"]):
        try:
            if subprocess.run(command, capture_output=True, timeout=15, check=False).returncode != 0:
                return False
        except (OSError, subprocess.TimeoutExpired):
            return False
    return True


class Container:
    """One Compose project with one service and a named volume for its data."""

    ours = True
    name: str

    def __init__(self, data: DataFolder) -> None:
        self.data = data
        self.port = data.port(self.name)
        self.kind = f"{self.name} in a container"
        self.folder = data.root / f"{self.name}-container"
        self.log = data.log(self.name)
        self._child: Child | None = None

    def service(self) -> dict[str, Any]:
        raise NotImplementedError

    def ready(self) -> bool:
        raise NotImplementedError

    @property
    def children(self) -> list[Child]:
        return [self._child] if self._child is not None else []

    @property
    def alive(self) -> bool:
        return self._child is not None and self._child.alive

    @property
    def compose_file(self) -> Path:
        return self.folder / "compose.json"

    def compose(self, *words: str) -> list[str]:
        project = f"waymark-{self.data.short_hash}-{self.name}"
        return ["docker", "compose", "--project-name", project, "--file", str(self.compose_file), *words]

    def begin(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        document = {"services": {self.name: self.service()}, "volumes": {"data": {}}}
        write_private(self.compose_file, json.dumps(document, indent=2))
        command = self.compose("up", "--abort-on-container-exit", "--no-log-prefix")
        environment = {name: value for name, value in os.environ.items() if name not in ("AMQP_URI", "DATABASE_URL")}
        self._child = Child(self.name, command, environment, self.log, stop_within=40, orphan_signal=Child.stop_signal)
        self._child.start()

    def wait_ready(self, within: float = 300) -> None:
        """The first time the engine may have to fetch the image."""
        assert self._child is not None
        wait_until(self.ready, self._child, within, every=0.25)

    def start(self) -> None:
        self.begin()
        self.wait_ready()

    def stop(self) -> None:
        if self._child is not None:
            self._child.stop()
            subprocess.run(self.compose("down"), capture_output=True, check=False, timeout=60)

    def kill(self) -> None:
        subprocess.run(self.compose("kill"), capture_output=True, check=False, timeout=60)
        if self._child is not None:
            self._child.finish_stopping()

    def restart(self) -> None:
        self.stop()
        self.start()

    def erase(self) -> None:
        """Delete the container's data."""
        if self.compose_file.exists():
            subprocess.run(self.compose("down", "--volumes"), capture_output=True, check=False, timeout=60)


class ContainerBroker(Container):
    name = "broker"

    def __init__(self, data: DataFolder) -> None:
        super().__init__(data)
        self.passwords = {
            user: data.secret(f"broker.{user}") for user in (*definitions.USERS, definitions.ADMINISTRATOR)
        }

    @property
    def amqp_uri(self) -> str:
        return self.amqp_uri_for(definitions.ADMINISTRATOR)

    def amqp_uri_for(self, user: str) -> str:
        return f"pyamqp://{user}:{self.passwords[user]}@127.0.0.1:{self.port}/{definitions.VHOST}"

    def service(self) -> dict[str, Any]:
        document = self.folder / "definitions.json"
        document.write_text(json.dumps(definitions.definitions(self.passwords)))
        config = self.folder / "waymark.conf"
        config.write_text("load_definitions = /etc/rabbitmq/definitions.json\n")
        # readable by the container's user; the folder around them stays private to us
        document.chmod(0o644)
        config.chmod(0o644)
        return {
            "image": BROKER_IMAGE,
            # the node's name, and with it the folder of its data, follows the host name
            "hostname": "broker",
            "ports": [f"127.0.0.1:{self.port}:5672"],
            "volumes": [
                "data:/var/lib/rabbitmq",
                f"{document}:/etc/rabbitmq/definitions.json:ro",
                f"{config}:/etc/rabbitmq/conf.d/20-waymark.conf:ro",
            ],
        }

    def ready(self) -> bool:
        return speaks_amqp(self.port)


class ContainerDatabase(Container):
    name = "database"
    cluster: str | None = None

    @property
    def database_url(self) -> str:
        return f"postgresql+psycopg://waymark:{self.data.secret('database')}@127.0.0.1:{self.port}/waymark"

    def service(self) -> dict[str, Any]:
        return {
            "image": DATABASE_IMAGE,
            "ports": [f"127.0.0.1:{self.port}:5432"],
            "environment": {"POSTGRES_USER": "waymark", "POSTGRES_PASSWORD": self.data.secret("database")},
            "volumes": ["data:/var/lib/postgresql/data"],
            "shm_size": "256m",
            # fast shutdown; the usual SIGTERM would wait for every session to leave by itself
            "stop_signal": "SIGINT",
        }

    def ready(self) -> bool:
        return answers_postgresql(self.port)


def erase(data: DataFolder) -> None:
    """Delete the data of both containers of an installation."""
    for container in (ContainerBroker(data), ContainerDatabase(data)):
        container.erase()
