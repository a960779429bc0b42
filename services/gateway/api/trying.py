"""Trying changes before they are made: what they would touch, and every figure before and after. Nothing is written."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from services.gateway import trying
from services.gateway.api import answering, describing
from shared.calls import reporting
from shared.calls.projects.changes import MOST
from shared.errors import Invalid

#: which changes: a list of them, or a change request
WHICH = ("changes", "change_request_id")
KNOWN = {"programme_id", "as_approved", *WHICH, *trying.ABOUT_REPORTS}

CHANGE = {
    "type": "object",
    "required": ["call"],
    "additionalProperties": False,
    "properties": {
        "call": {"type": "string", "description": "a command by name, such as reforecast_milestone"},
        "fields": {"type": "object"},
    },
}
BODY = {
    "type": "object",
    "required": ["programme_id"],
    "additionalProperties": False,
    "properties": {
        "programme_id": {"type": "string", "minLength": 1},
        "changes": {"type": "array", "minItems": 1, "maxItems": MOST, "items": CHANGE},
        "change_request_id": {"type": "string", "minLength": 1, "description": "in place of changes"},
        "as_approved": {"type": "boolean", "description": "as an approved change request would carry them out"},
        "template": {"type": "string", "description": "the report template"},
        "period_from": {"type": "string", "format": "date", "description": "a period in place of the current one"},
        "period_to": {"type": "string", "format": "date"},
        "months": {"type": "integer", "minimum": 0, "maximum": 60, "description": "also each figure month by month"},
    },
}
TRIED = {
    "type": "object",
    "required": ["changes", "figures"],
    "properties": {"changes": {"type": "object"}, "figures": {"type": "object"}},
}


def add_to(blueprint: Blueprint) -> None:
    """Register the route."""

    @blueprint.route("/try", methods=["POST"])
    @blueprint.doc(
        summary="Try changes: what they would touch, and every figure before and after; nothing is written",
        description="Give `changes`, or the `change_request_id` of one that awaits its decision.",
        operationId="try",
        tags=["projects"],
        requestBody={"required": True, "content": {"application/json": {"schema": BODY}}},
        responses=describing.responses({"200": TRIED}),
    )
    def try_them() -> Response:
        given = answering.whole(reporting.TryFacts, answering.from_body())
        if unknown := set(given) - KNOWN:
            raise Invalid("This is not taken here", {name: ["Unknown field."] for name in sorted(unknown)})
        programme_id = given.get("programme_id")
        if not isinstance(programme_id, str) or not programme_id:
            raise Invalid("Name the programme", {"programme_id": ["Enter the programme"]})
        if len([name for name in WHICH if given.get(name)]) != 1:
            raise Invalid("Give changes, or a change request", {"changes": ["Give these or change_request_id"]})
        about = {name: given[name] for name in trying.ABOUT_REPORTS if name in given}
        return answering.answer(_tried(programme_id, given, about))


def _tried(programme_id: str, given: dict[str, Any], about: dict[str, Any]) -> dict[str, Any]:
    if given.get("change_request_id"):
        return trying.try_change_request(programme_id, given["change_request_id"], about)
    fields = {name: given[name] for name in ("changes", "as_approved") if name in given}
    return trying.try_changes(programme_id, fields, about)
