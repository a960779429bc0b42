"""Requests about files of records."""

from __future__ import annotations

from shared.calls.call import Command, Read
from shared.calls.fields import an_id, key, one_of
from shared.calls.imports import ImportJobFields, StartImportFields


class StartImport(Command, StartImportFields):
    """Begin to import a file that was uploaded. Gives {job_id}."""

    kind = one_of("what the file holds", ("outputs",), load_default="outputs")
    programme_id = an_id("programme", required=True)


class ImportJob(Read, ImportJobFields):
    """How far an import is, and what it refused.

    Gives {job_id, state, finished, message, total, done, accepted, unchanged, refused_count, refused, notes}.
    """


class OutputTemplate(Read):
    """A table to fill in for one type of output, and to import. Gives {sha256, size, file_name}."""

    type = key("the type of output", required=True)
    format = one_of("the form of the file", ("xlsx", "csv"), load_default="xlsx")
