"""Checks how a text acknowledges the funder, recording nothing: a question that is too long for an address."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint

from services.gateway import asking
from services.gateway.api import answering, describing
from shared.calls import outputs


def add_to(blueprint: Blueprint) -> None:
    """Register the route."""

    @blueprint.route("/acknowledgement", methods=["POST"])
    @blueprint.doc(
        summary="Check a text: each clause with its place and what to mend, and a wording to copy; nothing is written",
        operationId="outputs.try_acknowledgement",
        tags=["outputs"],
        requestBody=describing.body("outputs.try_acknowledgement"),
        responses=describing.responses({"200": {"type": "object"}}),
    )
    def try_acknowledgement() -> Response:
        given = answering.whole(outputs.TryAcknowledgement, answering.from_body())
        return answering.read(asking.ask(outputs.TryAcknowledgement, given, exact=True))
