"""Fields that a work of any type may have among its details are bounded as its type's own fields are."""

from __future__ import annotations

from services.outputs import vocabulary
from services.outputs.commands.typed import entered

PUBLICATION = vocabulary.types()["publication"]


def test_a_volume_may_be_a_number() -> None:
    mistakes: dict[str, list[str]] = {}
    assert entered(PUBLICATION, {"details": {"volume": 3}}, {}, mistakes) == {"volume": "3"}
    assert mistakes == {}


def test_no_detail_is_longer_than_a_text_may_be() -> None:
    mistakes: dict[str, list[str]] = {}
    assert entered(PUBLICATION, {"details": {"journal": "x" * 2001}}, {}, mistakes) == {}
    assert mistakes == {"details.journal": ["Journal: Enter text, of 2,000 characters at most"]}
