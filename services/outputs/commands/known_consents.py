"""What outputs knows of consents: who agreed to what for a programme and still does, as the people service told.

A consent that was given a moment ago may not have been heard of here yet; then somebody is refused who need not be, and
is told to try again. The other way round, a name used without consent, cannot be put right (decision 0014).
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.outputs.tables import known_consents
from shared.errors import Invalid
from shared.events.event import Event

#: to be counted on a register of contributors
REGISTER = "data"


def consent_given(session: Session, event: Event) -> None:
    """Learn of a consent."""
    data = event.data
    row = {"consent_id": event.subject, "programme_id": event.programmeid, "person_id": data["person_id"]}
    session.execute(upsert(known_consents).values(row | {"purposes": list(data["purposes"])}).on_conflict_do_nothing())


def consent_withdrawn(session: Session, event: Event) -> None:
    """Learn that it no longer stands, for these purposes. Facts of one consent come in their order."""
    of, gone = known_consents.c, set(event.data["purposes"])
    row = session.execute(select(known_consents).where(of.consent_id == event.subject).with_for_update()).first()
    if row is not None:
        still = [purpose for purpose in row.purposes if purpose not in gone]
        session.execute(update(known_consents).where(of.consent_id == event.subject).values(purposes=still))


def stands(session: Session, programme_id: str, consent_id: str, purpose: str) -> bool:
    """Whether this consent is of the programme and to this purpose still, as far as was heard.

    It holds until commit: who withdraws it meanwhile waits, and then finds what was let rest on it.
    """
    of = known_consents.c
    wanted = select(of.consent_id).where(
        of.consent_id == consent_id, of.programme_id == programme_id, of.purposes.contains([purpose])
    )
    return session.execute(wanted.with_for_update(read=True)).first() is not None


def agreeing(session: Session, programme_id: str, person_ids: Collection[str], purpose: str) -> set[str]:
    """Those of these people who agree to this purpose now, as far as was heard."""
    of = known_consents.c
    wanted = select(of.person_id).where(
        of.programme_id == programme_id, of.person_id.in_(person_ids), of.purposes.contains([purpose])
    )
    return set(session.execute(wanted).scalars()) if person_ids else set()


def check_agreed(session: Session, programme_id: str, person_ids: Collection[str], purpose: str, field: str) -> None:
    """Raise Invalid when one of these people has no standing consent for this purpose."""
    missing = sorted(set(person_ids) - agreeing(session, programme_id, person_ids, purpose))
    if missing:
        words = f"No standing consent ({purpose}) is known of: {', '.join(missing)}"
        raise Invalid(
            f"{words}. Record it with the people service first; if that was a moment ago, try again.", {field: [words]}
        )
