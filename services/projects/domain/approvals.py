"""The life of an approval: needed or not, applied for, given or refused, over, renewed.

That its validity has passed follows from its last day and is no state that somebody must set: an approval whose end
nobody noticed is over all the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from services.projects.domain.validity import holds
from shared.broken import Broken

NOT_NEEDED, NEEDED, SOUGHT, IN_PLACE, REFUSED, EXPIRED = (
    "not_needed",
    "needed",
    "sought",
    "in_place",
    "refused",
    "expired",
)


@dataclass(frozen=True, slots=True)
class Approval:
    """The state that the rules look at. `stands`: it was given; until when says `valid_until` (None: no end)."""

    found_on: date
    needed: bool = True
    awaiting_since: date | None = None
    decision: str | None = None
    decided_on: date | None = None
    stands: bool = False
    valid_until: date | None = None

    def state(self, day: date) -> str:
        """The state on a day. One that is in place while its renewal is applied for is in place."""
        if not self.needed:
            return NOT_NEEDED
        if self.stands and holds(self.valid_until, day):
            return IN_PLACE
        if self.awaiting_since:
            return SOUGHT
        if self.stands:
            return EXPIRED
        return REFUSED if self.decision == REFUSED else NEEDED


def need(found_on: date, *, needed: bool, reason_code: str | None, today: date) -> Approval:
    """Somebody judged whether it is needed; that it is not needs a reason. Raises Broken."""
    _come(found_on, "found_on", today)
    if not needed and not reason_code:
        raise Broken("Say why it is not needed: choose a reason", "reason_code")
    if needed and reason_code:
        raise Broken("A reason is for an approval that is not needed: leave it out", "reason_code")
    return Approval(found_on, needed)


def rule_out(approval: Approval, found_on: date, *, today: date) -> Approval:
    """Not needed after all. Raises Broken for one that is in place: it is there."""
    state = approval.state(found_on)
    if state == NOT_NEEDED:
        raise Broken("It was found not to be needed already", "approval_id", state=True)
    if state == IN_PLACE:
        raise Broken("It is in place, so it was needed: let it run out", "approval_id", state=True)
    _come(found_on, "found_on", today)
    _after(approval, found_on, "found_on")
    return replace(approval, found_on=found_on, needed=False, awaiting_since=None)


def seek(approval: Approval, sought_on: date, *, today: date) -> Approval:
    """Applied for, also for renewal. Raises Broken."""
    if not approval.needed:
        raise Broken("It is not needed, so nobody applies for it", "approval_id", state=True)
    if approval.awaiting_since:
        raise Broken(f"It was applied for on {approval.awaiting_since} and is not decided", "approval_id", state=True)
    _come(sought_on, "sought_on", today)
    _after(approval, sought_on, "sought_on")
    return replace(approval, awaiting_since=sought_on)


def decide(
    approval: Approval,
    decision: str,
    decided_on: date,
    *,
    valid_until: date | None,
    conditions: str | None,
    today: date,
) -> Approval:
    """Given, given with conditions, or refused. A refused renewal leaves what is in place as it is. Raises Broken."""
    if not approval.needed or not approval.awaiting_since:
        raise Broken("Nobody has applied for it: note the application first", "approval_id", state=True)
    _come(decided_on, "decided_on", today)
    _after(approval, decided_on, "decided_on")
    if decision == "conditions" and not conditions:
        raise Broken("Say what the conditions are", "conditions")
    if decision != "conditions" and conditions:
        raise Broken("Conditions are for a decision with conditions: choose that", "decision")
    decided = replace(approval, awaiting_since=None, decision=decision, decided_on=decided_on)
    if decision == REFUSED:
        if valid_until:
            raise Broken("What is refused is not valid until a day: leave it out", "valid_until")
        return replace(decided, stands=approval.state(decided_on) == IN_PLACE)
    if valid_until and valid_until < decided_on:
        raise Broken(f"It was decided on {decided_on}: it cannot end before that", "valid_until")
    return replace(decided, stands=True, valid_until=valid_until)


def _come(day: date, field: str, today: date) -> None:
    if day > today:
        raise Broken("This cannot have happened in the future", field)


def _after(approval: Approval, day: date, field: str) -> None:
    last = max(filter(None, (approval.found_on, approval.awaiting_since, approval.decided_on)))
    if day < last:
        raise Broken(f"What was recorded last is of {last}: this cannot be before that", field)
