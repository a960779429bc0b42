"""Capture in one go: look an identifier up, wait for the outcome, and claim what was found.

Composes what `outputs` answers and knows no rule of it. Each step has a key of its own, so that the whole can be sent
again after a time-out and nothing is done twice.
"""

from __future__ import annotations

import time
from typing import Any

from services.gateway import asking
from shared.calls import outputs

#: seconds between two questions after the outcome
EVERY = 0.15

Reply = dict[str, Any]


def look_up(fields: Reply, *, key: str | None, wait: float) -> Reply:
    """What is known or was found under an identifier, after waiting for the registries as long as `wait` seconds."""
    reply: Reply = asking.do(outputs.LookUp, fields, key=key and f"{key}:look-up")["result"]
    if reply["state"] != "waiting":
        return reply
    return outcome(str(reply["lookup_id"]), wait=wait)


def outcome(lookup_id: str, *, wait: float) -> Reply:
    """How a look-up went; still `waiting` when the registries take longer."""
    give_up = time.monotonic() + wait
    while True:
        found: Reply = asking.ask(outputs.LookUpOutcome, lookup_id=lookup_id)
        if found["state"] != "waiting" or time.monotonic() > give_up:
            return found
        time.sleep(EVERY)


def suggested(proposal_id: str) -> list[str]:
    """The awards of the programme that the work itself names."""
    one = asking.ask(outputs.Proposal, proposal_id=proposal_id)
    return [award["award_id"] for award in one["suggested"]]


def claim(proposal_id: str, fields: Reply, *, key: str | None) -> Reply:
    """Claim it: {"result", "events"}."""
    return asking.do(outputs.ClaimProposal, fields | {"proposal_id": proposal_id}, key=key and f"{key}:claim")
