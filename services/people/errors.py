"""How a broken rule of `domain/` (a ValueError in words) becomes an error that names the field to mend."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from shared.errors import Invalid


@contextmanager
def about(field: str) -> Iterator[None]:
    """Turn a rule's ValueError into Invalid for this field of the request."""
    try:
        yield
    except ValueError as error:
        raise Invalid(f"{error}.", {field: [str(error)]}) from error
