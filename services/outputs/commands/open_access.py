"""Record what is known of an article's open access; where a look-up found it, the same command takes it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.outputs.commands import standing
from services.outputs.commands.finding import get
from services.outputs.domain.compliance import check_evidence
from services.outputs.domain.dates import PartialDate
from services.outputs.tables import open_access
from shared.context import today
from shared.days import day_that_has_come
from shared.errors import Conflict, Invalid
from shared.events.outputs import OpenAccessEvidenced
from shared.messaging.outbox import New
from shared.policies.openaccess import FREE, can_be_article
from shared.recording import told
from shared.rules import rules


def evidence_open_access(
    session: Session,
    *,
    output_id: str,
    known_on: date | None = None,
    source: str,
    no_longer_known: list[str] | None = None,
    **given: Any,
) -> dict[str, Any]:
    """Of each field the evidence of the latest day holds. Raises Invalid, Conflict, NotFound."""
    now = get(session, output_id, lock=True)
    if now.withdrawn_kind or now.absorbed_by:
        raise Conflict(f"“{now.title}” no longer stands for itself: it was withdrawn or merged.")
    if not can_be_article(now.type, now.subtype):
        raise Conflict("Open access is asked of articles, reviews and conference papers. This is something else.")
    on = day_that_has_come(known_on, "known_on")
    new = {name: value for name, value in given.items() if value is not None}
    for where in ("europe_pmc", "pubmed_central"):
        if f"{where}_on" in new and where not in new:
            new[where] = FREE
    back = list(dict.fromkeys(no_longer_known or ()))
    if both := sorted(new.keys() & set(back)):
        raise Invalid(f"{both[0]} is given and taken back at once.", {"no_longer_known": ["It is given as well"]})
    if not new and not back:
        raise Invalid("Say at least one thing that is known of it.", {"submitted_on": ["Nothing is given"]})
    row = session.execute(select(open_access).where(open_access.c.output_id == output_id)).first()
    public = PartialDate(now.on_date, now.date_precision).last if now.state == "public" else None
    with rules():
        before = {name: value for name, value in standing.established(row).items() if name not in back}
        check_evidence(new, before, public, today())
    facts = {name: value.isoformat() if isinstance(value, date) else value for name, value in new.items()}
    changed = facts | dict.fromkeys(back)
    if row and all(_says(row, name, value, on) for name, value in changed.items()):
        raise Conflict("Nothing of this differs from what is known already.")
    reply = told(
        session,
        New(
            OpenAccessEvidenced,
            output_id,
            now.programme_id,
            on,
            facts | {"no_longer_known": back or None, "source": source},
        ),
        "output_id",
    )
    _keep(session, row, {"output_id": output_id, "programme_id": now.programme_id}, changed, (on, source))
    position = standing.of_output(session, output_id).open_access
    return reply | {"position": position.state, "clause": position.clause}


def _says(row: Row[Any], name: str, value: Any, on: date) -> bool:
    """Whether it is known so already, since that day or before."""
    said, since = row.known.get(name, (None, "9999-12-31"))
    return bool(said == value and since <= on.isoformat())


def _keep(
    session: Session, row: Row[Any] | None, whose: dict[str, Any], new: dict[str, Any], said: tuple[date, str]
) -> None:
    """Keep each field with the day of its evidence; `said` is the day and the source of what is new."""
    on, source = said
    known = dict(row.known) if row else {}
    for name, value in new.items():
        if on.isoformat() >= known.get(name, (None, ""))[1]:
            known[name] = [value, on.isoformat()]
    newest = {"known_on": on, "source": source}
    if row is not None and on < row.known_on:
        newest = {"known_on": row.known_on, "source": row.source}
    values = whose | {"known": known} | newest
    session.execute(upsert(open_access).values(values).on_conflict_do_update(index_elements=["output_id"], set_=values))
