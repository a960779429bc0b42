"""Programmes: set up, and their words changed."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from services.projects.commands import stories
from services.projects.commands.changing import before_and_after, differing, holds_from
from services.projects.commands.places import check_listed
from services.projects.commands.recording import told
from services.projects.domain import programmes as rules_of
from services.projects.tables import programmes, projects
from shared.errors import Invalid
from shared.events.projects import ProgrammeChanged, ProgrammeCreated
from shared.messaging.outbox import New
from shared.recording import day
from shared.rows import insert_new, locked
from shared.rules import rules
from shared.words import keep_words


def create_programme(session: Session, **given: Any) -> dict[str, Any]:
    """Set up a programme. Raises Conflict when the id is taken."""
    with rules():
        rules_of.check(given["starts_on"], given.get("planned_end"), given["stages"])
        rules_of.named_once("directorates", given["directorates"])
    stages = [_stage(stage) for stage in given["stages"]]
    programme_id = given["programme_id"]
    insert_new(session, programmes, programmes.c.programme_id, given | {"stages": stages}, "programme")
    stories.begin_with(session, programme_id)
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
                "directorates": given["directorates"],
                "planned_end": day(given.get("planned_end")),
            },
        ),
        "programme_id",
    )


def change_programme(
    session: Session,
    *,
    programme_id: str,
    from_on: date | None = None,
    reason_code: str | None = None,
    note: str | None = None,
    **said: Any,
) -> dict[str, Any]:
    """Change a programme's words from a day on. Raises Conflict when nothing of it differs."""
    programme = locked(session, programmes, programmes.c.programme_id, programme_id, "programme")
    if said.get("stages"):
        said["stages"] = [_stage(stage) for stage in said["stages"]]
    changed = differing(programme, said, lists=("places", "themes", "stages", "directorates"), needed=("title",))
    first = holds_from(session, programme_id, from_on, programme.starts_on, changed)
    with rules():
        end = changed.get("planned_end", programme.planned_end)
        stages = changed.get("stages", programme.stages)
        rules_of.check(programme.starts_on, end, [_stage_dates(stage) for stage in stages])
        rules_of.named_once("directorates", changed.get("directorates", []))
    _keep_what_is_used(session, programme_id, changed)
    check_listed(session, programme_id, changed.get("places", []), "places")
    session.execute(update(programmes).where(programmes.c.programme_id == programme_id).values(changed))
    data = {
        "changes": before_and_after(programme, changed),
        "reason_code": reason_code,
        "note": keep_words(session, note, programme_id=programme_id, target_id=programme_id),
    }
    return told(session, New(ProgrammeChanged, programme_id, programme_id, first, data), "programme_id")


def _stage(stage: dict[str, Any]) -> dict[str, Any]:
    return stage | {"start": day(stage["start"]), "end": day(stage["end"])}


def _stage_dates(stage: dict[str, Any]) -> dict[str, Any]:
    return stage | {name: date.fromisoformat(stage[name]) for name in ("start", "end")}


def _keep_what_is_used(session: Session, programme_id: str, changed: dict[str, Any]) -> None:
    """Raise Invalid when a theme or stage that a project has would be gone. An empty list means: any word is right."""
    used = {
        "themes": select(func.unnest(projects.c.themes)).where(projects.c.programme_id == programme_id).distinct(),
        "stages": select(projects.c.stage).where(projects.c.programme_id == programme_id).distinct(),
    }
    for name, query in used.items():
        if not changed.get(name):
            continue
        keys = {word["key"] for word in changed[name]}
        if missing := sorted(key for key in session.execute(query).scalars() if key and key not in keys):
            words = f"Projects have {', '.join(missing)}: keep it, or change those projects first"
            raise Invalid(f"{words}.", {name: [words]})
