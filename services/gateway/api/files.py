"""Files by fingerprint: artefacts of reports, to whoever may see them, always as an attachment.

What a report was sent with opens to whoever may see that report. What was rendered just now was sent to nobody, so the
answer to that request carries a ticket: a signed address, good for an hour and for that person alone. A proof pack is
made when it is asked for. Evidence is uploaded here (`services.gateway.uploads` says what is taken), and opens to
whoever may see the thing that it is evidence of: a file's digest alone opens nothing.
"""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, g, request, url_for
from flask_smorest import Blueprint
from itsdangerous import BadData, URLSafeTimedSerializer

from services.gateway import asking
from services.gateway.api import answering, describing
from services.gateway.api.routes import declared
from services.gateway.uploads import keep, kinds
from shared.calls import reporting
from shared.calls.call import Read
from shared.errors import NotFound
from shared.files import Files

GOOD_FOR = 3600
#: seconds that a report may take to render, or a proof pack to be made
RENDERING = 120
#: services that hold things with files; a report's are opened by `report`
HOLDERS = ("projects", "outputs")
#: how the fields of answers are named that hold digests of files
HOLDING = ("file_id", "file_ids", "sha256")
#: the media types of what is made here
TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "json": "application/json",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
UPLOAD = {
    "type": "object",
    "required": ["file"],
    "properties": {"file": {"type": "string", "format": "binary", "description": "at most 50 MB"}},
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
        description=f"Taken are {kinds.in_words(kinds.EVIDENCE)}, looked into by content. You may then name it in "
        "what you record; to be opened it must be evidence of something.",
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
                "description": "the milestone whose evidence it is: short for of=projects.milestone&id=",
            },
            {
                "name": "of",
                "in": "query",
                "schema": {"type": "string"},
                "description": "the read of one thing whose file it is, such as projects.meeting; with `id`",
            },
            {"name": "id", "in": "query", "schema": {"type": "string"}, "description": "the id of that thing"},
        ],
        responses={"200": FILE, "default": {"$ref": "#/components/responses/Problem"}},
    )
    def file(sha256: str) -> Response:
        return asked_for(sha256)


def _asked() -> dict[str, Any]:
    """The body; `known_at` may also be a day, as on the command line."""
    fields = answering.from_body()
    if isinstance(fields.get("known_at"), str) and "-" in fields["known_at"]:
        fields["known_on"] = fields.pop("known_at")
    if "programme" in fields:
        fields.setdefault("programme_id", fields.pop("programme"))
    return answering.whole(reporting.RenderReport, fields)


def asked_for(sha256: str) -> Response:
    """The file of this request, when the signed-in person may see it. Raises NotFound, as for one that is not there."""
    given = request.args
    if signed := given.get("ticket"):
        return streamed(sha256, _ticketed(sha256, signed))
    of, one = (
        ("projects.milestone", given["milestone"]) if given.get("milestone") else (given.get("of"), given.get("id"))
    )
    if of and one:
        _belongs(sha256, of, one)
        kind = _files().kind(sha256)
        # never a name that somebody chose, who may not have meant it for all who open it
        return streamed(sha256, f"evidence-{sha256[:12]}{kinds.ending(kind)}", kinds.media_type(kind))
    return streamed(sha256, _sent(sha256, given.get("report")))


def proof_pack(report_id: str) -> Response:
    """The proof pack of a submitted report, when the signed-in person may have it: `reporting` says who may."""
    made: dict[str, Any] = asking.ask(reporting.ProofPack, report_id=report_id, timeout=RENDERING)
    return streamed(made["sha256"], made["file_name"])


def _files() -> Files:
    files: Files = current_app.extensions["waymark_files"]
    return files


def streamed(sha256: str, name: str, media_type: str | None = None) -> Response:
    """A file as an attachment, to whoever was found to be allowed it. Raises NotFound."""
    files = _files()
    size = files.size(sha256)
    known = TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    response = Response(files.chunks(sha256), content_type=media_type or known)
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


def _belongs(sha256: str, of: str, one: str) -> None:
    """Raise NotFound unless the thing names the file; its service says who may see the thing."""
    service, _, method = of.partition(".")
    try:
        call = declared(of) if service in HOLDERS and method.isidentifier() else None
    except LookupError:
        call = None
    needed = [name for name, field in call._declared_fields.items() if field.required] if call else []
    if call is None or not issubclass(call, Read) or len(needed) != 1 or not needed[0].endswith("_id"):
        raise NotFound("Name the read of one thing whose file this is: ?of=projects.milestone&id=")
    if sha256 not in digests_in(asking.ask(call, {needed[0]: one})):
        raise NotFound("There is no such file, or it is not yours to see. The thing that you named does not have it.")


def digests_in(found: Any, name: str = "") -> list[str]:
    """The digests of files that an answer names."""
    if isinstance(found, dict):
        return [digest for inner, one in found.items() for digest in digests_in(one, inner)]
    if isinstance(found, list):
        return [digest for one in found for digest in digests_in(one, name)]
    return [found] if isinstance(found, str) and name.endswith(HOLDING) else []


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="waymark file")
