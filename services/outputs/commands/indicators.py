"""Indicators and what was measured. Small numbers of people are not kept, nor what would give them away."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.orm import Session

from services.outputs.domain import indicators as rules_of
from services.outputs.domain.indicators import Cell, Target
from services.outputs.tables import indicators, measurements
from shared.context import today
from shared.errors import Conflict
from shared.events.outputs import IndicatorDefined, IndicatorMeasured, MeasurementWithdrawn
from shared.messaging.outbox import New
from shared.recording import day, new_id, tell, told
from shared.rows import insert_new, locked
from shared.rules import rules

KEY, VALUE_KEY = "indicator_id", "measurement_id"


def define_indicator(
    session: Session,
    *,
    programme_id: str,
    indicator_id: str | None = None,
    from_on: date | None = None,
    baseline: str | None = None,
    targets: list[dict[str, Any]],
    **said: Any,
) -> dict[str, Any]:
    """Set one up, or say anew what it is. What its values count, and how they add, stays once there are values."""
    first, began = from_on or today(), None if baseline is None else Decimal(baseline)
    with rules():
        reached = [Target(t["on"], Decimal(t["value"])) for t in targets]
        rules_of.define(reached, began, said.get("baseline_on"), counts_people=bool(said.get("counts_people")))
    told_targets = [{"on": day(t["on"]), "value": t["value"]} for t in sorted(targets, key=lambda t: t["on"])]
    row = said | {"targets": told_targets, "baseline": began, "from_on": first}
    made, of = new_id(indicator_id), indicators.c
    there = session.execute(
        select(indicators).where(of.indicator_id == made, of.programme_id == programme_id).with_for_update()
    ).first()
    if there is None:
        insert_new(session, indicators, of.indicator_id, row | {KEY: made, "programme_id": programme_id}, "indicator")
    else:
        _check_kept(session, there, row)
        with rules():
            rules_of.again(first, there.from_on)
        session.execute(update(indicators).where(of.indicator_id == made).values(row))
    data = said | {"targets": told_targets, "baseline": baseline, "baseline_on": day(said.get("baseline_on"))}
    return told(session, New(IndicatorDefined, made, programme_id, first, data), KEY)


def measure_indicator(
    session: Session,
    *,
    indicator_id: str,
    on: date,
    source: str,
    value: str | None = None,
    withheld: bool = False,
    period_from: date | None = None,
    place: dict[str, str] | None = None,
    group: str | None = None,
    published_on: date | None = None,
    measurement_id: str | None = None,
) -> dict[str, Any]:
    """Record a value, or correct the one of the same days, place and group."""
    indicator = locked(session, indicators, indicators.c.indicator_id, indicator_id, "indicator")
    number = None if value is None else Decimal(value)
    with rules():
        rules_of.measure(number, withheld=withheld, on=on, period_from=period_from, today=today())
        number, hidden = rules_of.kept(number, counts_people=indicator.counts_people)
    first = None if period_from == on else period_from
    row = {"value": number, "hidden": hidden, "source": source, "published_on": published_on}
    about = {KEY: indicator_id, "on_date": on, "period_from": first, "place": place, "group": group}
    there = _same(session, about)
    if there is not None and all(getattr(there, name) == kept for name, kept in row.items()):
        raise Conflict("Nothing of this differs from what is recorded.")
    if indicator.counts_people:
        _check_together(session, about, number, hidden)
    key = there.measurement_id if there else new_id(measurement_id)
    period = {"from": day(first), "to": day(on)} if first else None
    data: dict[str, Any] = {
        "indicator_id": indicator_id,
        "value": None if number is None else f"{number:f}",
        "hidden": hidden,
        "period": period,
        "place": place,
        "group": group,
        "source": source,
        "published_on": day(published_on),
    }
    fact = New(IndicatorMeasured, key, indicator.programme_id, on, data, there.event_id if there else None)
    if there is None:
        made = row | about | {VALUE_KEY: key, "programme_id": indicator.programme_id}
        event_id = "00000000-0000-0000-0000-000000000000"  # until the fact is there
        insert_new(session, measurements, measurements.c.measurement_id, made | {"event_id": event_id}, "measurement")
    event = tell(session, fact)
    change = update(measurements).where(measurements.c.measurement_id == key)
    session.execute(change.values(row | {"event_id": event.id}))
    return {VALUE_KEY: key, "version": event.sequence}


def withdraw_measurement(session: Session, *, measurement_id: str, reason_code: str) -> dict[str, Any]:
    """It never held."""
    of = measurements.c
    indicator_id = session.scalar(select(of.indicator_id).where(of.measurement_id == measurement_id))
    if indicator_id is not None:  # always before its values, so that two who do both never wait in a ring
        locked(session, indicators, indicators.c.indicator_id, indicator_id, "indicator")
    row = locked(session, measurements, of.measurement_id, measurement_id, "measurement")
    if row.withdrawn_reason:
        raise Conflict("It was withdrawn already.")
    change = update(measurements).where(measurements.c.measurement_id == measurement_id)
    session.execute(change.values(withdrawn_reason=reason_code))
    data = {"indicator_id": row.indicator_id, "reason_code": reason_code}
    fact = New(MeasurementWithdrawn, measurement_id, row.programme_id, row.on_date, data)
    return told(session, fact, VALUE_KEY)


def _check_kept(session: Session, there: Row[Any], row: dict[str, Any]) -> None:
    """Raise Conflict when values that are there would come to mean something else."""
    of = measurements.c
    names = ("unit", "adding", "counts_people")
    changed = [name.replace("_", " ") for name in names if row[name] != getattr(there, name)]
    measured = select(of.measurement_id).where(of.indicator_id == there.indicator_id, of.withdrawn_reason.is_(None))
    if changed and session.execute(measured.limit(1)).first():
        raise Conflict(f"It has values: its {', '.join(changed)} cannot change. Set up another indicator instead.")


def _same(session: Session, about: dict[str, Any]) -> Row[Any] | None:
    """What is recorded of the same days, place and group."""
    of, on, place = measurements.c, about["on_date"], about["place"]
    return session.execute(
        select(measurements).where(
            of.indicator_id == about[KEY],
            of.withdrawn_reason.is_(None),
            of.on_date == on,
            func.coalesce(of.period_from, of.on_date) == (about["period_from"] or on),
            func.coalesce(of.place["code"].astext, "") == (place["code"] if place else ""),
            func.coalesce(of.group, "") == (about["group"] or ""),
        )
    ).first()


def _check_together(session: Session, about: dict[str, Any], number: Decimal | None, hidden: str | None) -> None:
    """Raise Conflict when a number of people that is hidden could be worked out from the others and this one."""
    of, first = measurements.c, about["period_from"] or about["on_date"]
    rows = session.execute(
        select(of.place["code"].astext.label("place"), of.group, of.value, of.hidden).where(
            of.indicator_id == about[KEY],
            of.withdrawn_reason.is_(None),
            of.on_date == about["on_date"],
            func.coalesce(of.period_from, of.on_date) == first,
        )
    )
    table = {Cell(row.place, row.group): (row.value, row.hidden) for row in rows}
    mine = Cell(about["place"]["code"] if about["place"] else None, about["group"])
    with rules():
        rules_of.together(table | {mine: (number, hidden)})
