"""Steps in people's careers that the programme brought about: fellowships, studentships, secondments and their like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.events.fact import Fact
from shared.events.fields import Id, Key, OneOf

STEP_STATES = ("begun", "gained")


def as_shown(data: Mapping[str, Any]) -> dict[str, Any]:
    """What anybody sees of the fact: a step is of one person, so what it was is in the list of those who keep these
    records, and nowhere."""
    return {name: value for name, value in data.items() if name == "withdrawn_reason"}


class CareerStepRecorded(Fact):
    """Somebody began or gained something. Subject: the step. One that `corrects` another stands in its place.

    Each is of one person, so nothing of it is anybody's outside the programme.
    """

    type = "career_step.recorded"
    effective = "the day of the step"

    kind = Key(
        "kind: fellowship, studentship, secondment, honorary_contract, qualification", seen_by="internal", required=True
    )
    state = OneOf("whether it was begun or gained", STEP_STATES, seen_by="internal", required=True)
    person_id = Id("whose step it is, where that person agreed to be named", seen_by="internal")
    from_sector = Key("the sector that they came from", seen_by="internal")
    to_sector = Key("the sector that they went to", seen_by="internal")
    withdrawn_reason = Key("of one that corrects: why the step is taken back", seen_by="internal")
