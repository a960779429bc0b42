"""The life of a request at the front door: received, given to somebody, answered, perhaps opened again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from shared.broken import Broken

RECEIVED, TRIAGED, ANSWERED = "received", "triaged", "answered"


@dataclass(frozen=True, slots=True)
class Request:
    """`answered_on` is None while it is open, also after it was opened again; `last` is the newest day of its life."""

    received_on: date
    last: date
    triaged_on: date | None = None
    answered_on: date | None = None

    @property
    def state(self) -> str:
        """`received`, `triaged` or `answered`."""
        if self.answered_on:
            return ANSWERED
        return TRIAGED if self.triaged_on else RECEIVED


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: a directorate, a partner or the community; the organisation or directorate where there is one."""

    kind: str
    directorate: str | None
    org_id: str | None


def receive(received_on: date, needed_by: date | None, asker: Asker, *, today: date) -> Request:
    """It came in. Raises Broken."""
    if received_on > today:
        raise Broken("This cannot have happened in the future", "received_on")
    if needed_by and needed_by < received_on:
        raise Broken(f"It came in on {received_on}: it cannot be needed before that", "needed_by")
    if asker.kind == "directorate" and not asker.directorate:
        raise Broken("Name the directorate", "directorate")
    if asker.kind != "directorate" and asker.directorate:
        raise Broken("A directorate is named only where one asks", "directorate")
    if asker.kind == "partner" and not asker.org_id:
        raise Broken("Name the partner's organisation", "org_id")
    return Request(received_on, received_on)


def triage(request: Request, on: date, *, to: str | None, answer_expected_on: date | None, today: date) -> Request:
    """It is given to a workstream or a person. Raises Broken."""
    _open(request)
    _in_order(request, on, "on", today)
    if not to:
        raise Broken("Give it to a workstream or a person", "workstream_id")
    if answer_expected_on and answer_expected_on < on:
        raise Broken("An answer cannot be expected before this day", "answer_expected_on")
    return replace(request, triaged_on=on, last=on)


def answer(
    request: Request,
    on: date,
    what: str,
    *,
    reason_code: str | None,
    project_id: str | None,
    application_id: str | None,
    today: date,
) -> Request:
    """It is dealt with; what it became is named, and why it was not taken up. Raises Broken."""
    _open(request)
    _in_order(request, on, "answered_on", today)
    needs = (
        ("became_project", project_id, "project_id", "the project that it became"),
        ("became_bid", application_id, "application_id", "the application that it became"),
        ("not_taken_up", reason_code, "reason_code", "the reason"),
    )
    for kind, value, field, words in needs:
        if what == kind and not value:
            raise Broken(f"Name {words}", field)
        if what != kind and value:
            raise Broken(f"{words[0].upper()}{words[1:]} is for the answer {kind.replace('_', ' ')}", field)
    return replace(request, answered_on=on, last=on)


def reopen(request: Request, on: date, *, today: date) -> Request:
    """It is open again. Raises Broken."""
    if request.state != ANSWERED:
        raise Broken("It is open", "request_id", state=True)
    _in_order(request, on, "on", today)
    return replace(request, answered_on=None, last=on)


def _open(request: Request) -> None:
    if request.answered_on:
        words = f"It was answered on {request.answered_on}: open it again first"
        raise Broken(words, "request_id", state=True)


def _in_order(request: Request, on: date, field: str, today: date) -> None:
    if on > today:
        raise Broken("This cannot have happened in the future", field)
    if on < request.last:
        raise Broken(f"What was recorded last is of {request.last}: this cannot be before that", field)
