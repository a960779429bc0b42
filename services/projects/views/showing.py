"""How rows are shown: the same fields with the same names in lists, single reads and replies."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row

from services.projects.domain.milestones import Milestone
from shared.rows import money, plain


def award(row: Row[Any]) -> dict[str, Any]:
    """An award; money as text with its currency."""
    names = (
        "award_id",
        "reference",
        "id_as_written",
        "title",
        "funder_org_id",
        "contracted_org_id",
        "funder_programme",
        "programme_stream",
        "starts_on",
        "ends_on",
        "first_ends_on",
        "holder_person_ids",
        "project_ids",
        "url",
        "source_status",
    )
    return plain(row, names) | {
        "programme_id": row.programme_id or None,
        "amount": money(row.amount, row.currency),
        "version": row.version,
    }


def project(row: Row[Any]) -> dict[str, Any]:
    """A project; `version` is its ETag."""
    names = (
        "project_id",
        "programme_id",
        "title",
        "workstream_id",
        "lead_person_id",
        "partner_org_ids",
        "themes",
        "places",
        "activity_class",
        "stage",
        "planned_end",
        "award_ids",
        "started_on",
        "state",
        "since",
        "version",
    )
    return plain(row, names)


def milestone(row: Row[Any], today: date) -> dict[str, Any]:
    """A milestone with its three dates; `late` is open and past its baseline, or expected past it."""
    names = (
        "milestone_id",
        "programme_id",
        "project_id",
        "workstream_id",
        "work_package_id",
        "title",
        "owner_person_id",
        "owner_org_id",
        "contractual",
        "contract_on",
        "evidence_required",
        "predecessor_ids",
        "planned_on",
        "first_baseline_on",
        "baseline_on",
        "forecast_on",
        "achieved_on",
        "cancelled_on",
        "evidence_file_ids",
        "version",
    )
    life = Milestone(row.planned_on, row.baseline_on, row.forecast_on, row.achieved_on, row.cancelled_on)
    open_ = life.state == "planned"
    return plain(row, names) | {
        "achieved_event_id": str(row.achieved_event_id) if row.achieved_event_id else None,
        "state": life.state,
        "days_late": life.variance(),
        "late": open_ and (life.forecast_on > life.baseline_on or life.baseline_on < today),
        "overdue": open_ and life.forecast_on < today,
    }
