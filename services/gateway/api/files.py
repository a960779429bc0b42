"""Files by fingerprint: artefacts of reports, to whoever may see them, always as an attachment.

What a report was sent with opens to whoever may see that report. What was rendered just now was sent to nobody, so the
answer to that request carries a ticket: a signed address, good for an hour and for that person alone. A proof pack is
made when it is asked for. Evidence is uploaded here, and opens to whoever may see the milestone that it belongs to.
"""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, g, request, url_for
from flask_smorest import Blueprint
from itsdangerous import BadData, URLSafeTimedSerializer

from services.gateway import asking
from services.gateway.api import answering, describing
from services.gateway.api.imports import keep
from shared.calls import projects, reporting
from shared.errors import NotFound
from shared.files import Files

GOOD_FOR = 3600
#: seconds that a report may take to render, or a proof pack to be made
RENDERING = 120
TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "json": "application/json",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
}
UPLOAD = {
    "type": "object",
    "required": ["file"],
    "properties": {"file": {"type": "string", "format": "binary", "description": "at most 64 MB"}},
}
UPLOADED = {
    "type": "object",
    "required": ["sha256", "file_name"],
    "properties": {"sha256": {"type": "string"}, "file_name": {"type": "string"}},
}
FILE = {"description": "The file", "content": {"application/octet-stream": {"schema": {"type": "string"}}}}


def add_to(blueprint: Blueprint) -> None:
    """Register rendering, which makes files, and fetching them."""

    @blueprint.route("/reports/render", methods=["POST"])
    @blueprint.doc(
        summary="Render a report of a period as HTML, PDF and JSON, as known at a position",
        operationId="reporting.render_report",
        tags=["reporting"],
        requestBody=describing.body("reporting.render_report"),
        responses=describing.responses({"200": {"type": "object"}}),
    )
    def render_report() -> Response:
        found = asking.ask(reporting.RenderReport, _asked(), timeout=RENDERING, exact=True)
        for artefact in found.get("artefacts", {}).values():
            artefact["url"] = address_of(artefact["sha256"], artefact["file_name"])
        return answering.read(found)

    @blueprint.route("/reports/<thing:report_id>/proof", methods=["GET"])
    @blueprint.doc(
        summary="The proof pack of a submitted report, to be checked offline with `./waymark verify`, as an attachment",
        operationId="reporting.proof_pack",
        tags=["reporting"],
        parameters=[
            {"name": "report_id", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        ],
        responses={"200": FILE, "default": {"$ref": "#/components/responses/Problem"}},
    )
    def proof(report_id: str) -> Response:
        return proof_pack(report_id)

    @blueprint.route("/files", methods=["POST"], endpoint="upload_file")
    @blueprint.doc(
        summary="Upload a file, such as evidence; it is then known by its SHA-256",
        operationId="upload_file",
        tags=["files"],
        requestBody={"required": True, "content": {"multipart/form-data": {"schema": UPLOAD}}},
        responses=describing.responses({"201": UPLOADED}),
    )
    def upload_file() -> Response:
        kept = keep(request.files.get("file"))
        return answering.answer({"sha256": kept.sha256, "file_name": kept.file_name}, 201)

    @blueprint.route("/files/<sha256>", methods=["GET"])
    @blueprint.doc(
        summary="One file by its SHA-256, as an attachment",
        operationId="file",
        tags=["files"],
        parameters=[
            {"name": "sha256", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}},
            {
                "name": "ticket",
                "in": "query",
                "schema": {"type": "string"},
                "description": "from the answer of a render",
            },
            {
                "name": "report",
                "in": "query",
                "schema": {"type": "string"},
                "description": "the report that it was sent with",
            },
            {
                "name": "milestone",
                "in": "query",
                "schema": {"type": "string"},
                "description": "the milestone whose evidence it is",
            },
        ],
        responses={"200": FILE, "default": {"$ref": "#/components/responses/Problem"}},
    )
    def file(sha256: str) -> Response:
        if milestone_id := request.args.get("milestone"):
            return _streamed(sha256, _evidence(sha256, milestone_id))
        return attachment(sha256, request.args.get("ticket"), request.args.get("report"))


def _asked() -> dict[str, Any]:
    """The body; `known_at` may also be a day, as on the command line."""
    fields = answering.from_body()
    if isinstance(fields.get("known_at"), str) and "-" in fields["known_at"]:
        fields["known_on"] = fields.pop("known_at")
    if "programme" in fields:
        fields.setdefault("programme_id", fields.pop("programme"))
    return answering.whole(reporting.RenderReport, fields)


def attachment(sha256: str, signed: str | None, report_id: str | None) -> Response:
    """The file, when the signed-in person may see it. Raises NotFound otherwise, as for one that is not there."""
    return _streamed(sha256, _ticketed(sha256, signed) if signed else _sent(sha256, report_id))


def proof_pack(report_id: str) -> Response:
    """The proof pack of a submitted report, when the signed-in person may have it: `reporting` says who may."""
    made: dict[str, Any] = asking.ask(reporting.ProofPack, report_id=report_id, timeout=RENDERING)
    return _streamed(made["sha256"], made["file_name"])


def _streamed(sha256: str, name: str) -> Response:
    files: Files = current_app.extensions["waymark_files"]
    size = files.size(sha256)
    response = Response(
        files.chunks(sha256), content_type=TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    )
    response.content_length = size
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.set_etag(sha256)
    # an artefact is somebody else's page: it may neither run nor fetch anything here
    response.headers["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    )
    return response


def address_of(sha256: str, name: str) -> str:
    """Where the signed-in person, and nobody else, can fetch a file that was made for them just now."""
    return url_for("api.file", sha256=sha256, ticket=ticket(sha256, name))


def ticket(sha256: str, name: str) -> str:
    """What opens a file for the signed-in person for an hour."""
    return str(_signer().dumps([g.person.actor.id, sha256, name]))


def _ticketed(sha256: str, given: str) -> str:
    try:
        who, file, name = _signer().loads(given, max_age=GOOD_FOR)
    except (BadData, ValueError, TypeError):
        who = file = name = None
    if (who, file) != (g.person.actor.id, sha256):
        raise NotFound("This ticket is not good for this file. Tickets last an hour: render the report again.")
    return str(name)


def _sent(sha256: str, report_id: str | None) -> str:
    """The name of a file that a report was sent with; `reporting` says who may see the report."""
    if report_id:
        report: dict[str, Any] = asking.ask(reporting.Report, report_id=report_id)
        for artefact in (report.get("artefacts") or {}).values():
            if artefact and artefact["sha256"] == sha256:
                return str(artefact["file_name"])
    raise NotFound("There is no such file, or it is not yours to see. Name the report that it was sent with: ?report=")


def _evidence(sha256: str, milestone_id: str) -> str:
    """A name for the evidence of a milestone; `projects` says who may see that."""
    found: dict[str, Any] = asking.ask(projects.Milestone, milestone_id=milestone_id)
    if sha256 not in found["evidence_file_ids"]:
        raise NotFound("There is no such file, or it is not yours to see. It is no evidence of this milestone.")
    return f"evidence-{sha256[:12]}"


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="waymark file")
