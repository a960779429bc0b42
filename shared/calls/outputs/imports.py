"""Requests about files of records."""

from __future__ import annotations

from shared.calls.call import Command, Read
from shared.calls.fields import an_id, one_of
from shared.calls.imports import ImportJobFields, StartImportFields


class StartImport(Command, StartImportFields):
    """Begin to import a file that was uploaded. Gives {job_id}."""

    kind = one_of("what the file holds", ("outputs",), load_default="outputs")
    programme_id = an_id("programme", required=True)


class ImportJob(Read, ImportJobFields):
    """How far an import is, and what it refused.

    Gives {job_id, state, finished, message, total, done, accepted, unchanged, refused_count, refused}.
    """
