"""One running suite with its sample, started as a person would, for every story that reads or adds to it.

A story that stops the suite, or counts all facts, starts one of its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from registries import Registries, serving
from running import Suite, start

from tests.e2e import chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A Chromium, for the module."""
    with chromium.browser() as running:
        yield running


@pytest.fixture(scope="session")
def registries() -> Iterator[Registries]:
    """A local server in the place of the registries that the suite asks."""
    with serving() as server:
        yield server


@pytest.fixture(scope="session")
def suite(tmp_path_factory: pytest.TempPathFactory, registries: Registries) -> Iterator[Suite]:
    """The suite with the sample programme, for the whole run; look-ups are on."""
    os.environ.update(registries.settings())
    running = start(tmp_path_factory.mktemp("suite") / "data")
    yield running
    running.stop()
    running.erase()


@pytest.fixture(scope="module")
def own_suite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suite]:
    """A suite without a sample, for this module alone."""
    running = start(tmp_path_factory.mktemp("own") / "data", "--no-sample")
    yield running
    running.stop()
    running.erase()
