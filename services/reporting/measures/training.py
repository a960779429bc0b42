"""Training: places taken, different people, and how sure they felt. Small numbers of people are shown nowhere.

Sessions of fewer than five people are in none of these numbers, and are said beside: what lists show of the larger ones
adds up to what is published here, so nothing of a small one can be had by subtracting.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from services.reporting.measures.looked import looked
from services.reporting.measures.period import Period
from services.reporting.measures.registry import measure
from services.reporting.measures.sight import Sight
from services.reporting.measures.suppression import Cut, Hidden, Shown, Tally, suppressed, value, values
from services.reporting.measures.value import Line, State, Value, nothing
from services.reporting.projections.programmes import programmes
from services.reporting.projections.training import attendance, training_activity
from shared.smallnumbers import LEAST_SHOWN, few

SMALL = f"sessions of fewer than {LEAST_SHOWN} people, not in the number"
HEAD_COUNT = "by head-count only, where no register was kept"
COMMUNITY, UNKNOWN = "community", "unknown"


@measure(
    "training.attendances",
    version=1,
    kind="flow",
    unit="places",
    section="training",
    title="Places taken at training",
    definition="""Places taken at training that took place in the period, by its last day: one person at three sessions
    is three. Sessions of fewer than 5 people are not in the number; how many of them there were is said beside. Where
    people came from is as the sessions counted it; of some nobody said.""",
)
def attendances(sight: Sight, period: Period) -> Value:
    rows, small = held(sight, period), small_ones(sight, period)
    if not rows and not small and not looked(sight, training_activity, period)():
        return nothing(State.NOT_ASKED)
    level, source = suppressed(sight, period, by_level), suppressed(sight, period, by_source)
    if isinstance(source.total, Hidden):
        # the lists of sessions add up to the total, so to hide it hides nothing: what it is made of is hidden whole
        source = Shown(level.total, None)
    return values(
        (Cut("By level", "text", level), Cut("By where they came from", "source", source)),
        beside=(Line("sessions", len(rows)), *_small(small)),
        counted=[(attendance.name, row.key) for row in rows],
    )


@measure(
    "training.people",
    version=1,
    kind="flow",
    unit="people",
    section="training",
    title="Different people trained",
    definition="""Different people on the registers of training in the period, each counted once. Places at sessions
    without a register are known by head-count only: they are said beside and never added, because nobody knows how many
    of them are the same people. Sessions of fewer than 5 people are not in either number. Directorates
    reached are those that somebody came from, of all that the programme's own list has.""",
)
def people(sight: Sight, period: Period) -> Value:
    rows, small = held(sight, period), small_ones(sight, period)
    if not rows and not small and not looked(sight, training_activity, period)():
        return nothing(State.NOT_ASKED)
    kept = [row for row in rows if row.register_person_ids]
    heads = suppressed(sight, period, by_head_count).total
    beside = [Line(HEAD_COUNT, None, heads) if isinstance(heads, Hidden) else Line(HEAD_COUNT, heads)]
    beside += [*_directorates(sight, period, rows), *_small(small)]
    counted = tuple(sorted((attendance.name, row.key) for row in kept))
    if rows and not kept:
        return Value(None, State.UNKNOWN, beside=tuple(beside))
    shown = suppressed(sight, period, registered)
    return value(shown, title="", naming="", beside=beside, counted=counted)


@measure(
    "training.confidence",
    version=1,
    kind="rate",
    unit="points (1–5)",
    section="training",
    title="Change in confidence through training",
    definition="""By how many points, from 1 to 5, people's own confidence changed from before training to after it, on
    average over those who answered both times, at sessions of the period that asked. Beside it how many answered of
    those asked there. Sessions with fewer than 5 answers are left out: they would say something of a few people.""",
    none="No session asked",
)
def confidence(sight: Sight, period: Period) -> Value:
    every = [row for row in held(sight, period) if row.asked]
    rows = [row for row in every if row.answers and not few(row.answers)]
    if not rows:
        if every:
            return Value(None, State.SUPPRESSED, hidden=Hidden.WITHHELD)
        return nothing(State.NONE if looked(sight, training_activity, period)() else State.NOT_ASKED)
    answers = sum(row.answers for row in rows)
    mean = {name: sum(Decimal(getattr(row, name)) * row.answers for row in rows) / answers for name in BEFORE_AFTER}
    before, after = (mean[name] for name in BEFORE_AFTER)
    beside = [
        Line("points before", _points(before)),
        Line("points after", _points(after)),
        Line("answers", answers),
        Line("asked", sum(row.asked for row in rows)),
    ]
    if left_out := len(every) - len(rows):
        beside.append(Line(f"sessions with fewer than {LEAST_SHOWN} answers, left out", left_out))
    change = _points(after - before)
    counted = tuple(sorted((attendance.name, row.key) for row in rows))
    return Value(change, State.KNOWN if change else State.ZERO, beside=tuple(beside), counted=counted)


BEFORE_AFTER = ("confidence_before", "confidence_after")


def held(sight: Sight, period: Period) -> list[Any]:
    """Sessions of the period whose numbers may be shown, in order of day."""
    return [row for row in _every(sight, period) if row.places_taken >= LEAST_SHOWN]


def small_ones(sight: Sight, period: Period) -> int:
    """How many sessions were too small for their numbers to be shown: sessions are not people."""
    return sum(row.places_taken < LEAST_SHOWN for row in _every(sight, period))


def _every(sight: Sight, period: Period) -> list[Any]:
    return list(sight.points(attendance, since=period.start, until=period.end))


def by_level(sight: Sight, period: Period) -> Tally:
    """Places by level, exactly. For `suppressed` alone."""
    return _tally(sight, period, lambda row: {row.level: row.places_taken})


def by_source(sight: Sight, period: Period) -> Tally:
    """Places by where people came from, exactly. For `suppressed` alone."""
    return _tally(sight, period, _sources)


def by_head_count(sight: Sight, period: Period) -> Tally:
    """Places at sessions without a register. For `suppressed` alone."""
    return Tally(sum(row.places_taken for row in held(sight, period) if not row.register_person_ids))


def registered(sight: Sight, period: Period) -> Tally:
    """Different people on registers. For `suppressed` alone."""
    return Tally(len({one for row in held(sight, period) for one in row.register_person_ids or []}))


def _tally(sight: Sight, period: Period, cells_of: Callable[[Any], dict[str, int]]) -> Tally:
    cells: dict[str, int] = {}
    entries: dict[str, int] = {}
    for row in held(sight, period):
        for name, number in cells_of(row).items():
            cells[name] = cells.get(name, 0) + number
            # of how many sessions nobody said where people came from, no list says either
            entries[name] = 1 if name == UNKNOWN else entries.get(name, 0) + 1
    return Tally(sum(cells.values()), cells, entries)


def _sources(row: Any) -> dict[str, int]:
    found = {f"directorate/{key}": number for key, number in (row.by_directorate or {}).items()}
    found |= {f"partner/{key}": number for key, number in (row.by_partner or {}).items()}
    found |= {COMMUNITY: row.from_community} if row.from_community else {}
    rest = row.places_taken - sum(found.values())
    return found | ({UNKNOWN: rest} if rest else {})


def _directorates(sight: Sight, period: Period, rows: list[Any]) -> list[Line]:
    """Those that somebody came from, of all; one that is not on the programme's list is no part of it."""
    said = {key for row in rows for key in row.by_directorate or {}}
    programme = next((row for row in sight.state(programmes, on=period.end) if row.title), None)
    every = {one["key"] for one in (programme.directorates if programme else None) or []}
    if not every:
        return [Line("directorates reached", len(said))]
    lines = [Line("directorates reached", len(said & every)), Line("of directorates in all", len(every))]
    return lines + ([Line("directorates that are not on the list", len(said - every))] if said - every else [])


def _small(number: int) -> tuple[Line, ...]:
    return (Line(SMALL, number),) if number else ()


def _points(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.01"), ROUND_HALF_UP)
