"""No request takes a list without an end: what is sent is kept, told and counted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from marshmallow import Schema, fields, validate

from shared.calls import projects as calls
from shared.calls.call import Call


def lists(of: Schema, at: str) -> Iterator[tuple[str, fields.List]]:
    """Every list of a request, those within its groups too."""
    for name, field in of.fields.items():
        inner = field
        if isinstance(field, fields.List):
            yield f"{at}.{name}", field
            inner = field.inner
        if isinstance(inner, fields.Nested):
            yield from lists(inner.schema, f"{at}.{name}")


REQUESTS = [call for call in vars(calls).values() if isinstance(call, type) and issubclass(call, Call)]
LISTS = dict(found for call in REQUESTS if call.__dict__.get("__doc__") for found in lists(call(), call.method))


@pytest.mark.parametrize("place", LISTS)
def test_a_list_says_how_many_it_takes(place: str) -> None:
    assert any(isinstance(one, validate.Length) and one.max for one in LISTS[place].validators), place
