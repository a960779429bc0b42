"""Facts of a programme for tests of figures and reports, as the services would record them, checked by their schemas.

story = Story()
story.tell(MilestonePlanned, "m1", "2026-01-10", {"title": "Atlas", "baseline_on": "2026-03-01", "contractual": True})
story.events     # in the order in which they were told: their position is their place in it, from 1
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from shared.events.canonical import canonical
from shared.events.event import Event
from shared.events.fact import Fact
from shared.events.outputs import AttributionAgreed, AttributionAsserted, OutputPublished, OutputRecorded
from shared.events.people import OrganisationRegistered
from shared.events.projects import (
    AwardExtended,
    AwardRecorded,
    MilestoneAchieved,
    MilestoneCancelled,
    MilestonePlanned,
    MilestoneReforecast,
    PlanBaselined,
    ProgrammeCreated,
    ProgressNoted,
    ProjectEnded,
    ProjectPaused,
    ProjectStarted,
    WorkstreamAdded,
)

PROGRAMME = "SAMPLE-TEST"


class Story:
    """Facts told one after another. Ids are made from their order, so that the same story has the same ids."""

    def __init__(self, programme_id: str = PROGRAMME) -> None:
        self.programme_id = programme_id
        self.events: list[Event] = []
        self._sequences: Counter[tuple[str, str]] = Counter()
        self._now = datetime(2024, 1, 1, 9, tzinfo=UTC)

    def tell(
        self,
        kind: type[Fact],
        subject: str,
        on: str,
        data: dict[str, Any] | None = None,
        *,
        recorded: str | None = None,
        corrects: Event | None = None,
        programme_id: str | None = None,
        actor: str = "person-1",
    ) -> Event:
        """One more fact; recorded on the day it was true unless told, and never before the last one told."""
        body = data or {}
        if mistakes := kind().validate(body):
            raise ValueError(f"{kind.type}: {mistakes}")
        self._now = max(
            self._now + timedelta(seconds=1),
            datetime.combine(date.fromisoformat(recorded or on), time(12), UTC),
        )
        owner = kind.owner
        self._sequences[owner, subject] += 1
        event = Event(
            id=self._id(),
            type=kind.full_type(),
            version=kind.version,
            subject=subject,
            sequence=self._sequences[owner, subject],
            time=self._now,
            effectiveon=date.fromisoformat(on),
            programmeid=self.programme_id if programme_id is None else programme_id,
            actorid=actor,
            body=canonical(body),
            correlationid="test",
            corrects=corrects.id if corrects else None,
        )
        self.events.append(event)
        return event

    def _id(self) -> UUID:
        return uuid5(NAMESPACE_OID, f"{self.programme_id}/{len(self.events)}")


def money(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "GBP"}


def liverpool(programme_id: str = PROGRAMME, *, milestones: int = 24) -> Story:
    """A programme like the sample one: two and a half years, with slips, a re-baseline, outputs and an extension."""
    story = Story(programme_id)
    tell = story.tell
    for org, name, sector in (
        ("org-nihr", "National Institute for Health and Care Research", "funder"),
        ("org-lcc", "Liverpool City Council", "local_authority"),
        ("org-uol", "University of Liverpool", "university"),
    ):
        body = {"org_id": org, "name": name, "sector": sector}
        tell(OrganisationRegistered, f"{programme_id}-{org}", "2024-01-01", body, programme_id="")
    themes = [("employment", "Employment"), ("housing", "Housing"), ("leisure", "Leisure")]
    tell(
        ProgrammeCreated,
        programme_id,
        "2024-01-01",
        {
            "title": "SAMPLE: HDRC Liverpool (invented data)",
            "host_org": f"{programme_id}-org-lcc",
            "year_start_month": 1,
            "nation": "england",
            "labels": {"workstream": "unit"},
            "themes": [{"key": key, "title": title} for key, title in themes],
            "stages": [{"key": "baseline", "title": "Baseline", "start": "2024-01-01", "end": "2025-12-31"}],
            "planned_end": "2028-12-31",
        },
    )
    tell(
        AwardRecorded,
        "award-1",
        "2024-01-01",
        {
            "award_id": "award-1",
            "reference": programme_id,
            "id_as_written": programme_id,
            "funder_org": f"{programme_id}-org-nihr",
            "contracted_org": f"{programme_id}-org-lcc",
            "funder_programme": "Public Health Research",
            "amount": money("5000000.00"),
            "start": "2024-01-01",
            "end": "2028-12-31",
        },
    )
    units = (
        "Civic data integration",
        "Decision support",
        "Community evidence network",
        "Capacity building and training",
    )
    for number, unit in enumerate(units):
        tell(WorkstreamAdded, f"unit-{number}", "2024-01-01", {"title": unit})
    for number in range(8):
        tell(
            ProjectStarted,
            f"project-{number}",
            f"2024-0{number % 6 + 2}-01",
            {
                "title": f"Project {'ABCDEFGH'[number]}: warm homes and good work, part {number + 1}",
                "workstream_id": f"unit-{number % 4}",
                "themes": [themes[number % 3][0], *([themes[(number + 1) % 3][0]] if number % 2 else [])],
                "places": [{"code": "E05000887", "kind": "ward", "boundary_set": "2023"}] if number % 2 else [],
                "stage": "baseline",
                "planned_end": "2026-12-31",
                "award_ids": ["award-1"],
            },
        )
    due = {}
    for number in range(milestones):
        day = date(2024, 6, 30) + timedelta(days=37 * number)
        due[f"m{number:03}"] = day
        tell(
            MilestonePlanned,
            f"m{number:03}",
            "2024-02-01",
            {
                "title": f"Milestone {number + 1}: {('atlas', 'first survey', 'training plan')[number % 3]}",
                "project_id": f"project-{number % 8}",
                "owner_org_id": f"{programme_id}-org-{('lcc', 'uol')[number % 2]}",
                "baseline_on": day.isoformat(),
                "contractual": number % 3 == 0,
            },
        )
    tell(AwardExtended, "award-1", "2025-03-10", {"months": 0, "amount_change": money("120000.00")})
    for number, (key, day) in enumerate(due.items()):
        late = (-5, 0, 20, 64)[number % 4]
        if late > 0:
            known = day - timedelta(days=12)
            moved = {"forecast_from": day.isoformat(), "forecast_to": (day + timedelta(days=late)).isoformat()}
            tell(
                MilestoneReforecast,
                key,
                known.isoformat(),
                moved | {"reason_code": ("recruitment", "approval")[number % 2]},
            )
        done = day + timedelta(days=late)
        if number == 9:
            tell(MilestoneCancelled, key, day.isoformat(), {"reason_code": "scope"})
        elif done < date(2026, 6, 1):
            tell(MilestoneAchieved, key, done.isoformat(), {}, recorded=(done + timedelta(days=2)).isoformat())
    tell(
        PlanBaselined,
        programme_id,
        "2026-03-01",
        {"name": "Baseline 2", "milestones": [{"id": "m021", "baseline_on": "2026-09-30"}]},
    )
    tell(ProjectPaused, "project-6", "2026-02-01", {"reason_code": "recruitment"})
    tell(ProjectEnded, "project-7", "2026-04-30", {"outcome": "completed"})
    for number in range(4):
        target = {"target_id": f"project-{number}", "target_kind": "project"}
        tell(ProgressNoted, f"project-{number}", f"2026-06-0{number + 1}", target)
    for number in range(14):
        public = number % 5 != 4
        day = f"2026-0{number % 6 + 1}-1{number % 9}"
        tell(
            OutputRecorded,
            f"output-{number}",
            day,
            {
                "type": ("publication", "engagement_activity", "policy_influence")[number % 3],
                "title": f"Output {number + 1}: cold homes & winter health in Liverpool",
                "identifiers": {"doi": f"10.5555/lpl.{number}"} if number % 3 == 0 else {},
                "state": "public" if public else "submitted",
                "themes": ["housing"],
                "workstream_id": f"unit-{number % 4}",
                "project_ids": [f"project-{number % 8}"],
            },
            recorded="2026-06-15",
        )
        attribution = {"output_id": f"output-{number}", "award_id": "award-1", "basis": "stated_in_work"}
        tell(AttributionAsserted, f"attribution-{number}", day, attribution, recorded="2026-06-15")
        if number % 2:
            agreed = {"output_id": f"output-{number}"}
            tell(AttributionAgreed, f"attribution-{number}", "2026-06-16", agreed)
    tell(OutputPublished, "output-4", "2026-05-20", {"identifiers": {"doi": "10.5555/LPL.0"}}, recorded="2026-06-20")
    return story
