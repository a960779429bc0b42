"""A gateway whose services are answered from a table: the rules of HTTP can be tested without any server."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import URL

from services.gateway.app import create_app
from services.gateway.identity import Identities
from shared.files import Files
from shared.settings import Settings
from tests.unit.gateway.switchboard import Switchboard


def settings_of(folder: Path, **changes: Any) -> Settings:
    database = URL.create("postgresql+psycopg", host="nowhere", database="waymark")
    given: dict[str, Any] = {
        "amqp_uri": "pyamqp://nowhere:1//",
        "database_url": database,
        "database_direct_url": database,
        "files_url": f"file://{folder}/files",
        "sample": True,
        "secret_key": "a key for tests that is long enough to pass",
        "public_url": "http://localhost",
        "smtp_url": None,
        "mail_from": "waymark@localhost",
        "health_host": "127.0.0.1",
        "health_port": 0,
        "host": "127.0.0.1",
        "port": 8000,
        "static_dir": Path(os.environ.get("STATIC_DIR", folder / "static")),
        "operator_token_file": None,
        "log_level": "INFO",
    }
    return Settings(**given | changes)


@pytest.fixture
def services() -> Switchboard:
    return Switchboard()


@pytest.fixture
def make_app(tmp_path: Path, services: Switchboard) -> Callable[..., Any]:
    """An application with other settings than usual."""

    def make(**changes: Any) -> Any:
        return create_app(settings_of(tmp_path, **changes), services)

    return make


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, dict[str, Any]]:
    """The usual application, made once because that takes longer than any test of it; and how it was configured."""
    made = create_app(settings_of(tmp_path_factory.mktemp("gateway")), Switchboard())
    return made, dict(made.config)


@pytest.fixture
def app(built: tuple[Any, dict[str, Any]], tmp_path: Path, services: Switchboard) -> Any:
    """The usual application with everything that it remembers made new for this test."""
    made, config = built
    made.config.clear()
    made.config.update(config)
    chosen = settings_of(tmp_path)
    made.extensions["waymark_settings"] = chosen
    made.extensions["waymark_files"] = Files(chosen.files_url)
    made.extensions["waymark_client"] = services
    made.extensions["waymark_identities"] = Identities()
    for limiter in made.extensions["limiter"]:
        limiter.reset()
    return made


@pytest.fixture
def api(app: Any) -> Iterator[Any]:
    """A client of the API with a token that may write."""
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = "Bearer good"
    yield client


@pytest.fixture
def visitor(app: Any) -> Any:
    """A browser that is not signed in."""
    return app.test_client()


@pytest.fixture
def browser(app: Any) -> Any:
    """A browser that is signed in."""
    client = app.test_client()
    client.set_cookie("waymark_session", "good")
    return client
