"""A work of a file as the columns of an output, and the keys by which it is the same again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.outputs.commands import identity
from services.outputs.commands.recording import dated
from services.outputs.domain.dates import PartialDate
from services.outputs.domain.identifiers import doi_key
from services.outputs.importers.work import Funder, Work
from shared.context import today


def row_of(programme_id: str, work: Work) -> dict[str, Any]:
    """The columns. Without a date, or with one to come, a work is accepted but not public yet."""
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
        "themes": [],
        "project_ids": [],
        "workstream_id": None,
        "licence": work.licence,
        "url": work.url,
        "funding": [_funding(funder) for funder in work.funders],
    }
    row |= work.more
    return row | dated(row, _on(work))


@dataclass(frozen=True, slots=True)
class Record:
    """A work, the columns of its output, and its keys as (scheme, key), the most telling first."""

    work: Work
    row: dict[str, Any]
    #: by scheme, the identifiers that one output of the programme has to itself
    alone: dict[str, str]
    keys: list[tuple[str, str]]


def record_of(programme_id: str, work: Work) -> Record:
    """The columns and keys of a work."""
    row = row_of(programme_id, work)
    alone = identity.keys_of(row)
    found = list(alone.items())
    # title, year and first author tell only what nothing else does
    keys = found[:1] + [parted(key) for key in work.keys] + found[1:] or [("work", row["work_key"])]
    row["import_key"] = ":".join(keys[0])
    return Record(work, row, alone, keys)


def parted(key: str) -> tuple[str, str]:
    """(scheme, key) of a text such as researchfish:5e6a27b6e5cc89.33826613."""
    scheme, _, rest = key.partition(":")
    return scheme, rest


def identities(work: Work) -> list[str]:
    """The keys of a work as texts, for finding the same one again within a file."""
    row: dict[str, Any] = {
        "type": work.type,
        "subtype": work.subtype,
        "title": work.title,
        "identifiers": work.identifiers,
    }
    row["authors"] = [author.as_row() for author in work.authors[:1]]
    keys = identity.keys_of(row)
    if keys or work.keys:
        return [*(f"{scheme}:{key}" for scheme, key in keys.items()), *work.keys]
    return [f"work:{dated(row, _on(work))['work_key']}"]


def _on(work: Work) -> PartialDate:
    return work.published or work.planned or PartialDate(today(), "day")


def _funding(funder: Funder) -> dict[str, Any]:
    named = {"funder_name": funder.name, "funder_id": funder.funder_id}
    return {name: value for name, value in named.items() if value} | {"awards": list(funder.awards)}
