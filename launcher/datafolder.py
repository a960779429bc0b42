"""The data folder of one installation: what lies where in it, its secrets, and who holds it now.

`./waymark run` uses `.waymark/` in the checkout; `--data DIR` names another, and two run side by side. Everything
in it is private to its owner. Not for the contents of what lies there: broker, database and services keep their
own.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launcher.ports import free_port

CHECKOUT = Path(__file__).resolve().parent.parent
#: Where servers that refuse root keep their data when we are root.
SYSTEM_DATA = Path("/var/lib/waymark")
#: How the folders of servers begin that last as long as a test run.
TEMPORARY_PREFIX = "waymark-servers-"


class AlreadyHeld(Exception):
    """Another launcher holds this data folder."""


@dataclass(frozen=True)
class DataFolder:
    """Paths below `root`, an absolute folder."""

    root: Path

    @classmethod
    def at(cls, path: Path | str | None = None) -> DataFolder:
        """The folder at `path` (default `.waymark` in the checkout), made if it is missing."""
        root = Path(path).expanduser().absolute() if path else CHECKOUT / ".waymark"
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        return cls(root)

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def files(self) -> Path:
        return self.root / "files"

    @property
    def mail(self) -> Path:
        return self.root / "mail"

    @property
    def run_file(self) -> Path:
        return self.root / "run.json"

    @property
    def sign_ins(self) -> Path:
        return self.root / "sign-ins.json"

    @property
    def operator_token(self) -> Path:
        return self.root / "operator-token"

    @property
    def secret_key(self) -> Path:
        return self.root / "secret-key"

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def secret(self, name: str) -> str:
        """A random secret of this installation, made the first time that it is asked for."""
        return str(self.remembered("secrets.json", name, lambda: secrets.token_urlsafe(24)))

    def remembered(self, file: str, key: str, make: Any) -> Any:
        """The value kept under `key` in a JSON file here, made by `make()` and kept when there is none."""
        path = self.root / file
        values = json.loads(path.read_text()) if path.exists() else {}
        if key not in values:
            values[key] = make()
            write_private(path, json.dumps(values, indent=2))
        return values[key]

    def port(self, name: str, preferred: int | None = None) -> int:
        """The loopback port that a server here used last time, or another free one when somebody else has taken it."""
        path = self.root / "ports.json"
        ports = json.loads(path.read_text()) if path.exists() else {}
        ports[name] = free_port(ports.get(name, preferred))
        write_private(path, json.dumps(ports, indent=2))
        return int(ports[name])

    @property
    def short_hash(self) -> str:
        """Eight hex digits that name this installation on the machine; they stay when the folder is moved.

        Of the folder's path and a random part: a new installation where an old one was must not find its data.
        """

        def make() -> str:
            return hashlib.sha256(f"{self.root} {secrets.token_hex(8)}".encode()).hexdigest()[:8]

        return str(self.remembered("installation.json", "hash", make))

    @property
    def system_data(self) -> Path:
        return SYSTEM_DATA / self.short_hash

    def make_keys(self) -> None:
        """The operator's API token and the key that signs forms, made at the first start."""
        for path in (self.operator_token, self.secret_key):
            if not path.exists():
                write_private(path, secrets.token_urlsafe(48) + "\n")

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder for this process. Raises AlreadyHeld when another does; the kernel lets go when we die."""
        descriptor = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if not locked(descriptor):
                raise AlreadyHeld(f"another waymark process uses {self.root}")
            yield
        finally:
            os.close(descriptor)


def locked(descriptor: int) -> bool:
    """Take the lock.

    Tried for a moment, because a command that only looks whether a suite runs holds it for an instant.
    """
    for _ in range(5):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.05)
        else:
            return True
    return False


def write_private(path: Path, text: str) -> None:
    """Replace a file in one step, readable by its owner alone."""
    partial = path.with_name(path.name + ".partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    partial.replace(path)
