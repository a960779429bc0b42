"""Random sequences of commands on a plan: no illegal state is reachable, and views folded from the facts say, at every
position, what the service's own tables said then.

Commands may be refused; a refusal records nothing. Dates are random, in and out of order.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from naive_sight import NaiveSight
from sqlalchemy import Engine, select, text

from services.projects.commands import (
    awards,
    baselines,
    milestone_words,
    milestones,
    partners,
    programmes,
    projects,
    successors,
    thresholds,
    work_packages,
    workstreams,
)
from services.projects.commands.approval import carrying_out
from services.projects.domain.milestones import Milestone
from services.projects.tables import awards as award_table
from services.projects.tables import milestones as milestone_table
from services.projects.tables import partners as partner_table
from services.projects.tables import projects as project_table
from services.projects.tables import work_packages as package_table
from services.projects.tables import workstreams as workstream_table
from services.projects.views.thresholds import in_force
from services.reporting.measures.plan import done_days
from services.reporting.measures.thresholds import boundaries
from services.reporting.projections import awards as award_view
from services.reporting.projections import milestones as milestone_view
from services.reporting.projections import programmes as programme_view
from services.reporting.projections import projects as project_view
from services.reporting.projections import work_packages as package_view
from shared.calls import projects as calls
from shared.calls.call import Call
from shared.context import today
from shared.database import transaction
from shared.errors import WaymarkError
from shared.events.event import Event
from shared.events.projects import SETTINGS
from tests.integration.projects.conftest import Programme

FOREVER = date(9999, 12, 30)
WHICH = st.integers(0, 5)
#: mostly close together, so that things are tried in and out of order
NUMBERS = st.integers(0, 40)
DAYS = NUMBERS.map(lambda number: day(number))  # noqa: PLW0108 (`day` is below)
MAYBE_DAYS = st.none() | DAYS

#: columns that are called the same in a table and its view
MILESTONE = (
    "title",
    "project_id",
    "workstream_id",
    "work_package_id",
    "owner_person_id",
    "contractual",
    "contract_on",
    "evidence_required",
    "predecessor_ids",
    "planned_on",
    "first_baseline_on",
    "baseline_on",
    "forecast_on",
    "cancelled_on",
)
PROJECT = ("title", "workstream_id", "planned_end", "started_on")
PACKAGE = ("title", "project_id", "from_on", "planned_end", "ended_on", "outcome")
WORKSTREAM = ("title", "lead_person_id", "from_on")
PARTNER = ("org_id", "project_id", "joined_on", "left_on", "left_reason", "successor_org_id", "succeeds_partnership_id")


def day(number: int) -> str:
    return (date(2025, 1, 1) + timedelta(days=number)).isoformat()


class Plan(RuleBasedStateMachine):
    """One programme, and whatever is done to it."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.programme = Programme(engine, f"M-{uuid4().hex[:8].upper()}")
        self.of = {"programme_id": self.programme.programme_id}
        self.projects: list[str] = []
        self.packages: list[str] = []
        self.milestones: list[str] = []
        self.workstreams: list[str] = []
        self.partners: list[str] = []
        self.awards: list[str] = []
        self.first_baselines: dict[str, date] = {}
        self.told: list[Event] = []
        self.read: dict[str, list[Any]] = {}
        self.read_at = -1
        self.seen: list[tuple[int, dict[str, Any]]] = []
        made = {"title": "P", "host_org_id": "council", "starts_on": "2025-01-01"}
        self._try(programmes.create_programme, calls.CreateProgramme, **self.of, **made)

    @initialize(due=st.lists(DAYS, min_size=2, max_size=3))
    def begin(self, due: list[str]) -> None:
        """Something to work on, so that most of what is tried is possible."""
        self.start_project(day(0))
        self.add_package(0, day(0), None)
        self.workstream("U", 0, day(0), True)
        for number, on in enumerate(due):
            before = [number - 1] if number else []
            self.plan(0, None, before, planned=day(0), due=on, contract=None, contractual=False)

    # what may be done

    @rule(on=DAYS)
    def start_project(self, on: str) -> None:
        reply = self._try(projects.start_project, calls.StartProject, **self.of, title="P", started_on=on)
        self.projects += [reply["project_id"]] if reply else []

    @rule(which=WHICH, title=st.sampled_from("PQR"), end=MAYBE_DAYS, on=MAYBE_DAYS)
    def change_project(self, which: int, title: str, end: str | None, on: str | None) -> None:
        if it := self._one(self.projects, which):
            said = {"project_id": it, "title": title, "planned_end": end, "from_on": on}
            self._try(projects.change_project, calls.ChangeProject, **said)

    @rule(which=WHICH, kind=st.sampled_from(("pause", "resume", "completed", "cancelled")), on=MAYBE_DAYS)
    def move_project(self, which: int, kind: str, on: str | None) -> None:
        if not (it := self._one(self.projects, which)):
            return
        said = {"project_id": it, "on": on}
        if kind == "pause":
            self._try(projects.pause_project, calls.PauseProject, **said, reason_code="partner")
        elif kind == "resume":
            self._try(projects.resume_project, calls.ResumeProject, **said)
        else:
            self._try(projects.end_project, calls.EndProject, **said, outcome=kind, reason_code="scope")

    @rule(title=st.sampled_from("UVW"), which=WHICH, on=DAYS, new=st.booleans())
    def workstream(self, title: str, which: int, on: str, new: bool) -> None:
        if new:
            reply = self._try(workstreams.add_workstream, calls.AddWorkstream, **self.of, title=title, from_on=on)
            self.workstreams += [reply["workstream_id"]] if reply else []
        elif it := self._one(self.workstreams, which):
            said = {"workstream_id": it, "title": title, "from_on": on}
            self._try(workstreams.change_workstream, calls.ChangeWorkstream, **said)

    @rule(which=WHICH, on=DAYS, end=MAYBE_DAYS)
    def add_package(self, which: int, on: str, end: str | None) -> None:
        if it := self._one(self.projects, which):
            said = {"project_id": it, "title": "W", "from_on": on, "planned_end": end}
            reply = self._try(work_packages.add_work_package, calls.AddWorkPackage, **said)
            self.packages += [reply["work_package_id"]] if reply else []

    @rule(which=WHICH, on=MAYBE_DAYS)
    def end_package(self, which: int, on: str | None) -> None:
        if it := self._one(self.packages, which):
            said = {"work_package_id": it, "outcome": "completed", "on": on}
            self._try(work_packages.end_work_package, calls.EndWorkPackage, **said)

    @rule(
        project=WHICH,
        package=st.none() | WHICH,
        before=st.lists(WHICH, max_size=2),
        planned=DAYS,
        due=DAYS,
        contract=MAYBE_DAYS,
        contractual=st.booleans(),
    )
    def plan(self, project: int, package: int | None, before: list[int], **said: Any) -> None:
        found = {
            "title": "M",
            "project_id": self._one(self.projects, project),
            "work_package_id": None if package is None else self._one(self.packages, package),
            "predecessor_ids": self._some(before),
            "planned_on": said["planned"],
            "baseline_on": said["due"],
            "contract_on": said["contract"],
            "contractual": said["contractual"],
        }
        if reply := self._try(milestones.plan_milestone, calls.PlanMilestone, **self.of, **found):
            self.milestones.append(reply["milestone_id"])
            self.first_baselines[reply["milestone_id"]] = date.fromisoformat(said["due"])

    @rule(
        which=WHICH,
        on=MAYBE_DAYS,
        said=st.fixed_dictionaries(
            {},
            optional={
                "title": st.sampled_from("MNO"),
                "contractual": st.booleans(),
                "contract_on": MAYBE_DAYS,
                "evidence_required": st.booleans(),
                "project_id": st.none() | WHICH,
                "work_package_id": st.none() | WHICH,
                "predecessor_ids": st.lists(WHICH, max_size=2),
            },
        ),
        reason=st.none() | st.just("contract"),
    )
    def change(self, which: int, on: str | None, said: dict[str, Any], reason: str | None) -> None:
        if not (it := self._one(self.milestones, which)):
            return
        for name, things in (("project_id", self.projects), ("work_package_id", self.packages)):
            if said.get(name) is not None:
                said[name] = self._one(things, said[name])
        if "predecessor_ids" in said:
            said["predecessor_ids"] = self._some(said["predecessor_ids"])
        fields = {"milestone_id": it, "from_on": on, "reason_code": reason} | said
        self._try(milestone_words.change_milestone, calls.ChangeMilestone, **fields)

    @rule(which=WHICH, known=NUMBERS, ahead=st.integers(-1, 30), accept=st.booleans())
    def reforecast(self, which: int, known: int, ahead: int, accept: bool) -> None:
        if not (it := self._one(self.milestones, which)):
            return
        said = {"milestone_id": it, "forecast_on": day(known + ahead), "reason_code": "scope", "known_on": day(known)}
        reply = self._try(milestones.reforecast_milestone, calls.ReforecastMilestone, **said)
        if reply and accept and reply["proposed"]:
            moves = [{"milestone_id": p["milestone_id"], "forecast_on": p["proposed_on"]} for p in reply["proposed"]]
            why = {"reason_code": "partner", "known_on": day(known)}
            self._try(successors.move_successors, calls.MoveSuccessors, milestone_id=it, moves=moves, **why)

    @rule(which=WHICH, on=MAYBE_DAYS)
    def achieve(self, which: int, on: str | None) -> None:
        if it := self._one(self.milestones, which):
            self._try(milestones.achieve_milestone, calls.AchieveMilestone, milestone_id=it, achieved_on=on)

    @rule(which=WHICH)
    def withdraw(self, which: int) -> None:
        if it := self._one(self.milestones, which):
            said = {"milestone_id": it, "reason_code": "error"}
            self._try(milestones.withdraw_achievement, calls.WithdrawAchievement, **said)

    @rule(which=WHICH, on=MAYBE_DAYS)
    def cancel(self, which: int, on: str | None) -> None:
        if it := self._one(self.milestones, which):
            said = {"milestone_id": it, "reason_code": "scope", "on": on}
            self._try(milestones.cancel_milestone, calls.CancelMilestone, **said)

    @rule(which=WHICH, due=DAYS, on=MAYBE_DAYS)
    def baseline(self, which: int, due: str, on: str | None) -> None:
        it = self._one(self.milestones, which)
        dated = [{"milestone_id": it, "baseline_on": due}] if it and which % 2 else []
        said = {"title": "B", "from_on": on, "milestones": dated}
        with carrying_out("an approved change"):  # the first needs none, and a later one no more than that
            self._try(baselines.baseline_plan, calls.BaselinePlan, **self.of, **said)

    @rule(key=st.sampled_from(sorted(SETTINGS)), value=st.integers(0, 80), on=DAYS)
    def set_threshold(self, key: str, value: int, on: str) -> None:
        said = {"key": key, "values": [value], "from_on": on}
        self._try(thresholds.set_threshold, calls.SetThreshold, **self.of, **said)

    @rule(org=st.sampled_from("abc"), on=DAYS)
    def join(self, org: str, on: str) -> None:
        reply = self._try(partners.join_partner, calls.JoinPartner, **self.of, org_id=org, joined_on=on)
        self.partners += [reply["partnership_id"]] if reply else []

    @rule(which=WHICH, successor=st.none() | st.sampled_from("abc"), on=DAYS)
    def leave(self, which: int, successor: str | None, on: str) -> None:
        if it := self._one(self.partners, which):
            said = {"partnership_id": it, "on": on, "reason_code": "other", "successor_org_id": successor}
            reply = self._try(partners.leave_partner, calls.LeavePartner, **said)
            self.partners += (
                [reply["successor_partnership_id"]] if reply and "successor_partnership_id" in reply else []
            )

    @rule(which=WHICH, agreed=DAYS, end=MAYBE_DAYS)
    def award(self, which: int, agreed: str, end: str | None) -> None:
        if it := self._one(self.awards, which):
            said = {"award_id": it, "agreed_on": agreed, "months": 3, "new_end": end}
            self._try(awards.extend_award, calls.ExtendAward, **said)
        else:
            said = {"reference": f"{self.programme.programme_id}-1", "funder_org_id": "nihr", "starts_on": "2025-01-01"}
            reply = self._try(awards.record_award, calls.RecordAward, **self.of, **said)
            self.awards += [reply["award_id"]] if reply else []

    # what must hold

    @invariant()
    def no_state_is_illegal(self) -> None:
        rows = {row.milestone_id: row for row in self._rows(milestone_table)}
        packages = {row.work_package_id: row for row in self._rows(package_table)}
        for key, row in rows.items():
            assert not (row.achieved_on and row.cancelled_on)
            assert bool(row.achieved_on) == bool(row.achieved_event_id)
            assert row.contract_on is None or row.contractual
            assert not (row.evidence_required and row.achieved_on and not row.evidence_file_ids)
            assert row.first_baseline_on == self.first_baselines[key]
            assert all(day is None or row.planned_on <= day <= today() for day in (row.achieved_on, row.cancelled_on))
            assert row.work_package_id is None or packages[row.work_package_id].project_id == row.project_id
            assert key not in _above(rows, row.predecessor_ids)
            state = Milestone(row.planned_on, row.baseline_on, row.forecast_on, row.achieved_on, row.cancelled_on).state
            assert state in ("planned", "achieved", "cancelled")
        for row in self._rows(project_table):
            assert row.started_on <= row.since <= today()
            assert row.planned_end is None or row.planned_end >= row.started_on
        for row in packages.values():
            assert row.ended_on is None or row.from_on <= row.ended_on <= today()
        held = self._settings()
        assert held["rag.amber_days"] < held["rag.red_days"]

    @invariant()
    def every_move_goes_on_from_where_the_one_before_ended(self) -> None:
        forecast = {key: on.isoformat() for key, on in self.first_baselines.items()}
        for event in self.told:
            if event.type == "projects.milestone.reforecast":
                assert event.data["forecast_from"] == forecast[event.subject]
                forecast[event.subject] = event.data["forecast_to"]
        assert forecast == {row.milestone_id: row.forecast_on.isoformat() for row in self._rows(milestone_table)}

    @invariant()
    def the_views_say_what_the_tables_say(self) -> None:
        if self.seen and self.seen[-1][0] == len(self.told):
            return
        now = self._tables()
        assert _folded(NaiveSight(self.told, self.programme.programme_id)) == now
        self.seen.append((len(self.told), now))

    def teardown(self) -> None:
        """What was known at an earlier position is what the tables said then, whatever came after."""
        whole = NaiveSight(self.told, self.programme.programme_id)
        for position, then in self.seen:
            assert _folded(whole.as_known_at(position)) == then

    # how it is looked at

    def _try(self, work: Callable[..., Any], call: type[Call], **fields: Any) -> dict[str, Any] | None:
        before = len(self.told)
        try:
            reply: dict[str, Any] | None = self.programme.do(work, call, **fields)
        except WaymarkError:
            reply = None
        self.told = self._facts()
        assert (len(self.told) > before) == (reply is not None)
        return reply

    def _facts(self) -> list[Event]:
        of = {"programme": self.programme.programme_id}
        with transaction(self.programme.engine) as session:
            rows = session.execute(
                text("select attributes, body from outbox where attributes->>'programmeid' = :programme order by id"),
                of,
            )
            return [Event.from_attributes(row.attributes, bytes(row.body)) for row in rows]

    def _rows(self, table: Any) -> list[Any]:
        if len(self.told) != self.read_at:
            self.read, self.read_at = {}, len(self.told)
        if table.name not in self.read:
            self.read[table.name] = self._read(table)
        return self.read[table.name]

    def _read(self, table: Any) -> list[Any]:
        with transaction(self.programme.engine) as session:
            return list(session.execute(select(table).where(table.c.programme_id == self.programme.programme_id)))

    def _settings(self) -> dict[str, tuple[int, ...]]:
        with transaction(self.programme.engine) as session:
            held = in_force(session, self.programme.programme_id, today())
        return {key: tuple(one.values) for key, one in held.items()}

    def _tables(self) -> dict[str, Any]:
        plan = self._rows(milestone_table)
        return {
            "milestones": {row.milestone_id: _plain(row, MILESTONE) for row in plan},
            "done": {row.milestone_id: row.achieved_on for row in plan if row.achieved_on},
            "projects": {
                row.project_id: (*_plain(row, PROJECT), row.state, row.since) for row in self._rows(project_table)
            },
            "packages": {row.work_package_id: _plain(row, PACKAGE) for row in self._rows(package_table)},
            "workstreams": {row.workstream_id: _plain(row, WORKSTREAM) for row in self._rows(workstream_table)},
            "partners": {row.partnership_id: _plain(row, PARTNER) for row in self._rows(partner_table)},
            "awards": {row.award_id: row.ends_on for row in self._rows(award_table)},
            "settings": self._settings(),
        }

    def _one(self, things: list[str], which: int) -> str | None:
        return things[which % len(things)] if things else None

    def _some(self, which: list[int]) -> list[str]:
        return sorted({self.milestones[one % len(self.milestones)] for one in which}) if self.milestones else []


def _folded(sight: NaiveSight) -> dict[str, Any]:
    """The same as the tables, from views of the facts alone."""
    rows = {
        view.name: {row.key: row for row in sight.state(view, on=FOREVER)}
        for view in (
            milestone_view.milestones,
            project_view.projects,
            package_view.work_packages,
            programme_view.workstreams,
            programme_view.partners,
            award_view.awards,
        )
    }
    return {
        "milestones": {key: _plain(row, MILESTONE) for key, row in rows["milestones"].items()},
        "done": done_days(sight, FOREVER),
        "projects": {key: (*_plain(row, PROJECT), _state(row), row.status_on) for key, row in rows["projects"].items()},
        "packages": {key: _plain(row, PACKAGE) for key, row in rows["work_packages"].items()},
        "workstreams": {key: _plain(row, WORKSTREAM) for key, row in rows["workstreams"].items()},
        "partners": {key: _plain(row, PARTNER) for key, row in rows["partners"].items()},
        "awards": {key: row.ends_on for key, row in rows["awards"].items()},
        "settings": {key: boundaries(sight, today(), key) for key in SETTINGS},
    }


def _state(row: Any) -> str:
    return str(row.outcome if row.status == "ended" else row.status)


def _plain(row: Any, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in names)


def _above(rows: dict[str, Any], starts: list[str]) -> set[str]:
    """Everything that must be done before, however far up."""
    found: set[str] = set()
    waiting = list(starts)
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += rows[one].predecessor_ids
    return found


def test_no_sequence_of_commands_reaches_an_illegal_state_or_parts_the_views_from_the_tables(engine: Engine) -> None:
    run_state_machine_as_test(
        lambda: Plan(engine),
        settings=settings(
            max_examples=20,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
        ),
    )
