"""Who writes, and who is reached: authors from the council, the voluntary sector and the public; people reached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from services.reporting.measures.looked import looked
from services.reporting.measures.period import Period
from services.reporting.measures.published import Output, new_outputs
from services.reporting.measures.registry import measure
from services.reporting.measures.sight import Sight
from services.reporting.measures.suppression import Hidden, Tally, suppressed, value
from services.reporting.measures.value import Line, State, Value, nothing, rate
from services.reporting.projections.activity import output_activity
from services.reporting.projections.outputs import outputs
from shared.smallnumbers import LEAST_SHOWN, few

#: an evidence brief is a policy briefing to Researchfish, and so a publication
PUBLICATIONS = ("publication", "evidence_brief")
#: sectors of authors that are of the place: the council, the voluntary sector, the public
LOCAL = frozenset({"local_authority", "voluntary", "public"})
SMALL = f"activities that reached fewer than {LEAST_SHOWN} people, not in the number"
EVENTS = ("engagement_activity", "media_activity")


@measure(
    "outputs.authored_locally",
    version=1,
    kind="rate",
    unit="publications",
    section="outputs",
    title="Publications with a local author",
    definition="""Of the period's new publications and evidence briefs, each counted once, how many have at least one
    author from the council, the voluntary sector or the public. One whose authors' sectors nobody recorded is not
    counted as local: how many they are, is said.""",
    none="There was no new publication",
)
def authored_locally(sight: Sight, period: Period) -> Value:
    found = [output for output in new_outputs(sight, period) if output.row.type in PUBLICATIONS]
    local = [output.row for output in found if _sectors(output) & LOCAL]
    unsaid = sum(1 for output in found if not _sectors(output))
    return rate(
        local,
        [output.row for output in found],
        outputs.name,
        looked=looked(sight, output_activity, period),
        beside=[Line("sectors of the authors not recorded", unsaid)] if unsaid else (),
    )


@measure(
    "sharing.reach",
    version=2,
    kind="flow",
    unit="people",
    section="outputs",
    title="People reached by events, talks and media",
    definition="""People reached by the period's events, talks, briefings and media activities, as whoever held them
    counted or estimated it: which of the two is said. Somebody who came twice is counted twice. Activities of which no
    number was recorded are said beside it, and so are those that reached fewer than 5: these are not in the number,
    because lists show every larger one, and what is left would be theirs. A number from 1 to 4 is not shown, nor any
    that would give one away.""",
)
def reach(sight: Sight, period: Period) -> Value:
    held = _held(sight, period)
    if not held:
        return nothing(State.NOT_ASKED) if not looked(sight, output_activity, period)() else Value(0, State.ZERO)
    told = [output for output in held if people_reached(output) is not None]
    small = [output for output in told if few(people_reached(output))]
    beside = [Line("activities without a number", len(held) - len(told))] if len(told) < len(held) else []
    beside += [Line(SMALL, len(small))] if small else []
    counted = [(outputs.name, output.key) for output in told if output not in small]
    if not told:
        return Value(None, State.UNKNOWN, beside=tuple(beside))
    if not counted:
        return Value(None, State.SUPPRESSED, beside=tuple(beside), hidden=Hidden.WITHHELD)
    by_audience = suppressed(sight, period, _tally(lambda details: details.get("audience") or "not said"))
    found = value(by_audience, title="By audience", naming="text", beside=beside, counted=counted)
    by_how = suppressed(sight, period, _tally(_how))
    if by_how.total == by_audience.total:
        # of two tables whose totals differ, because one is held as it was reported, only one is shown
        how = value(by_how, title="Counted or estimated", naming="text")
        found = replace(found, breakdowns=(*found.breakdowns, *how.breakdowns))
    return found


def people_reached(output: Output) -> int | None:
    """Of records that were merged, the first that says how many; older facts have it as text among the details."""
    for member in output.members:
        said: Any = (member.head_counts or {}).get("people_reached", (member.details or {}).get("people_reached"))
        if said is not None and str(said).isdecimal():
            return int(said)
    return None


def _held(sight: Sight, period: Period) -> list[Output]:
    return [output for output in new_outputs(sight, period) if output.row.type in EVENTS]


def _tally(name_of: Callable[[dict[str, Any]], str]) -> Callable[[Sight, Period], Tally]:
    """People reached, exactly, under a name that an activity's details give. For `suppressed` alone."""

    def count(sight: Sight, period: Period) -> Tally:
        cells: dict[str, int] = {}
        entries: dict[str, int] = {}
        for output in _held(sight, period):
            name = name_of(output.row.details or {})
            number = people_reached(output) or 0
            if few(number):
                continue
            cells[name] = cells.get(name, 0) + number
            entries[name] = entries.get(name, 0) + (1 if number else 0)
        return Tally(sum(cells.values()), cells, entries)

    return count


def _how(details: dict[str, Any]) -> str:
    said = details.get("counted")
    return "not said which" if said is None else "counted" if said else "estimated"


def _sectors(output: Output) -> set[str]:
    return {sector for member in output.members for sector in member.author_sectors or []}
