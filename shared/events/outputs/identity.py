"""Outputs that look like one and are two: said so, and taken back. Merges are in `outputs`."""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import Id, Key, Many
from shared.events.parts import Words


class DuplicateDismissed(Fact):
    """Two outputs that look like one are two. Subject: the dismissal, which is of one pair."""

    type = "duplicate.dismissed"
    effective = "the date on which it was said"

    output_ids = Many(Id("an output"), "the two outputs, in order of id", required=True)
    reason_code = Key("why: versions, parts, same_title, other", seen_by="funder", required=True)
    note = Words("why, in words")


class DuplicateRestored(Fact):
    """The two may be one after all: they are shown again as alike. Subject: the dismissal."""

    type = "duplicate.restored"
    effective = "the date on which it was said"

    output_ids = Many(Id("an output"), "the two outputs, in order of id", required=True)
