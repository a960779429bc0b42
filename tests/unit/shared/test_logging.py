"""What reaches the log of an error holds nobody's name or address."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from shared.logging import configure


@pytest.fixture
def configured() -> Iterator[None]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    configure("test")
    yield
    root.handlers, root.level = before, level


def test_the_row_that_a_database_error_quotes_is_left_out(configured: None) -> None:
    handler = logging.getLogger().handlers[0]
    try:
        raise ValueError("duplicate key\nDETAIL:  Key (email)=(ann@example.org) already exists.\n[SQL: insert]")
    except ValueError as error:
        record = logging.LogRecord("nameko", logging.ERROR, "", 1, "failed", (), (type(error), error, None))
    told = handler.format(record)
    assert "duplicate key" in told and "[SQL: insert]" in told
    assert "ann@example.org" not in told
