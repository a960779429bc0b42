"""From a work that a source named to a proposal: once, not of what is known, and never again of what was rejected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, insert, or_, select, update
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.outputs.commands.finding import Row as Output
from services.outputs.commands.finding import lock_programme
from services.outputs.commands.holders import holder
from services.outputs.domain import proposals as rule
from services.outputs.domain.identifiers import doi_key, keys
from services.outputs.domain.same_work import work_key
from services.outputs.importers.work import Work
from services.outputs.sources.source import Found
from services.outputs.tables import proposals
from services.outputs.tables.outputs import BOOKS
from shared.context import today

#: funders of one work; more is a mistake of the registry
MOST_FUNDERS = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """For which programme, by whom, and of whose ORCID iD."""

    programme_id: str
    by: str
    person_id: str | None = None
    orcid: str | None = None


@dataclass(frozen=True, slots=True)
class Became:
    """What a found work is here: found (a proposal waits), known, or rejected."""

    state: str
    proposal_id: str | None = None
    output_id: str | None = None
    doi: str | None = None
    fresh: bool = False
    whole: bool = False


def propose(session: Session, asked: Asked, found: Sequence[Found]) -> list[Became]:
    """What each work became, in the order given."""
    lock_programme(session, asked.programme_id)
    return [_propose(session, asked, each) for each in found]


def proposed(session: Session, programme_id: str, identifiers: Mapping[str, str], key: str | None) -> Row[Any] | None:
    """The proposal of this work, by any of its identifiers."""
    of = proposals.c
    wanted = keys(identifiers, whole_book=False)
    same = [of.identifiers[name].astext == value for name, value in wanted.items() if name != "doi"]
    if "doi" in wanted:
        same.append(of.doi_key == wanted["doi"])
    if key:
        same.append(of.key == key)
    if not same:
        return None
    query = select(proposals).where(of.programme_id == programme_id, or_(*same)).order_by(of.proposal_id).limit(1)
    return session.execute(query.with_for_update()).first()


def _propose(session: Session, asked: Asked, found: Found) -> Became:
    row = _row(found.work)
    known = holder(session, asked.programme_id, row["identifiers"], row["work_key"], row["subtype"])
    there = proposed(session, asked.programme_id, row["identifiers"], row["key"])
    about = {"doi": row["identifiers"].get("doi"), "whole": found.whole}
    if known and (not found.whole or not adds(known, row)):
        return Became("known", output_id=known.output_id, **about)
    if there is not None and there.state == "rejected":
        return Became("rejected", proposal_id=there.proposal_id, **about)
    values = row | {
        "open_access": found.open_access,
        "sources": list(found.sources),
        "whole": found.whole,
        "adds_to": known.output_id if known else None,
    }
    if there is None:
        return Became("found", _new(session, asked, values), fresh=True, output_id=values["adds_to"], **about)
    about["whole"] = found.whole or there.whole
    if found.whole or not there.whole:
        _renew(session, there, values)
    return Became("found", there.proposal_id, output_id=values["adds_to"], **about)


def _new(session: Session, asked: Asked, values: dict[str, Any]) -> str:
    proposal_id = str(uuid7())
    whose = {"harvested_by": asked.by, "person_id": asked.person_id, "orcid": asked.orcid}
    session.execute(
        insert(proposals).values(values | whose | {"proposal_id": proposal_id, "programme_id": asked.programme_id})
    )
    return proposal_id


def _renew(session: Session, there: Row[Any], values: dict[str, Any]) -> None:
    """What is known better now; one that was claimed and whose output lacks something, or is gone, waits again."""
    fuller = {"sources": list(dict.fromkeys([*there.sources, *values["sources"]])), "key": there.key}
    fuller |= {"identifiers": there.identifiers | values["identifiers"], "state": "waiting", "output_id": None}
    session.execute(update(proposals).where(proposals.c.proposal_id == there.proposal_id).values(values | fuller))


def adds(known: Output, row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a found work that a known output lacks."""
    has = {name: getattr(known, name) for name in ("identifiers", "details", "licence", "url", "authors")}
    return rule.missing(has, row)


def _row(work: Work) -> dict[str, Any]:
    authors = [author.as_row() for author in work.authors]
    year = (work.published.first if work.published else today()).year
    first = authors[0] if authors else {}
    same = work_key(work.type, work.subtype, work.title, year, first.get("family") or first.get("name"))
    return {
        "key": rule.key(keys(work.identifiers, whole_book=work.subtype in BOOKS), same),
        "identifiers": work.identifiers,
        "doi_key": doi_key(work.identifiers["doi"]) if "doi" in work.identifiers else None,
        "work_key": same,
        "type": work.type,
        "subtype": work.subtype,
        "title": work.title,
        "on_date": work.published.first if work.published else None,
        "date_precision": work.published.precision if work.published else None,
        "details": work.details,
        "authors": authors,
        "licence": work.licence,
        "url": work.url,
        "funding": [
            {
                "funder_name": each.name and each.name[:500],
                "funder_id": each.funder_id and each.funder_id[:500],
                "awards": [award[:200] for award in each.awards],
            }
            for each in work.funders[:MOST_FUNDERS]
        ],
    }
