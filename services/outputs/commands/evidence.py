"""Evidence of impact claims, attached and taken back; the claim's strength follows in the same transaction."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Row, and_, false, or_, select, update
from sqlalchemy.orm import Session

from services.outputs.commands import known_consents
from services.outputs.commands.judging import evidence_of, locked_claim, passed, state_of
from services.outputs.domain import evidence as kinds
from services.outputs.domain import impact as life
from services.outputs.tables import evidence_items, impact_claims
from shared import context
from shared.context import today
from shared.days import day_that_has_come
from shared.errors import Conflict, Invalid, NotFound
from shared.events.outputs import EvidenceAttached, EvidenceRemoved
from shared.events.outputs.evidence import OUTSIDE_SOURCES
from shared.messaging.outbox import New
from shared.recording import day, new_id, tell
from shared.rows import insert_new, locked
from shared.rules import rules
from shared.words import keep_words

KEY = "evidence_id"
SAID = ("kind", "title", "source", "sha256", "url", "shows_people", "consent_id", "consent_reference", "public")


def attach_evidence(
    session: Session,
    *,
    impact_id: str,
    dated_on: date,
    evidence_id: str | None = None,
    on: date | None = None,
    testimonial: str | None = None,
    note: str | None = None,
    **given: Any,
) -> dict[str, Any]:
    """Attach what shows a claim; the first makes it evidenced. Raises Invalid, Conflict, NotFound."""
    # the consent before the claim, as its end takes them: else the two could wait in a ring
    _check_consent(session, impact_id, given.get("consent_id"), given["kind"])
    claim = locked_claim(session, impact_id)
    said: dict[str, Any] = {name: given.get(name) for name in SAID}
    said["shows_people"] = kinds.recognisable(given["kind"], bool(given.get("shows_people")))
    consented = bool(said["consent_id"] or said["consent_reference"])
    with rules():
        kinds.check(
            given["kind"],
            sha256=said["sha256"],
            url=said["url"],
            testimonial=testimonial,
            shows_people=said["shows_people"],
            consented=consented,
            public=bool(said["public"]),
        )
    _refuse_second(session, impact_id, said)
    made, by, outside = new_id(evidence_id), context.current().actor.id, given["source"] in OUTSIDE_SOURCES
    new = life.Evidence(made, by, dated_on, outside)
    with rules():
        found = life.attach(state_of(claim), new, on or today(), today=today())
    programme_id = claim.programme_id
    spoken = keep_words(session, testimonial, programme_id=programme_id, target_id=made)
    shown = keep_words(session, note, programme_id=programme_id, target_id=made)
    row = said | {KEY: made, "impact_id": impact_id, "programme_id": programme_id, "outside": outside}
    row |= {"dated_on": dated_on, "attached_by_person_id": by, "set_aside": False, "state": "standing"}
    row |= {"testimonial_text_id": _text_id(spoken), "note_text_id": _text_id(shown)}
    insert_new(session, evidence_items, evidence_items.c.evidence_id, row, "evidence")
    data = said | {"impact_id": impact_id, "outside": outside, "dated_on": day(dated_on)}
    data |= {"attached_by_person_id": by, "project_ids": claim.project_ids, "testimonial": spoken, "note": shown}
    event = tell(session, New(EvidenceAttached, made, programme_id, dated_on, data))
    strength, _ = passed(session, claim, found)
    return {KEY: made, "strength": strength, "version": event.sequence}


def remove_evidence(
    session: Session, *, evidence_id: str, reason_code: str, on: date | None = None, note: str | None = None
) -> dict[str, Any]:
    """It shows the claim no longer, which is lowered to what still holds. Raises Conflict for one removed already."""
    impact_id = session.scalar(select(evidence_items.c.impact_id).where(evidence_items.c.evidence_id == evidence_id))
    if impact_id is None:
        raise NotFound(f"There is no evidence {evidence_id}.")
    claim = locked_claim(session, impact_id)  # always before its evidence, so that two who do both never wait in a ring
    row = locked(session, evidence_items, evidence_items.c.evidence_id, evidence_id, "evidence")
    if row.state == "removed":
        raise Conflict(f"It was removed already, on {row.removed_on}.")
    gone = day_that_has_come(on, "on")
    if gone < row.dated_on:
        words = f"It bears the date {row.dated_on}: it counted for nothing before that"
        raise Invalid(f"{words}.", {"on": [words]})
    strength, version = _removed(session, claim, row, gone, reason_code=reason_code, note=note)
    return {KEY: evidence_id, "strength": strength, "version": version}


def consent_ended(session: Session, programme_id: str, consent_id: str, purposes: Collection[str], on: date) -> None:
    """Those in it no longer agree: what rests on this consent is removed, and the claims fall to what still holds."""
    of = evidence_items.c
    kind_ended = of.kind == kinds.TESTIMONIAL if "testimonial" in purposes else false()
    shown_ended = and_(of.kind != kinds.TESTIMONIAL, of.shows_people) if "image" in purposes else false()
    wanted = select(of.evidence_id, of.impact_id).where(
        of.programme_id == programme_id, of.consent_id == consent_id, of.state == "standing"
    )
    found = session.execute(wanted.where(or_(kind_ended, shown_ended)).order_by(of.impact_id, of.evidence_id))
    for evidence_id, impact_id in found.all():
        claim = locked_claim(session, impact_id)
        row = locked(session, evidence_items, of.evidence_id, evidence_id, "evidence")
        if row.state == "standing":
            _removed(session, claim, row, max(min(on, today()), row.dated_on), reason_code="consent_ended")


def _removed(
    session: Session, claim: Row[Any], row: Row[Any], gone: date, *, reason_code: str, note: str | None = None
) -> tuple[str, int]:
    """Record that it is gone, and what its claim falls to; gives the claim's strength and the evidence's version."""
    evidence_id, impact_id = row.evidence_id, row.impact_id
    words = keep_words(session, note, programme_id=row.programme_id, target_id=evidence_id)
    over = {"state": "removed", "removed_on": gone, "removed_reason": reason_code, "removed_text_id": _text_id(words)}
    session.execute(update(evidence_items).where(evidence_items.c.evidence_id == evidence_id).values(over))
    data = {"impact_id": impact_id, "reason_code": reason_code, "note": words}
    event = tell(session, New(EvidenceRemoved, evidence_id, row.programme_id, gone, data))
    found = life.remove(state_of(claim), evidence_of(session, impact_id), evidence_id, gone, reason_code)
    strength, _ = passed(session, claim, found)
    return strength, event.sequence


def _check_consent(session: Session, impact_id: str, consent_id: str | None, kind: str) -> None:
    """Raise Invalid for a consent that is not known in the claim's programme, or not to this."""
    purpose = "testimonial" if kind == kinds.TESTIMONIAL else "image"
    programme_id = session.scalar(select(impact_claims.c.programme_id).where(impact_claims.c.impact_id == impact_id))
    if consent_id and programme_id and not known_consents.stands(session, programme_id, consent_id, purpose):
        words = f"No standing consent to this ({purpose}) is known here by that id"
        raise Invalid(f"{words}. If it was recorded a moment ago, try again.", {"consent_id": [words]})


def _refuse_second(session: Session, impact_id: str, said: dict[str, Any]) -> None:
    """Raise Conflict naming the evidence of this claim that is the same file or address."""
    of = evidence_items.c
    for name in ("sha256", "url"):
        wanted = select(of.title).where(of.impact_id == impact_id, of.state == "standing", of[name] == said[name])
        if said[name] and (there := session.execute(wanted).scalar()):
            raise Conflict(f"This is attached to the claim already, as “{there}”.", {name: ["It is attached already"]})


def _text_id(words: dict[str, str] | None) -> str | None:
    return words["text_id"] if words else None
