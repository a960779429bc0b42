"""For every test: green threads where they are wanted, and real servers, started once, for whoever asks.

`WAYMARK_TEST_GREEN=0` leaves the process unpatched, as browser tests need it (`./waymark test` says which).
"""

from __future__ import annotations

import os

os.environ["PSYCOPG_WAIT_FUNC"] = "wait_select"
os.environ.setdefault("WAYMARK_SECRET_KEY", "for tests only, and long enough to sign forms")

if os.environ.get("WAYMARK_TEST_GREEN", "1") != "0":
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # eventlet's retirement: docs/decisions/0001-nameko.md
        import eventlet
    eventlet.monkey_patch()

from collections.abc import Iterator

import hypothesis
import pytest
from installation import Installation

from launcher.servers import NoServer, Servers, private_servers

# a busy machine is no fault of the code
hypothesis.settings.register_profile("waymark", deadline=None)
hypothesis.settings.load_profile("waymark")


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """A private broker and database for the whole run. Tests may kill them if they start them again."""
    try:
        with private_servers() as running:
            yield running
    except NoServer as none:
        pytest.skip(str(none))


@pytest.fixture(scope="module")
def installation(servers: Servers) -> Iterator[Installation]:
    """Databases of this module's own and an empty broker; `settings()` names them meanwhile."""
    with Installation(servers) as fresh:
        yield fresh
