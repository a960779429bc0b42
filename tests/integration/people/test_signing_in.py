"""Signing in on a real database: sessions, lock-out, tokens, and that nothing secret is kept as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from installation import Installation
from sqlalchemy import Engine, text

from services.people.commands import accounts, registering, roles, signing_in
from services.people.commands.operator import OPERATOR, ensure_operator
from services.people.domain import access
from services.people.passwords import Passwords
from services.people.views import account
from shared import clock, context
from shared.context import Actor
from shared.database import transaction
from shared.errors import Conflict, NotFound, NotSignedIn

PASSWORD = "correct horse battery staple"
PASSWORDS = Passwords()

Do = Callable[..., Any]


@pytest.fixture(scope="module")
def people(installation: Installation) -> Engine:
    installation.databases("people")
    return installation.engine("people")


@pytest.fixture
def do(people: Engine) -> Do:
    def run(work: Do, *more: Any, by: str = "somebody", **fields: Any) -> Any:
        with context.using(actor=Actor(by), recorded=[]), transaction(people) as session:
            return work(session, *more, **fields)

    return run


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[timedelta], None]]:
    """Moves the clock on."""
    at = [datetime(2026, 6, 30, 12, tzinfo=UTC)]
    monkeypatch.setattr(clock, "system", clock.Clock(lambda: at[0]))

    def later(by: timedelta) -> None:
        at[0] += by

    yield later


@pytest.fixture
def ann(do: Do) -> dict[str, str]:
    email = f"{uuid4().hex}@example.org"
    person_id = do(registering.register_person, name="Ann Example", email=email)["person_id"]
    do(accounts.create, PASSWORDS, person_id=person_id, email=email, password=PASSWORD)
    return {"person_id": person_id, "email": email}


def sign_in(do: Do, email: str, password: str = PASSWORD, **more: Any) -> str:
    token: str = do(signing_in.sign_in, PASSWORDS, email=email, password=password, **more)["session_token"]
    return token


def test_a_session_stands_for_its_person_with_the_roles_that_hold_today(do: Do, ann: dict[str, str], now: Any) -> None:
    do(roles.grant, person_id=ann["person_id"], role="researcher", programme_id="HDRC")
    do(
        roles.grant,
        person_id=ann["person_id"],
        role="auditor",
        programme_id="HDRC",
        from_on=date(2025, 1, 1),
        until=date(2026, 6, 29),
    )
    found = do(signing_in.authenticate, session_token=sign_in(do, ann["email"].upper()))
    assert found["actor"]["id"] == ann["person_id"]
    assert [grant["role"] for grant in found["actor"]["grants"]] == ["researcher"]
    assert found["person"]["name"] == "Ann Example"


def test_a_session_ends_when_it_is_idle_and_after_half_a_day_whatever_its_use(
    do: Do, ann: dict[str, str], now: Callable[[timedelta], None]
) -> None:
    idle, used = sign_in(do, ann["email"]), sign_in(do, ann["email"])
    for _ in range(11):
        now(timedelta(hours=1))
        do(signing_in.authenticate, session_token=used)
    with pytest.raises(NotSignedIn):
        do(signing_in.authenticate, session_token=idle)
    now(timedelta(hours=1))
    with pytest.raises(NotSignedIn):
        do(signing_in.authenticate, session_token=used)


def test_signing_out_closes_the_session_and_signing_in_closes_the_one_before(do: Do, ann: dict[str, str]) -> None:
    first = sign_in(do, ann["email"])
    second = sign_in(do, ann["email"], earlier_session_token=first)
    assert second != first
    with pytest.raises(NotSignedIn):
        do(signing_in.authenticate, session_token=first)
    do(signing_in.sign_out, session_token=second)
    with pytest.raises(NotSignedIn):
        do(signing_in.authenticate, session_token=second)


def test_sessions_that_are_over_are_forgotten_when_their_person_signs_in(
    do: Do, ann: dict[str, str], people: Engine
) -> None:
    for _ in range(3):
        do(signing_in.sign_out, session_token=sign_in(do, ann["email"]))
    sign_in(do, ann["email"])
    with transaction(people) as session:
        kept = session.execute(text("select count(*) from sessions where person_id = :person_id"), ann).scalar()
    assert kept == 1


def test_an_unknown_address_and_a_wrong_password_are_answered_with_the_same_words(do: Do, ann: dict[str, str]) -> None:
    answers = set()
    for email, password in ((ann["email"], "wrong"), ("nobody@example.org", PASSWORD), (ann["email"], "")):
        with pytest.raises(NotSignedIn) as refused:
            sign_in(do, email, password)
        answers.add((str(refused.value), tuple(refused.value.fields)))
    assert len(answers) == 1


def test_an_unknown_address_costs_an_argon2_check_as_a_known_one_does(
    do: Do, ann: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str | None] = []

    class Watching(Passwords):
        def matches(self, kept: str | None, password: str) -> bool:
            asked.append(kept)
            return super().matches(kept, password)

    for email in (ann["email"], "nobody@example.org"):
        with pytest.raises(NotSignedIn):
            do(signing_in.sign_in, Watching(), email=email, password="wrong")
    assert len(asked) == 2
    assert asked[1] is None


def test_wrong_passwords_make_the_right_one_wait_although_each_try_was_rolled_back(
    do: Do, ann: dict[str, str], now: Callable[[timedelta], None]
) -> None:
    for _ in range(access.FREE_TRIES):
        with pytest.raises(NotSignedIn):
            sign_in(do, ann["email"], "wrong")
    with pytest.raises(NotSignedIn):
        sign_in(do, ann["email"])
    now(access.FIRST_WAIT + timedelta(seconds=1))
    assert sign_in(do, ann["email"])
    with pytest.raises(NotSignedIn):
        sign_in(do, ann["email"], "wrong")
    assert sign_in(do, ann["email"]), "a right password starts the count anew"


def test_an_api_token_works_to_the_end_of_its_last_day_or_until_it_is_revoked(
    do: Do, ann: dict[str, str], now: Callable[[timedelta], None]
) -> None:
    me = ann["person_id"]
    fields = {"name": "laptop", "scopes": ["read"], "expires_on": date(2026, 7, 1)}
    kept, revoked = (do(accounts.create_api_token, by=me, **fields) for _ in range(2))
    found = do(signing_in.authenticate, api_token=kept["token"])
    assert (found["actor"]["id"], found["scopes"]) == (me, ["read"])
    do(accounts.revoke_api_token, by=me, token_id=revoked["token_id"])
    with pytest.raises(NotSignedIn):
        do(signing_in.authenticate, api_token=revoked["token"])
    with pytest.raises(NotSignedIn):
        do(signing_in.authenticate, api_token=kept["token"][:-1] + "?")
    listed = do(account.mine, by=me)["api_tokens"]
    assert [token["revoked"] for token in listed] == [False, True]
    assert listed[0]["last_used"]
    now(timedelta(days=1, hours=10, minutes=59))  # 22:59 UTC is one minute to midnight in London's summer
    do(signing_in.authenticate, api_token=kept["token"])
    now(timedelta(minutes=2))
    with pytest.raises(NotSignedIn):
        do(signing_in.authenticate, api_token=kept["token"])


def test_nobody_revokes_anothers_token(do: Do, ann: dict[str, str]) -> None:
    fields = {"name": "laptop", "scopes": ["read"], "expires_on": clock.system.today()}
    token = do(accounts.create_api_token, by=ann["person_id"], **fields)
    with pytest.raises(NotFound):
        do(accounts.revoke_api_token, by="another", token_id=token["token_id"])


def test_no_secret_is_in_the_database_as_it_is(do: Do, ann: dict[str, str], people: Engine) -> None:
    session_token = sign_in(do, ann["email"])
    fields = {"name": "laptop", "scopes": ["read"], "expires_on": clock.system.today()}
    token = do(accounts.create_api_token, by=ann["person_id"], **fields)["token"]
    with transaction(people) as session:
        everything = "".join(
            str(session.execute(text(f"select array_agg(t::text) from {table} t")).scalar())
            for table in ("accounts", "sessions", "api_tokens", "commands", "outbox")
        )
    for secret in (PASSWORD, session_token, token):
        assert secret not in everything


def test_somebody_cannot_have_two_accounts_or_anothers_address(do: Do, ann: dict[str, str]) -> None:
    with pytest.raises(Conflict):
        do(accounts.create, PASSWORDS, person_id=ann["person_id"], email=ann["email"], password=PASSWORD)
    bob = do(registering.register_person, name="Bob")["person_id"]
    with pytest.raises(Conflict):
        do(accounts.create, PASSWORDS, person_id=bob, email=ann["email"], password=PASSWORD)


def test_the_operator_administers_everything_by_the_newest_token_alone(do: Do, people: Engine) -> None:
    ensure_operator(people, "first token of this installation")
    ensure_operator(people, "second token of this installation")
    found = do(signing_in.authenticate, api_token="second token of this installation")
    assert found["actor"]["id"] == OPERATOR
    assert [(g["role"], g["programme_id"]) for g in found["actor"]["grants"]] == [("administrator", None)]
    with pytest.raises(NotSignedIn):
        do(signing_in.authenticate, api_token="first token of this installation")
