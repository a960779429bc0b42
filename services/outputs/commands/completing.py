"""What a file says of an output that is there already: a file never overwrites.

What an earlier file brought, a later one may complete: an empty field is filled, and the fact says `enriched`. What a
person entered, a file leaves as it is. Where the file says something else, a note names the fields; nothing changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from services.outputs.commands import typed
from services.outputs.commands.identity import SCHEMES
from services.outputs.commands.imported_before import Before, There
from services.outputs.commands.imported_rows import Record
from services.outputs.domain import authors as people
from services.outputs.domain.identifiers import doi_key
from services.outputs.domain.same_work import folded
from services.outputs.importers.work import Work
from services.outputs.tables import outputs
from shared.events.outputs import OutputChanged
from shared.imports.records import Note
from shared.messaging.outbox import New

ENRICHED = "enriched"


@dataclass(slots=True)
class Completed:
    """The fields of one output that were empty, as they are now."""

    output_id: str
    #: the columns before
    was: dict[str, Any]
    values: dict[str, Any]

    def fact(self, programme_id: str) -> New:
        """An output.changed with each field before and after."""
        row = self.was
        changes: dict[str, dict[str, Any]] = {}
        for name, value in self.values.items():
            if name == "authors":
                changes["author_count"] = {"before": 0, "after": len(value)}
            elif name == "details":
                before, after = (typed.for_facts(row["type"], each)["details"] for each in (row["details"], value))
                if before != after:
                    changes[name] = {"before": before, "after": after}
            elif name != "doi_key":
                changes[name] = {"before": _told(name, row[name]), "after": _told(name, value)}
        counts = typed.for_facts(row["type"], self.values.get("details", {}))
        more = {name: counts[name] for name in ("head_counts", "person_ids") if counts[name]}
        if sectors := people.sectors([people.Author(**each) for each in self.values.get("authors", ())]):
            changes["author_sectors"] = {"before": [], "after": sectors}
        data: dict[str, Any] = {"changes": changes or {"details": {"before": {}, "after": {}}}, "reason_code": ENRICHED}
        return New(OutputChanged, self.output_id, programme_id, row["on_date"], data | more)


@dataclass(slots=True)
class Compared:
    """What becomes of a record whose output is there."""

    completed: Completed | None = None
    notes: list[Note] = field(default_factory=list)


def compared(record: Record, there: There, before: Before) -> Compared:
    """Compare a record with its output."""
    found, work, row = Compared(), record.work, record.row
    if there.row.get("withdrawn_kind"):
        found.notes.append(_note(work, "", "It was withdrawn here, so nothing was taken from this row"))
        return found
    if differing := _differing(row, there.row):
        found.notes.append(
            _note(work, ", ".join(differing), "It is recorded already, and otherwise: a file overwrites nothing. "
                  "Change it on its own page if the file is right")
        )  # fmt: skip
    if (
        there.row.get("import_key")
        and not there.new
        and not work.repeats
        and (values := _lacking(record, there, before))
    ):
        found.completed = Completed(there.output_id, there.row, values)
        there.row = there.row | values
    return found


def keep(session: Session, completed: Sequence[Completed]) -> None:
    """Write the fields that were filled."""
    for each in completed:
        session.execute(update(outputs).where(outputs.c.output_id == each.output_id).values(each.values))


def _lacking(record: Record, there: There, before: Before) -> dict[str, Any]:
    """The columns that get what they lack. An identifier that another output has stays there."""
    row, now, theirs = record.row, there.row, record.alone
    values: dict[str, Any] = {}
    ids = {
        scheme: value
        for scheme, value in row["identifiers"].items()
        if scheme not in now["identifiers"]
        and (scheme not in SCHEMES or scheme not in theirs or before.holder(scheme, theirs[scheme]) in (None, there))
    }
    if ids:
        values["identifiers"] = now["identifiers"] | ids
        if "doi" in ids:
            values["doi_key"] = doi_key(ids["doi"])
            before.know([("doi", values["doi_key"])], there)
    if row["type"] == now["type"] and (details := {n: v for n, v in row["details"].items() if n not in now["details"]}):
        values["details"] = now["details"] | details
    values |= {name: row[name] for name in ("authors", "licence", "url") if row[name] and not now[name]}
    return values


def _differing(row: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Fields of which both say something, and not the same; spelling and precision apart."""
    names = [name for name in ("type", "subtype") if row[name] and now[name] and row[name] != now[name]]
    if folded(row["title"]) != folded(now["title"]):
        names.append("title")
    if row["state"] == now["state"] == "public" and _apart(row, now):
        names.append("date")
    if row["doi_key"] and now["doi_key"] and row["doi_key"] != now["doi_key"]:
        names.append("doi")
    return names


def _apart(row: dict[str, Any], now: dict[str, Any]) -> bool:
    """Whether two dates differ in what both of them know."""
    length = min({"year": 4, "month": 7, "day": 10}[each["date_precision"]] for each in (row, now))
    return bool(row["on_date"].isoformat()[:length] != now["on_date"].isoformat()[:length])


def _told(name: str, value: Any) -> Any:
    return value | {"doi": doi_key(value["doi"])} if name == "identifiers" and "doi" in value else value


def _note(work: Work, name: str, message: str) -> Note:
    return Note(work.row, name, message, work.sheet)
