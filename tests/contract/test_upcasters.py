"""An old body is read as the newest version says it, step by step; the stored bytes stay as they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from marshmallow import ValidationError

from shared.events import registry
from shared.events.fact import Fact
from shared.events.fields import Id, Many, Text
from shared.events.reading import read

TYPE = "experiments.kite.flown"


@pytest.fixture
def kite(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A type with three versions in a registry of its own."""
    monkeypatch.setattr(registry, "_types", {})
    monkeypatch.setattr(registry, "_upcasters", {})

    def declare(version: int, **fields: Any) -> None:
        about = {
            "type": "kite.flown",
            "version": version,
            "effective": "that day",
            "__module__": "shared.events.experiments",
        }
        type(f"KiteFlown{version}", (Fact,), about | fields)

    declare(1, flyer=Id("who", required=True))
    declare(2, flyer_ids=Many(Id("a person"), "who", required=True))
    declare(3, flyer_ids=Many(Id("a person"), "who", required=True), field=Text("where", required=True))

    @registry.upcaster(TYPE, 1)
    def several(body: dict[str, Any]) -> dict[str, Any]:
        return {"flyer_ids": [body["flyer"]]}

    @registry.upcaster(TYPE, 2)
    def somewhere(body: dict[str, Any]) -> dict[str, Any]:
        return body | {"field": "unknown"}

    yield


def test_a_chain_of_upcasters_brings_the_first_version_to_the_newest(kite: None) -> None:
    assert read(TYPE, 1, {"flyer": "anna"}) == {"flyer_ids": ["anna"], "field": "unknown"}


def test_a_body_in_the_middle_of_the_chain_takes_the_rest_of_it(kite: None) -> None:
    assert read(TYPE, 2, {"flyer_ids": ["anna", "ben"]}) == {"flyer_ids": ["anna", "ben"], "field": "unknown"}


def test_the_newest_version_is_left_as_it_is(kite: None) -> None:
    body = {"flyer_ids": [], "field": "Sefton Park"}
    assert registry.upcast(TYPE, 3, body) is body


def test_what_was_stored_is_not_changed_by_reading_it(kite: None) -> None:
    stored = {"flyer": "anna"}
    read(TYPE, 1, stored)
    assert stored == {"flyer": "anna"}


def test_a_body_that_does_not_fit_its_version_is_refused(kite: None) -> None:
    with pytest.raises(ValidationError):
        read(TYPE, 3, {"flyer_ids": "anna", "field": "x"})


def test_a_type_that_nobody_declared_is_named(kite: None) -> None:
    with pytest.raises(KeyError, match=r"experiments\.kite\.lost"):
        read("experiments.kite.lost", 1, {})


def test_the_same_type_and_version_twice_is_a_mistake(kite: None) -> None:
    with pytest.raises(ValueError, match="declared twice"):
        type("Another", (Fact,), {"type": "kite.flown", "version": 1, "__module__": "shared.events.experiments"})


def test_every_version_but_the_newest_has_an_upcaster() -> None:
    for fact in registry.all_types():
        newest = registry.newest(fact.full_type()).version
        reached = fact.version
        while (fact.full_type(), reached) in registry._upcasters:
            reached += 1
        assert reached == newest, f"{fact.dataschema()} has no way to version {newest}"
