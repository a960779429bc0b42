"""Milestones in depth on a real database: what is said of them, what waits for them, evidence, slip, confidence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.projects.commands import (
    baselines,
    confidence,
    milestone_words,
    milestones,
    programmes,
    successors,
    workstreams,
)
from services.projects.commands.approval import carrying_out
from services.projects.views import delivery
from services.projects.views import milestones as milestone_views
from shared import context
from shared.calls import projects as calls
from shared.context import Actor, Grant
from shared.errors import Conflict, Invalid, NotAllowed, NotFound, StaleVersion
from shared.files import Files
from shared.settings import settings
from tests.integration.projects.conftest import Programme


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Files]:
    address = f"file://{tmp_path}/files"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FILES_URL", address)
        settings.cache_clear()
        yield Files(address)
    settings.cache_clear()


def shown(programme: Programme, it: str) -> dict[str, Any]:
    found: dict[str, Any] = programme.do(milestone_views.milestone, calls.Milestone, milestone_id=it)
    return found


def change(programme: Programme, it: str, **fields: Any) -> Any:
    return programme.do(milestone_words.change_milestone, calls.ChangeMilestone, milestone_id=it, **fields)


def move(programme: Programme, it: str, to: str, by: Actor | None = None, **more: Any) -> Any:
    fields = {"milestone_id": it, "forecast_on": to, "reason_code": "recruitment", "known_on": "2025-01-10"} | more
    return programme.do(milestones.reforecast_milestone, calls.ReforecastMilestone, by=by, **fields)


def accept(programme: Programme, it: str, moves: dict[str, str], by: Actor | None = None, **more: Any) -> Any:
    given = [{"milestone_id": key, "forecast_on": day} for key, day in moves.items()]
    fields = {"milestone_id": it, "moves": given, "reason_code": "partner", "known_on": "2025-01-10"} | more
    return programme.do(successors.move_successors, calls.MoveSuccessors, by=by, **fields)


def test_what_is_said_of_a_milestone_changes_with_both_values_in_the_fact_and_no_date_moves(
    programme: Programme,
) -> None:
    it, project = programme.milestone(), programme.project()
    reply = change(
        programme, it, title="Interviews read", project_id=project, owner_person_id="p1", from_on="2025-02-01"
    )
    assert reply["version"] == 2
    now = shown(programme, it)
    assert (now["title"], now["project_id"], now["baseline_on"]) == ("Interviews read", project, "2025-06-01")
    fact = programme.facts(it)[-1]
    assert (fact["type"], fact["effectiveon"]) == ("projects.milestone.changed", "2025-02-01")
    assert fact["data"]["changes"]["title"] == {"before": "Interviews done", "after": "Interviews read"}
    with pytest.raises(Conflict, match="differs"):
        change(programme, it, title="Interviews read")


def test_a_contract_date_is_of_contractual_milestones_alone_and_changes_with_a_reason(programme: Programme) -> None:
    with pytest.raises(Invalid) as refused:
        programme.milestone(contract_on="2025-07-01")
    assert list(refused.value.fields) == ["contract_on"]
    it = programme.milestone(contract_on="2025-07-01", contractual=True)
    with pytest.raises(Invalid) as refused:
        change(programme, it, contract_on="2025-08-01")
    assert list(refused.value.fields) == ["reason_code"]
    move(programme, it, "2025-09-01")
    now = shown(programme, it)
    assert (now["contract_on"], now["baseline_on"], now["forecast_on"]) == ("2025-07-01", "2025-06-01", "2025-09-01")
    change(programme, it, contractual=False, reason_code="contract")
    assert shown(programme, it)["contract_on"] is None
    assert set(programme.facts(it)[-1]["data"]["changes"]) == {"contractual", "contract_on"}


def test_what_was_promised_of_a_milestone_that_is_done_is_fixed_and_a_cancelled_one_is_over(
    programme: Programme,
) -> None:
    done, gone = programme.milestone(), programme.milestone()
    programme.do(milestones.achieve_milestone, calls.AchieveMilestone, milestone_id=done, achieved_on="2025-05-05")
    change(programme, done, title="A better title")
    with pytest.raises(Conflict):
        change(programme, done, evidence_required=True)
    programme.do(milestones.cancel_milestone, calls.CancelMilestone, milestone_id=gone, reason_code="scope")
    with pytest.raises(Conflict):
        change(programme, gone, title="Another")


def test_a_milestone_cannot_wait_for_itself_however_long_the_way(programme: Programme) -> None:
    a = programme.milestone(title="A")
    b = programme.milestone(title="B", predecessor_ids=[a])
    c = programme.milestone(title="C", predecessor_ids=[b])
    before = programme.facts()
    for wrong in ([c], [b], [a]):
        with pytest.raises(Invalid, match="itself"):
            change(programme, a, predecessor_ids=wrong)
    assert programme.facts() == before
    change(programme, c, predecessor_ids=[a])
    assert shown(programme, a)["successor_ids"] == sorted([b, c])
    with pytest.raises(Invalid):
        change(programme, a, predecessor_ids=["nothing"])


def chain(programme: Programme, **more: Any) -> tuple[str, str, str]:
    a = programme.milestone(title="A", baseline_on="2025-06-01")
    b = programme.milestone(title="B", baseline_on="2025-06-20", predecessor_ids=[a], **more)
    c = programme.milestone(title="C", baseline_on="2025-07-10", predecessor_ids=[b])
    return a, b, c


def test_a_reforecast_proposes_new_dates_for_what_waits_for_it_and_moves_nothing(programme: Programme) -> None:
    a, b, c = chain(programme)
    reply = move(programme, a, "2025-07-01")  # 30 days
    assert [(one["milestone_id"], one["proposed_on"], one["days"]) for one in reply["proposed"]] == [
        (b, "2025-07-20", 30),
        (c, "2025-08-09", 30),
    ]
    assert [shown(programme, it)["forecast_on"] for it in (b, c)] == ["2025-06-20", "2025-07-10"]


def test_what_was_done_late_proposes_as_well(programme: Programme) -> None:
    a, b, _ = chain(programme)
    late = {"milestone_id": a, "achieved_on": "2025-06-25"}
    reply = programme.do(milestones.achieve_milestone, calls.AchieveMilestone, **late)
    assert reply["proposed"][0]["milestone_id"] == b
    assert reply["proposed"][0]["proposed_on"] == "2025-07-14"
    assert accept(programme, a, {b: "2025-07-14"})["moved"][0]["milestone_id"] == b


def test_accepted_proposals_are_a_fact_each_with_their_cause(programme: Programme) -> None:
    a, b, c = chain(programme)
    move(programme, a, "2025-07-01")
    reply = accept(programme, a, {b: "2025-07-20", c: "2025-08-09"}, note="Follows A.")
    assert {one["milestone_id"]: one["version"] for one in reply["moved"]} == {b: 2, c: 2}
    for it in (b, c):
        fact = programme.facts(it)[-1]
        assert (fact["type"], fact["data"]["caused_by"]) == ("projects.milestone.reforecast", a)
    (moved,) = shown(programme, b)["moves"]
    assert (moved["caused_by"], moved["note"], moved["actor_id"]) == (a, "Follows A.", "manager")


@pytest.mark.parametrize("case", ["a stranger", "done already", "twice", "an impossible day"])
def test_of_moves_that_are_not_all_right_none_is_made(programme: Programme, case: str) -> None:
    a, b, c = chain(programme)
    stranger = programme.milestone()
    moves = {b: "2025-07-20", c: "2025-08-09"}
    given = [{"milestone_id": key, "forecast_on": day} for key, day in moves.items()]
    if case == "a stranger":
        given.append({"milestone_id": stranger, "forecast_on": "2025-08-09"})
    elif case == "done already":
        programme.do(milestones.achieve_milestone, calls.AchieveMilestone, milestone_id=c, achieved_on="2025-05-05")
    elif case == "twice":
        given.append(given[0])
    else:
        given[1]["forecast_on"] = "2025-01-09"  # before it was known
    before = programme.facts()
    with pytest.raises(Invalid):
        programme.do(
            successors.move_successors,
            calls.MoveSuccessors,
            milestone_id=a,
            moves=given,
            reason_code="x",
            known_on="2025-01-10",
        )
    assert programme.facts() == before
    assert shown(programme, b)["forecast_on"] == "2025-06-20"


def test_a_partner_of_one_project_sees_and_moves_what_waits_in_that_project_alone(programme: Programme) -> None:
    mine, other = programme.project(), programme.project()
    a = programme.milestone(title="A", baseline_on="2025-06-01", project_id=mine)
    b = programme.milestone(title="B", baseline_on="2025-06-20", predecessor_ids=[a], project_id=other)
    c = programme.milestone(title="C", baseline_on="2025-06-20", predecessor_ids=[a], project_id=mine)
    partner = Actor("partner", (Grant("partner", programme.programme_id, mine),))
    reply = move(programme, a, "2025-07-01", by=partner)
    assert [one["milestone_id"] for one in reply["proposed"]] == [c]
    with pytest.raises(NotAllowed):
        accept(programme, a, {b: "2025-08-01", c: "2025-08-01"}, by=partner)
    accept(programme, a, {c: "2025-08-01"}, by=partner)


def test_who_saw_an_older_version_of_what_moved_accepts_nothing(programme: Programme) -> None:
    a, b, _ = chain(programme)
    move(programme, a, "2025-07-01")
    with pytest.raises(StaleVersion), context.using(expected_version=1):
        accept(programme, a, {b: "2025-07-20"})
    with context.using(expected_version=2):
        accept(programme, a, {b: "2025-07-20"})


def test_a_milestone_of_another_programme_is_neither_predecessor_nor_successor(programme: Programme) -> None:
    theirs = f"{programme.programme_id}-B"
    made = {"programme_id": theirs, "title": "B", "host_org_id": "council", "starts_on": "2024-01-01"}
    programme.do(programmes.create_programme, calls.CreateProgramme, **made)
    foreign, own = programme.milestone(programme_id=theirs), programme.milestone()
    with pytest.raises(Invalid):
        programme.milestone(predecessor_ids=[foreign])
    with pytest.raises(Invalid):
        change(programme, own, predecessor_ids=[foreign])
    with pytest.raises(Invalid):
        accept(programme, own, {foreign: "2025-08-01"})


def test_a_milestone_that_is_done_late_keeps_its_slip_with_every_move_and_its_words(programme: Programme) -> None:
    it = programme.milestone()
    move(programme, it, "2025-07-01", note="Two posts are open.")
    move(programme, it, "2025-06-20", reason_code="other", known_on="2025-02-01")
    move(programme, it, "2025-08-01", reason_code="approval", known_on="2025-03-01")
    frozen = {"programme_id": programme.programme_id, "title": "Second", "from_on": "2025-04-01"}
    programme.do(baselines.baseline_plan, calls.BaselinePlan, **frozen)
    programme.do(milestones.achieve_milestone, calls.AchieveMilestone, milestone_id=it, achieved_on="2025-08-11")
    now = shown(programme, it)
    assert now["slip"] == {
        "measured_to": "achieved",
        "days_from_first_baseline": 71,
        "days_from_baseline": 10,
        "moves": 3,
        "moves_later": 2,
        "days_moved_later": 72,
    }
    assert [(one["from"], one["to"], one["days"], one["reason_code"], one["known_on"]) for one in now["moves"]] == [
        ("2025-06-01", "2025-07-01", 30, "recruitment", "2025-01-10"),
        ("2025-07-01", "2025-06-20", -11, "other", "2025-02-01"),
        ("2025-06-20", "2025-08-01", 42, "approval", "2025-03-01"),
    ]
    assert (now["moves"][0]["note"], now["moves"][0]["actor_id"]) == ("Two posts are open.", "manager")


def test_evidence_is_a_file_that_was_uploaded(programme: Programme, files: Files) -> None:
    it = programme.milestone(evidence_required=True)
    kept = files.put(b"minutes", by="manager").sha256
    achieve = {"milestone_id": it, "achieved_on": "2025-05-05"}
    with pytest.raises(Invalid) as refused:
        programme.do(
            milestones.achieve_milestone, calls.AchieveMilestone, **achieve, evidence_file_ids=[kept, "0" * 64]
        )
    assert "0" * 64 in refused.value.fields["evidence_file_ids"][0]
    assert kept not in refused.value.message
    assert shown(programme, it)["state"] == "planned"
    programme.do(milestones.achieve_milestone, calls.AchieveMilestone, **achieve, evidence_file_ids=[kept])
    assert shown(programme, it)["evidence_file_ids"] == [kept]


def test_what_is_recorded_late_does_not_undo_what_is_known_of_a_later_day(programme: Programme) -> None:
    it = programme.milestone()
    move(programme, it, "2025-07-01", known_on="2025-03-01")
    with pytest.raises(Invalid) as refused:
        move(programme, it, "2025-08-01", known_on="2025-02-01")
    assert list(refused.value.fields) == ["known_on"]
    change(programme, it, title="Second", from_on="2025-03-01")
    with pytest.raises(Invalid) as refused:
        change(programme, it, title="Third", from_on="2025-02-01")
    assert list(refused.value.fields) == ["from_on"]
    change(programme, it, owner_person_id="p1", from_on="2025-02-01")  # of another field nothing is known later
    with pytest.raises(Invalid):
        change(programme, it, title="Third", from_on="2024-02-29")  # it was planned a day later
    frozen = {"programme_id": programme.programme_id, "title": "Second", "from_on": "2025-04-01"}
    programme.do(baselines.baseline_plan, calls.BaselinePlan, **frozen)
    with pytest.raises(Invalid, match="Second"), carrying_out("an approved change"):
        programme.do(baselines.baseline_plan, calls.BaselinePlan, **frozen | {"from_on": "2025-03-01"})


def unit(programme: Programme, title: str) -> str:
    fields = {"programme_id": programme.programme_id, "title": title}
    made: str = programme.do(workstreams.add_workstream, calls.AddWorkstream, **fields)["workstream_id"]
    return made


def declare(programme: Programme, target: str, level: str, **more: Any) -> Any:
    fields = {"target_id": target, "level": level, "reason": "Two posts are open."} | more
    return programme.do(confidence.declare_confidence, calls.DeclareConfidence, **fields)


def test_confidence_is_declared_in_words_and_the_schedule_is_computed_and_neither_is_the_other(
    programme: Programme,
) -> None:
    data, other = unit(programme, "Data"), unit(programme, "Other")
    project = programme.project(workstream_id=data)
    programme.milestone(project_id=project, baseline_on=date(2026, 1, 1).isoformat())  # long overdue
    declare(programme, data, "amber", on="2026-01-05")
    declare(programme, data, "green", on="2026-02-05", review_on="2026-05-01")
    items = programme.do(delivery.delivery, calls.Delivery, programme_id=programme.programme_id)["items"]
    by_title = {item["title"]: item for item in items}
    assert by_title["Data"]["declared"]["level"] == "green"
    assert by_title["Data"]["declared"]["reason"] == "Two posts are open."
    assert by_title["Data"]["schedule"]["level"] == "red"
    assert by_title["Data"]["schedule"]["red_days"] == 60
    assert (by_title["Other"]["declared"], by_title["Other"]["schedule"]["level"]) == (None, None)
    assert items[0]["target_kind"] == "programme"
    assert items[0]["schedule"]["level"] == "red"
    told = programme.do(delivery.history, calls.ConfidenceHistory, target_id=data)["items"]
    assert [one["level"] for one in told] == ["green", "amber"]
    fact = programme.facts(data)[-1]
    assert "Two posts" not in str(fact)
    assert set(fact["data"]["reason"]) == {"text_id", "sha256"}
    assert other


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"level": "red"}, "action"),
        ({"on": "2999-01-01"}, "on"),
        ({"on": "2026-02-01", "review_on": "2026-01-01"}, "review_on"),
        ({"level": "blue"}, "level"),
        ({"reason": ""}, "reason"),
    ],
)
def test_a_declaration_that_lacks_something_is_refused_at_its_field(
    programme: Programme, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        declare(programme, unit(programme, "Data"), **{"level": "green"} | more)
    assert list(refused.value.fields) == [field]


def test_confidence_is_of_workstreams_and_programmes_alone(programme: Programme) -> None:
    with pytest.raises(Invalid):
        declare(programme, programme.project(), "green")
    with pytest.raises(NotFound):
        declare(programme, "nothing", "green")
    declare(programme, programme.programme_id, "red", action="Ask the board.")
