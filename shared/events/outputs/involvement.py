"""Members of the public who shape the work: what they did, what they were paid, what changed, and who told them.

No person by name, no bank detail. People are counted; the ids of a register are there only with their consent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shared.events.fact import Fact
from shared.events.fields import DecimalText, Id, Key, Many, OneOf, People, Text, YesNo
from shared.events.parts import Money, Place, Words
from shared.smallnumbers import LEAST_SHOWN, shown
from shared.smalltables import Hidden

LEVELS = ("consulted", "collaborated", "co_produced", "community_led")
STAGES = ("priorities", "design", "doing", "making_sense", "sharing")
PAID_KINDS = ("fee", "expenses", "voucher", "grant_to_group")


def counted_register(contributors: int, register: Sequence[str]) -> list[str]:
    """Who is counted by person: a register of fewer than 5 among more is not used, because the others give it away."""
    return list(register) if len(register) >= LEAST_SHOWN or contributors < LEAST_SHOWN else []


def contributors_shown(contributors: int, register: Sequence[str]) -> str:
    """How many took part, as every list, read and view may show it.

    Where a register is used, figures count who is on it by person and the others by head. So where a few are not on it,
    the number of all would give away theirs.
    """
    others = contributors - len(counted_register(contributors, register))
    if contributors >= LEAST_SHOWN and 0 < others < LEAST_SHOWN:
        return Hidden.WITHHELD.value
    return str(shown(contributors))


def as_shown(data: Mapping[str, Any]) -> dict[str, Any]:
    """The body of `involvement.held` as anybody may see it: no exact number of a few people, and nobody's id."""
    register = data.get("register_person_ids", [])
    open_ = {name: value for name, value in data.items() if name != "register_person_ids"}
    return open_ | {"contributors": contributors_shown(data["contributors"], register)}


def _taken_back() -> YesNo:
    return YesNo("true where it was entered in error and never was; only with `corrects`")


class InvolvementHeld(Fact):
    """Members of the public shaped the work. Subject: the activity. Told again of the same activity to correct it."""

    type = "involvement.held"
    effective = "the day on which it was held, or its last day"

    title = Text("what it is called; it names no person", required=True)
    form = Key("what kind of activity it was, a word of the vocabulary", required=True)
    level = OneOf("how much say they had", LEVELS, required=True)
    stage = OneOf("the stage of the research that they shaped", STAGES, required=True)
    standards = Many(Key("a standard"), "those of the six UK Standards for Public Involvement that it was planned by")
    contributors = People("how many public contributors and community researchers took part", required=True)
    register_person_ids = Many(
        Id("a person"), "those of them who are on a register, each with a standing consent", seen_by="internal"
    )
    hours = DecimalText(
        "hours that they gave in all, preparation included; absent where nobody counted", seen_by="internal"
    )
    places = Many(Place("a place"), "the places that it was about")
    project_ids = Many(Id("a project"), "projects that it shaped")
    host_org_id = Id("the organisation that held it")
    taken_back = _taken_back()


class InvolvementPaid(Fact):
    """Public contributors or a community group were paid or reimbursed. Subject: the payment.

    No person, no bank detail. Told again of the same payment to correct it.
    """

    type = "involvement.paid"
    effective = "the payment date"

    # of an activity of a few people it may say what one of them was paid
    amount = Money("how much was paid", seen_by="internal", required=True)
    kind = OneOf("what it was paid as", PAID_KINDS, required=True)
    involvement_id = Id("the activity that it was paid for", required=True)
    taken_back = _taken_back()


class InvolvementChangeMade(Fact):
    """Work changed because of what the public said. Subject: the change. Told again of it to correct it."""

    type = "involvement.change_made"
    effective = "the date of the change"

    involvement_ids = Many(Id("an activity"), "the activities at which it was said", required=True)
    project_id = Id("the project that changed; this, or output_id, or decision_id")
    output_id = Id("the output that changed")
    decision_id = Id("the decision that changed")
    summary = Words("what they said and what was done, in words")
    taken_back = _taken_back()


class InvolvementFedBack(Fact):
    """Those who said something were told what became of it. Subject: the change. One that `corrects` another stands
    in its place."""

    type = "involvement.fed_back"
    effective = "the day on which they were told"

    change_event_id = Id("the fact of the change as it stood then", required=True)
    channel = Key("how they were told: meeting, letter, email, website, newsletter, other", required=True)
    taken_back = _taken_back()
