"""Reads of programmes, workstreams and awards."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Table, literal, select
from sqlalchemy.orm import Session

from services.projects.domain.awards import award_year
from services.projects.domain.references import AwardReference
from services.projects.tables import award_extensions, awards, baselines, partners, programmes, workstreams
from services.projects.views import showing
from shared import visible
from shared.context import today
from shared.errors import NotFound
from shared.pages import page
from shared.rows import money, plain, versioned

PROGRAMME = (
    "programme_id",
    "title",
    "host_org_id",
    "starts_on",
    "planned_end",
    "year_start_month",
    "nation",
    "version",
)
WORDS = ("places", "themes", "stages", "directorates", "labels")
WORKSTREAM = ("workstream_id", "programme_id", "title", "lead_person_id", "from_on", "version")
PARTNER = (
    "partnership_id",
    "project_id",
    "org_id",
    "roles",
    "agreement_id",
    "joined_on",
    "left_on",
    "left_reason",
    "successor_org_id",
    "succeeds_partnership_id",
)


def list_programmes(session: Session, *, after: str | None = None, limit: int) -> dict[str, Any]:
    """In order of title."""
    of = programmes.c
    seen = visible.of_programmes("projects.programmes", of.programme_id)
    query = versioned(programmes, of.programme_id).where(seen)
    return page(
        session, query, (of.title, of.programme_id), lambda row: plain(row, PROGRAMME), after=after, limit=limit
    )


def programme(session: Session, *, programme_id: str) -> dict[str, Any]:
    """One programme: whole for those inside, without its work in progress for others. Raises NotFound."""
    of = programmes.c
    seen = visible.of_programmes("projects.programme", of.programme_id)
    row = session.execute(versioned(programmes, of.programme_id).where(of.programme_id == programme_id, seen)).first()
    if row is None:
        raise NotFound("There is no such programme, or it is not yours to see.")
    of_it: dict[Table, list[Row[Any]]] = {awards: _of(session, awards, "award_id", programme_id)}
    if inside := visible.may("projects.workstreams", programme_id):
        of_it[workstreams] = _of(session, workstreams, "workstream_id", programme_id)
        of_it[partners] = _of(session, partners, "partnership_id", programme_id)
    frozen = session.execute(
        select(baselines).where(baselines.c.programme_id == programme_id, literal(inside)).order_by(baselines.c.from_on)
    )
    extensions = _extensions(session, [award.award_id for award in of_it[awards]])
    return plain(row, PROGRAMME + WORDS) | {
        "award_year": award_year(row.starts_on, row.year_start_month, today()) if row.starts_on <= today() else None,
        "workstreams": [plain(one, WORKSTREAM) for one in of_it.get(workstreams, [])],
        "awards": [showing.award(one) | {"extensions": extensions.get(one.award_id, [])} for one in of_it[awards]],
        "partners": [plain(one, PARTNER) for one in of_it.get(partners, [])],
        "baselines": [plain(one, ("title", "from_on")) for one in frozen],
    }


def list_workstreams(
    session: Session, *, programme_id: str | None = None, after: str | None = None, limit: int
) -> dict[str, Any]:
    """In order of title."""
    of = workstreams.c
    query = versioned(workstreams, of.workstream_id).where(
        visible.of_programmes("projects.workstreams", of.programme_id)
    )
    if programme_id:
        query = query.where(of.programme_id == programme_id)
    return page(session, query, (of.title, of.workstream_id), lambda r: plain(r, WORKSTREAM), after=after, limit=limit)


def list_awards(
    session: Session, *, programme_id: str | None = None, after: str | None = None, limit: int
) -> dict[str, Any]:
    """In order of reference. Awards of no programme come from public registers, and everyone may see them."""
    of = awards.c
    query = versioned(awards, of.award_id).where(
        visible.of_programmes("projects.awards", of.programme_id) | (of.programme_id == "")
    )
    if programme_id:
        query = query.where(of.programme_id == programme_id)
    found = page(session, query, (of.reference, of.award_id), showing.award, after=after, limit=limit)
    extensions = _extensions(session, [award["award_id"] for award in found["items"]])
    for award in found["items"]:
        award["extensions"] = extensions.get(award["award_id"], [])
    return found


def awards_by_reference(
    session: Session, *, references: list[str] | None = None, text: str | None = None
) -> dict[str, Any]:
    """The known awards among the ids given, in whatever spelling; one statement however many there are."""
    wanted = AwardReference.find_all(text) if text else []
    for written in references or []:
        try:
            wanted.append(AwardReference.parse(written))
        except ValueError:
            continue  # no award has such an id, so none is found by it
    by_normal = {one.normal: one.written for one in wanted}
    rows = session.execute(
        select(awards.c.award_id, awards.c.reference, awards.c.programme_id).where(
            awards.c.reference.in_(by_normal),
            visible.of_programmes("projects.award_by_reference", awards.c.programme_id) | (awards.c.programme_id == ""),
        )
    )
    return {
        "items": [
            {
                "written": by_normal[row.reference],
                "reference": row.reference,
                "award_id": row.award_id,
                "programme_id": row.programme_id or None,
            }
            for row in rows
        ]
    }


def _of(session: Session, table: Table, key: str, programme_id: str) -> list[Row[Any]]:
    """A programme has a handful of each: all of them."""
    query = versioned(table, table.c[key]).where(table.c.programme_id == programme_id).order_by(table.c[key])
    return list(session.execute(query))


def _extensions(session: Session, award_ids: list[str]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    rows = session.execute(
        select(award_extensions)
        .where(award_extensions.c.award_id.in_(award_ids))
        .order_by(award_extensions.c.agreed_on, award_extensions.c.event_id)
    )
    for row in rows:
        shown = plain(row, ("agreed_on", "months", "new_end", "funder_reference"))
        shown["amount_change"] = money(row.amount_change, row.currency)
        found.setdefault(row.award_id, []).append(shown)
    return found
