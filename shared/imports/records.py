"""What an importer is: it reads a file into rows, and applies rows to the service's tables, recording facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy.orm import Session

from shared.calls.call import Call
from shared.errors import WaymarkError


class Unreadable(WaymarkError):
    """The file as a whole cannot be imported: one sentence that says what it is and what to send instead."""

    status = 422
    title = "This file cannot be imported"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one row was not taken: which field, and how to mend it. Never the cell's own content: it may be personal."""

    row: int
    field: str
    message: str
    #: of a workbook, which of its sheets; "" where the file has one table only
    sheet: str = ""

    @property
    def place(self) -> str:
        """The field with its sheet before it, as lists and messages give it."""
        return f"{self.sheet}: {self.field}" if self.sheet and self.field else self.sheet or self.field


#: what a person should know of a row though it was taken, or was there already: field and sentence, as of a refusal
Note = Refusal


@dataclass(frozen=True, slots=True)
class Row:
    """One record of the file. `number` is as a spreadsheet or a reader counts it; a refused row has no record."""

    number: int
    record: Any = None
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(slots=True)
class Outcome:
    """What became of some rows."""

    accepted: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Job:
    """What an importer may know of the job that it works for. `programme_id` is "" when none was named."""

    job_id: str
    kind: str
    file_name: str
    sha256: str
    programme_id: str
    dry_run: bool


#: asks another service, as system:importer; a command is asked once, however often its batch is taken up again
Ask = Callable[[type[Call], dict[str, Any]], Any]


class Importer(Protocol):
    """One kind of file. Everything in it must be safe to do again: a crash repeats the batch it interrupted."""

    kind: str

    def read(self, content: bytes) -> Iterable[Row]:
        """The file's rows in order. Raises Unreadable when it is not a file of this kind at all."""

    def prepare(self, ask: Ask, rows: Sequence[Row], job: Job) -> Any:
        """What `apply` needs of other services, asked outside the transaction. Not called in a dry run."""

    def apply(self, session: Session, rows: Sequence[Row], prepared: Any, job: Job) -> Outcome:
        """Take the rows in, recording facts; `prepared` is None in a dry run, which is rolled back.

        A WaymarkError means that a row is at fault: the batch is then tried row by row, and the row is refused.
        """
