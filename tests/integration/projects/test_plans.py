"""Projects and milestones on a real database: each command's fact, its refusals, and what the reads then show."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from sqlalchemy import event, text

from services.projects.commands import baselines, milestones, notes, programmes, projects, workstreams
from services.projects.views import journal, plans
from services.projects.views import milestones as milestone_views
from services.projects.views import programmes as programme_views
from shared import context
from shared.calls import projects as calls
from shared.context import Actor, Grant
from shared.database import transaction
from shared.errors import Conflict, Invalid, NotFound, StaleVersion
from tests.integration.projects.conftest import Programme


def test_a_milestone_keeps_its_baseline_while_its_forecast_moves_and_ends_late(programme: Programme) -> None:
    it = programme.milestone()
    slip = {"forecast_on": "2025-09-01", "reason_code": "recruitment", "known_on": "2025-05-01", "note": "Two left."}
    programme.do(milestones.reforecast_milestone, calls.ReforecastMilestone, milestone_id=it, **slip)
    done = programme.do(milestones.achieve_milestone, calls.AchieveMilestone, milestone_id=it, achieved_on="2025-09-03")
    assert done["version"] == 3
    shown = programme.do(milestone_views.milestone, calls.Milestone, milestone_id=it)
    assert (shown["baseline_on"], shown["forecast_on"], shown["achieved_on"]) == (
        "2025-06-01",
        "2025-09-01",
        "2025-09-03",
    )
    assert (shown["state"], shown["days_late"], shown["version"]) == ("achieved", 94, 3)
    planned, moved, achieved = programme.facts(it)
    assert [fact["type"] for fact in (planned, moved, achieved)] == [
        "projects.milestone.planned",
        "projects.milestone.reforecast",
        "projects.milestone.achieved",
    ]
    assert [fact["effectiveon"] for fact in (planned, moved, achieved)] == ["2024-03-01", "2025-05-01", "2025-09-03"]
    assert moved["data"]["forecast_from"] == "2025-06-01"


def test_the_words_of_a_note_stay_here_and_the_fact_has_their_fingerprint(programme: Programme) -> None:
    it, words = programme.milestone(), "Ann Example is ill."
    programme.do(milestones.achieve_milestone, calls.AchieveMilestone, milestone_id=it, note=words)
    fact = programme.facts(it)[-1]
    assert words not in str(fact)
    assert fact["data"]["note"]["sha256"] == hashlib.sha256(words.encode()).hexdigest()
    newest = programme.do(journal.entries, calls.Journal, target_id=it)["items"][0]
    assert (newest["type"], newest["note"]) == ("milestone.achieved", words)


def test_an_achievement_that_is_taken_back_is_corrected_by_a_fact_with_the_same_date(programme: Programme) -> None:
    it = programme.milestone()
    programme.do(milestones.achieve_milestone, calls.AchieveMilestone, milestone_id=it, achieved_on="2025-05-05")
    programme.do(milestones.withdraw_achievement, calls.WithdrawAchievement, milestone_id=it, reason_code="error")
    achieved, withdrawn = programme.facts(it)[-2:]
    assert withdrawn["corrects"] == achieved["id"] == withdrawn["data"]["achieved_event_id"]
    assert withdrawn["effectiveon"] == achieved["effectiveon"]
    again = programme.do(milestones.achieve_milestone, calls.AchieveMilestone, milestone_id=it)
    assert again["version"] == 4


def test_a_broken_rule_changes_nothing_and_records_nothing(programme: Programme) -> None:
    it = programme.milestone(evidence_required=True)
    before = programme.facts()
    with pytest.raises(Invalid) as refused:
        programme.do(milestones.achieve_milestone, calls.AchieveMilestone, milestone_id=it)
    assert list(refused.value.fields) == ["evidence_file_ids"]
    programme.do(milestones.cancel_milestone, calls.CancelMilestone, milestone_id=it, reason_code="scope")
    with pytest.raises(Conflict):
        programme.do(milestones.achieve_milestone, calls.AchieveMilestone, milestone_id=it)
    assert [fact["type"] for fact in programme.facts()[len(before) :]] == ["projects.milestone.cancelled"]


def test_two_who_saw_the_same_version_cannot_both_change_it(programme: Programme) -> None:
    it = programme.milestone()
    with context.using(expected_version=1):
        programme.do(milestones.achieve_milestone, calls.AchieveMilestone, milestone_id=it)
    with pytest.raises(StaleVersion), context.using(expected_version=1):
        programme.do(milestones.withdraw_achievement, calls.WithdrawAchievement, milestone_id=it, reason_code="error")


def test_baselining_the_plan_freezes_every_open_milestone_under_a_name(programme: Programme) -> None:
    achieved, slipped, given, cancelled = (programme.milestone(title=f"M{n}") for n in range(4))
    programme.do(milestones.achieve_milestone, calls.AchieveMilestone, milestone_id=achieved, achieved_on="2025-05-01")
    programme.do(
        milestones.reforecast_milestone,
        calls.ReforecastMilestone,
        milestone_id=slipped,
        forecast_on="2027-01-01",
        reason_code="approval",
    )
    programme.do(milestones.cancel_milestone, calls.CancelMilestone, milestone_id=cancelled, reason_code="scope")
    programme.do(
        baselines.baseline_plan,
        calls.BaselinePlan,
        programme_id=programme.programme_id,
        title="After the change of 2026",
        milestones=[{"milestone_id": given, "baseline_on": "2026-12-24"}],
    )
    fact = programme.facts(programme.programme_id)[-1]
    frozen = {one["id"]: one["baseline_on"] for one in fact["data"]["milestones"]}
    assert frozen == {achieved: "2025-05-01", slipped: "2027-01-01", given: "2026-12-24"}
    shown = programme.do(milestone_views.milestone, calls.Milestone, milestone_id=given)
    assert (shown["baseline_on"], shown["first_baseline_on"]) == ("2026-12-24", "2025-06-01")
    assert shown["baselines"][0]["title"] == "After the change of 2026"


def test_a_cancelled_milestone_cannot_be_baselined(programme: Programme) -> None:
    kept, cancelled = programme.milestone(), programme.milestone()
    programme.do(milestones.cancel_milestone, calls.CancelMilestone, milestone_id=cancelled, reason_code="scope")
    with pytest.raises(Invalid, match=cancelled):
        programme.do(
            baselines.baseline_plan,
            calls.BaselinePlan,
            programme_id=programme.programme_id,
            title="Again",
            milestones=[{"milestone_id": cancelled, "baseline_on": "2026-12-24"}],
        )
    assert programme.do(milestone_views.milestone, calls.Milestone, milestone_id=kept)["baselines"] == []


def test_a_change_of_a_project_says_what_was_before_and_after(programme: Programme) -> None:
    it = programme.project(themes=["housing"])
    change = {"title": "Warm homes", "planned_end": "2026-12-31", "themes": ["housing"], "reason_code": "scope"}
    programme.do(projects.change_project, calls.ChangeProject, project_id=it, **change)
    assert programme.facts(it)[-1]["data"]["changes"] == {
        "title": {"before": "Homes", "after": "Warm homes"},
        "planned_end": {"before": None, "after": "2026-12-31"},
    }
    with pytest.raises(Conflict, match="Nothing of this differs"):
        programme.do(projects.change_project, calls.ChangeProject, project_id=it, title="Warm homes")


def test_a_project_is_paused_taken_up_and_ended_with_a_fact_each(programme: Programme) -> None:
    it = programme.project()
    pause = {"reason_code": "staffing", "on": "2025-01-01", "review_on": "2025-03-01"}
    programme.do(projects.pause_project, calls.PauseProject, project_id=it, **pause)
    programme.do(projects.resume_project, calls.ResumeProject, project_id=it, on="2025-02-01")
    programme.do(projects.end_project, calls.EndProject, project_id=it, on="2026-01-31", outcome="completed")
    assert [fact["type"].removeprefix("projects.project.") for fact in programme.facts(it)] == [
        "started",
        "paused",
        "resumed",
        "ended",
    ]
    shown = programme.do(plans.project, calls.Project, project_id=it)
    assert (shown["state"], shown["since"]) == ("completed", "2026-01-31")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("workstream_id", "nothing"),
        ("award_ids", ["nothing"]),
        ("themes", ["no-such-theme"]),
        ("planned_end", "2023-01-01"),
    ],
)
def test_a_project_hangs_only_on_what_its_programme_has(programme: Programme, field: str, value: Any) -> None:
    with pytest.raises(Invalid) as refused:
        programme.project(**{field: value})
    assert list(refused.value.fields) == [field]


def test_a_milestone_of_another_programmes_project_is_refused(programme: Programme) -> None:
    with pytest.raises(Invalid):
        programme.milestone(project_id="a project of somebody else")


def test_a_programme_id_is_taken_once(programme: Programme) -> None:
    with pytest.raises(Conflict, match="already"):
        programme.do(
            programmes.create_programme,
            calls.CreateProgramme,
            programme_id=programme.programme_id,
            title="Again",
            host_org_id="council",
            starts_on="2024-01-01",
        )


def test_notes_and_nothing_new_are_facts_of_what_they_are_about(programme: Programme) -> None:
    it = programme.project()
    programme.do(notes.note_progress, calls.NoteProgress, target_id=it, percent=40, note="On the way")
    programme.do(
        notes.confirm_nothing_new,
        calls.ConfirmNothingNew,
        target_id=it,
        section="outputs",
        period_from="2026-01-01",
        period_to="2026-06-30",
    )
    noted, nothing = programme.facts(it)[-2:]
    assert (noted["data"]["target_kind"], noted["data"]["percent"]) == ("project", 40)
    assert (nothing["effectiveon"], nothing["data"]["period"]["from"]) == ("2026-06-30", "2026-01-01")
    with pytest.raises(Invalid):
        programme.do(notes.note_progress, calls.NoteProgress, target_id=it)
    with pytest.raises(NotFound):
        programme.do(notes.note_progress, calls.NoteProgress, target_id="nothing", percent=1)


def test_one_sees_the_projects_of_ones_own_programme_or_of_ones_own_part_alone(programme: Programme) -> None:
    mine, other = programme.project(), programme.project()
    partner = Actor("partner", (Grant("partner", programme.programme_id, mine),))
    outsider = Actor("outsider", (Grant("programme_manager", "ANOTHER"),))
    for by, seen in ((programme.manager, {mine, other}), (partner, {mine}), (outsider, set())):
        listed = programme.do(plans.list_projects, calls.Projects, by=by, programme_id=programme.programme_id)
        assert {project["project_id"] for project in listed["items"]} == seen
    with pytest.raises(NotFound):
        programme.do(programme_views.programme, calls.Programme, by=outsider, programme_id=programme.programme_id)


def test_the_funder_sees_a_programme_and_its_awards_but_not_its_work_in_progress(programme: Programme) -> None:
    of = programme.programme_id
    programme.do(workstreams.add_workstream, calls.AddWorkstream, programme_id=of, title="Evidence")
    funder = Actor("funder", (Grant("funder", of),))
    inside = programme.do(programme_views.programme, calls.Programme, programme_id=of)
    outside = programme.do(programme_views.programme, calls.Programme, by=funder, programme_id=of)
    assert (len(inside["workstreams"]), outside["workstreams"], outside["title"]) == (1, [], inside["title"])


def test_an_id_that_something_else_has_leads_nobody_to_what_was_written_about_that(programme: Programme) -> None:
    theirs = f"{programme.programme_id}-B"
    made = {"programme_id": theirs, "title": "Another", "host_org_id": "council", "starts_on": "2024-01-01"}
    programme.do(programmes.create_programme, calls.CreateProgramme, **made)
    with pytest.raises(Conflict, match="already"):
        programme.project(project_id=theirs)
    with pytest.raises(Conflict, match="already"):
        programme.milestone(milestone_id=theirs)


def test_pages_of_milestones_come_in_order_of_forecast_and_cost_one_statement_each(programme: Programme) -> None:
    for n in range(12):
        programme.milestone(title=f"M{n}", baseline_on=f"2026-{12 - n:02d}-01")
    statements: list[str] = []
    event.listen(programme.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    with context.using(actor=programme.manager), transaction(programme.engine) as session:
        found, after = [], None
        while True:
            asked = {"programme_id": programme.programme_id, "after": after, "limit": 5}
            page = plans.list_milestones(session, **asked)
            found += [milestone["forecast_on"] for milestone in page["items"]]
            if (after := page["next"]) is None:
                break
    assert found == sorted(found)
    assert len(found) == 12
    assert len(statements) == 3


def test_a_cursor_of_somewhere_else_is_refused_in_words(programme: Programme) -> None:
    with pytest.raises(Invalid, match="cursor"):
        programme.do(plans.list_projects, calls.Projects, after="nonsense")


def test_every_fact_is_noted_in_the_journal(programme: Programme) -> None:
    it = programme.milestone()
    programme.do(milestones.achieve_milestone, calls.AchieveMilestone, milestone_id=it)
    with transaction(programme.engine) as session:
        missing = session.execute(
            text(
                "select attributes from outbox o where not exists"
                " (select from journal where event_id::text = o.attributes->>'id')"
                " and attributes->>'origin' is null"
            )
        ).all()
    assert missing == []
