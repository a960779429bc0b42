"""Calendars at secret addresses: no sign-in, no trace of what there is not, and what its owner may see today."""

from __future__ import annotations

from typing import Any

import pytest

from shared.errors import Invalid, NotAllowed, NotFound, Unavailable
from tests.unit.gateway.switchboard import Switchboard

ICS = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
GRANT = {"role": "researcher", "programme_id": "P", "project_id": None, "until": "2030-12-31"}


@pytest.fixture
def answered(services: Switchboard) -> Switchboard:
    services.answers["projects.calendar_owner"] = {"person_id": "p-7"}
    services.answers["people.grants_of"] = {"grants": [GRANT]}
    services.answers["projects.calendar"] = {"ics": ICS}
    return services


def test_whoever_has_the_address_gets_the_calendar_in_the_name_of_its_owner(visitor: Any, answered: Any) -> None:
    answer = visitor.get("/calendar/secret.ics")
    assert (answer.status_code, answer.text) == (200, ICS)
    assert answer.headers["Content-Type"].startswith("text/calendar; charset=utf-8")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert answered.last("projects.calendar_owner")[1]["actor"].id == "system:calendar"
    assert answered.last("people.grants_of")[0] == {"person_id": "p-7"}
    actor = answered.last("projects.calendar")[1]["actor"]
    assert (actor.id, [(grant.role, grant.programme_id) for grant in actor.grants]) == ("p-7", [("researcher", "P")])


def test_a_calendar_that_has_not_changed_is_not_sent_again(visitor: Any, answered: Any) -> None:
    tag = visitor.get("/calendar/secret.ics").headers["ETag"]
    same = visitor.get("/calendar/secret.ics", headers={"If-None-Match": tag})
    assert (same.status_code, same.text) == (304, "")
    answered.answers["projects.calendar"] = {"ics": ICS.replace("2.0", "2.1")}
    assert visitor.get("/calendar/secret.ics", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("name", ["projects.calendar_owner", "projects.calendar"])
@pytest.mark.parametrize("refusal", [NotFound("Not here."), NotAllowed("Not you."), Invalid("Too long.")])
def test_unknown_revoked_and_no_longer_allowed_look_alike(
    visitor: Any, answered: Any, name: str, refusal: Exception
) -> None:
    answered.answers[name] = refusal
    answer = visitor.get("/calendar/secret.ics")
    assert (answer.status_code, answer.text) == (404, "There is no calendar at this address.\n")


def test_a_service_that_does_not_answer_is_no_missing_calendar(visitor: Any, answered: Any) -> None:
    answered.answers["people.grants_of"] = Unavailable("No answer.")
    answer = visitor.get("/calendar/secret.ics")
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers


def test_trying_addresses_is_stopped(visitor: Any, answered: Any) -> None:
    answered.answers["projects.calendar_owner"] = NotFound("Not here.")
    statuses = [visitor.get(f"/calendar/guess{n}.ics").status_code for n in range(22)]
    assert statuses[:20] == [404] * 20
    assert statuses[-1] == 429


def test_ones_own_addresses_are_listed_made_and_revoked(app: Any, browser: Any, services: Switchboard) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    services.answers["people.my_account"] = {"name": "Ada", "roles": [GRANT | {"role": "programme_manager"}]}
    made_at = "2026-01-01T10:00:00+00:00"
    kept = {"feed_id": "f1", "title": "My own dates", "made_at": made_at, "revoked_at": None}
    gone = kept | {"feed_id": "f0", "title": "Gone", "revoked_at": made_at}
    services.answers["projects.calendar_feeds"] = {"items": [gone, kept]}
    page = browser.get("/account/calendars").text
    assert "My own dates" in page
    assert "Gone" not in page
    assert 'value="programme:P"' in page
    services.answers["projects.create_calendar_feed"] = {"result": {"feed_id": "f2", "token": "tok"}, "events": []}
    made = browser.post("/account/calendars", data={"dates": "programme:P"})
    assert "/calendar/tok.ics" in made.text
    assert services.last("projects.create_calendar_feed")[0] == {"kind": "programme", "programme_id": "P"}
    assert browser.post("/account/calendars/f1/revoke").status_code == 303
    assert services.last("projects.revoke_calendar_feed")[0] == {"feed_id": "f1"}
