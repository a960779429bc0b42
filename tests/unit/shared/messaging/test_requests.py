"""What is kept of a request beside its idempotency key."""

from __future__ import annotations

from shared.calls.people import CreateAccount
from shared.messaging.rpc import digest_of


def test_what_is_kept_of_a_request_says_nothing_about_its_password() -> None:
    asked = {"person_id": "p-1", "email": "ann@example.org", "password": "correct horse battery"}
    assert digest_of(CreateAccount, asked) == digest_of(CreateAccount, asked | {"password": "something else entirely"})
    assert digest_of(CreateAccount, asked) != digest_of(CreateAccount, asked | {"person_id": "p-2"})
