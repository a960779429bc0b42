"""A private RabbitMQ node: own home, own node name, own data, loopback ports that nobody else uses.

Works with the binaries of Debian's package (3.10) and of RabbitMQ's own (4.x), as root and as an ordinary user.
Never touches a node that is already running on the machine. `epmd`, Erlang's port mapper, runs beside it in the
foreground: left to itself Erlang starts it as a daemon, which would stay behind.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from deploy.rabbitmq import definitions
from launcher.child import Child, StartFailed, wait_until
from launcher.datafolder import DataFolder, write_private
from launcher.ports import answers
from launcher.servers.greetings import speaks_amqp

SERVER_PATTERNS = (
    "/usr/lib/rabbitmq/bin/rabbitmq-server",  # Debian, Ubuntu: not the wrapper in /usr/sbin, which changes user
    "/usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server",  # Fedora
    "/opt/rabbitmq/sbin/rabbitmq-server",  # the official image
    "/opt/homebrew/opt/rabbitmq/sbin/rabbitmq-server",
    "/usr/local/opt/rabbitmq/sbin/rabbitmq-server",
)
EPMD_PATTERNS = (
    "/usr/lib/erlang/erts-*/bin/epmd",
    "/opt/erlang/lib/erlang/erts-*/bin/epmd",
    "/usr/lib64/erlang/erts-*/bin/epmd",
)


def find(patterns: tuple[str, ...]) -> Path | None:
    """The first executable that one of the patterns names; of several versions the last."""
    for pattern in patterns:
        for path in sorted(Path("/").glob(pattern.lstrip("/")), reverse=True):
            if os.access(path, os.X_OK):
                return path
    return None


def server_binary() -> Path | None:
    return find(SERVER_PATTERNS)


def epmd_binary() -> Path | None:
    on_path = shutil.which("epmd")
    return Path(on_path) if on_path else find(EPMD_PATTERNS)


def available() -> bool:
    """Whether this machine has what a private node needs."""
    return server_binary() is not None and epmd_binary() is not None and shutil.which("erl") is not None


class PrivateBroker:
    """A node that we start, kill and stop. Its data and its users' passwords live in the data folder."""

    ours = True
    kind = "private RabbitMQ"

    def __init__(self, data: DataFolder) -> None:
        self.data = data
        self.folder = data.root / "broker"
        self.log = data.log("broker")
        self.passwords = {
            user: data.secret(f"broker.{user}") for user in (*definitions.USERS, definitions.ADMINISTRATOR)
        }
        self.port = data.port("broker")
        self.dist_port = data.port("broker-distribution")
        self.epmd_port = data.port("epmd")
        self._epmd: Child | None = None
        self._node: Child | None = None

    @property
    def amqp_uri(self) -> str:
        """Address of the administrator of the vhost: for tests, bench and operators."""
        return self.amqp_uri_for(definitions.ADMINISTRATOR)

    def amqp_uri_for(self, user: str) -> str:
        """Address with a process's own user, who may do what `deploy/rabbitmq/definitions.py` says."""
        return f"pyamqp://{user}:{self.passwords[user]}@127.0.0.1:{self.port}/{definitions.VHOST}"

    @property
    def children(self) -> list[Child]:
        """In the order in which they start."""
        return [child for child in (self._epmd, self._node) if child is not None]

    @property
    def alive(self) -> bool:
        return self._node is not None and self._node.alive and self._epmd is not None and self._epmd.alive

    def start(self) -> None:
        """Start and wait until clients are answered. Raises StartFailed with the end of the log."""
        self.begin()
        self.wait_ready()

    def begin(self) -> None:
        """Start what is not running, without waiting, so that other things can start meanwhile."""
        environment = self._configure()
        epmd, server = epmd_binary(), server_binary()
        if epmd is None or server is None:
            raise StartFailed("RabbitMQ is not installed on this machine (Debian package: rabbitmq-server)")
        if self._epmd is None or not self._epmd.alive:
            self._epmd = Child(
                "epmd",
                [str(epmd), "-address", "127.0.0.1", "-port", str(self.epmd_port)],
                environment,
                self.data.log("epmd"),
                stop_within=5,
            )
            self._epmd.start()
            wait_until(lambda: answers(self.epmd_port), self._epmd, within=10)
        if self._node is not None and self._node.alive:
            return
        self._node = Child("broker", [str(server)], environment, self.log, stop_within=30)
        self._node.start()

    def wait_ready(self, within: float = 60) -> None:
        assert self._node is not None
        wait_until(self.answers, self._node, within)

    def stop(self) -> None:
        """Stop the node, then epmd."""
        if self._node is not None:
            self._node.stop()
        if self._epmd is not None:
            self._epmd.stop()

    def kill(self) -> None:
        """kill -9 the node, as a fault would. `start()` brings it back on the same port with the same data."""
        if self._node is not None:
            self._node.kill()

    def restart(self) -> None:
        if self._node is not None:
            self._node.stop()
        self.start()

    def erase(self) -> None:
        """Delete the data. The node must be stopped."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def answers(self) -> bool:
        return speaks_amqp(self.port)

    def _configure(self) -> dict[str, str]:
        """Write the node's files and give its whole environment: nothing of the caller's can leak in."""
        home = self.folder / "home"
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        document, config, plugins = (
            self.folder / "definitions.json",
            self.folder / "rabbitmq.conf",
            self.folder / "enabled_plugins",
        )
        write_private(document, json.dumps(definitions.definitions(self.passwords), indent=2))
        write_private(plugins, "[].\n")
        write_private(
            config,
            f"listeners.tcp.1 = 127.0.0.1:{self.port}\n"
            f"load_definitions = {document}\n"
            "loopback_users = none\n"
            "log.file = false\n"
            "log.console = true\n"
            "log.console.level = info\n"
            "disk_free_limit.absolute = 200MB\n"
            # the default of 512 MB keeps as much in memory before it is written out
            "raft.wal_max_size_bytes = 64000000\n",
        )
        return {
            "PATH": os.environ.get("PATH", "/usr/local/bin:/usr/bin:/bin"),
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "RABBITMQ_NODENAME": f"waymark-{self.data.short_hash}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self.dist_port),
            "ERL_EPMD_PORT": str(self.epmd_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_MNESIA_BASE": str(self.folder / "data"),
            "RABBITMQ_LOG_BASE": str(self.folder / "logs"),
            "RABBITMQ_CONFIG_FILE": str(config),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(self.folder / "advanced.config"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(plugins),
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_GENERATED_CONFIG_DIR": str(self.folder / "generated"),
            # With this the start script becomes the Erlang machine instead of staying beside it as a shell, so that
            # signals, and the kernel's notice of our own death, reach the node itself. -noinput takes the console
            # away again.
            "RABBITMQ_ALLOW_INPUT": "1",
            # No busy waiting: the machine has other things to do.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
                "-noinput -start_epmd false -kernel inet_dist_use_interface {127,0,0,1} "
                "+sbwt none +sbwtdcpu none +sbwtdio none"
            ),
        }
