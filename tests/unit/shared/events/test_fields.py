"""Each kind of value takes its JSON form and nothing that only looks like it."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from shared.events.fields import (
    Currency,
    Date,
    DecimalText,
    Field,
    Id,
    Key,
    Many,
    Named,
    OneOf,
    Plain,
    Sha256,
    Text,
    Url,
    Whole,
    YesNo,
)
from shared.events.parts import Changes, Money, Period, Place, Words

TAKEN: list[tuple[Field, Any]] = [
    (Text("x"), "Homes"),
    (Id("x"), "08/13/38"),
    (Key("x"), "data_access"),
    (Key("x"), "nihr-six-monthly"),
    (Key("x"), "milestones.on_time"),
    (Date("x"), "2024-02-29"),
    (DecimalText("x"), "-1250.50"),
    (DecimalText("x"), "279362.7808"),
    (Currency("x"), "GBP"),
    (Sha256("x"), "a" * 64),
    (Url("x"), "https://example.org/a?b=1"),
    (Whole("x"), 0),
    (YesNo("x"), False),
    (OneOf("x", ("a", "b")), "b"),
    (Many(Id("x"), "x"), []),
    (Many(Id("x"), "x"), ["1"]),
    (Named(Text("x"), "x"), {"doi": "10.1/x"}),
    (Plain("x"), ["any", 1, {"b": None}]),
    (Plain("x", nullable=True), None),
    (Money("x"), {"amount": "12.50", "currency": "GBP"}),
    (Period("x"), {"from": "2026-01-01", "to": "2026-06-30"}),
    (Place("x"), {"code": "E08000012", "kind": "city", "boundary_set": "LAD 2024"}),
    (Words("x"), {"text_id": "1", "sha256": "0" * 64}),
    (Changes("x"), {"title": {"before": None, "after": "Homes"}}),
]
REFUSED: list[tuple[Field, Any]] = [
    (Text("x"), ""),
    (Text("x"), None),
    (Text("x"), 5),
    (Text("x"), b"bytes"),
    (Text("x"), "x" * 2001),
    (Key("x"), "Data Access"),
    (Key("x"), "data_access\n"),
    (Key("x"), "_x"),
    (Date("x"), "2023-02-29"),
    (Date("x"), "20240229"),
    (Date("x"), "2024-W01-1"),
    (Date("x"), "2024-02-29T00:00:00"),
    (DecimalText("x"), 12.5),
    (DecimalText("x"), "12,50"),
    (DecimalText("x"), "1e5"),
    (DecimalText("x"), "NaN"),
    (Currency("x"), "gbp"),
    (Sha256("x"), "A" * 64),
    (Url("x"), "ftp://example.org"),
    (Whole("x"), -1),
    (Whole("x"), "5"),
    (Whole("x"), True),
    (Whole("x"), 2**53),
    (Whole("x", least=1, most=12), 13),
    (YesNo("x"), 1),
    (YesNo("x"), "true"),
    (OneOf("x", ("a", "b")), "c"),
    (OneOf("x", ("a", "b")), ["a"]),
    (Many(Id("x"), "x"), "abc"),
    (Many(Id("x"), "x"), [""]),
    (Named(Text("x"), "x"), {"DOI": "10.1/x"}),
    (Named(Text("x"), "x"), []),
    (Plain("x"), 0.5),
    (Plain("x"), None),
    (Money("x"), {"amount": "12.50"}),
    (Money("x"), {"amount": "12.50", "currency": "GBP", "vat": "0"}),
    (Period("x"), {"from": "2026-01-01"}),
    (Place("x"), {"code": "E08000012", "kind": "county", "boundary_set": "x"}),
    (Words("x"), "the words themselves"),
    (Changes("x"), {"title": "Homes"}),
]


def _as_json(value: Any) -> str:
    return repr(value)[:40]


@pytest.mark.parametrize(("field", "value"), TAKEN, ids=_as_json)
def test_a_right_value_is_kept_as_it_is_and_fits_the_json_schema(field: Field, value: Any) -> None:
    assert field.deserialize(value) == value
    jsonschema.Draft202012Validator(field.json_schema()).validate(value)


@pytest.mark.parametrize(("field", "value"), REFUSED, ids=_as_json)
def test_a_wrong_value_is_refused(field: Field, value: Any) -> None:
    with pytest.raises(ValidationError):
        field.deserialize(value)


def test_a_mistake_deep_inside_is_named_by_its_place() -> None:
    with pytest.raises(ValidationError) as raised:
        Many(Money("an amount"), "amounts").deserialize([{"amount": "1", "currency": "GBP"}, {"amount": "x"}])
    assert set(raised.value.messages) == {1}
    assert set(raised.value.messages[1]) == {"amount", "currency"}


def test_words_by_reference_are_internal_and_seen_by_is_one_of_three() -> None:
    assert Words("x").metadata["seen_by"] == "internal"
    with pytest.raises(ValueError, match="seen_by"):
        Text("x", seen_by="everybody")


@given(st.dates())
def test_every_date_is_taken_as_iso_text(day: Any) -> None:
    assert Date("x").deserialize(day.isoformat()) == day.isoformat()
