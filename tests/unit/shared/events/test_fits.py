"""The quick check of a body never lets in what the whole one refuses, and knows every golden body."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.events import registry
from shared.events.fields import fits

GOLDEN = Path(__file__).parents[3] / "contract" / "golden"
TYPES = {f"{fact.full_type()}.{fact.version}": fact for fact in registry.all_types()}
BODIES = {name: json.loads((GOLDEN / f"{name}.json").read_text())["body"] for name in TYPES}
STRANGE = st.sampled_from([None, "", "x" * 3000, 1.5, -1, True, [], {}, [None], {"a": None}, "2026-02-30", "\u00e9 "])


@pytest.mark.parametrize("name", TYPES)
def test_a_golden_body_fits(name: str) -> None:
    assert fits(TYPES[name](), BODIES[name])


@given(st.sampled_from(sorted(TYPES)), st.data())
def test_what_fits_is_valid(name: str, data: st.DataObject) -> None:
    body = dict(BODIES[name])
    for _ in range(data.draw(st.integers(0, 2))):
        key = data.draw(st.sampled_from([*sorted(body), "unknown"]))
        if data.draw(st.booleans()):
            body.pop(key, None)
        else:
            body[key] = data.draw(STRANGE)
    schema = TYPES[name]()
    if fits(schema, body):
        assert schema.validate(body) == {}
