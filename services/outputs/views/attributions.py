"""What outputs arose from, as a page or an API shows it: who said so and when, who agreed, disputed, took it back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from services.outputs.tables import attributions, known_awards, known_funders, outputs
from services.outputs.vocabulary.attribution import policy_of
from shared import visible
from shared.context import today
from shared.errors import NotFound
from shared.messaging.tables import subjects
from shared.pages import page
from shared.rows import plain
from shared.words import words_of

COLUMNS = (
    "attribution_id", "programme_id", "output_id", "output_title", "counts_with", "award_id", "project_id",
    "award_reference", "role", "share", "basis", "state", "asserted_by", "asserted_on", "agreed_by", "agreed_on",
    "disputed_by", "disputed_on", "dispute_code", "withdrawn_by", "withdrawn_on", "reason_code", "version",
)  # fmt: skip


def listed(
    session: Session,
    *,
    programme_id: str | None = None,
    output_id: str | None = None,
    award_id: str | None = None,
    project_id: str | None = None,
    state: str | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """Attributions, the one said last first."""
    of = attributions.c
    query = _query().where(visible.of_projects("outputs.attributions", of.programme_id, of.project_id))
    equal = ((of.programme_id, programme_id), (of.award_id, award_id), (of.project_id, project_id), (of.state, state))
    for column, wanted in equal:
        if wanted:
            query = query.where(column == wanted)
    if output_id:
        query = query.where(or_(of.output_id == output_id, outputs.c.stands_with == output_id))
    by = (func.to_char(func.timezone("UTC", of.asserted_at), "YYYYMMDDHH24MISSUS"), of.attribution_id)
    return page(session, query, by, shown, after=after, limit=limit, descending=True)


def one(session: Session, *, attribution_id: str) -> dict[str, Any]:
    """One attribution with its words. Raises NotFound."""
    found = session.execute(_query().where(attributions.c.attribution_id == attribution_id)).first()
    if found is None:
        raise NotFound("There is no such attribution.")
    return shown(found) | words_of(session, found, reason="reason_id", dispute_note="dispute_note_id", note="note_id")


def of_outputs(session: Session, output_ids: list[str]) -> list[dict[str, Any]]:
    """Those of these outputs, in the order in which they were said."""
    found = _query().where(attributions.c.output_id.in_(output_ids)).order_by(attributions.c.attribution_id)
    return [shown(row) for row in session.execute(found)]


def shown(row: Any) -> dict[str, Any]:
    """A row as JSON has it, with the moment at which it was said and whether the funder asks for disputes."""
    policy = policy_of(row.funder_name, row.funder_ror, today())
    asked = bool(policy and policy.disputes)
    return plain(row, COLUMNS) | {"asserted_at": row.asserted_at.isoformat(), "disputes_asked": asked}


def _query() -> Select[Any]:
    of = attributions.c
    version = func.coalesce(subjects.c.sequence, 0).label("version")
    counts_with = func.coalesce(outputs.c.stands_with, outputs.c.output_id).label("counts_with")
    held, by = known_awards.c, known_funders.c
    funder = (by.name.label("funder_name"), by.ror.label("funder_ror"))
    return (
        select(attributions, outputs.c.title.label("output_title"), counts_with, version, *funder)
        .join_from(attributions, outputs, outputs.c.output_id == of.output_id)
        .join(subjects, subjects.c.subject == of.attribution_id, isouter=True)
        .join(known_awards, (held.award_id == of.award_id) & (held.programme_id == of.programme_id), isouter=True)
        .join(known_funders, by.org_id == held.funder_org, isouter=True)
    )
