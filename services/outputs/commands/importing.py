"""Record the works of a file, a batch at a time and set by set: new ones once, known ones not again.

A work is known by its DOI, or without one by kind, title, year and first author. Awards that its funding data names are
attributed where this programme has them, and kept as written where it does not (yet).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import Table, select, text
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.outputs.commands.finding import lock_programme
from services.outputs.commands.identity import holders, keys_of
from services.outputs.commands.recording import dated, fact
from services.outputs.domain import award_references
from services.outputs.domain.dates import PartialDate
from services.outputs.domain.identifiers import CALLED, doi_key
from services.outputs.importers.work import Work
from services.outputs.tables import attributions, known_awards, outputs
from services.outputs.tables.outputs import HOLDS
from shared import context
from shared.context import today
from shared.errors import Invalid
from shared.events.outputs import AttributionAsserted, OutputRecorded
from shared.imports.records import Outcome, Refusal
from shared.messaging.outbox import New, record_all


def import_works(session: Session, programme_id: str, works: Sequence[Work]) -> Outcome:
    """Record those that are new. One that no fact can hold is refused by itself; the others are kept."""
    lock_programme(session, programme_id)
    rows = [(work, _row(programme_id, work)) for work in works]
    outcome = Outcome()
    new = _unknown(session, programme_id, rows, outcome)
    outcome.unchanged = len(rows) - len(new) - len(outcome.refused)
    awards = _known(session, programme_id, [work for work, _ in new])
    try:
        with session.begin_nested():
            _record(session, new, awards)
            outcome.accepted = len(new)
    except Invalid:
        for work, row in new:
            try:
                with session.begin_nested():
                    _record(session, [(work, row)], awards)
                    outcome.accepted += 1
            except Invalid as error:
                name, messages = next(iter(error.fields.items()), ("record", [error.message]))
                outcome.refused.append(Refusal(work.row, name, " ".join(_sentences(messages))))
    return outcome


def _sentences(messages: Any) -> list[str]:
    """The sentences in a schema's messages, however deep they lie."""
    if isinstance(messages, dict):
        return [found for inner in messages.values() for found in _sentences(inner)]
    return [str(each) for each in messages] if isinstance(messages, list) else [str(messages)]


def identity(work: Work) -> str:
    """What makes a work the same again: its DOI, or without one its kind, title, year and first author."""
    if "doi" in work.identifiers:
        return f"doi:{doi_key(work.identifiers['doi'])}"
    row: dict[str, Any] = {"type": work.type, "subtype": work.subtype, "title": work.title}
    row["authors"] = [author.as_row() for author in work.authors[:1]]
    return f"work:{dated(row, _on(work))['work_key']}"


def _row(programme_id: str, work: Work) -> dict[str, Any]:
    """The columns of a work. Without a date, or with one to come, it is accepted but not public yet."""
    public = work.published is not None and work.published.first <= today()
    key = doi_key(work.identifiers["doi"]) if "doi" in work.identifiers else None
    row: dict[str, Any] = {
        "programme_id": programme_id,
        "type": work.type,
        "subtype": work.subtype,
        "title": work.title,
        "state": "public" if public else "accepted",
        "published": False,
        "embargoed_until": None,
        "identifiers": work.identifiers,
        "doi_key": key,
        "details": work.details,
        "authors": [author.as_row() for author in work.authors],
        "licence": work.licence,
        "url": work.url,
        "funding": [_funding(funder) for funder in work.funders],
    }
    row |= dated(row, _on(work))
    return row | {"import_key": f"doi:{key}" if key else f"work:{row['work_key']}"}


def _on(work: Work) -> PartialDate:
    return work.published or PartialDate(today(), "day")


def _funding(funder: Any) -> dict[str, Any]:
    named = {"funder_name": funder.name, "funder_id": funder.funder_id}
    return {name: value for name, value in named.items() if value} | {"awards": list(funder.awards)}


def _unknown(
    session: Session, programme_id: str, rows: list[tuple[Work, dict[str, Any]]], outcome: Outcome
) -> list[tuple[Work, dict[str, Any]]]:
    """Those that neither the programme nor an earlier row of the batch has, by any identifier or, without a DOI, by
    what they say. One whose identifiers are of two works is refused: nobody could tell which it is."""
    keys = {pair for _, row in rows for pair in keys_of(row).items()}
    seen = {key: holder.doi_key for key, holder in holders(session, programme_id, keys).items()}
    works = {row["work_key"] for _, row in rows if not row["doi_key"]}
    of = outputs.c
    there = select(of.work_key).where(of.programme_id == programme_id, of.work_key.in_(works), text(HOLDS))
    seen_works = set(session.execute(there).scalars()) if works else set()
    new = []
    for work, row in rows:
        its = keys_of(row).items()
        hits = [key for key in its if key in seen]
        if other := next((key for key in hits if row["doi_key"] and seen[key] not in (None, row["doi_key"])), None):
            said = f"It has {CALLED[other[0]]} of the output with the DOI {seen[other]}, and another DOI: one is wrong"
            outcome.refused.append(Refusal(work.row, other[0], said))
        elif not (hits or work.repeats or (not row["doi_key"] and row["work_key"] in seen_works)):
            new.append((work, row | {"output_id": str(uuid7())}))
            seen_works.add(row["work_key"])
            seen |= dict.fromkeys(its, row["doi_key"])
    return new


def _known(session: Session, programme_id: str, works: list[Work]) -> dict[str, str]:
    """Our ids of the awards that these works name, by the key of the number."""
    keys = {award_references.key(award) for work in works for funder in work.funders for award in funder.awards}
    if not keys:
        return {}
    of = known_awards.c
    wanted = select(of.reference_key, of.award_id).where(of.programme_id == programme_id, of.reference_key.in_(keys))
    return {row.reference_key: row.award_id for row in session.execute(wanted)}


def _record(session: Session, new: list[tuple[Work, dict[str, Any]]], awards: dict[str, str]) -> None:
    if not new:
        return
    links = [link for work, row in new for link in _links(work, row, awards)]
    facts = [New(OutputRecorded, row["output_id"], row["programme_id"], row["on_date"], fact(row)) for _, row in new]
    dates = {row["output_id"]: row["on_date"] for _, row in new}
    names = ("output_id", "award_id", "role", "basis")
    facts += [
        New(
            AttributionAsserted,
            link["attribution_id"],
            link["programme_id"],
            dates[link["output_id"]],
            {name: link[name] for name in names},
        )
        for link in links
        if link["state"] == "asserted"
    ]
    events = record_all(session, facts)
    _insert(session, outputs, [row | {"dated_by": e.id} for (_, row), e in zip(new, events, strict=False)])
    _insert(session, attributions, links)


def _links(work: Work, row: dict[str, Any], awards: dict[str, str]) -> list[dict[str, Any]]:
    """The attributions of one work: an award once, however often and however it is named."""
    found: dict[str, dict[str, Any]] = {}
    for funder in work.funders:
        for award in funder.awards:
            key = award_references.key(award)
            award_id = awards.get(key)
            found.setdefault(
                award_id or key,
                {
                    "attribution_id": str(uuid7()),
                    "output_id": row["output_id"],
                    "programme_id": row["programme_id"],
                    "award_id": award_id,
                    "award_reference": award,
                    "reference_key": key,
                    "role": "funded",
                    "basis": "stated_in_work",
                    "state": "asserted" if award_id else "as_written",
                    "asserted_by": context.current().actor.id,
                    "asserted_on": row["on_date"],
                },
            )
    return list(found.values())


def _insert(session: Session, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert rows with the same columns, all in one statement: one per row costs three times as much."""
    if rows:
        names = ", ".join(rows[0])
        statement = text(
            f"insert into {table.name} ({names}) "  # noqa: S608  (names are our own columns)
            f"select {names} from jsonb_populate_recordset(cast(null as {table.name}), cast(:rows as jsonb))"
        )
        session.execute(statement, {"rows": orjson.dumps(rows).decode()})
