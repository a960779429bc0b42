"""What outputs learns from the facts of other services: one queue, one listener, a use case for each type."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from services.outputs.commands import evidence, known_awards, known_consents, known_delegations, known_programmes
from shared.events.event import Event
from shared.events.fact import Fact
from shared.events.people import (
    ConsentGiven,
    ConsentWithdrawn,
    DelegationEnded,
    DelegationGranted,
    OrganisationRegistered,
)
from shared.events.projects import AwardRecorded, ProgrammeChanged, ProgrammeCreated, ProjectChanged, ProjectStarted


def consent_withdrawn(session: Session, event: Event) -> None:
    """Learn of it, and let go of the evidence that rested on it."""
    known_consents.consent_withdrawn(session, event)
    purposes = event.data["purposes"]
    evidence.consent_ended(session, event.programmeid, event.subject, purposes, event.effectiveon)


LEARNING: Mapping[type[Fact], Callable[[Session, Event], None]] = {
    AwardRecorded: known_awards.award_recorded,
    ProgrammeCreated: known_programmes.learn,
    ProgrammeChanged: known_programmes.learn,
    ProjectStarted: known_awards.project_told,
    ProjectChanged: known_awards.project_told,
    OrganisationRegistered: known_awards.organisation_registered,
    DelegationGranted: known_delegations.learn,
    DelegationEnded: known_delegations.learn,
    ConsentGiven: known_consents.consent_given,
    ConsentWithdrawn: consent_withdrawn,
}
_BY_TYPE = {fact.full_type(): learn for fact, learn in LEARNING.items()}


def heard() -> dict[str, list[str]]:
    """The types to listen to, by the service that records them."""
    found: dict[str, list[str]] = {}
    for fact in LEARNING:
        found.setdefault(fact.owner, []).append(fact.type)
    return found


def learn(session: Session, event: Event) -> None:
    """Do what this fact asks for."""
    _BY_TYPE[event.type](session, event)
