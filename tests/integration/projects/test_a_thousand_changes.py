"""For a thousand random changes the preview is what then happens: facts, what they touch, refusals; and, of a tenth of
them, every figure of the reports. A preview leaves nothing behind."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

import orjson
import pytest
from installation import Installation
from sqlalchemy import Engine, text

from services.projects.commands import awards, budgets, carrying, changes, milestones, posts, programmes
from services.projects.commands.touching import Picture, compare, picture
from services.projects.views import trying as what
from services.reporting import rebuild
from services.reporting.ledger.append import Writer
from services.reporting.projections.reader import snapshot
from services.reporting.views import trying as figures
from shared import clock, context
from shared.calls import projects as calls
from shared.calls import reporting as reporting_calls
from shared.context import Actor, Grant
from shared.database import transaction
from shared.errors import WaymarkError
from shared.events.event import Event
from tests.integration.projects.conftest import Programme

PLANS, CHANGES_EACH, WITH_FIGURES_EVERY = 100, 10, 10
ORGS, THEMES = ("council", "university"), ("housing", "leisure")
TODAY = clock.system.today()
Change = dict[str, Any]
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@pytest.fixture(scope="module")
def reporting(installation: Installation) -> Iterator[Engine]:
    installation.databases("reporting")
    found = installation.engine("reporting")
    rebuild.ensure(found)
    yield found


@dataclass
class Plan:
    """A random programme, and random changes of it: most can be done, some cannot."""

    programme: Programme
    number: int
    chance: random.Random
    award_id: str = ""
    milestones: list[str] = field(default_factory=list)
    projects: list[str] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)
    told: int = 0
    picture: Picture = field(default_factory=dict)

    @property
    def programme_id(self) -> str:
        return self.programme.programme_id

    def do(self, work: Any, call: Any, **fields: Any) -> Any:
        return self.programme.do(work, call, **{"programme_id": self.programme_id} | fields)

    def set_up(self) -> None:
        chance, programme = self.chance, self.programme
        self.do(
            programmes.create_programme,
            calls.CreateProgramme,
            title="P",
            host_org_id="council",
            starts_on="2024-01-01",
            themes=[{"key": key, "title": key} for key in THEMES],
        )
        award = {"reference": f"NIHR{300_000 + self.number}", "funder_org_id": "nihr", "starts_on": "2024-01-01"}
        people = {"funder_programme": "Public Health Research", "duty_owner_person_id": "owner-1"}
        money = {"ends_on": "2028-12-31", "amount": {"amount": "1000.00", "currency": "GBP"}}
        self.award_id = self.do(awards.record_award, calls.RecordAward, **award, **money, **people)["award_id"]
        lines = [line(heading, f"{chance.randint(100, 400)}.00") for heading in ("staff", "travel")]
        self.do(budgets.set_budget, calls.SetBudget, lines=lines)
        for number in range(2):
            lead = {"lead_person_id": f"lead-{number}"} if chance.random() < 0.8 else {}
            self.projects.append(programme.project(title=f"Project {number}", **lead))
        post = {"title": "Analyst", "role_family": "research", "employer_org_id": "council", "fte": "1"}
        made = self.do(posts.establish_post, calls.EstablishPost, **post, planned_start="2024-06-01")
        self.posts.append(made["post_id"])
        for number in range(chance.randint(3, 6)):
            before = chance.sample(self.milestones, min(len(self.milestones), chance.randint(0, 2)))
            more = {"project_id": chance.choice(self.projects)} if chance.random() < 0.8 else {}
            self.milestones.append(
                programme.milestone(
                    title=f"Milestone {number}",
                    baseline_on=day(chance, 2025, 2028),
                    contractual=chance.random() < 0.3,
                    owner_person_id=f"owner-{number % 3}",
                    owner_org_id=chance.choice(ORGS),
                    predecessor_ids=before,
                    **more,
                )
            )
        for it in self.milestones[:1]:
            programme.do(milestones.achieve_milestone, calls.AchieveMilestone, milestone_id=it)

    def change(self) -> Change:
        of_the_plan = (self.move, self.move, self.move, self.cancel, self.plan, self.reword, self.baseline)
        of_projects = (self.end, self.pause, self.change_project)
        others = (self.extend, self.vire, self.close_post, self.set)
        make = self.chance.choice((*of_the_plan, *of_projects, *others))
        return make()

    def move(self) -> Change:
        on, why = day(self.chance, 2026, 2030), self.chance.choice(("scope", "partner", "Not a key"))
        note = {"note": "Somebody is ill."} if self.chance.random() < 0.3 else {}
        return self.asked("reforecast_milestone", self.milestones, forecast_on=on, reason_code=why, **note)

    def cancel(self) -> Change:
        return self.asked("cancel_milestone", self.milestones, reason_code="scope")

    def plan(self) -> Change:
        made = {"milestone_id": f"m-{uuid4()}", "title": "One more", "baseline_on": day(self.chance, 2026, 2028)}
        more = {"project_id": self.chance.choice(self.projects)} if self.chance.random() < 0.7 else {}
        return {"call": "plan_milestone", "fields": made | more}

    def reword(self) -> Change:
        return self.asked("change_milestone", self.milestones, title=f"Title {self.chance.randint(0, 3)}")

    def baseline(self) -> Change:
        some = self.chance.sample(self.milestones, self.chance.randint(0, 2))
        dates = [{"milestone_id": it, "baseline_on": day(self.chance, 2026, 2028)} for it in some]
        return {"call": "baseline_plan", "fields": {"title": "Baseline", "milestones": dates}}

    def end(self) -> Change:
        outcome = self.chance.choice(("completed", "cancelled"))
        return self.asked("end_project", self.projects, outcome=outcome, reason_code="scope")

    def pause(self) -> Change:
        return self.asked("pause_project", self.projects, reason_code="recruitment")

    def change_project(self) -> Change:
        themes, end = [self.chance.choice(THEMES)], day(self.chance, 2026, 2028)
        said: dict[str, Any] = self.chance.choice(({"themes": themes}, {"planned_end": end}, {"title": "Other"}))
        return self.asked("change_project", self.projects, **said)

    def extend(self) -> Change:
        agreed = {"agreed_on": "2026-01-05", "new_end": day(self.chance, 2029, 2031), "months": 3}
        return self.asked("extend_award", [self.award_id], **agreed)

    def vire(self) -> Change:
        pounds = self.chance.randint(1, 150)
        return {"call": "vire", "fields": {"moves": [line("staff", f"-{pounds}.00"), line("travel", f"{pounds}.00")]}}

    def close_post(self) -> Change:
        return self.asked("close_post", self.posts)

    def set(self) -> Change:
        days = self.chance.choice((10, 30, 90))
        return {"call": "set_threshold", "fields": {"key": "quiet_after", "values": [days]}}

    def asked(self, call: str, among: list[str], **fields: Any) -> Change:
        key = carrying.permissions.row(f"projects.{call}").where
        return {"call": call, "fields": {key: self.chance.choice(among)} | fields}


def day(chance: random.Random, first: int, last: int) -> str:
    days = (date(last, 12, 31) - date(first, 1, 1)).days
    return (date(first, 1, 1) + timedelta(days=chance.randint(0, days))).isoformat()


def line(heading: str, pounds: str) -> dict[str, Any]:
    amount = {"amount": pounds, "currency": "GBP"}
    return {"heading": heading, "partner_org_id": "council", "fin_year": "2026/27", "amount": amount}


@cache
def tables(engine: Engine) -> tuple[str, ...]:
    query = "select table_name from information_schema.tables where table_schema = 'public' order by 1"
    with engine.connect() as connection:
        return tuple(connection.execute(text(query)).scalars())


def counts(engine: Engine) -> dict[str, int]:
    """The rows of every table."""
    names = tables(engine)
    query = "select " + ", ".join(f'(select count(*) from "{name}")' for name in names)
    with engine.connect() as connection:
        return dict(zip(names, connection.execute(text(query)).one(), strict=True))


def facts_after(engine: Engine, last: int, programme_id: str) -> list[tuple[int, Event]]:
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "select id, attributes, body from outbox where id > :last and attributes->>'programmeid' = :programme "
                "order by id"
            ),
            {"last": last, "programme": programme_id},
        )
        return [(row.id, Event.from_attributes(row.attributes, row.body)) for row in rows]


def alike(told: Any, known: set[str]) -> Any:
    """What was told, apart from the ids that are made anew each time: those that nothing had before."""
    return orjson.loads(UUID.sub(lambda found: found[0] if found[0] in known else "new", orjson.dumps(told).decode()))


def test_a_thousand_previews_are_what_then_happens(engine: Engine, reporting: Engine) -> None:
    done = refused = compared = 0
    for number in range(PLANS):
        plan = Plan(Programme(engine, f"K-{uuid4().hex[:10].upper()}"), number, random.Random(number))
        plan.set_up()
        for step in range(CHANGES_EACH):
            several = plan.chance.random() < 0.4
            asked = [plan.change() for _ in range(plan.chance.randint(2, 4) if several else 1)]
            with_figures = step % WITH_FIGURES_EVERY == number % WITH_FIGURES_EVERY
            happened = try_then_do(plan, asked, several, reporting if with_figures else None)
            done, refused, compared = done + happened, refused + (not happened), compared + (happened and with_figures)
    assert done + refused == 1000
    assert done > 500, "too many were refused for this to say much"
    assert refused > 100
    assert compared > 50


def try_then_do(plan: Plan, asked: list[Change], approved: bool, reporting: Engine | None) -> bool:
    """Whether it could be done; that the preview said so, and what it said, is asserted."""
    engine, given = plan.programme.engine, {"programme_id": plan.programme_id}
    before = counts(engine)
    try:
        tried = plan.do(what.try_changes, calls.TryChanges, changes=asked, as_approved=approved)
    except WaymarkError as error:
        assert counts(engine) == before
        with pytest.raises(type(error), match=r"Change \d") as really:
            really_do(plan, asked, approved)
        assert (really.value.message, really.value.fields) == (error.message, error.fields)
        assert counts(engine) == before
        return False
    assert counts(engine) == before
    told = attempt(plan, reporting, tried["facts"]) if reporting else None
    with transaction(engine) as session:
        was = plan.picture or picture(session, plan.programme_id)
        last = session.execute(text("select coalesce(max(id), 0) from outbox")).scalar_one()
    really_do(plan, asked, approved)
    with transaction(engine) as session:
        plan.picture = picture(session, plan.programme_id)
    touched = compare(was, plan.picture)
    recorded = [event for _, event in facts_after(engine, last, given["programme_id"])]
    recorded = [event for event in recorded if "change_request" not in event.type]
    known = {key for _, key in was}
    assert alike(tried["facts"], known) == alike([what._fact(event) for event in recorded], known)
    assert sorted(alike(tried["touched"], known), key=str) == sorted(
        alike([what._touched(one) for one in touched], known), key=str
    )
    if reporting and told:
        again = attempt(plan, reporting, [])
        ought, found = figures_of(told, "after"), figures_of(again, "before")
        if approved:  # what the changes do is tried, and not the deciding, which counts as well
            before, after = ought.pop("changes.decided"), found.pop("changes.decided")
            assert after["value"] == (before["value"] or 0) + 1
        assert found == ought
    return True


def figures_of(tried: dict[str, Any], when: str) -> dict[str, Any]:
    """The figures of the report under way."""
    return {figure["id"]: figure[when] for figure in tried["reports"][0]["figures"]}


def really_do(plan: Plan, asked: list[Change], approved: bool) -> None:
    manager = plan.programme.manager
    if approved:
        request = {"title": "Change", "kind": "scope", "changes": asked}
        made = plan.do(changes.submit_change_request, calls.SubmitChangeRequest, **request)
        boss = Actor("boss", (Grant("signatory", plan.programme_id),))
        decision = {"change_request_id": made["change_request_id"], "decision": "approved"}
        plan.programme.do(changes.decide_change_request, calls.DecideChangeRequest, by=boss, **decision)
        return
    with context.using(actor=manager, recorded=[]), transaction(plan.programme.engine) as session:
        carrying.carry_out(session, asked, programme_id=plan.programme_id, permit=True)


@cache
def writer() -> Writer:
    """One for all: a writer reads every declared view when it is made."""
    return Writer()


def attempt(plan: Plan, reporting: Engine, facts: list[dict[str, Any]]) -> dict[str, Any]:
    """Reporting's answer, after it has heard everything recorded so far."""
    news = facts_after(plan.programme.engine, plan.told, plan.programme_id)
    with reporting.begin() as connection:
        writer().apply(connection, [event for _, event in news])
    plan.told = news[-1][0] if news else plan.told
    period = {"period_from": f"{TODAY.year}-01-01", "period_to": f"{TODAY.year}-12-31"}
    asked = reporting_calls.TryFacts.parse({"programme_id": plan.programme_id, "facts": facts} | period)
    with (
        context.using(actor=plan.programme.manager),
        transaction(reporting) as session,
        snapshot(reporting) as snap,
    ):
        return figures.try_facts(session, snap, **asked)
