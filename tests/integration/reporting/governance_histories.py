"""Tellers of random facts of approvals, agreements, meetings, requests and bids for the test of lineage. They obey no
rule of commands: what is in a ledger is in it, and a figure must come of it."""

from __future__ import annotations

from story import Story, money

from shared.events.projects import (
    AgreementEnded,
    AgreementSigned,
    ApplicationDecided,
    ApplicationSubmitted,
    ApprovalDecided,
    ApprovalExpired,
    ApprovalNeeded,
    ApprovalSought,
    MeetingHeld,
    RequestAnswered,
    RequestReceived,
    RequestReopened,
)
from shared.events.projects.requests import ANSWERS
from tests.integration.reporting.staffing_histories import Tell, day, last, name

MEASURES = (
    "approvals.in_place",
    "inclusion.assessed",
    "governance.meetings",
    "requests.received",
    "requests.answered",
    "requests.to_project",
    "bids.submitted",
    "bids.success",
)


def need(story: Story, a: int, b: int, c: int) -> None:
    body = {"kind": ("ethics", "equality")[a % 2], "project_id": name(story, "p", c), "needed": b % 4 > 0}
    also = {"also_project_ids": [name(story, "p", c + 1)]} if c % 2 else {}
    story.tell(ApprovalNeeded, name(story, "approval", a), day(b // 2), body | also)


def seek(story: Story, a: int, b: int, c: int) -> None:
    story.tell(ApprovalSought, name(story, "approval", a), day(b), {})


def decide(story: Story, a: int, b: int, c: int) -> None:
    decision = ("favourable", "refused", "favourable")[c % 3]
    until = {"valid_until": day(c)} if c % 2 and decision != "refused" else {}
    body = {"decision": decision, "stands": decision != "refused" or b % 2 == 0}
    story.tell(ApprovalDecided, name(story, "approval", a), day(b), body | until)


def expire(story: Story, a: int, b: int, c: int) -> None:
    story.tell(ApprovalExpired, name(story, "approval", a), day(b), {"valid_until": day(c)})


def sign(story: Story, a: int, b: int, c: int) -> None:
    kind = ("data_sharing", "data_sharing", "licence")[c % 3]
    body = {"title": f"A{a}", "kind": kind, "party_org_ids": ["x"], "project_ids": [name(story, "p", c)]}
    story.tell(AgreementSigned, name(story, "g", a), day(b // 2), body | ({"valid_until": day(c)} if b % 2 else {}))


def end(story: Story, a: int, b: int, c: int) -> None:
    body = {"reason_code": ("expired", "replaced", "terminated")[c % 3]}
    story.tell(AgreementEnded, name(story, "g", a), day(b), body)


def meet(story: Story, a: int, b: int, c: int) -> None:
    corrected = last(story, MeetingHeld, c) if c % 4 == 0 else None
    key = corrected.subject if corrected else f"{story.programme_id}-meeting{len(story.events)}"
    body = {
        "board_id": name(story, "board", a),
        "present": c + 1,
        "public_members_present": c % 2,
        "attendance": [],
        "quorum": 5,
        "least_public": 0,
        "quorate": c + 1 >= 5,
    }
    on = corrected.effectiveon.isoformat() if corrected else day(b)
    story.tell(MeetingHeld, key, on, body, corrects=corrected)


def receive(story: Story, a: int, b: int, c: int) -> None:
    body = {"title": f"R{a}", "kind": "question", "asked_by": ("community", "directorate")[c % 2]}
    themes = {"themes": ["housing", "leisure"][: c % 3]}
    story.tell(RequestReceived, name(story, "request", a), day(b // 2), body | themes)


def answer(story: Story, a: int, b: int, c: int) -> None:
    story.tell(RequestAnswered, name(story, "request", a), day(b), {"answer": ANSWERS[c % len(ANSWERS)]})


def reopen(story: Story, a: int, b: int, c: int) -> None:
    story.tell(RequestReopened, name(story, "request", a), day(b), {"reason_code": "new"})


def bid(story: Story, a: int, b: int, c: int) -> None:
    body = {
        "title": f"B{a}",
        "funder_org": "f",
        "amount": money(f"{c}.10") if c % 4 else {"amount": "7.00", "currency": "EUR"},
        "lead_org_id": "o",
        "lead_sector": ("council", "university")[c % 2],
        "hdrc_role": "lead",
    }
    story.tell(ApplicationSubmitted, name(story, "bid", a), day(b // 2), body)


def fund(story: Story, a: int, b: int, c: int) -> None:
    outcome = ("awarded", "unsuccessful", "withdrawn")[c % 3]
    awarded = {"amount_awarded": money(f"{c}.05")} if outcome == "awarded" else {}
    story.tell(ApplicationDecided, name(story, "bid", a), day(b), {"outcome": outcome} | awarded)


GOVERNANCE: list[Tell] = [need, need, seek, decide, decide, expire, sign, end, meet]
FRONT_DOOR: list[Tell] = [receive, receive, answer, answer, reopen, bid, fund]
