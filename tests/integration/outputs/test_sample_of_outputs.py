"""What the sample tells the outputs service: every step is accepted by its command, in order, as its teller."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from installation import Installation
from sqlalchemy import Engine, text

from sample import cast, story
from sample.steps import PROGRAMME
from services.outputs import service
from services.outputs.views import decisions, indicators
from shared import context, permissions
from shared.calls import outputs as calls
from shared.calls.call import Call
from shared.context import Actor, Grant
from shared.database import transaction
from shared.messaging.rpc import UseCase

AS_OF = date(2026, 11, 25)
USE_CASES: dict[str, tuple[type[Call], UseCase]] = {
    call.name(): (call, use_case) for wiring in service.CONCEPTS for call, use_case in wiring.items()
}
MANAGER = Actor("manager", (Grant("programme_manager", PROGRAMME),))


@pytest.fixture(scope="module")
def told(installation: Installation) -> Iterator[Engine]:
    """The story, told."""
    installation.databases("outputs")
    engine = installation.engine("outputs")
    for step in story.steps(AS_OF):
        if step.call.startswith("outputs."):
            call, use_case = USE_CASES[step.call]
            role = Grant(cast.PEOPLE[step.by].role, PROGRAMME) if step.by != "operator" else Grant("administrator")
            actor = Actor(cast.person_id(step.by) if step.by != "operator" else "operator", (role,))
            assert permissions.row(step.call).who & {grant.role for grant in actor.grants}, step
            with (
                context.using(actor=actor, recorded_on=step.on, origin="sample", recorded=[]),
                transaction(engine) as session,
            ):
                use_case(session, **call.parse(step.fields))
    yield engine


def read(told: Engine, use_case: UseCase, call: type[Call], **fields: Any) -> Any:
    with context.using(actor=MANAGER), transaction(told) as session:
        return use_case(session, **call.parse(fields))


def test_nine_decisions_stand_of_every_result_and_one_was_not_informed_after_all(told: Engine) -> None:
    found = read(told, decisions.list_decisions, calls.Decisions, programme_id=PROGRAMME)["items"]
    assert len(found) == 9
    assert set(Counter(one["result"] for one in found)) == {"adopted", "changed", "stopped", "deferred"}
    every = read(told, decisions.list_decisions, calls.Decisions, programme_id=PROGRAMME, withdrawn=True)["items"]
    assert [one["withdrawn_reason"] for one in every if one["withdrawn_reason"]] == ["not_used"]


def test_indicators_show_reached_and_missed_targets_and_small_numbers_of_people_are_not_there(told: Engine) -> None:
    found = read(told, indicators.list_indicators, calls.Indicators, programme_id=PROGRAMME)["items"]
    assert {one["on_target"] for one in found} == {True, False}
    values = read(told, indicators.list_measurements, calls.Measurements, programme_id=PROGRAMME, limit=200)["items"]
    assert Counter(one["value"] for one in values)["fewer than 5"] == 2
    with told.connect() as connection:
        kept = text("select count(*) from measurements m join indicators using (indicator_id)"
                    " where counts_people and value between 1 and 4")  # fmt: skip
        assert connection.execute(kept).scalar() == 0
