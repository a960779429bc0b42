"""Every declared event type by name and version, and the upcasters that bring an old body to the newest version."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shared.events.fact import Fact

Body = dict[str, Any]

_types: dict[tuple[str, int], type[Fact]] = {}
_upcasters: dict[tuple[str, int], Callable[[Body], Body]] = {}


def add(fact: type[Fact]) -> None:
    """Register a type at a version; the same name and version twice is a mistake in the catalogue."""
    key = (fact.full_type(), fact.version)
    if key in _types and _types[key].__qualname__ != fact.__qualname__:
        raise ValueError(f"{key[0]} version {key[1]} is declared twice")
    _types[key] = fact


def upcaster(full_type: str, version: int) -> Callable[[Callable[[Body], Body]], Callable[[Body], Body]]:
    """Decorate the function that turns a body of `version` into one of `version + 1`."""

    def register(function: Callable[[Body], Body]) -> Callable[[Body], Body]:
        _upcasters[full_type, version] = function
        return function

    return register


def upcast(full_type: str, version: int, body: Body) -> Body:
    """The body as the newest version says it. Stored bytes never change; this is applied on reading."""
    while step := _upcasters.get((full_type, version)):
        body, version = step(body), version + 1
    return body


def known(full_type: str, version: int) -> bool:
    """Whether this type and version is in the language."""
    return (full_type, version) in _types


def declared(full_type: str, version: int) -> type[Fact]:
    """The type at this version. Raises KeyError for what is not in the language."""
    return _types[full_type, version]


def newest(full_type: str) -> type[Fact]:
    """The highest version of a type. Raises KeyError naming a type that is not in the language."""
    versions = [version for name, version in _types if name == full_type]
    if not versions:
        raise KeyError(f"{full_type} is not an event type of ours; docs/events.md lists them")
    return _types[full_type, max(versions)]


def all_types() -> list[type[Fact]]:
    """Every declared type and version, in order of owner, type and version."""
    return [_types[key] for key in sorted(_types)]
