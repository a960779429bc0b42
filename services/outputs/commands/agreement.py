"""Agree to an attribution or dispute it, and what funders' policies ask of shares. Who may is asked here, by person.

A programme manager may, and the one who leads the project or holds the award, as the projects service told it; where
that is not known, nobody else may.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.outputs.commands.finding import Row
from services.outputs.domain import identity
from services.outputs.tables import attributions, known_awards, known_funders, known_projects
from services.outputs.views.families import shares
from services.outputs.vocabulary.attribution import Policy, policy_of
from shared import context
from shared.context import today
from shared.errors import Conflict, Invalid, NotAllowed
from shared.events.outputs import AttributionAgreed, AttributionDisputed
from shared.messaging.outbox import New, version_of
from shared.recording import told
from shared.rows import locked
from shared.rules import rules
from shared.words import keep_words

#: roles that may decide for the whole programme
DECIDE = frozenset({"programme_manager", "administrator"})


def agree_attribution(session: Session, *, attribution_id: str) -> dict[str, Any]:
    """Agree to an attribution, also after a dispute. Raises Conflict when there is nothing to agree to, NotAllowed."""
    now = locked(session, attributions, attributions.c.attribution_id, attribution_id, "attribution")
    _may(session, now, "agree to")
    if now.state == "agreed":
        return {"attribution_id": attribution_id, "state": "agreed", "version": version_of(session, attribution_id)}
    if now.state not in ("asserted", "disputed"):
        raise Conflict("There is nothing to agree to: it was withdrawn, or its award is not recorded here yet.")
    on = not_before(now, today())
    fact = New(AttributionAgreed, attribution_id, now.programme_id, on, {"output_id": now.output_id})
    reply = told(session, fact, "attribution_id")
    _become(session, now, "agreed", agreed_by=context.current().actor.id, agreed_on=on)
    return reply | {"state": "agreed"}


def dispute_attribution(
    session: Session, *, attribution_id: str, reason_code: str, note: str | None = None
) -> dict[str, Any]:
    """Disagree with it, where the funder asks. It stands as disputed. Raises Conflict, Invalid, NotAllowed."""
    now = locked(session, attributions, attributions.c.attribution_id, attribution_id, "attribution")
    _may(session, now, "dispute")
    if now.state not in ("asserted", "agreed"):
        raise Conflict(
            "There is nothing to dispute: it is disputed or withdrawn, or its award is not recorded here yet."
        )
    funder, policy = _policy(session, now.award_id)
    if policy is None or not policy.disputes:
        raise Invalid(
            f"{_asks_nothing(funder, policy, 'disputes')} Withdraw the attribution, with the reason, if it is wrong.",
            {"attribution_id": ["No policy asks for disputes here: withdraw it if it is wrong"]},
        )
    words = keep_words(session, note, programme_id=now.programme_id, target_id=attribution_id)
    on = not_before(now, today())
    data = {"output_id": now.output_id, "reason_code": reason_code, "note": words}
    reply = told(session, New(AttributionDisputed, attribution_id, now.programme_id, on, data), "attribution_id")
    why = {"dispute_code": reason_code, "dispute_note_id": words["text_id"] if words else None}
    _become(session, now, "disputed", disputed_by=context.current().actor.id, disputed_on=on, **why)
    return reply | {"state": "disputed"}


def check_share(session: Session, output: Row, award_id: str | None, share: Decimal | None) -> None:
    """Raise Invalid for a share that no policy asks for, or with which the shares of the output were over 100."""
    if share is None:
        return
    funder, policy = _policy(session, award_id)
    if policy is None or not policy.shares:
        raise Invalid(
            f"{_asks_nothing(funder, policy, 'shares')} Leave the share out.",
            {"share": ["Leave it out: no policy of a funder asks for it here"]},
        )
    whole = output.stands_with or output.output_id
    with rules():
        identity.shares_fit(shares(session, whole) | {str(award_id): share}, "share")


def not_before(attribution: Any, on: date) -> date:
    """The day, or that of the attribution where it is later, as of a planned output."""
    return max(on, attribution.asserted_on or on)


def _may(session: Session, now: Any, what: str) -> None:
    actor = context.current().actor
    if actor.roles_in(now.programme_id, now.project_id) & DECIDE or actor.id in _answerable(session, now):
        return
    raise NotAllowed(f"Only the project's lead, the award's holder or a programme manager may {what} an attribution.")


def _answerable(session: Session, now: Any) -> set[str]:
    if now.project_id:
        of = known_projects.c
        lead = session.scalar(select(of.lead_person_id).where(of.project_id == now.project_id))
        return {lead} if lead else set()
    held = known_awards.c
    query = select(held.holder_person_ids).where(held.award_id == now.award_id, held.programme_id == now.programme_id)
    return {person for holders in session.execute(query).scalars() for person in holders}


def _policy(session: Session, award_id: str | None) -> tuple[str | None, Policy | None]:
    """The funder of an award, where it is known, and its policy of today."""
    of, by = known_awards.c, known_funders.c
    query = select(by.name, by.ror).join_from(known_awards, known_funders, by.org_id == of.funder_org)
    found = session.execute(query.where(of.award_id == award_id)).first()
    if found is None:
        return None, None
    return found.name, policy_of(found.name, found.ror, today())


def _asks_nothing(funder: str | None, policy: Policy | None, what: str) -> str:
    if policy:
        return f"{policy.funder} does not ask for {what}: {policy.says}."
    if funder:
        return f"No policy of {funder} that asks for {what} is known here."
    return f"No funder's policy asks for {what} here."


def _become(session: Session, now: Any, state: str, **values: Any) -> None:
    of = attributions.c.attribution_id
    session.execute(update(attributions).where(of == now.attribution_id).values(state=state, **values))
