"""Servers named in the environment (AMQP_URI, DATABASE_URL): used as they are, never started or stopped by us."""

from __future__ import annotations

import re

from launcher.child import Child, StartFailed
from launcher.ports import answers

ADDRESS = re.compile(r"^[a-z+0-9]+://(?:[^@/]*@)?(?P<host>[^:/@]+)(?::(?P<port>\d+))?(?:/.*)?$")


class GivenServer:
    """What the two have in common: we can only look whether something answers."""

    ours = False
    alive = True
    children: list[Child] = []

    def __init__(self, address: str, variable: str, port: int) -> None:
        match = ADDRESS.match(address)
        if match is None:
            raise StartFailed(f"{variable} is not an address such as scheme://user:password@host:{port}/name")
        self.address, self.variable = address, variable
        self.host, self.port = match["host"], int(match["port"] or port)
        self.kind = f"{variable} from the environment"

    def begin(self) -> None:
        """Nothing to start."""

    def wait_ready(self) -> None:
        if not answers(self.port, self.host):
            raise StartFailed(
                f"nothing answers at {self.host}:{self.port}, which {self.variable} in the environment names"
            )

    def start(self) -> None:
        self.wait_ready()

    def stop(self) -> None:
        """Not ours to stop."""

    def erase(self) -> None:
        """Not ours to erase."""

    def kill(self) -> None:
        raise RuntimeError(
            f"{self.variable} names a server that is not ours; unset it to let tests start and kill private servers"
        )

    restart = kill


class GivenBroker(GivenServer):
    def __init__(self, address: str) -> None:
        super().__init__(address, "AMQP_URI", 5672)
        self.amqp_uri = address

    def amqp_uri_for(self, user: str) -> str:  # noqa: ARG002
        """Every process gets the same address: making users is the business of whoever runs that broker."""
        return self.amqp_uri


class GivenDatabase(GivenServer):
    def __init__(self, address: str) -> None:
        super().__init__(address, "DATABASE_URL", 5432)
        self.database_url = address
        self.cluster: str | None = None
