"""Facts become intents, once; old and loaded ones are kept as history; nothing is sent by a handler."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from facts import outgoing, publish
from installation import until

from services.notifications.service import Notifications
from shared.calls import notifications as calls
from shared.context import Actor, Grant
from shared.messaging.client import Client


def granted(world: Any, person: str, role: str, **scope: str) -> Any:
    data = {"person_id": person, "role": role, "scope": scope or {"programme_id": world.programme}}
    return world.fact("people.role.granted", f"role-{person}-{role}", data)


def planned(world: Any, owner: str | None = None) -> Any:
    data = {"title": "Ethics approval", "baseline_on": "2026-03-01", "contractual": False}
    return world.fact("projects.milestone.planned", "m-1", data | ({"owner_person_id": owner} if owner else {}))


def reforecast(world: Any, to: str, **changes: Any) -> Any:
    data = {"forecast_from": "2026-03-01", "forecast_to": to, "reason_code": "approval"}
    return world.fact("projects.milestone.reforecast", "m-1", data, **changes)


def told(world: Any) -> list[tuple[str, str]]:
    return sorted((row.person_id, row.state) for row in world.rows())


def test_the_fact_heard_twice_is_told_once(world: Any) -> None:
    fact = world.submitted("p-1", "p-2")
    world.heard(fact, fact)
    assert told(world) == [("p-1", "waiting"), ("p-2", "waiting")]


def test_what_is_old_by_the_day_of_recording_is_kept_as_history(world: Any) -> None:
    fact = world.submitted("p-1")
    from dataclasses import replace

    world.heard(replace(fact, time=fact.time - timedelta(days=8)))
    (row,) = world.rows()
    assert (row.state, row.reason) == ("history", "not told: history")


def test_what_an_import_or_the_sample_recorded_is_kept_as_history(world: Any) -> None:
    world.heard(world.submitted("p-1", origin="sample"), world.submitted("p-2", origin="import"))
    assert told(world) == [("p-1", "history"), ("p-2", "history")]


def test_a_slip_is_told_to_the_owner_and_the_programme_managers_but_not_to_who_did_it(world: Any) -> None:
    world.heard(granted(world, "pm", "programme_manager"), granted(world, "doer", "programme_manager"),
                granted(world, "other", "researcher"), planned(world, "owner"))  # fmt: skip
    world.heard(reforecast(world, "2026-05-01", by="doer"))
    assert told(world) == [("owner", "waiting"), ("pm", "waiting")]


def test_a_date_that_moves_nearer_is_no_slip(world: Any) -> None:
    world.heard(planned(world, "owner"), reforecast(world, "2026-02-01"))
    assert told(world) == []


def duty(world: Any, what: str, on: date, **data: Any) -> Any:
    """A fact of a reporting duty, recorded now."""
    return world.fact(f"projects.obligation.{what}", "duty-1", {"due_on": "2026-07-30"} | data, effectiveon=on)


def duty_set(world: Any, owner: str | None = "owner") -> Any:
    named = {"title": "Half-year report", "kind": "six_monthly_report", "owner_person_id": owner}
    return duty(world, "set", date(2024, 1, 1), **named)


def test_the_owner_of_a_duty_is_reminded_and_the_second_person_hears_when_it_is_overdue(world: Any) -> None:
    today = datetime.now(UTC).date()
    world.heard(granted(world, "pm", "programme_manager"), duty_set(world))
    world.heard(duty(world, "due_soon", today, days_left=14), duty(world, "fell_due", today, open=True))
    assert told(world) == [("owner", "waiting"), ("owner", "waiting")]
    world.heard(duty(world, "became_overdue", today, second_person_id="director"))
    assert told(world) == sorted([("owner", "waiting")] * 3 + [("director", "waiting"), ("pm", "waiting")])


def test_a_duty_that_was_met_early_falls_due_without_a_word(world: Any) -> None:
    world.heard(duty_set(world), duty(world, "fell_due", datetime.now(UTC).date(), open=False))
    assert told(world) == []


def test_what_the_calendar_brought_long_ago_is_not_told_as_if_it_were_today_but_overdue_is(world: Any) -> None:
    long_ago = datetime.now(UTC).date() - timedelta(days=20)
    world.heard(duty_set(world), duty(world, "due_soon", long_ago, days_left=14))
    world.heard(duty(world, "fell_due", long_ago, open=True), duty(world, "became_overdue", long_ago))
    assert told(world) == [("owner", "waiting")]


def test_a_duty_is_told_to_who_answers_for_it_now(world: Any) -> None:
    new = duty(world, "assigned", date(2026, 1, 1), owner_person_id="new")
    world.heard(duty_set(world), new, duty(world, "due_soon", datetime.now(UTC).date(), days_left=14))
    assert told(world) == [("new", "waiting")]


def test_a_role_of_another_programme_or_one_that_has_ended_is_not_told(world: Any) -> None:
    ended = granted(world, "gone", "programme_manager")
    over = world.fact("people.role.ended", ended.subject, {"person_id": "gone", "role": "programme_manager"})
    world.heard(granted(world, "else", "programme_manager", programme_id="P-other"), ended, over, planned(world))
    world.heard(reforecast(world, "2026-05-01"))
    assert told(world) == []


def test_a_fact_comes_by_the_broker_and_what_became_of_it_can_be_read(world: Any, monkeypatch: Any) -> None:
    fact = world.submitted(world.person())
    with world.installation.running(Notifications):
        publish(world.installation, outgoing(fact, "notifications.inbox"), outgoing(fact, "notifications.inbox"))
        until(lambda: [row.state for row in world.rows()] == ["sent"], within=30)
        client = Client(world.installation.amqp_uri, timeout=20)
        actor = Actor("p", (Grant("auditor", world.programme),))
        (shown,) = client.call(calls.Messages, {"programme_id": world.programme}, actor=actor)["items"]
        client.close()
    assert (shown["state"], shown["rule"], shown["cause"]["event_id"]) == ("sent", "report_submitted", str(fact.id))
    assert shown["subject"] == "Six-monthly progress report"
    assert [each["outcome"] for each in shown["attempts"]] == ["sent"]
    assert len(world.post.mails) == 1


def test_a_risk_is_told_to_its_owner_and_the_managers_when_it_is_raised_changes_its_band_or_closes(world: Any) -> None:
    world.heard(granted(world, "pm", "programme_manager"))
    body = {"kind": "risk", "title": "No interpreters", "likelihood": 4, "impact": 4, "owner_person_id": "owner"}
    world.heard(world.fact("projects.risk.raised", "r-1", body))
    assert [row.rule for row in world.rows()] == ["risk_raised", "risk_raised"]
    same = {"likelihood": 4, "band_from": "severe", "band_to": "severe"}
    world.heard(world.fact("projects.risk.reassessed", "r-1", same))
    assert len(world.rows()) == 2
    lower = {"likelihood": 2, "band_from": "severe", "band_to": "moderate", "owner_person_id": "next"}
    world.heard(world.fact("projects.risk.reassessed", "r-1", lower))
    world.heard(world.fact("projects.risk.closed", "r-1", {"outcome": "averted"}))
    told = sorted((row.rule, row.person_id) for row in world.rows())
    assert told == [
        ("risk_band_changed", "next"),
        ("risk_band_changed", "pm"),
        ("risk_closed", "next"),
        ("risk_closed", "pm"),
        ("risk_raised", "owner"),
        ("risk_raised", "pm"),
    ]


def test_the_managers_are_told_of_an_end_that_is_near_or_has_passed_but_not_of_an_old_one(world: Any) -> None:
    world.heard(granted(world, "pm", "programme_manager"))
    signed = {"title": "Housing data", "kind": "data_sharing", "party_org_ids": ["a", "b"]}
    world.heard(world.fact("projects.agreement.signed", "agreement-1", signed))
    today = datetime.now(UTC).date()
    until_ = {"valid_until": (today + timedelta(days=90)).isoformat(), "days_left": 90}
    world.heard(world.fact("projects.agreement.expiring", "agreement-1", until_, effectiveon=today))
    world.heard(world.fact("projects.approval.expiring", "approval-1", until_, effectiveon=today))
    passed = {"valid_until": (today - timedelta(days=1)).isoformat()}
    world.heard(world.fact("projects.approval.expired", "approval-1", passed, effectiveon=today))
    old = world.fact("projects.approval.expired", "approval-2", passed, effectiveon=today - timedelta(days=30))
    world.heard(old)
    found = [(row.rule, row.person_id) for row in world.rows() if row.state == "waiting"]
    assert found == [("agreement_expiring", "pm"), ("approval_expiring", "pm"), ("approval_expired", "pm")]


def test_a_last_day_for_notice_that_is_near_is_told_to_who_logged_the_output_and_to_the_programme_managers(
    world: Any,
) -> None:
    world.heard(granted(world, "pm", "programme_manager"), granted(world, "other", "researcher"))
    data = {"title": "Press release", "due_on": "2026-03-03", "planned_on": "2026-03-06", "days_left": 4}
    data |= {"clause": "notice.media", "recipients": ["logger"]}
    today = datetime.now(UTC).date()
    world.heard(world.fact("outputs.notice.due_soon", "o-1", data, by="system:scheduler", effectiveon=today))
    assert told(world) == [("logger", "waiting"), ("pm", "waiting")]
    says = world.rows()[0].cause["says"]
    assert (says["due_on"], says["planned_on"], says["days_left"]) == ("3 March 2026", "6 March 2026", "4")
