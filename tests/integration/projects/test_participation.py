"""Participation on a real database: targets, entries, corrections, and plan against actual."""

from __future__ import annotations

from typing import Any

import pytest

from services.projects.commands import finding, participation
from services.projects.views import journal
from services.projects.views import participation as views
from shared.calls import projects as calls
from shared.context import Actor, Grant
from shared.database import transaction
from shared.errors import Conflict, Invalid, NotFound
from tests.integration.projects.conftest import Programme

HALF = {"period_from": "2025-01-01", "period_to": "2025-06-30"}


def plan(programme: Programme, target: int, **fields: Any) -> Any:
    asked = {"programme_id": programme.programme_id, "kind": "people", "target": target} | HALF
    return programme.do(participation.plan_participation, calls.PlanParticipation, **(asked | fields))


def record(programme: Programme, study_id: str, count: int, on: str = "2025-03-01", **fields: Any) -> str:
    asked = {"study_id": study_id, "kind": "people", "count": count, "on": on}
    done = programme.do(participation.record_participation, calls.RecordParticipation, **(asked | fields))
    return str(done["participation_id"])


def against_plan(programme: Programme) -> dict[tuple[str | None, str], tuple[int | str, list[int]]]:
    asked = {"programme_id": programme.programme_id} | HALF
    found = programme.do(views.against_plan, calls.ParticipationAgainstPlan, **asked)
    return {
        (one["study_id"], one["kind"]): (one["joined"], [target["target"] for target in one["targets"]])
        for one in found["items"]
    }


def test_plan_stands_beside_actual_by_study_and_kind_and_says_of_people_only_that_some_joined(
    programme: Programme,
) -> None:
    homes, jobs = programme.project(), programme.project(title="Jobs")
    plan(programme, 60)
    plan(programme, 40, study_id=homes)
    record(programme, homes, 12)
    record(programme, homes, 20, on="2025-06-30")
    record(programme, homes, 9, on="2025-07-01")
    record(programme, jobs, 5)
    record(programme, jobs, 2, kind="sites")
    assert against_plan(programme) == {
        (None, "people"): ("not shown", [60]),
        (homes, "people"): ("not shown", [40]),
        (jobs, "people"): ("not shown", []),
        (None, "sites"): (2, []),
        (jobs, "sites"): (2, []),
    }


def test_a_target_set_again_is_the_same_target(programme: Programme) -> None:
    first, again = plan(programme, 40), plan(programme, 50)
    assert again == {"target_id": first["target_id"], "version": 2}
    assert against_plan(programme) == {(None, "people"): (0, [50])}
    facts = programme.facts(first["target_id"])
    assert [(fact["effectiveon"], fact["data"]["target"]) for fact in facts] == [("2025-01-01", 40), ("2025-01-01", 50)]


def test_a_correction_stands_in_place_of_what_it_corrects(programme: Programme) -> None:
    homes = programme.project()
    it = record(programme, homes, 12)
    asked = {"participation_id": it, "count": 11, "on": "2025-02-28"}
    programme.do(participation.correct_participation, calls.CorrectParticipation, **asked)
    asked = {"participation_id": it, "count": 0}
    programme.do(participation.correct_participation, calls.CorrectParticipation, **asked)
    first, second, third = programme.facts(it)
    assert (second["corrects"], third["corrects"]) == (first["id"], second["id"])
    assert [fact["effectiveon"] for fact in (first, second, third)] == ["2025-03-01", "2025-02-28", "2025-02-28"]
    (shown,) = programme.do(views.entries, calls.Participation, study_id=homes)["items"]
    assert (shown["count"], shown["on_date"], shown["version"]) == (0, "2025-02-28", 3)
    with pytest.raises(Conflict, match="Nothing of this differs"):
        programme.do(participation.correct_participation, calls.CorrectParticipation, **asked)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"on": "2024-01-31"}, "on"),  # before the study began
        ({"on": "2999-01-01"}, "on"),
        ({"count": -1}, "count"),
        ({"count": "many"}, "count"),
        ({"kind": "dogs"}, "kind"),
    ],
)
def test_what_cannot_be_is_refused_by_field(programme: Programme, changes: dict[str, Any], field: str) -> None:
    homes = programme.project()
    with pytest.raises(Invalid) as refused:
        record(programme, homes, **({"count": 3} | changes))
    assert list(refused.value.fields) == [field]
    assert programme.do(views.entries, calls.Participation, study_id=homes)["items"] == []


def test_an_entry_is_not_put_right_to_a_day_before_its_study_began(programme: Programme) -> None:
    it = record(programme, programme.project(started_on="2024-02-01"), 12)
    with pytest.raises(Invalid) as refused:
        wrong = {"participation_id": it, "count": 12, "on": "2024-01-31"}
        programme.do(participation.correct_participation, calls.CorrectParticipation, **wrong)
    assert list(refused.value.fields) == ["on"]


def test_a_target_for_another_programme_s_study_or_a_period_that_runs_backwards_is_refused(
    programme: Programme,
) -> None:
    with pytest.raises(Invalid) as refused:
        plan(programme, 5, study_id="another's")
    assert list(refused.value.fields) == ["study_id"]
    with pytest.raises(Invalid) as refused:
        plan(programme, 5, period_to="2024-12-31")
    assert list(refused.value.fields) == ["period_to"]


def test_the_people_of_an_entry_are_in_no_list_and_no_journal_and_sites_are(programme: Programme) -> None:
    homes = programme.project()
    people, sites = record(programme, homes, 12), record(programme, homes, 3, kind="sites")
    listed = programme.do(views.entries, calls.Participation, study_id=homes)["items"]
    assert {one["participation_id"]: one["count"] for one in listed} == {people: "not shown", sites: 3}
    for it, number in ((people, "not shown"), (sites, 3)):
        (line,) = programme.do(journal.entries, calls.Journal, target_id=it)["items"]
        assert line["data"]["count"] == number


def test_a_partner_of_one_study_sees_the_entries_of_that_study_alone(programme: Programme) -> None:
    homes, jobs = programme.project(), programme.project(title="Jobs")
    own, _ = record(programme, homes, 12), record(programme, jobs, 5)
    partner = Actor("partner", (Grant("partner", programme.programme_id, homes),))
    found = programme.do(views.entries, calls.Participation, by=partner)
    assert [one["participation_id"] for one in found["items"]] == [own]
    with transaction(programme.engine) as session:
        assert finding.SCOPES["participation_id"](session, own) == (programme.programme_id, homes)
        with pytest.raises(NotFound):
            finding.SCOPES["participation_id"](session, "none")
