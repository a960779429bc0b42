"""How many members of the public took part: on a register by person, others by head; small numbers are in no part.

The lists show each activity's number, or that it is not shown. So a figure that held what they hide could be had from
them by subtraction. Therefore: what is counted by head adds up only numbers of five and more, and says of how many
activities the lists show no number; and a register is counted whole only where the lists leave open how many of it were
at which of these. `tests/unit/reporting/measures/test_contributors.py` tries every small programme.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.reporting.measures.involvement import held_in
from services.reporting.measures.looked import looked
from services.reporting.measures.period import Period
from services.reporting.measures.registry import measure
from services.reporting.measures.sight import Sight
from services.reporting.measures.suppression import Shown, Tally, apart, suppressed
from services.reporting.measures.value import Breakdown, Line, State, Value, nothing
from services.reporting.projections.involvement import involvement_activity, involvements
from services.reporting.projections.reports import submissions
from shared.smallnumbers import LEAST_SHOWN
from shared.smalltables import Hidden

REGISTER, HEADS = "on a register, each once", "counted by head at each activity"
UNSHOWN = "activities whose number is not shown: of these only who is on a register is added"
MOST_OF_FEW = LEAST_SHOWN - 1


@measure(
    "involvement.contributors",
    version=1,
    kind="flow",
    unit="people",
    section="involvement",
    title="Public contributors",
    definition="""Public contributors and community researchers of the period's activities. Who is on a register is
    counted once, at however many activities; where there is no register, everybody is counted by head at each: the two
    parts stand beside each other. A number of people from 1 to 4 is not shown. So that none can be had by subtraction,
    fewer than 5 who were counted by head at an activity are not added: how many activities that may be, is said, and
    the figure is then "at least".""",
)
def contributors(sight: Sight, period: Period) -> Value:
    rows = held_in(sight, period)
    if not rows:
        return Value(0, State.ZERO) if looked(sight, involvement_activity, period)() else nothing(State.NOT_ASKED)
    register, heads = registered(sight, period), suppressed(sight, period, by_head)
    unshown = sum(not row.contributors_shown.isdecimal() for row in rows)
    beside = (Line(UNSHOWN, unshown, unit="activities"),) if unshown else ()
    counted = tuple(sorted((involvements.name, row.key) for row in rows))
    parts = [(REGISTER, register.total), (HEADS, heads.total)]
    lines = tuple(
        Line(name, None, total) if isinstance(total, Hidden) else Line(name, total) for name, total in parts if total
    )
    cut = (Breakdown("How they were counted", "word", lines),) if lines else ()
    note = " ".join(dict.fromkeys(filter(None, (register.note, heads.note))))
    if isinstance(register.total, Hidden) or isinstance(heads.total, Hidden) or not (register.total or heads.total):
        why = Hidden.FEW if [row.contributors_shown for row in rows] == [Hidden.FEW] else Hidden.WITHHELD
        return Value(None, State.SUPPRESSED, breakdowns=cut, beside=beside, counted=counted, hidden=why, note=note)
    return Value(register.total + heads.total, breakdowns=cut, beside=beside, counted=counted, note=note)


def registered(sight: Sight, period: Period) -> Shown:
    """Different people on the registers of the period, as it may be published beside the lists and other reports."""
    shown = suppressed(sight, period, on_register)
    if not isinstance(shown.total, Hidden) and shown.total and not is_open(held_in(sight, period)):
        return Shown(Hidden.WITHHELD, None)
    now = on_register(sight, period).total
    others = [s for s in sight.points(submissions) if s.period_from <= period.end and s.period_to >= period.start]
    others_of = [(Period(s.period_from, s.period_to), s.known_at) for s in others]
    # people are in several stretches of days, so the periods themselves are held beside each other too
    different = [now - on_register(sight.as_known_at(at), other).total for other, at in others_of if other != period]
    return apart(shown, [(number, {}) for number in different])


def is_open(rows: Sequence[Any]) -> bool:
    """Whether the number of different people on these registers leaves open how many were at an activity of few.

    Were they as many as those of the larger registers and four for each small one, each small one would have had four.
    One fewer is held back as well, so that to hold it back does not tell the same.
    """
    kept = [row for row in rows if row.register_person_ids]
    different = len({person for row in kept for person in row.register_person_ids})
    few = [row for row in kept if _is_few(row.contributors)]
    shown = [row for row in kept if row.contributors_shown.isdecimal()]
    if not few or len(few) + len(shown) < len(kept):
        return True
    return different - sum(len(row.register_person_ids) for row in shown) < MOST_OF_FEW * len(few) - 1


def on_register(sight: Sight, period: Period) -> Tally:
    """Different people, exactly. For `registered` alone."""
    return Tally(len({person for row in held_in(sight, period) for person in row.register_person_ids or []}))


def by_head(sight: Sight, period: Period) -> Tally:
    """Those counted by head, where five and more were: never a number that the lists hide."""
    numbers = [_heads(row) for row in held_in(sight, period)]
    return Tally(sum(number for number in numbers if not _is_few(number)))


def _heads(row: Any) -> int:
    return int(row.contributors - len(row.register_person_ids or []))


def _is_few(number: int) -> bool:
    return 0 < number < LEAST_SHOWN
