"""Delivery confidence as somebody declares it. Never computed: the schedule's red, amber and green is no fact."""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import Date, Id, OneOf
from shared.events.parts import Words

LEVELS = ("red", "amber", "green")


class ConfidenceDeclared(Fact):
    """A lead states how sure they are that a workstream or the programme delivers. Subject: its target."""

    type = "confidence.declared"
    effective = "the day that it holds for"

    target_id = Id("the workstream or programme", required=True)
    target_kind = OneOf("which of the two that is", ("workstream", "programme"), required=True)
    level = OneOf("how sure", LEVELS, required=True)
    reason = Words("why, in words", required=True)
    action = Words("what will be done; every red has one")
    review_on = Date("when it will be looked at again", seen_by="funder")
