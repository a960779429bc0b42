"""Every request that a service answers is declared and permitted to somebody, and nothing else is permitted."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import pytest
import yaml
from marshmallow import Schema, ValidationError, fields
from nameko.extensions import ENTRYPOINT_EXTENSIONS_ATTR

import shared.calls
from shared import permissions
from shared.calls.call import Call, Command, Read
from shared.calls.parked import OfEveryService
from shared.events.document import ROOT
from shared.messaging.rpc import Answer

SERVICES = ("people", "projects", "outputs", "reporting", "notifications")


def _declared() -> list[type[Call]]:
    found: dict[str, type[Call]] = {}
    for module in pkgutil.iter_modules(shared.calls.__path__):
        for value in vars(importlib.import_module(f"shared.calls.{module.name}")).values():
            if inspect.isclass(value) and issubclass(value, Call) and value.service in SERVICES and value.__doc__:
                found[value.name()] = value
    of_every_service = (call.of(service) for call in OfEveryService.__subclasses__() for service in SERVICES)
    found |= {call.name(): call for call in of_every_service}
    return [found[name] for name in sorted(found)]


CALLS = _declared()
every_call = pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name())


@every_call
def test_a_request_is_a_command_or_a_read(call: type[Call]) -> None:
    assert issubclass(call, Command) != issubclass(call, Read)


@every_call
def test_somebody_may_ask_it_and_its_programme_is_found_by_a_field_that_it_has(call: type[Call]) -> None:
    row = permissions.row(call.name())
    assert row.who or row.where in {"anyone", "own"}
    assert row.where in permissions.SCOPES or row.where in call().load_fields


def test_no_permission_is_given_for_a_request_that_does_not_exist() -> None:
    rows = set(yaml.safe_load((ROOT / "shared/permissions.yaml").read_text(encoding="utf-8")))
    assert rows == {call.name() for call in CALLS}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_answers_every_request_that_is_declared_for_it_and_no_other(service: str) -> None:
    named = getattr(importlib.import_module(f"services.{service}.service"), service.capitalize())
    answered = {
        method
        for method, value in inspect.getmembers(named)
        if any(isinstance(extension, Answer) for extension in getattr(value, ENTRYPOINT_EXTENSIONS_ATTR, ()))
    }
    assert answered == {call.method for call in CALLS if call.service == service}


@pytest.mark.parametrize("given", ["0001-01-01", "0202-03-31", "9999-12-31"])
@every_call
def test_no_request_takes_a_day_of_other_times(call: type[Call], given: str) -> None:
    for name, field in _days(call()):
        with pytest.raises(ValidationError, match="Enter a year"):
            field.deserialize(given)
            pytest.fail(f"{call.name()} takes {given} as {name}")


def _days(schema: Schema) -> Iterator[tuple[str, fields.Date]]:
    """The days among the fields of a request, those of its groups and lists too."""
    for name, field in schema.fields.items():
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Date):
            yield name, inner
        elif isinstance(inner, fields.Nested):
            yield from _days(inner.schema)
