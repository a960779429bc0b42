"""Text that neither PostgreSQL nor a fact can hold is refused at the door, by its field, in words."""

from __future__ import annotations

from typing import Any

import pytest

from shared.calls import projects as calls
from shared.errors import Invalid


@pytest.mark.parametrize("value", ["a\x00b", "a\ud800b", ["\x00"], {"\x00": 1}])
def test_nul_and_halves_of_surrogate_pairs_are_refused(value: Any) -> None:
    with pytest.raises(Invalid) as refused:
        calls.NoteProgress.parse({"target_id": "it", "note": value})
    assert list(refused.value.fields) == ["note"]


def test_every_other_character_is_kept() -> None:
    words = "Lánguage: \u0001 \U0001f600 \u202e 漢字\ufffd"
    assert calls.NoteProgress.parse({"target_id": "it", "note": words})["note"] == words
