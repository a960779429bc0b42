"""The API's description, OpenAPI 3.1, made from the declared calls: what is described is what is checked."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from apispec.ext.marshmallow.common import resolve_schema_cls
from flask_smorest import Api
from marshmallow import Schema, fields

from services.gateway.api.routes import Route
from shared.calls.call import Call

PROBLEM = {
    "type": "object",
    "description": "RFC 9457: what was wrong, where, and how to mend it",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "correlation_id": {"type": ["string", "null"]},
        "fields": {"type": "object", "description": "field -> messages"},
    },
}
CHANGED = {
    "type": "object",
    "description": "What came of a command. The position of each event is at /api/v1/events/{id}.",
    "required": ["result", "events"],
    "properties": {"result": {}, "events": {"type": "array", "items": {"type": "string"}}},
}
PAGE = {
    "type": "object",
    "description": "One page of a list; `next` is the cursor of the following one",
    "required": ["items", "next"],
    "properties": {"items": {"type": "array", "items": {}}, "next": {"type": ["string", "null"]}},
}

INTRODUCTION = """Everything the pages of Waymark can do. Send `Authorization: Bearer <token>`.

Commands take an `Idempotency-Key`: the same key is carried out once and gives the same answer again. After a 503 ask
again with the same key. Reads of one thing carry an `ETag`; send it as `If-Match` to change only what you have seen.
Lists take `after` and `limit` and link to the next page. Errors are `application/problem+json`.
Dates are days in Europe/London; money is text; ids are text."""


def schema_name(schema: Any) -> str:
    """Nested fields by the module that declares them: two services may each have their own `PlaceFields`."""
    found = resolve_schema_cls(schema)
    kind = found[0] if isinstance(found, list) else found
    return f"{kind.__module__.rpartition('.')[2]}.{kind.__name__}"


def described(api: Api) -> None:
    """Register what every operation refers to."""
    components = api.spec.components
    components.schema("Problem", PROBLEM)
    components.schema("Changed", CHANGED)
    components.schema("Page", PAGE)
    components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    components.response(
        "Problem",
        {
            "description": "It was refused, or could not be done",
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        },
    )
    for name, words in {
        "Idempotency-Key": "carried out once per key",
        "If-Match": "the ETag that you have seen",
        "Waymark-Recorded-On": "sample installations only: the day on which it is said to have been recorded",
        "Waymark-Origin": "sample installations only: `sample`",
    }.items():
        components.parameter(name, "header", {"name": name, "description": words, "schema": {"type": "string"}})


def operation(route: Route, api: Api) -> dict[str, Any]:
    """The description of one line of the table."""
    call, convert = route.call, api.ma_plugin.converter
    words = (call.__doc__ or call.__name__).strip()
    free = {name: field for name, field in call._declared_fields.items() if name not in route.in_address}
    parameters: list[Any] = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "minLength": 1},
            "description": _words(call, name),
        }
        for name in route.in_address
    ]
    found: dict[str, Any] = {
        "summary": words.partition("\n")[0],
        "operationId": route.call_name,
        "tags": [call.service],
    }
    if rest := words.partition("\n")[2].strip():
        found["description"] = " ".join(rest.split())
    if route.method in {"GET", "DELETE"}:
        parameters += [_query(name, field, convert) for name, field in free.items()]
    elif free:
        found["requestBody"] = {
            "required": any(field.required for field in free.values()),
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{_body(route, free, api)}"}}},
        }
    if route.changes:
        parameters += ["Idempotency-Key", "If-Match", "Waymark-Recorded-On", "Waymark-Origin"]
    found["parameters"] = parameters
    found["responses"] = responses({str(201 if route.made else 200): _answer_schema(route)})
    return found


def body(name: str) -> dict[str, Any]:
    """The request body of a route that is more than a line of the table: the fields of the call of that name."""
    return {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}.body"}}},
    }


def body_schema(call: type[Call], api: Api) -> None:
    """Register the schema that `body` refers to."""
    _register(f"{call.name()}.body", call._declared_fields, api)


def responses(good: dict[str, Any]) -> dict[str, Any]:
    """The good answers by status (a JSON schema each), and the problem that any other one is."""
    found: dict[str, Any] = {
        status: {"description": "Done", "content": {"application/json": {"schema": schema}}}
        for status, schema in good.items()
    }
    return found | {"default": {"$ref": "#/components/responses/Problem"}}


def _answer_schema(route: Route) -> dict[str, Any]:
    if route.changes:
        return {"$ref": "#/components/schemas/Changed"}
    if {"after", "limit"} <= set(route.call._declared_fields):
        return {"$ref": "#/components/schemas/Page"}
    return {}


def _body(route: Route, free: dict[str, fields.Field], api: Api) -> str:
    name = f"{route.call_name}.{'.'.join(['body', *route.in_address])}"
    _register(name, free, api)
    return name


def _register(name: str, free: dict[str, fields.Field], api: Api) -> None:
    if name not in api.spec.components.schemas:
        schema = api.ma_plugin.converter.fields2jsonschema(_named(free))
        schema["additionalProperties"] = False
        api.spec.components.schema(name, _plain(schema))


def _plain(schema: Any) -> Any:
    """Bounds of decimals as JSON numbers, which is what a schema may hold."""
    if isinstance(schema, dict):
        return {name: _plain(inner) for name, inner in schema.items()}
    if isinstance(schema, list):
        return [_plain(inner) for inner in schema]
    return float(schema) if isinstance(schema, Decimal) else schema


def _named(free: dict[str, fields.Field]) -> dict[str, fields.Field]:
    # declared fields are unbound; binding gives nested schemas their place
    schema = Schema.from_dict(free, name="Body")()
    return dict(schema.fields)


def _query(name: str, field: fields.Field, convert: Any) -> dict[str, Any]:
    schema = _plain(convert.field2property(_named({name: field})[name]))
    description = schema.pop("description", "")
    # an absent parameter is how a query says null
    if isinstance(schema.get("type"), list):
        schema["type"] = next(kind for kind in schema["type"] if kind != "null")
    return {"name": name, "in": "query", "required": field.required, "schema": schema, "description": description}


def _words(call: type[Call], name: str) -> str:
    field = call._declared_fields.get(name)
    return str(field.metadata.get("description", "")) if field else ""
