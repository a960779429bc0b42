"""What an output arose from: an award or a project, as somebody asserts, agrees to, or takes back."""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import DecimalText, Id, Key
from shared.events.parts import Words


class AttributionAsserted(Fact):
    """An output is said to have arisen from an award or project. Subject: the attribution."""

    type = "attribution.asserted"
    effective = "the date of the output"

    output_id = Id("the output", required=True)
    award_id = Id("the award (our id); this or project_id")
    project_id = Id("the project; this or award_id")
    role = Key("what the award or project was to it: funded, supported")
    share = DecimalText("share in per cent, only where a funder asks", seen_by="funder")
    basis = Key("how it is known: stated_in_work, asserted_by_person")
    reason = Words("why it arose from it, in words")


class AttributionAgreed(Fact):
    """The project's lead or the award's holder agrees. Subject: the attribution."""

    type = "attribution.agreed"
    effective = "the date of the decision; that of the output where it is later, as of one that is planned"

    output_id = Id("the output", required=True)


class AttributionDisputed(Fact):
    """The project's lead or the award's holder disagrees, where the funder's policy asks. Subject: the attribution."""

    type = "attribution.disputed"
    effective = "the date of the decision; that of the output where it is later, as of one that is planned"

    output_id = Id("the output", required=True)
    reason_code = Key("why: did_not_arise, another_award, wrong_share, other", seen_by="funder", required=True)
    note = Words("why, in words")


class AttributionWithdrawn(Fact):
    """An attribution is no longer claimed. Subject: the attribution."""

    type = "attribution.withdrawn"
    effective = "the date of the withdrawal; that of the attribution when it never held"

    output_id = Id("the output", required=True)
    reason_code = Key("why", seen_by="funder", required=True)
    note = Words("why, in words")
