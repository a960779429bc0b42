"""The life of an agreement: signed, in force until its last day, and ended: expired, replaced or terminated."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from services.projects.domain.validity import holds
from shared.broken import Broken

IN_FORCE, EXPIRED, REPLACED, TERMINATED = "in_force", "expired", "replaced", "terminated"


@dataclass(frozen=True, slots=True)
class Agreement:
    """`ended_on` is the last day on which it held, with the reason."""

    signed_on: date
    valid_until: date | None = None
    ended_on: date | None = None
    end_reason: str | None = None

    def state(self, day: date) -> str:
        """The state on a day. One whose last day has passed is over though nobody recorded it."""
        if self.end_reason in (REPLACED, TERMINATED) and self.ended_on and day > self.ended_on:
            return self.end_reason
        return IN_FORCE if holds(self.ended_on or self.valid_until, day) else EXPIRED


def sign(signed_on: date, valid_until: date | None, parties: list[str], *, today: date) -> Agreement:
    """Everybody has signed. Raises Broken."""
    if signed_on > today:
        raise Broken("An agreement is entered once it is signed", "signed_on")
    if valid_until and valid_until < signed_on:
        raise Broken(f"It was signed on {signed_on}: it cannot end before that", "valid_until")
    if len(set(parties)) != len(parties):
        raise Broken("The same party is named twice", "party_org_ids")
    return Agreement(signed_on, valid_until)


def end(agreement: Agreement, reason: str, on: date | None, *, replaced_by_another: bool, today: date) -> Agreement:
    """It ended on a last day, by default today or its own. One that expired may still be replaced. Raises Broken."""
    over = agreement.ended_on
    if over and not (agreement.end_reason == EXPIRED and reason == REPLACED):
        raise Broken(f"It ended on {over} already", "agreement_id", state=True)
    if (reason == REPLACED) != replaced_by_another:
        wrong = "Name the agreement that takes its place" if reason == REPLACED else "Only what is replaced has another"
        raise Broken(wrong, "successor_id")
    last = on or over or _last_day(agreement, reason, today)
    if over and last != over:
        raise Broken(f"It ended on {over}: leave the day out", "on")
    if last > today or (reason == EXPIRED and last >= today):
        raise Broken("It has not ended yet", "on")
    if last < agreement.signed_on:
        raise Broken(f"It was signed on {agreement.signed_on}: it cannot end before that", "on")
    if not holds(agreement.valid_until, last):
        raise Broken(f"It held until {agreement.valid_until} only", "on")
    if reason == EXPIRED and last != agreement.valid_until:
        raise Broken("What ends before its last day was replaced or terminated", "reason_code")
    return replace(agreement, ended_on=last, end_reason=reason)


def _last_day(agreement: Agreement, reason: str, today: date) -> date:
    if agreement.valid_until and (reason == EXPIRED or agreement.valid_until < today):
        return agreement.valid_until
    return today
