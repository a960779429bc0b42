"""Browser sessions: signing in, signing out, and whom a session or API token stands for.

An unknown address, a wrong password and a refusal after too many failures look the same and take the same time, so that
nobody learns who has an account. The failures themselves are counted in a transaction of their own, because a refused
sign-in rolls its own back.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import Engine, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from services.people.domain import access, identifiers, tokens
from services.people.tables import accounts, api_tokens, people, roles, sessions
from shared import clock
from shared.database import transaction
from shared.errors import NotSignedIn

REFUSED = (
    "The e-mail address or the password is not right, or there were too many attempts. "
    "Check both; after several wrong attempts wait 15 minutes."
)


class Passwords(Protocol):
    """What this needs of argon2: see `services/people/passwords.py`."""

    def hash(self, password: str) -> str: ...

    def matches(self, kept: str | None, password: str) -> bool: ...

    def stale(self, kept: str) -> bool: ...


def sign_in(
    session: Session, passwords: Passwords, *, email: str, password: str, earlier_session_token: str | None = None
) -> dict[str, Any]:
    """Open a session under a new token, close the earlier one, forget those that are over. Raises NotSignedIn."""
    now = clock.system.now()
    account = session.execute(
        select(people.c.person_id, people.c.name, accounts.c.password_hash, accounts.c.failures, accounts.c.not_before)
        .join_from(people, accounts)
        .where(people.c.email == identifiers.email(email))
    ).first()
    right = passwords.matches(account.password_hash if account else None, password)
    waiting = account is not None and account.not_before is not None and account.not_before > now
    if account is None or waiting or not right:
        if account is not None and not waiting:
            _count_failure(session, account.person_id, now)
        raise NotSignedIn(REFUSED)
    changes: dict[str, Any] = {"failures": 0, "not_before": None}
    if passwords.stale(account.password_hash):
        changes["password_hash"] = passwords.hash(password)
    session.execute(update(accounts).where(accounts.c.person_id == account.person_id).values(changes))
    if earlier_session_token:
        sign_out(session, session_token=earlier_session_token)
    session.execute(
        delete(sessions).where(
            sessions.c.person_id == account.person_id,
            or_(sessions.c.expires_at <= now, sessions.c.revoked_at.is_not(None)),
        )
    )
    token = tokens.new_session_token()
    session.execute(
        insert(sessions).values(
            token_sha256=tokens.digest(token),
            person_id=account.person_id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + access.LONGEST,
        )
    )
    return {"session_token": token, "person": {"person_id": account.person_id, "name": account.name}}


def sign_out(session: Session, *, session_token: str) -> dict[str, Any]:
    """Close a session; one that is not open is left alone."""
    session.execute(
        update(sessions)
        .where(sessions.c.token_sha256 == tokens.digest(session_token), sessions.c.revoked_at.is_(None))
        .values(revoked_at=clock.system.now())
    )
    return {}


def authenticate(session: Session, *, session_token: str | None = None, api_token: str | None = None) -> dict[str, Any]:
    """Whom a session or token stands for, with the roles that hold today. Raises NotSignedIn."""
    now = clock.system.now()
    if api_token:
        person_id, scopes = _by_api_token(session, api_token, now)
    elif session_token:
        person_id, scopes = _by_session(session, session_token, now), ["read", "write"]
    else:
        raise NotSignedIn("Sign in, or send an API token.")
    name = session.execute(select(people.c.name).where(people.c.person_id == person_id)).scalar_one()
    return {
        "actor": {"id": person_id, "grants": grants(session, person_id, clock.system.today())},
        "person": {"person_id": person_id, "name": name},
        "scopes": scopes,
    }


def grants(session: Session, person_id: str, on: date) -> list[dict[str, Any]]:
    """The roles that a person holds on a day."""
    held = session.execute(
        select(roles)
        .where(roles.c.person_id == person_id, roles.c.from_on <= on)
        .where(or_(roles.c.until.is_(None), roles.c.until >= on))
        .order_by(roles.c.role_id)
    )
    return [
        {
            "role": row.role,
            "programme_id": row.programme_id,
            "project_id": row.project_id,
            "until": row.until and row.until.isoformat(),
        }
        for row in held
    ]


def _by_session(session: Session, token: str, now: datetime) -> str:
    row = session.execute(select(sessions).where(sessions.c.token_sha256 == tokens.digest(token))).first()
    if row is None or row.revoked_at or row.expires_at <= now or row.last_seen_at + access.IDLE <= now:
        raise NotSignedIn("Your session is over. Sign in again.")
    if now - row.last_seen_at >= access.NOTED_EVERY:
        session.execute(update(sessions).where(sessions.c.token_sha256 == row.token_sha256).values(last_seen_at=now))
    return str(row.person_id)


def _by_api_token(session: Session, token: str, now: datetime) -> tuple[str, list[str]]:
    row = session.execute(select(api_tokens).where(api_tokens.c.prefix == tokens.prefix_of(token))).first()
    # compared even when there is no row, so that a prefix that exists is not told by time
    right = tokens.same(row.sha256 if row else tokens.digest(""), token)
    if row is None or not right or row.revoked_at or (row.expires_at and row.expires_at <= now):
        raise NotSignedIn("This API token is not known, has expired or was revoked. Make a new one under My account.")
    if row.last_used_at is None or now - row.last_used_at >= access.NOTED_EVERY:
        session.execute(update(api_tokens).where(api_tokens.c.token_id == row.token_id).values(last_used_at=now))
    return row.person_id, list(row.scopes)


def _count_failure(session: Session, person_id: str, now: datetime) -> None:
    bound = session.get_bind()
    assert isinstance(bound, Engine)
    with transaction(bound) as apart:
        failures = apart.execute(
            update(accounts)
            .where(accounts.c.person_id == person_id)
            .values(failures=accounts.c.failures + 1)
            .returning(accounts.c.failures)
        ).scalar_one()
        if wait := access.wait_after(failures):
            apart.execute(update(accounts).where(accounts.c.person_id == person_id).values(not_before=now + wait))
