"""What makes an output the same as another one: its identifiers, one holder each in a programme, two at once too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select, text
from sqlalchemy.orm import Session

from services.outputs.commands.finding import lock_programme
from services.outputs.domain import identifiers
from services.outputs.tables import outputs
from services.outputs.tables.outputs import BOOKS, HOLDS, KEYS
from shared.errors import Conflict

#: a refusal names the field of the request; the ISBN of a chapter, say, is nobody's alone
SCHEMES = tuple(KEYS)


@dataclass(frozen=True, slots=True)
class Holder:
    """The output that has an identifier, and the one that it counts as part of."""

    output_id: str
    stands_as: str
    title: str
    scheme: str
    key: str
    doi_key: str | None


def keys_of(row: Mapping[str, Any]) -> dict[str, str]:
    """By scheme, what the row of an output holds to itself."""
    return identifiers.keys(row["identifiers"], whole_book=row.get("subtype") in BOOKS)


def holders(session: Session, programme_id: str, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Holder]:
    """Who has these (scheme, key); withdrawn as not ours or in error, an output gives its identifiers back."""
    by_scheme: dict[str, set[str]] = {}
    for scheme, key in wanted:
        by_scheme.setdefault(scheme, set()).add(key)
    if not by_scheme:
        return {}
    of = outputs.c
    asked = [KEYS[scheme].in_(keys) for scheme, keys in by_scheme.items()]
    query = select(
        of.output_id,
        of.title,
        of.doi_key.label("its_doi"),
        func.coalesce(of.stands_with, of.output_id).label("stands_as"),
        *(KEYS[scheme].label(scheme) for scheme in by_scheme),
    )
    query = query.where(and_(of.programme_id == programme_id, or_(*asked), text(HOLDS)))
    found = {}
    for row in session.execute(query):
        for scheme, keys in by_scheme.items():
            if (key := getattr(row, scheme)) in keys:
                found[scheme, key] = Holder(row.output_id, row.stands_as, row.title, scheme, key, row.its_doi)
    return found


def refuse_second(session: Session, programme_id: str, keys: Mapping[str, str], output_id: str) -> None:
    """Raise Conflict naming the output of this programme that has one of these already; two at once take turns."""
    if not keys:
        return
    lock_programme(session, programme_id)
    there = holders(session, programme_id, keys.items())
    for scheme in SCHEMES:
        holder = there.get((scheme, keys.get(scheme, "")))
        if holder is None or holder.output_id == output_id:
            continue
        called = f"{identifiers.CALLED[scheme]} {holder.key}"
        if holder.stands_as == output_id:
            raise Conflict(
                f"“{holder.title}”, which was merged into this one, has {called}: it counts here already.",
                {scheme: [f"The merged record {holder.output_id} has it: leave it out"]},
            )
        raise Conflict(
            f"This is recorded already: “{holder.title}” has {called}. Open that one and change it there; "
            f"if this is another output, one of the two is wrong.",
            {scheme: [f"The output {holder.stands_as} has this identifier"]},
        )
