"""Up to 200 commands in one request, in order, for loading much. Not one transaction: what is done stays done."""

from __future__ import annotations

from typing import Any

from flask import Response, g, request
from flask_smorest import Blueprint

from services.gateway import asking, errors
from services.gateway.api import answering, describing
from services.gateway.api.routes import declared
from services.gateway.api.table import TABLE
from shared.calls.call import Call, Command
from shared.context import Actor, Grant
from shared.errors import Invalid, NotAllowed, WaymarkError
from shared.permissions import ROLES

MOST = 200
#: what may be done through it: the commands that have an address of their own
OFFERED = {route.call_name: route for route in TABLE}
KEYS = {"call", "fields", "recorded_on", "idempotency_key", "as_person_id"}

ITEM = {
    "type": "object",
    "required": ["call"],
    "additionalProperties": False,
    "properties": {
        "call": {"type": "string", "description": "a command by name, such as projects.plan_milestone"},
        "fields": {"type": "object"},
        "recorded_on": {"type": ["string", "null"], "format": "date", "description": "sample installations only"},
        "idempotency_key": {"type": ["string", "null"], "minLength": 1, "maxLength": 200},
        "as_person_id": {"type": ["string", "null"], "description": "sample installations only: who is said to do it"},
    },
}
BODY = {
    "type": "object",
    "required": ["items"],
    "additionalProperties": False,
    "properties": {
        "items": {"type": "array", "maxItems": MOST, "items": ITEM},
        "origin": {"type": ["string", "null"], "description": "sample installations only: `sample`"},
    },
}
DONE = {
    "type": "object",
    "required": ["replies"],
    "properties": {"replies": {"type": "array", "items": {"$ref": "#/components/schemas/Changed"}}},
}


def add_to(blueprint: Blueprint) -> None:
    """Register the route."""

    @blueprint.route("/batch", methods=["POST"])
    @blueprint.doc(
        summary="Carry out up to 200 commands in order",
        description="Stops at the first that fails: the problem names its `index` and carries the `replies` before it.",
        operationId="batch",
        tags=["batch"],
        parameters=["Waymark-Origin"],
        requestBody={"required": True, "content": {"application/json": {"schema": BODY}}},
        responses=describing.responses({"200": DONE}),
    )
    def carry_out() -> Response:
        given = answering.json_body()
        # a bare list is taken too: the envelope only adds the origin
        body = given if isinstance(given, dict) else {"items": given}
        if unknown := set(body) - {"items", "origin"}:
            raise Invalid("Send items, and origin", {name: ["Unknown field."] for name in sorted(unknown)})
        origin = answering.origin(body.get("origin")) or answering.origin(request.headers.get("Waymark-Origin"))
        replies: list[dict[str, Any]] = []
        for index, item in enumerate(_items(body.get("items"))):
            try:
                replies.append(_carry_out(item, origin))
            except WaymarkError as error:
                return errors.problem(error, index=index, call=item.get("call"), replies=replies)
        return answering.answer({"replies": replies})


def _items(given: Any) -> list[dict[str, Any]]:
    if not isinstance(given, list) or not all(isinstance(item, dict) for item in given):
        raise Invalid("Send a list of commands", {"items": ["Each is {call, fields, recorded_on, idempotency_key}."]})
    if len(given) > MOST:
        raise Invalid(f"Send at most {MOST} commands at a time", {"items": [f"These are {len(given)}: split them."]})
    return given


def _carry_out(item: dict[str, Any], origin: str | None) -> dict[str, Any]:
    if unknown := set(item) - KEYS:
        raise Invalid("A command has a key that is not known", {name: ["Unknown field."] for name in sorted(unknown)})
    call = _command(item.get("call"))
    fields = item.get("fields") or {}
    if not isinstance(fields, dict):
        raise Invalid("fields is not an object", {"fields": ["Send the command's fields by name."]})
    return asking.do(
        call,
        fields,
        exact=True,
        key=answering.idempotency_key(item.get("idempotency_key")),
        recorded_on=answering.recorded_on(item.get("recorded_on")),
        origin=origin,
        actor=_character(item.get("as_person_id"), origin),
        timeout=OFFERED[call.name()].timeout,
    )


def _character(person_id: Any, origin: str | None) -> Actor | None:
    """Who of an invented story does this. Raises NotAllowed but for the administrator of a sample installation.

    The story is told from its beginning, when its people have no accounts, so they may do whatever it needs.
    """
    if person_id is None:
        return None
    administrator = "administrator" in g.person.actor.roles_in(None)
    if origin != "sample" or not administrator or not isinstance(person_id, str):
        raise NotAllowed("Only the administrator of a sample installation may tell what somebody else did.")
    return Actor(person_id, tuple(Grant(role) for role in sorted(ROLES)))


def _command(name: Any) -> type[Command]:
    if not isinstance(name, str) or name not in OFFERED:
        raise Invalid("There is no such command", {"call": ["Name one of those in /api/openapi.json."]})
    call: type[Call] = declared(name)
    if not issubclass(call, Command):
        raise Invalid(f"{name} is a read", {"call": ["A batch carries out commands only."]})
    return call
