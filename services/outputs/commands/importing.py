"""Record the works of a file, a batch at a time and set by set: new ones once, known ones not again.

A work is known by its identifiers, by the id that the file's system has for it, or without any by kind, title, year and
first author. Awards that it names are attributed where this programme has them, and kept as written where it does not
(yet). What is there is never overwritten: see `completing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import Table, select, text
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.outputs.commands import completing
from services.outputs.commands.finding import lock_programme
from services.outputs.commands.imported_before import Before, There
from services.outputs.commands.imported_rows import Record, parted, record_of
from services.outputs.commands.recording import fact
from services.outputs.domain import award_references
from services.outputs.domain.identifiers import CALLED
from services.outputs.importers.work import Work
from services.outputs.tables import attributions, known_awards, outputs
from shared import context
from shared.errors import Invalid
from shared.events.outputs import AttributionAsserted, OutputRecorded
from shared.imports.records import Outcome, Refusal
from shared.messaging.outbox import New, record_all

_LINKED = ("output_id", "award_id", "role", "basis")


def import_works(session: Session, programme_id: str, works: Sequence[Work], *, trial: bool = False) -> Outcome:
    """Record those that are new, and attribute them. Raises Invalid when one of several is none that a fact can hold.

    Of one work alone that no fact can hold, the outcome says so in sentences.
    """
    lock_programme(session, programme_id)
    batch = Batch(session, programme_id, [record_of(programme_id, work) for work in works], trial)
    try:
        batch.record()
    except Invalid as error:
        if len(works) > 1:
            raise
        name, messages = next(iter(error.fields.items()), ("record", [error.message]))
        return Outcome(refused=[Refusal(works[0].row, name, " ".join(_sentences(messages)), works[0].sheet)])
    return batch.outcome


class Batch:
    """Some works of a file on their way into the tables, all or none of them."""

    def __init__(self, session: Session, programme_id: str, records: list[Record], trial: bool) -> None:
        self.session = session
        self.programme_id = programme_id
        self.records = records
        self.trial = trial
        self.outcome = Outcome()
        self.before = Before(session, programme_id, records)
        self.known = _known(session, programme_id, [record.work for record in records])
        self.new: list[dict[str, Any]] = []
        self.links: list[dict[str, Any]] = []
        self.keys: dict[str, str] = {}
        self.completed: list[completing.Completed] = []

    def record(self) -> None:
        """Sort the works into new and known, and write what follows. Raises Invalid."""
        for each in self.records:
            there = self.before.of(each)
            if there is None and each.work.repeats and self.trial:
                self._count(bool(each.work.adds))  # the row that it repeats was tried, and undone
            elif there is None:
                self._new(each)
            else:
                self._again(each, there)
        facts = [
            New(OutputRecorded, row["output_id"], self.programme_id, row["on_date"], fact(row)) for row in self.new
        ]
        facts += [each.fact(self.programme_id) for each in self.completed]
        asserted = [link for link in self.links if link["state"] == "asserted"]
        facts += [self._asserted(link) for link in asserted]
        events = record_all(self.session, facts)
        for link, event in zip(asserted, events[len(facts) - len(asserted) :], strict=True):
            link["event_id"] = event.id
        _insert(self.session, outputs, [row | {"dated_by": e.id} for row, e in zip(self.new, events, strict=False)])
        completing.keep(self.session, self.completed)
        _insert(self.session, attributions, self.links)
        self._keep_keys()

    def _new(self, record: Record) -> None:
        record.row["output_id"] = str(uuid7())
        self.new.append(record.row)
        there = self.before.add(record)
        self._attribute(record.work, there)
        self._name(record.work, there)
        self._count(True)

    def _again(self, record: Record, there: There) -> None:
        """One that is there: attribute it further, complete it where a file brought it, say what differs."""
        work = record.work
        if other := self.before.contradicted(record, there):
            of = f"the output with the DOI {there.row['doi_key']}"
            said = f"It has {CALLED[other]} of {of}, and another DOI: one is wrong"
            self.outcome.refused.append(Refusal(work.row, other, said, work.sheet))
            return
        added = 0 if there.row.get("withdrawn_kind") else self._attribute(work, there)
        self._name(work, there)
        more = completing.compared(record, there, self.before)
        self.outcome.notes += more.notes
        if more.completed:
            self.completed.append(more.completed)
        self._count(bool(added or more.completed))

    def _count(self, accepted: bool) -> None:
        self.outcome.accepted += accepted
        self.outcome.unchanged += not accepted

    def _attribute(self, work: Work, there: There) -> int:
        """The attributions that it lacks, an award once however often and however it is named; how many they are."""
        before = len(self.links)
        stated = [(award, "stated_in_work") for funder in work.funders for award in funder.awards]
        for award, basis in (*((each, "asserted_by_person") for each in work.attributed), *stated):
            key = award_references.key(award)
            award_id = self.known.get(key)
            if key in there.awards or award_id in there.awards:
                continue  # it stands, or a person took it back: a file does not bring it again
            there.awards |= {key, award_id or key}
            self.links.append(
                {
                    "attribution_id": str(uuid7()),
                    "output_id": there.output_id,
                    "programme_id": self.programme_id,
                    "award_id": award_id,
                    "award_reference": award,
                    "reference_key": key,
                    "role": "funded",
                    "basis": basis,
                    "state": "asserted" if award_id else "as_written",
                    "event_id": None,
                    "asserted_by": context.current().actor.id,
                    "asserted_on": there.row["on_date"],
                }
            )
        return len(self.links) - before

    def _asserted(self, link: dict[str, Any]) -> New:
        data = {name: link[name] for name in _LINKED}
        return New(AttributionAsserted, link["attribution_id"], self.programme_id, link["asserted_on"], data)

    def _name(self, work: Work, there: There) -> None:
        """Remember the ids by which its file knows it."""
        for key in work.keys:
            self.keys.setdefault(key, there.output_id)
            self.before.know([parted(key)], there)

    def _keep_keys(self) -> None:
        if self.keys:
            insert = text(
                "insert into import_keys (programme_id, key, output_id) select :programme_id, key, output_id"
                " from unnest(cast(:keys as text[]), cast(:ids as text[])) as given (key, output_id)"
                " on conflict do nothing"
            )
            given = {"programme_id": self.programme_id, "keys": list(self.keys), "ids": list(self.keys.values())}
            self.session.execute(insert, given)


def _known(session: Session, programme_id: str, works: list[Work]) -> dict[str, str]:
    """Our ids of the awards that these works name, by the key of the number."""
    named = [award for work in works for funder in work.funders for award in funder.awards]
    keys = {award_references.key(award) for award in (*named, *(award for work in works for award in work.attributed))}
    if not keys:
        return {}
    of = known_awards.c
    wanted = select(of.reference_key, of.award_id).where(of.programme_id == programme_id, of.reference_key.in_(keys))
    return {row.reference_key: row.award_id for row in session.execute(wanted)}


def _sentences(messages: Any) -> list[str]:
    """The sentences in a schema's messages, however deep they lie."""
    if isinstance(messages, dict):
        return [found for inner in messages.values() for found in _sentences(inner)]
    return [str(each) for each in messages] if isinstance(messages, list) else [str(messages)]


def _insert(session: Session, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert rows with the same columns, all in one statement: one per row costs three times as much."""
    if rows:
        names = ", ".join(rows[0])
        statement = text(
            f"insert into {table.name} ({names}) "  # noqa: S608  (names are our own columns)
            f"select {names} from jsonb_populate_recordset(cast(null as {table.name}), cast(:rows as jsonb))"
        )
        session.execute(statement, {"rows": orjson.dumps(rows).decode()})
