"""Calendars: what a calendar program gets, before and after a re-forecast, and when somebody may see no more."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from icalendar import Calendar

from services.projects.commands import awards, calendar, duties, milestones
from services.projects.tables import calendar_feeds
from services.projects.views import calendar as views
from shared import context
from shared.calls import projects as calls
from shared.context import Actor, Grant
from shared.database import transaction
from shared.errors import Invalid, NotAllowed, NotFound
from tests.integration.projects.conftest import Programme


def make(programme: Programme, by: Actor | None = None, **fields: Any) -> str:
    asked = {"kind": "programme", "programme_id": programme.programme_id} | fields
    return str(programme.do(calendar.create_calendar_feed, calls.CreateCalendarFeed, by=by, **asked)["token"])


def fetch(programme: Programme, token: str, by: Actor | None = None) -> str:
    return str(programme.do(views.calendar, calls.Calendar, by=by, token=token)["ics"])


def events(ics: str) -> dict[str, Any]:
    return {str(event["summary"]): event for event in Calendar.from_ical(ics).walk("VEVENT")}


def reforecast(programme: Programme, it: str, on: str) -> None:
    moved = {"milestone_id": it, "forecast_on": on, "reason_code": "recruitment", "known_on": "2025-05-01"}
    programme.do(milestones.reforecast_milestone, calls.ReforecastMilestone, **moved)


def award(programme: Programme) -> str:
    asked = {
        "programme_id": programme.programme_id,
        "reference": f"NIHR{uuid4().int % 900_000 + 100_000}",
        "funder_org_id": "nihr",
        "starts_on": "2024-01-01",
    }
    return str(programme.do(awards.record_award, calls.RecordAward, **asked)["award_id"])


def duty(programme: Programme, **fields: Any) -> str:
    asked = {"award_id": award(programme), "kind": "return", "title": "Return", "due_on": "2030-03-29"} | fields
    return str(programme.do(duties.set_duty, calls.SetDuty, **asked)["obligation_id"])


def test_a_reforecast_keeps_the_uid_and_raises_the_sequence(programme: Programme) -> None:
    it, token = programme.milestone(), make(programme)
    before = events(fetch(programme, token))["Interviews done"]
    reforecast(programme, it, "2025-10-26")  # the day on which clocks go back has 25 hours, and is one day all the same
    after = events(fetch(programme, token))["Interviews done"]
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert (before["dtstart"].dt, after["dtstart"].dt) == (date(2025, 6, 1), date(2025, 10, 26))
    assert after["dtstart"].params["VALUE"] == "DATE"
    assert (before["status"], after["status"]) == ("TENTATIVE", "TENTATIVE")


def test_the_text_is_as_rfc_5545_wants_it(programme: Programme) -> None:
    title = "Häuser, Höfe; und mehr \\ " + "sehr " * 30 + "\nEND:VCALENDAR"
    programme.milestone(title=title)
    ics = fetch(programme, make(programme))
    assert ics.startswith("BEGIN:VCALENDAR\r\n")
    assert ics.endswith("END:VCALENDAR\r\n")
    assert "\n" not in ics.replace("\r\n", "")
    assert max(len(line.encode()) for line in ics.split("\r\n")) <= 75
    assert ics.count("\r\nEND:VCALENDAR\r\n") == 1
    read = Calendar.from_ical(ics)
    assert (read["method"], read["version"]) == ("PUBLISH", "2.0")
    assert list(events(ics)) == [title]


def test_the_same_plan_gives_the_same_bytes(programme: Programme) -> None:
    programme.milestone()
    duty(programme)
    token = make(programme)
    assert fetch(programme, token) == fetch(programme, token)


def test_done_cancelled_and_duties_say_so(programme: Programme) -> None:
    done, gone = programme.milestone(title="A"), programme.milestone(title="B")
    programme.do(milestones.achieve_milestone, calls.AchieveMilestone, milestone_id=done, achieved_on="2025-05-30")
    programme.do(milestones.cancel_milestone, calls.CancelMilestone, milestone_id=gone, reason_code="scope")
    first, second = duty(programme), duty(programme, title="Withdrawn one")
    programme.do(duties.withdraw_duty, calls.WithdrawDuty, obligation_id=second, reason_code="error")
    token = make(programme)
    found = events(fetch(programme, token))
    assert {name: str(event["status"]) for name, event in found.items()} == {
        "Done: A": "CONFIRMED",
        "Cancelled: B": "CANCELLED",
        "Due: Return": "CONFIRMED",
        "Withdrawn: Withdrawn one": "CANCELLED",
    }
    assert found["Done: A"]["dtstart"].dt == date(2025, 5, 30)
    sequence = found["Due: Return"]["sequence"]
    moved = {"obligation_id": first, "due_on": "2030-04-30", "reason_code": "funder_agreed"}
    programme.do(duties.move_duty, calls.MoveDuty, **moved)
    after = events(fetch(programme, token))["Due: Return"]
    assert (after["dtstart"].dt, after["sequence"] > sequence) == (date(2030, 4, 30), True)


def test_a_milestone_says_its_project_but_in_the_projects_own_calendar(programme: Programme) -> None:
    homes = programme.project(title="Homes")
    programme.milestone(title="Interviews", project_id=homes)
    assert set(events(fetch(programme, make(programme)))) == {"Interviews (Homes)"}
    own = make(programme, kind="project", project_id=homes)
    assert set(events(fetch(programme, own))) == {"Interviews"}


def test_ones_own_calendar_has_ones_own_dates_and_nobodys_name(programme: Programme) -> None:
    programme.milestone(title="Mine", owner_person_id="researcher-1")
    programme.milestone(title="Another's", owner_person_id="researcher-2")
    duty(programme, owner_person_id="researcher-1")
    duty(programme, title="Second", owner_person_id="researcher-2", second_person_id="researcher-1")
    duty(programme, title="Not mine", owner_person_id="researcher-2")
    me = Actor("researcher-1", (Grant("researcher", programme.programme_id),))
    ics = fetch(programme, make(programme, by=me, kind="person"), by=me)
    assert set(events(ics)) == {"Mine", "Due: Return", "Due: Second"}
    assert "researcher-" not in ics


def test_a_partner_of_one_project_gets_that_project_and_not_the_programme(programme: Programme) -> None:
    mine, other = programme.project(), programme.project()
    programme.milestone(title="Mine", project_id=mine)
    programme.milestone(title="Another's", project_id=other)
    partner = Actor("partner", (Grant("partner", programme.programme_id, mine),))
    token = make(programme, by=partner, kind="project", project_id=mine)
    assert set(events(fetch(programme, token, by=partner))) == {"Mine"}
    for asked in ({"kind": "project", "project_id": other}, {"kind": "programme"}):
        with pytest.raises((NotFound, NotAllowed)):
            make(programme, by=partner, **asked)
    with pytest.raises(Invalid):
        make(programme, kind="project")


@pytest.mark.parametrize("kind", ["person", "programme"])
def test_when_the_role_has_ended_the_address_opens_nothing(programme: Programme, kind: str) -> None:
    token = make(programme, kind=kind)
    fetch(programme, token)
    gone = Actor("manager")
    elsewhere = Actor("manager", (Grant("funder", programme.programme_id),))
    for actor in (gone, elsewhere):
        with pytest.raises(NotFound):
            fetch(programme, token, by=actor)


def test_an_address_is_its_owners_alone_and_a_revoked_one_is_as_one_that_never_was(programme: Programme) -> None:
    token = make(programme)
    stranger = Actor("stranger", (Grant("programme_manager", programme.programme_id),))
    with pytest.raises(NotFound):
        fetch(programme, token, by=stranger)
    feed, *_ = programme.do(views.feeds, calls.CalendarFeeds)["items"]
    assert "token" not in str(feed)
    with pytest.raises(NotFound):
        programme.do(calendar.revoke_calendar_feed, calls.RevokeCalendarFeed, by=stranger, feed_id=feed["feed_id"])
    assert programme.do(views.owner, calls.CalendarOwner, token=token) == {"person_id": "manager"}
    programme.do(calendar.revoke_calendar_feed, calls.RevokeCalendarFeed, feed_id=feed["feed_id"])
    said = set()
    for wrong in (token, "never-was"):
        with pytest.raises(NotFound) as refused:
            programme.do(views.owner, calls.CalendarOwner, token=wrong)
        said.add(refused.value.message)
    assert len(said) == 1


def test_the_secret_is_kept_nowhere(programme: Programme) -> None:
    token = make(programme)
    with context.using(actor=programme.manager), transaction(programme.engine) as session:
        rows = session.execute(calendar_feeds.select()).all()
    assert rows
    assert token not in str(rows)
