"""Taking in files of records, as jobs."""

from __future__ import annotations

from marshmallow import ValidationError, fields

from shared.calls.call import Command, Read
from shared.calls.imports import ImportJobFields, StartImportFields

IMPORT_KINDS = ("nihr-awards", "finance", "places")


def _known_kind(kind: str) -> None:
    if kind not in IMPORT_KINDS:
        raise ValidationError(f"This service imports: {', '.join(IMPORT_KINDS)}")


class StartImport(Command, StartImportFields):
    """Take in a file of records, as a job. Gives {job_id}."""

    kind = fields.String(
        required=True,
        validate=_known_kind,
        metadata={"description": "kind of file: " + ", ".join(IMPORT_KINDS)},
        error_messages={"required": "Choose the kind of file"},
    )
    mapping = fields.String(
        allow_none=True,
        metadata={"description": "finance: which mapping of columns; left out, the one that fits the file"},
    )


class ImportJob(Read, ImportJobFields):
    """How far an import is, what was refused and why."""
