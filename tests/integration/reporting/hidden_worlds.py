"""A programme with small numbers of people wherever people are counted, told through the commands, and all that every
role is then given of it. Two that differ in hidden numbers alone must give the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, insert, text
from story import Story
from uuid_utils.compat import uuid7

from services.outputs.service import CONCEPTS as OF_OUTPUTS
from services.outputs.service import Outputs
from services.projects.service import CONCEPTS as OF_PROJECTS
from services.projects.service import Projects
from services.reporting.projections.reader import snapshot
from services.reporting.proof.pack import may_be_seen_whole
from services.reporting.reports import asking
from services.reporting.reports.records import reports as kept_reports
from services.reporting.views import facts
from services.reporting.views import reports as report_views
from services.reporting.views.dated import overview, records, things, whereabouts
from services.reporting.views.dated.reading import reading
from shared import context, permissions
from shared.calls import outputs, projects, reporting
from shared.calls.call import Call, Command
from shared.context import Actor, Grant
from shared.database import transaction
from shared.errors import NotAllowed, NotFound
from shared.events.event import Event
from shared.events.outputs import OutputRecorded
from shared.events.reporting import ReportSubmitted
from shared.messaging.rpc import UseCase, _permit
from tests.integration.reporting.conftest import append

ROLES = ("programme_manager", "researcher", "signatory", "auditor", "administrator", "partner", "funder")
INSIDE = ("programme_manager", "researcher", "signatory", "auditor", "administrator")
HALF, YEAR, REST = ("2025-01-01", "2025-06-30"), ("2025-01-01", "2025-12-31"), ("2025-07-01", "2025-12-31")
FIGURES = (
    "participation.recruited", "training.attendances", "training.people", "training.confidence",
    "capacity.career_steps", "culture.score", "involvement.contributors", "inclusion.profile", "sharing.reach",
    "indicators.on_target",
)  # fmt: skip
#: which reports a role opens to the facts behind their figures; those of one kind of reader see the same
OPENED = {"programme_manager": ("draft", "year"), "funder": ("half", "year"), "partner": ("half",)}
#: of those inside two, because they differ in which lists they may see, not in what is shown in one
DATED = ("programme_manager", "auditor", "partner")
USE_CASES: Mapping[type[Call], UseCase] = dict(chain.from_iterable(one.items() for one in (*OF_PROJECTS, *OF_OUTPUTS)))


@dataclass(frozen=True)
class Numbers:
    """`few` is hidden everywhere; `large` and `larger` are of the same studies and sessions."""

    few: int
    large: int
    larger: int

    def other(self) -> Numbers:
        """What a reader must not be able to tell from this one."""
        return Numbers(self.few - 1, self.large, self.larger)


class InOrder(Story):
    """Ids that rise, as the services' do: lists are in the same order in both worlds."""

    def _id(self) -> UUID:
        return uuid7()


class World:
    """`total` is the same in both: what one small entry has less, a larger one has more."""

    def __init__(self, programme_id: str, engines: Mapping[str, Engine], numbers: Numbers, whole: int) -> None:
        self.id, self.engines, self.whole = programme_id, engines, whole
        self.ids: dict[str, list[str]] = {}
        self.last = 0
        self.manager = Actor("person-1", (Grant("programme_manager", programme_id), Grant("administrator")))
        self._tell(numbers)

    def do(self, call: type[Command], **given: Any) -> Any:
        with (
            context.using(actor=self.manager, recorded=[], recorded_on=date(2026, 2, 1)),
            transaction(self.engines[call.service]) as session,
        ):
            done = USE_CASES[call](session, **call.parse(given))
        for name, value in done.items():
            if name.endswith("_id"):
                self.ids.setdefault(name, []).append(value)
        return done

    def _tell(self, n: Numbers) -> None:
        p, few, moved = self.id, n.few, self.whole - n.few
        self.do(projects.CreateProgramme, programme_id=p, title="P", host_org_id="c", starts_on="2024-01-01",
                planned_end="2028-12-31", directorates=[{"key": "adult", "title": "Adult care"}])  # fmt: skip
        for key in "abc":
            self.do(projects.StartProject, programme_id=p, project_id=f"{p}-{key}", title=key, started_on="2024-02-01")
        # of study a one entry is small; of study b there is one, and what is less of it is more of a
        for study, on, count in (
            ("a", "2025-02-01", n.large + 2 * moved), ("a", "2025-03-01", few), ("b", "2025-04-01", few),
            ("c", "2025-05-01", n.larger), ("a", "2025-08-01", n.large + moved), ("a", "2025-09-01", few),
            ("c", "2025-10-01", n.larger),
        ):  # fmt: skip
            self.do(projects.RecordParticipation, study_id=f"{p}-{study}", kind="people", count=count, on=on)
        self.do(
            projects.CorrectParticipation, participation_id=self.ids["participation_id"][1], count=few, on="2025-03-02"
        )
        session = {"programme_id": p, "level": "foundation", "held_on": "2025-02-03", "confidence_before": "2"}
        session |= {"confidence_after": "3.5"}
        self.do(outputs.RecordTrainingSession, **session, title="Small", places_taken=few, answers=few, asked=few)
        shares = {"adult": few, "children": n.larger - few}
        self.do(outputs.RecordTrainingSession, **session, title="Large", places_taken=n.larger, by_directorate=shares,
                answers=few, asked=n.larger)  # fmt: skip
        for _ in range(3):
            self.do(outputs.RecordCareerStep, programme_id=p, kind="fellowship", state="begun", stepped_on="2025-02-01")
        self.do(outputs.RecordSurvey, programme_id=p, instrument="RCC", wave=1, closed_on="2025-03-01",
                scores={"culture": "3.1"}, answers=few, asked=n.larger)  # fmt: skip
        for contributors in (few, n.large):
            self.do(outputs.HoldInvolvement, programme_id=p, title=f"Talk {contributors >= 5}", form="workshop",
                    level="co_produced", stage="design", held_on="2025-03-02", contributors=contributors,
                    project_ids=[f"{p}-a"])  # fmt: skip
        ages = {"16_to_24": few, "25_to_34": 12 + moved, "35_to_49": 40}
        self.do(outputs.RecordInclusionProfile, programme_id=p, characteristic="age", period_from=HALF[0],
                period_to=HALF[1], prefer_not_to_say=0, not_asked=0,
                counts=[{"category": key, "people": number} for key, number in ages.items()])  # fmt: skip
        event = {"programme_id": p, "type": "engagement_activity", "published_on": "2025-03-04"}
        for people, audience in ((few, "public"), (n.large, "public"), (n.larger, "policymakers")):
            details = {"people_reached": people, "counted": True}
            self.do(outputs.RecordOutput, **event, title=f"Event {audience} {people >= 5}", details=details)
        self.do(outputs.RecordOutput, programme_id=p, type="spin_out", title="Firm", published_on="2025-03-05",
                details={"employees": few})  # fmt: skip
        self.do(outputs.DefineIndicator, programme_id=p, title="In work", unit="people", direction="up",
                adding="sum", counts_people=True, targets=[{"on": "2025-12-31", "value": "50"}])  # fmt: skip
        self.do(outputs.MeasureIndicator, indicator_id=self.ids["indicator_id"][0], value=str(few), on="2025-06-30",
                source="Count")  # fmt: skip
        self.facts = list(self._recorded())
        story = InOrder(p)
        older = {"people_reached": str(few), "audience": "public"}
        body = {"type": "engagement_activity", "title": "Older", "state": "public", "details": older}
        self.facts.append(story.tell(OutputRecorded, f"{p}-older", "2025-03-06", body))
        self.ledger(self.facts)
        for number, days in enumerate((HALF, YEAR)):
            self.submit(story, f"{p}-r{number}", days)

    def _recorded(self) -> Iterator[Event]:
        query = text("select attributes, body from outbox where attributes->>'programmeid' = :p order by id")
        for service in ("projects", "outputs"):
            with self.engines[service].connect() as connection:
                for row in connection.execute(query, {"p": self.id}):
                    yield Event.from_attributes(row.attributes, bytes(row.body))

    def ledger(self, events: list[Event]) -> None:
        append(self.engines["reporting"], events)
        with self.engines["reporting"].connect() as connection:
            self.last = connection.execute(text("select max(position) from ledger")).scalar_one()

    def submit(self, story: Story, report_id: str, days: tuple[str, str]) -> None:
        """As the service does, without the files."""
        digest = "0" * 64
        period = {"from": days[0], "to": days[1]}
        about = {"template": "nihr-annual", "template_version": 2, "title": "R", "revision": 1, "fingerprint": digest}
        files = {kind: {"sha256": digest, "size": 1} for kind in ("html", "json")}
        told = about | {"versions_fingerprint": digest, "period": period, "position": self.last, "artefacts": files}
        fact = story.tell(ReportSubmitted, report_id, "2026-01-20", told | {"route": "email", "recipients": ["x"]})
        row = about | {"report_id": report_id, "programme_id": self.id, "state": "submitted", "known_at": self.last}
        row |= {"period_from": days[0], "period_to": days[1], "started_by": "x", "started_on": "2026-01-19"}
        with self.engines["reporting"].begin() as connection:
            connection.execute(insert(kept_reports).values(row))
        self.ledger([fact])

    # --- what readers are given

    def given_to(self, role: str) -> dict[str, Any]:
        """Everything that this role may ask for, by what was asked."""
        found: dict[str, Any] = {}
        actor = Actor(f"a-{role}", (Grant(role, self.id),))
        with context.using(actor=actor, recorded_on=date(2026, 2, 1)):
            for call in USE_CASES:
                if not issubclass(call, Command):
                    found |= self._live(call, actor)
            found |= self._reported(role)
        return found

    def _live(self, call: type[Call], actor: Actor) -> Iterator[tuple[str, Any]] | dict[str, Any]:
        """A read of outputs or projects: a list as long as it can be, or each thing that there is."""
        known: dict[str, list[Any]] = self.ids | {"programme_id": [self.id], "limit": [200]}
        known |= {"target_id": self.ids["participation_id"], "period_from": [HALF[0]], "period_to": [HALF[1]]}
        wanted = {name: known.get(name) for name, field in call._declared_fields.items() if field.required}
        if None in wanted.values():
            return {}
        wanted |= {name: known[name] for name in ("programme_id", "limit") if name in call._declared_fields}
        several = next((name for name, values in wanted.items() if values and len(values) > 1), None)
        found = {}
        for value in (wanted[several] if several else [None]) or ():
            asked = {name: values[0] for name, values in wanted.items() if values}
            asked |= {several: value} if several else {}
            service: Any = Outputs if call.service == "outputs" else Projects
            try:
                with transaction(self.engines[call.service]) as session:
                    parsed = call.parse(asked)
                    _permit(service, call, session, actor, parsed)
                    found[f"{call.name()} {len(found)}"] = USE_CASES[call](session, **parsed)
            except (NotAllowed, NotFound):
                continue
        return found

    def _reported(self, role: str) -> dict[str, Any]:
        engine, found = self.engines["reporting"], {}
        pdfs: Any = SimpleNamespace(versions=dict)
        several = {"draft": REST} if role in INSIDE else {}
        for name, days in {"half": HALF, "year": YEAR, **several}.items():
            asked = {"programme_id": self.id, "template": "nihr-annual", "period_from": days[0], "period_to": days[1]}
            with transaction(engine) as session:
                if role in (
                    "programme_manager",
                    "funder",
                ):  # drafts are the same for all inside, reports for all others
                    fields = report_views._allowed(session, reporting.Draft.parse(asked))
                    with snapshot(engine) as snap:
                        found[f"report {name}"] = asking.report(session, snap, pdfs.versions(), **fields)
                for figure in FIGURES if name in OPENED.get(role, ()) else ():
                    parsed = reporting.Figure.parse(asked | {"figure_id": figure, "limit": 200})
                    found[f"figure {name} {figure}"] = report_views.figure(session, engine, parsed)
        with reading(engine) as snap:
            for number, fact in enumerate(self.facts):
                found |= _asked(f"fact {number}", lambda f=fact: facts.fact(snap, f.id))
            found["late"] = facts.late(snap, self.id)
            if role in permissions.row("reporting.facts").who:
                found["facts"] = facts.of_programme(snap, self.id, None, None, 500)
            on = {"programme_id": self.id}
            found |= _asked("overview", lambda: overview.overview(snap, **reporting.Overview.parse(on)))
            found |= _asked("places", lambda: whereabouts.work_by_place(snap, **reporting.WorkByPlace.parse(on)))
            for thing in things.things() if role in DATED else ():
                wanted = reporting.Records.parse(on | {"thing": thing, "limit": 200})
                found |= _asked(f"records {thing}", lambda w=wanted: records.records(snap, **w))
                for number, item in enumerate(found.get(f"records {thing}", {"items": []})["items"]):
                    of = reporting.History.parse(on | {"thing": thing, "key": item["key"], "limit": 200})
                    found |= _asked(f"history {thing} {number}", lambda o=of: records.history(snap, **o))
        if role == "funder":
            found["proof packs"] = [
                fact.data if may_be_seen_whole(fact.type, fact.version, fact.data) else None for fact in self.facts
            ]
        return found


def _asked(name: str, ask: Callable[[], Any]) -> dict[str, Any]:
    try:
        return {name: ask()}
    except (NotAllowed, NotFound):
        return {}
