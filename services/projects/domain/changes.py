"""The life of a change request: awaiting a decision, then approved, rejected or withdrawn for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.broken import Broken

#: who decides, by what the request needs, when nobody says otherwise
DECIDES = {"none": "person", "board": "board", "funder": "funder"}
#: who has enough to say: a board may agree to what a person could have, the funder to everything
ENOUGH = {"none": ("person", "board", "funder"), "board": ("board", "funder"), "funder": ("funder",)}


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """The state that the rules look at. Days are in Europe/London."""

    submitted_by: str
    submitted_on: date
    needs: str
    state: str = "awaiting"


def decide(
    request: ChangeRequest,
    decision: str,
    *,
    by: str,
    decided_by: str | None,
    on: date,
    funder_reference: str | None,
    today: date,
) -> str:
    """Who decides it: `person`, `board` or `funder`. Raises Broken when it may not be decided so."""
    _awaiting(request, "decided")
    if by == request.submitted_by:
        words = "You submitted this yourself, so somebody else decides about it. You may withdraw it"
        raise Broken(words, "change_request_id", state=True)
    if on > today:
        raise Broken("The decision cannot lie in the future", "on")
    if on < request.submitted_on:
        raise Broken(f"It was submitted on {request.submitted_on}: it cannot have been decided before that", "on")
    who = decided_by or DECIDES[request.needs]
    if decision == "approved" and who not in ENOUGH[request.needs]:
        raise Broken(f"It needs the approval of the {request.needs}: a {who} cannot give it", "decided_by")
    if decision == "approved" and who == "funder" and not funder_reference:
        raise Broken("Enter the funder's reference of its agreement", "funder_reference")
    return who


def withdraw(request: ChangeRequest, *, by: str) -> None:
    """Taken back by who submitted it. Raises Broken."""
    _awaiting(request, "withdrawn")
    if by != request.submitted_by:
        words = "Only who submitted it may withdraw it. Reject it instead"
        raise Broken(words, "change_request_id", state=True)


def _awaiting(request: ChangeRequest, what: str) -> None:
    if request.state != "awaiting":
        raise Broken(f"It is {request.state} already, and cannot be {what}", "change_request_id", state=True)
