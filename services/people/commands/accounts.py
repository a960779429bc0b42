"""Accounts with a password, and API tokens."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.people.commands.signing_in import Passwords
from services.people.domain import access, identifiers, tokens
from services.people.errors import about
from services.people.tables import accounts, api_tokens, people
from shared import clock, context
from shared.errors import Conflict, NotFound


def create(session: Session, passwords: Passwords, *, person_id: str, email: str, password: str) -> dict[str, Any]:
    """Give a registered person an account. Raises NotFound, or Conflict when they or the address have one."""
    address = identifiers.email(email)
    taken = session.execute(select(people.c.person_id).where(people.c.email == address)).scalar()
    if taken not in (None, person_id):
        raise Conflict("Somebody else is registered with this e-mail address. Use another one.")
    changed = session.execute(
        update(people).where(people.c.person_id == person_id).values(email=address).returning(people.c.person_id)
    ).first()
    if changed is None:
        raise NotFound(f"There is no person {person_id}. Register them first.")
    made = upsert(accounts).values(person_id=person_id, password_hash=passwords.hash(password))
    if not session.execute(made.on_conflict_do_nothing().returning(accounts.c.person_id)).first():
        raise Conflict("This person has an account already.")
    return {"person_id": person_id}


def create_api_token(session: Session, *, name: str, scopes: list[str], expires_on: date) -> dict[str, Any]:
    """Make a token for whoever asks. The only time that its text is shown."""
    with about("expires_on"):
        access.check_token(expires_on, clock.system.today())
    token = tokens.new_api_token()
    token_id = str(uuid7())
    session.execute(
        insert(api_tokens).values(
            token_id=token_id,
            person_id=context.current().actor.id,
            name=name,
            prefix=token.prefix,
            sha256=token.sha256,
            scopes=scopes,
            # it works on its last day to the end
            expires_at=datetime.combine(expires_on + timedelta(days=1), time.min, clock.LONDON),
        )
    )
    return {"token_id": token_id, "token": token.text}


def revoke_api_token(session: Session, *, token_id: str) -> dict[str, Any]:
    """Make one's own token worthless. Raises NotFound for another's: the two look the same."""
    gone = session.execute(
        update(api_tokens)
        .where(api_tokens.c.token_id == token_id, api_tokens.c.person_id == context.current().actor.id)
        .values(revoked_at=clock.system.now())
        .returning(api_tokens.c.token_id)
    ).first()
    if gone is None:
        raise NotFound("You have no such token.")
    return {"token_id": token_id}
