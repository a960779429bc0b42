"""How a broken rule of `domain/` becomes the error that the caller sees."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from shared.broken import Broken
from shared.errors import Conflict, Invalid


@contextmanager
def rules() -> Iterator[None]:
    """Turn a Broken rule into Conflict (the state does not allow it) or Invalid (the request is at fault)."""
    try:
        yield
    except Broken as broken:
        kind = Conflict if broken.state else Invalid
        raise kind(f"{broken.message}.", {broken.field: [broken.message]}) from broken
