"""A projects database with one programme in it, and a way to ask for things as somebody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

import orjson
import pytest
from installation import Installation
from sqlalchemy import Engine, text

from services.projects.commands import milestones, programmes, projects
from shared import context, uploads
from shared.calls import projects as calls
from shared.calls.call import Call, Command
from shared.context import Actor, Grant
from shared.database import transaction


@dataclass
class Programme:
    """A programme of the test's own, worked on by its manager."""

    engine: Engine
    programme_id: str

    @property
    def manager(self) -> Actor:
        return Actor("manager", (Grant("programme_manager", self.programme_id),))

    def do(self, work: Callable[..., Any], call: type[Call], by: Actor | None = None, **fields: Any) -> Any:
        """Carry out `work` with the fields of `call`, as the service does."""
        with context.using(actor=by or self.manager, recorded=[]), transaction(self.engine) as session:
            parsed = call.parse(fields)
            if issubclass(call, Command):
                uploads.check_named(call, parsed)
            return work(session, **parsed)

    def project(self, **fields: Any) -> str:
        fields = {"title": "Homes", "started_on": "2024-02-01"} | fields
        return str(
            self.do(projects.start_project, calls.StartProject, programme_id=self.programme_id, **fields)["project_id"]
        )

    def milestone(self, **fields: Any) -> str:
        fields = {"title": "Interviews done", "baseline_on": "2025-06-01", "planned_on": "2024-03-01"} | fields
        asked = {"programme_id": self.programme_id} | fields
        return str(self.do(milestones.plan_milestone, calls.PlanMilestone, **asked)["milestone_id"])

    def facts(self, subject: str | None = None) -> list[dict[str, Any]]:
        """What was recorded (of one subject), in order."""
        with transaction(self.engine) as session:
            rows = session.execute(text("select attributes, body from outbox order by id")).all()
        return [
            row.attributes | {"data": orjson.loads(row.body)}
            for row in rows
            if subject in (None, row.attributes["subject"])
        ]


@pytest.fixture(scope="module")
def engine(installation: Installation) -> Engine:
    installation.databases("projects")
    return installation.engine("projects")


@pytest.fixture
def programme(engine: Engine) -> Programme:
    return new_programme(engine)


@pytest.fixture
def other(engine: Engine) -> Programme:
    """Another programme, whose ids are nothing to the first."""
    return new_programme(engine)


def new_programme(engine: Engine) -> Programme:
    made = Programme(engine, f"T-{uuid4().hex[:8].upper()}")
    made.do(
        programmes.create_programme,
        calls.CreateProgramme,
        programme_id=made.programme_id,
        title="A programme",
        host_org_id="council",
        starts_on=date(2024, 1, 1).isoformat(),
        planned_end="2028-12-31",
        themes=[{"key": "housing", "title": "Housing"}],
    )
    return made
