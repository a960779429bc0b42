"""The rows that a preview watches: kinds of things, with what of each may move. A column or kind is a line here.

A source has a key, `programme_id` and, where there are such, `title`, `project_id` and `contractual`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import FromClause, Text, cast, func, select

from services.projects.tables import (
    award_extensions,
    awards,
    budget_lines,
    budgets,
    milestones,
    obligations,
    posts,
    projects,
    thresholds,
    work_packages,
)


@dataclass(frozen=True, slots=True)
class Watched:
    """A kind of thing, and by column how a change of that column is called; the first is shown of what is new."""

    kind: str
    source: FromClause
    key: str
    columns: Mapping[str, str]
    people: tuple[str, ...] = ()

    def names(self) -> list[str]:
        """The columns to read."""
        wanted = [self.key, "title", "project_id", "contractual", *self.people, *self.columns]
        return [name for name in dict.fromkeys(wanted) if name in self.source.c]


_added = (
    select(func.coalesce(func.sum(award_extensions.c.amount_change), 0))
    .where(award_extensions.c.award_id == awards.c.award_id)
    .scalar_subquery()
)
#: with the value as it is now: as signed, and what was agreed since
_awards = select(
    *(awards.c[name] for name in ("award_id", "programme_id", "title", "ends_on", "holder_person_ids")),
    (func.coalesce(awards.c.amount, 0) + _added).label("value"),
).subquery("watched_awards")

#: the money of a heading and partner in a year; months of it are one
_budgets = (
    select(
        func.concat_ws("/", budgets.c.award_id, *(budget_lines.c[n] for n in ("fin_year", "heading", "partner_org_id")))
        .label("line_id"),
        budgets.c.programme_id,
        func.concat_ws(" ", budget_lines.c.heading, budget_lines.c.fin_year).label("title"),
        func.sum(budget_lines.c.amount).label("amount"),
    )
    .join_from(budgets, budget_lines)
    .group_by(
        budgets.c.award_id,
        budgets.c.programme_id,
        *(budget_lines.c[name] for name in ("fin_year", "heading", "partner_org_id")),
    )
    .subquery("watched_budgets")
)  # fmt: skip

_thresholds = select(
    func.concat_ws("/", thresholds.c.key, cast(thresholds.c.from_on, Text)).label("setting_id"),
    thresholds.c.programme_id,
    thresholds.c.key.label("title"),
    thresholds.c["values"],
).subquery("watched_thresholds")

WATCHED = (
    Watched(
        "milestone",
        milestones,
        "milestone_id",
        {
            "forecast_on": "forecast",
            "baseline_on": "baseline",
            "contract_on": "contract",
            "cancelled_on": "cancelled",
            "achieved_on": "achieved",
            "title": "title",
            "owner_person_id": "owner",
            "predecessor_ids": "predecessors",
        },
        ("owner_person_id",),
    ),
    Watched(
        "project",
        projects,
        "project_id",
        {
            "state": "state",
            "planned_end": "end",
            "title": "title",
            "lead_person_id": "lead",
            "workstream_id": "workstream",
            "stage": "stage",
            "activity_class": "class",
            "themes": "themes",
            "places": "places",
            "partner_org_ids": "partners",
            "award_ids": "awards",
        },
        ("lead_person_id",),
    ),
    Watched("award", _awards, "award_id", {"ends_on": "end", "value": "value"}, ("holder_person_ids",)),
    Watched(
        "duty",
        obligations,
        "obligation_id",
        {"due_on": "due", "met_on": "met", "waived_on": "waived", "withdrawn_on": "withdrawn"},
        ("owner_person_id", "second_person_id"),
    ),
    Watched("budget", _budgets, "line_id", {"amount": "amount"}),
    Watched(
        "work_package",
        work_packages,
        "work_package_id",
        {"planned_end": "end", "ended_on": "ended", "outcome": "outcome"},
        ("lead_person_id",),
    ),
    # not what it costs, which is nobody's outside the programme
    Watched(
        "post",
        posts,
        "post_id",
        {
            "planned_start": "start",
            "planned_end": "end",
            "closed_on": "closed",
            "fte": "size",
            "title": "title",
            "workstream_id": "workstream",
        },
    ),
    Watched("setting", _thresholds, "setting_id", {"values": "value"}),
)
BY_KIND = {watched.kind: watched for watched in WATCHED}
