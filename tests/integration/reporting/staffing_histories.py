"""Tellers of random facts of posts, participation and risks for the test of lineage. They obey no rule of commands:
what is in a ledger is in it, and a figure must come of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from story import Story

from shared.events.event import Event
from shared.events.fact import Fact
from shared.events.projects import (
    ParticipationPlanned,
    ParticipationRecorded,
    PostAdvertised,
    PostAppointed,
    PostChanged,
    PostClosed,
    PostEstablished,
    PostFilled,
    PostVacated,
    RiskClosed,
    RiskRaised,
    RiskReassessed,
    ThresholdSet,
)
from shared.events.reporting import ReportSubmitted

Tell = Callable[[Story, int, int, int], None]
MEASURES = (
    "posts.fte_planned",
    "posts.fte_filled",
    "posts.vacant_weeks",
    "posts.days_to_fill",
    "participation.recruited",
    "risks.open",
)
HALF = {"from": "2026-01-01", "to": "2026-06-30"}


def day(number: int) -> str:
    return (date(2025, 10, 1) + timedelta(days=number * 7)).isoformat()


def last(story: Story, kind: type[Fact], number: int) -> Event | None:
    """One of the facts of a kind that stand: the commands let nobody correct a fact twice."""
    corrected = {event.corrects for event in story.events}
    told = [event for event in story.events if event.type == kind.full_type() and event.id not in corrected]
    return told[number % len(told)] if told else None


def name(story: Story, thing: str, number: int) -> str:
    return f"{story.programme_id}-{thing}{number % 3}"


def establish(story: Story, a: int, b: int, c: int) -> None:
    body = {"title": f"P{a}", "role_family": "data", "employer_org_id": "uol", "fte": ("1", "0.6", "2")[c % 3]}
    story.tell(PostEstablished, name(story, "post", a), day(b // 2), body | {"planned_start": day(b // 2)})


def change(story: Story, a: int, b: int, c: int) -> None:
    sizes = {"before": ("1", "0.6", "2")[a % 3], "after": ("0.5", "1", "1.5")[c % 3]}
    ends = {"before": None, "after": day(b + c)}
    body = {"changes": {"fte": sizes} | ({"planned_end": ends} if c % 2 else {})}
    story.tell(PostChanged, name(story, "post", a), day(b), body)


def advertise(story: Story, a: int, b: int, c: int) -> None:
    story.tell(PostAdvertised, name(story, "post", a), day(b), {"round": 1} | ({"fte": "0.5"} if c % 2 else {}))


def appoint(story: Story, a: int, b: int, c: int) -> None:
    story.tell(PostAppointed, name(story, "post", a), day(b), {"fte": ("1", "0.5")[c % 2]})


def fill(story: Story, a: int, b: int, c: int) -> None:
    corrected = last(story, PostFilled, c) if c % 4 == 0 else None
    body = {"person_id": f"person{c % 2}", "fte": ("1", "0.5", "0")[c % 3], "basis": "employed"}
    key = corrected.subject if corrected else name(story, "post", a)
    story.tell(PostFilled, key, day(b), body, corrects=corrected)


def vacate(story: Story, a: int, b: int, c: int) -> None:
    story.tell(PostVacated, name(story, "post", a), day(b), {"person_id": f"person{c % 2}", "fte": "0.5"})


def close(story: Story, a: int, b: int, c: int) -> None:
    story.tell(PostClosed, name(story, "post", a), day(b), {})


def join(story: Story, a: int, b: int, c: int) -> None:
    corrected = last(story, ParticipationRecorded, c) if c % 4 == 0 else None
    body = {"kind": ("people", "people", "sites")[a % 3], "count": c, "study_id": name(story, "p", b)}
    key = corrected.subject if corrected else f"{story.programme_id}-entry{len(story.events)}"
    story.tell(ParticipationRecorded, key, day(b), body, corrects=corrected)


def aim(story: Story, a: int, b: int, c: int) -> None:
    body = {"kind": "people", "period": HALF, "target": c}
    story.tell(ParticipationPlanned, name(story, "target", a), "2026-01-01", body)


def raise_(story: Story, a: int, b: int, c: int) -> None:
    issue = a % 4 == 0
    body = {"kind": "issue" if issue else "risk", "title": f"R{a}", "impact": c % 5 + 1}
    story.tell(RiskRaised, name(story, "r", a), day(b), body | ({} if issue else {"likelihood": b % 5 + 1}))


def reassess(story: Story, a: int, b: int, c: int) -> None:
    body = {"likelihood": c % 5 + 1} | ({"became_issue_id": name(story, "r", a + 1)} if c % 7 == 0 else {})
    story.tell(RiskReassessed, name(story, "r", a), day(b), body)


def end(story: Story, a: int, b: int, c: int) -> None:
    story.tell(RiskClosed, name(story, "r", a), day(b), {"outcome": "averted"})


def bands(story: Story, a: int, b: int, c: int) -> None:
    story.tell(ThresholdSet, story.programme_id, day(b), {"key": "risk.bands", "values": [3, 8, 12 + c % 9]})


def report(story: Story, a: int, b: int, c: int) -> None:
    """The report of the very period that the figures are asked about, so that they are held against it."""
    digest = "0" * 64
    body = {
        "template": "t",
        "template_version": 1,
        "title": "R",
        "versions_fingerprint": digest,
        "period": HALF,
        "position": max(len(story.events) - c % 4, 0),
        "revision": 1,
        "fingerprint": digest,
        "artefacts": {kind: {"sha256": digest, "size": 1} for kind in ("html", "json")},
        "route": "email",
        "recipients": ["x"],
    }
    story.tell(ReportSubmitted, name(story, "report", a), day(b), body)


STAFFING: list[Tell] = [establish, change, advertise, appoint, fill, fill, vacate, close, join, join, join, aim, report]
RISKS: list[Tell] = [raise_, reassess, end, bands]
