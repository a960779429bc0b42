"""Reporting duties on a real database: they arise from the award's schedule, move with it, and are met by evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy
from facts import event

from services.projects.commands import awards, duties, duty_calendar, duty_schedules, hearing, programmes, stories
from services.projects.reminder import record_what_is_due
from services.projects.views import duties as views
from shared import clock, context
from shared.calls import projects as calls
from shared.clock import Clock
from shared.context import Actor, Grant
from shared.database import transaction
from shared.errors import Conflict, Invalid, NotFound
from shared.events.canonical import canonical
from shared.messaging.consumer import because_of
from tests.integration.projects.conftest import Programme

NIHR = {"funder_programme": "Public Health Research"}


class Days:
    """A clock that a test moves."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.day = date(2024, 1, 8)
        patch.setattr(
            clock, "system", Clock(lambda: datetime(self.day.year, self.day.month, self.day.day, 9, tzinfo=UTC))
        )

    def now_it_is(self, day: str) -> None:
        self.day = date.fromisoformat(day)


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Days:
    return Days(monkeypatch)


def award(programme: Programme, **fields: Any) -> str:
    asked = {
        "programme_id": programme.programme_id,
        "reference": f"NIHR{uuid4().int % 900_000 + 100_000}",
        "funder_org_id": "nihr",
        "starts_on": "2024-01-01",
        "ends_on": "2025-12-31",
        "duty_owner_person_id": "owner",
        "duty_second_person_id": "director",
    }
    return str(programme.do(awards.record_award, calls.RecordAward, **asked | NIHR | fields)["award_id"])


def listed(programme: Programme, **asked: Any) -> list[dict[str, Any]]:
    fields = {"programme_id": programme.programme_id, "limit": 200} | asked
    found: list[dict[str, Any]] = programme.do(views.list_duties, calls.Duties, **fields)["items"]
    return found


def due_days(programme: Programme, **asked: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in listed(programme, **asked):
        found.setdefault(one["kind"], []).append(one["due_on"])
    return found


def consider(programme: Programme) -> int:
    asked = {"programme_id": programme.programme_id}
    return int(programme.do(duty_calendar.consider_duties, calls.ConsiderDuties, **asked)["recorded"])


def told(programme: Programme, obligation_id: str) -> list[tuple[str, str]]:
    """Type and true day of what was recorded of a duty."""
    return [
        (fact["type"].removeprefix("projects.obligation."), fact["effectiveon"])
        for fact in programme.facts(obligation_id)
    ]


def one(programme: Programme, it: str, **fields: Any) -> str:
    """A duty of its own, due on a day."""
    asked = {"award_id": it, "kind": "return", "title": "Return", "due_on": "2024-03-29"} | fields
    return str(programme.do(duties.set_duty, calls.SetDuty, **asked)["obligation_id"])


def show(programme: Programme, it: str) -> dict[str, Any]:
    found: dict[str, Any] = programme.do(views.duty, calls.Duty, obligation_id=it)
    return found


def meet(programme: Programme, it: str, **fields: Any) -> Any:
    asked = {"obligation_id": it, "evidence": [{"kind": "receipt", "id": "R-1"}]} | fields
    return programme.do(duties.meet_duty, calls.MeetDuty, **asked)


def test_an_award_brings_the_duties_of_its_schedule(programme: Programme, days: Days) -> None:
    it = award(programme, duty_policy="nihr-hdrc", funder_programme=None)
    # a programme whose year begins in April: half-years are cut off at the award's first and last day
    assert due_days(programme) == {
        "six_monthly_report": ["2024-04-30", "2024-10-30", "2025-04-30", "2025-10-30", "2026-01-31"],
        "annual_report": ["2024-06-30", "2025-06-30", "2026-03-31"],
        "draft_final_report": ["2026-01-14"],
        "output_tracking": ["2027-01-31", "2028-01-31", "2029-01-31", "2030-01-31", "2031-01-31"],
    }
    first = listed(programme)[0]
    assert (first["title"], first["period_from"], first["period_to"]) == (
        "Six-monthly progress report, 1 January 2024 to 31 March 2024",
        "2024-01-01",
        "2024-03-31",
    )
    assert (first["owner_person_id"], first["second_person_id"], first["state"]) == ("owner", "director", "to_come")
    fact = programme.facts(f"{it}.six_monthly_report.2024-01-01")[0]
    assert (fact["type"], fact["effectiveon"]) == ("projects.obligation.set", "2024-01-01")
    assert (fact["data"]["policy"], fact["data"]["policy_version"]) == ("nihr-hdrc", 1)


def test_the_schedule_is_that_of_the_funders_programme_unless_another_or_none_is_named(
    programme: Programme, days: Days
) -> None:
    award(programme, duty_policy="none")
    award(programme, funder_programme="Something else")
    assert listed(programme) == []
    with pytest.raises(Invalid, match="There are: nihr-hdrc"):
        award(programme, duty_policy="no-such")
    award(programme)
    assert len(listed(programme)) == 14


def test_an_award_recorded_when_it_is_half_over_brings_only_what_is_still_due(programme: Programme, days: Days) -> None:
    days.now_it_is("2025-04-30")
    award(programme)
    assert due_days(programme, due_to="2026-01-01") == {
        "six_monthly_report": ["2025-04-30", "2025-10-30"],
        "annual_report": ["2025-06-30"],
    }


def test_an_extension_moves_what_is_not_yet_due_and_nothing_else(programme: Programme, days: Days) -> None:
    it = award(programme)
    days.now_it_is("2024-10-30")
    consider(programme)
    before = {duty["obligation_id"]: duty for duty in listed(programme)}
    extension = {"agreed_on": "2024-10-01", "months": 6, "new_end": "2026-06-30"}
    reply = programme.do(awards.extend_award, calls.ExtendAward, award_id=it, **extension)
    assert reply["version"] == 2
    extended = programme.facts(it)[-1]
    after = {duty["obligation_id"]: duty for duty in listed(programme)}
    moved = {key for key in before if before[key]["due_on"] != after[key]["due_on"]}
    assert {key.partition(".")[2] for key in moved} == {
        "six_monthly_report.2025-10-01",  # was cut off at the end of 2025
        "annual_report.2025-04-01",
        "draft_final_report.end",
        *(f"output_tracking.end-{n}" for n in range(1, 6)),
    }
    assert {key.partition(".")[2] for key in after.keys() - before.keys()} == {
        "six_monthly_report.2026-04-01",
        "annual_report.2026-04-01",
    }
    final = after[f"{it}.draft_final_report.end"]
    assert (final["first_due_on"], final["due_on"]) == ("2026-01-14", "2026-07-14")
    fact = programme.facts(f"{it}.draft_final_report.end")[-1]
    assert fact["data"]["caused_by"] == extended["id"]
    assert (fact["data"]["due_from"], fact["data"]["due_to"]) == ("2026-01-14", "2026-07-14")
    assert (fact["data"]["reason_code"], fact["effectiveon"]) == ("award_extended", "2024-10-01")
    assert not [fact for key in before.keys() - moved for fact in programme.facts(key) if "moved" in fact["type"]]


def test_one_that_fell_due_stays_although_nobody_has_recorded_it_yet(programme: Programme, days: Days) -> None:
    it = award(programme)
    days.now_it_is("2026-01-14")  # the draft final report is due today, and no scheduler ran
    new_end = {"agreed_on": "2026-01-10", "new_end": "2026-06-30"}
    programme.do(awards.extend_award, calls.ExtendAward, award_id=it, **new_end)
    assert show(programme, f"{it}.draft_final_report.end")["due_on"] == "2026-01-14"


def test_a_shortened_award_withdraws_what_comes_after_it_and_a_second_extension_sets_it_anew(
    programme: Programme, days: Days
) -> None:
    it = award(programme)
    short, long = {"new_end": "2025-03-31"}, {"new_end": "2025-12-31"}
    programme.do(awards.extend_award, calls.ExtendAward, award_id=it, agreed_on="2024-01-08", **short)
    gone = {duty["obligation_id"].partition(".")[2] for duty in listed(programme, state="withdrawn")}
    assert gone == {
        "six_monthly_report.2025-04-01",
        "six_monthly_report.2025-10-01",
        "annual_report.2025-04-01",
    }
    programme.do(awards.extend_award, calls.ExtendAward, award_id=it, agreed_on="2024-01-08", **long)
    again = [duty for duty in listed(programme, kind="six_monthly_report") if duty["state"] != "withdrawn"]
    assert [duty["due_on"] for duty in again][-2:] == ["2025-10-30", "2026-01-31"]
    assert again[-1]["obligation_id"].endswith(".2025-10-01.2")


def test_an_extension_that_is_recorded_late_holds_after_a_day_that_was_moved_by_hand_since(
    programme: Programme, days: Days
) -> None:
    it = award(programme)
    final = f"{it}.draft_final_report.end"
    days.now_it_is("2024-03-10")
    moved = {"obligation_id": final, "due_on": "2026-01-20", "reason_code": "funder_agreed"}
    programme.do(duties.move_duty, calls.MoveDuty, **moved)
    days.now_it_is("2024-03-20")
    programme.do(awards.extend_award, calls.ExtendAward, award_id=it, agreed_on="2024-03-01", new_end="2026-03-31")
    assert show(programme, final)["due_on"] == "2026-04-14"
    # the ledger's view takes what is of the latest day, and so says the same
    assert told(programme, final)[-2:] == [("moved", "2024-03-10"), ("moved", "2024-03-10")]


def test_a_day_that_was_moved_by_hand_stays_until_the_schedules_own_day_changes(
    programme: Programme, days: Days
) -> None:
    it = award(programme)
    first, final = f"{it}.six_monthly_report.2024-01-01", f"{it}.draft_final_report.end"
    for key, due in ((first, "2024-05-15"), (final, "2026-01-20")):
        moved = {"obligation_id": key, "due_on": due, "reason_code": "funder_agreed", "note": "By telephone."}
        programme.do(duties.move_duty, calls.MoveDuty, **moved)
    extension = {"agreed_on": "2024-01-08", "new_end": "2026-03-31"}
    programme.do(awards.extend_award, calls.ExtendAward, award_id=it, **extension)
    assert show(programme, first)["due_on"] == "2024-05-15"
    assert show(programme, final)["due_on"] == "2026-04-14"
    assert "telephone" not in str(programme.facts(first))


def test_another_schedule_withdraws_the_duties_and_other_people_get_the_rest(programme: Programme, days: Days) -> None:
    it = award(programme, duty_policy="none")
    setting = {"award_id": it, "policy": "nihr-hdrc", "since": "2025-01-01", "owner_person_id": "someone"}
    reply = programme.do(duty_schedules.set_duty_schedule, calls.SetDutySchedule, **setting)
    assert (reply["set"], reply["moved"], reply["withdrawn"], reply["assigned"]) == (11, 0, 0, 0)
    own = one(programme, it)
    others = {"award_id": it, "policy": "nihr-hdrc", "second_person_id": "deputy"}
    reply = programme.do(duty_schedules.set_duty_schedule, calls.SetDutySchedule, **others)
    assert (reply["set"], reply["assigned"]) == (0, 12)
    reply = programme.do(duty_schedules.set_duty_schedule, calls.SetDutySchedule, award_id=it, policy="none")
    assert reply["withdrawn"] == 11
    assert [duty["obligation_id"] for duty in listed(programme, state="open")] == [own]


def test_the_calendar_brings_each_thing_once_on_its_true_day_however_late(programme: Programme, days: Days) -> None:
    it = one(programme, award(programme, duty_policy="none"), due_soon_days=[14, 28])
    days.now_it_is("2024-03-01")
    assert consider(programme) == 1
    assert show(programme, it)["state"] == "due_soon"
    days.now_it_is("2024-05-01")
    assert (consider(programme), consider(programme)) == (3, 0)
    assert told(programme, it) == [
        ("set", "2024-01-08"),
        ("due_soon", "2024-03-01"),
        ("due_soon", "2024-03-15"),
        ("fell_due", "2024-03-29"),
        ("became_overdue", "2024-03-30"),
    ]
    shown = show(programme, it)
    assert (shown["state"], shown["days_late"], shown["escalated"]) == ("overdue", 33, True)
    assert [each["what"] for each in shown["occurrences"]] == ["due_soon", "due_soon", "fell_due", "became_overdue"]
    asked = {"programme_id": programme.programme_id}
    escalated = programme.do(views.escalations, calls.Escalations, **asked)["items"]
    assert [duty["obligation_id"] for duty in escalated] == [it]
    overdue = programme.facts(it)[-1]["data"]
    assert overdue == {"due_on": "2024-03-29", "second_person_id": "director"}


def test_one_that_is_moved_is_due_soon_again_and_falls_due_once(programme: Programme, days: Days) -> None:
    it = one(programme, award(programme, duty_policy="none"), due_soon_days=[14])
    days.now_it_is("2024-03-20")
    consider(programme)
    moved = {"obligation_id": it, "due_on": "2024-06-28", "reason_code": "funder_agreed"}
    programme.do(duties.move_duty, calls.MoveDuty, **moved)
    days.now_it_is("2024-06-28")
    consider(programme)
    assert told(programme, it)[1:] == [
        ("due_soon", "2024-03-15"),
        ("moved", "2024-03-20"),
        ("due_soon", "2024-06-14"),
        ("fell_due", "2024-06-28"),
    ]


def test_once_it_has_fallen_due_the_day_is_frozen(programme: Programme, days: Days) -> None:
    it = one(programme, award(programme, duty_policy="none"))
    days.now_it_is("2024-03-29")
    for considered in (False, True):
        if considered:
            consider(programme)
            days.now_it_is("2024-03-28")  # the clock was set back
        for work, call, more in (
            (duties.move_duty, calls.MoveDuty, {"due_on": "2024-12-31"}),
            (duties.withdraw_duty, calls.WithdrawDuty, {}),
        ):
            with pytest.raises(Conflict, match="It fell due on 2024-03-29"):
                programme.do(work, call, obligation_id=it, reason_code="funder_agreed", **more)
    assert show(programme, it)["due_on"] == "2024-03-29"


@pytest.mark.parametrize("due_on", ["2024-03-29", "2024-01-07"])
def test_a_duty_moves_to_another_day_that_is_still_to_come(programme: Programme, days: Days, due_on: str) -> None:
    it = one(programme, award(programme, duty_policy="none"))
    with pytest.raises(Invalid) as refused:
        programme.do(duties.move_duty, calls.MoveDuty, obligation_id=it, due_on=due_on, reason_code="error")
    assert list(refused.value.fields) == ["due_on"]


def test_a_duty_is_met_only_by_evidence_and_late_stays_late(programme: Programme, days: Days) -> None:
    it = one(programme, award(programme, duty_policy="none"))
    days.now_it_is("2024-04-05")
    with pytest.raises(Invalid, match="only by evidence"):
        meet(programme, it, evidence=[])
    with pytest.raises(Invalid, match="in the future"):
        meet(programme, it, met_on="2024-04-06")
    with pytest.raises(Invalid, match="before that"):
        meet(programme, it, met_on="2024-01-07")
    meet(programme, it, met_on="2024-04-02")
    shown = show(programme, it)
    assert (shown["state"], shown["days_late"], shown["met_on"]) == ("met_late", 4, "2024-04-02")
    assert shown["evidence"] == [{"kind": "receipt", "id": "R-1"}]
    with pytest.raises(Conflict, match="It was met on 2024-04-02"):
        meet(programme, it)
    # that it fell due, and became overdue, was so and is told however late
    consider(programme)
    assert told(programme, it)[1:] == [
        ("met", "2024-04-02"),
        ("fell_due", "2024-03-29"),
        ("became_overdue", "2024-03-30"),
    ]


def test_one_that_was_met_in_time_falls_due_and_is_never_overdue(programme: Programme, days: Days) -> None:
    it = one(programme, award(programme, duty_policy="none"), due_soon_days=[7])
    days.now_it_is("2024-03-20")
    meet(programme, it)
    days.now_it_is("2024-06-01")
    consider(programme)
    assert told(programme, it)[1:] == [("met", "2024-03-20"), ("fell_due", "2024-03-29")]
    assert programme.facts(it)[-1]["data"]["open"] is False
    assert show(programme, it)["state"] == "met"


def test_only_somebody_else_than_the_owner_excuses_a_duty_and_only_for_a_time(programme: Programme, days: Days) -> None:
    it = one(programme, award(programme, duty_policy="none"))
    asked = {"obligation_id": it, "reason_code": "funder_agreed", "expires_on": "2024-04-30"}
    owner = Actor("owner", (Grant("programme_manager", programme.programme_id),))
    with pytest.raises(Invalid, match="somebody else"):
        programme.do(duties.waive_duty, calls.WaiveDuty, by=owner, **asked)
    with pytest.raises(Invalid, match="still to come"):
        programme.do(duties.waive_duty, calls.WaiveDuty, **asked | {"expires_on": "2024-01-07"})
    programme.do(duties.waive_duty, calls.WaiveDuty, **asked)
    days.now_it_is("2024-04-30")
    consider(programme)
    assert show(programme, it)["state"] == "waived"
    assert programme.facts(it)[-2]["data"]["approver_person_id"] == "manager"
    days.now_it_is("2024-05-01")
    consider(programme)
    # an expired waiver makes it open again: it is overdue from the day after, and that is told once
    assert show(programme, it)["state"] == "overdue"
    assert told(programme, it)[1:] == [
        ("waived", "2024-01-08"),
        ("fell_due", "2024-03-29"),
        ("became_overdue", "2024-05-01"),
    ]


def test_a_press_notice_is_due_three_working_days_before_the_release(programme: Programme, days: Days) -> None:
    it = award(programme)
    asked = {"award_id": it, "kind": "press_notice", "event_on": "2024-04-03"}  # Wednesday after Easter
    made = programme.do(duties.set_duty, calls.SetDuty, **asked)["obligation_id"]
    assert show(programme, made)["due_on"] == "2024-03-27"
    assert "3 April 2024" in show(programme, made)["title"]
    with pytest.raises(Invalid, match="does not say"):
        programme.do(duties.set_duty, calls.SetDuty, **asked | {"kind": "six_monthly_report"})
    with pytest.raises(Invalid):
        programme.do(duties.set_duty, calls.SetDuty, award_id=it, kind="return", title="Return")


def test_duties_are_filtered_by_the_state_that_each_shows(programme: Programme, days: Days) -> None:
    it = award(programme)
    one(programme, it, due_on="2024-10-30", due_soon_days=[14])
    days.now_it_is("2024-10-01")
    meet(programme, f"{it}.six_monthly_report.2024-01-01", met_on="2024-05-02")
    meet(programme, f"{it}.annual_report.2024-01-01", met_on="2024-06-30")
    for key in ("six_monthly_report.2024-10-01", "annual_report.2024-04-01"):
        waiver = {"obligation_id": f"{it}.{key}", "reason_code": "funder_agreed", "expires_on": "2024-10-29"}
        programme.do(duties.waive_duty, calls.WaiveDuty, **waiver)
    programme.do(
        duties.withdraw_duty, calls.WithdrawDuty, obligation_id=f"{it}.output_tracking.end-5", reason_code="error"
    )
    seen = set()
    for day in ("2024-10-01", "2024-10-29", "2024-10-30", "2024-10-31", "2026-01-10"):
        days.now_it_is(day)
        everything = listed(programme)
        for state in calls.DUTY_STATES:
            shown = [duty["obligation_id"] for duty in everything if duty["state"] == state]
            assert [duty["obligation_id"] for duty in listed(programme, state=state)] == shown, (day, state)
            seen |= {state} if shown else set()
    assert seen == set(calls.DUTY_STATES)


def submitted(programme: Programme, on: str, **changes: Any) -> Any:
    data = {
        "template": "nihr-six-monthly",
        "period": {"from": "2024-04-01", "to": "2024-09-30"},
        "revision": 1,
    } | changes
    given = {"type": "reporting.report.submitted", "programmeid": programme.programme_id, "body": canonical(data)}
    return replace(event("report-1"), **given, effectiveon=date.fromisoformat(on), time=datetime.now(UTC))


def hear(programme: Programme, fact: Any) -> None:
    with context.using(because_of(fact, "projects.inbox")), transaction(programme.engine) as session:
        hearing.learn(session, fact)


def test_a_submitted_report_meets_the_duty_of_its_period_once(programme: Programme, days: Days) -> None:
    it = f"{award(programme)}.six_monthly_report.2024-04-01"
    days.now_it_is("2024-11-02")
    other = {"template": "another"}, {"period": {"from": "2024-04-01", "to": "2024-06-30"}}
    for changes in other:
        hear(programme, submitted(programme, "2024-10-28", **changes))
    assert show(programme, it)["state"] == "overdue"
    fact = submitted(programme, "2024-10-28")
    hear(programme, fact)
    hear(programme, submitted(programme, "2024-11-01", revision=2))
    shown = show(programme, it)
    assert (shown["state"], shown["met_on"]) == ("met", "2024-10-28")
    assert shown["evidence"] == [{"kind": "report", "id": "report-1"}]
    met = programme.facts(it)[-1]
    assert (met["type"], met["causationid"], met["actorid"]) == (
        "projects.obligation.met",
        str(fact.id),
        "system:projects",
    )


def test_an_id_of_another_programme_is_not_met_by_this_ones_report(programme: Programme, days: Days) -> None:
    it = f"{award(programme)}.six_monthly_report.2024-04-01"
    days.now_it_is("2024-10-28")
    hear(programme, replace(submitted(programme, "2024-10-28"), programmeid="ANOTHER"))
    assert show(programme, it)["state"] == "due_soon"


def test_one_sees_the_duties_of_ones_own_programme(programme: Programme, days: Days) -> None:
    it = award(programme)
    outsider = Actor("outsider", (Grant("programme_manager", "ANOTHER"),))
    seen = programme.do(views.list_duties, calls.Duties, by=outsider, programme_id=programme.programme_id)
    assert seen["items"] == []
    with pytest.raises(NotFound):
        programme.do(duties.set_duty, calls.SetDuty, award_id="nothing", kind="return", title="R", due_on="2025-01-01")
    with pytest.raises(Conflict, match="already"):
        one(programme, it, obligation_id=programme.programme_id)


def test_the_scheduler_leaves_a_story_alone_until_it_is_told(programme: Programme, days: Days) -> None:
    told_one = Programme(programme.engine, f"S-{uuid4().hex[:8].upper()}")
    made = {"programme_id": told_one.programme_id, "title": "A story", "host_org_id": "c", "starts_on": "2024-01-01"}
    with context.using(origin="sample", recorded_on=date(2024, 1, 8)):
        told_one.do(programmes.create_programme, calls.CreateProgramme, **made)
        award(told_one)
    award(programme)
    days.now_it_is("2024-05-02")
    record_what_is_due(programme.engine)
    assert consider(programme) == 0
    first = [fact for fact in told_one.facts() if fact["programmeid"] == told_one.programme_id]
    assert {fact["type"] for fact in first if "obligation" in fact["type"]} == {"projects.obligation.set"}
    # the teller asks for it on the days of the story, and what is told has those days
    with context.using(origin="sample", recorded_on=date(2024, 4, 16)):
        assert consider(told_one) == 2
    newest = told_one.facts()[-1]
    assert (newest["time"][:10], newest["effectiveon"], newest["origin"]) == ("2024-04-16", "2024-04-16", "sample")
    told_one.do(stories.finish_story, calls.FinishStory, programme_id=told_one.programme_id)
    record_what_is_due(programme.engine)
    assert told_one.facts()[-1]["actorid"] == "system:scheduler"
    assert consider(told_one) == 0


def test_a_list_of_duties_costs_one_statement(programme: Programme, days: Days) -> None:
    award(programme)
    statements: list[str] = []

    def count(*args: Any) -> None:
        statements.append(args[2])

    sqlalchemy.event.listen(programme.engine, "before_cursor_execute", count)
    try:
        listed(programme)
    finally:
        sqlalchemy.event.remove(programme.engine, "before_cursor_execute", count)
    assert len(statements) == 1
