"""Pages of things: made from the declared calls alone, so every call of the projects service has one."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

import pytest
from marshmallow import Schema, fields, validate

from services.gateway.pages.forms import Form
from services.gateway.pages.things import boxes, declared, filling, table
from shared import permissions
from shared.calls import people, projects
from shared.calls.call import Command
from shared.calls.fields import MoneyFields, key
from shared.errors import Invalid, NotAllowed, NotFound, StaleVersion, Unavailable
from tests.unit.gateway.switchboard import MANAGER, TOKENS, Switchboard

NONE: dict[str, Any] = {"items": [], "next": None}
MILESTONE = {
    "milestone_id": "m",
    "programme_id": "P",
    "title": "Findings shared",
    "state": "late",
    "owner_person_id": "p-1",
    "project_id": None,
    "baseline_on": "2026-03-02",
    "forecast_on": "2026-03-30",
    "version": 3,
}
AWARD = {"award_id": "a", "reference": "NIHR1", "amount": {"amount": "5000000.00", "currency": "GBP"}, "version": 2}


@pytest.fixture
def programme(app: Any, services: Switchboard) -> Switchboard:
    """A programme of which nothing is recorded."""
    app.config["WTF_CSRF_ENABLED"] = False
    lists = [thing.listing for thing in declared.things()]
    for read in [*lists, people.People, people.Organisations, projects.Programmes]:
        services.answers[read.name()] = dict(NONE)
    services.answers |= {
        "projects.programme": {"programme_id": "P", "title": "A programme", "themes": [], "version": 9},
        "projects.how_many": {"items": {"awards": 1204}},
        "outputs.how_many_outputs": {"items": {}},
        "reporting.status": {"known_at": "2026-06-30T12:00:00Z", "waiting": 0, "position": 9, "views": {"awards": 1}},
        "reporting.facts": dict(NONE),
        "reporting.position_of": {"position": 1},
    }
    return services


def may(call: type[Command]) -> bool:
    row = permissions.row(call.name())
    return "programme_manager" in row.who and row.where != "installation"


def test_every_command_has_a_form_for_those_who_may_give_it(programme: Switchboard, browser: Any) -> None:
    for call in declared.commands():
        answer = browser.get(f"/programmes/P/do/{declared.slug_of(call)}")
        assert answer.status_code == (200 if may(call) else 403), call
        if may(call):
            assert declared.title_of(call) in answer.text.replace("&#39;", "'")
            for name, field in call._declared_fields.items():
                shown = name not in {"programme_id", "target_id"} and not declared.own_id(field)
                assert not shown or f'name="{name}' in answer.text, (call, name)


def test_every_thing_has_a_list_that_says_what_to_do_next(programme: Switchboard, browser: Any) -> None:
    assert len(declared.things()) > 10
    for thing in declared.things():
        page = browser.get(f"/programmes/P/run/{thing.slug}").text
        assert "Nothing is recorded here yet" in page, thing
        for call in thing.makes:
            assert (f"/programmes/P/do/{declared.slug_of(call)}" in page) == may(call)
        assert programme.last(thing.listing.name())[0]["programme_id"] == "P"


def test_every_other_question_has_a_page(programme: Switchboard, browser: Any) -> None:
    for read in declared.lookups():
        assert browser.get(f"/programmes/P/ask/{declared.slug_of(read)}").status_code == 200, read


def test_no_declared_request_is_left_without_a_page_or_an_address(visitor: Any) -> None:
    things = declared.things()
    on_pages = {call.method for thing in things for call in (thing.listing, thing.single) if call}
    on_pages |= {call.method for call in (*declared.commands(), *declared.lookups())}
    # these have pages made by hand, or are asked by other pages
    by_hand = table.NOT_THINGS | table.NOT_COMMANDS | table.NOT_LOOKUPS
    every = {*declared.reads(), *declared.commands()}
    assert {call.method for call in every} - on_pages - by_hand == set()
    paths = visitor.get("/api/openapi.json").get_json()["paths"].values()
    described = {inner.get("operationId") for path in paths for inner in path.values() if isinstance(inner, dict)}
    # asked within POST /try, POST /imports, GET /parked and the calendar's own address
    within = {"try_changes", "try_change_request", "import_job", "parked", "calendar", "calendar_owner"}
    assert {call.method for call in every if call.name() not in described} <= within


def test_the_overview_names_what_one_may_see_with_how_many(programme: Switchboard, browser: Any) -> None:
    page = browser.get("/programmes/P/run").text
    assert "1,204" in page
    assert "/programmes/P/do/baseline-plan" in page
    assert "create-programme" not in page


def test_a_role_is_offered_only_what_it_may(programme: Switchboard, app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    grants = [{"role": "researcher", "programme_id": "P", "project_id": None}]
    monkeypatch.setitem(TOKENS, "researcher", MANAGER | {"actor": {"id": "p-2", "grants": grants}})
    client = app.test_client()
    client.set_cookie("waymark_session", "researcher")
    page = client.get("/programmes/P/run").text
    assert "note-progress" in page
    assert "baseline-plan" not in page
    assert client.get("/programmes/P/do/baseline-plan").status_code == 403
    assert "projects.baseline_plan" not in [name for name, _, _ in programme.asked]


def test_no_way_is_shown_to_what_one_may_not_see(
    programme: Switchboard, app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    grants = [{"role": "partner", "programme_id": "P", "project_id": None}]
    monkeypatch.setitem(TOKENS, "partner", MANAGER | {"actor": {"id": "p-3", "grants": grants}})
    client = app.test_client()
    client.set_cookie("waymark_session", "partner")
    programme.answers |= {"reporting.records": dict(NONE), "projects.awards": {"items": [AWARD], "next": None}}
    assert "/programmes/P/run/awards/known" in client.get("/programmes/P/run/awards").text
    programme.answers["reporting.records"] = NotAllowed("A partner sees what hangs on its projects.")
    assert "/programmes/P/run/awards/known" not in client.get("/programmes/P/run/awards").text
    programme.answers |= {"reporting.reports": dict(NONE), "reporting.overview": Unavailable("Not yet.")}
    overview = client.get("/programmes/P").text
    ways = ("/programmes/P/plan", "/programmes/P/changes", "/programmes/P/money", "/programmes/P/plan-milestone")
    assert [way for way in ways if f'href="{way}"' in overview] == ["/programmes/P/plan"]


def test_rows_are_in_words_and_link_to_their_pages(programme: Switchboard, browser: Any) -> None:
    programme.answers["projects.awards"] = {"items": [AWARD], "next": "c"}
    page = browser.get("/programmes/P/run/awards").text
    assert "£5,000,000" in page
    assert 'href="/programmes/P/run/awards/a"' in page
    assert "after=c" in page
    assert "/programmes/P/run/awards/known" in page


def test_a_list_is_narrowed_by_its_own_fields_and_exported_whole(programme: Switchboard, browser: Any) -> None:
    programme.answers["projects.milestones"] = {"items": [MILESTONE], "next": None}
    browser.get("/programmes/P/run/milestones?state=late&project_id=&after=c")
    assert {"programme_id": "P", "state": "late", "after": "c"} in [asked for _, asked, _ in programme.asked]
    answer = browser.get("/programmes/P/run/milestones?state=late&format=csv")
    [heading, row] = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert dict(zip(heading, row, strict=True))["Title"] == "Findings shared"
    programme.answers["projects.milestones"] = NONE
    assert "Nothing here fits" in browser.get("/programmes/P/run/milestones?state=late").text


def test_one_thing_shows_its_fields_its_commands_and_what_happened(programme: Switchboard, browser: Any) -> None:
    programme.answers["projects.awards"] = {"items": [AWARD], "next": None}
    fact = {
        "event_id": "e-1",
        "sentence": "Award NIHR1 began on 1 January 2024",
        "recorded_by": "p-1",
        "effective_on": "2024-01-01",
        "recorded_at": "2024-01-02T10:00:00Z",
    }
    programme.answers["reporting.facts"] = {"items": [fact], "next": None}
    programme.answers["reporting.history"] = {"items": [{}], "next": None}
    said = {"event_id": "e-1", "words": {"note": "Signed late.", "conditions": "Yearly audit."}}
    programme.answers["projects.journal"] = {"items": [said], "next": None}
    page = browser.get("/programmes/P/run/awards/a").text
    assert "Signed late." in page and "Yearly audit." in page
    assert "Award NIHR1 began on 1 January 2024." in page
    assert 'href="/facts/e-1"' in page
    assert "/programmes/P/do/extend-award?award_id=a" in page
    assert "/programmes/P/run/awards/a/history" in page
    assert programme.last("reporting.facts")[0]["subject"] == "a"
    assert browser.get("/programmes/P/run/awards/none").status_code == 404


def test_without_the_ledger_a_thing_is_still_shown(programme: Switchboard, browser: Any) -> None:
    programme.answers["projects.awards"] = {"items": [AWARD], "next": None}
    programme.answers |= {"reporting.facts": NotFound("away"), "reporting.history": NotFound("away")}
    page = browser.get("/programmes/P/run/awards/a")
    assert page.status_code == 200
    assert "/history" not in page.text
    assert "Journal" not in page.text


def typed_milestone(**more: str) -> dict[str, str]:
    day = {"baseline_on-day": "30", "baseline_on-month": "9", "baseline_on-year": "2026"}
    return {"title": "Findings", "contractual": "yes", "predecessor_ids-rows": "1", "key": "k-1", **day, **more}


def test_what_is_typed_is_sent_once_and_leads_to_what_was_made(programme: Switchboard, browser: Any) -> None:
    programme.answers["projects.plan_milestone"] = {"result": {"milestone_id": "m"}, "events": ["e"]}
    for _ in range(2):
        answer = browser.post("/programmes/P/do/plan-milestone", data=typed_milestone())
        assert (answer.status_code, answer.headers["Location"]) == (303, "/milestones/m")
    sent = [(asked, opts) for name, asked, opts in programme.asked if name == "projects.plan_milestone"]
    assert {options["idempotency_key"] for _, options in sent} == {"k-1"}
    assert sent[0][0] == {
        "programme_id": "P",
        "title": "Findings",
        "baseline_on": "2026-09-30",
        "contractual": True,
    }


def test_a_change_begins_with_what_is_so_and_is_refused_when_somebody_was_quicker(
    programme: Switchboard, browser: Any
) -> None:
    programme.answers["projects.project"] = {
        "project_id": "x",
        "programme_id": "P",
        "title": "Damp homes",
        "planned_end": "2026-12-31",
        "version": 4,
    }
    page = browser.get("/programmes/P/do/change-project?project_id=x").text
    assert 'value="Damp homes"' in page
    assert 'name="version" value="4"' in page
    programme.answers["projects.change_project"] = StaleVersion("It is at version 5 and you saw 4.")
    answer = browser.post("/programmes/P/do/change-project?project_id=x", data={"title": "New", "version": "4"})
    assert answer.status_code == 422
    assert "you saw 4" in answer.text
    fields_, options = programme.last("projects.change_project")
    assert fields_["project_id"] == "x"
    assert options["expected_version"] == 4


def test_what_the_service_does_not_like_is_said_beside_its_box(programme: Switchboard, browser: Any) -> None:
    wrong = {"milestones": {"1": {"baseline_on": ["It is before the programme"]}}, "title": ["Too long"]}
    programme.answers["projects.baseline_plan"] = Invalid("No.", wrong)
    data = {"title": "Year 3", "milestones-rows": "3"}
    for number in (0, 2):
        data |= {f"milestones-{number}-milestone_id": "m"}
        data |= {f"milestones-{number}-baseline_on-{part}": "1" for part in ("day", "month")}
        data |= {f"milestones-{number}-baseline_on-year": "2026"}
    answer = browser.post("/programmes/P/do/baseline-plan", data=data)
    assert answer.status_code == 422
    assert '<a href="#title">Too long</a>' in answer.text
    # the second row that was sent is the third on the page: the one between was left empty
    assert '<a href="#milestones-2-baseline_on">It is before the programme</a>' in answer.text
    assert "<title>Error: " in " ".join(answer.text.split())


def test_more_rows_are_given_when_asked_for_and_nothing_is_done(programme: Switchboard, browser: Any) -> None:
    data = {"title": "Year 3", "milestones-rows": "3", "more": "milestones"}
    answer = browser.post("/programmes/P/do/baseline-plan", data=data)
    assert answer.status_code == 200
    assert 'name="milestones-rows" value="6"' in answer.text
    assert 'value="Year 3"' in answer.text
    assert "projects.baseline_plan" not in [name for name, _, _ in programme.asked]


def test_a_file_that_is_not_what_it_says_is_refused_beside_its_box(programme: Switchboard, browser: Any) -> None:
    programme.answers["projects.milestone"] = dict(MILESTONE)
    there = "/programmes/P/do/achieve-milestone?milestone_id=m"
    answer = browser.post(there, data={"evidence_file_ids": (io.BytesIO(b"<html>"), "minutes.pdf")})
    assert answer.status_code == 422
    assert "its content is not a PDF" in answer.text
    assert "projects.achieve_milestone" not in [name for name, _, _ in programme.asked]


def test_a_file_is_kept_and_its_fingerprint_sent_also_when_the_rest_is_wrong(
    programme: Switchboard, browser: Any
) -> None:
    programme.answers["projects.milestone"] = dict(MILESTONE)
    programme.answers["projects.achieve_milestone"] = Invalid("No.", {"achieved_on": ["Too early"]})
    there = "/programmes/P/do/achieve-milestone?milestone_id=m"
    answer = browser.post(there, data={"evidence_file_ids": (io.BytesIO(b"minutes"), "minutes.txt")})
    digest = programme.last("projects.achieve_milestone")[0]["evidence_file_ids"]
    assert len(digest) == 1
    assert f'name="evidence_file_ids-kept" value="{digest[0]}"' in answer.text
    browser.post(there, data={"evidence_file_ids-kept": digest[0]})
    assert programme.last("projects.achieve_milestone")[0]["evidence_file_ids"] == digest


class Everything(Schema):
    """A field of each kind."""

    on = fields.Date()
    sure = fields.Boolean()
    count = fields.Integer()
    amount = fields.Nested(MoneyFields)
    way = fields.String(validate=validate.OneOf(("cash", "in_kind")))
    reason = key("a reason")
    tags = fields.List(fields.String())
    labels = fields.Dict(keys=fields.String(), values=fields.String())
    lines = fields.List(fields.Nested(MoneyFields))


TYPED = {
    "on-day": "1",
    "on-month": "2",
    "on-year": "2026",
    "sure": "no",
    "count": "1,200",
    "amount": "£12,500.50",
    "way": "in_kind",
    "reason": "Waiting for approval!",
    "tags": "a\n\n b ",
    "labels": "Workstream: unit",
    "lines-rows": "2",
    "lines-1-amount": "3",
    "lines-1-currency": "EUR",
}


def made(app: Any, given: dict[str, Any]) -> tuple[Form, tuple[boxes.Box, ...]]:
    with app.test_request_context("/", method="POST", data=given):
        return Form(), boxes.of_schema(Everything(), boxes.Making(None), "")


def test_each_kind_of_box_gives_what_its_field_takes(app: Any) -> None:
    form, found = made(app, TYPED)
    with app.test_request_context("/"):
        sent = filling.typed(form, found)
    assert not form.errors
    assert sent == {
        "on": "2026-02-01",
        "sure": False,
        "count": 1200,
        "amount": {"amount": "12500.50", "currency": "GBP"},
        "way": "in_kind",
        "reason": "waiting_for_approval",
        "tags": ["a", "b"],
        "labels": {"workstream": "unit"},
        "lines": [{"amount": "3", "currency": "EUR"}],
    }
    assert Everything().load(sent)["on"] == date(2026, 2, 1)


@pytest.mark.parametrize(("name", "text", "message"), [("count", "2.5", "whole number"), ("labels", "unit", "a colon")])
def test_what_is_no_value_of_its_kind_is_said_beside_it(app: Any, name: str, text: str, message: str) -> None:
    form, found = made(app, {name: text})
    with app.test_request_context("/"):
        filling.typed(form, found)
    assert message in form.errors[name]


def test_what_boxes_begin_with_is_what_would_be_sent_again(app: Any) -> None:
    form, found = made(app, TYPED)
    with app.test_request_context("/"):
        sent = filling.typed(form, found)
    again, _ = made(app, filling.begin(found, sent))
    with app.test_request_context("/"):
        assert filling.typed(again, found) == sent


TOUCHED = {
    "kind": "milestone",
    "id": "m",
    "title": "Findings shared",
    "what": "forecast",
    "before": "2026-03-30",
    "after": "2026-09-30",
    "days": 184,
}
NEW_DAY = {"forecast_on-day": "30", "forecast_on-month": "9", "forecast_on-year": "2026", "reason_code": "scope"}
MOVE = {"milestone_id": "m", "forecast_on": "2026-09-30", "reason_code": "scope"}


def test_what_would_follow_is_shown_before_anything_is_done(programme: Switchboard, browser: Any) -> None:
    programme.answers |= {
        "projects.milestone": dict(MILESTONE),
        "projects.try_changes": {"facts": [], "touched": [TOUCHED], "people": ["p-1"], "open": [], "proposed": []},
        "reporting.try_facts": {"reports": [], "months": []},
    }
    there = "/programmes/P/do/reforecast-milestone?milestone_id=m"
    page = browser.post(there, data=NEW_DAY | {"try": "yes"}).text
    assert "What would follow" in page
    assert "+184" in page
    assert 'value="2026"' in page, "what was typed is still there"
    assert programme.last("projects.try_changes")[0]["changes"] == [{"call": "reforecast_milestone", "fields": MOVE}]
    assert "projects.reforecast_milestone" not in [name for name, _, _ in programme.asked]
    wrong = {"changes": {"0": {"forecast_on": ["It is before the start"]}}}
    programme.answers["projects.try_changes"] = Invalid("Change 1: no.", wrong)
    answer = browser.post(there, data=NEW_DAY | {"try": "yes"})
    assert '<a href="#forecast_on">It is before the start</a>' in answer.text


def test_a_command_can_be_asked_for_as_a_change(programme: Switchboard, browser: Any) -> None:
    programme.answers |= {"projects.milestone": dict(MILESTONE)}
    programme.answers["projects.milestones"] = {"items": [MILESTONE], "next": None}
    there = "/programmes/P/do/reforecast-milestone?milestone_id=m"
    sent_on = browser.post(there, data=NEW_DAY | {"propose": "yes"})
    assert sent_on.status_code == 303
    page = browser.get(sent_on.headers["Location"]).text
    assert "Say when a milestone is expected now" in page
    assert "30 September 2026" in page
    assert "Findings shared" in page
    data = {"title": "Later", "kind": "time", "changes": json.dumps([{"call": "reforecast_milestone", "fields": MOVE}])}
    browser.post("/programmes/P/do/submit-change-request", data=data)
    assert programme.last("projects.submit_change_request")[0]["changes"][0]["fields"] == MOVE
    answer = browser.post("/programmes/P/do/submit-change-request", data=data | {"changes": "later, please"})
    assert "Write a JSON list of commands" in answer.text


def test_an_answer_is_shown_whole_however_deep_its_rows_lie(programme: Switchboard, browser: Any) -> None:
    line = {"heading": "staff", "amount": {"amount": "7.00", "currency": "GBP"}}
    budget = {"budget_id": "b", "award_id": "a", "total": {"amount": "7.00", "currency": "GBP"}, "lines": [line]}
    programme.answers["projects.awards"] = {"items": [AWARD], "next": None}
    programme.answers["projects.budget"] = {"budgets": [budget]}
    page = browser.get("/programmes/P/ask/budget").text
    assert "£7" in page
    assert "staff" in page
    assert '<a class="govuk-link" href="/programmes/P/run/awards/a">NIHR1</a>' in page
    assert ">b<" not in page, "an id of what has no page says nothing"


def test_numbers_by_name_have_a_box_for_each_name_that_the_programme_knows(
    programme: Switchboard, browser: Any
) -> None:
    there = "/programmes/P/do/record-training-session"
    assert 'name="by_directorate"' in browser.get(there).text  # it knows none: a line for each
    told = {
        "title": "T",
        "level": "foundation",
        "places_taken": "12",
        "held_on-day": "3",
        "held_on-month": "3",
        "held_on-year": "2026",
    }
    browser.post(there, data=told | {"by_directorate": "housing: 7\nRoads: and more: 5"})
    asked = programme.last("outputs.record_training_session")[0]
    assert asked["by_directorate"] == {"housing": 7, "Roads: and more": 5}
    assert asked["held_on"] == "2026-03-03"
    wrong = browser.post(there, data=told | {"by_directorate": "housing seven"})
    assert (wrong.status_code, "a colon and a whole number" in wrong.text) == (422, True)
    known = [{"key": "housing", "title": "Housing and homes"}, {"key": "roads", "title": "Roads"}]
    programme.answers["projects.programme"] = {**programme.answers["projects.programme"], "directorates": known}
    page = browser.get(there).text
    assert "Housing and homes" in page
    assert 'name="by_directorate-housing"' in page
    browser.post(there, data=told | {"by_directorate-housing": "7", "by_directorate-roads": ""})
    assert programme.last("outputs.record_training_session")[0]["by_directorate"] == {"housing": 7}


def test_a_number_that_is_not_shown_is_none_that_a_form_can_begin_with(programme: Switchboard, browser: Any) -> None:
    known = {"training_session_id": "s", "title": "Time series", "places_taken": "fewer than 5", "answers": 12}
    programme.answers["outputs.training_session"] = known
    page = browser.get("/programmes/P/do/correct-training-session?training_session_id=s").text
    assert 'value="Time series"' in page
    assert 'value="12"' in page
    assert "fewer than 5" not in page


def test_what_is_shown_by_name_is_what_rows_of_a_name_and_a_number_begin_with(
    programme: Switchboard, browser: Any
) -> None:
    sexes = [{"key": "female", "title": "Female"}, {"key": "male", "title": "Male"}]
    programme.answers["outputs.characteristics"] = {"items": [{"key": "sex", "title": "Sex", "categories": sexes}]}
    programme.answers["outputs.inclusion_profile"] = {
        "inclusion_profile_id": "i",
        "programme_id": "P",
        "counts": {"female": 12, "male": "fewer than 5"},
        "census": None,
    }
    page = browser.get("/programmes/P/do/correct-inclusion-profile?inclusion_profile_id=i")
    assert page.status_code == 200
    assert 'value="12"' in page.text
    assert 'value="female" selected' in page.text
    assert "fewer than 5" not in page.text
