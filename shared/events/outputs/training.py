"""Training that the programme gave: what it was, how many took part, from where, and how sure they felt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared import smallnumbers
from shared.events.fact import Fact
from shared.events.fields import DecimalText, Id, Key, Many, OneOf, People, PeopleBy, Text

TRAINING_LEVELS = ("foundation", "intermediate", "advanced")


def as_shown(data: Mapping[str, Any]) -> dict[str, Any]:
    """What anybody sees of the fact: not who came nor how many from where, and no average over a few answers."""
    kept = {"by_directorate", "by_partner", "from_community", "register_person_ids"}
    if smallnumbers.few(data.get("answers")):
        kept |= {"confidence_before", "confidence_after"}
    return {name: value for name, value in data.items() if name not in kept}


class TrainingDelivered(Fact):
    """A course or session took place. Subject: the session. One that `corrects` another stands in its place.

    Confidence is what people said of themselves from 1 to 5, on average over those who answered both times.
    """

    type = "training.delivered"
    effective = "the day on which it took place, or its last day"

    title = Text("title", required=True)
    level = OneOf("how far it went", TRAINING_LEVELS, required=True)
    provider_org_id = Id("the organisation that gave it")
    places_taken = People("places taken", required=True)
    by_directorate = PeopleBy("places taken by directorate of the council")
    by_partner = PeopleBy("places taken by partner organisation")
    from_community = People("places taken by people of the community")
    register_person_ids = Many(Id("a person"), "who came, where a register was kept", seen_by="internal")
    confidence_before = DecimalText("how sure they felt before, from 1 to 5")
    confidence_after = DecimalText("how sure they felt after, from 1 to 5")
    answers = People("how many answered before and after")
    asked = People("how many were asked")
    withdrawn_reason = Key("of one that corrects: why the session is taken back as a whole")
