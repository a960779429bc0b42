"""Spend: lines of the finance system's ledger, each once by its reference; a line that differs corrects itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Row, Text, any_, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from services.projects.commands.recording import record_each
from services.projects.commands.words_of_money import (
    award_of,
    check_words,
    currency_of,
    decimal,
    headings_of,
    money,
    organisations_of,
)
from services.projects.domain.budgets import check_pence
from services.projects.domain.spending import booked_year, check_currency
from services.projects.tables import posts, projects, spend
from shared.broken import Broken
from shared.context import today
from shared.database import insert_rows
from shared.errors import Conflict, Invalid, NotFound
from shared.events.projects import SpendCorrected, SpendRecorded
from shared.messaging.outbox import New, version_of
from shared.recording import day, new_id
from shared.rows import locked
from shared.rules import rules

#: what is said of a line; when none of it differs, the line is as it was
SAID = (
    "heading",
    "partner_org_id",
    "project_id",
    "post_id",
    "amount",
    "currency",
    "posted_on",
    "fin_year",
    "ledger_period",
)


@dataclass(slots=True)
class Taken:
    """What became of lines: ids of all that stand, how many are new, corrected or as they were, and what is wrong."""

    spend_ids: list[str] = field(default_factory=list)
    recorded: int = 0
    corrected: int = 0
    unchanged: int = 0
    #: place of the line among those given, field, what is wrong
    refused: list[tuple[int, str, str]] = field(default_factory=list)


def record_spend(
    session: Session,
    *,
    programme_id: str,
    lines: list[dict[str, Any]],
    award_id: str | None = None,
    extract_on: date | None = None,
) -> dict[str, Any]:
    """Enter lines: all, or none when one of them is wrong. Raises Invalid naming the first."""
    taken = take(session, programme_id, lines, award_id=award_id, extract_on=extract_on)
    if taken.refused:
        raise Invalid(
            f"Line {taken.refused[0][0] + 1}: {taken.refused[0][2]}.",
            {"lines": {str(place): {name: [words]} for place, name, words in taken.refused}},
        )
    return {
        "spend_ids": taken.spend_ids,
        "recorded": taken.recorded,
        "corrected": taken.corrected,
        "unchanged": taken.unchanged,
    }


def take(
    session: Session,
    programme_id: str,
    lines: Sequence[dict[str, Any]],
    *,
    award_id: str | None = None,
    extract_on: date | None = None,
) -> Taken:
    """Take in the lines that are right, in a handful of statements however many there are; say what the others lack."""
    award, _ = award_of(session, programme_id, award_id)  # locked: one at a time may look which lines are there
    words = _Words(session, programme_id, award, lines)
    there = _there(session, programme_id, [line["source_ref"] for line in lines])
    taken, changed = Taken(), dict[str, dict[str, Any]]()
    for place, line in enumerate(lines):
        ref = line["source_ref"]
        before = changed.get(ref) or there.get(ref)
        try:
            said = words.said(line)
            extracted = line.get("extract_on") or extract_on
            _check_again(line, said, ref in changed, before, extracted)
        except Broken as broken:
            taken.refused.append((place, broken.field, broken.message))
            continue
        same = before is not None and all(before[name] == said[name] for name in SAID)
        if same or (before is None and not said["amount"]):  # a line of 0 that nobody knows says nothing
            taken.unchanged += 1
            taken.spend_ids += [before["spend_id"]] if before else []
            continue
        row = {
            "spend_id": before["spend_id"] if before else new_id(None),
            "programme_id": programme_id,
            "award_id": award.award_id,
            "source_ref": ref,
            "extract_on": extracted,
        }
        changed[ref] = row | said
        taken.spend_ids.append(row["spend_id"])
        taken.corrected += ref in there
        taken.recorded += ref not in there
    _write(session, list(changed.values()), there, "later_extract")
    return taken


def correct_spend(
    session: Session,
    *,
    spend_id: str,
    amount: dict[str, str],
    reason_code: str,
    heading: str | None = None,
    partner_org_id: str | None = None,
) -> dict[str, Any]:
    """Put a line right by hand; the amount given replaces the one before."""
    # the award first, as `take` does: two who lock in two orders would wait for each other
    known = session.execute(select(spend.c.programme_id, spend.c.award_id).where(spend.c.spend_id == spend_id)).first()
    if known is None:
        raise NotFound(f"There is no line of spend {spend_id}.")
    award, _ = award_of(session, known.programme_id, known.award_id)
    row = locked(session, spend, spend.c.spend_id, spend_id, "line of spend")
    currency_of(award, [{"amount": amount}])
    said: dict[str, Any] = {
        "heading": heading or row.heading,
        "partner_org_id": partner_org_id or row.partner_org_id,
        "amount": decimal(amount),
    }
    with rules():
        check_pence(said["amount"], "amount")
    check_words(session, row.programme_id, award, [said], "heading" if heading else "partner_org_id")
    if all(getattr(row, name) == value for name, value in said.items()):
        raise Conflict("Nothing of this differs from what is recorded.")
    before = dict(row._mapping)
    _write(session, [before | said], {row.source_ref: before}, reason_code)

    return {"spend_id": spend_id, "version": version_of(session, spend_id)}


class _Words:
    """What lines of this programme may name, looked up once for all of them."""

    def __init__(self, session: Session, programme_id: str, award: Row[Any], lines: Sequence[dict[str, Any]]) -> None:
        self.currency = award.currency
        self.headings = headings_of(session, programme_id)
        self.organisations = organisations_of(session, programme_id, award)
        self.projects = _known(session, projects.c.project_id, programme_id, lines)
        self.posts = _known(session, posts.c.post_id, programme_id, lines)

    def said(self, line: dict[str, Any]) -> dict[str, Any]:
        """The line as it is kept. Raises Broken."""
        amount, currency = decimal(line["amount"]), line["amount"]["currency"]
        check_pence(amount, "amount")
        check_currency(currency, self.currency)
        if line["heading"] not in self.headings:
            known = ", ".join(self.headings)
            raise Broken(f"{line['heading']} is no heading of this programme. Choose from: {known}", "heading")
        if line["partner_org_id"] not in self.organisations:
            raise Broken("This is neither host nor partner of this programme", "partner_org_id")
        if line.get("project_id") and line["project_id"] not in self.projects:
            raise Broken("There is no such project in this programme", "project_id")
        if line.get("post_id") and line["post_id"] not in self.posts:
            raise Broken("There is no such post in this programme", "post_id")
        said = {name: line.get(name) for name in SAID}
        year = booked_year(line["posted_on"], line.get("fin_year"), today=today())
        return said | {"amount": amount, "currency": currency, "fin_year": year}


def _known(session: Session, key: Column[Any], programme_id: str, lines: Sequence[dict[str, Any]]) -> set[str]:
    """Which of the ids that the lines give under the name of this column are of the programme."""
    wanted = {line[key.name] for line in lines if line.get(key.name)}
    query = select(key).where(key.in_(wanted), key.table.c.programme_id == programme_id)
    return set(session.execute(query).scalars()) if wanted else set()


def _check_again(
    line: dict[str, Any], said: dict[str, Any], twice: bool, before: dict[str, Any] | None, extract_on: date | None
) -> None:
    """Raise Broken for a line that stands twice with two contents, or that an older extract has otherwise."""
    if before is None or all(before[name] == said[name] for name in SAID):
        return
    if twice:
        raise Broken(f"{line['source_ref']} stands here twice with different content", "source_ref")
    known = before["extract_on"]
    if known is not None and (extract_on is None or extract_on < known):
        raise Broken(f"The extract of {known} has this line otherwise: an older one does not correct it", "source_ref")


def _there(session: Session, programme_id: str, refs: list[str]) -> dict[str, dict[str, Any]]:
    of = spend.c
    query = select(spend).where(of.programme_id == programme_id, of.source_ref == any_(literal(refs, ARRAY(Text))))
    return {row.source_ref: dict(row._mapping) for row in session.execute(query)}


def _write(session: Session, rows: list[dict[str, Any]], there: dict[str, dict[str, Any]], reason_code: str) -> None:
    if not rows:
        return
    events = record_each(session, [_fact(row, there.get(row["source_ref"]), reason_code) for row in rows])
    said = [row | {"event_id": event.id} for row, event in zip(rows, events, strict=True)]
    insert_rows(session, spend, [row for row in said if row["source_ref"] not in there])
    for row in (row for row in said if row["source_ref"] in there):
        session.execute(update(spend).where(spend.c.spend_id == row["spend_id"]).values(row))


def _fact(row: dict[str, Any], before: dict[str, Any] | None, reason_code: str) -> New:
    data = {
        "award_id": row["award_id"],
        "heading": row["heading"],
        "partner_org_id": row["partner_org_id"],
        "project_id": row["project_id"],
        "post_id": row["post_id"],
        "amount": money(Decimal(row["amount"]), row["currency"]),
        "fin_year": row["fin_year"],
        "ledger_period": row["ledger_period"],
        "extract_on": day(row["extract_on"]),
        "source_ref": row["source_ref"],
    }
    about = (row["spend_id"], row["programme_id"], row["posted_on"])
    if before is None:
        return New(SpendRecorded, *about, data)
    corrected = {"corrects_event_id": str(before["event_id"]), "reason_code": reason_code}
    return New(SpendCorrected, *about, data | corrected, before["event_id"])
