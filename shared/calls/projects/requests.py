"""The front door: questions, evidence needs and ideas, logged on behalf of whoever asks, and what became of them."""

from __future__ import annotations

from marshmallow import fields

from shared.calls.call import Command, Read
from shared.calls.fields import (
    KEY,
    MOST_NAMED,
    PageFields,
    PlaceFields,
    an_id,
    day,
    key,
    new_id,
    note,
    one_of,
    only,
    programme,
    text,
)
from shared.events.projects.requests import ANSWERS, ASKERS, PRIORITIES, REQUEST_KINDS

REQUEST_STATES = ("received", "triaged", "answered")


class ReceiveRequest(Command):
    """Log what came in at the front door. Gives {request_id, version}.

    Whoever asks is a directorate or an organisation, never a person: those have no accounts.
    """

    request_id = new_id()
    programme_id = programme()
    title = text("what it is about, in a few words that name nobody", required=True)
    kind = one_of("what it is", REQUEST_KINDS, required=True)
    asked_by = one_of("who asks", ASKERS, required=True)
    directorate = key("the directorate, where one asks")
    org_id = an_id("the organisation, where one asks")
    themes = fields.List(
        fields.String(validate=KEY),
        validate=MOST_NAMED,
        load_default=list,
        metadata={"description": "keys of its themes"},
    )
    places = fields.List(
        fields.Nested(PlaceFields),
        validate=MOST_NAMED,
        load_default=list,
        metadata={"description": "where it is about; none: everywhere"},
    )
    received_on = day("the day on which it was received")
    needed_by = day("the day by which an answer is needed")
    decision_body = text("whose decision waits for it")
    question = note()


class TriageRequest(Command):
    """Give a request to a workstream or a person, or to others than before. Gives {request_id, version}."""

    request_id = an_id("the request", required=True)
    workstream_id = an_id("the workstream that is to answer")
    person_id = an_id("who is to answer")
    priority = one_of("how pressing it is", PRIORITIES, required=True)
    answer_expected_on = day("the day on which an answer is expected")
    on = day("the day on which this was decided")
    note = note()


class AnswerRequest(Command):
    """Note what became of a request. Gives {request_id, version}."""

    request_id = an_id("the request", required=True)
    answer = one_of("what became of it", ANSWERS, required=True)
    answered_on = day("the day on which it was answered")
    reason_code = key("a reason, when it was not taken up")
    output_id = an_id("the output that answers it")
    project_id = an_id("the project that it became")
    application_id = an_id("the application that it became")
    note = note()


class ReopenRequest(Command):
    """Open a request again that was answered. Gives {request_id, version}."""

    request_id = an_id("the request", required=True)
    reason_code = key("a reason", required=True)
    on = day("the day from which it is open again")
    note = note()


class Requests(Read, PageFields):
    """Requests at the front door, newest first. Gives {items, next}."""

    programme_id = only("only those of this programme")
    state = one_of("only those in this state", REQUEST_STATES)
    kind = one_of("only those of this kind", REQUEST_KINDS)
    asked_by = one_of("only those that these ask", ASKERS)
    answer = one_of("only those with this answer", ANSWERS)
    theme = only("only those of this theme")
    place = only("only those about the place with this code")
    project_id = only("only those that became this project")


class Request(Read):
    """One request with the question and the answer in words."""

    request_id = an_id("the request", required=True)


class RequestTrail(Read):
    """From a request to what became of it, fact by fact: asked, given to, answered, and the project or bid it became.

    Gives {request, project, applications, steps}, the steps in order of the days on which they were true.
    """

    request_id = an_id("the request", required=True)
