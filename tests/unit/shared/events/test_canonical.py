"""Our canonical JSON is RFC 8785 on the values that a fact may hold, held against the reference implementation."""

from __future__ import annotations

import string
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from shared.events.canonical import LARGEST_INTEGER, canonical

text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
names = st.text(string.printable.replace("\x0b", "").replace("\x0c", ""), max_size=12)
integers = st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)
values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | integers | text,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(names, inner, max_size=5),
    max_leaves=25,
)


@given(values)
def test_the_bytes_are_those_of_rfc_8785(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@given(st.dictionaries(names, text, min_size=2, max_size=6))
def test_the_order_in_which_members_were_written_does_not_matter(value: dict[str, str]) -> None:
    assert canonical(dict(reversed(value.items()))) == canonical(value)


def test_control_and_non_ascii_characters_are_written_as_rfc_8785_says() -> None:
    value = {"a": '\u20ac$\u000f\nA\'B"\\\\"/', "b": "\x7f\u2028\u00e9", "c": "\b\t\f\r\x1b"}
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ({"a": ["x", "nul\x00"]}, r"\$\.a\[1\].*NUL"),
        ({"a": 2**53}, r"\$\.a.*write it as text"),
        ({"a": -(2**53)}, r"\$\.a.*write it as text"),
        ({"a": {"b": 0.5}}, r"\$\.a\.b.*float"),
        ({"a": {1, 2}}, r"\$\.a.*set"),
        ({"é": 1}, "plain ASCII"),
        ({1: 1}, "plain ASCII"),
        ({"a": b"x"}, r"\$\.a.*bytes"),
    ],
)
def test_what_has_no_canonical_form_here_is_refused_by_place(value: Any, where: str) -> None:
    with pytest.raises(ValueError, match=where):
        canonical(value)


def test_a_lone_surrogate_is_refused_as_text_that_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="UTF-8"):
        canonical({"a": "\ud800"})
