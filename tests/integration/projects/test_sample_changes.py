"""The sample's changes are accepted by the commands, in their place in the whole story."""

from __future__ import annotations

from datetime import date
from itertools import chain
from typing import Any

from sqlalchemy import Engine

from sample import cast, story
from sample.steps import PROGRAMME, Step
from services.projects import service
from services.projects.views import changes as change_views
from shared import context
from shared.calls import projects as calls
from shared.context import Actor, Grant
from shared.database import transaction
from shared.permissions import ROLES

AS_OF = date(2026, 11, 25)
USE_CASES = {
    call.name(): (call, use_case)
    for call, use_case in chain.from_iterable(
        wiring.items() for wiring in vars(service).values() if isinstance(wiring, dict)
    )
    if isinstance(call, type)
}


def tell(engine: Engine, step: Step) -> None:
    call, use_case = USE_CASES[step.call]
    who = "operator" if step.by == "operator" else cast.person_id(step.by)
    actor = Actor(who, tuple(Grant(role) for role in sorted(ROLES)))
    with (
        context.using(actor=actor, recorded=[], recorded_on=step.on, origin="sample"),
        transaction(engine) as session,
    ):
        use_case(session, **call.parse(step.fields))


def listed(engine: Engine) -> list[dict[str, Any]]:
    reader = Actor("auditor", (Grant("auditor"),))
    with context.using(actor=reader), transaction(engine) as session:
        fields = calls.ChangeRequests.parse({"programme_id": PROGRAMME, "limit": 200})
        found: list[dict[str, Any]] = change_views.list_change_requests(session, **fields)["items"]
        return found


def test_every_step_of_the_sample_is_accepted_and_one_change_waits(engine: Engine) -> None:
    for step in story.steps(AS_OF):
        if step.call.startswith("projects."):
            tell(engine, step)
    requests = {one["title"]: one for one in listed(engine)}
    assert [one["state"] for one in requests.values()].count("awaiting") == 1
    assert [one["state"] for one in requests.values()].count("rejected") == 1
    baseline = requests["A new baseline after the second-year review"]
    assert (baseline["state"], baseline["decided_by"], baseline["decided_on"]) == ("approved", "board", "2025-10-20")
    assert {effect["what"] for effect in baseline["effects"]} == {"baseline"}
