"""What goes wrong is said the same way everywhere: problem JSON for programs, a page for people."""

from __future__ import annotations

from typing import Any

import pytest

from shared import errors
from tests.unit.gateway.switchboard import Switchboard


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.Invalid("Not right", {"title": ["Enter a title"]}), 422),
        (errors.NotFound("There is no such thing."), 404),
        (errors.NotAllowed("Only someone else may."), 403),
        (errors.Conflict("It is achieved already."), 409),
        (errors.StaleVersion("Somebody changed it."), 412),
        (errors.Unavailable("No answer yet."), 503),
        (errors.DeadlinePassed("Too late."), 503),
    ],
)
def test_an_error_of_a_service_is_a_problem_with_its_own_sentence(
    api: Any, services: Switchboard, error: errors.WaymarkError, status: int
) -> None:
    services.answers["people.people"] = error
    answer = api.get("/api/v1/people")
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    problem = answer.get_json()
    assert problem["status"] == status
    assert problem["detail"] == error.message
    assert problem["title"] == error.title
    assert problem["instance"] == "/api/v1/people"
    assert problem.get("fields", {}) == error.fields
    assert ("Retry-After" in answer.headers) == (status == 503)


def test_a_page_says_the_same_sentence(browser: Any, services: Switchboard) -> None:
    services.answers["people.my_account"] = errors.NotFound("You are not registered as a person here.")
    answer = browser.get("/account")
    assert answer.status_code == 404
    assert "You are not registered as a person here." in answer.text
    assert "number of this request" in answer.text


def test_what_nobody_foresaw_is_told_without_its_inner_text(api: Any, services: Switchboard, caplog: Any) -> None:
    services.answers["people.people"] = RuntimeError("password=secret")
    answer = api.get("/api/v1/people")
    assert answer.status_code == 500
    assert answer.content_type == "application/problem+json"
    assert "secret" not in answer.text


def test_a_wrong_method_names_the_right_ones(api: Any) -> None:
    answer = api.put("/api/v1/me")
    assert answer.status_code == 405
    assert answer.content_type == "application/problem+json"
    assert {"GET", "HEAD", "OPTIONS"} == {word.strip() for word in answer.headers["Allow"].split(",")}


def test_an_address_that_is_not_there_is_a_problem_too(api: Any) -> None:
    answer = api.get("/api/v1/nothing")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{", 400), (b"[1]", 400), (b'{"name": NaN}', 400), (b"[" * 5000, 400), (b'{"name": "a\\u0000b"}', 422)],
)
def test_a_body_that_is_not_usable_is_refused_before_any_service(
    api: Any, services: Switchboard, body: bytes, status: int
) -> None:
    answer = api.post("/api/v1/people", data=body, content_type="application/json")
    assert answer.status_code == status
    assert [name for name, _, _ in services.asked] == ["people.authenticate"]


def test_a_body_of_another_kind_is_named_as_such(api: Any) -> None:
    assert api.post("/api/v1/people", data="name=x", content_type="text/plain").status_code == 415


def test_a_file_that_is_too_large_is_a_413_and_not_a_broken_connection(api: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("services.gateway.uploads.kinds.largest", lambda: 1000)
    monkeypatch.setattr("services.gateway.app.ENVELOPE", 0)
    from io import BytesIO

    answer = api.post("/api/v1/imports", data={"kind": "outputs", "file": (BytesIO(b"x" * 2000), "a.bib")})
    assert (answer.status_code, answer.content_type) == (413, "application/problem+json")


def test_headers_that_protect_the_reader_are_on_every_answer(visitor: Any, api: Any) -> None:
    for answer in (visitor.get("/sign-in"), visitor.get("/nowhere"), api.get("/api/v1/nothing")):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-inline" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_one_inline_script_carries_the_nonce_of_its_answer(visitor: Any) -> None:
    first, second = visitor.get("/sign-in"), visitor.get("/sign-in")
    nonce = first.headers["Content-Security-Policy"].split("'nonce-")[1].split("'")[0]
    assert f'nonce="{nonce}"' in first.text
    assert first.text.count("<script") == 2
    assert nonce not in second.headers["Content-Security-Policy"]


def test_nothing_of_govuk_branding_is_on_a_page(visitor: Any) -> None:
    page = visitor.get("/sign-in").text
    for mark in ("GOV.UK", "Crown", "crown", "GDS Transport", "crest"):
        assert mark not in page
