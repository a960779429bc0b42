"""“You said, we did”: what changed because of what the public said, and that they were told what became of it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.orm import Session

from services.outputs.domain import involvement as rules_of
from services.outputs.tables import decisions, involvements, outputs
from services.outputs.tables import involvement_changes as table
from services.outputs.tables import involvement_tellings as tellings
from services.outputs.vocabulary import involving
from shared.days import day_that_has_come
from shared.errors import Conflict, Invalid, NotFound
from shared.events.outputs import InvolvementChangeMade, InvolvementFedBack
from shared.messaging.outbox import New
from shared.recording import new_id, tell
from shared.rows import check_known, insert_new, locked
from shared.rules import rules
from shared.words import keep_words, texts

KEY = "involvement_change_id"
TARGETS = ("project_id", "output_id", "decision_id")
SAID = ("involvement_ids", *TARGETS)


def record_involvement_change(
    session: Session,
    *,
    programme_id: str,
    summary: str,
    changed_on: date | None = None,
    involvement_change_id: str | None = None,
    **said: Any,
) -> dict[str, Any]:
    """Something changed because of what was said at one activity, or at several."""
    changed = day_that_has_come(changed_on, "changed_on")
    row = {name: said.get(name) for name in SAID}
    _check(session, programme_id, row, changed)
    made = new_id(involvement_change_id)
    words = keep_words(session, summary, programme_id=programme_id, target_id=made)
    assert words is not None
    about = {KEY: made, "programme_id": programme_id, "changed_on": changed, "summary_text_id": words["text_id"]}
    insert_new(session, table, table.c.involvement_change_id, row | about, "change")
    return _told(session, New(InvolvementChangeMade, made, programme_id, changed, row | {"summary": words}))


def correct_involvement_change(
    session: Session,
    *,
    involvement_change_id: str,
    summary: str | None = None,
    changed_on: date | None = None,
    **said: Any,
) -> dict[str, Any]:
    """What is recorded was wrong. What is left out stays; another target takes the place of the one before."""
    before = standing(session, involvement_change_id)
    changed = day_that_has_come(changed_on or before.changed_on, "changed_on")
    kept = {name: getattr(before, name) for name in SAID}
    given = {name: value for name, value in said.items() if value}
    without = dict.fromkeys(TARGETS) if any(given.get(name) for name in TARGETS) else {}
    row = kept | without | given
    if (row, changed) == (kept, before.changed_on) and summary is None:
        raise Conflict("Nothing of this differs from what is recorded.")
    _check(session, before.programme_id, row, changed)
    _check_told(session, involvement_change_id, changed)
    words = keep_words(session, summary, programme_id=before.programme_id, target_id=involvement_change_id)
    words = words or _words(session, before.summary_text_id)
    now = row | {"changed_on": changed, "summary_text_id": words["text_id"]}
    session.execute(_update(involvement_change_id).values(now))
    data = row | {"summary": words}
    fact = New(InvolvementChangeMade, involvement_change_id, before.programme_id, changed, data, before.event_id)
    return _told(session, fact)


def take_back_involvement_change(session: Session, *, involvement_change_id: str) -> dict[str, Any]:
    """It was entered in error. That people were told of it is taken back first."""
    before = locked(session, table, table.c.involvement_change_id, involvement_change_id, "change")
    resting = ["that people were told of it"] if _first_telling(session, involvement_change_id) else []
    with rules():
        rules_of.take_back(before.taken_back, resting, KEY)
    session.execute(_update(involvement_change_id).values(taken_back=True))
    data = {name: getattr(before, name) for name in SAID} | {"summary": _words(session, before.summary_text_id)}
    fact = New(
        InvolvementChangeMade,
        involvement_change_id,
        before.programme_id,
        before.changed_on,
        data | {"taken_back": True},
        before.event_id,
    )
    return _told(session, fact)


def feed_back_involvement_change(
    session: Session, *, involvement_change_id: str, channel: str, told_on: date | None = None
) -> dict[str, Any]:
    """Those who said it were told; they may be told again, in another way or on another day."""
    told = day_that_has_come(told_on, "told_on")
    change = standing(session, involvement_change_id)
    with rules():
        rules_of.tell(told, change.changed_on)
        rules_of.named([channel], involving.words().channels, "channel")
    of = tellings.c
    same = (of.involvement_change_id == involvement_change_id, of.channel == channel, of.told_on == told)
    if session.execute(select(of.event_id).where(*same)).first():
        raise Conflict("That they were told so on this day is recorded already.")
    data = {"change_event_id": str(change.event_id), "channel": channel}
    event = tell(session, New(InvolvementFedBack, involvement_change_id, change.programme_id, told, data))
    about = {"involvement_change_id": involvement_change_id, "programme_id": change.programme_id}
    session.execute(insert(tellings).values(about | {"event_id": event.id, "channel": channel, "told_on": told}))
    return {KEY: involvement_change_id, "version": event.sequence}


def take_back_feedback(session: Session, *, involvement_change_id: str, feedback_event_id: str) -> dict[str, Any]:
    """It was entered in error that they were told."""
    change = standing(session, involvement_change_id)
    row = _telling(session, involvement_change_id, feedback_event_id)
    session.execute(delete(tellings).where(tellings.c.event_id == row.event_id))
    data = {"change_event_id": str(change.event_id), "channel": row.channel, "taken_back": True}
    fact = New(InvolvementFedBack, involvement_change_id, change.programme_id, row.told_on, data, row.event_id)
    return {KEY: involvement_change_id, "version": tell(session, fact).sequence}


def standing(session: Session, involvement_change_id: str) -> Row[Any]:
    """The change, locked. Raises NotFound, and Conflict for one that was taken back."""
    row = locked(session, table, table.c.involvement_change_id, involvement_change_id, "change")
    if row.taken_back:
        raise Conflict("This change was taken back: it never was.")
    return row


def _telling(session: Session, involvement_change_id: str, event_id: str) -> Row[Any]:
    of = tellings.c
    try:
        wanted = UUID(event_id)
    except ValueError:
        wanted = UUID(int=0)
    found = session.execute(
        select(tellings).where(of.involvement_change_id == involvement_change_id, of.event_id == wanted)
    ).first()
    if found is None:
        raise NotFound("There is no such record that they were told.")
    return found


def _check(session: Session, programme_id: str, row: dict[str, Any], changed: date) -> None:
    of = involvements.c
    check_known(session, of.involvement_id, row["involvement_ids"], programme_id, "involvement_ids")
    check_known(session, outputs.c.output_id, [row["output_id"]], programme_id, "output_id")
    check_known(session, decisions.c.decision_id, [row["decision_id"]], programme_id, "decision_id")
    # the activities' rows are locked, so that none of them is taken back or moved meanwhile
    held = session.execute(
        select(of.held_on, of.taken_back)
        .where(of.involvement_id.in_(row["involvement_ids"]))
        .order_by(of.involvement_id)
        .with_for_update()
    ).all()
    if any(one.taken_back for one in held):
        words = "One of these activities was taken back: it never was"
        raise Invalid(f"{words}.", {"involvement_ids": [words]})
    with rules():
        rules_of.change(changed, [one.held_on for one in held], [name for name in TARGETS if row[name]])


def _check_told(session: Session, involvement_change_id: str, changed: date) -> None:
    first = _first_telling(session, involvement_change_id)
    if first is not None and changed > first:
        words = f"People were told of it on {first}: it was not made after that"
        raise Invalid(f"{words}.", {"changed_on": [words]})


def _first_telling(session: Session, involvement_change_id: str) -> date | None:
    of = tellings.c
    wanted = select(func.min(of.told_on)).where(of.involvement_change_id == involvement_change_id)
    found: date | None = session.execute(wanted).scalar()
    return found


def _words(session: Session, text_id: str) -> dict[str, str]:
    found = session.execute(select(texts.c.text_id, texts.c.sha256).where(texts.c.text_id == text_id)).one()
    return {"text_id": found.text_id, "sha256": found.sha256}


def _update(involvement_change_id: str) -> Any:
    return update(table).where(table.c.involvement_change_id == involvement_change_id)


def _told(session: Session, fact: New) -> dict[str, Any]:
    event = tell(session, fact)
    session.execute(_update(fact.subject).values(event_id=event.id))
    return {KEY: fact.subject, "version": event.sequence}
