"""The fields of the two requests that every importing service answers: start an import, and see how far it is.

Each such service declares `class StartImport(Command, StartImportFields)` and `class ImportJob(Read, ImportJobFields)`
in its own module, with its own list of kinds.
"""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from shared.calls.fields import FileId


class StartImportFields(Schema):
    """What an import needs to know. The file itself was uploaded before, and is named by its digest."""

    kind = fields.String(
        required=True,
        metadata={"description": "kind of file"},
        error_messages={"required": "Choose the kind of file"},
    )
    sha256 = FileId(
        required=True,
        metadata={"description": "SHA-256 of the uploaded file"},
        error_messages={"required": "Upload a file first"},
    )
    file_name = fields.String(
        load_default="the file",
        validate=validate.Length(max=200),
        metadata={"description": "name of the file, for messages about its rows"},
    )
    dry_run = fields.Boolean(load_default=False, metadata={"description": "look at everything and change nothing"})
    programme_id = fields.String(
        load_default="*",
        metadata={"description": "programme that the records are for; left out, none (administrators only)"},
    )


class ImportJobFields(Schema):
    """Which import."""

    job_id = fields.String(required=True, metadata={"description": "the import's id"})
    skip = fields.Integer(
        load_default=0,
        validate=validate.Range(min=0, max=1_000_000, error="Give a number of entries to pass over"),
        metadata={"description": "refusals, and notes, to pass over: a reply lists a thousand of each at most"},
    )
