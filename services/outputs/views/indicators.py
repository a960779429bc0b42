"""Reads of indicators: baseline, target and actual, by period, place and group."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, cast, select
from sqlalchemy import Text as TextType
from sqlalchemy.orm import Session

from services.outputs.domain import indicators as rules_of
from services.outputs.domain.indicators import Measured, Target
from services.outputs.tables import indicators, measurements
from shared import visible
from shared.context import today
from shared.errors import NotFound
from shared.pages import page
from shared.rows import plain, versioned
from shared.smallnumbers import FEW

INDICATOR = (
    "indicator_id",
    "programme_id",
    "title",
    "unit",
    "direction",
    "adding",
    "baseline_on",
    "source",
    "themes",
    "places",
    "context",
    "counts_people",
    "from_on",
    "version",
)
MEASUREMENT = (
    "measurement_id",
    "programme_id",
    "indicator_id",
    "on_date",
    "period_from",
    "place",
    "group",
    "source",
    "published_on",
    "version",
)
HIDDEN = {rules_of.FEW: FEW, rules_of.WITHHELD: "not shown"}
WHAT_IT_SAYS = "This describes what the programme contributes to. It is not the programme's effect alone."


def list_indicators(
    session: Session,
    *,
    programme_id: str | None = None,
    theme: str | None = None,
    place: str | None = None,
    context: bool | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """In order of title."""
    of = indicators.c
    query = versioned(indicators, of.indicator_id).where(
        visible.of_whole_programmes("outputs.indicators", of.programme_id)
    )
    if programme_id:
        query = query.where(of.programme_id == programme_id)
    if theme:
        query = query.where(of.themes.contains([theme]))
    if place:
        query = query.where(of.places.contains([{"code": place}]))
    if context is not None:
        query = query.where(of.context.is_(context))
    rows: list[Row[Any]] = []

    def kept(row: Row[Any]) -> dict[str, Any]:
        rows.append(row)
        return {}

    found = page(session, query, (of.title, of.indicator_id), kept, after=after, limit=limit)
    whole = _whole(session, [row.indicator_id for row in rows])
    return found | {"items": [_indicator(row, whole.get(row.indicator_id, [])) for row in rows]}


def indicator(session: Session, *, indicator_id: str) -> dict[str, Any]:
    """One indicator. Raises NotFound."""
    of = indicators.c
    row = session.execute(versioned(indicators, of.indicator_id).where(of.indicator_id == indicator_id)).first()
    if row is None:
        raise NotFound("There is no such indicator.")
    its = measurements.c
    query = versioned(measurements, its.measurement_id).where(
        its.indicator_id == indicator_id, its.withdrawn_reason.is_(None)
    )
    order = (its.on_date, its.place["code"].astext.nulls_first(), its.group.nulls_first(), its.measurement_id)
    values = [_measurement(one) for one in session.execute(query.order_by(*order))]
    whole = _whole(session, [indicator_id]).get(indicator_id, [])
    return _indicator(row, whole) | {"values": values}


def list_measurements(
    session: Session,
    *,
    programme_id: str | None = None,
    indicator_id: str | None = None,
    place: str | None = None,
    since: date | None = None,
    until: date | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """The newest day first."""
    of = measurements.c
    query = versioned(measurements, of.measurement_id).where(
        visible.of_whole_programmes("outputs.measurements", of.programme_id), of.withdrawn_reason.is_(None)
    )
    for column, wanted in (
        (of.programme_id, programme_id),
        (of.indicator_id, indicator_id),
        (of.place["code"].astext, place),
    ):
        if wanted:
            query = query.where(column == wanted)
    if since:
        query = query.where(of.on_date >= since)
    if until:
        query = query.where(of.on_date <= until)
    by = (cast(of.on_date, TextType), of.measurement_id)
    return page(session, query, by, _measurement, after=after, limit=limit, descending=True)


def _whole(session: Session, indicator_ids: Collection[str]) -> dict[str, list[Measured]]:
    """Values of everything together, by indicator, in one statement."""
    of = measurements.c
    found: dict[str, list[Measured]] = {}
    query = select(of.indicator_id, of.on_date, of.value).where(
        of.indicator_id.in_(indicator_ids), of.withdrawn_reason.is_(None), of.place.is_(None), of.group.is_(None)
    )
    for row in session.execute(query):
        found.setdefault(row.indicator_id, []).append(Measured(row.on_date, row.value))
    return found


def _indicator(row: Row[Any], values: list[Measured]) -> dict[str, Any]:
    day = today()
    targets = [Target(date.fromisoformat(one["on"]), Decimal(one["value"])) for one in row.targets]
    target, following = rules_of.in_force(targets, day), rules_of.next_one(targets, day)
    actual = rules_of.reached(row.adding, values, day)
    return plain(row, INDICATOR) | {
        "baseline": _number(row.baseline),
        "targets": row.targets,
        "target": _number(target.value) if target else None,
        "target_on": target.on.isoformat() if target else None,
        "next_target": _number(following.value) if following else None,
        "next_target_on": following.on.isoformat() if following else None,
        "actual": _number(actual),
        "measured_on": max((one.on for one in values), default=day).isoformat() if values else None,
        "state": rules_of.standing(actual, target, row.direction),
        "note": WHAT_IT_SAYS if row.context else None,
    }


def _measurement(row: Row[Any]) -> dict[str, Any]:
    return plain(row, MEASUREMENT) | {"value": HIDDEN[row.hidden] if row.hidden else _number(row.value)}


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"
