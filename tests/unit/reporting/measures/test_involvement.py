"""Involvement in figures, counted by hand: activities, hours, money, projects shaped, changes and who was told."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from naive_sight import NaiveSight
from story import PROGRAMME, Story, money

from services.reporting.measures.involvement import NO_SINGLE_KIND, kinds_shown
from services.reporting.measures.period import Period
from services.reporting.measures.registry import by_id
from services.reporting.measures.value import State, Value
from services.reporting.measures.wording import printed
from services.reporting.reports.involvementtables import activities_table, changes_table
from services.reporting.reports.names import Names
from shared.events.event import Event
from shared.events.outputs import (
    InclusionProfileRecorded,
    InvolvementChangeMade,
    InvolvementFedBack,
    InvolvementHeld,
    InvolvementPaid,
)
from shared.events.projects import NothingNewConfirmed, PlaceListed, ProgrammeCreated, ProjectEnded, ProjectStarted
from shared.smalltables import Hidden

PERIOD = Period(date(2026, 1, 1), date(2026, 6, 30))
HALF = {"from": "2026-01-01", "to": "2026-06-30"}
NORTH = {"code": "N01", "kind": "neighbourhood", "boundary_set": "2024"}
SOUTH = NORTH | {"code": "N02"}


@pytest.fixture
def story() -> Story:
    told = Story()
    body = {"title": "P", "host_org": "council", "year_start_month": 1, "nation": "england"}
    told.tell(ProgrammeCreated, PROGRAMME, "2024-01-01", body)
    for number, title in ((1, "North"), (2, "South")):
        place = {"code": f"N0{number}", "kind": "neighbourhood", "boundary_set": "2024", "title": title}
        told.tell(PlaceListed, f"place:{PROGRAMME}:2024:N0{number}", "2024-01-01", place)
    for key in ("homes", "jobs", "leisure"):
        told.tell(ProjectStarted, key, "2025-01-06", {"title": key.title()})
    return told


def hold(story: Story, key: str, on: str = "2026-03-01", **more: Any) -> Event:
    plain = {"title": key.title(), "form": "workshop", "level": "consulted", "stage": "doing", "contributors": 10}
    told = {name: more.pop(name) for name in ("corrects", "recorded") if name in more}
    return story.tell(InvolvementHeld, key, on, plain | more, **told)


def pay(story: Story, key: str, activity: str, amount: str, on: str, kind: str = "fee", **more: Any) -> Event:
    body = {"amount": money(amount), "kind": kind, "involvement_id": activity}
    told = {name: more.pop(name) for name in ("corrects",) if name in more}
    return story.tell(InvolvementPaid, key, on, body | more, **told)


def change(story: Story, key: str, on: str, *activities: str, **target: str) -> Event:
    said = target or {"project_id": "homes"}
    return story.tell(InvolvementChangeMade, key, on, {"involvement_ids": list(activities)} | said)


def tell(story: Story, of: Event, on: str, **more: Any) -> Event:
    told = {name: more.pop(name) for name in ("corrects",) if name in more}
    body = {"change_event_id": str(of.id), "channel": "meeting"}
    return story.tell(InvolvementFedBack, of.subject, on, body | more, **told)


def value(story: Story, measure: str, period: Period = PERIOD) -> Value:
    return by_id(measure)(NaiveSight(story.events, PROGRAMME), period)


def cut(found: Value, title: str) -> dict[str, Any]:
    lines = next(one for one in found.breakdowns if one.title == title).lines
    return {line.name: line.hidden or line.amount for line in lines}


def beside(found: Value) -> dict[str, Any]:
    return {line.name: line.amount for line in found.beside}


def looked(story: Story, section: str = "involvement") -> None:
    body = {"target_id": PROGRAMME, "target_kind": "programme", "section": section, "period": HALF}
    story.tell(NothingNewConfirmed, PROGRAMME, "2026-06-30", body)


def test_activities_are_counted_by_their_day_level_stage_and_neighbourhood(story: Story) -> None:
    hold(story, "a", level="co_produced", stage="design", places=[NORTH, SOUTH])
    hold(story, "b", "2026-06-30", places=[NORTH])
    hold(story, "c", "2026-01-01", places=[NORTH | {"code": "E08", "kind": "city"}])
    hold(story, "d", "2025-12-31")
    wrong = hold(story, "e")
    hold(story, "e", corrects=wrong, taken_back=True)
    moved = hold(story, "f")
    hold(story, "f", "2026-07-01", corrects=moved)
    found = value(story, "involvement.activities")
    assert found.amount == 3
    levels = {"consulted": 2, "collaborated": 0, "co_produced": 1, "community_led": 0}
    assert cut(found, "By how much say they had") == levels
    stages = {"priorities": 0, "design": 1, "doing": 2, "making_sense": 0, "sharing": 0}
    assert cut(found, "By stage of the research") == stages
    assert cut(found, "By neighbourhood") == {"N01": 2, "N02": 1, "city-wide": 1}
    assert found.breakdowns[2].overlapping


def test_hours_are_added_up_and_those_that_nobody_counted_are_said(story: Story) -> None:
    hold(story, "a", hours="12.5")
    hold(story, "b", hours="30")
    hold(story, "c")
    found = value(story, "involvement.hours")
    assert (found.amount, beside(found)) == (Decimal("42.5"), {"activities whose hours nobody counted": 1})
    assert printed(by_id("involvement.hours"), found) == "42.5"


def test_hours_that_nobody_counted_are_unknown_and_not_zero(story: Story) -> None:
    hold(story, "a")
    assert value(story, "involvement.hours").state is State.UNKNOWN


def test_money_is_counted_by_payment_date_with_the_middle_number_of_days(story: Story) -> None:
    hold(story, "a", "2025-12-20")
    hold(story, "b", "2026-03-01", contributors=12)
    pay(story, "p1", "a", "100.00", "2026-01-10")  # 21 days
    pay(story, "p2", "b", "250.50", "2026-03-08")  # 7 days
    pay(story, "p3", "b", "40.00", "2026-02-20", "expenses")  # before it: 0 days
    pay(story, "p4", "b", "500.00", "2026-05-01", "grant_to_group")  # to a group: not to people
    pay(story, "p5", "b", "99.00", "2026-07-01")
    wrong = pay(story, "p6", "b", "900.00", "2026-03-09")
    pay(story, "p6", "b", "9.00", "2026-03-09", corrects=wrong)  # 8 days
    gone = pay(story, "p7", "b", "1000.00", "2026-03-09")
    pay(story, "p7", "b", "1000.00", "2026-03-09", corrects=gone, taken_back=True)
    found = value(story, "involvement.paid")
    assert found.amount == Decimal("899.50")
    assert cut(found, "By what it was paid as") == {
        "fee": Decimal("359.50"),
        "expenses": Decimal("40.00"),
        "grant_to_group": Decimal("500.00"),
    }
    assert beside(found) == {"payments": 5, "middle number of days from activity to payment": Decimal("7.5")}


def test_what_a_few_people_were_paid_is_not_shown_apart_and_the_whole_is(story: Story) -> None:
    hold(story, "a", contributors=2)
    hold(story, "b", contributors=20)
    pay(story, "p1", "a", "75.00", "2026-03-10")
    pay(story, "p2", "b", "30.00", "2026-03-10", "voucher")
    pay(story, "p3", "b", "60.00", "2026-03-10", "expenses")
    found = value(story, "involvement.paid")
    assert found.amount == Decimal("165.00")
    assert cut(found, "By what it was paid as") == {
        "fee": Hidden.WITHHELD,
        "expenses": Decimal("60.00"),
        "voucher": Hidden.WITHHELD,
    }


def test_one_kind_alone_of_a_few_people_is_not_named(story: Story) -> None:
    hold(story, "a", contributors=1)
    pay(story, "p1", "a", "75.00", "2026-03-10")
    found = value(story, "involvement.paid")
    assert (found.amount, found.breakdowns, found.note) == (Decimal("75.00"), (), NO_SINGLE_KIND)


@pytest.mark.parametrize("groups", [True, False])
def test_no_amount_of_a_few_people_can_be_had_from_the_others(groups: bool) -> None:
    """A reader who knows the whole and these rules tries every table of amounts from 1 to 5 pounds."""
    kinds = ("fee", "expenses", "voucher", *(["grant_to_group"] if groups else []))
    possible: dict[Any, list[tuple[dict[str, Decimal], set[str]]]] = defaultdict(list)
    for numbers in product(range(1, 6), repeat=len(kinds)):
        amounts = {name: Decimal(number) for name, number in zip(kinds, numbers, strict=True)}
        for behind in product((2, 9), repeat=3):
            people = dict(zip(kinds, behind, strict=False))
            few = {kind for kind, number in people.items() if number < 5}
            possible[sum(amounts.values()), kinds_shown(amounts, people)].append((amounts, few))
    tried = 0
    for (total, shown), tables in possible.items():
        hidden = [line.name for line in shown if line.hidden] or list(kinds)
        rest = total - sum(line.amount for line in shown if line.amount)
        if len(hidden) < rest < 5 * len(hidden):  # at the ends of what is tried here there is one table alone
            for kind in {kind for _, few in tables for kind in few}:
                tried += 1
                assert len({amounts[kind] for amounts, _ in tables}) > 1, (total, shown, kind)
    assert tried


def test_of_the_projects_under_way_those_with_public_contributors_at_any_time_are_counted(story: Story) -> None:
    hold(story, "a", "2025-03-01", project_ids=["homes"], stage="priorities")
    hold(story, "b", project_ids=["homes", "leisure"], stage="sharing")
    hold(story, "c", "2026-07-02", project_ids=["jobs"])
    found = value(story, "involvement.in_projects")
    assert printed(by_id("involvement.in_projects"), found) == "2 of 3"
    stages = {"priorities": 1, "design": 0, "doing": 0, "making_sense": 0, "sharing": 2}
    assert cut(found, "By stage of the research") == stages
    assert found.breakdowns[0].overlapping
    story.tell(ProjectEnded, "leisure", "2026-06-01", {"outcome": "completed"})
    assert printed(by_id("involvement.in_projects"), value(story, "involvement.in_projects")) == "1 of 2"


def test_changes_are_counted_with_how_many_people_were_told_of_by_the_last_day(story: Story) -> None:
    hold(story, "a", "2025-11-01")
    one = change(story, "c1", "2026-02-01", "a")
    two = change(story, "c2", "2026-03-01", "a", output_id="o-1")
    three = change(story, "c3", "2026-06-30", "a", decision_id="d-1")
    change(story, "c4", "2026-07-01", "a")
    tell(story, one, "2026-02-10")
    tell(story, one, "2026-03-10")
    wrong = tell(story, two, "2026-04-01")
    tell(story, two, "2026-04-01", corrects=wrong, taken_back=True)
    tell(story, three, "2026-07-05")
    found = value(story, "involvement.changes")
    assert found.amount == 3
    assert beside(found) == {"reported back to those who said it": 1, "not yet reported back": 2}
    assert cut(found, "By what changed") == {"decision": 1, "output": 1, "project": 1}


def test_you_said_we_did_names_what_changed_by_its_title_and_what_is_still_to_be_told_first(story: Story) -> None:
    hold(story, "a", "2025-11-01", title="Talks on damp")
    change(story, "c1", "2026-02-01", "a")
    told = change(story, "c2", "2026-01-15", "a", project_id="jobs")
    tell(story, told, "2026-02-10")
    sight = NaiveSight(story.events, PROGRAMME)
    table = changes_table(sight, PERIOD, Names(sight, NaiveSight([], "")))
    assert [row[1:4] for row in table.rows] == [
        ("Homes", "Project", "Talks on damp"),
        ("Jobs", "Project", "Talks on damp"),
    ]
    assert [row[4] for row in table.rows] == [None, "2026-02-10"]


def test_the_table_of_activities_hides_a_few_people(story: Story) -> None:
    hold(story, "a", contributors=4, title="Talks on damp", level="co_produced", places=[NORTH])
    sight = NaiveSight(story.events, PROGRAMME)
    (row,) = activities_table(sight, PERIOD, Names(sight, NaiveSight([], ""))).rows
    assert row == (
        "2026-03-01",
        "Talks on damp",
        "Workshop",
        "Co-produced",
        "Doing the research",
        "fewer than 5",
        "North (N01)",
    )


MEASURES = ("activities", "hours", "paid", "in_projects", "changes")


@pytest.mark.parametrize("measure", [f"involvement.{name}" for name in MEASURES] + ["inclusion.profile"])
def test_a_zero_is_a_claim_only_where_somebody_looked(story: Story, measure: str) -> None:
    assert value(story, measure).state is State.NOT_ASKED
    looked(story, measure.partition(".")[0])
    assert value(story, measure).state is State.ZERO


def profile(story: Story, key: str, characteristic: str, period: dict[str, str] = HALF, **more: Any) -> None:
    body = {"period": period, "characteristic": characteristic, "total": 30} | more
    story.tell(InclusionProfileRecorded, key, period["to"], body)


def test_contributors_are_shown_as_they_described_themselves_beside_the_census(story: Story) -> None:
    profile(
        story,
        "p1",
        "sex",
        counts={"female": 18, "male": "not shown"},
        prefer_not_to_say="fewer than 5",
        not_asked=0,
        place=NORTH,
        census={"female": "51.2", "male": "48.8"},
        census_source="census 2021",
    )
    profile(story, "p2", "age", total="fewer than 5")
    profile(story, "p3", "sex", {"from": "2025-07-01", "to": "2025-12-31"}, counts={"female": 99}, total=99)
    found = value(story, "inclusion.profile")
    assert (found.amount, found.state) == (30, State.KNOWN)
    assert cut(found, "Sex, 2026-01-01 to 2026-06-30") == {
        "female": 18,
        "male": Hidden.WITHHELD,
        "prefer_not_to_say": Hidden.FEW,
        "not_asked": 0,
    }
    assert cut(found, "Sex: people of N01, census 2021") == {"female": Decimal("51.2"), "male": Decimal("48.8")}
    assert len(found.breakdowns) == 2


def test_of_a_year_with_two_profiles_the_last_is_shown_and_none_is_added_to_another(story: Story) -> None:
    profile(story, "p1", "sex", counts={"female": 18, "male": 12}, total=30)
    profile(story, "p2", "sex", {"from": "2026-07-01", "to": "2026-12-31"}, counts={"female": 10, "male": 9}, total=19)
    found = value(story, "inclusion.profile", Period(date(2026, 1, 1), date(2026, 12, 31)))
    assert (found.amount, len(found.breakdowns)) == (19, 1)


def test_a_profile_of_a_few_people_is_fewer_than_five_in_every_part(story: Story) -> None:
    profile(story, "p1", "sex", total="fewer than 5")
    found = value(story, "inclusion.profile")
    assert printed(by_id("inclusion.profile"), found) == "Fewer than 5"
    assert found.breakdowns == ()
