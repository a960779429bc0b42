"""Importing: the upload goes into the files while it is hashed; the service that owns the kind does the rest."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_smorest import Blueprint

from services.gateway import asking
from services.gateway.api import answering, describing, files
from services.gateway.api.routes import declared
from services.gateway.uploads import Kept, keep
from services.gateway.uploads.kinds import IMPORT
from shared.errors import Invalid, NotFound

#: kind -> the service whose facts come of it
KINDS = {"nihr-awards": "projects", "finance": "projects", "places": "projects", "outputs": "outputs"}
YES, NO = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}

FORM = {
    "type": "object",
    "required": ["kind", "file"],
    "properties": {
        "kind": {"type": "string", "enum": sorted(KINDS)},
        "file": {"type": "string", "format": "binary", "description": "at most 50 MB"},
        "dry_run": {
            "type": "string",
            "enum": ["true", "false"],
            "description": "say what would happen, change nothing",
        },
        "programme": {"type": "string", "description": "the programme that the records belong to"},
        "mapping": {
            "type": "string",
            "description": "finance: which mapping of columns; left out, the one that fits",
        },
    },
}
STARTED = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}


def add_to(blueprint: Blueprint) -> None:
    """Register starting an import and asking how it goes."""

    @blueprint.route("/imports", methods=["POST"], endpoint="start_import")
    @blueprint.doc(
        summary="Import a file: NIHR awards, spend or places (CSV), or outputs (a list of works or a table)",
        operationId="start_import",
        tags=["imports"],
        parameters=["Idempotency-Key"],
        requestBody={"required": True, "content": {"multipart/form-data": {"schema": FORM}}},
        responses=describing.responses({"202": STARTED}),
    )
    def start_import() -> Response:
        kind = request.form.get("kind", "")
        if kind not in KINDS:
            raise Invalid("Say what kind of file it is", {"kind": [f"Choose one of: {', '.join(sorted(KINDS))}."]})
        job_id = start(
            kind,
            keep(request.files.get("file"), IMPORT),
            dry_run=_truth(request.form.get("dry_run", "")),
            programme_id=request.form.get("programme") or None,
            key=answering.idempotency_key(request.headers.get("Idempotency-Key")),
            mapping=request.form.get("mapping") or None,
        )
        where = url_for("api.import_job", job_id=job_id)
        return answering.answer({"id": job_id}, 202, {"Location": where})

    @blueprint.route("/imports/templates/<type>.<format>", methods=["GET"], endpoint="import_template")
    @blueprint.doc(
        summary="A table to fill in for one type of output and to import (csv or xlsx), as an attachment",
        operationId="outputs.output_template",
        tags=["imports"],
        parameters=[
            {"name": "type", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}},
            {"name": "format", "in": "path", "required": True, "schema": {"type": "string", "enum": ["csv", "xlsx"]}},
        ],
        responses={"200": files.FILE, "default": {"$ref": "#/components/responses/Problem"}},
    )
    def import_template(type: str, format: str) -> Response:
        return template(type, format)

    @blueprint.route("/imports/<job_id>", methods=["GET"], endpoint="import_job")
    @blueprint.doc(
        summary="How an import goes: progress, then what was accepted, unchanged and refused",
        operationId="import_job",
        tags=["imports"],
        parameters=[
            {"name": "job_id", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}},
            {
                "name": "skip",
                "in": "query",
                "schema": {"type": "integer", "minimum": 0},
                "description": "refusals, and notes, to pass over: a reply lists a thousand of each at most",
            },
        ],
        responses=describing.responses({"200": {"type": "object"}}),
    )
    def import_job(job_id: str) -> Response:
        return answering.read(job(job_id, _whole(request.args.get("skip", "0"))))


def template(type_: str, format_: str) -> Response:
    """The template of a type of output as an attachment. Raises NotFound."""
    made: dict[str, Any] = asking.ask(declared("outputs.output_template"), type=type_, format=format_)
    return files.streamed(made["sha256"], made["file_name"])


def start(
    kind: str,
    kept: Kept,
    *,
    dry_run: bool,
    programme_id: str | None,
    key: str | None = None,
    mapping: str | None = None,
) -> str:
    """Start the job of the service that owns this kind; gives `service:job`. Raises Invalid."""
    service = KINDS[kind]
    if mapping and service != "projects":
        raise Invalid("Only files of spend have a mapping", {"mapping": ["Leave this out"]})
    started = asking.result_of(
        declared(f"{service}.start_import"),
        {
            "kind": kind,
            "sha256": kept.sha256,
            "file_name": kept.file_name,
            "dry_run": dry_run,
            "programme_id": programme_id,
        }
        | ({"mapping": mapping} if mapping else {}),
        key,
    )
    return f"{service}:{started['job_id']}"


def job(job_id: str, skip: int = 0) -> dict[str, Any]:
    """How the job of this id goes: running, done or failed (`message` says why). Raises NotFound."""
    service, _, inner = job_id.partition(":")
    if service not in KINDS.values() or not inner:
        raise NotFound("There is no such import. Its id is in the answer to the request that started it.")
    found: dict[str, Any] = asking.ask(declared(f"{service}.import_job"), job_id=inner, skip=skip)
    state = {"waiting": "running", "refused": "failed"}.get(found["state"], found["state"])
    result = {name: found.get(name) for name in ("accepted", "unchanged", "refused", "notes")}
    return found | {"id": job_id, "job_id": job_id, "state": state, "result": result}


def _whole(word: str) -> int:
    if not word.isascii() or not word.isdecimal() or len(word) > 7:
        raise Invalid("skip is a whole number", {"skip": ["Give a number of entries to pass over."]})
    return int(word)


def _truth(word: str) -> bool:
    if word.lower() not in YES | NO:
        raise Invalid("dry_run is true or false", {"dry_run": ["Send true or false."]})
    return word.lower() in YES
