"""The tables of the notifications service. People are ids: an address is asked for when a mail is sent, never kept."""

from __future__ import annotations

from sqlalchemy import Column, Date, DateTime, ForeignKey, Index, Integer, MetaData, Table, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB, UUID

metadata = MetaData()

#: what is to be sent, was sent, or is kept as history; the business key makes it once per rule, event and person
messages = Table(
    "messages",
    metadata,
    Column("message_id", Text, primary_key=True),
    Column("business_key", Text, nullable=False, unique=True),
    Column("rule", Text, nullable=False),
    Column("event_id", UUID(as_uuid=True), nullable=False),
    Column("person_id", Text, nullable=False),
    Column("programme_id", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("cause", JSONB, nullable=False),  # type, subject, actor_id, time and what the wording needs: no names
    Column("state", Text, nullable=False),  # waiting | sending | handing_over | sent | failed | history
    Column("reason", Text),  # why it waits, failed, or was not told
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_try_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("sent_at", DateTime(timezone=True)),
)
_OPEN = text("state in ('waiting', 'sending', 'handing_over')")
Index("messages_open", messages.c.next_try_at, postgresql_where=_OPEN)
Index("messages_programme", messages.c.programme_id, messages.c.message_id)

#: every try, with what the channel answered; never an address
attempts = Table(
    "attempts",
    metadata,
    Column("message_id", Text, ForeignKey("messages.message_id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("begun_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
    Column("ended_at", DateTime(timezone=True)),
    # begun | handing_over | sent | try_later | given_up | unconfirmed | interrupted
    Column("outcome", Text, nullable=False),
    Column("detail", Text),
)

#: who holds which role, as people told: ids only
role_holders = Table(
    "role_holders",
    metadata,
    Column("role_id", Text, primary_key=True),
    Column("person_id", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("programme_id", Text, index=True),  # null: every programme
    Column("project_id", Text),
    Column("from_on", Date, nullable=False),
    Column("until", Date),
)

#: what messages speak of by title, and who answers for it
things = Table(
    "things",
    metadata,
    Column("thing_id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("owner_person_id", Text),
)
