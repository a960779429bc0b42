"""Activities with members of the public: held, put right, taken back. People are counted; on a register by consent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from services.outputs.commands import known_consents
from services.outputs.domain import involvement as rules_of
from services.outputs.tables import involvement_changes, involvement_payments, involvements
from services.outputs.vocabulary import involving
from shared.days import day_that_has_come
from shared.errors import Conflict, Invalid
from shared.events.outputs import InvolvementHeld
from shared.messaging.outbox import New
from shared.recording import new_id, tell
from shared.rows import insert_new, locked
from shared.rules import rules

KEY = "involvement_id"
SAID = (
    "title",
    "form",
    "level",
    "stage",
    "standards",
    "contributors",
    "register_person_ids",
    "hours",
    "places",
    "project_ids",
    "host_org_id",
)


def hold_involvement(
    session: Session, *, programme_id: str, held_on: date | None = None, involvement_id: str | None = None, **said: Any
) -> dict[str, Any]:
    """Enter an activity. Everybody on its register must agree to that now."""
    held = day_that_has_come(held_on, "held_on")
    row = _row({"project_ids": []} | said)
    _check(row)
    known_consents.check_agreed(
        session, programme_id, row["register_person_ids"], known_consents.REGISTER, "register_person_ids"
    )
    made = new_id(involvement_id)
    about = {KEY: made, "programme_id": programme_id, "held_on": held}
    insert_new(session, involvements, involvements.c.involvement_id, row | about, "activity")
    return _told(session, New(InvolvementHeld, made, programme_id, held, _data(row)))


def correct_involvement(
    session: Session, *, involvement_id: str, held_on: date | None = None, **said: Any
) -> dict[str, Any]:
    """What is recorded was wrong: the fact that stands now is corrected by another. What is left out stays."""
    before = standing(session, involvement_id)
    held = day_that_has_come(held_on or before.held_on, "held_on")
    kept = {name: getattr(before, name) for name in SAID}
    row = kept | _row(kept | {name: value for name, value in said.items() if value is not None})
    if (row, held) == (kept, before.held_on):
        raise Conflict("Nothing of this differs from what is recorded.")
    _check(row)
    _check_changes(session, before, held)
    # those who were on it before agreed then: only who is added must agree now
    added = set(row["register_person_ids"]) - set(before.register_person_ids)
    known_consents.check_agreed(session, before.programme_id, added, known_consents.REGISTER, "register_person_ids")
    session.execute(_update(involvement_id).values(row | {"held_on": held}))
    fact = New(InvolvementHeld, involvement_id, before.programme_id, held, _data(row), before.event_id)
    return _told(session, fact)


def take_back_involvement(session: Session, *, involvement_id: str) -> dict[str, Any]:
    """It was entered in error. Payments and changes that rest on it are taken back first."""
    before = locked(session, involvements, involvements.c.involvement_id, involvement_id, "activity")
    with rules():
        rules_of.take_back(before.taken_back, _resting(session, involvement_id), KEY)
    session.execute(_update(involvement_id).values(taken_back=True))
    data = _data({name: getattr(before, name) for name in SAID}) | {"taken_back": True}
    return _told(
        session, New(InvolvementHeld, involvement_id, before.programme_id, before.held_on, data, before.event_id)
    )


def standing(session: Session, involvement_id: str) -> Row[Any]:
    """The activity, locked. Raises NotFound, and Conflict for one that was taken back."""
    row = locked(session, involvements, involvements.c.involvement_id, involvement_id, "activity")
    if row.taken_back:
        raise Conflict("This activity was taken back: it never was.")
    return row


def _row(said: dict[str, Any]) -> dict[str, Any]:
    hours = said.get("hours")
    return {name: said.get(name) for name in SAID} | {"hours": Decimal(hours) if isinstance(hours, str) else hours}


def _check(row: dict[str, Any]) -> None:
    words = involving.words()
    with rules():
        rules_of.hold(row["contributors"], row["register_person_ids"], row["hours"])
        rules_of.named([row["form"]], words.forms, "form")
        rules_of.named(row["standards"], words.standards, "standards")


def _check_changes(session: Session, before: Row[Any], held: date) -> None:
    """What changed because of it did so after it. Raises Invalid."""
    of = involvement_changes.c
    first = session.execute(
        select(of.changed_on)
        .where(of.involvement_ids.contains([before.involvement_id]), ~of.taken_back)
        .order_by(of.changed_on)
        .limit(1)
    ).scalar()
    if first is not None and held > first:
        words = f"Something changed because of it on {first}: it was not held after that"
        raise Invalid(f"{words}.", {"held_on": [words]})


def _resting(session: Session, involvement_id: str) -> list[str]:
    paid, changed = involvement_payments.c, involvement_changes.c
    payments = session.execute(
        select(paid.involvement_payment_id).where(paid.involvement_id == involvement_id, ~paid.taken_back).limit(1)
    )
    changes = session.execute(
        select(changed.involvement_change_id)
        .where(changed.involvement_ids.contains([involvement_id]), ~changed.taken_back)
        .limit(1)
    )
    return [word for word, found in (("payments", payments), ("changes", changes)) if found.first()]


def _update(involvement_id: str) -> Any:
    return update(involvements).where(involvements.c.involvement_id == involvement_id)


def _data(row: dict[str, Any]) -> dict[str, Any]:
    """As the fact says it: hours as text, and no list that is empty where nobody said anything."""
    hours = row["hours"]
    data = row | {"hours": None if hours is None else f"{hours.normalize():f}"}
    return data | {"register_person_ids": row["register_person_ids"] or None}


def _told(session: Session, fact: New) -> dict[str, Any]:
    event = tell(session, fact)
    session.execute(_update(fact.subject).values(event_id=event.id))
    return {KEY: fact.subject, "version": event.sequence}
