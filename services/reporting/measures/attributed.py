"""The links between the outputs of a period and awards, each once: what figures and tables start from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.reporting.measures.period import Period
from services.reporting.measures.published import FOREVER, Output
from services.reporting.measures.sight import Sight
from services.reporting.projections.attributions import attributions

#: of two records of one link the one that says most: that somebody agreed, or disputed
WEIGHT = {"agreed": 0, "disputed": 1, "asserted": 2}


@dataclass(frozen=True, slots=True)
class Link:
    """One output's link to one award; `state` as it stood on the period's last day."""

    row: Any
    state: str


def award_links(sight: Sight, period: Period, found: Sequence[Output]) -> dict[tuple[str, str], Link]:
    """By output and award. An attribution holds from the date of its output, which may have been put right since: so
    one that is dated after the period, of an output within it, stands as we know it."""
    of = {member.key: output.key for output in found for member in output.members}
    then = {row.key: row.state for row in sight.state(attributions, on=period.end)}
    links: dict[tuple[str, str], Link] = {}
    for row in sight.state(attributions, on=FOREVER):
        state = then.get(row.key) or row.state
        if not row.award_id or state not in WEIGHT or row.output_id not in of:
            continue
        key = (of[row.output_id], row.award_id)
        if key not in links or WEIGHT[state] < WEIGHT[links[key].state]:
            links[key] = Link(row, state)
    return links
