"""Asking for an import."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from services.projects.commands.finding import NONE
from services.projects.imports.finance import KIND as FINANCE
from services.projects.imports.finance import kind_of
from services.projects.imports.finance_mapping import mappings
from services.projects.tables import programmes
from shared.errors import Invalid
from shared.imports import jobs
from shared.rows import check_known


def start_import(
    session: Session, *, programme_id: str, kind: str, mapping: str | None = None, **given: Any
) -> dict[str, Any]:
    """Start a job, when its programme is there. Gives {job_id}."""
    if programme_id != NONE:
        check_known(session, programmes.c.programme_id, [programme_id], programme_id, "programme_id")
    elif kind == FINANCE:
        raise Invalid("Say which programme this spend is of.", {"programme_id": ["Choose a programme"]})
    if mapping is not None and (kind != FINANCE or mapping not in mappings()):
        words = f"{kind} files have no mapping {mapping}. For finance files there are: {', '.join(mappings())}"
        raise Invalid(f"{words}.", {"mapping": [words]})
    return jobs.start(session, programme_id=programme_id, kind=kind_of(mapping) if mapping else kind, **given)
