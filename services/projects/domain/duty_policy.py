"""What a contract asks for, as values: the kinds of duty of a schedule, their periods and the days they are due.

From an award and a schedule to the duties that arise. Pure: the schedules themselves are data (`schedules/`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from shared.workingdays import add_working_days

EVERY, ENDING, AFTERWARDS, EVENT = "every", "award_end", "after_award_end", "event"


@dataclass(frozen=True, slots=True)
class DueRule:
    """So many days, working days or months after a day; before it, when negative."""

    number: int
    count: str  #: days | working_days | months

    def after(self, day: date, nation: str) -> date:
        """The due day that belongs to `day`."""
        if self.count == "months":
            return months_after(day, self.number)
        if self.count == "working_days":
            return add_working_days(day, self.number, nation)
        return day + timedelta(days=self.number)


@dataclass(frozen=True, slots=True)
class DutyRule:
    """One kind of duty.

    `arises`: every (a period of `months`), award_end (once), after_award_end (`times` times, `months` apart), or event
    (each time that somebody sets one, about a day of its own).
    """

    kind: str
    title: str  #: {period} and {year} are filled in
    arises: str
    due: DueRule
    months: int = 0
    times: int = 0
    due_soon_days: tuple[int, ...] = ()
    escalates: bool = True
    met_by_template: str | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """A schedule at a version."""

    name: str
    version: int
    title: str
    rules: tuple[DutyRule, ...]

    def rule(self, kind: str) -> DutyRule | None:
        return next((rule for rule in self.rules if rule.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A duty that an award's schedule asks for. `key` tells it from others of its kind and stays when dates move."""

    rule: DutyRule
    key: str
    title: str
    due_on: date
    period_from: date | None = None
    period_to: date | None = None


def wanted(policy: Policy, starts_on: date, ends_on: date | None, first_month: int, nation: str) -> list[Wanted]:
    """Every duty of an award under a schedule, in order of due day. Without an end, nothing can be scheduled."""
    if ends_on is None:
        return []
    found = [one for rule in policy.rules for one in _of_rule(rule, starts_on, ends_on, first_month, nation)]
    return sorted(found, key=lambda one: (one.due_on, one.rule.kind, one.key))


def about(rule: DutyRule, day: date, key: str, nation: str) -> Wanted:
    """The duty that an event on a day brings: a press release that has to be announced before."""
    return Wanted(rule, key, rule.title.format(period=spelt(day), year=day.year), rule.due.after(day, nation))


def _of_rule(rule: DutyRule, starts_on: date, ends_on: date, first_month: int, nation: str) -> Iterator[Wanted]:
    if rule.arises == EVERY:
        for first, last in periods(starts_on, ends_on, rule.months, first_month):
            yield _about_period(rule, first.isoformat(), first, last, nation)
    elif rule.arises == ENDING:
        title = rule.title.format(period=f"up to {spelt(ends_on)}", year=ends_on.year)
        yield Wanted(rule, "end", title, rule.due.after(ends_on, nation))
    elif rule.arises == AFTERWARDS:
        last = ends_on
        for number in range(1, rule.times + 1):
            first, last = last + timedelta(days=1), months_after(ends_on, rule.months * number)
            yield _about_period(rule, f"end-{number}", first, last, nation)


def _about_period(rule: DutyRule, key: str, first: date, last: date, nation: str) -> Wanted:
    title = rule.title.format(period=f"{spelt(first)} to {spelt(last)}", year=last.year)
    return Wanted(rule, key, title, rule.due.after(last, nation), first, last)


def periods(starts_on: date, ends_on: date, months: int, first_month: int) -> Iterator[tuple[date, date]]:
    """The periods of so many months that an award runs through, cut off at its first and last day.

    They are counted from the month in which the programme's year begins, so that a programme with two awards reports on
    both for the same half-year.
    """
    begin = date(starts_on.year - 1, first_month, 1)
    while begin <= ends_on:
        following = months_after(begin, months)
        if following > starts_on:
            yield max(begin, starts_on), min(following - timedelta(days=1), ends_on)
        begin = following


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later; the month's last day where it has no such day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def spelt(day: date) -> str:
    """30 June 2026."""
    return f"{day.day} {day:%B %Y}"
