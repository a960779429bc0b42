"""Taking NIHR awards in: each once, by its reference; a record that differs from last time corrects what was recorded.

An award belongs to a programme only when the import names one; without, it goes to the installation's register of
awards (`programme_id` ""), where every programme finds it. Naming the programme later moves it from the register; an
award of one programme is never taken over by another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, any_, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.projects.commands.awards import alone, fact
from services.projects.imports import nihr_csv
from services.projects.tables import awards
from shared.calls import people as people_calls
from shared.database import insert_rows
from shared.imports.records import Ask, Job, Outcome, Refusal, Row
from shared.messaging.outbox import record_all

MOST_AT_ONCE = 200

NIHR = {
    "name": "National Institute for Health and Care Research",
    "ror": "https://ror.org/0187kwz08",
    "sector": "funder",
    "import_key": "nihr-awards:funder",
}
SECTORS = {
    "Academic": "university",
    "Government/NHS": "nhs",
    "Non-Profit/Charity": "voluntary_sector",
    "Industry": "business",
}
#: stands for the ids that people would give, in a dry run, whose facts are never kept
UNKNOWN = "dry-run"


@dataclass(frozen=True, slots=True)
class Known:
    """The ids of the people and organisations that the rows name."""

    funder: str
    people: dict[str, str]
    organisations: dict[str, str]


class NihrAwards:
    """The importer of `nihr-awards` files."""

    kind = "nihr-awards"

    def read(self, content: bytes) -> Iterable[Row]:
        """See `nihr_csv.read`."""
        return nihr_csv.read(content)

    def prepare(self, ask: Ask, rows: Sequence[Row], job: Job) -> Known:  # noqa: ARG002
        """Register the holders and organisations; people answers with the same ids for the same ones."""
        organisations = {_key(row.record): _organisation(row.record) for row in rows if row.record.organisation}
        holders = {
            holder.key: {"name": holder.name, "orcid": holder.orcid, "kind": "contact", "import_key": holder.key}
            for row in rows
            for holder in row.record.holders
        }
        organisation_ids: list[str] = []
        for some in _in_turn([NIHR, *organisations.values()]):
            organisation_ids += ask(people_calls.RegisterOrganisations, {"organisations": some})
        person_ids: list[str] = []
        for some in _in_turn(list(holders.values())):
            person_ids += ask(people_calls.RegisterPeople, {"people": some})
        return Known(
            organisation_ids[0],
            dict(zip(holders, person_ids, strict=True)),
            dict(zip(organisations, organisation_ids[1:], strict=True)),
        )

    def apply(self, session: Session, rows: Sequence[Row], prepared: Known | None, job: Job) -> Outcome:
        """Record what is new or different, in a handful of statements whatever the number of rows."""
        known = prepared or Known(UNKNOWN, {}, {})
        alone(session)
        wanted = [row.record.reference.normal for row in rows]
        there = {
            row.reference: dict(row._mapping)
            for row in session.execute(select(awards).where(awards.c.reference == any_(literal(wanted, ARRAY(Text)))))
        }
        outcome = Outcome()
        changed: dict[str, dict[str, Any]] = {}
        for row in rows:
            award: nihr_csv.Award = row.record
            before = changed.get(award.reference.normal) or there.get(award.reference.normal)
            if before is None:
                changed[award.reference.normal] = _new(award, known, job)
            elif job.programme_id and before["programme_id"] not in ("", job.programme_id):
                message = "This award is recorded for another programme. Ask an administrator which of the two it is"
                outcome.refused.append(Refusal(row.number, "Project_ID", message))
                continue
            elif before["content_sha256"] == award.sha256 and job.programme_id in ("", before["programme_id"]):
                outcome.unchanged += 1
                continue
            else:
                changed[award.reference.normal] = before | _again(award, known, job, before)
            outcome.accepted += 1
        _write(session, list(changed.values()), there)
        return outcome


def _write(session: Session, rows: list[dict[str, Any]], there: dict[str, dict[str, Any]]) -> None:
    if not rows:
        return
    facts = [
        fact(
            row,
            import_key=f"nihr-awards:{row['reference']}",
            corrects=there[row["reference"]]["event_id"] if row["reference"] in there else None,
        )
        for row in rows
    ]
    events = record_all(session, facts)
    said = [row | {"event_id": event.id} for row, event in zip(rows, events, strict=True)]
    fresh = [row for row in said if row["reference"] not in there]
    insert_rows(session, awards, fresh)
    if again := [row for row in said if row["reference"] in there]:
        made = upsert(awards).values(again)
        columns = {name: made.excluded[name] for name in again[0] if name not in ("award_id", "reference")}
        session.execute(made.on_conflict_do_update(index_elements=[awards.c.award_id], set_=columns))


def _new(award: nihr_csv.Award, known: Known, job: Job) -> dict[str, Any]:
    return _said(award, known) | {
        "award_id": str(uuid7()),
        "programme_id": job.programme_id,
        "reference": award.reference.normal,
        "first_ends_on": award.ends_on,
        "project_ids": [],
    }


def _again(award: nihr_csv.Award, known: Known, job: Job, before: dict[str, Any]) -> dict[str, Any]:
    """What the register says now; what it does not know (projects, the first end) stays."""
    return _said(award, known) | {"programme_id": job.programme_id or before["programme_id"]}


def _said(award: nihr_csv.Award, known: Known) -> dict[str, Any]:
    return {
        "id_as_written": award.reference.written,
        "title": award.title,
        "funder_org_id": known.funder,
        "contracted_org_id": known.organisations.get(_key(award), UNKNOWN) if award.organisation else None,
        "funder_programme": award.funder_programme,
        "programme_stream": award.programme_stream,
        "amount": award.amount,
        "currency": "GBP" if award.amount is not None else None,
        "starts_on": award.starts_on,
        "ends_on": award.ends_on,
        "holder_person_ids": list(dict.fromkeys(known.people.get(holder.key, UNKNOWN) for holder in award.holders)),
        "url": award.url,
        "source_status": award.status,
        "content_sha256": award.sha256,
    }


def _organisation(award: nihr_csv.Award) -> dict[str, Any]:
    sector = SECTORS.get(award.organisation_type or "", "other")
    return {"name": award.organisation, "sector": sector, "import_key": _key(award)}


def _key(award: nihr_csv.Award) -> str:
    return f"nihr-awards:{nihr_csv.fold(award.organisation or '')}"


def _in_turn(items: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for at in range(0, len(items), MOST_AT_ONCE):
        yield items[at : at + MOST_AT_ONCE]
