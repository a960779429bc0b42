"""An output by its identifier in one call: looked up, waited for, and claimed."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from flask_smorest import Blueprint

from services.gateway import capturing
from services.gateway.api import answering, describing
from shared.errors import Conflict, Invalid

#: seconds that a caller may wait for the registries
LONGEST_WAIT = 20
#: what is told of the claim, as `claim_proposal` takes it
CLAIM = ("award_ids", "project_ids", "workstream_id", "type", "subtype", "title", "on_behalf_of")
TEXTS = ("programme_id", "identifier", "person_id", "workstream_id", "type", "subtype", "title", "on_behalf_of")
#: outcomes that are no failure, though nothing was recorded
DONE = ("known", "found")

_text: dict[str, Any] = {"type": "string", "minLength": 1}
_ids: dict[str, Any] = {"type": "array", "items": {"type": "string"}, "maxItems": 200}
BODY: dict[str, Any] = {
    "type": "object",
    "required": ["programme_id", "identifier"],
    "additionalProperties": False,
    "properties": {
        "programme_id": _text,
        "identifier": _text | {"maxLength": 2000, "description": "a DOI, PubMed number, or ORCID iD, as it was copied"},
        "person_id": _text | {"description": "the person whose ORCID iD it is"},
        "claim": {"type": "boolean", "description": "claim what was found; left out, true. Works of an iD only wait"},
        "award_ids": _ids | {"description": "awards that it arose from; left out, those that the work itself names"},
        "project_ids": _ids | {"description": "projects it came from"},
        "workstream_id": _text,
        "type": _text | {"description": "the type of output, where the registry says it wrongly"},
        "subtype": _text,
        "title": _text,
        "on_behalf_of": _text | {"description": "person for whom a delegate acts"},
        "wait": {
            "type": "integer",
            "minimum": 0,
            "maximum": LONGEST_WAIT,
            "description": "seconds to wait for the registries; left out, 10",
        },
    },
}


def add_to(blueprint: Blueprint) -> None:
    """Register the route."""

    @blueprint.route("/capture", methods=["POST"])
    @blueprint.doc(
        summary="Log an output by its DOI or PubMed number: looked up, waited for and claimed in one call",
        description="201: it is recorded, and attributed. 200: it is known here already, or the works of an ORCID iD"
        " wait to be claimed. 202: the registries take longer; send the same again with the same key. 409 says in words"
        " why it could not be found, and that look-ups are switched off where they are.",
        operationId="capture",
        tags=["outputs"],
        parameters=["Idempotency-Key"],
        requestBody={"required": True, "content": {"application/json": {"schema": BODY}}},
        responses=describing.responses(
            {code: {"$ref": "#/components/schemas/Changed"} for code in ("200", "201", "202")}
        ),
    )
    def capture() -> Response:
        given = _checked(answering.from_body())
        key = answering.command_options()["key"]
        asked = {name: given.get(name) for name in ("programme_id", "identifier", "person_id")}
        found = capturing.look_up(asked, key=key, wait=given.get("wait", 10))
        proposal_id, claims = found.get("proposal_id"), given.get("claim", True)
        if found["state"] == "waiting":
            there = {"Location": url_for("api.outputs_look_up_outcome", lookup_id=found["lookup_id"])}
            return answering.answer({"result": found, "events": []}, 202, there)
        if found["state"] not in DONE:
            message = found.get("message") or "It was rejected before; take that back if it is an output after all"
            raise Conflict(f"{message}.", {"identifier": [message]})
        if found["state"] == "known" or not (claims and proposal_id):
            return answering.answer({"result": found, "events": []})
        fields = {name: given[name] for name in CLAIM if name in given}
        fields.setdefault("award_ids", capturing.suggested(proposal_id))
        return answering.changed(capturing.claim(proposal_id, fields, key=key), 201)


def _checked(given: dict[str, Any]) -> dict[str, Any]:
    """The body as the description has it. Raises Invalid; what each field may hold, `outputs` says."""
    if unknown := set(given) - set(BODY["properties"]):
        raise Invalid("This is not taken here", {name: ["Unknown field."] for name in sorted(unknown)})
    wrong = {name: ["Enter text"] for name in TEXTS if name in given and not (given[name] and _is_text(given[name]))}
    wrong |= {name: ["This is needed"] for name in ("programme_id", "identifier") if name not in given}
    for name in ("award_ids", "project_ids"):
        if name in given and not (isinstance(given[name], list) and all(map(_is_text, given[name]))):
            wrong[name] = ["Send a list of ids"]
    if not isinstance(given.get("claim", True), bool):
        wrong["claim"] = ["Send true or false"]
    wait = given.get("wait", 0)
    if isinstance(wait, bool) or not isinstance(wait, int) or not 0 <= wait <= LONGEST_WAIT:
        wrong["wait"] = [f"Send whole seconds from 0 to {LONGEST_WAIT}"]
    if wrong:
        raise Invalid("Some of what was sent is not right", wrong)
    return given


def _is_text(value: Any) -> bool:
    return isinstance(value, str)
