"""The logic model: steps added, worded, linked, unlinked and removed."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.outputs.commands.finding import lock_programme
from services.outputs.domain import pathways as rules_of
from services.outputs.tables import impact_claims, indicators, outputs, pathway_links, pathway_steps
from shared.days import day_that_has_come
from shared.errors import Conflict, Invalid
from shared.events.outputs import (
    PathwayStepAdded,
    PathwayStepChanged,
    PathwayStepLinked,
    PathwayStepRemoved,
    PathwayStepUnlinked,
)
from shared.messaging.outbox import New
from shared.recording import new_id, told
from shared.rows import check_known, insert_new, locked
from shared.rules import rules
from shared.words import keep_words

KEY = "step_id"
PLAIN = ("level", "title", "place")
#: field of a request -> kind of what it names
ENDS = {"to_step_id": "step", "project_id": "project", "output_id": "output", "indicator_id": "indicator"}


def add_pathway_step(
    session: Session,
    *,
    programme_id: str,
    level: str,
    title: str,
    place: int | None = None,
    from_step_id: str | None = None,
    assumptions: str | None = None,
    on: date | None = None,
    step_id: str | None = None,
) -> dict[str, Any]:
    """Add a step, and the link of the one that leads to it."""
    added, made = day_that_has_come(on, "on"), new_id(step_id)
    plain = {"level": level, "title": title, "place": place}
    words = keep_words(session, assumptions, programme_id=programme_id, target_id=made)
    row = plain | {KEY: made, "programme_id": programme_id, "added_on": added, "state": "standing"}
    row["assumptions_text_id"] = words["text_id"] if words else None
    insert_new(session, pathway_steps, pathway_steps.c.step_id, row, "step")
    reply = told(session, New(PathwayStepAdded, made, programme_id, added, plain | {"assumptions": words}), KEY)
    if from_step_id:
        check_known(session, pathway_steps.c.step_id, [from_step_id], programme_id, "from_step_id")
        link_pathway_step(session, step_id=from_step_id, to_step_id=made, on=added)
    return reply


def change_pathway_step(
    session: Session, *, step_id: str, on: date | None = None, assumptions: str | None = None, **given: Any
) -> dict[str, Any]:
    """Word or place it otherwise. Raises Conflict where nothing differs."""
    row, from_on = _standing(session, step_id), day_that_has_come(on, "on")
    plain = {name: given[name] for name in PLAIN if name in given and given[name] != getattr(row, name)}
    plain = {name: value for name, value in plain.items() if value is not None or name == "place"}
    if not plain and not assumptions:
        raise Conflict("Nothing of this differs from what is recorded.")
    if "level" in plain:
        before, after = _neighbours(session, step_id)
        with rules():
            rules_of.move(plain["level"], before=before, after=after)
    words = keep_words(session, assumptions, programme_id=row.programme_id, target_id=step_id)
    held = plain | ({"assumptions_text_id": words["text_id"]} if words else {})
    session.execute(update(pathway_steps).where(pathway_steps.c.step_id == step_id).values(held))
    changes = {name: {"before": getattr(row, name), "after": value} for name, value in plain.items()}
    data = {"changes": changes, "assumptions": words}
    return told(session, New(PathwayStepChanged, step_id, row.programme_id, from_on, data), KEY)


def link_pathway_step(session: Session, *, step_id: str, on: date | None = None, **ends: str | None) -> dict[str, Any]:
    """Link it to one thing. Raises Conflict for a link that is there."""
    field, kind, target = _end(ends)
    programme_id = session.scalar(select(pathway_steps.c.programme_id).where(pathway_steps.c.step_id == step_id))
    if kind == "step" and programme_id:
        # two links at once could close a circle that neither sees; before the rows, so that they never wait in a ring
        lock_programme(session, programme_id)
    row, said = _standing(session, step_id), day_that_has_come(on, "on")
    if kind == "step":
        check_known(session, pathway_steps.c.step_id, [target], row.programme_id, field)
        other = _standing(session, target)
        with rules():
            rules_of.lead(row.level, other.level)
            rules_of.no_circle(step_id, target, _leading(session, row.programme_id))
    known = {"output": outputs.c.output_id, "indicator": indicators.c.indicator_id}
    if kind in known:
        check_known(session, known[kind], [target], row.programme_id, field)
    link = {KEY: step_id, "target_kind": kind, "target_id": target}
    new = upsert(pathway_links).values(link | {"linked_on": said}).on_conflict_do_nothing()
    if session.execute(new.returning(pathway_links.c.step_id)).first() is None:
        raise Conflict("It is linked to that already.", {field: ["It is linked to that already"]})
    data = {"target_kind": kind, "target_id": target}
    return told(session, New(PathwayStepLinked, step_id, row.programme_id, said, data), KEY)


def unlink_pathway_step(
    session: Session, *, step_id: str, on: date | None = None, **ends: str | None
) -> dict[str, Any]:
    """Take one link away. Raises Conflict where there is none."""
    row, said = _standing(session, step_id), day_that_has_come(on, "on")
    field, kind, target = _end(ends)
    of = pathway_links.c
    gone = delete(pathway_links).where(of.step_id == step_id, of.target_kind == kind, of.target_id == target)
    if session.execute(gone.returning(of.step_id)).first() is None:
        raise Conflict("It is not linked to that.", {field: ["There is no such link"]})
    data = {"target_kind": kind, "target_id": target}
    return told(session, New(PathwayStepUnlinked, step_id, row.programme_id, said, data), KEY)


def remove_pathway_step(
    session: Session, *, step_id: str, on: date | None = None, note: str | None = None
) -> dict[str, Any]:
    """Take it out of the model, with its links. Raises Conflict while a claim stands for it."""
    row, gone = _standing(session, step_id), day_that_has_come(on, "on")
    claimed = select(impact_claims.c.title).where(
        impact_claims.c.pathway_step_ids.contains([step_id]), impact_claims.c.state == "standing"
    )
    if titles := sorted(session.execute(claimed).scalars()):
        raise Conflict(f"Claims stand for this step: {'; '.join(titles)}. Take it out of them first.")
    of = pathway_links.c
    leading = select(of.step_id).where(of.target_kind == "step", of.target_id == step_id)
    before = sorted(session.execute(leading).scalars())
    session.execute(
        delete(pathway_links).where((of.step_id == step_id) | ((of.target_kind == "step") & (of.target_id == step_id)))
    )
    over = {"state": "removed", "removed_on": gone}
    session.execute(update(pathway_steps).where(pathway_steps.c.step_id == step_id).values(over))
    words = keep_words(session, note, programme_id=row.programme_id, target_id=step_id)
    data = {"from_step_ids": before, "note": words}
    return told(session, New(PathwayStepRemoved, step_id, row.programme_id, gone, data), KEY)


def _standing(session: Session, step_id: str) -> Row[Any]:
    row = locked(session, pathway_steps, pathway_steps.c.step_id, step_id, "step")
    if row.state == "removed":
        raise Conflict(f"“{row.title}” was taken out of the logic model on {row.removed_on}.")
    return row


def _end(ends: dict[str, str | None]) -> tuple[str, str, str]:
    """Field, kind and id of the one thing that is named. Raises Invalid for none or several."""
    named = [(field, ENDS[field], value) for field, value in ends.items() if value]
    if len(named) != 1:
        words = "Name one thing: a step, a project, an output or an indicator"
        raise Invalid(f"{words}.", {(named[1][0] if named else "to_step_id"): [words]})
    return named[0]


def _leading(session: Session, programme_id: str) -> dict[str, list[str]]:
    """The steps that each step of a programme leads to."""
    of, steps = pathway_links.c, pathway_steps.c
    rows = session.execute(
        select(of.step_id, of.target_id)
        .join(pathway_steps, steps.step_id == of.step_id)
        .where(steps.programme_id == programme_id, of.target_kind == "step")
    )
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        found[row.step_id].append(row.target_id)
    return found


def _neighbours(session: Session, step_id: str) -> tuple[list[str], list[str]]:
    """Levels of the steps that lead to it, and of those that it leads to."""
    of, steps = pathway_links.c, pathway_steps.c
    before = select(steps.level).join(pathway_links, of.step_id == steps.step_id)
    after = select(steps.level).join(pathway_links, of.target_id == steps.step_id)
    return (
        list(session.execute(before.where(of.target_kind == "step", of.target_id == step_id)).scalars()),
        list(session.execute(after.where(of.target_kind == "step", of.step_id == step_id)).scalars()),
    )
