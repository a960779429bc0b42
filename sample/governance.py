"""Approvals with one that has run out, agreements with partners, four boards with their meetings, and actions."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sample.cast import org_id, person_id
from sample.plan import project_id
from sample.steps import PROGRAMME, Step, an_id, working_day

#: days before a last day on which the warning is recorded, as `services/projects/domain/validity.py` has it
WARNING = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Approval:
    """What a project needs, and when it was found needed, applied for and given; until when, if it has an end."""

    project: str
    kind: str
    found: date
    sought: date
    decided: date
    body: str
    until: date | None = None
    conditions: str | None = None


APPROVALS = (
    Approval(
        "gateway",
        "data_protection",
        date(2024, 3, 11),
        date(2024, 4, 2),
        date(2024, 5, 13),
        "Information governance",
    ),
    Approval(
        "cohort1",
        "council_governance",
        date(2024, 6, 10),
        date(2024, 6, 17),
        date(2024, 7, 8),
        "Research governance panel",
    ),
    Approval(
        "damp",
        "ethics",
        date(2024, 11, 11),
        date(2024, 11, 25),
        date(2025, 1, 13),
        "A research ethics committee",
        date(2027, 1, 31),
    ),
    Approval(
        "travel",
        "ethics",
        date(2025, 4, 14),
        date(2025, 4, 28),
        date(2025, 6, 9),
        "A research ethics committee",
        date(2027, 2, 28),
        "Invitations are to be offered in the languages of the neighbourhood.",
    ),
    Approval(
        "air",
        "ethics",
        date(2025, 6, 9),
        date(2025, 6, 23),
        date(2025, 8, 4),
        "A research ethics committee",
        date(2026, 9, 30),
    ),
    Approval(
        "air",
        "data_protection",
        date(2025, 6, 9),
        date(2025, 6, 30),
        date(2025, 7, 28),
        "Information governance",
    ),
)
#: equality impact assessments: project, found, given; no day given: looked at, and the reason why none is needed
ASSESSMENTS: tuple[tuple[str, date, date | None], ...] = (
    ("culture", date(2024, 4, 22), date(2024, 6, 3)),
    ("secondments", date(2025, 1, 13), date(2025, 3, 10)),
    ("travel", date(2025, 4, 14), date(2025, 6, 2)),
    ("work", date(2025, 5, 12), date(2025, 7, 7)),
    ("conference", date(2024, 8, 12), None),
    ("shelf", date(2025, 11, 10), None),
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Who signed what and until when it holds."""

    key: str
    title: str
    kind: str
    parties: tuple[str, ...]
    projects: tuple[str, ...]
    signed: date
    until: date | None = None


AGREEMENTS = (
    Agreement("collaboration", "Collaboration agreement", "collaboration",
              ("council", "uol", "ljmu", "lcvs", "healthwatch"), (), date(2024, 2, 12), date(2028, 12, 31)),
    Agreement("data1", "Sharing of housing and health data", "data_sharing",
              ("council", "uol"), ("gateway", "repairs"), date(2024, 5, 20), date(2026, 5, 31)),
    Agreement("honorary", "Honorary contracts of embedded researchers", "honorary",
              ("council", "ljmu"), ("secondments",), date(2025, 1, 20), date(2027, 1, 31)),
    Agreement("air", "Sharing of air quality readings", "data_sharing",
              ("council", "ljmu"), ("air",), date(2025, 7, 14), date(2027, 6, 30)),
    Agreement("data2", "Sharing of housing and health data, renewed", "data_sharing",
              ("council", "uol"), ("gateway", "repairs"), date(2026, 5, 18), date(2028, 12, 31)),
)  # fmt: skip
REPLACED = ("data1", "data2", date(2026, 5, 31), date(2026, 6, 2))

#: key: title, quorum, of them members of the public, first meeting, months between meetings, who comes
BOARDS: dict[str, tuple[str, int, int, date, int, tuple[str, ...]]] = {
    "board": ("Programme board", 6, 1, date(2024, 2, 6), 3, ("council", "uol", "ljmu", "lcvs", "healthwatch")),
    "public": ("Public advisory group", 6, 4, date(2024, 3, 14), 3, ("council", "healthwatch")),
    "research": ("Research governance panel", 4, 0, date(2024, 4, 23), 6, ("council", "uol", "ljmu")),
    "data": ("Data and ethics panel", 3, 1, date(2024, 5, 16), 4, ("council", "uol")),
}
#: one meeting to which too few came, in August
NOT_QUORATE = ("board", 6)
ACTIONS = (
    "Send the forward plan to the partners.",
    "Bring the neighbourhood figures to the next meeting.",
    "Ask the units for their open questions.",
    "Agree the dates of the evidence days.",
    "Write the summary for the public advisory group.",
    "Check which approvals end next year.",
)
OWNERS = ("manager", "researcher", "researcher3", "community", "researcher4")


def steps(chance: random.Random, until: date) -> Iterator[Step]:
    """All of it; what comes by itself is recorded on its true day."""
    for approval in APPROVALS:
        yield from _approval(approval)
    for project, found, given in ASSESSMENTS:
        yield from _assessment(project, found, given)
    yield from _agreements()
    for key in BOARDS:
        # dice of its own, so that a board that meets once more does not change what the others did
        yield from _board(random.Random(chance.random()), key, until)
    for day in sorted({day for last in _ends() for day in (last - WARNING, last + timedelta(days=1))}):
        yield Step(day, "projects.consider_validity", {"programme_id": PROGRAMME})


def _ends() -> list[date]:
    replaced, _, _, _ = REPLACED
    held = [agreement.until for agreement in AGREEMENTS if agreement.key != replaced]
    warned = [agreement.until for agreement in AGREEMENTS if agreement.key == replaced]
    return [last for last in (*held, *warned, *(approval.until for approval in APPROVALS)) if last]


def _approval(approval: Approval) -> Iterator[Step]:
    it, by = an_id("approval", approval.project, approval.kind), "manager"
    needed = {"approval_id": it, "project_id": project_id(approval.project), "kind": approval.kind}
    yield Step(approval.found, "projects.need_approval", needed | {"found_on": approval.found.isoformat()}, by)
    reference = f"SAMPLE-{approval.kind[:3].upper()}-{approval.decided:%y%m}"
    sought = {"approval_id": it, "sought_on": approval.sought.isoformat(), "body": approval.body}
    yield Step(approval.sought, "projects.seek_approval", sought | {"reference": reference}, by)
    decided: dict[str, Any] = {
        "approval_id": it,
        "decision": "conditions" if approval.conditions else "favourable",
        "decided_on": approval.decided.isoformat(),
        "reference": reference,
    }
    if approval.until:
        decided["valid_until"] = approval.until.isoformat()
    if approval.conditions:
        decided["conditions"] = approval.conditions
    yield Step(working_day(approval.decided + timedelta(days=2)), "projects.decide_approval", decided, by)


def _assessment(project: str, found: date, given: date | None) -> Iterator[Step]:
    it = an_id("approval", project, "equality")
    needed: dict[str, Any] = {"approval_id": it, "project_id": project_id(project), "kind": "equality"}
    needed |= {"found_on": found.isoformat()}
    if given is None:
        yield Step(found, "projects.need_approval", needed | {"needed": False, "reason_code": "no_change"}, "manager")
        return
    yield Step(found, "projects.need_approval", needed, "manager")
    sought = given - timedelta(days=14)
    asked = {"approval_id": it, "sought_on": sought.isoformat(), "body": "Equality lead of the council"}
    yield Step(sought, "projects.seek_approval", asked, "manager")
    decided = {"approval_id": it, "decision": "favourable", "decided_on": given.isoformat()}
    yield Step(given, "projects.decide_approval", decided, "manager")


def _agreements() -> Iterator[Step]:
    for agreement in AGREEMENTS:
        fields: dict[str, Any] = {
            "agreement_id": an_id("agreement", agreement.key),
            "programme_id": PROGRAMME,
            "title": agreement.title,
            "kind": agreement.kind,
            "party_org_ids": [org_id(party) for party in agreement.parties],
            "project_ids": [project_id(project) for project in agreement.projects],
            "signed_on": agreement.signed.isoformat(),
        }
        if agreement.until:
            fields["valid_until"] = agreement.until.isoformat()
        recorded = working_day(agreement.signed + timedelta(days=3))
        yield Step(recorded, "projects.sign_agreement", fields, "manager")
    old, new, last, recorded = REPLACED
    ended = {"agreement_id": an_id("agreement", old), "reason_code": "replaced", "on": last.isoformat()}
    yield Step(recorded, "projects.end_agreement", ended | {"successor_id": an_id("agreement", new)}, "manager")


def _board(chance: random.Random, key: str, until: date) -> Iterator[Step]:
    title, quorum, public, first, months, _ = BOARDS[key]
    board = {"board_id": an_id("board", key), "programme_id": PROGRAMME, "title": title, "quorum": quorum}
    set_on = date(2024, 1, 22)
    yield Step(set_on, "projects.set_board", board | {"least_public": public, "from_on": set_on.isoformat()}, "manager")
    day, number = first, 0
    while day <= until:
        yield from _meeting(chance, key, number, working_day(day))
        number += 1
        day += timedelta(days=round(30.44 * months))


def _meeting(chance: random.Random, key: str, number: int, held: date) -> Iterator[Step]:
    _, quorum, public, _, _, who = BOARDS[key]
    came_public = public + chance.choice((0, 0, 1, 2))
    few = (key, number) == NOT_QUORATE
    from_orgs = {org: 1 + chance.choice((0, 0, 1)) for org in who}
    from_orgs["council"] += max(0, quorum - came_public - sum(from_orgs.values()))
    if few:  # in the holidays: one from each, and not enough altogether
        from_orgs, came_public = dict.fromkeys(who, 1), public - 1
    meeting = an_id("meeting", key, number)
    fields = {
        "meeting_id": meeting,
        "board_id": an_id("board", key),
        "held_on": held.isoformat(),
        "attendance": [{"org_id": org_id(org), "present": present} for org, present in from_orgs.items()],
        "public_members_present": came_public,
    }
    recorded = working_day(held + timedelta(days=chance.randint(1, 5)))
    yield Step(recorded, "projects.hold_meeting", fields, "manager")
    if key in ("board", "data"):
        yield from _action(chance, meeting, held, recorded)


def _action(chance: random.Random, meeting: str, held: date, recorded: date) -> Iterator[Step]:
    it, due = an_id("action", meeting), working_day(held + timedelta(days=chance.choice((28, 42, 56))))
    agreed = {
        "action_id": it,
        "meeting_id": meeting,
        "owner_person_id": person_id(chance.choice(OWNERS)),
        "due_on": due.isoformat(),
        "text": chance.choice(ACTIONS),
    }
    yield Step(recorded, "projects.agree_action", agreed, "manager")
    if chance.random() < 0.85:  # a few are never done
        done = max(recorded, working_day(due + timedelta(days=chance.randint(-12, 6))))
        yield Step(done, "projects.complete_action", {"action_id": it, "done_on": done.isoformat()}, "manager")
