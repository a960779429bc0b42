"""What facts that might be recorded would do to the figures: each before and after. Nothing is written."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.reporting.measures.period import Period
from services.reporting.measures.published import FOREVER
from services.reporting.measures.registry import Measure, by_id
from services.reporting.measures.sight import Sight
from services.reporting.measures.value import Value
from services.reporting.measures.wording import plain, printed
from services.reporting.projections.collecting import collecting_seldom
from services.reporting.projections.fold import CannotFold
from services.reporting.projections.programmes import programmes
from services.reporting.projections.reader import Snapshot
from services.reporting.reports.names import Names
from services.reporting.reports.records import reports
from services.reporting.reports.sight import ProgrammeSight
from services.reporting.reports.tried import TriedSight
from services.reporting.templates.loader import Template
from services.reporting.templates.loader import template as find_template
from services.reporting.views import seeing
from services.reporting.views.words import in_words
from shared import context
from shared.context import today
from shared.errors import Conflict, Invalid
from shared.events import registry
from shared.events.canonical import canonical
from shared.events.event import Event


def try_facts(
    session: Session,
    snap: Snapshot,
    *,
    programme_id: str,
    facts: Sequence[dict[str, Any]],
    template: str,
    period_from: date | None = None,
    period_to: date | None = None,
    months: int,
) -> dict[str, Any]:
    """Every figure of the reports concerned before and after. Raises Invalid for what is no fact of this programme."""
    events = [_event(number, fact, programme_id) for number, fact in enumerate(facts)]
    now, then = ProgrammeSight(snap, programme_id), TriedSight(snap, programme_id, events)
    chosen = find_template(template)
    measures = [by_id(id_) for id_ in chosen.figures()]
    try:
        with collecting_seldom():
            return {
                "facts": _in_words(then, ProgrammeSight(snap, "")),
                "reports": [
                    about | {"figures": [_compared(measure, now, then, period) for measure in measures]}
                    for period, about in _periods(session, now, chosen, events, _given(period_from, period_to))
                ],
                "months": _by_month(measures, now, then, months),
            }
    except CannotFold as error:
        raise Conflict(f"These facts could not be taken in: {error}.") from error


def _event(number: int, fact: dict[str, Any], programme_id: str) -> Event:
    """The fact as the ledger would have it. Its sequence is not known and not needed: no view depends on it."""
    type_, version, data = fact["type"], fact["version"], fact["data"]
    if not registry.known(type_, version):
        raise Invalid(f"There is no fact {type_}.", {"facts": {str(number): {"type": ["No such type"]}}})
    if fact["programme_id"] != programme_id:
        words = "This is a fact of another programme"
        raise Invalid(f"{words}.", {"facts": {str(number): {"programme_id": [words]}}})
    if mistakes := registry.declared(type_, version)().validate(data):
        raise Invalid(f"This is no {type_}.", {"facts": {str(number): {"data": mistakes}}})
    return Event(
        id=fact["event_id"],
        type=type_,
        version=version,
        subject=fact["subject"],
        sequence=0,
        time=datetime.now(UTC),
        effectiveon=fact["effective_on"],
        programmeid=programme_id,
        actorid=context.current().actor.id,
        body=canonical(data),
        correlationid=context.current().correlation_id or "",
        corrects=fact["corrects"],
    )


def _in_words(then: TriedSight, installation: Sight) -> list[dict[str, Any]]:
    names, classes = Names(then, installation), seeing.classes(then.programme_id)
    return [in_words(event, position, "", names, classes) for position, event in then.placed]


def _given(first: date | None, last: date | None) -> Period | None:
    return Period(first, last) if first and last else None


def _periods(
    session: Session, now: ProgrammeSight, template: Template, events: Sequence[Event], given: Period | None
) -> Iterator[tuple[Period, dict[str, Any]]]:
    """The periods to show: the one asked for, else the current one and those submitted that a fact falls in."""
    of = reports.c
    query = select(reports).where(of.programme_id == now.programme_id, of.template == template.id)
    rows = session.execute(query.order_by(of.period_from, of.revision)).all()
    newest = {Period(row.period_from, row.period_to): row for row in rows}
    drafts = [period for period, row in newest.items() if row.state == "draft"]
    wanted = given or (drafts[-1] if drafts else _current(now, template.months))
    touched = [
        period
        for period, row in newest.items()
        if row.state != "draft" and any(event.effectiveon in period for event in events)
    ]
    for period in dict.fromkeys([wanted, *([] if given else touched)]):
        row = newest.get(period)
        yield (
            period,
            {
                "period": {"from": period.start.isoformat(), "to": period.end.isoformat()},
                "template": template.id,
                "report_id": row.report_id if row else None,
                "state": row.state if row else None,
            },
        )


def _current(now: Sight, months: int) -> Period:
    """The period of so many months that holds today, counted from the month in which the programme's year starts."""
    row = next(iter(now.state(programmes, on=FOREVER)), None)
    first, day = (row.year_start_month if row and row.year_start_month else 1), today()
    since = (day.year * 12 + day.month - first) // months * months + first - 1
    return Period(_month(since).start, _month(since + months - 1).end)


def _month(number: int) -> Period:
    """A month by its number, counted from the year 0."""
    year, month = number // 12, number % 12 + 1
    return Period(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _compared(measure: Measure, now: Sight, then: Sight, period: Period) -> dict[str, Any]:
    before, after = measure(now, period), measure(then, period)
    return {
        "id": measure.id,
        "title": measure.title,
        "unit": measure.unit,
        "before": _said(measure, before),
        "after": _said(measure, after),
        # which rows counted may differ where nothing that is printed does
        "changed": replace(before, counted=()) != replace(after, counted=()),
    }


def _said(measure: Measure, value: Value) -> dict[str, Any]:
    found = {"value": plain(value.amount, measure.unit), "state": value.state.value, "printed": printed(measure, value)}
    return found if value.of is None else found | {"of": value.of}


def _by_month(measures: Sequence[Measure], now: Sight, then: Sight, months: int) -> list[dict[str, Any]]:
    """Each figure that changes, month by month up to today; the last month is as it stands."""
    found = []
    for measure in measures if months else ():
        ends = _months(today(), months)
        steps = [{"on": period.end.isoformat()} | _compared(measure, now, then, period) for period in ends]
        if any(step["changed"] for step in steps):
            series = [{name: step[name] for name in ("on", "before", "after", "changed")} for step in steps]
            found.append({"id": measure.id, "title": measure.title, "unit": measure.unit, "series": series})
    return found


def _months(until: date, count: int) -> list[Period]:
    """The last so many months; the one under way ends on the day given."""
    last = until.year * 12 + until.month - 1
    months = [_month(number) for number in range(last - count + 1, last + 1)]
    return [Period(month.start, min(month.end, until)) for month in months]
