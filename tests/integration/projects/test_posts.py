"""Posts on a real database: their facts, who may hold how much on which day, and what the reads show."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.projects.commands import finding, posts
from services.projects.views import journal
from services.projects.views import posts as views
from shared import context
from shared.calls import projects as calls
from shared.context import Actor, Grant
from shared.database import transaction
from shared.errors import Conflict, Invalid, NotFound, StaleVersion
from tests.integration.projects.conftest import Programme

TODAY = date(2026, 6, 30)


class Staff:
    """A programme with posts, on a day of which everybody is sure."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme

    def do(self, work: Any, call: Any, by: Actor | None = None, **fields: Any) -> Any:
        with context.using(recorded_on=TODAY):
            return self.programme.do(work, call, by=by, **fields)

    def post(self, **fields: Any) -> str:
        asked = {
            "programme_id": self.programme.programme_id,
            "title": "Researcher",
            "role_family": "research",
            "employer_org_id": "uol",
            "fte": "1",
            "planned_start": "2026-01-05",
            "weekly_cost": {"amount": "1100.00"},
        }
        return str(self.do(posts.establish_post, calls.EstablishPost, **(asked | fields))["post_id"])

    def fill(self, post_id: str, person_id: str, on: str, **fields: Any) -> Any:
        asked = {"post_id": post_id, "person_id": person_id, "on": on}
        return self.do(posts.fill_post, calls.FillPost, **(asked | fields))

    def vacate(self, post_id: str, on: str, **fields: Any) -> Any:
        return self.do(posts.vacate_post, calls.VacatePost, post_id=post_id, on=on, **fields)

    def shown(self, post_id: str, by: Actor | None = None) -> Any:
        return self.do(views.post, calls.Post, by=by, post_id=post_id)


@pytest.fixture
def staff(programme: Programme) -> Staff:
    return Staff(programme)


def test_a_post_is_advertised_accepted_filled_and_vacated_and_the_weeks_empty_are_counted(staff: Staff) -> None:
    it = staff.post()
    staff.do(posts.advertise_post, calls.AdvertisePost, post_id=it, on="2026-01-12", closes_on="2026-02-01")
    staff.do(posts.appoint_to_post, calls.AppointToPost, post_id=it, on="2026-02-10", starts_on="2026-03-02")
    staff.fill(it, "ann", "2026-03-02")
    left = staff.vacate(it, "2026-06-16", next_step="readvertise")
    assert left["version"] == 5
    facts = staff.programme.facts(it)
    assert [fact["type"].removeprefix("projects.post.") for fact in facts] == [
        "established",
        "advertised",
        "appointed",
        "filled",
        "vacated",
    ]
    assert [fact["effectiveon"] for fact in facts] == [
        "2026-01-05",
        "2026-01-12",
        "2026-02-10",
        "2026-03-02",
        "2026-06-16",
    ]
    assert facts[1]["data"] == {"round": 1, "closes_on": "2026-02-01"}
    assert facts[2]["data"] == {"fte": "1", "starts_on": "2026-03-02"}
    assert facts[4]["data"] == {"person_id": "ann", "fte": "1", "next_step": "readvertise"}
    shown = staff.shown(it)
    assert (shown["state"], shown["fte"], shown["fte_filled"], shown["fte_vacant"]) == ("vacant", "1", "0", "1")
    assert shown["weeks_vacant"] == "10"  # 56 days up to the start, 14 since the leaving
    assert shown["weekly_cost"] == {"amount": "1100", "currency": "GBP"}
    assert [step["kind"] for step in shown["steps"]] == ["advertised", "appointed", "filled", "vacated"]


def test_two_share_a_post_and_no_day_has_more_than_it(staff: Staff) -> None:
    it = staff.post()
    staff.fill(it, "ann", "2026-02-02", fte="0.6")
    staff.fill(it, "ben", "2026-03-02")
    assert staff.programme.facts(it)[-1]["data"]["fte"] == "0.4"
    assert staff.shown(it)["holders"] == [{"person_id": "ann", "fte": "0.6"}, {"person_id": "ben", "fte": "0.4"}]
    before = staff.programme.facts()
    with pytest.raises(Invalid, match="would be filled") as refused:
        staff.fill(it, "cat", "2026-04-01", fte="0.2")
    assert list(refused.value.fields) == ["fte"]
    with pytest.raises(Invalid, match="would be filled"):  # what was entered before is judged by its own days
        staff.fill(it, "cat", "2026-02-10", fte="0.5")
    with pytest.raises(Invalid, match="share this post"):
        staff.vacate(it, "2026-05-31")
    with pytest.raises(Invalid, match="more than ann held"):
        staff.vacate(it, "2026-05-31", person_id="ann", fte="0.7")
    assert staff.programme.facts() == before
    staff.vacate(it, "2026-05-31", person_id="ann", fte="0.2")
    assert staff.shown(it)["fte_filled"] == "0.8"


def test_a_start_that_is_entered_late_is_welcome_where_it_fits(staff: Staff) -> None:
    it = staff.post()
    staff.fill(it, "ben", "2026-04-01")
    with pytest.raises(Invalid, match="From 2026-04-01 on"):
        staff.fill(it, "ann", "2026-02-02", fte="1")
    staff.fill(it, "ann", "2026-02-02", fte="0.5", corrects_event_id=staff.shown(it)["steps"][0]["event_id"])
    assert staff.shown(it)["holders"] == [{"person_id": "ann", "fte": "0.5"}]
    filled, corrected = staff.programme.facts(it)[-2:]
    assert corrected["corrects"] == filled["id"]


def test_an_entry_that_was_wrong_is_taken_back_once(staff: Staff) -> None:
    it = staff.post()
    staff.fill(it, "ann", "2026-02-02")
    wrong = staff.shown(it)["steps"][0]["event_id"]
    staff.fill(it, "ann", "2026-02-02", fte="0", corrects_event_id=wrong)
    assert staff.shown(it)["steps"] == []
    with pytest.raises(Invalid, match="put right already"):
        staff.fill(it, "ann", "2026-02-02", corrects_event_id=wrong)
    with pytest.raises(Invalid, match="more than 0"):
        staff.fill(it, "ann", "2026-02-02", fte="0")


def test_a_start_cannot_be_taken_back_from_under_a_leaving(staff: Staff) -> None:
    it = staff.post()
    staff.fill(it, "ann", "2026-02-02")
    staff.vacate(it, "2026-03-31")
    with pytest.raises(Invalid, match="more than ann held"):
        wrong = staff.shown(it)["steps"][0]["event_id"]
        staff.fill(it, "ann", "2026-02-02", fte="0", corrects_event_id=wrong)


def test_a_closed_post_takes_nothing_after_its_last_day(staff: Staff) -> None:
    it = staff.post()
    with pytest.raises(Invalid):
        staff.do(posts.close_post, calls.ClosePost, post_id=it, on="2026-07-01")
    with pytest.raises(Conflict, match="named by its own approval alone"):
        staff.do(posts.close_post, calls.ClosePost, post_id=it, on="2026-05-31", change_request_id="cr-1")
    staff.do(posts.close_post, calls.ClosePost, post_id=it, on="2026-05-31")
    assert staff.programme.facts(it)[-1]["effectiveon"] == "2026-05-31"
    for refused in (
        lambda: staff.fill(it, "ann", "2026-06-01"),
        lambda: staff.do(posts.advertise_post, calls.AdvertisePost, post_id=it, on="2026-06-01"),
        lambda: staff.do(posts.appoint_to_post, calls.AppointToPost, post_id=it, on="2026-06-01"),
        lambda: staff.do(posts.close_post, calls.ClosePost, post_id=it, on="2026-06-01"),
    ):
        with pytest.raises(Conflict, match="closed on 2026-05-31"):
            refused()
    assert staff.shown(it)["state"] == "closed"
    assert staff.shown(it)["weeks_vacant"] == "21"
    staff.fill(it, "ann", "2026-05-25")  # late, and true at the time
    assert (staff.shown(it)["holders"], staff.shown(it)["weeks_vacant"]) == ([], "20")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"fte": "0"}, "fte"),
        ({"fte": "101"}, "fte"),
        ({"planned_end": "2026-01-04"}, "planned_end"),
        ({"workstream_id": "another's"}, "workstream_id"),
        ({"weekly_cost": {"amount": "-1.00"}}, "weekly_cost"),
    ],
)
def test_a_post_that_cannot_be_is_refused_by_field(staff: Staff, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        staff.post(**changes)
    assert list(refused.value.fields) == [field]
    assert len(staff.programme.facts(staff.programme.programme_id)) == 1


@pytest.mark.parametrize(
    ("work", "call", "fields", "field"),
    [
        (posts.fill_post, calls.FillPost, {"person_id": "ann", "on": "2026-01-04"}, "on"),
        (posts.fill_post, calls.FillPost, {"person_id": "ann", "on": "2026-07-01"}, "on"),
        (posts.fill_post, calls.FillPost, {"person_id": "ann", "on": "2026-05-01", "fte": "1.1"}, "fte"),
        (posts.vacate_post, calls.VacatePost, {"on": "2026-05-01"}, "on"),
        (posts.advertise_post, calls.AdvertisePost, {"on": "2026-05-01", "closes_on": "2026-04-30"}, "closes_on"),
        (posts.appoint_to_post, calls.AppointToPost, {"on": "2026-05-01", "starts_on": "2026-04-30"}, "starts_on"),
    ],
)
def test_dates_and_sizes_are_in_order(staff: Staff, work: Any, call: Any, fields: dict[str, Any], field: str) -> None:
    it = staff.post()
    with pytest.raises(Invalid) as refused:
        staff.do(work, call, post_id=it, **fields)
    assert list(refused.value.fields) == [field]


def test_nobody_starts_after_the_funding_has_run_out(staff: Staff) -> None:
    it = staff.post(planned_end="2026-03-31")
    with pytest.raises(Invalid, match="funded up to 2026-03-31"):
        staff.fill(it, "ann", "2026-04-01")
    assert (staff.shown(it)["state"], staff.shown(it)["fte_vacant"]) == ("ended", "0")
    assert staff.shown(it)["weeks_vacant"] == "12.29"  # 86 days


def test_two_who_saw_the_same_version_cannot_both_change_a_post(staff: Staff) -> None:
    it = staff.post()
    with context.using(expected_version=1):
        staff.fill(it, "ann", "2026-02-02")
    with pytest.raises(StaleVersion), context.using(expected_version=1):
        staff.vacate(it, "2026-02-28")


def test_a_full_post_takes_nobody_and_says_so(staff: Staff) -> None:
    it = staff.post()
    staff.fill(it, "ann", "2026-02-02")
    with pytest.raises(Invalid, match="Nothing of the post is vacant on 2026-03-01"):
        staff.fill(it, "ben", "2026-03-01")
    accepted = {"post_id": it, "on": "2026-03-01"}  # while the leaver works their notice
    staff.do(posts.appoint_to_post, calls.AppointToPost, **accepted)
    assert staff.programme.facts(it)[-1]["data"] == {"fte": "1"}


def test_an_id_that_is_taken_is_refused(staff: Staff) -> None:
    it = staff.post()
    with pytest.raises(Conflict, match="Choose another id"):
        staff.post(post_id=it)


def test_the_list_is_cut_by_state_employer_and_page(staff: Staff) -> None:
    held, empty = staff.post(title="A"), staff.post(title="B", employer_org_id="ljmu")
    coming = staff.post(title="C", planned_start="2027-01-04")
    staff.fill(held, "ann", "2026-02-02")
    own = staff.programme.programme_id

    def ids(**fields: Any) -> list[str]:
        found = staff.do(views.list_posts, calls.Posts, programme_id=own, **fields)
        return [one["post_id"] for one in found["items"]]

    assert ids() == [held, empty, coming]
    assert [ids(state=state) for state in ("filled", "vacant", "planned", "closed")] == [[held], [empty], [coming], []]
    assert ids(employer_org_id="ljmu") == [empty]
    first = staff.do(views.list_posts, calls.Posts, programme_id=own, limit=2)
    assert ids(limit=2, after=first["next"]) == [coming]


def test_a_partner_sees_neither_costs_nor_names_and_a_partner_of_one_project_no_posts(staff: Staff) -> None:
    it = staff.post()
    staff.fill(it, "zoe", "2026-02-02")
    own = staff.programme.programme_id
    partner = Actor("partner", (Grant("partner", own),))
    shown = staff.shown(it, by=partner)
    assert "zoe" not in str(shown) and "1100" not in str(shown)
    assert shown["fte_filled"] == "1"
    of_one = Actor("partner", (Grant("partner", own, "a-project"),))
    assert staff.do(views.list_posts, calls.Posts, by=of_one)["items"] == []
    stranger = Actor("stranger", (Grant("programme_manager", "ANOTHER"),))
    assert staff.do(views.list_posts, calls.Posts, by=stranger)["items"] == []


def test_a_post_belongs_to_its_programme(staff: Staff) -> None:
    it = staff.post()
    with transaction(staff.programme.engine) as session:
        assert finding.SCOPES["post_id"](session, it) == (staff.programme.programme_id, None)
        with pytest.raises(NotFound):
            finding.SCOPES["post_id"](session, "none")


def change(staff: Staff, it: str, **fields: Any) -> Any:
    return staff.do(posts.change_post, calls.ChangePost, post_id=it, **fields)


def test_an_award_is_extended_and_so_is_a_post(staff: Staff) -> None:
    it = staff.post(planned_end="2026-03-31")
    staff.fill(it, "ann", "2026-02-02", fte="0.5")
    assert staff.shown(it)["state"] == "ended"
    said = {"planned_end": "2027-03-31", "fte": "0.8", "reason_code": "funding", "note": "Agreed."}
    done = change(staff, it, from_on="2026-05-01", **said)
    assert done["version"] == 3
    fact = staff.programme.facts(it)[-1]
    assert (fact["type"], fact["effectiveon"]) == ("projects.post.changed", "2026-05-01")
    assert fact["data"]["changes"] == {
        "planned_end": {"before": "2026-03-31", "after": "2027-03-31"},
        "fte": {"before": "1", "after": "0.8"},
    }
    assert "cost_changes" not in fact["data"] and fact["data"]["reason_code"] == "funding"
    shown = staff.shown(it)
    assert (shown["state"], shown["fte"], shown["fte_vacant"], shown["planned_end"]) == (
        "part_filled",
        "0.8",
        "0.3",
        "2027-03-31",
    )
    # 28 days of 1, 58 of 0.5, none while it was over, 61 of 0.3
    assert shown["weeks_vacant"] == "10.76"
    found = staff.do(views.list_posts, calls.Posts, programme_id=staff.programme.programme_id, state="part_filled")
    assert [one["post_id"] for one in found["items"]] == [it]


def test_a_post_is_changed_only_to_what_can_be(staff: Staff) -> None:
    it = staff.post()
    staff.fill(it, "ann", "2026-02-02")
    before = staff.programme.facts()
    for fields, words in (
        ({"fte": "0.5"}, "would be filled"),
        ({"fte": "0"}, "more than 0"),
        ({"role_family": None}, "needs a role_family"),
        ({"planned_end": "2025-12-31"}, "before it begins"),
        ({"planned_end": "2026-05-31", "from_on": "2026-06-01"}, "cannot end before that"),
        ({"planned_end": "2027-01-31", "from_on": "2026-01-01"}, "exists from"),
        ({"workstream_id": "someones"}, "Not in this programme"),
        ({"weekly_cost": {"amount": "-1.00"}}, "less than nothing"),
    ):
        with pytest.raises(Invalid, match=words):
            change(staff, it, **fields)
    for same in ({}, {"title": "Researcher", "fte": "1"}, {"weekly_cost": {"amount": "1100.00"}}):
        with pytest.raises(Conflict):
            change(staff, it, **same)
    with pytest.raises(NotFound):
        change(staff, "none", title="Other")
    assert staff.programme.facts() == before
    change(staff, it, title="Analyst", from_on="2026-06-01")
    with pytest.raises(Invalid, match="changed from 2026-06-01"):
        change(staff, it, title="Officer", from_on="2026-05-01")
    staff.do(posts.close_post, calls.ClosePost, post_id=it)
    with pytest.raises(Conflict, match="closed"):
        change(staff, it, title="Officer")


def test_a_smaller_post_takes_fewer_people_from_that_day_on_and_not_before(staff: Staff) -> None:
    it = staff.post()
    staff.fill(it, "ann", "2026-02-02", fte="0.6")
    change(staff, it, fte="0.6", from_on="2026-04-01")
    with pytest.raises(Invalid, match="would be filled"):
        staff.fill(it, "ben", "2026-03-02", fte="0.4")
    change(staff, it, planned_end="2026-12-31", from_on="2026-03-01")  # of another field: an earlier day holds
    shown = staff.shown(it)
    assert (shown["fte"], shown["state"], shown["planned_end"]) == ("0.6", "filled", "2026-12-31")
    change(staff, it, fte="1", from_on="2026-06-01")
    staff.fill(it, "ben", "2026-06-01")
    assert staff.programme.facts(it)[-1]["data"]["fte"] == "0.4"


def test_what_a_post_costs_is_changed_for_the_programme_alone(staff: Staff) -> None:
    it = staff.post()
    change(staff, it, weekly_cost={"amount": "1250.00"}, from_on="2026-04-01")
    data = staff.programme.facts(it)[-1]["data"]
    assert list(data) == ["cost_changes"]
    cost = data["cost_changes"]["weekly_cost"]
    assert (cost["before"]["amount"], cost["after"]["amount"]) == ("1100", "1250")
    assert staff.shown(it)["weekly_cost"] == {"amount": "1250", "currency": "GBP"}
    with pytest.raises(Invalid, match="changed from 2026-04-01"):
        change(staff, it, weekly_cost={"amount": "1300.00"}, from_on="2026-03-01")
    change(staff, it, weekly_cost=None)
    assert staff.shown(it)["weekly_cost"] is None
    partner = Actor("p-1", (Grant("partner", staff.programme.programme_id),))
    asked = {"target_id": it, "limit": 50}
    seen = staff.do(journal.entries, calls.Journal, by=partner, **asked)["items"]
    assert len(seen) == 3 and "1250" not in str(seen) and "1100" not in str(seen)
