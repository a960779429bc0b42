"""A fetcher on a local server, with a cache in memory and a clock that only waiting moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from registries import Registries, serving

from services.outputs.sources.asking import Sources
from services.outputs.sources.chosen import Chosen
from services.outputs.sources.fetching import Fetcher


@dataclass
class Held:
    etag: str | None
    body: bytes
    fresh: bool = True


@dataclass
class Memory:
    """The cache."""

    held: dict[str, Held] = field(default_factory=dict)

    def get(self, address: str) -> Held | None:
        return self.held.get(address)

    def put(self, address: str, etag: str | None, body: bytes) -> None:
        self.held[address] = Held(etag, body)

    def grow_old(self) -> None:
        for each in self.held.values():
            each.fresh = False


@dataclass
class Time:
    """A clock; sleeping moves it and is written down."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def registries() -> Iterator[Registries]:
    with serving() as server:
        yield server


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def chosen(registries: Registries) -> Chosen:
    at = registries.address
    return Chosen(True, "research@council.example", at, at, f"{at}/epmc", f"{at}/v3.0")


@pytest.fixture
def fetcher(chosen: Chosen, memory: Memory, time: Time) -> Fetcher:
    return Fetcher(chosen, memory, clock=time.clock, sleep=time.sleep)


@pytest.fixture
def get(fetcher: Fetcher, registries: Registries) -> Callable[..., Any]:
    """Ask for a path of the server."""
    return lambda path, **options: fetcher.get("Crossref", registries.address + path, **options)


@pytest.fixture
def sources(chosen: Chosen, fetcher: Fetcher) -> Sources:
    return Sources(chosen, fetcher)
