"""A ledger with its views, and stories appended to it straight through the projector's writer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from installation import Installation
from sqlalchemy import Engine

from services.reporting import rebuild


@pytest.fixture(scope="module")
def ledger(installation: Installation) -> Iterator[Engine]:
    """The reporting database, with current views."""
    installation.databases("reporting")
    found = installation.engine("reporting")
    rebuild.ensure(found)
    yield found
