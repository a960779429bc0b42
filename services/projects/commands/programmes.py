"""Setting up programmes, workstreams and partners."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Column, Table
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.projects.commands.days import day_that_has_come
from services.projects.commands.finding import check_known
from services.projects.commands.recording import day, new_id, told
from services.projects.domain import programmes as rules_of
from services.projects.errors import rules
from services.projects.tables import partners, programmes, projects, workstreams
from shared.context import today
from shared.errors import Conflict
from shared.events.projects import PartnerJoined, ProgrammeCreated, WorkstreamAdded
from shared.messaging.outbox import New, version_of


def create_programme(session: Session, **given: Any) -> dict[str, Any]:
    """Set up a programme. Raises Conflict when the id is taken."""
    with rules():
        rules_of.check(given["starts_on"], given.get("planned_end"), given["stages"])
    stages = [stage | {"start": day(stage["start"]), "end": day(stage["end"])} for stage in given["stages"]]
    programme_id = given["programme_id"]
    insert_new(session, programmes, programmes.c.programme_id, given | {"stages": stages}, "programme")
    return told(
        session,
        New(
            ProgrammeCreated,
            programme_id,
            programme_id,
            given["starts_on"],
            {
                "title": given["title"],
                "host_org": given["host_org_id"],
                "places": given["places"],
                "year_start_month": given["year_start_month"],
                "nation": given["nation"],
                "labels": given["labels"],
                "themes": given["themes"],
                "stages": stages,
                "planned_end": day(given.get("planned_end")),
            },
        ),
        "programme_id",
    )


def add_workstream(
    session: Session,
    *,
    programme_id: str,
    title: str,
    lead_person_id: str | None = None,
    from_on: date | None = None,
    workstream_id: str | None = None,
) -> dict[str, Any]:
    """Set up a workstream in a programme that is there."""
    check_known(session, programmes.c.programme_id, [programme_id], programme_id, "programme_id")
    row = {
        "workstream_id": new_id(workstream_id),
        "programme_id": programme_id,
        "title": title,
        "lead_person_id": lead_person_id,
        "from_on": from_on or today(),
    }
    insert_new(session, workstreams, workstreams.c.workstream_id, row, "workstream")
    data = {"title": title, "lead_person_id": lead_person_id}
    fact = New(WorkstreamAdded, str(row["workstream_id"]), programme_id, from_on or today(), data)
    return told(session, fact, "workstream_id")


def join_partner(
    session: Session,
    *,
    programme_id: str,
    org_id: str,
    roles: list[str],
    project_id: str | None = None,
    agreement_id: str | None = None,
    joined_on: date | None = None,
    partnership_id: str | None = None,
) -> dict[str, Any]:
    """An organisation joins a programme or one of its projects."""
    first = day_that_has_come(joined_on, "joined_on")
    check_known(session, programmes.c.programme_id, [programme_id], programme_id, "programme_id")
    check_known(session, projects.c.project_id, [project_id], programme_id, "project_id")
    row = {
        "partnership_id": new_id(partnership_id),
        "programme_id": programme_id,
        "project_id": project_id,
        "org_id": org_id,
        "roles": roles,
        "agreement_id": agreement_id,
        "joined_on": first,
    }
    insert_new(session, partners, partners.c.partnership_id, row, "partnership")
    data = {"org_id": org_id, "roles": roles, "project_id": project_id, "agreement_id": agreement_id}
    fact = New(PartnerJoined, str(row["partnership_id"]), programme_id, first, data)
    return told(session, fact, "partnership_id")


def insert_new(session: Session, table: Table, key: Column[Any], row: dict[str, Any], word: str) -> None:
    """Insert a row under an id that nothing has yet, of whatever kind. Raises Conflict.

    Of whatever kind, because notes and journals name their target by id alone: a project with the id of another's
    programme would lead to what was written about that.
    """
    inserted = session.execute(upsert(table).values(row).on_conflict_do_nothing(index_elements=[key]).returning(key))
    if inserted.first() is None or version_of(session, row[key.name]):
        taken = f"There is something with the id {row[key.name]} already. Choose another id for the {word}."
        raise Conflict(taken, {key.name: ["This id is taken"]})
