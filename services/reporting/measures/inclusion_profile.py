"""Contributors as they described themselves. Small numbers were taken out before anything was kept: here is no exact
number to hide. `outputs` keeps a profile as it may be shown, and nothing is added up over profiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from services.reporting.measures.looked import looked
from services.reporting.measures.period import Period
from services.reporting.measures.registry import measure
from services.reporting.measures.sight import Sight
from services.reporting.measures.value import Breakdown, Line, State, Value, nothing
from services.reporting.projections.involvement import inclusion_activity, inclusion_profiles
from shared.smalltables import Hidden

APART = ("prefer_not_to_say", "not_asked")
WITHHELD = "How a characteristic is made up is left out where it would say something of a few people."


def newest(sight: Sight, period: Period) -> list[Any]:
    """Of each characteristic the last profile whose days lie in the period, in order of name."""
    found: dict[str, Any] = {}
    for row in sight.points(inclusion_profiles, since=period.start, until=period.end):
        if row.period_from >= period.start:
            found[row.characteristic] = row
    return [found[name] for name in sorted(found)]


@measure(
    "inclusion.profile",
    version=1,
    kind="flow",
    unit="people",
    section="inclusion",
    title="Contributors as they described themselves",
    definition="""Public contributors by each characteristic that they were asked about, as they described themselves:
    of each the last profile whose days lie in the period, because people are in several. Those who preferred not to say
    and those who were not asked are among them. Beside it the census of the place, where it was recorded, in per cent.
    The figure is the largest number that one profile is about. Numbers from 1 to 4, and what would give them away, were
    taken out as the profile was entered, and are kept nowhere.""",
)
def profile(sight: Sight, period: Period) -> Value:
    rows = newest(sight, period)
    if not rows:
        return nothing(State.NOT_ASKED) if not looked(sight, inclusion_activity, period)() else Value(0, State.ZERO)
    totals = [row.total for row in rows]
    shown = [total for total in totals if isinstance(total, int)]
    few = not shown and all(total == Hidden.FEW for total in totals)
    return Value(
        max(shown, default=None),
        State.KNOWN if shown else State.SUPPRESSED,
        breakdowns=tuple(cut for row in rows for cut in _cuts(row)),
        counted=tuple(sorted((inclusion_profiles.name, row.key) for row in rows)),
        hidden=None if shown else Hidden.FEW if few else Hidden.WITHHELD,
        note=WITHHELD if any(row.counts is None for row in rows) else "",
    )


def _cuts(row: Any) -> Sequence[Breakdown]:
    if row.counts is None:
        return ()
    cells: Mapping[str, Any] = row.counts | {name: getattr(row, name) for name in APART}
    lines = [_line(name, number) for name, number in cells.items() if number is not None]
    title = row.characteristic.replace("_", " ").capitalize()
    found = [Breakdown(f"{title}, {row.period_from} to {row.period_to}", "category", tuple(lines))]
    if row.census:
        shares = tuple(Line(name, Decimal(share), unit="per cent") for name, share in row.census.items())
        place = row.place["code"] if row.place else ""
        found.append(Breakdown(f"{title}: people of {place}, {row.census_source}", "category", shares))
    return found


def _line(name: str, number: int | str) -> Line:
    return Line(name, number) if isinstance(number, int) else Line(name, None, Hidden(number))
