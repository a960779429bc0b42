"""Asking for an import."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from services.projects.commands.finding import NONE, check_known
from services.projects.tables import programmes
from shared.imports import jobs


def start_import(session: Session, *, programme_id: str, **given: Any) -> dict[str, Any]:
    """Start a job, when its programme is there. Gives {job_id}."""
    if programme_id != NONE:
        check_known(session, programmes.c.programme_id, [programme_id], programme_id, "programme_id")
    return jobs.start(session, programme_id=programme_id, **given)
