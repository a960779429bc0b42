"""How contributors described themselves: small numbers are taken out here, before anything is written or told.

The exact numbers are in the request alone. What is kept is what everybody may see: 0, five and more, or why there is no
number (`shared.smalltables`, the rule of the figures). Two profiles of one characteristic never share days, and one is
never put right by fewer than five: the difference would tell what neither of them tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from services.outputs.commands.finding import lock_programme
from services.outputs.domain import inclusion as rules_of
from services.outputs.domain import involvement as involvement_rules
from services.outputs.tables import inclusion_profiles as table
from services.outputs.vocabulary import involving
from shared.days import day_that_has_come
from shared.errors import Conflict
from shared.events.outputs import InclusionProfileRecorded
from shared.messaging.outbox import New
from shared.recording import day, new_id, tell
from shared.rows import insert_new, locked
from shared.rules import rules
from shared.smallnumbers import LEAST_SHOWN
from shared.smalltables import Hidden, Shown, Tally, publish

KEY = "inclusion_profile_id"
PREFER_NOT, NOT_ASKED = "prefer_not_to_say", "not_asked"
APART = (PREFER_NOT, NOT_ASKED)


def record_inclusion_profile(
    session: Session,
    *,
    programme_id: str,
    characteristic: str,
    period_from: date,
    period_to: date,
    inclusion_profile_id: str | None = None,
    **said: Any,
) -> dict[str, Any]:
    """Record a profile of a period that is over."""
    day_that_has_come(period_to, "period_to")
    with rules():
        rules_of.period(period_from, period_to)
        involvement_rules.named([characteristic], involving.characteristics(), "characteristic")
    row = _row(characteristic, said)
    lock_programme(session, programme_id)
    row["shown"] = _beside_others(session, programme_id, characteristic, (period_from, period_to), row["shown"])
    made = new_id(inclusion_profile_id)
    days = {"period_from": period_from, "period_to": period_to}
    row |= {KEY: made, "programme_id": programme_id, "characteristic": characteristic} | days
    insert_new(session, table, table.c.inclusion_profile_id, row, "profile")
    return _told(session, row)


def correct_inclusion_profile(session: Session, *, inclusion_profile_id: str, **said: Any) -> dict[str, Any]:
    """Say the whole of it anew. Raises Conflict where the difference would be of fewer than five people."""
    before = _locked(session, inclusion_profile_id)
    if before.taken_back:
        raise Conflict("This profile was taken back. Record it anew.")
    row = _row(before.characteristic, said)
    if row == {name: getattr(before, name) for name in row}:
        raise Conflict("Nothing of this differs from what is recorded.")
    row["shown"] = _beside(row["shown"], before.shown)
    session.execute(_update(inclusion_profile_id).values(row))
    return _told(session, dict(before._mapping) | row, corrects=before)


def take_back_inclusion_profile(session: Session, *, inclusion_profile_id: str) -> dict[str, Any]:
    """It was entered in error."""
    before = _locked(session, inclusion_profile_id)
    with rules():
        involvement_rules.take_back(before.taken_back, (), KEY)
    session.execute(_update(inclusion_profile_id).values(taken_back=True))
    return _told(session, dict(before._mapping) | {"taken_back": True}, corrects=before)


def shown_of(counts: Mapping[str, int]) -> dict[str, Any]:
    """What may be shown of exact numbers by category, those of APART among them; all that is ever kept of them."""
    total = sum(counts.values())
    # of a figure the facts behind each cell are seen; here there is one fact, which says nothing of the cells
    few = Shown(Hidden.FEW, None) if 0 < total < LEAST_SHOWN else None
    found = few or publish(Tally(total, dict(counts)))
    cells = {name: _word(number) for name, number in (found.cells or {}).items()}
    return {
        "total": _word(found.total),
        "counts": {name: number for name, number in cells.items() if name not in APART} or None,
        **{name: cells.get(name) for name in APART},
    }


def _word(number: int | Hidden) -> int | str:
    return number.value if isinstance(number, Hidden) else number


def _row(characteristic: str, said: dict[str, Any]) -> dict[str, Any]:
    known = involving.characteristics()[characteristic].categories
    census = said["census"]
    with rules():
        involvement_rules.named([one["category"] for one in said["counts"]], known, "counts")
        involvement_rules.named([one["category"] for one in census], known, "census")
        rules_of.census([one["per_cent"] for one in census], said.get("place"), said.get("census_source"))
    # a category that nobody counted is one in which there was nobody: the table is always whole
    counts = dict.fromkeys(known, 0) | {one["category"]: one["people"] for one in said["counts"]}
    counts |= {name: said[name] for name in APART}
    with rules():
        rules_of.counted(sum(counts.values()))
    return {
        "shown": shown_of(counts),
        "place": said.get("place"),
        "census": {one["category"]: one["per_cent"] for one in census} or None,
        "census_source": said.get("census_source"),
    }


def _beside_others(
    session: Session, programme_id: str, characteristic: str, days: tuple[date, date], shown: dict[str, Any]
) -> dict[str, Any]:
    """What may be shown where no other profile of this characteristic shares a day; one taken back is remembered."""
    of, (first, last) = table.c, days
    others = session.execute(
        select(table)
        .where(
            of.programme_id == programme_id,
            of.characteristic == characteristic,
            of.period_from <= last,
            of.period_to >= first,
        )
        .order_by(of.inclusion_profile_id)
    ).all()
    for other in others:
        if not other.taken_back:
            its = f"{other.period_from} to {other.period_to}"
            words = f"There is a profile of {its}: correct that, or choose other days"
            raise Conflict(f"{words}.", {"period_from": [words]})
        shown = _beside(shown, other.shown)
    return shown


def _beside(now: dict[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """What may be shown now of what was shown before: their difference must not tell what neither of them tells.

    Raises Conflict where two numbers that are shown differ by few; where other cells are hidden than before, none is
    shown.
    """
    then = _cells(before)
    if any(_few(number, then.get(name)) for name, number in _cells(now).items()):
        raise Conflict(
            "It differs by fewer than 5 people from what was recorded: to say so would say something of a few of them. "
            "It stays as it was recorded."
        )
    if _hidden(now) == _hidden(before):
        return now
    return {"total": now["total"], "counts": None, **dict.fromkeys(APART)}


def _hidden(shown: Mapping[str, Any]) -> set[str] | None:
    """The cells of which no number is shown; None where no cell is."""
    if shown["counts"] is None:
        return None
    return {name for name, number in _cells(shown).items() if isinstance(number, str)}


def _cells(shown: Mapping[str, Any]) -> dict[str, Any]:
    return {**(shown["counts"] or {}), **{name: shown[name] for name in ("total", *APART)}}


def _few(one: Any, other: Any) -> bool:
    return isinstance(one, int) and isinstance(other, int) and 0 < abs(one - other) < LEAST_SHOWN


def _locked(session: Session, inclusion_profile_id: str) -> Row[Any]:
    return locked(session, table, table.c.inclusion_profile_id, inclusion_profile_id, "profile")


def _update(inclusion_profile_id: str) -> Any:
    return update(table).where(table.c.inclusion_profile_id == inclusion_profile_id)


def _told(session: Session, row: dict[str, Any], corrects: Row[Any] | None = None) -> dict[str, Any]:
    data = {
        "period": {"from": day(row["period_from"]), "to": day(row["period_to"])},
        "characteristic": row["characteristic"],
        **row["shown"],
        "place": row["place"],
        "census": row["census"],
        "census_source": row["census_source"],
        "taken_back": row.get("taken_back") or None,
    }
    subject = str(row[KEY])
    fact = New(
        InclusionProfileRecorded,
        subject,
        row["programme_id"],
        row["period_to"],
        data,
        corrects.event_id if corrects is not None else None,
    )
    event = tell(session, fact)
    session.execute(_update(subject).values(event_id=event.id))
    return {KEY: subject, "version": event.sequence}
