"""The front door: questions, evidence needs and ideas, and what became of them.

Whoever asks has no account: the fact names a directorate or an organisation, never a person.
"""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import Date, Id, Key, Many, OneOf, Text
from shared.events.parts import Place, Words

ASKERS = ("directorate", "partner", "community")
REQUEST_KINDS = ("question", "evidence_need", "idea")
PRIORITIES = ("high", "normal", "low")
ANSWERS = ("brief", "data", "advice", "signposted", "became_project", "became_bid", "not_taken_up")


class RequestReceived(Fact):
    """A question, evidence need or idea comes in. Subject: the request."""

    type = "request.received"
    effective = "the day on which it was received"

    title = Text("what it is about, in a few words that name nobody", required=True)
    kind = OneOf("question, evidence need or idea", REQUEST_KINDS, required=True)
    asked_by = OneOf("who asks: a directorate of the council, a partner or the community", ASKERS, required=True)
    directorate = Key("the directorate, where one asks")
    org_id = Id("the organisation, where one asks")
    themes = Many(Key("a theme"), "keys of its themes")
    places = Many(Place("a place"), "where it is about; empty means the whole city")
    needed_by = Date("day by which an answer is needed")
    decision_body = Text("whose decision waits for it: Cabinet, a committee, a board")
    question = Words("the question in the asker's words")


class RequestTriaged(Fact):
    """It is looked at and given to somebody; told again when it is given to another. Subject: the request."""

    type = "request.triaged"
    effective = "the day on which this was decided"

    workstream_id = Id("workstream that is to answer")
    person_id = Id("who is to answer", seen_by="funder")
    priority = OneOf("how pressing it is", PRIORITIES, required=True)
    answer_expected_on = Date("day on which an answer is expected")
    note = Words("why, in words")


class RequestAnswered(Fact):
    """It is dealt with: answered, passed on, taken up as a project or a bid, or not taken up. Subject: the request."""

    type = "request.answered"
    effective = "the day on which it was answered"

    answer = OneOf("what became of it", ANSWERS, required=True)
    reason_code = Key("why it was not taken up")
    output_id = Id("output that answers it")
    project_id = Id("project that it became")
    application_id = Id("application for funding that it became")
    note = Words("the answer, in words")


class RequestReopened(Fact):
    """It was answered, and is open again. Subject: the request. What was answered before stays as it was."""

    type = "request.reopened"
    effective = "the day from which it is open again"

    reason_code = Key("why", required=True)
    note = Words("why, in words")
