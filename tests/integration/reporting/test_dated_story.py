"""One year of three milestones, counted by hand: the plan on past days, its differences, slippage, and who may see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, event
from story import Story

from services.reporting.ledger.append import Writer
from services.reporting.projections.reader import Snapshot
from services.reporting.views.dated.compare import compare_plan
from services.reporting.views.dated.overview import overview
from services.reporting.views.dated.plan import plan
from services.reporting.views.dated.reading import reading
from services.reporting.views.dated.records import history, records
from services.reporting.views.dated.silence import silence
from services.reporting.views.dated.slippage import slippage
from shared.calls import reporting as calls
from shared.context import Actor, Grant, using
from shared.errors import Invalid, NotAllowed, NotFound
from shared.events.projects import (
    ConfidenceDeclared,
    MilestoneAchieved,
    MilestoneCancelled,
    MilestonePlanned,
    MilestoneReforecast,
    ObligationSet,
    PlanBaselined,
    PostEstablished,
    ProgrammeCreated,
    ProgressNoted,
    ProjectStarted,
    WorkstreamAdded,
)

P = "HAND"
MANAGER = Actor("manager", (Grant("programme_manager", P),))
PARTNER = Actor("partner", (Grant("partner", P, "A"),))
FUNDER = Actor("funder", (Grant("funder", P),))
STRANGER = Actor("stranger", (Grant("programme_manager", "ANOTHER"),))


def told() -> Story:
    story = Story(P)
    tell = story.tell
    created = {"title": "T", "host_org": "o", "year_start_month": 1, "nation": "england"}
    tell(ProgrammeCreated, P, "2024-01-01", created)
    tell(WorkstreamAdded, "U", "2024-01-01", {"title": "Unit"})
    tell(ProjectStarted, "A", "2024-01-05", {"title": "Project A", "workstream_id": "U"})
    tell(ProjectStarted, "B", "2024-01-05", {"title": "Project B"})
    one = {
        "title": "Atlas",
        "project_id": "A",
        "baseline_on": "2024-06-30",
        "contractual": True,
        "owner_person_id": "x",
    }
    tell(MilestonePlanned, "m1", "2024-01-10", one)
    tell(
        MilestonePlanned, "m2", "2024-02-01", one | {"title": "Survey", "project_id": "B", "baseline_on": "2024-12-31"}
    )
    moved(story, "m1", "2024-05-01", "2024-06-30", "2024-08-15", "recruitment")
    moved(story, "m1", "2024-07-20", "2024-08-15", "2024-09-30", "approval")
    dates = [{"id": "m1", "baseline_on": "2024-09-30"}, {"id": "m2", "baseline_on": "2024-12-31"}]
    tell(PlanBaselined, P, "2024-08-01", {"name": "Baseline 2", "milestones": dates})
    tell(MilestonePlanned, "m3", "2024-08-20", one | {"title": "Brief", "baseline_on": "2024-12-01"})
    moved(story, "m2", "2024-09-10", "2024-12-31", "2024-11-30", "other")
    body = {
        "title": "Analyst",
        "role_family": "research",
        "employer_org_id": "o",
        "fte": "1.00",
        "planned_start": "2024-09-15",
    }
    tell(PostEstablished, "post", "2024-09-15", body | {"weekly_cost": {"amount": "900.00", "currency": "GBP"}})
    # done on the 7th, said on the 20th
    tell(MilestoneAchieved, "m1", "2024-10-07", {}, recorded="2024-10-20")
    tell(MilestoneCancelled, "m2", "2024-11-15", {"reason_code": "scope"})
    for number, (level, on) in enumerate((("green", "2024-06-30"), ("amber", "2024-11-30"))):
        said = {"target_kind": "programme", "target_id": P, "level": level, "reason": words(number)}
        tell(ConfidenceDeclared, P, on, said)
    for key, due in (("duty-1", "2024-09-30"), ("duty-2", "2025-03-31")):
        duty = {"kind": "progress_report", "title": f"Report {key}", "due_on": due}
        tell(ObligationSet, key, "2024-01-01", duty, recorded="2024-12-01")
    tell(ProgressNoted, "A", "2024-12-20", {"target_id": "A", "target_kind": "project"})
    return story


def words(number: int) -> dict[str, str]:
    return {"text_id": f"text-{number}", "sha256": "0" * 64}


def moved(story: Story, key: str, known: str, before: str, after: str, reason: str) -> None:
    body = {"forecast_from": before, "forecast_to": after, "reason_code": reason}
    story.tell(MilestoneReforecast, key, known, body)


@pytest.fixture(scope="module")
def ids(ledger: Engine) -> dict[str, str]:
    """Append the story; "type subject number" -> event id."""
    story = told()
    with ledger.begin() as connection:
        Writer().apply(connection, story.events)
    found: dict[str, str] = {}
    for one in story.events:
        name = f"{one.type.removeprefix('projects.')} {one.subject}"
        found[f"{name} 2" if name in found else name] = str(one.id)
    return found


@pytest.fixture
def snap(ledger: Engine, ids: dict[str, str]) -> Iterator[Snapshot]:
    with using(actor=MANAGER), reading(ledger) as taken:
        yield taken


def ask(snap: Snapshot, read: Callable[..., Any], call: type, **fields: Any) -> Any:
    """As the service asks: the fields parsed by their declaration."""
    return read(snap, **call.parse({"programme_id": P} | fields))  # type: ignore[attr-defined]


def row(found: dict[str, Any], milestone_id: str, **also: Any) -> dict[str, Any]:
    (one,) = [
        item
        for item in found["items"]
        if item["milestone_id"] == milestone_id and all(item[name] == value for name, value in also.items())
    ]
    return dict(one)


def facts(item: dict[str, Any]) -> list[str]:
    return [fact["event_id"] for fact in item["facts"]]


def test_what_was_told_late_is_not_in_the_plan_as_it_was_known_but_in_the_plan_as_it_was(
    snap: Snapshot, ids: dict[str, str]
) -> None:
    known = row(ask(snap, plan, calls.Plan, known_on="2024-10-10"), "m1")
    assert (known["state"], known["slip_days"], known["moves"]) == ("planned", 0, 2)
    assert known["days_behind"] == 10  # of the forecast 30 September, which had passed
    was = row(ask(snap, plan, calls.Plan, true_on="2024-10-10"), "m1")
    assert (was["state"], was["achieved_on"], was["slip_days"]) == ("achieved", "2024-10-07", 7)
    assert was["facts"]["achieved_on"]["event_id"] == ids["milestone.achieved m1"]
    assert was["facts"]["baseline_on"]["event_id"] == ids[f"plan.baselined {P}"]
    assert was["facts"]["forecast_on"]["event_id"] == ids["milestone.reforecast m1 2"]
    assert was["rag"] is None
    before = row(ask(snap, plan, calls.Plan, true_on="2024-06-15"), "m1")
    assert (before["baseline_on"], before["forecast_on"], before["moves"]) == ("2024-06-30", "2024-08-15", 1)
    assert (before["slip_days"], before["rag"]) == (46, "amber")


def test_a_finished_milestone_keeps_its_slip_against_every_baseline(snap: Snapshot) -> None:
    on = {"true_on": "2024-12-31"}
    assert row(ask(snap, plan, calls.Plan, **on), "m1")["slip_days"] == 7
    assert row(ask(snap, plan, calls.Plan, **on, baseline="first"), "m1")["slip_days"] == 99
    named = ask(snap, plan, calls.Plan, **on, baseline="Baseline 2")
    assert row(named, "m1")["slip_days"] == 7
    assert row(named, "m3")["held_against_on"] is None  # it is not in that baseline
    with pytest.raises(NotFound, match="no baseline called “Other”"):
        ask(snap, plan, calls.Plan, baseline="Other")


def test_the_plan_counts_and_pages(snap: Snapshot) -> None:
    first = ask(snap, plan, calls.Plan, true_on="2024-12-31", limit=2)
    assert [item["milestone_id"] for item in first["items"]] == ["m1", "m2"]
    rest = ask(snap, plan, calls.Plan, true_on="2024-12-31", limit=2, after=first["next"])
    assert [item["milestone_id"] for item in rest["items"]] == ["m3"]
    assert rest["next"] is None
    assert {name: first["totals"][name] for name in ("milestones", "planned", "achieved", "cancelled", "overdue")} == {
        "milestones": 3, "planned": 1, "achieved": 1, "cancelled": 1, "overdue": 1,
    }  # fmt: skip
    beyond = ask(snap, plan, calls.Plan, true_on="2024-12-31", after="2199-01-01/z")
    assert (beyond["items"], beyond["totals"]["milestones"]) == ([], 3)
    with pytest.raises(Invalid):
        ask(snap, plan, calls.Plan, after="nonsense")
    only = ask(snap, plan, calls.Plan, true_on="2024-12-31", workstream_id="U")
    assert [item["milestone_id"] for item in only["items"]] == ["m1", "m3"]


def test_each_difference_from_a_past_day_names_its_facts(snap: Snapshot, ids: dict[str, str]) -> None:
    found = ask(snap, compare_plan, calls.ComparePlan, true_on="2024-12-31", with_date="2024-06-01")
    assert {(d["milestone_id"], d["kind"], d["before"], d["after"], d["days"]) for d in found["items"]} == {
        ("m1", "moved", "2024-08-15", "2024-09-30", 46),
        ("m1", "rebaselined", "2024-06-30", "2024-09-30", 92),
        ("m1", "achieved", "2024-08-15", "2024-10-07", 53),
        ("m2", "moved", "2024-12-31", "2024-11-30", -31),
        ("m2", "cancelled", "2024-12-31", "2024-11-15", None),
        ("m3", "added", None, "2024-12-01", None),
    }
    assert facts(row(found, "m1", kind="moved")) == [ids["milestone.reforecast m1 2"]]
    assert row(found, "m1", kind="moved")["reasons"] == ["approval"]
    assert facts(row(found, "m1", kind="rebaselined")) == [ids[f"plan.baselined {P}"]]
    assert facts(row(found, "m1", kind="achieved")) == [ids["milestone.achieved m1"]]
    assert facts(row(found, "m2", kind="cancelled")) == [ids["milestone.cancelled m2"]]
    assert facts(row(found, "m3")) == [ids["milestone.planned m3"]]
    sentence = row(found, "m1", kind="achieved")["facts"][0]["sentence"]
    assert sentence == "Milestone “Atlas” was achieved on 7 October 2024"
    assert found["totals"]["moved"] == {"count": 2, "days": 15}
    only = ask(snap, compare_plan, calls.ComparePlan, true_on="2024-12-31", with_date="2024-06-01", kind="added")
    assert [d["milestone_id"] for d in only["items"]] == ["m3"]
    assert only["totals"] == found["totals"]


def test_the_plan_is_compared_with_a_baseline(snap: Snapshot, ids: dict[str, str]) -> None:
    found = ask(snap, compare_plan, calls.ComparePlan, true_on="2024-12-31", with_baseline="Baseline 2")
    assert found["with"]["fact"]["event_id"] == ids[f"plan.baselined {P}"]
    assert {(d["milestone_id"], d["kind"], d["days"]) for d in found["items"]} == {
        ("m1", "achieved", 7),
        ("m2", "moved", -31),
        ("m2", "cancelled", None),
        ("m3", "added", None),
    }
    first = ask(snap, compare_plan, calls.ComparePlan, true_on="2024-12-31", with_baseline="first")
    assert row(first, "m1", kind="moved")["days"] == 92
    assert len(facts(row(first, "m1", kind="moved"))) == 2


def test_a_day_is_compared_as_it_was_known_then_or_as_it_is_known_now(snap: Snapshot) -> None:
    on = {"true_on": "2024-12-31", "with_date": "2024-10-10", "kind": "achieved"}
    assert len(ask(snap, compare_plan, calls.ComparePlan, **on)["items"]) == 1
    assert ask(snap, compare_plan, calls.ComparePlan, **on, with_known="now")["items"] == []


@pytest.mark.parametrize(
    ("quarter", "out", "pulled", "added", "late"),
    [
        (("2024-01-01", "2024-03-31"), {}, {}, {"m1", "m2"}, {}),
        (("2024-04-01", "2024-06-30"), {"m1": (1, 46, ["recruitment"])}, {}, set(), {}),
        (("2024-07-01", "2024-09-30"), {"m1": (1, 46, ["approval"])}, {"m2": 31}, {"m3"}, {}),
        (("2024-10-01", "2024-12-31"), {}, {}, set(), {"m1": (7, 99)}),
    ],
)
def test_slippage_of_each_quarter(
    snap: Snapshot, quarter: tuple[str, str], out: Any, pulled: Any, added: Any, late: Any
) -> None:
    found = ask(snap, slippage, calls.Slippage, period_from=quarter[0], period_to=quarter[1])
    items = {item["milestone_id"]: item for item in found["items"]}
    assert {k: (i["moves_out"], i["days_out"], i["reasons"]) for k, i in items.items() if i["moves_out"]} == out
    assert {k: i["days_in"] for k, i in items.items() if i["moves_in"]} == pulled
    assert {k for k, i in items.items() if i["added"]} == added
    assert {k: (i["days_late"], i["days_late_first"]) for k, i in items.items() if i["finished_late"]} == late
    assert found["totals"]["days_out"] == sum(days for _, days, _ in out.values())
    assert all(item["facts"] for item in items.values())


def test_every_version_of_a_milestone_is_told_with_its_fact(snap: Snapshot, ids: dict[str, str]) -> None:
    found = ask(snap, history, calls.History, thing="milestones", key="m1")
    opened = list(dict.fromkeys(item["known_from"]["event_id"] for item in found["items"]))
    assert opened == [
        ids["milestone.planned m1"],
        ids["milestone.reforecast m1"],
        ids["milestone.reforecast m1 2"],
        ids[f"plan.baselined {P}"],
    ]
    current = [item for item in found["items"] if item["known_to"] is None]
    assert [(item["true_from"], item["true_to"]) for item in current] == [
        ("2024-01-10", "2024-05-01"),
        ("2024-05-01", "2024-07-20"),
        ("2024-07-20", "2024-08-01"),
        ("2024-08-01", None),
    ]
    assert current[-1]["changed"] == ["baseline_on"]
    paged = ask(snap, history, calls.History, thing="milestones", key="m1", limit=2, after="2")
    assert paged["items"] == found["items"][2:4]
    with pytest.raises(NotFound):
        ask(snap, history, calls.History, thing="milestones", key="m9")


def test_records_are_filtered_by_column(snap: Snapshot) -> None:
    on = {"thing": "milestones", "true_on": "2024-12-31"}
    found = ask(snap, records, calls.Records, **on, where=["project_id=A", "contractual=true"])
    assert [item["key"] for item in found["items"]] == ["m1", "m3"]
    with pytest.raises(Invalid, match="is no condition"):
        ask(snap, records, calls.Records, **on, where=["colour=red"])
    with pytest.raises(NotFound, match=r"there are .*milestones"):
        ask(snap, records, calls.Records, thing="unicorns")


def test_a_partner_sees_its_own_project_only(snap: Snapshot) -> None:
    on = {"true_on": "2024-12-31"}
    with using(actor=PARTNER):
        assert [m["milestone_id"] for m in ask(snap, plan, calls.Plan, **on)["items"]] == ["m1", "m3"]
        assert ask(snap, plan, calls.Plan, **on)["totals"]["milestones"] == 2
        assert [r["key"] for r in ask(snap, records, calls.Records, thing="projects", **on)["items"]] == ["A"]
        assert [r["key"] for r in ask(snap, records, calls.Records, thing="milestones", **on)["items"]] == ["m1", "m3"]
        compared = ask(snap, compare_plan, calls.ComparePlan, **on, with_date="2024-06-01")
        assert {d["milestone_id"] for d in compared["items"]} == {"m1", "m3"}
        slipped = ask(snap, slippage, calls.Slippage, period_from="2024-01-01", period_to="2024-12-31")
        assert {d["milestone_id"] for d in slipped["items"]} == {"m1", "m3"}
        assert ask(snap, overview, calls.Overview, **on)["programme"]["milestones"]["all"] == 2
        with pytest.raises(NotFound):
            ask(snap, history, calls.History, thing="milestones", key="m2")
        with pytest.raises(NotAllowed):
            ask(snap, records, calls.Records, thing="posts", **on)


def test_who_is_not_of_the_programme_sees_nothing_of_it(snap: Snapshot) -> None:
    asked: list[tuple[Callable[..., Any], type, dict[str, Any]]] = [
        (plan, calls.Plan, {}),
        (compare_plan, calls.ComparePlan, {"with_date": "2024-06-01"}),
        (slippage, calls.Slippage, {"period_from": "2024-01-01", "period_to": "2024-12-31"}),
        (silence, calls.Silence, {}),
        (overview, calls.Overview, {}),
        (records, calls.Records, {"thing": "milestones"}),
        (history, calls.History, {"thing": "milestones", "key": "m1"}),
    ]
    for read, call, fields in asked:
        with using(actor=FUNDER), pytest.raises(NotAllowed):
            ask(snap, read, call, **fields)
        with using(actor=STRANGER), pytest.raises(NotFound):
            ask(snap, read, call, **fields)


def test_silence_names_the_last_fact_of_each_quiet_project(snap: Snapshot, ids: dict[str, str]) -> None:
    found = ask(snap, silence, calls.Silence, true_on="2024-12-31", days=30)
    assert [(item["project_id"], item["last"]["event_id"], item["days_silent"]) for item in found["items"]] == [
        ("B", ids["milestone.cancelled m2"], 46)
    ]
    assert ask(snap, silence, calls.Silence, true_on="2024-12-31")["items"] == []


def test_the_overview_adds_up_from_projects_to_the_programme(snap: Snapshot) -> None:
    found = ask(snap, overview, calls.Overview, true_on="2024-12-10")
    unit, none = found["workstreams"]
    assert (unit["workstream_id"], [p["project_id"] for p in unit["projects"]]) == ("U", ["A"])
    assert (none["workstream_id"], [p["project_id"] for p in none["projects"]]) == (None, ["B"])
    assert unit["next_milestone"] == {"milestone_id": "m3", "forecast_on": "2024-12-01"}
    assert (unit["most_days_behind"], unit["rag"]) == (9, "green")
    assert (none["rag"], none["milestones"]["cancelled"]) == (None, 1)
    assert found["programme"]["milestones"]["all"] == 3
    assert found["duties"] == {
        "open": 2, "overdue": 1, "next": {"obligation_id": "duty-2", "title": "Report duty-2", "due_on": "2025-03-31"},
    }  # fmt: skip


def test_the_schedule_is_computed_and_confidence_is_declared_and_neither_is_the_other(
    snap: Snapshot, ids: dict[str, str]
) -> None:
    def stood(on: str) -> tuple[Any, ...]:
        its = ask(snap, overview, calls.Overview, true_on=on)["programme"]
        said = its["confidence"] or {}
        return its["rag"], said.get("level"), said.get("event_id")

    assert stood("2024-06-15") == ("amber", None, None)
    assert stood("2024-07-01") == ("amber", "green", ids[f"confidence.declared {P}"])
    assert stood("2024-12-10") == ("green", "amber", ids[f"confidence.declared {P} 2"])
    with using(actor=PARTNER):
        assert ask(snap, overview, calls.Overview)["duties"] is None


def test_nothing_is_known_before_the_programme(snap: Snapshot) -> None:
    with pytest.raises(NotFound):
        ask(snap, overview, calls.Overview, known_on="2023-06-01")


def test_the_number_of_statements_does_not_grow_with_the_plan(ledger: Engine, snap: Snapshot) -> None:
    """The same for three milestones and for six hundred."""
    large = Story("LARGE")
    created = {"title": "T", "host_org": "o", "year_start_month": 1, "nation": "england"}
    large.tell(ProgrammeCreated, "LARGE", "2024-01-01", created)
    said = {"target_kind": "programme", "target_id": "LARGE", "level": "green", "reason": words(1)}
    large.tell(ConfidenceDeclared, "LARGE", "2024-01-05", said)
    for number in range(30):
        large.tell(ProjectStarted, f"L{number}", "2024-01-05", {"title": f"Project {number}", "workstream_id": "U"})
    for number in range(600):
        body = {
            "title": f"M{number}",
            "project_id": f"L{number % 30}",
            "baseline_on": "2024-06-30",
            "contractual": True,
        }
        large.tell(MilestonePlanned, f"lm{number}", "2024-01-10", body)
        moved(large, f"lm{number}", "2024-05-01", "2024-06-30", "2024-08-15", "recruitment")
    with ledger.begin() as connection:
        Writer().apply(connection, large.events)
    of = {"programme_id": "LARGE", "limit": 200}
    both = {"true_on": "2024-12-31", "known_on": "2026-01-01"}
    asked: list[tuple[Callable[..., Any], type, dict[str, Any]]] = [
        (plan, calls.Plan, both),
        (compare_plan, calls.ComparePlan, both | {"with_date": "2024-03-01"}),
        (compare_plan, calls.ComparePlan, both | {"with_date": "2024-03-01", "with_known": "now"}),
        (slippage, calls.Slippage, {"period_from": "2024-01-01", "period_to": "2024-12-31"}),
        (silence, calls.Silence, both),
        (records, calls.Records, both | {"thing": "milestones"}),
        (overview, calls.Overview, both),
    ]
    counts = []
    with using(actor=Actor("operator", (Grant("administrator"),))), reading(ledger) as later:
        for read, call, fields in asked:
            limit = {} if read is overview else {"limit": 200}
            small = statements(ledger, lambda r=read, c=call, f=fields: ask(later, r, c, **f))
            big = statements(
                ledger,
                lambda r=read, c=call, f=fields | limit: ask(later, r, c, **f | {"programme_id": of["programme_id"]}),
            )
            assert small == big, call
            counts.append(big)
    assert max(counts) <= 6


def statements(engine: Engine, work: Callable[[], Any]) -> int:
    seen: list[str] = []

    def count(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    try:
        work()
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(seen)


def test_dates_are_asked_for_in_one_way(snap: Snapshot) -> None:
    with pytest.raises(Invalid):
        ask(snap, plan, calls.Plan, known_on="2024-01-01", known_at=3)
    with pytest.raises(Invalid, match="not reached"):
        ask(snap, plan, calls.Plan, known_at=10**9)
    with pytest.raises(Invalid):
        ask(snap, compare_plan, calls.ComparePlan)
    with pytest.raises(Invalid):
        ask(snap, slippage, calls.Slippage, period_from="2024-12-31", period_to="2024-01-01")
    assert ask(snap, plan, calls.Plan, known_on=date(2024, 2, 15).isoformat())["true_on"] == "2024-02-15"
