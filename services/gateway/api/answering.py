"""Turns a request into a call and its answer into a response: fields, keys, versions, pages. One way for all."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Response, current_app, request
from marshmallow import fields as form
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from services.gateway import asking
from services.gateway.api.routes import Route
from shared.calls.call import Call, Command
from shared.errors import Invalid

Values = dict[str, Any]


def view_of(route: Route) -> Callable[..., Response]:
    """The Flask view of one line of the table."""

    def view(**address: str) -> Response:
        values = gathered(route.call, address)
        if issubclass(route.call, Command):
            reply = asking.do(route.call, values, timeout=route.timeout, exact=True, **command_options())
            return changed(reply, 201 if route.made else 200)
        return read(asking.ask(route.call, values, timeout=route.timeout, exact=True))

    view.__name__ = route.call_name.replace(".", "_")
    return view


def gathered(call: type[Call], address: dict[str, str]) -> Values:
    """The call's fields from the address, and the query or the body. Raises Invalid when the two disagree."""
    given = from_query(call) if request.method in {"GET", "HEAD", "DELETE"} else from_body()
    for name, value in address.items():
        if name in given and given[name] != value:
            raise Invalid(f"{name} differs from the address", {name: ["Leave it out, or send what the address says."]})
    return whole(call, given) | clean(address)


def whole(call: type[Call], given: Values) -> Values:
    """`given` with whole numbers where the call declares them. Raises Invalid for 2.5, which would be cut to 2."""
    for name, field in call._declared_fields.items():
        number = given.get(name)
        if isinstance(field, form.Integer) and isinstance(number, float):
            if not number.is_integer():
                raise Invalid(f"{name} is not a whole number", {name: ["Enter a whole number"]})
            given[name] = int(number)
    return given


def from_body() -> Values:
    """The JSON object of the body; none is an empty one."""
    given = json_body()
    if not isinstance(given, dict):
        raise BadRequest("The body must be one JSON object.")
    return given


def json_body() -> Any:
    """The JSON value of the body, {} when there is none. Raises for what is not JSON or not so labelled."""
    raw = request.get_data(cache=False)
    if not raw.strip():
        return {}
    if request.mimetype != "application/json":
        raise UnsupportedMediaType("The body is not labelled as JSON.")
    try:
        given = json.loads(raw, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"The body is not JSON: {error}.") from error
    return clean(given)


def from_query(call: type[Call]) -> Values:
    """The query as fields; what the call declares as a list may be given more than once."""
    declared = call._declared_fields
    return {
        name: clean(values if isinstance(declared.get(name), form.List) else values[-1])
        for name, values in request.args.to_dict(flat=False).items()
    }


def clean(value: Any) -> Any:
    """`value` as it is. Raises Invalid for text that no database keeps: NUL, half a surrogate pair."""
    if isinstance(value, str):
        if "\0" in value or not _encodable(value):
            raise Invalid("Text with a NUL character or half a character cannot be kept", {"_schema": ["Remove it."]})
    elif isinstance(value, dict):
        for name, inner in value.items():
            clean(name)
            clean(inner)
    elif isinstance(value, list):
        for inner in value:
            clean(inner)
    return value


def command_options() -> Values:
    """What comes with a command in headers: its key, the version seen, in sample installations its date and origin."""
    return {
        "key": idempotency_key(request.headers.get("Idempotency-Key")),
        "expected_version": _version_seen(),
        "recorded_on": recorded_on(request.headers.get("Waymark-Recorded-On")),
        "origin": origin(request.headers.get("Waymark-Origin")),
    }


def idempotency_key(value: Any) -> str | None:
    """Raises Invalid for what cannot be a key."""
    if value is None:
        return None
    if not isinstance(value, str) or not 0 < len(value) <= 200 or not value.isprintable():
        raise Invalid("The idempotency key is not usable", {"Idempotency-Key": ["Send 1 to 200 printable characters."]})
    return value


def recorded_on(value: Any) -> date | None:
    """The day on which a sample's fact is said to have been recorded; the services refuse it elsewhere."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise Invalid("recorded_on is not a date", {"recorded_on": ["Write it as 2026-06-30."]}) from error


def origin(value: str | None) -> str | None:
    """`sample` for what a sample programme is loaded with. Raises Invalid outside sample installations."""
    if value is None:
        return None
    if value != "sample" or not current_app.extensions["waymark_settings"].sample:
        raise Invalid("That origin is not taken here", {"Waymark-Origin": ["Only `sample`, in a sample installation."]})
    return value


def read(value: Any) -> Response:
    """A read's value, with its version as ETag and the next page as a Link."""
    response = answer(value)
    if isinstance(value, dict):
        _tag(response, value)
        if value.get("next"):
            query = request.args.to_dict(flat=False) | {"after": [value["next"]]}
            response.headers["Link"] = f'<{request.path}?{urlencode(query, doseq=True)}>; rel="next"'
    return response


def changed(reply: Values, status: int = 200) -> Response:
    """A command's {"result", "events"}; each event's position is at /api/v1/events/{id}."""
    response = answer(reply, status)
    if isinstance(reply.get("result"), dict):
        _tag(response, reply["result"])
    return response


def answer(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Any JSON value as an answer."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Response(body, status, headers=headers, content_type="application/json")


def _tag(response: Response, value: Values) -> None:
    version = value.get("version")
    if isinstance(version, int):
        response.set_etag(str(version))
        response.make_conditional(request)


def _version_seen() -> int | None:
    given = request.headers.get("If-Match")
    if given is None or given.strip() == "*":
        return None
    text = given.strip().removeprefix("W/").strip('"')
    if not text.isdecimal() or len(text) > 18:
        raise Invalid("If-Match is not a version of ours", {"If-Match": ['Send the ETag of the thing, such as "7".']})
    return int(text)


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
