"""Every kind of thing of this service that has an id: the one list from which scopes, notes and journals come.

A new kind is a line here; its word in facts is one of `shared.events.projects.notes.TARGETS`.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Column, Table
from sqlalchemy.sql.elements import KeyedColumnElement

from services.projects import tables

__all__ = ["THINGS", "Thing"]


@dataclass(frozen=True, slots=True)
class Thing:
    """One kind. `read` is the request that shows one: who may not ask it, may neither read its journal nor add to it.

    `project` is the column of the project that it belongs to, for partners of one project; None: it belongs to none.
    """

    kind: str
    table: Table
    key: str
    read: str
    project: str | None = None
    called: str = ""

    @property
    def word(self) -> str:
        """What it is called in messages."""
        return self.called or self.kind.replace("_", " ")

    @property
    def id(self) -> KeyedColumnElement[str] | Column[str]:
        """The column of its id."""
        return self.table.c[self.key]


THINGS = (
    Thing("milestone", tables.milestones, "milestone_id", "projects.milestone", "project_id"),
    Thing("project", tables.projects, "project_id", "projects.project", "project_id"),
    Thing("workstream", tables.workstreams, "workstream_id", "projects.workstreams"),
    Thing("programme", tables.programmes, "programme_id", "projects.programme"),
    Thing("work_package", tables.work_packages, "work_package_id", "projects.work_package", "project_id"),
    Thing("award", tables.awards, "award_id", "projects.awards"),
    Thing("partnership", tables.partners, "partnership_id", "projects.programme", "project_id"),
    Thing("change_request", tables.change_requests, "change_request_id", "projects.change_request"),
    Thing("duty", tables.obligations, "obligation_id", "projects.duty"),
    Thing("budget", tables.budgets, "budget_id", "projects.budget"),
    Thing("spend", tables.spend, "spend_id", "projects.spend", called="line of spend"),
    Thing("forecast", tables.forecasts, "forecast_id", "projects.forecasts"),
    Thing("explanation", tables.explanations, "explanation_id", "projects.explanations"),
    Thing("claim", tables.claims, "claim_id", "projects.claims"),
    Thing("contribution", tables.contributions, "contribution_id", "projects.contributions"),
    Thing("payment", tables.payments, "payment_id", "projects.payments"),
    Thing("post", tables.posts, "post_id", "projects.post"),
    Thing(
        "participation",
        tables.participation,
        "participation_id",
        "projects.participation",
        "study_id",
        "entry of participation",
    ),
    Thing("risk", tables.risks, "risk_id", "projects.risk", "project_id", "risk or issue"),
    Thing("approval", tables.approvals, "approval_id", "projects.approval", "project_id"),
    Thing("agreement", tables.agreements, "agreement_id", "projects.agreement"),
    Thing("board", tables.boards, "board_id", "projects.boards"),
    Thing("meeting", tables.meetings, "meeting_id", "projects.meeting"),
    Thing("action", tables.actions, "action_id", "projects.actions", "project_id"),
    Thing("request", tables.requests, "request_id", "projects.request", "project_id"),
    Thing("application", tables.applications, "application_id", "projects.application", "project_id"),
)
