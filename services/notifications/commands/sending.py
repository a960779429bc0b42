"""The life of a message from its claim to its end, each step a transaction of its own.

    waiting → sending → handing_over → sent
                ↓  ↑          ↓
              waiting       failed (unconfirmed)

A process can die between any two lines. Found in `sending`, the message was never offered to the mail server: it is
tried again. Found in `handing_over`, it may have been accepted: it is not sent a second time, it fails as *unconfirmed*
and a person decides (`send_again`). So a message is sent at most once, and is never lost without a row that says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, Row, func, insert, select, update
from sqlalchemy.orm import Session

from services.notifications.domain.retries import wait_after
from services.notifications.tables import attempts, messages
from shared import clock, context
from shared.context import Actor, Context
from shared.database import transaction
from shared.errors import Conflict, NotFound
from shared.events.notifications import MessageFailed, MessageSent
from shared.messaging.outbox import record

#: as whom messages are sent, and addresses asked for
SENDER = Actor("system:notifications")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this process, and no other, is sending. `number` is the try's."""

    message_id: str
    number: int
    business_key: str
    rule: str
    event_id: UUID
    person_id: str
    programme_id: str
    channel: str
    cause: dict[str, Any]


def claim(engine: Engine) -> Claimed | None:
    """Take the message that is due longest, noting that a try has begun; None when none is due."""
    with transaction(engine) as session:
        due = (
            select(messages)
            .where(messages.c.state == "waiting", messages.c.next_try_at <= clock.system.now())
            .order_by(messages.c.next_try_at, messages.c.message_id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = session.execute(due).first()
        if row is None:
            return None
        number = row.attempts + 1
        _set(session, row.message_id, state="sending", attempts=number, reason=None)
        session.execute(insert(attempts).values(message_id=row.message_id, number=number, outcome="begun"))
        return _claimed(row, number)


def handing_over(engine: Engine, claimed: Claimed) -> bool:
    """Note, before the last moment at which it can be called back, that it may now be sent. False: it is not ours."""
    with transaction(engine) as session:
        mine = (
            update(messages)
            .where(
                messages.c.message_id == claimed.message_id,
                messages.c.state == "sending",
                messages.c.attempts == claimed.number,
            )
            .values(state="handing_over")
            .returning(messages.c.message_id)
        )
        if session.execute(mine).first() is None:
            return False
        _note(session, claimed, "handing_over", ended=False)
        return True


def sent(engine: Engine, claimed: Claimed) -> None:
    """The channel has accepted it: note it and record the fact."""
    with transaction(engine) as session, _as_sender(claimed):
        _note(session, claimed, "sent")
        _set(session, claimed.message_id, state="sent", reason=None, sent_at=clock.system.now())
        data = _fact(claimed) | {"attempts": claimed.number}
        record(
            session,
            MessageSent,
            subject=claimed.message_id,
            programme_id=claimed.programme_id,
            effective_on=clock.system.today(),
            data=data,
        )


def try_later(engine: Engine, claimed: Claimed, reason_code: str, detail: str) -> None:
    """It was not accepted and may be yet: wait, longer each time, and after the last try give it up."""
    wait = wait_after(claimed.number)
    if wait is None:
        give_up(engine, claimed, reason_code, detail)
        return
    with transaction(engine) as session:
        _note(session, claimed, "try_later", detail)
        _set(session, claimed.message_id, state="waiting", reason=detail, next_try_at=clock.system.now() + wait)


def hold(engine: Engine, claimed: Claimed, reason: str, wait: timedelta) -> None:
    """Nothing was tried, because something of ours is away or not set: wait, without counting it as a try."""
    with transaction(engine) as session:
        session.execute(attempts.delete().where(*_this(claimed)))
        _set(
            session,
            claimed.message_id,
            state="waiting",
            reason=reason,
            attempts=claimed.number - 1,
            next_try_at=clock.system.now() + wait,
        )


def give_up(engine: Engine, claimed: Claimed, reason_code: str, detail: str) -> None:
    """It will not be tried again by itself: note it and record the fact."""
    outcome = "unconfirmed" if reason_code == "unconfirmed" else "given_up"
    with transaction(engine) as session, _as_sender(claimed):
        _note(session, claimed, outcome, detail)
        _set(session, claimed.message_id, state="failed", reason=f"{reason_code}: {detail}")
        data = _fact(claimed) | {
            "message_id": claimed.message_id,
            "reason_code": reason_code,
            "attempts": claimed.number,
        }
        record(
            session,
            MessageFailed,
            subject=claimed.message_id,
            programme_id=claimed.programme_id,
            effective_on=clock.system.today(),
            data=data,
        )


def settle_interrupted(engine: Engine) -> None:
    """Settle what a process left when it died. Only under the lock that lets one sender work at a time."""
    with engine.connect() as connection:
        left = connection.execute(select(messages).where(messages.c.state.in_(("sending", "handing_over")))).all()
    for row in left:
        claimed = _claimed(row, row.attempts)
        if row.state == "handing_over":
            give_up(
                engine,
                claimed,
                "unconfirmed",
                "the process stopped while handing it over: find out whether it arrived, then send it again if not",
            )
        elif wait_after(row.attempts) is None:
            # whatever stops us at this message each time would stop us for ever
            give_up(engine, claimed, "interrupted", "the process stopped at each try: its log says why")
        else:
            with transaction(engine) as session:
                _note(session, claimed, "interrupted", "the process stopped before it was handed over")
                _set(session, row.message_id, state="waiting", reason=None, next_try_at=clock.system.now())


def send_again(session: Session, *, message_id: str) -> dict[str, Any]:
    """Put a failed message back, at a person's word. Raises NotFound, Conflict."""
    row = session.execute(select(messages).where(messages.c.message_id == message_id).with_for_update()).first()
    if row is None:
        raise NotFound("There is no such message.")
    if row.state != "failed":
        raise Conflict(f"Only a failed message can be sent again; this one is {row.state}.")
    _set(session, message_id, state="waiting", reason=None, next_try_at=clock.system.now())
    return {"message_id": message_id, "state": "waiting"}


def scope_of_message(session: Session, message_id: str) -> tuple[str, str | None]:
    """The programme whose message it is, for the permission."""
    found = session.execute(select(messages.c.programme_id).where(messages.c.message_id == message_id)).scalar()
    if found is None:
        raise NotFound("There is no such message.")
    return found, None


def _claimed(row: Row[Any], number: int) -> Claimed:
    names = ("message_id", "business_key", "rule", "event_id", "person_id", "programme_id", "channel", "cause")
    return Claimed(number=number, **{name: getattr(row, name) for name in names})


def _fact(claimed: Claimed) -> dict[str, Any]:
    return {
        "person_id": claimed.person_id,
        "channel": claimed.channel,
        "cause_event_id": str(claimed.event_id),
        "rule": claimed.rule,
    }


def _as_sender(claimed: Claimed) -> Any:
    """What is recorded of a message belongs to the story of the fact that caused it."""
    return context.using(
        Context(
            actor=SENDER,
            correlation_id=claimed.cause.get("correlation_id"),
            causation_id=str(claimed.event_id),
        )
    )


def _this(claimed: Claimed) -> tuple[Any, Any]:
    return attempts.c.message_id == claimed.message_id, attempts.c.number == claimed.number


def _note(session: Session, claimed: Claimed, outcome: str, detail: str | None = None, *, ended: bool = True) -> None:
    values: dict[str, Any] = {"outcome": outcome, "detail": detail}
    if ended:
        values["ended_at"] = func.clock_timestamp()
    session.execute(update(attempts).where(*_this(claimed)).values(values))


def _set(session: Session, message_id: str, **values: Any) -> None:
    session.execute(update(messages).where(messages.c.message_id == message_id).values(values))
