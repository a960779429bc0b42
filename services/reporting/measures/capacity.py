"""Steps in people's careers, and the survey of capacity and culture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from services.reporting.measures.looked import looked
from services.reporting.measures.period import Period
from services.reporting.measures.registry import measure
from services.reporting.measures.sight import Sight
from services.reporting.measures.suppression import Counting, Cut, Hidden, Tally, suppressed, values
from services.reporting.measures.value import Breakdown, Line, State, Value, nothing
from services.reporting.projections.training import career_activity, career_steps, survey_activity, surveys

UNKNOWN = "unknown"
#: what it is cut by, in words and as the column of the view
CUTS = (
    ("By kind", "kind"),
    ("Begun or gained", "state"),
    ("From the sector", "from_sector"),
    ("To the sector", "to_sector"),
)


@measure(
    "capacity.career_steps",
    version=1,
    kind="flow",
    unit="steps",
    section="training",
    title="Steps in careers",
    definition="""Fellowships, studentships, secondments, honorary contracts and qualifications that somebody began or
    gained in the period, by the day of the step. Each is of one person, so a number from 1 to 4 is not shown, nor any
    that would give one away, and the figure opens to no facts.""",
)
def steps(sight: Sight, period: Period) -> Value:
    if not _stepped(sight, period) and not looked(sight, career_activity, period)():
        return nothing(State.NOT_ASKED)
    cuts = [Cut(title, "text", suppressed(sight, period, _counting(column))) for title, column in CUTS]
    return replace(values(cuts), sealed=True)


@measure(
    "culture.score",
    version=1,
    kind="stock",
    unit="points",
    section="training",
    title="Research capacity, capability and culture",
    definition="""Scores of the latest wave of the survey that had closed by the last day of the period, by domain,
    beside the first wave with the same questionnaire; the figure itself is the mean of the latest wave's domains. Waves
    with another questionnaire are not compared. Scores are averages over those who answered; of fewer than 5 answers
    there are none.""",
    not_applicable="No wave with five answers or more",
)
def culture(sight: Sight, period: Period) -> Value:
    closed = list(sight.points(surveys, until=period.end))
    if not closed:
        return nothing(State.NONE if looked(sight, survey_activity, period)() else State.NOT_ASKED)
    waves = sorted((row for row in closed if row.scores), key=lambda row: (row.true_from, row.wave, row.key))
    if not waves:
        return Value(None, State.SUPPRESSED, hidden=Hidden.WITHHELD)
    latest = waves[-1]
    same = [row for row in waves if row.instrument.casefold() == latest.instrument.casefold()]
    first = min(same, key=lambda row: (row.wave, row.true_from))
    cuts = [_scores(f"Wave {latest.wave}, of {latest.instrument}", latest)]
    beside = [Line("answers", latest.answers), Line("asked", _number(latest.asked))]
    if first is not latest:
        cuts.append(_scores(f"Baseline, wave {first.wave}", first))
        beside += [
            Line("mean at the baseline", _mean(first)),
            Line("answers at the baseline", first.answers),
            Line("asked at the baseline", _number(first.asked)),
        ]
    others = {row.instrument for row in waves if row not in same}
    return Value(
        _mean(latest),
        breakdowns=tuple(cuts),
        beside=tuple(beside),
        counted=tuple(sorted({(surveys.name, latest.key), (surveys.name, first.key)})),
        note="Waves with another questionnaire are not compared with these." if others else "",
    )


def _stepped(sight: Sight, period: Period) -> list[Any]:
    return list(sight.points(career_steps, since=period.start, until=period.end))


def _counting(column: str) -> Counting:
    """Counts steps by a column. No facts are listed behind the figure, so none says how many there are at least."""
    by: Callable[[Any], str] = lambda row: getattr(row, column) or UNKNOWN  # noqa: E731

    def count(sight: Sight, period: Period) -> Tally:
        cells = Counter(by(row) for row in _stepped(sight, period))
        return Tally(sum(cells.values()), dict(cells))

    return count


def _scores(title: str, wave: Any) -> Breakdown:
    return Breakdown(title, "text", tuple(Line(name, Decimal(score)) for name, score in sorted(wave.scores.items())))


def _mean(wave: Any) -> Decimal:
    scores = [Decimal(score) for score in wave.scores.values()]
    return (sum(scores, Decimal()) / len(scores)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _number(asked: Any) -> int:
    """How many were asked: never fewer than those who answered, so it is a number where those are."""
    return int(asked)
