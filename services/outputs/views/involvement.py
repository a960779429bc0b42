"""Reads of activities with members of the public and what was paid. Small numbers of people are not in them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Text, cast, func, select
from sqlalchemy.orm import Session

from services.outputs.tables import involvement_changes, involvement_payments, involvement_tellings, involvements
from services.outputs.views.involvement_changes import TARGETS
from services.outputs.vocabulary import involving
from shared import visible
from shared.errors import NotFound
from shared.events.outputs.involvement import contributors_shown, counted_register
from shared.pages import page
from shared.rows import money, plain, versioned

ACTIVITY = (
    "involvement_id",
    "programme_id",
    "title",
    "held_on",
    "form",
    "level",
    "stage",
    "standards",
    "places",
    "project_ids",
    "host_org_id",
    "taken_back",
    "version",
)
PAYMENT = ("involvement_payment_id", "programme_id", "involvement_id", "kind", "paid_on", "taken_back", "version")


def list_involvements(
    session: Session,
    *,
    programme_id: str | None = None,
    project_id: str | None = None,
    level: str | None = None,
    stage: str | None = None,
    taken_back: bool = False,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """Newest first."""
    of = involvements.c
    query = versioned(involvements, of.involvement_id).where(
        visible.of_any_project("outputs.involvements", of.programme_id, of.project_ids), of.taken_back.is_(taken_back)
    )
    for column, wanted in ((of.programme_id, programme_id), (of.level, level), (of.stage, stage)):
        if wanted:
            query = query.where(column == wanted)
    if project_id:
        query = query.where(of.project_ids.contains([project_id]))
    by = (cast(of.held_on, Text), of.involvement_id)
    return page(session, query, by, _activity, after=after, limit=limit, descending=True)


def involvement(session: Session, *, involvement_id: str) -> dict[str, Any]:
    """One activity, with payments (for people of the programme), changes, and who was told. Raises NotFound."""
    of, changed, told = involvements.c, involvement_changes.c, involvement_tellings.c
    row = session.execute(versioned(involvements, of.involvement_id).where(of.involvement_id == involvement_id)).first()
    if row is None:
        raise NotFound("There is no such activity.")
    changes = session.execute(
        select(involvement_changes, func.min(told.told_on).label("told_on"))
        .join_from(
            involvement_changes,
            involvement_tellings,
            told.involvement_change_id == changed.involvement_change_id,
            isouter=True,
        )
        .where(changed.involvement_ids.contains([involvement_id]), ~changed.taken_back)
        .group_by(changed.involvement_change_id)
        .order_by(changed.changed_on, changed.involvement_change_id)
    )
    names = ("involvement_change_id", *TARGETS, "changed_on", "told_on")
    shown = _activity(row) | {"changes": [plain(one, names) for one in changes]}
    if not visible.inside(row.programme_id):
        return shown
    paid = involvement_payments.c
    payments = session.execute(
        versioned(involvement_payments, paid.involvement_payment_id)
        .where(paid.involvement_id == involvement_id, ~paid.taken_back)
        .order_by(paid.paid_on, paid.involvement_payment_id)
    )
    return shown | {"payments": [_payment(one) for one in payments]}


def list_payments(
    session: Session,
    *,
    programme_id: str | None = None,
    involvement_id: str | None = None,
    kind: str | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """Newest first; without those that were taken back."""
    of = involvement_payments.c
    query = versioned(involvement_payments, of.involvement_payment_id).where(
        visible.of_whole_programmes("outputs.involvement_payments", of.programme_id), ~of.taken_back
    )
    for column, wanted in ((of.programme_id, programme_id), (of.involvement_id, involvement_id), (of.kind, kind)):
        if wanted:
            query = query.where(column == wanted)
    by = (cast(of.paid_on, Text), of.involvement_payment_id)
    return page(session, query, by, _payment, after=after, limit=limit, descending=True)


def payment(session: Session, *, involvement_payment_id: str) -> dict[str, Any]:
    """One payment. Raises NotFound."""
    of = involvement_payments.c
    query = versioned(involvement_payments, of.involvement_payment_id)
    row = session.execute(query.where(of.involvement_payment_id == involvement_payment_id)).first()
    if row is None:
        raise NotFound("There is no such payment.")
    return _payment(row)


def words(session: Session) -> dict[str, Any]:  # noqa: ARG001  (what answers a request takes a session)
    """The vocabulary, for forms."""
    found = involving.words()
    named = {"forms": found.forms, "standards": found.standards, "channels": found.channels}
    return {name: [{"key": key, "title": title} for key, title in its.items()] for name, its in named.items()}


def _activity(row: Row[Any]) -> dict[str, Any]:
    hours = None if row.hours is None else f"{row.hours.normalize():f}"
    return plain(row, ACTIVITY) | {
        "contributors_shown": contributors_shown(row.contributors, row.register_person_ids),
        "register_used": bool(counted_register(row.contributors, row.register_person_ids)),
        # what a few people gave in hours is their programme's to know
        "hours": hours if visible.inside(row.programme_id) else None,
        "event_id": str(row.event_id),
    }


def _payment(row: Row[Any]) -> dict[str, Any]:
    return plain(row, PAYMENT) | {"amount": money(row.amount, row.currency), "event_id": str(row.event_id)}
