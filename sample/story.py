"""The whole story in order of the day on which each thing was recorded. Deterministic for an `as_of` date."""

from __future__ import annotations

import random
from datetime import date

from sample import (
    cast,
    changes,
    compliance,
    decisions,
    delegates,
    duties,
    front_door,
    governance,
    hierarchy,
    identity,
    impact,
    involvement,
    money,
    participation,
    pathway,
    plan,
    posts,
    risks,
    special_works,
    training,
    works,
)
from sample.steps import Step

SEED = 20_240_101


def steps(as_of: date) -> list[Step]:
    """Every step recorded on or before `as_of`, in order; steps of one day keep the order in which they are told."""
    everything = [
        *cast.opening(),
        *plan.opening(),
        *hierarchy.begin(),
        *plan.work(random.Random(SEED)),
        *changes.requests(plan.milestones(random.Random(SEED))),
        *posts.posts(),
        *participation.participation(),
        *money.steps(as_of),
        *risks.risks(),
        *hierarchy.confidence(),
        *identity.attributed(
            [*works.outputs(random.Random(SEED + 1), as_of), *special_works.outputs(), *identity.twice()]
        ),
        *duties.duties(as_of),
        *governance.steps(random.Random(SEED + 8), as_of),
        *front_door.steps(),
        *decisions.steps(),
        *involvement.steps(),
        *pathway.steps(),
        *impact.steps(),
        *training.steps(random.Random(SEED + 9)),
        *delegates.steps(),
    ]
    everything += compliance.steps(everything)
    return sorted((step for step in everything if step.on <= as_of), key=lambda step: step.on)
