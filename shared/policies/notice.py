"""Notice to the funder: which rule holds for an output, the latest day for it, and how it was kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from shared import policies
from shared.policies import EVERY_OUTPUT, MEDIA, NOTICE, WORKING
from shared.policies.awards import AwardTerms
from shared.workingdays import add_working_days

IN_TIME, LATE, NOT_GIVEN, NOT_NEEDED, STILL_TIME = "in_time", "late", "not_given", "not_needed", "still_time"
STATES = (IN_TIME, LATE, NOT_GIVEN, NOT_NEEDED, STILL_TIME)


@dataclass(frozen=True, slots=True)
class Rule:
    """So many days before, of what."""

    clause: str
    days: int
    counted: str
    covers: str

    def asks_of(self, type_: str, subtype: str | None) -> bool:
        """Whether notice is needed of an output of this type and kind."""
        named, terms = policies.in_words(type_, subtype), policies.policies()[NOTICE].terms
        if named & set(terms["media"]):
            return self.covers in (MEDIA, EVERY_OUTPUT)
        return self.covers == EVERY_OUTPUT and not named & set(terms["never"])

    def latest(self, public_on: date, nation: str) -> date:
        """The last day on which notice is in time. Bank holidays are those of the programme's nation."""
        if self.counted == WORKING:
            return add_working_days(public_on, -self.days, nation)
        return public_on - timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Standing:
    """How an output stands: the rule's clause and the last day for notice, where one is needed."""

    state: str
    clause: str | None = None
    latest_on: date | None = None
    told_on: date | None = None


def rules_for(terms: Iterable[AwardTerms], public_on: date) -> list[Rule]:
    """The rules that hold for awards with these terms: an award's own, and the policy's for those that say nothing.

    An output of no award, or of one without terms, has the policy's.
    """
    of_policy = [
        Rule(**row)
        for row in policies.policies()[NOTICE].terms["rules"]
        if policies.clause(row["clause"]).in_force(public_on)
    ]
    its = list(terms)
    found = [
        Rule("notice.award", one.notice_days or 0, one.notice_counted or WORKING, one.notice_covers)
        for one in its
        if one.notice_covers is not None
    ]
    if not its or any(one.notice_covers is None for one in its):
        found += of_policy
    return found


def standing(
    what: tuple[str, str | None],
    public_on: date,
    told: Iterable[date],
    today: date,
    *,
    terms: Iterable[AwardTerms] = (),
    nation: str = "england",
) -> Standing:
    """How notice of an output, by type and kind, that is or is to become public on a day stands today.

    The strictest rule decides.
    """
    asking = [rule for rule in rules_for(terms, public_on) if rule.asks_of(*what)]
    if not asking:
        return Standing(NOT_NEEDED)
    latest, clause = min((rule.latest(public_on, nation), rule.clause) for rule in asking)
    first = min(told, default=None)
    if first is not None:
        return Standing(IN_TIME if first <= latest else LATE, clause, latest, first)
    return Standing(STILL_TIME if today <= latest else NOT_GIVEN, clause, latest)


def warned_from(latest: date, nation: str) -> date:
    """From which day on somebody is warned that the last day for notice is near."""
    return add_working_days(latest, -policies.policies()[NOTICE].terms["warned_before"], nation)
