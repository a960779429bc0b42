"""What operators and clients ask of the machinery: where a fact is by now, and the messages that were set aside."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_smorest import Blueprint

from services.gateway import asking
from services.gateway.api import answering, describing
from services.gateway.api.routes import declared
from shared.calls import parked as letters
from shared.calls.call import Call
from shared.errors import Invalid, NotAllowed, NotFound, Unavailable

#: the services that keep messages they could not apply
SERVICES = ("people", "projects", "outputs", "notifications", "reporting")
LONGEST_WAIT = 5


def _in_path(name: str, words: str = "") -> dict[str, Any]:
    schema = {"type": "string", "minLength": 1}
    return {"name": name, "in": "path", "required": True, "description": words, "schema": schema}


def add_to(blueprint: Blueprint) -> None:
    """Register the routes."""

    @blueprint.route("/events/<event_id>", methods=["GET"], endpoint="event")
    @blueprint.doc(
        summary="Whether a fact is in the ledger and its views by now: its position, or pending",
        operationId="event",
        tags=["events"],
        parameters=[
            _in_path("event_id"),
            {
                "name": "wait",
                "in": "query",
                "description": "seconds to wait for it",
                "schema": {"type": "integer", "minimum": 0, "maximum": LONGEST_WAIT},
            },
        ],
        responses=describing.responses({"200": {"type": "object"}, "202": {"type": "object"}}),
    )
    def event(event_id: str) -> Response:
        wait = _seconds(request.args.get("wait", "0"))
        found = asking.ask(declared("reporting.position_of"), event_id=event_id, wait=wait, timeout=wait + 5)
        position = found.get("position")
        if position is None:
            return answering.answer({"event_id": event_id, "state": "pending", "position": None}, 202)
        return answering.answer({"event_id": event_id, "state": "visible", "position": position})

    for action, words in (("rebuild", "Make every view anew"), ("audit", "Hold every view against the facts")):
        _add_view_job(blueprint, action, words)

    @blueprint.route("/parked", methods=["GET"], endpoint="parked")
    @blueprint.doc(
        summary="Messages that no consumer could apply, with the reason of each",
        operationId="parked",
        tags=["operations"],
        responses=describing.responses({"200": {"$ref": "#/components/schemas/Page"}}),
    )
    def parked() -> Response:
        found = all_parked()
        return answering.answer({"items": found["items"], "next": None, "not_answering": found["not_answering"]})

    @blueprint.route("/parked/<parked_id>/replay", methods=["POST"], endpoint="replay_parked")
    @blueprint.doc(
        summary="Give a parked message to its consumer again; twice is the same as once",
        operationId="replay_parked",
        tags=["operations"],
        parameters=[_in_path("parked_id", "service:id"), "Idempotency-Key"],
        responses=describing.responses({"200": {"$ref": "#/components/schemas/Changed"}}),
    )
    def replay(parked_id: str) -> Response:
        call, inner = parked_call(parked_id, letters.ReplayParked)
        return answering.changed(asking.do(call, {"parked_id": inner}, key=_key()))  # type: ignore[arg-type]

    @blueprint.route("/parked/<parked_id>/discard", methods=["POST"], endpoint="discard_parked")
    @blueprint.doc(
        summary="Give a parked message up, with a reason",
        operationId="discard_parked",
        tags=["operations"],
        parameters=[_in_path("parked_id", "service:id"), "Idempotency-Key"],
        requestBody={
            "required": True,
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "required": ["reason"],
                        "properties": {"reason": {"type": "string", "minLength": 1}},
                        "additionalProperties": False,
                    }
                }
            },
        },
        responses=describing.responses({"200": {"$ref": "#/components/schemas/Changed"}}),
    )
    def discard(parked_id: str) -> Response:
        call, inner = parked_call(parked_id, letters.DiscardParked)
        fields = answering.from_body() | {"parked_id": inner}
        return answering.changed(asking.do(call, fields, key=_key()))  # type: ignore[arg-type]


def _add_view_job(blueprint: Blueprint, action: str, words: str) -> None:
    @blueprint.route(f"/views/{action}", methods=["POST"], endpoint=f"{action}_views")
    @blueprint.doc(
        summary=f"{words}, as a job",
        operationId=f"{action}_views",
        tags=["operations"],
        parameters=["Idempotency-Key"],
        responses=describing.responses({"202": {"type": "object"}}),
    )
    def start_job() -> Response:
        job_id = start_view_job(action, _key())
        return answering.answer({"id": job_id}, 202, {"Location": url_for("api.reporting_job", job_id=job_id)})


def start_view_job(action: str, key: str | None) -> str:
    """Begin to rebuild or audit the views; gives the job's id."""
    answer = asking.result_of(declared(f"reporting.{action}_views"), {}, key)
    return str(answer["job_id"])


def all_parked() -> dict[str, Any]:
    """Parked messages of every service that answers, ids as `service:id`; services that do not are named.

    Raises NotAllowed when no service lets the actor see any.
    """
    items: list[dict[str, Any]] = []
    silent: list[str] = []
    refused: list[NotAllowed] = []
    for service in SERVICES:
        try:
            found = asking.ask(letters.Parked.of(service), {"limit": 200}, timeout=5)
        except Unavailable:
            silent.append(service)
        except NotAllowed as error:
            refused.append(error)
        else:
            items += [item | {"service": service, "id": f"{service}:{item['parked_id']}"} for item in found["items"]]
    if refused and not items:
        raise refused[0]
    return {"items": items, "not_answering": silent}


def parked_call(parked_id: str, kind: type[letters.OfEveryService]) -> tuple[type[Call], str]:
    """The call of the service that keeps this message, and its id there. Raises NotFound."""
    service, _, inner = parked_id.partition(":")
    if service not in SERVICES or not inner:
        raise NotFound("There is no such parked message. Ids look like projects:12; GET /api/v1/parked lists them.")
    return kind.of(service), inner


def _key() -> str | None:
    return answering.idempotency_key(request.headers.get("Idempotency-Key"))


def _seconds(given: str) -> int:
    wait = int(given) if given.isdecimal() and given.isascii() and len(given) < 4 else -1
    if not 0 <= wait <= LONGEST_WAIT:
        raise Invalid("wait is not usable", {"wait": [f"Send whole seconds from 0 to {LONGEST_WAIT}."]})
    return wait
