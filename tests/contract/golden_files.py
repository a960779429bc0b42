"""The golden files: one recorded body per event type and version, with the digest of its canonical bytes.

A golden file is written once, when a type or version is added, and never edited: it stands for what is in ledgers.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "golden"


@dataclass(frozen=True)
class Golden:
    """One file."""

    path: Path
    type: str
    version: int
    sha256: str
    body: dict[str, Any]


def goldens() -> list[Golden]:
    """Every golden file, by name."""
    return [_read(path) for path in sorted(FOLDER.glob("*.json"))]


def _read(path: Path) -> Golden:
    held = json.loads(path.read_text(encoding="utf-8"))
    return Golden(path, held["type"], held["version"], held["sha256"], held["body"])
