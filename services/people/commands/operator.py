"""Who is there before anybody was let in: the operator (the command line, when it holds the token of the machine's own
file) and, in an installation for real use, the first administrator."""

from __future__ import annotations

from sqlalchemy import Engine, select
from sqlalchemy.dialects.postgresql import insert as upsert

from services.people.commands import accounts, registering, roles
from services.people.commands.signing_in import Passwords
from services.people.domain import tokens
from services.people.tables import api_tokens, people
from services.people.tables import roles as roles_table
from shared import context
from shared.context import Actor
from shared.database import transaction

OPERATOR = roles.OPERATOR


def ensure_operator(engine: Engine, token: str) -> None:
    """Make sure that the operator exists, administers every programme, and is known by this token alone."""
    with transaction(engine) as session, context.using(actor=Actor(OPERATOR)):
        if not session.execute(select(people.c.person_id).where(people.c.person_id == OPERATOR)).first():
            registering.register_person(session, person_id=OPERATOR, name="Operator of this installation")
        if not session.execute(select(roles_table.c.role_id).where(roles_table.c.person_id == OPERATOR)).first():
            roles.grant(session, person_id=OPERATOR, role="administrator", programme_id=roles.EVERY)
        kept = {"prefix": tokens.prefix_of(token), "sha256": tokens.digest(token), "revoked_at": None}
        made = upsert(api_tokens).values(
            token_id=OPERATOR, person_id=OPERATOR, name="the command line", scopes=["read", "write"], **kept
        )
        session.execute(made.on_conflict_do_update(index_elements=[api_tokens.c.token_id], set_=kept))


def ensure_administrator(engine: Engine, passwords: Passwords, email: str, password: str) -> bool:
    """Make the first administrator, with an account, where no person administers every programme yet.

    Gives whether one was made. Raises Invalid for an address or Conflict for one that is somebody else's.
    """
    with transaction(engine) as session, context.using(actor=Actor(OPERATOR)):
        holds = (roles_table.c.role == "administrator", roles_table.c.person_id != OPERATOR)
        if session.execute(select(roles_table.c.role_id).where(*holds)).first():
            return False
        registered = registering.register_person(session, name="First administrator", email=email)
        person_id = registered["person_id"]
        roles.grant(session, person_id=person_id, role="administrator", programme_id=roles.EVERY)
        accounts.create(session, passwords, person_id=person_id, email=email, password=password)
        return True
