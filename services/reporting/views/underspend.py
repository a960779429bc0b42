"""Why are we underspent? Profile, spend and variance of a programme on a date, each cause with the facts behind it.

Every number is one of `measures.variance`, so that this and the figures of a report say the same. Who may ask is inside
the programme; what a post costs is internal and is left out for anybody else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from services.reporting.measures.extracts import last_extract, to_date
from services.reporting.measures.sight import Sight
from services.reporting.measures.variance import (
    CAUSES,
    REST,
    VACANT,
    Cell,
    Mixed,
    Variance,
    empty_posts,
    variances,
)
from services.reporting.projections.money import budget_versions, explanations
from services.reporting.projections.posts import posts
from services.reporting.projections.reader import Snapshot
from services.reporting.projections.spending import claims
from services.reporting.projections.view import State
from services.reporting.reports.names import Names
from services.reporting.reports.sight import ProgrammeSight
from services.reporting.views import seeing
from services.reporting.views.dated.asof import as_of
from shared.errors import Conflict

CUTS = (("by_heading", "heading", 0), ("by_partner", "partner_org_id", 1), ("by_year", "fin_year", 2))
#: views whose rows stand behind a cause, and the field of the cause's facts that says what they are
BEHIND: Mapping[str, State] = {view.name: view for view in (posts, claims, explanations)}


def underspend(
    snap: Snapshot, *, programme_id: str, on: date | None, known_on: date | None, known_at: int | None
) -> dict[str, Any]:
    """The whole answer. Raises Conflict where money of several currencies was recorded."""
    at = as_of(snap, known_on, known_at, on)
    sight = ProgrammeSight(snap, programme_id, at.position)
    names = Names(sight, ProgrammeSight(snap, "", at.position))
    return (
        at.shown()
        | {"programme_id": programme_id}
        | answer(sight, at.day, names, internal="internal" in seeing.classes(programme_id))
    )


def answer(sight: Sight, day: date, names: Names, *, internal: bool) -> dict[str, Any]:
    """The same for any sight."""
    day = to_date(sight, day)
    try:
        cells = variances(sight, day)
        last = last_extract(sight, day)
    except Mixed:
        raise Conflict("Money of several currencies was recorded, so there is no sum.") from None
    return {
        "currency": "GBP",
        **_sums(cells),
        "to_date": day.isoformat(),
        "extract_on": last.isoformat() if last else None,
        "profile": [_version(row) for row in sight.points(budget_versions, until=day)],
        **{name: _by(cells, key, place, names) for name, key, place in CUTS},
        "causes": _causes(sight, day, cells, names, internal=internal),
        "rest": _rest(cells, names),
    }


def _sums(cells: Sequence[Variance]) -> dict[str, str]:
    return {
        "profiled": _text(sum((cell.profiled for cell in cells), Decimal(0))),
        "spent": _text(sum((cell.spent for cell in cells), Decimal(0))),
        "variance": _text(sum((cell.amount for cell in cells), Decimal(0))),
    }


def _version(row: Any) -> dict[str, Any]:
    return {
        "event_id": row.key,
        "from_on": row.true_from.isoformat(),
        "cause": row.cause,
        "change_request_id": row.change_request_id,
        "total": _text(row.total),
    }


def _by(cells: Sequence[Variance], key: str, place: int, names: Names) -> list[dict[str, Any]]:
    found: dict[str, list[Variance]] = defaultdict(list)
    for cell in cells:
        found[cell.cell[place]].append(cell)
    word = _word(key, names)
    return [{key: name, "label": word(name)} | _sums(its) for name, its in sorted(found.items())]


def _causes(
    sight: Sight, day: date, cells: Sequence[Variance], names: Names, *, internal: bool
) -> list[dict[str, Any]]:
    """Each cause that takes something, in order: where, and the rows and facts that say so."""
    answers = []
    for name in CAUSES:
        its = [(cell.cell, cause) for cell in cells for cause in cell.causes if cause.cause == name]
        if not its:
            continue
        rows = sorted({row for _, cause in its for row in cause.rows})
        answers.append(
            {
                "cause": name,
                "label": names.key(name),
                "amount": _text(sum((cause.amount for _, cause in its), Decimal(0))),
                "cells": [_cell(cell, cause.amount, names) for cell, cause in its],
                "facts": _facts(sight, day, rows, names),
                **({"posts": _posts(sight, day, names, internal=internal)} if name == VACANT else {}),
            }
        )
    return answers


def _rest(cells: Sequence[Variance], names: Names) -> dict[str, Any]:
    return {
        "cause": REST,
        "label": names.key(REST),
        "amount": _text(sum((cell.rest for cell in cells), Decimal(0))),
        "cells": [_cell(cell.cell, cell.rest, names) for cell in cells if cell.rest],
    }


def _cell(cell: Cell, amount: Decimal, names: Names) -> dict[str, Any]:
    words = {"heading_label": names.key(cell.heading), "partner_label": names.organisation(cell.partner_org_id)}
    return cell._asdict() | words | {"amount": _text(amount)}


def _facts(sight: Sight, day: date, rows: Iterable[tuple[str, str]], names: Names) -> list[dict[str, Any]]:
    """What each row is, and the fact that it rests on last."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for view, key in rows:
        wanted[view].add(key)
    found = []
    for name, keys in sorted(wanted.items()):
        found += [
            {"thing": name, "key": row.key, "label": _label(row, names), "event_id": str(row.event_id)}
            for row in sight.state(BEHIND[name], on=day)
            if row.key in keys
        ]
    return found


def _label(row: Any, names: Names) -> str:
    if title := getattr(row, "title", None):
        return str(title)
    if org_id := getattr(row, "org_id", None):
        until = f"{row.covers_from.isoformat()} to {row.covers_to.isoformat()}"
        return f"{names.organisation(org_id)}, {until}: {_text(row.amount)}, {row.state}"
    return f"{names.key(row.cause)}, {names.key(row.heading)}: {_text(row.amount)}"


def _posts(sight: Sight, day: date, names: Names, *, internal: bool) -> list[dict[str, Any]]:
    """The posts that stood empty, with the weeks; what each saved only for who is inside."""
    titles = {row.key: row.title for row in sight.state(posts, on=day)}
    weeks: dict[tuple[str, str, str], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for cell, its in empty_posts(sight, day).items():
        for one, saved in its:
            sums = weeks[cell.fin_year, one.employer_org_id, one.post_key]
            sums[0] += one.fte_days
            sums[1] += saved
    return [
        {
            "post_id": key,
            "title": titles.get(key) or key,
            "employer_org_id": org_id,
            "employer_label": names.organisation(org_id),
            "fin_year": year,
            "fte_weeks": f"{days / 7:.2f}",
            **({"saved": _text(saved)} if internal else {}),
        }
        for (year, org_id, key), (days, saved) in sorted(weeks.items())
    ]


def _word(key: str, names: Names) -> Callable[[str], str]:
    if key == "partner_org_id":
        return lambda name: names.organisation(name) or name
    return names.key if key == "heading" else str


def _text(amount: Decimal) -> str:
    return f"{amount:.2f}"
