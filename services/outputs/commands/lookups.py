"""Look an identifier up: the command leaves an intent, the worker claims it, asks the sources, and notes what came.

    waiting → trying → found | known | rejected | not_found | failed
        ↑________↓

Nothing is asked inside a transaction or while a caller waits. A process that dies in `trying` leaves it to the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, Row, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.outputs.commands import proposing
from services.outputs.commands.holders import holder
from services.outputs.domain import pasted
from services.outputs.sources.asking import Answer
from services.outputs.sources.chosen import OFF, chosen
from services.outputs.tables import lookups
from shared import clock, context
from shared.context import Actor, Context
from shared.database import transaction
from shared.errors import Conflict, Unavailable
from shared.recording import new_id
from shared.rules import rules

#: as whom what was found is noted
WORKER = Actor("system:lookups")
#: seconds to wait after each try that a source did not answer; after the last, it is given up
WAITS = (2.0, 10.0)
#: a registry that asks for a longer pause than this is not waited for
LONGEST_PAUSE = 60.0
#: works of one ORCID iD that are looked up one by one, so that a page has their authors and funders
MOST_COMPLETED = 200

BY_HAND = "No registry knows works by such an address: log it by hand, with the address"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A look-up that this process, and no other, is making."""

    lookup_id: str
    programme_id: str
    scheme: str
    value: str
    person_id: str | None
    asked_by: str
    attempts: int


def look_up(
    session: Session,
    *,
    programme_id: str,
    identifier: str,
    lookup_id: str | None = None,
    person_id: str | None = None,
    again: bool = False,
) -> dict[str, Any]:
    """Say at once what is known of it here, or leave the look-up to the worker. Raises Invalid for what is none."""
    with rules():
        wanted = pasted.read(identifier)
    reply: dict[str, Any] = {"lookup_id": None, "scheme": wanted.scheme, "value": wanted.value, "state": "by_hand"}
    reply |= {"output_id": None, "proposal_id": None, "message": None}
    if wanted.scheme == "url":
        return reply | {"message": BY_HAND}
    if wanted.scheme != "orcid" and not again and (here := _here(session, programme_id, wanted)):
        return reply | here
    if not chosen().on:
        return reply | {"state": "off", "message": OFF}
    return reply | {"state": "waiting", "lookup_id": _leave(session, programme_id, wanted, lookup_id, person_id)}


def _here(session: Session, programme_id: str, wanted: pasted.Pasted) -> dict[str, Any] | None:
    """What is known of an identifier without asking anybody."""
    if known := holder(session, programme_id, {wanted.scheme: wanted.value}):
        return {"state": "known", "output_id": known.output_id}
    row = proposing.proposed(session, programme_id, {wanted.scheme: wanted.value}, None)
    if row is None or row.state == "claimed" or (row.state == "waiting" and not row.whole):
        return None  # claimed and gone since, or a summary: it is looked up (again)
    return {"state": {"waiting": "found"}.get(row.state, row.state), "proposal_id": row.proposal_id}


def _leave(
    session: Session, programme_id: str, wanted: pasted.Pasted, lookup_id: str | None, person_id: str | None
) -> str:
    """The intent; the one that waits already, where there is one."""
    of = lookups.c
    if lookup_id and session.scalar(select(of.lookup_id).where(of.lookup_id == lookup_id)):
        raise Conflict(f"There is a look-up {lookup_id} already.", {"lookup_id": ["Leave it out, or give another"]})
    values = {
        "lookup_id": new_id(lookup_id),
        "programme_id": programme_id,
        "scheme": wanted.scheme,
        "value": wanted.value,
        "value_key": wanted.key,
        "person_id": person_id,
        "asked_by": context.current().actor.id,
    }
    new = upsert(lookups).values(values).on_conflict_do_nothing().returning(of.lookup_id)
    same = (of.programme_id == programme_id, of.scheme == wanted.scheme, of.value_key == wanted.key)
    # one of a harvest that a person asks for is made first
    there = update(lookups).where(*same, of.state.in_(("waiting", "trying"))).values(asked_by=values["asked_by"])
    for _ in range(3):  # the one that waits may end between the two statements
        for statement in (new, there.returning(of.lookup_id)):
            if found := session.execute(statement).scalar():
                return str(found)
    raise Unavailable("This is being looked up just now. Ask again in a moment.")


def claim(engine: Engine) -> Claimed | None:
    """Take the look-up that is due longest, those that a person waits for before those of a harvest."""
    of = lookups.c
    with transaction(engine) as session:
        due = (
            select(lookups)
            .where(of.state == "waiting", of.next_try_at <= clock.system.now())
            .order_by(of.asked_by == WORKER.id, of.next_try_at, of.lookup_id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = session.execute(due).first()
        if row is None:
            return None
        _set(session, row.lookup_id, state="trying", attempts=row.attempts + 1)
        return _claimed(row, row.attempts + 1)


def settle_interrupted(engine: Engine) -> None:
    """Let what a process left be tried again. Only under the lock that lets one worker work at a time."""
    with transaction(engine) as session:
        left = update(lookups).where(lookups.c.state == "trying")
        session.execute(
            left.where(lookups.c.attempts > len(WAITS)).values(
                state="failed", message="The process stopped at each try: its log says why", finished_at=func.now()
            )
        )
        session.execute(left.where(lookups.c.attempts <= len(WAITS)).values(state="waiting"))


def note(engine: Engine, claimed: Claimed, answer: Answer) -> None:
    """Keep what the sources said: proposals for what was found, else why not, else when it is tried again."""
    with transaction(engine) as session, context.using(Context(actor=WORKER, origin="lookup")):
        if answer.found:
            _found(session, claimed, answer)
        elif answer.away and (wait := wait_until_again(claimed, answer)) is not None:
            later = clock.system.now() + timedelta(seconds=wait)
            _set(session, claimed.lookup_id, state="waiting", next_try_at=later, sources=answer.said)
        elif answer.away or answer.useless:
            _end(session, claimed, answer, "failed", message=why(answer))
        else:
            _end(session, claimed, answer, "not_found", message=_nobody_knows(claimed, answer))


def give_up(engine: Engine, claimed: Claimed) -> None:
    """Note that something went wrong inside."""
    with transaction(engine) as session:
        _set(
            session,
            claimed.lookup_id,
            state="failed",
            message="Something went wrong inside; it is logged. Log the output by hand",
            finished_at=func.now(),
        )


def _found(session: Session, claimed: Claimed, answer: Answer) -> None:
    asked = proposing.Asked(claimed.programme_id, claimed.asked_by, claimed.person_id, _orcid(claimed))
    became = proposing.propose(session, asked, answer.found)
    if claimed.scheme == "orcid":
        _complete(session, claimed, [row for row in became if row.state == "found" and row.doi])
        fresh = sum(row.fresh for row in became)
        message = None if fresh else "Every work of this iD is known here already"
        _end(session, claimed, answer, "found", found=len(became), fresh=fresh, message=message)
        return
    (one,) = became
    _end(
        session, claimed, answer, one.state, found=1, fresh=int(one.fresh), proposal_id=one.proposal_id,
        output_id=one.output_id, message=_gaps(answer),
    )  # fmt: skip


def _complete(session: Session, claimed: Claimed, rows: list[proposing.Became]) -> None:
    """Look up the DOIs of a harvest in the background: a summary has neither authors nor funders."""
    wanted = [
        {
            "lookup_id": new_id(None),
            "programme_id": claimed.programme_id,
            "scheme": "doi",
            "value": row.doi,
            "value_key": row.doi.casefold(),
            "person_id": claimed.person_id,
            "asked_by": WORKER.id,
        }
        for row in rows[:MOST_COMPLETED]
        if row.doi and not row.whole
    ]
    if wanted:
        session.execute(upsert(lookups).values(wanted).on_conflict_do_nothing())


def wait_until_again(claimed: Claimed, answer: Answer) -> float | None:
    """Seconds until the next try: as long as the registry asks, within a bound; None when it is given up."""
    if claimed.attempts > len(WAITS):
        return None
    asked = max((away.retry_after or 0 for away in answer.away), default=0)
    return None if asked > LONGEST_PAUSE else max(asked, WAITS[claimed.attempts - 1])


def why(answer: Answer) -> str:
    """Why nothing came of it, and what to do."""
    said = ". ".join(dict.fromkeys(str(error) for error in (*answer.away, *answer.useless)))
    asked = max((away.retry_after or 0 for away in answer.away), default=0)
    later = f" Try again in {round(asked / 60) or 1} minutes, or" if asked > LONGEST_PAUSE else " Try again later, or"
    return f"{said}.{later if answer.away else ' You can'} log it by hand"


def _nobody_knows(claimed: Claimed, answer: Answer) -> str:
    if claimed.scheme == "orcid":
        return "ORCID shows no works of this iD: it is not known, or its owner shows none to the public"
    asked = " and ".join(each["source"] for each in answer.said)
    return f"{asked} do not know it: is it right? A new one can take days to arrive. You can log it by hand"


def _gaps(answer: Answer) -> str | None:
    """What may be missing, because one of the sources did not answer."""
    silent = [str(error) for error in (*answer.away, *answer.useless)]
    return f"{'. '.join(silent)}: something may be missing" if silent else None


def _orcid(claimed: Claimed) -> str | None:
    return claimed.value if claimed.scheme == "orcid" else None


def _end(session: Session, claimed: Claimed, answer: Answer, state: str, **values: Any) -> None:
    _set(session, claimed.lookup_id, state=state, sources=answer.said, finished_at=func.now(), **values)


def _set(session: Session, lookup_id: str, **values: Any) -> None:
    session.execute(update(lookups).where(lookups.c.lookup_id == lookup_id).values(**values))


def _claimed(row: Row[Any], attempts: int) -> Claimed:
    names = ("lookup_id", "programme_id", "scheme", "value", "person_id", "asked_by")
    return Claimed(attempts=attempts, **{name: getattr(row, name) for name in names})
