"""Every route is shut but the named ones; sessions, tokens and cookies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.gateway import identity
from tests.unit.gateway.switchboard import Switchboard

#: nobody signed in gets anything but these; whoever adds one adds it here on purpose
PUBLIC = {
    "signing.sign_in",
    "signing.enter",
    "signing.accessibility",
    "calendars.feed",
    "static",
    "health.healthz",
    "health.readyz",
    "health.metrics",
    "api-docs.openapi_json",
}


def routes(app: Any) -> list[tuple[str, str, str]]:
    """Method, an address that fits, endpoint: of everything the gateway serves."""
    found = []
    for rule in app.url_map.iter_rules():
        address = rule.build(dict.fromkeys(rule.arguments, "1"), append_unknown=False)[1]
        found += [(method, address, rule.endpoint) for method in sorted(rule.methods or ())]
    return found


def test_the_public_routes_are_the_named_ones() -> None:
    assert identity.PUBLIC == PUBLIC


def test_no_route_but_the_public_ones_answers_without_sign_in(app: Any, visitor: Any, services: Switchboard) -> None:
    app.config["WTF_CSRF_ENABLED"] = False  # so that it is the door that is tried, not the lock before it
    shut = [(method, address) for method, address, endpoint in routes(app) if endpoint not in PUBLIC]
    assert len(shut) > 50
    for method, address in shut:
        answer = visitor.open(address, method=method)
        if address.startswith("/api/"):
            assert answer.status_code == 401, (method, address)
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        elif method in identity.READING:
            assert answer.status_code == 302, (method, address)
            assert answer.headers["Location"].startswith("/sign-in")
        else:
            assert answer.status_code == 401, (method, address)
    assert not services.asked, "a service was asked for somebody who is not signed in"


def test_a_session_cookie_does_not_open_the_api(browser: Any) -> None:
    assert browser.get("/api/v1/people").status_code == 401


def test_a_token_that_is_not_known_is_refused_in_words(visitor: Any) -> None:
    answer = visitor.get("/api/v1/people", headers={"Authorization": "Bearer bad"})
    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"
    assert "not known" in answer.get_json()["detail"]


def test_a_reading_token_may_not_write(visitor: Any, services: Switchboard) -> None:
    headers = {"Authorization": "Bearer reader"}
    assert visitor.get("/api/v1/people", headers=headers).status_code == 200
    assert visitor.post("/api/v1/people", json={"name": "x"}, headers=headers).status_code == 403
    assert "people.register_person" not in [name for name, _, _ in services.asked]


def test_who_a_token_stands_for_is_asked_anew_after_five_seconds(api: Any, services: Switchboard, app: Any) -> None:
    def asked() -> int:
        return sum(name == "people.authenticate" for name, _, _ in services.asked)

    api.get("/api/v1/people")
    api.get("/api/v1/people")
    assert asked() == 1
    assert identity.BELIEVED <= 5
    app.extensions["waymark_identities"].believed = 0.0
    api.get("/api/v1/people")
    assert asked() == 2


def _sign_in(visitor: Any, **fields: str) -> Any:
    return visitor.post("/sign-in", data={"email": "a@example.org", "password": "right", **fields})


@pytest.fixture
def signing(app: Any, services: Switchboard) -> Switchboard:
    app.config["WTF_CSRF_ENABLED"] = False
    services.answers["people.sign_in"] = {"result": {"session_token": "good", "person": {}}, "events": []}
    return services


def test_a_session_cookie_is_for_this_host_alone_and_not_for_scripts(signing: Switchboard, visitor: Any) -> None:
    cookie = _sign_in(visitor).headers["Set-Cookie"]
    assert cookie.startswith("waymark_session=good;")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def test_over_https_cookies_are_secure_and_named_host(make_app: Callable[..., Any], services: Switchboard) -> None:
    app = make_app(public_url="https://waymark.example.org")
    app.config["WTF_CSRF_ENABLED"] = False
    services.answers["people.sign_in"] = {"result": {"session_token": "good", "person": {}}, "events": []}
    visitor = app.test_client()
    form = visitor.get("/sign-in", base_url="https://waymark.example.org")
    assert form.headers["Set-Cookie"].startswith("__Host-waymark_form=")
    assert "Secure" in form.headers["Set-Cookie"]
    assert "max-age=31536000" in form.headers["Strict-Transport-Security"]
    opened = [c for c in _sign_in(visitor).headers.getlist("Set-Cookie") if "session=" in c]
    assert opened[0].startswith("__Host-waymark_session=good;")
    assert "Secure" in opened[0]


@pytest.mark.parametrize(
    "wanted",
    ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)", "x", "/a\r\nb"],
)
def test_signing_in_never_sends_anybody_elsewhere(signing: Switchboard, visitor: Any, wanted: str) -> None:
    assert _sign_in(visitor, next=wanted).headers["Location"] == "/"


def test_signing_in_leads_to_the_page_that_was_wanted(signing: Switchboard, visitor: Any) -> None:
    shut = visitor.get("/programmes?after=x")
    assert shut.headers["Location"] == "/sign-in?next=/programmes?after%3Dx"
    assert _sign_in(visitor, next="/programmes?after=x").headers["Location"] == "/programmes?after=x"


def test_a_form_without_its_csrf_token_saves_nothing(app: Any, browser: Any, services: Switchboard) -> None:
    answer = browser.post("/account/tokens", data={"name": "x"})
    assert answer.status_code == 400
    assert "too old" in answer.text
    assert "people.create_api_token" not in [name for name, _, _ in services.asked]


def test_tries_that_fail_are_limited_and_those_that_succeed_are_not(
    app: Any, signing: Switchboard, visitor: Any
) -> None:
    from shared.errors import NotSignedIn

    for _ in range(8):
        assert _sign_in(visitor).status_code == 303
    signing.answers["people.sign_in"] = NotSignedIn("The e-mail address or the password is not right.")
    statuses = [_sign_in(visitor).status_code for _ in range(7)]
    assert statuses[:5] == [422] * 5
    assert statuses[-1] == 429


def test_signing_out_takes_the_cookie_away_even_when_nobody_answers(
    app: Any, browser: Any, services: Switchboard
) -> None:
    from shared.errors import Unavailable

    app.config["WTF_CSRF_ENABLED"] = False
    services.answers["people.sign_out"] = Unavailable("No answer.")
    answer = browser.post("/sign-out")
    assert answer.status_code == 303
    assert "waymark_session=;" in answer.headers["Set-Cookie"]
    assert browser.get("/programmes").status_code == 302
