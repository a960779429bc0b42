"""Posts: established, advertised, appointed to, filled, vacated, closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.orm import Session

from services.projects.commands.approval import under
from services.projects.commands.changing import before_and_after, differing, holds_from
from services.projects.commands.recording import record, told
from services.projects.domain import posts as life
from services.projects.domain.posts import Post, Step
from services.projects.tables import post_steps, post_terms, posts, programmes, workstreams
from shared.context import today
from shared.errors import Invalid
from shared.events.projects import (
    PostAdvertised,
    PostAppointed,
    PostChanged,
    PostClosed,
    PostEstablished,
    PostFilled,
    PostVacated,
)
from shared.messaging.outbox import New
from shared.recording import day, new_id
from shared.rows import check_known, insert_new, locked
from shared.rules import rules
from shared.words import keep_words

KEY = "post_id"


def establish_post(
    session: Session,
    *,
    programme_id: str,
    title: str,
    role_family: str,
    employer_org_id: str,
    fte: str,
    planned_start: date,
    workstream_id: str | None = None,
    planned_end: date | None = None,
    weekly_cost: dict[str, str] | None = None,
    post_id: str | None = None,
) -> dict[str, Any]:
    """Enter a funded post in the plan."""
    with rules():
        life.establish(Decimal(fte), planned_start, planned_end)
    if weekly_cost and Decimal(weekly_cost["amount"]) < 0:
        raise Invalid("A week cannot cost less than nothing.", {"weekly_cost": ["Enter 0 or more"]})
    check_known(session, programmes.c.programme_id, [programme_id], programme_id, "programme_id")
    check_known(session, workstreams.c.workstream_id, [workstream_id], programme_id, "workstream_id")
    said = {
        "title": title,
        "role_family": role_family,
        "employer_org_id": employer_org_id,
        "fte": fte,
        "workstream_id": workstream_id,
    }
    row = said | {
        "post_id": new_id(post_id),
        "programme_id": programme_id,
        "planned_start": planned_start,
        "planned_end": planned_end,
        "weekly_cost": weekly_cost["amount"] if weekly_cost else None,
        "currency": weekly_cost["currency"] if weekly_cost else None,
    }
    insert_new(session, posts, posts.c.post_id, row, "post")
    _keep_terms(session, str(row["post_id"]), [life.Terms(planned_start, Decimal(fte), planned_end)])
    data = said | {"planned_start": day(planned_start), "planned_end": day(planned_end), "weekly_cost": weekly_cost}
    return told(session, New(PostEstablished, str(row["post_id"]), programme_id, planned_start, data), KEY)


def change_post(
    session: Session,
    *,
    post_id: str,
    from_on: date | None = None,
    reason_code: str | None = None,
    note: str | None = None,
    change_request_id: str | None = None,
    **said: Any,
) -> dict[str, Any]:
    """Change what is said of a post from a day on. Raises Conflict when nothing of it differs."""
    row, change_request_id = _locked(session, post_id), under(change_request_id)
    costs = _cost_changes(row, said)
    if "fte" in said:
        said["fte"] = Decimal(said["fte"] or 0)
    changed = differing(row, said, needed=("title", "role_family")) if said or not costs else {}
    first = row.planned_start
    for names, kept in ((changed, "changes"), (costs, "cost_changes")):
        if names:
            first = holds_from(session, post_id, from_on, row.planned_start, names, kept=kept)
    check_known(session, workstreams.c.workstream_id, [changed.get("workstream_id")], row.programme_id, "workstream_id")
    sized = {name: changed[name] for name in ("fte", "planned_end") if name in changed}
    with rules():
        post = _post(session, row)
        life.still_open(post)
        if sized:
            post = life.change(post, _others(session, post_id, None), first, **sized)
            _keep_terms(session, post_id, post.terms)
    session.execute(update(posts).where(posts.c.post_id == post_id).values(changed | _cost(costs)))
    data = {
        "changes": _said(before_and_after(row, changed)) or None,
        "cost_changes": costs or None,
        "reason_code": reason_code,
        "change_request_id": change_request_id,
        "note": keep_words(session, note, programme_id=row.programme_id, target_id=post_id),
    }
    return told(session, New(PostChanged, post_id, row.programme_id, first, data), KEY)


def advertise_post(
    session: Session, *, post_id: str, on: date | None = None, closes_on: date | None = None, fte: str | None = None
) -> dict[str, Any]:
    """Open a round of recruitment; rounds are numbered as they are entered."""
    row, opened = _locked(session, post_id), on or today()
    step = Step(life.ADVERTISED, opened, Decimal(fte) if fte else _post(session, row).on(opened).fte)
    with rules():
        life.advertise(_post(session, row), step, closes_on, today=today())
    rounds = sum(1 for one in _steps(session, post_id) if one.kind == life.ADVERTISED)
    also = {"round": rounds + 1, "closes_on": closes_on}
    data = also | {"closes_on": day(closes_on), "fte": fte}
    return _recorded(session, New(PostAdvertised, post_id, row.programme_id, opened, data), step, also)


def appoint_to_post(
    session: Session, *, post_id: str, on: date | None = None, fte: str | None = None, starts_on: date | None = None
) -> dict[str, Any]:
    """Somebody has accepted and has not begun."""
    row, accepted = _locked(session, post_id), on or today()
    step = Step(
        life.APPOINTED,
        accepted,
        Decimal(fte) if fte else _vacant(session, row, accepted) or _post(session, row).on(accepted).fte,
    )
    with rules():
        life.appoint(_post(session, row), step, starts_on, today=today())
    data = {"fte": _text(step.fte), "starts_on": day(starts_on)}
    fact = New(PostAppointed, post_id, row.programme_id, accepted, data)
    return _recorded(session, fact, step, {"starts_on": starts_on})


def fill_post(
    session: Session,
    *,
    post_id: str,
    person_id: str,
    basis: str,
    on: date | None = None,
    fte: str | None = None,
    corrects_event_id: str | None = None,
) -> dict[str, Any]:
    """Somebody starts."""
    row, first = _locked(session, post_id), on or today()
    corrected = _corrected(session, post_id, life.FILLED, corrects_event_id)
    step = Step(life.FILLED, first, Decimal(fte) if fte else _free(session, row, first, corrected), person_id)
    others = _others(session, post_id, corrected)
    with rules():
        if step.fte or corrected is None:
            life.fill(_post(session, row), others, step, today=today())
        else:
            life.check(_post(session, row), others)
    data = {"person_id": person_id, "fte": _text(step.fte), "basis": basis}
    fact = New(PostFilled, post_id, row.programme_id, first, data, corrected)
    return _recorded(session, fact, step, {"basis": basis})


def vacate_post(
    session: Session,
    *,
    post_id: str,
    person_id: str | None = None,
    on: date | None = None,
    fte: str | None = None,
    next_step: str | None = None,
    corrects_event_id: str | None = None,
) -> dict[str, Any]:
    """Somebody leaves, or works fewer hours. Where one person holds the post, it is that person."""
    row, last = _locked(session, post_id), on or today()
    corrected = _corrected(session, post_id, life.VACATED, corrects_event_id)
    others = _others(session, post_id, corrected)
    held = life.holders(others, last)
    who = person_id or _only(held, last)
    step = Step(life.VACATED, last, _given(fte, held.get(who, Decimal(0))), who)
    with rules():
        if step.fte or corrected is None:
            life.vacate(_post(session, row), others, step, today=today())
        else:
            life.check(_post(session, row), others)
    data = {"person_id": who, "fte": _text(step.fte), "next_step": next_step}
    fact = New(PostVacated, post_id, row.programme_id, last, data, corrected)
    return _recorded(session, fact, step, {"next_step": next_step})


def close_post(
    session: Session, *, post_id: str, on: date | None = None, change_request_id: str | None = None
) -> dict[str, Any]:
    """Drop it from the plan; whoever holds it leaves with it."""
    row, last, change_request_id = _locked(session, post_id), on or today(), under(change_request_id)
    with rules():
        life.close(_post(session, row), [_step(one) for one in _steps(session, post_id)], last, today=today())
    closed = {"closed_on": last, "change_request_id": change_request_id}
    session.execute(update(posts).where(posts.c.post_id == post_id).values(closed))
    fact = New(PostClosed, post_id, row.programme_id, last, {"change_request_id": change_request_id})
    return told(session, fact, KEY)


def _locked(session: Session, post_id: str) -> Row[Any]:
    return locked(session, posts, posts.c.post_id, post_id, "post")


def _post(session: Session, row: Row[Any]) -> Post:
    of = post_terms.c
    kept = session.execute(select(post_terms).where(of.post_id == row.post_id).order_by(of.from_on))
    terms = tuple(life.Terms(one.from_on, one.fte, one.planned_end) for one in kept)
    return Post(row.fte, row.planned_start, row.planned_end, row.closed_on, terms)


def _keep_terms(session: Session, post_id: str, terms: Sequence[life.Terms]) -> None:
    """Write down what holds from which day, in place of what was written before."""
    session.execute(delete(post_terms).where(post_terms.c.post_id == post_id))
    rows = [{"post_id": post_id, "from_on": one.since, "fte": one.fte, "planned_end": one.planned_end} for one in terms]
    session.execute(insert(post_terms), rows)


def _cost_changes(row: Row[Any], said: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The cost before and after, where it is said and differs; it is taken out of what is said."""
    if "weekly_cost" not in said:
        return {}
    given = said.pop("weekly_cost")
    if given and Decimal(given["amount"]) < 0:
        raise Invalid("A week cannot cost less than nothing.", {"weekly_cost": ["Enter 0 or more"]})
    before = {"amount": _text(row.weekly_cost), "currency": row.currency} if row.weekly_cost is not None else None
    after = {"amount": _text(Decimal(given["amount"])), "currency": given["currency"]} if given else None
    return {} if before == after else {"weekly_cost": {"before": before, "after": after}}


def _cost(changes: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The columns of a cost that changed."""
    if not changes:
        return {}
    after = changes["weekly_cost"]["after"] or {}
    return {"weekly_cost": after.get("amount"), "currency": after.get("currency")}


def _said(changes: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Changes as facts write them: sizes as text."""
    return {
        name: {when: _text(value) if isinstance(value, Decimal) else value for when, value in change.items()}
        for name, change in changes.items()
    }


def _steps(session: Session, post_id: str) -> Sequence[Row[Any]]:
    return session.execute(select(post_steps).where(post_steps.c.post_id == post_id)).all()


def _step(row: Row[Any]) -> Step:
    return Step(row.kind, row.on_date, row.fte or Decimal(0), row.person_id)


def _others(session: Session, post_id: str, corrected: UUID | None) -> list[Step]:
    """What happened to the post, without the entry in whose place another is to stand."""
    return [_step(one) for one in _steps(session, post_id) if one.event_id != corrected]


def _vacant(session: Session, row: Row[Any], on: date, without: UUID | None = None) -> Decimal:
    return max(_post(session, row).on(on).fte - life.filled(_others(session, row.post_id, without), on), Decimal(0))


def _free(session: Session, row: Row[Any], on: date, without: UUID | None) -> Decimal:
    """What is vacant on a day. Raises Invalid when nothing is."""
    if vacant := _vacant(session, row, on, without):
        return vacant
    words = f"Nothing of the post is vacant on {on}: record first who left"
    raise Invalid(f"{words}.", {"on": [words]})


def _given(fte: str | None, otherwise: Decimal) -> Decimal:
    return otherwise if fte is None else Decimal(fte)


def _only(held: dict[str, Decimal], on: date) -> str:
    if not held:
        raise Invalid(f"Nobody is in this post on {on}.", {"on": [f"Nobody is in it on {on}"]})
    if len(held) > 1:
        words = "Several people share this post: say who"
        raise Invalid(f"{words}.", {"person_id": [words]})
    return next(iter(held))


def _corrected(session: Session, post_id: str, kind: str, event_id: str | None) -> UUID | None:
    """The entry that is to be put right. Raises Invalid when this post has no such entry (any more)."""
    if event_id is None:
        return None
    for row in _steps(session, post_id):
        if str(row.event_id) == event_id and row.kind == kind:
            found: UUID = row.event_id
            return found
    words = f"This post has no entry “{kind}” with the id {event_id}, or it was put right already"
    raise Invalid(f"{words}.", {"corrects_event_id": [words]})


def _text(fte: Decimal) -> str:
    return f"{fte.normalize():f}"


def _recorded(session: Session, fact: New, step: Step, also: dict[str, Any]) -> dict[str, Any]:
    """Record the fact and keep the step, in place of the one that it corrects."""
    event = record(session, fact)
    if fact.corrects is not None:
        session.execute(delete(post_steps).where(post_steps.c.event_id == fact.corrects))
    if step.fte:  # 0 takes an entry back and leaves none
        said = {"event_id": event.id, "post_id": fact.subject, "kind": step.kind, "on_date": step.on}
        who = {"fte": step.fte, "person_id": step.person_id}
        session.execute(insert(post_steps).values(said | who | also))
    return {KEY: fact.subject, "version": event.sequence}
