"""What a column's text says is what was meant: each value comes back from the one text that it has."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.projections.columns import Boolean, Date, Integer, Json, Kind, Number, Text

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
)


@given(texts)
def test_text_comes_back(value: str) -> None:
    assert Text.decode(Text.encode(value)) == value


@given(json)
def test_a_document_comes_back(value: object) -> None:
    assert Json.decode(Json.encode(value)) == value


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Date, date(2026, 2, 28)),
        (Integer, -7),
        (Number, Decimal("-12.50")),
        (Boolean, True),
        (Boolean, False),
    ],
)
def test_a_value_comes_back_as_the_driver_gives_it(kind: Kind, value: object) -> None:
    found = kind.decode(kind.encode(value))
    assert (found, type(found)) == (value, type(value))
