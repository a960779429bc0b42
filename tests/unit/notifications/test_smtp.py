"""What is said to a mail server, and what is not."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from typing import Any

import pytest

from services.notifications.channels import smtp


class Bare:
    """A server far away that offers no TLS: perhaps because somebody between us took the offer away."""

    sock: Any = None
    said: list[str]

    def __init__(self, *_: Any, **__: Any) -> None:
        Bare.said = []

    def ehlo_or_helo_if_needed(self) -> None: ...

    def has_extn(self, _: str) -> bool:
        return False

    def login(self, user: str, password: str) -> None:
        Bare.said += [user, password]

    def close(self) -> None: ...


def test_the_password_is_not_sent_to_a_server_far_away_without_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtplib, "SMTP", Bare)
    monkeypatch.setattr(smtp.Server, "is_local", lambda _: False)
    server = smtp.Server.at("smtp://waymark:secret@mail.example.org")
    with pytest.raises(smtp.TryLater, match="TLS"):
        smtp.hand_over(server, EmailMessage(), "ann@example.org", "waymark@example.org", lambda: True)
    assert Bare.said == []
