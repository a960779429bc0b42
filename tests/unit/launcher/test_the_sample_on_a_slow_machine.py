"""Loading the sample where the machine is slow: an answer that is not known yet is asked for again."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from sample import load


class Slow:
    """A session whose installation has answered only after some requests."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.headers: dict[str, str] = {}
        self.sent: list[Any] = []

    def request(self, _method: str, _url: str, **options: Any) -> Any:
        self.sent.append(options["json"])
        status = self.statuses.pop(0)
        return SimpleNamespace(ok=status == 200, status_code=status, text="said why", json=lambda: {"replies": []})


def test_what_is_not_known_yet_is_asked_again_with_the_same_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load.time, "sleep", lambda _: None)
    to = load.Installation("http://localhost", "token")
    to.session = slow = Slow(503, 503, 200)  # type: ignore[assignment]
    assert to._send("POST", "/api/v1/batch", json={"items": ["a"]}) == {"replies": []}
    assert slow.sent == [{"items": ["a"]}] * 3


def test_a_refusal_is_not_asked_again() -> None:
    to = load.Installation("http://localhost", "token")
    to.session = Slow(422, 200)  # type: ignore[assignment]
    with pytest.raises(SystemExit, match="422 said why"):
        to._send("POST", "/api/v1/batch", json={})
