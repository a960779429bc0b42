"""Impact claims: made, corrected, judged, withdrawn. Every judgement is kept with the evidence behind it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from services.outputs.commands import known_delegations
from services.outputs.commands.judging import changed_by, evidence_of, locked_claim, passed, state_of
from services.outputs.domain import impact as life
from services.outputs.tables import decisions, impact_claims, outputs, pathway_steps
from shared import context
from shared.context import today
from shared.days import day_that_has_come
from shared.errors import Conflict, Invalid
from shared.events.outputs import ImpactChanged, ImpactClaimed, ImpactWithdrawn
from shared.events.outputs.impact import only_contributed
from shared.messaging.outbox import New
from shared.recording import day, new_id, tell, told, without_gaps
from shared.rows import check_known, insert_new
from shared.rules import rules
from shared.words import keep_words, texts

KEY = "impact_id"
WORDS = ("summary", *life.TO_PROVE)
LISTS = ("themes", "tags", "places", "pathway_step_ids", "project_ids", "output_ids")
PLAIN = ("title", "beneficiaries", *LISTS, "decision_id")


def claim_impact(
    session: Session,
    *,
    programme_id: str,
    impact_id: str | None = None,
    began_on: date | None = None,
    claimed_on: date | None = None,
    on_behalf_of: str | None = None,
    **said: Any,
) -> dict[str, Any]:
    """Say what has changed. Raises Invalid, and Conflict when the id is taken."""
    known_delegations.check_may_act(session, programme_id, on_behalf_of)
    claimed = day_that_has_come(claimed_on, "claimed_on")
    began = _began(began_on or claimed, claimed)
    _check_named(session, programme_id, said)
    made, entered_by = new_id(impact_id), context.current().actor.id
    author = on_behalf_of or entered_by
    plain: dict[str, Any] = {name: said.get(name) or ([] if name in LISTS else None) for name in PLAIN}
    about = {"author_person_id": author, "contribution": only_contributed(plain["themes"], plain["tags"])}
    words = _kept(session, programme_id, made, said)
    row = plain | about | _text_ids(words) | {KEY: made, "programme_id": programme_id}
    row |= {"began_on": began, "claimed_on": claimed, "judged_on": claimed, "strength": life.ASSERTED, "rests_on": []}
    row["dated_before"] = []
    row |= {"writers": sorted({author, entered_by}), "state": "standing", "event_id": new_id(None)}
    insert_new(session, impact_claims, impact_claims.c.impact_id, row, "impact claim")
    data = plain | about | words | {"claimed_on": day(claimed), "on_behalf_of": on_behalf_of}
    event = tell(session, New(ImpactClaimed, made, programme_id, began, data))
    _write(session, made, {"event_id": event.id})
    return {KEY: made, "version": event.sequence}


def change_impact(session: Session, *, impact_id: str, began_on: date | None = None, **given: Any) -> dict[str, Any]:
    """Correct or complete what a claim says. Raises Conflict where nothing differs, or it was withdrawn."""
    row = locked_claim(session, impact_id)
    plain = {name: given[name] for name in PLAIN if name in given and given[name] != getattr(row, name)}
    plain = {name: value for name, value in plain.items() if value is not None or name == "decision_id"}
    words = _kept(session, row.programme_id, impact_id, given)
    began = began_on if began_on not in (None, row.began_on) else None
    if not plain and not words and began is None:
        raise Conflict("Nothing of this differs from what is recorded.")
    _check_named(session, row.programme_id, plain)
    with rules():
        lowered = life.change(state_of(row), evidence_of(session, impact_id), today())
    themes, tags = plain.get("themes", row.themes), plain.get("tags", row.tags)
    about = {"contribution": only_contributed(themes, tags)}
    _write(session, impact_id, plain | about | _text_ids(words) | changed_by(row))
    if plain or words:
        changes = {name: {"before": getattr(row, name), "after": value} for name, value in plain.items()}
        if about["contribution"] != row.contribution:
            changes["contribution"] = {"before": row.contribution, "after": about["contribution"]}
        projects = plain.get("project_ids", row.project_ids)
        data = {"changes": changes, "project_ids": projects, "dated_before": _former(row)} | words
        tell(session, New(ImpactChanged, impact_id, row.programme_id, row.began_on, data))
    if began is not None:
        _say_anew(session, impact_id, _began(began, row.claimed_on))
    strength, version = passed(session, locked_claim(session, impact_id), lowered)
    return {KEY: impact_id, "strength": strength, "version": version}


def raise_impact(session: Session, *, impact_id: str, to: str, **judged: Any) -> dict[str, Any]:
    """Somebody finds that it is shown better. Raises Conflict, saying what it lacks."""
    row, on = _judged(session, impact_id, judged)
    with rules():
        found = life.raise_(
            state_of(row),
            evidence_of(session, impact_id),
            to,
            on,
            today=today(),
            chosen=judged.get("evidence_ids") or (),
        )
    strength, version = passed(session, row, found, judged.get("note"))
    return {KEY: impact_id, "strength": strength, "version": version}


def verify_impact(session: Session, *, impact_id: str, **judged: Any) -> dict[str, Any]:
    """A second person vouches for it. Raises Conflict for who wrote it, or attached what it would rest on."""
    row, on = _judged(session, impact_id, judged)
    by = context.current().actor.id
    with rules():
        found = life.verify(
            state_of(row),
            evidence_of(session, impact_id),
            by,
            on,
            today=today(),
            chosen=judged.get("evidence_ids") or (),
        )
    strength, version = passed(session, row, found, judged.get("note"))
    return {KEY: impact_id, "strength": strength, "version": version}


def lower_impact(session: Session, *, impact_id: str, to: str, **judged: Any) -> dict[str, Any]:
    """Somebody finds that it is shown less well."""
    row, on = _judged(session, impact_id, judged)
    with rules():
        found = life.lower(state_of(row), evidence_of(session, impact_id), to, on, today=today())
    strength, version = passed(session, row, found, judged.get("note"))
    return {KEY: impact_id, "strength": strength, "version": version}


def withdraw_impact(
    session: Session, *, impact_id: str, reason_code: str, on: date | None = None, note: str | None = None
) -> dict[str, Any]:
    """It is dropped; one entered in error never was."""
    row = locked_claim(session, impact_id)
    dropped = row.began_on if reason_code == "error" else day_that_has_come(on, "on")
    with rules():
        life.withdraw(state_of(row))
    if reason_code != "error" and dropped < row.judged_on:
        raise Invalid(
            f"It was claimed or judged last on {row.judged_on}: it cannot have been dropped before that.",
            {"on": [f"Not before {row.judged_on}"]},
        )
    words = keep_words(session, note, programme_id=row.programme_id, target_id=impact_id)
    over = {"state": "withdrawn", "withdrawn_on": dropped, "withdrawn_reason": reason_code}
    _write(session, impact_id, over | {"withdrawn_text_id": words["text_id"] if words else None})
    data = {"reason_code": reason_code, "strength": row.strength, "project_ids": row.project_ids, "note": words}
    data["dated_before"] = _former(row) if reason_code == "error" else None
    return told(session, New(ImpactWithdrawn, impact_id, row.programme_id, dropped, data), KEY)


def _judged(session: Session, impact_id: str, judged: dict[str, Any]) -> tuple[Row[Any], date]:
    return locked_claim(session, impact_id), judged.get("on") or today()


def _began(began: date, claimed: date) -> date:
    if began > claimed:
        words = f"It was claimed on {claimed}: the change began by then, or it is none yet"
        raise Invalid(f"{words}.", {"began_on": [words]})
    return began


def _check_named(session: Session, programme_id: str, said: dict[str, Any]) -> None:
    """What it names of this service is of this programme."""
    for key, field in ((outputs.c.output_id, "output_ids"), (pathway_steps.c.step_id, "pathway_step_ids")):
        check_known(session, key, said.get(field) or [], programme_id, field)
    check_known(session, decisions.c.decision_id, [said.get("decision_id")], programme_id, "decision_id")
    _check_steps(session, said.get("pathway_step_ids") or [])


def _check_steps(session: Session, step_ids: list[str]) -> None:
    """Raise Invalid for a step that left the model; the others stay until commit, as none leaves that a claim names."""
    of = pathway_steps.c
    named = select(of.title, of.state).where(of.step_id.in_(step_ids)).order_by(of.step_id)
    rows = session.execute(named.with_for_update(read=True)).all()
    if gone := [f"“{row.title}”" for row in rows if row.state == "removed"]:
        words = f"Taken out of the logic model: {', '.join(gone)}"
        raise Invalid(f"{words}. Choose steps that stand.", {"pathway_step_ids": [words]})


def _say_anew(session: Session, impact_id: str, began: date) -> None:
    """The day was wrong: the claim is told again, as a whole, in place of the fact that held it."""
    row = locked_claim(session, impact_id)
    about = ("contribution", "author_person_id")
    data = {name: getattr(row, name) for name in (*PLAIN, *about)} | {"claimed_on": day(row.claimed_on)}
    former = sorted({*row.dated_before, row.began_on} - {began})
    data["dated_before"] = [one.isoformat() for one in former]
    data |= {name: _reference(session, getattr(row, f"{name}_text_id")) for name in WORDS}
    event = tell(session, New(ImpactClaimed, impact_id, row.programme_id, began, data, row.event_id))
    _write(session, impact_id, {"began_on": began, "dated_before": former, "event_id": event.id})


def _former(row: Row[Any]) -> list[str] | None:
    """The days on which it was said to have begun before; None where it always was the same."""
    return [one.isoformat() for one in row.dated_before] or None


def _reference(session: Session, text_id: str | None) -> dict[str, str] | None:
    row = session.execute(texts.select().where(texts.c.text_id == text_id)).first() if text_id else None
    return {"text_id": row.text_id, "sha256": row.sha256} if row else None


def _kept(session: Session, programme_id: str, impact_id: str, said: dict[str, Any]) -> dict[str, dict[str, str]]:
    kept = {name: keep_words(session, said.get(name), programme_id=programme_id, target_id=impact_id) for name in WORDS}
    return without_gaps(kept)


def _text_ids(words: dict[str, dict[str, str]]) -> dict[str, str]:
    return {f"{name}_text_id": kept["text_id"] for name, kept in words.items()}


def _write(session: Session, impact_id: str, values: dict[str, Any]) -> None:
    session.execute(update(impact_claims).where(impact_claims.c.impact_id == impact_id).values(values))
