"""Programme, workstreams, work packages, partners and settings on a real database."""

from __future__ import annotations

from typing import Any

import pytest

from services.projects.commands import (
    agreements,
    awards,
    partners,
    programmes,
    projects,
    thresholds,
    work_packages,
    workstreams,
)
from services.projects.views import plans
from services.projects.views import programmes as programme_views
from services.projects.views import thresholds as threshold_views
from services.projects.views import work_packages as work_package_views
from shared import context
from shared.calls import projects as calls
from shared.context import Actor, Grant
from shared.errors import Conflict, Invalid, NotFound, StaleVersion
from tests.integration.projects.conftest import Programme


def package(programme: Programme, project_id: str, **more: Any) -> str:
    fields = {"project_id": project_id, "title": "Linking", "from_on": "2024-03-01"} | more
    return str(programme.do(work_packages.add_work_package, calls.AddWorkPackage, **fields)["work_package_id"])


def end(programme: Programme, it: str, **more: Any) -> Any:
    fields = {"work_package_id": it, "outcome": "completed", "on": "2025-01-31"} | more
    return programme.do(work_packages.end_work_package, calls.EndWorkPackage, **fields)


def test_a_work_package_is_a_part_of_its_project_and_has_milestones(programme: Programme) -> None:
    project = programme.project()
    it = package(programme, project, planned_end="2025-01-31")
    milestone = programme.milestone(work_package_id=it)
    shown = programme.do(work_package_views.work_package, calls.WorkPackage, work_package_id=it)
    assert (shown["title"], shown["project_id"], shown["ended_on"]) == ("Linking", project, None)
    assert [one["milestone_id"] for one in shown["milestones"]] == [milestone]
    assert shown["milestones"][0]["project_id"] == project  # the package says of which project it is
    whole = programme.do(plans.project, calls.Project, project_id=project)
    assert [one["work_package_id"] for one in whole["work_packages"]] == [it]
    assert end(programme, it)["version"] == 2
    with pytest.raises(Invalid, match="ended"):
        programme.milestone(work_package_id=it)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"on": "2024-02-29"}, "on"),
        ({"on": "2999-01-01"}, "on"),
        ({"outcome": "cancelled"}, "reason_code"),
    ],
)
def test_a_work_package_ends_within_its_life_and_is_stopped_with_a_reason(
    programme: Programme, more: dict[str, Any], field: str
) -> None:
    it = package(programme, programme.project())
    with pytest.raises(Invalid) as refused:
        end(programme, it, **more)
    assert list(refused.value.fields) == [field]


def test_a_work_package_ends_once_and_belongs_to_a_project_under_way(programme: Programme) -> None:
    project, other = programme.project(), programme.project()
    it = package(programme, project)
    end(programme, it)
    with pytest.raises(Conflict, match="already"):
        end(programme, it)
    with pytest.raises(Invalid, match="another project"):
        programme.milestone(work_package_id=package(programme, project), project_id=other)
    with pytest.raises(Invalid):
        package(programme, project, from_on="2024-01-31")
    programme.do(projects.end_project, calls.EndProject, project_id=other, outcome="completed", on="2025-02-02")
    with pytest.raises(Conflict, match="completed"):
        package(programme, other)
    with pytest.raises(NotFound):
        package(programme, "nothing")


def test_a_partner_of_one_project_sees_its_work_packages_alone(programme: Programme) -> None:
    mine, other = programme.project(), programme.project()
    seen, _ = package(programme, mine), package(programme, other)
    partner = Actor("partner", (Grant("partner", programme.programme_id, mine),))
    listed = programme.do(work_package_views.list_work_packages, calls.WorkPackages, by=partner)
    assert [one["work_package_id"] for one in listed["items"]] == [seen]


def test_a_workstream_is_renamed_with_both_names_in_the_fact(programme: Programme) -> None:
    made = programme.do(
        workstreams.add_workstream, calls.AddWorkstream, programme_id=programme.programme_id, title="Data"
    )
    change = {"workstream_id": made["workstream_id"], "title": "Civic data", "lead_person_id": "p1"}
    programme.do(workstreams.change_workstream, calls.ChangeWorkstream, **change)
    changes = programme.facts(made["workstream_id"])[-1]["data"]["changes"]
    assert changes == {
        "title": {"before": "Data", "after": "Civic data"},
        "lead_person_id": {"before": None, "after": "p1"},
    }
    with pytest.raises(Conflict, match="differs"):
        programme.do(workstreams.change_workstream, calls.ChangeWorkstream, **change)
    with pytest.raises(Invalid):
        programme.do(workstreams.change_workstream, calls.ChangeWorkstream, **change | {"title": None})


def test_a_programme_changes_its_words_but_keeps_those_that_its_projects_have(programme: Programme) -> None:
    of = programme.programme_id
    programme.project(themes=["housing"])
    change = {"programme_id": of, "reason_code": "board"}
    themes = [{"key": "housing", "title": "Homes"}, {"key": "work", "title": "Work"}]
    programme.do(programmes.change_programme, calls.ChangeProgramme, **change, themes=themes, title="New")
    shown = programme.do(programme_views.programme, calls.Programme, programme_id=of)
    assert (shown["title"], [theme["title"] for theme in shown["themes"]]) == ("New", ["Homes", "Work"])
    with pytest.raises(Invalid, match="housing"):
        programme.do(programmes.change_programme, calls.ChangeProgramme, **change, themes=themes[1:])
    with pytest.raises(Invalid, match="before it starts"):
        programme.do(programmes.change_programme, calls.ChangeProgramme, **change, planned_end="2023-01-01")
    late = [{"key": "a", "title": "A", "start": "2030-01-01", "end": "2031-01-01"}]
    with pytest.raises(Invalid, match="outside"):
        programme.do(programmes.change_programme, calls.ChangeProgramme, **change, stages=late)


def joined(programme: Programme, **more: Any) -> str:
    fields = {"programme_id": programme.programme_id, "org_id": "ccg", "joined_on": "2024-01-01", "roles": ["nhs"]}
    return str(programme.do(partners.join_partner, calls.JoinPartner, **fields | more)["partnership_id"])


def test_a_partner_joins_under_an_agreement_of_its_own_programme(programme: Programme, other: Programme) -> None:
    def signed(by: Programme) -> str:
        asked = {"title": "Working together", "kind": "collaboration", "party_org_ids": ["council", "university"]}
        made = by.do(agreements.sign_agreement, calls.SignAgreement, programme_id=by.programme_id, **asked)
        return str(made["agreement_id"])

    joined(programme, agreement_id=signed(programme))
    with pytest.raises(Invalid) as refused:
        joined(programme, agreement_id=signed(other))
    assert list(refused.value.fields) == ["agreement_id"]


def test_a_partner_that_is_succeeded_stays_linked_to_its_successor(programme: Programme) -> None:
    it = joined(programme)
    left = {"partnership_id": it, "on": "2025-06-30", "reason_code": "succeeded", "successor_org_id": "icb"}
    reply = programme.do(partners.leave_partner, calls.LeavePartner, **left)
    shown = programme.do(programme_views.programme, calls.Programme, programme_id=programme.programme_id)["partners"]
    by_org = {partner["org_id"]: partner for partner in shown}
    assert (by_org["ccg"]["left_on"], by_org["ccg"]["successor_org_id"]) == ("2025-06-30", "icb")
    assert by_org["icb"]["partnership_id"] == reply["successor_partnership_id"]
    assert (by_org["icb"]["roles"], by_org["icb"]["succeeds_partnership_id"]) == (["nhs"], it)
    assert [fact["type"] for fact in programme.facts() if fact["programmeid"] == programme.programme_id][-2:] == [
        "projects.partner.left",
        "projects.partner.joined",
    ]
    with pytest.raises(Conflict, match="already"):
        programme.do(partners.leave_partner, calls.LeavePartner, **left)


def test_a_successor_that_is_a_partner_already_joins_no_second_time(programme: Programme) -> None:
    it, _ = joined(programme), joined(programme, org_id="icb")
    left = {"partnership_id": it, "reason_code": "succeeded", "successor_org_id": "icb"}
    assert "successor_partnership_id" not in programme.do(partners.leave_partner, calls.LeavePartner, **left)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"on": "2023-12-31"}, "on"),
        ({"on": "2999-01-01"}, "on"),
        ({"reason_code": "succeeded"}, "successor_org_id"),
        ({"successor_org_id": "ccg"}, "successor_org_id"),
    ],
)
def test_a_partner_cannot_leave_like_that(programme: Programme, more: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        programme.do(
            partners.leave_partner,
            calls.LeavePartner,
            **{"partnership_id": joined(programme), "reason_code": "finished"} | more,
        )
    assert list(refused.value.fields) == [field]


def test_a_setting_holds_from_its_day_and_is_shown_with_its_default(programme: Programme) -> None:
    of = programme.programme_id

    def shown() -> dict[str, Any]:
        items = programme.do(threshold_views.thresholds, calls.Thresholds, programme_id=of)["items"]
        return {item["key"]: item for item in items}

    assert (shown()["quiet_after"]["values"], shown()["quiet_after"]["from_on"]) == ([60], None)
    setting = {"programme_id": of, "key": "quiet_after", "values": [45], "from_on": "2025-01-01"}
    programme.do(thresholds.set_threshold, calls.SetThreshold, **setting)
    assert (shown()["quiet_after"]["values"], shown()["quiet_after"]["default"]) == ([45], [60])
    with pytest.raises(Conflict):
        programme.do(thresholds.set_threshold, calls.SetThreshold, **setting)
    programme.do(thresholds.set_threshold, calls.SetThreshold, **setting | {"values": [50]})  # the same day again
    assert shown()["quiet_after"]["values"] == [50]
    earlier = setting | {"values": [20], "from_on": "2024-06-01"}
    programme.do(thresholds.set_threshold, calls.SetThreshold, **earlier)  # known late; today's stays
    assert shown()["quiet_after"]["values"] == [50]
    for wrong in ({"values": [0]}, {"values": [1, 2]}, {"key": "nothing"}, {"from_on": "2999-01-01"}):
        with pytest.raises(Invalid):
            programme.do(thresholds.set_threshold, calls.SetThreshold, **setting | wrong)
    late = setting | {"key": "rag.amber_days", "values": [40], "from_on": "2025-03-01"}
    programme.do(thresholds.set_threshold, calls.SetThreshold, **late)
    with pytest.raises(Invalid, match="below"):  # it would hold on the day on which amber became 40
        programme.do(
            thresholds.set_threshold, calls.SetThreshold, **late | {"key": "rag.red_days", "from_on": "2025-01-01"}
        )
    with pytest.raises(Invalid, match="below"):
        programme.do(
            thresholds.set_threshold, calls.SetThreshold, **setting | {"key": "rag.amber_days", "values": [60]}
        )


def test_two_who_saw_the_same_programme_cannot_both_set_it(programme: Programme) -> None:
    setting = {"programme_id": programme.programme_id, "key": "quiet_after", "values": [45]}
    with context.using(expected_version=1):
        programme.do(thresholds.set_threshold, calls.SetThreshold, **setting)
    with pytest.raises(StaleVersion), context.using(expected_version=1):
        programme.do(thresholds.set_threshold, calls.SetThreshold, **setting | {"values": [46]})


def test_a_programme_shows_every_extension_of_its_award_with_the_first_and_the_current_end(
    programme: Programme,
) -> None:
    of = programme.programme_id
    money = {"amount": "100.00", "currency": "GBP"}
    made = {"programme_id": of, "reference": f"{of}-X-1", "funder_org_id": "nihr", "starts_on": "2024-01-01"}
    it = programme.do(awards.record_award, calls.RecordAward, **made, ends_on="2028-12-31", amount=money)["award_id"]
    for agreed, end_ in (("2025-01-10", "2029-03-31"), ("2025-09-10", "2029-06-30")):
        extended = {"award_id": it, "agreed_on": agreed, "months": 3, "new_end": end_, "amount_change": money}
        programme.do(awards.extend_award, calls.ExtendAward, **extended)
    (award,) = programme.do(programme_views.programme, calls.Programme, programme_id=of)["awards"]
    assert (award["first_ends_on"], award["ends_on"]) == ("2028-12-31", "2029-06-30")
    assert [(one["agreed_on"], one["months"], one["new_end"]) for one in award["extensions"]] == [
        ("2025-01-10", 3, "2029-03-31"),
        ("2025-09-10", 3, "2029-06-30"),
    ]
