"""Every view there is: whatever the modules of this package declare, in order of name."""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from services.reporting.projections.view import View


@cache
def views() -> tuple[View, ...]:
    """The declared views. Raises ValueError when two have the same name."""
    package = __name__.rpartition(".")[0]
    found: dict[str, View] = {}
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        for value in vars(importlib.import_module(f"{package}.{module.name}")).values():
            if isinstance(value, View) and found.setdefault(value.name, value) is not value:
                raise ValueError(f"two views are called {value.name}; name them apart")
    return tuple(found[name] for name in sorted(found))


def fingerprint(of: Sequence[View]) -> str:
    """SHA-256 over all declarations: a generation serves the code whose fingerprint it carries."""
    return hashlib.sha256("\n".join(view.fingerprint() for view in of).encode()).hexdigest()


@cache
def current_fingerprint() -> str:
    """The fingerprint of the views that this code declares."""
    return fingerprint(views())
