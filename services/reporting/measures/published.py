"""The outputs that first entered the public domain in a period, each once: what all figures of outputs start from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.reporting.measures.period import Period
from services.reporting.measures.sight import Sight
from services.reporting.projections.identity import merges, versions
from services.reporting.projections.outputs import outputs, publications, withdrawals

#: what the programme counts under other headings (training, involvement, decisions): no outputs (measures.md, 38)
ELSEWHERE = frozenset({"training_delivered", "ppie_activity", "decision_informed"})

#: withdrawn so, it never was an output of ours
NEVER = frozenset({"not_ours", "error"})

#: what an output is, as we know it, whatever day its record says: its planned date may lie after its publication
FOREVER = date(9999, 12, 30)


@dataclass(frozen=True, slots=True)
class Output:
    """An output with everything that turned out to be the same one, or a version of it."""

    key: str
    row: Any
    #: all records that are this output, the one that stands for them first
    members: tuple[Any, ...]
    public_on: date
    retracted: bool
    #: identifiers that came with publication, of all members
    identifiers: tuple[dict[str, str], ...]


def new_outputs(sight: Sight, period: Period) -> list[Output]:
    """In order of first public date and id. Merges and corrections hold for all time: they say what always was so."""
    return sight.once(("new outputs", period), lambda: _new_outputs(sight, period))


def _new_outputs(sight: Sight, period: Period) -> list[Output]:
    first, identifiers = _first_public(sight)
    gone = {w.output_id: w.reason for w in sight.points(withdrawals)}
    rows = {row.key: row for row in sight.state(outputs, on=FOREVER) if row.title}
    one = ones(sight, rows)
    # who withdraws what others were merged into withdraws the whole, and it is nobody's version any more
    ours = {key for key in rows if gone.get(one[key]) not in NEVER and gone.get(key) not in NEVER}
    leader = _leaders(sight, one, ours)
    groups: dict[str, list[Any]] = {}
    for key, row in rows.items():
        if key in ours and row.type not in ELSEWHERE:
            groups.setdefault(leader[one[key]], []).append(row)
    found = []
    for key, members in groups.items():
        days = [first[m.key] for m in members if m.key in first]
        if days and min(days) in period:
            members.sort(key=lambda m: (m.key != key, m.key))
            names = tuple(i for m in members for i in [m.identifiers or {}, *identifiers.get(m.key, ())])
            retracted = all(gone.get(one[m.key]) == "retracted" for m in members)
            found.append(Output(members[0].key, members[0], tuple(members), min(days), retracted, names))
    return sorted(found, key=lambda output: (output.public_on, output.key))


def public_since(sight: Sight) -> dict[str, date]:
    """By record: the first day on which it was public, as far as is known."""
    return _first_public(sight)[0]


def _first_public(sight: Sight) -> tuple[dict[str, date], dict[str, list[dict[str, str]]]]:
    first: dict[str, date] = {}
    identifiers: dict[str, list[dict[str, str]]] = {}
    for point in sight.points(publications):
        first.setdefault(point.output_id, point.true_from)
        if point.identifiers:
            identifiers.setdefault(point.output_id, []).append(point.identifiers)
    return first, identifiers


def ones(sight: Sight, rows: dict[str, Any]) -> dict[str, str]:
    """The record that each is, by merges that were not undone: itself, or the end of its chain."""
    towards = {merge.absorbed_id: merge.kept_id for merge in sight.points(merges) if merge.kept_id in rows}
    return {key: _follow(key, towards) for key in rows}


def _leaders(sight: Sight, one: dict[str, str], ours: set[str]) -> dict[str, str]:
    """Which output stands for each and its versions. What a merged record said of versions is not said any more."""
    towards = {}
    for row in sight.state(versions, on=FOREVER):
        if row.version_of in ours and row.key in ours and one[row.key] == row.key:
            towards[row.key] = one[row.version_of]
    return {key: _follow(key, towards) for key in one.values()}


def _follow(key: str, towards: dict[str, str]) -> str:
    """The end of the chain; records that were merged in a circle are all the smallest id of it."""
    seen = [key]
    while (following := towards.get(seen[-1])) is not None:
        if following in seen:
            return min(seen[seen.index(following) :])
        seen.append(following)
    return seen[-1]


def dois(found: Sequence[Output]) -> dict[str, set[str]]:
    """DOI without regard to case -> the outputs that have it."""
    holders: dict[str, set[str]] = {}
    for output in found:
        for names in output.identifiers:
            if doi := names.get("doi", "").strip().casefold():
                holders.setdefault(doi, set()).add(output.key)
    return holders
