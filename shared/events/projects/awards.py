"""Awards: contracts with a funder, and what was agreed about them later. An award is not a project."""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import Date, Id, Many, Text, Url, Whole
from shared.events.parts import Money


class AwardRecorded(Fact):
    """An award's contract is entered or imported. Subject: the award. An award is not a project."""

    type = "award.recorded"
    effective = "the contract's start"

    award_id = Id("the award's id here, the subject of this event", required=True)
    reference = Text("the funder's award id in normal form (capitals, no spaces), for matching", required=True)
    id_as_written = Text("the funder's award id as it was written", required=True)
    title = Text("title of the award")
    funder_org = Id("organisation that funds it", required=True)
    funder_programme = Text("the funder's programme: Public Health Research")
    programme_stream = Text("stream within that programme")
    contracted_org = Id("organisation that holds the contract")
    amount = Money("value of the contract when it was signed")
    start = Date("first day of the contract", required=True)
    end = Date("last day of the contract as first signed")
    holder_person_ids = Many(Id("a person"), "award holders, joint ones each by themselves")
    covers = Many(Id("a programme or project"), "ids of the programmes and projects that it pays for")
    url = Url("public page of the award")


class AwardExtended(Fact):
    """The funder agrees time or money, more or less of it. Subject: the award."""

    type = "award.extended"
    effective = "the date of agreement"

    months = Whole("months added; negative when cut", least=-600, most=600)
    amount_change = Money("money added; negative when reduced")
    new_end = Date("last day of the contract from now on")
    funder_reference = Text("the funder's reference of the agreement")
