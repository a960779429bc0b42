"""Outputs as the funder's policies look at them: public in a period, with all that was established of each.

Records that were merged are one here, with what is known of any of them; a preprint and its article are not, because
a policy asks of the article. What became known after the period counts: it says what was so.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.reporting.measures.attributed import WEIGHT
from services.reporting.measures.period import Period
from services.reporting.measures.published import ELSEWHERE, FOREVER, NEVER, ones
from services.reporting.measures.sight import Sight
from services.reporting.measures.workingdays import nation_on
from services.reporting.projections.attributions import attributions
from services.reporting.projections.compliance import acknowledgements, award_terms, notices, open_access
from services.reporting.projections.outputs import outputs, publications, withdrawals
from shared.policies import ACKNOWLEDGEMENT, in_words, notice, openaccess, policies
from shared.policies.awards import AwardTerms, in_force

_EVIDENCE = tuple(openaccess.Evidence.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class PublicOutput:
    """An output that became public, and how it stands. `key` is that of the record that stands for it."""

    key: str
    row: Any
    public_on: date
    open_access: openaccess.Position
    #: acknowledged, not_acknowledged, not_checked, not_needed
    acknowledgement: str
    #: clauses of its last check that failed
    failed: tuple[str, ...]
    notice: notice.Standing


def public_outputs(sight: Sight, period: Period) -> list[PublicOutput]:
    """In order of first public date and id."""
    return sight.once(("outputs under policies", period), lambda: _public_outputs(sight, period))


def _public_outputs(sight: Sight, period: Period) -> list[PublicOutput]:
    gone = {w.output_id: w.reason for w in sight.points(withdrawals)}
    rows = {row.key: row for row in sight.state(outputs, on=FOREVER) if row.title}
    one = ones(sight, rows)
    families: dict[str, list[str]] = {}
    for key, row in rows.items():
        if gone.get(one[key]) not in NEVER and gone.get(key) not in NEVER and row.type not in ELSEWHERE:
            families.setdefault(one[key], []).append(key)
    public = _first_public(sight, [key for members in families.values() for key in members])
    if not any(first in period for first, _ in public.values()):
        return []
    known = _Known(sight, period)
    found = []
    for kept, members in families.items():
        days = sorted(public[key] for key in members if key in public)
        if days and days[0][0] in period:
            # the record that stands for it first, unless that one was withdrawn by itself
            its = [key for key in members if key == kept] + sorted(key for key in members if key != kept)
            found.append(_judged(known, rows[its[0]], its, days[0]))
    return sorted(found, key=lambda one: (one.public_on, one.key))


class _Known:
    """Everything that the policies ask about, read once."""

    def __init__(self, sight: Sight, period: Period) -> None:
        self.evidence = {row.key: row for row in sight.state(open_access, on=FOREVER)}
        self.checks = {row.key: row for row in sight.points(acknowledgements)}
        self.told: dict[str, list[date]] = {}
        for row in sight.points(notices):
            self.told.setdefault(row.output_id, []).append(row.true_from)
        self.awards: dict[str, set[str]] = {}
        for link in sight.state(attributions, on=FOREVER):
            if link.award_id and link.state in WEIGHT:
                self.awards.setdefault(link.output_id, set()).add(link.award_id)
        names = ("award_id", "from_on", "award_kind", "nihr_majority", "notice_days", "notice_counted", "notice_covers")
        self.terms = [
            AwardTerms(**{name: getattr(row, name) for name in names})
            for row in sight.state(award_terms, on=FOREVER)
            if row.award_id
        ]
        self.nation = nation_on(sight, period.end)


def _judged(known: _Known, row: Any, members: list[str], public: tuple[date, date]) -> PublicOutput:
    first, last = public
    terms = in_force(known.terms, {award for key in members for award in known.awards.get(key, ())}, first)
    check = _of_any(known.checks, members)
    evidence = _of_any(known.evidence, members)
    values = {name: getattr(evidence, name, None) for name in _EVIDENCE if name != "acknowledged"}
    # what the output itself says holds where no evidence says otherwise
    values["licence_vor"] = values["licence_vor"] or row.licence
    values["submitted_on"] = values["submitted_on"] or row.submitted_on
    issn = (row.identifiers or {}).get("issn")
    article = openaccess.Article(row.type, row.subtype, first, last, issn)
    acknowledged = check.acknowledged if check else None
    position = openaccess.position(article, openaccess.Evidence(**values, acknowledged=acknowledged), terms)
    told = [day for key in members for day in known.told.get(key, ())]
    what = (row.type, row.subtype)
    standing = notice.standing(what, first, told, date.max, terms=terms, nation=known.nation)
    failed = tuple(clause for clause, outcome in (check.results if check else {}).items() if outcome == "failed")
    return PublicOutput(row.key, row, first, position, _acknowledgement(row, acknowledged), failed, standing)


def _acknowledgement(row: Any, acknowledged: bool | None) -> str:
    if acknowledged is not None:
        return "acknowledged" if acknowledged else "not_acknowledged"
    needed = in_words(row.type, row.subtype) & set(policies()[ACKNOWLEDGEMENT].terms["applies_to"])
    return "not_checked" if needed else "not_needed"


def _of_any(rows: dict[str, Any], members: list[str]) -> Any:
    """What is known of the record that stands for it, else of one that was merged into it."""
    return next((rows[key] for key in members if key in rows), None)


def _first_public(sight: Sight, rows: Iterable[str]) -> dict[str, tuple[date, date]]:
    """Record -> the first and the last day that its first publication can have been."""
    wanted, found = set(rows), {}
    for point in sight.points(publications):
        if point.output_id in wanted and point.output_id not in found:
            found[point.output_id] = (point.true_from, _last(point.true_from, point.precision))
    return found


def _last(first: date, precision: str | None) -> date:
    if precision == "year":
        return first.replace(month=12, day=31)
    return first.replace(day=monthrange(first.year, first.month)[1]) if precision == "month" else first
