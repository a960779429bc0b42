"""`run.json`: what a running suite tells the other commands about itself.

Readable by its owner alone, gone when the suite stops.

Not a lock: whether the suite runs is told by the lock on the data folder, because a file can be left behind.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from launcher.datafolder import AlreadyHeld, DataFolder, write_private


@dataclass
class RunFile:
    address: str
    pid: int
    amqp_uri: str
    database_url: str
    operator_token_file: str
    #: Maildir of a sample installation; none where mail goes to a real server.
    mail: str | None
    sample: bool
    #: Whether the start is over, the sample included. The suite answers before that.
    complete: bool
    sign_ins: list[dict[str, str]] = field(default_factory=list)
    pids: dict[str, int] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)
    #: Where PostgreSQL keeps its data when the launcher runs as root.
    system_data: str | None = None

    def write(self, data: DataFolder) -> None:
        write_private(data.run_file, json.dumps(asdict(self), indent=2) + "\n")


def read(data: DataFolder) -> RunFile | None:
    """What the file says, whether or not the suite still runs."""
    try:
        values: dict[str, Any] = json.loads(data.run_file.read_text())
        return RunFile(**values)
    except (FileNotFoundError, ValueError, TypeError):
        return None


def running(data: DataFolder) -> RunFile | None:
    """The suite that runs on this data folder and is ready, or none."""
    return read(data) if is_held(data) else None


def is_held(data: DataFolder) -> bool:
    """Whether a launcher is at work on this data folder."""
    try:
        with data.held():
            return False
    except AlreadyHeld:
        return True


def sign_ins(data: DataFolder) -> list[dict[str, str]]:
    """The sample's accounts, as its loader wrote them: name, email, password, role."""
    try:
        entries = json.loads(data.sign_ins.read_text())
    except (FileNotFoundError, ValueError):
        return []
    return [dict(entry) for entry in entries] if isinstance(entries, list) else []
