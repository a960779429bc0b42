"""The sample story is accepted by the commands of this service, step by step, and shows what it is meant to show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from installation import Installation
from sqlalchemy import Engine, text

from sample import cast, hierarchy, story
from sample.steps import PROGRAMME, Step, an_id
from services.projects import service
from services.projects.views import changes as change_views
from services.projects.views import delivery, plans
from services.projects.views import places as place_views
from shared import context
from shared.calls import projects as calls
from shared.calls.call import Call
from shared.context import Actor, Grant
from shared.database import transaction
from shared.errors import WaymarkError
from shared.files import Files
from shared.messaging.rpc import UseCase
from shared.settings import settings

AS_OF = date(2026, 11, 20)
OPERATOR = Actor("system:operator", (Grant("administrator"),))
ANSWERED: dict[str, tuple[type[Call], UseCase]] = {
    call.name(): (call, use_case)
    for wiring in vars(service).values()
    if isinstance(wiring, dict)
    for call, use_case in wiring.items()
    if isinstance(call, type) and issubclass(call, Call)
}


@pytest.fixture(scope="module")
def told(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, list[Step]]]:
    """A database of its own in which the story has been told."""
    installation.databases("projects")
    engine = installation.engine("projects")
    address = f"file://{tmp_path_factory.mktemp('files')}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FILES_URL", address)
        settings.cache_clear()
        steps = [step for step in story.steps(AS_OF) if step.call.startswith("projects.")]
        for step in steps:
            for words in step.files:
                Files(address).put(words.encode())
            _do(engine, step)
        yield engine, steps
    settings.cache_clear()


def _do(engine: Engine, step: Step) -> Any:
    call, use_case = ANSWERED[step.call]
    about = {"actor": _actor(step.by), "recorded_on": step.on, "origin": "sample", "recorded": []}
    try:
        with context.using(**about), transaction(engine) as session:
            return use_case(session, **call.parse(step.fields))
    except WaymarkError as error:
        pytest.fail(f"{step.on} {step.by} {step.call} {step.fields}: {error}")


def _actor(by: str) -> Actor:
    if by == "operator":
        return OPERATOR
    person = cast.PEOPLE[by]
    return Actor(cast.person_id(by), (Grant(person.role, None if person.role == "administrator" else PROGRAMME),))


def ask(engine: Engine, call: type[Call], read: UseCase, **fields: Any) -> Any:
    with context.using(actor=OPERATOR, recorded_on=AS_OF), transaction(engine) as session:
        return read(session, **call.parse(fields))


def test_every_step_is_accepted_and_the_plan_is_of_the_size_that_it_should_be(told: tuple[Engine, list[Step]]) -> None:
    _, steps = told
    counted = Counter(step.call for step in steps)
    assert counted["projects.start_project"] == 25
    assert counted["projects.plan_milestone"] == 150
    assert counted["projects.add_work_package"] == 9


def test_reports_show_neighbourhoods_work_packages_evidence_and_what_waits_for_what(
    told: tuple[Engine, list[Step]],
) -> None:
    engine, _ = told
    assert len(ask(engine, calls.Places, place_views.list_places, programme_id=PROGRAMME)["items"]) == 10
    project = ask(engine, calls.Project, plans.project, project_id=an_id("project", "gateway"))
    assert [place["code"] for place in project["places"]] == ["SAMPLE-N01", "SAMPLE-N02", "SAMPLE-N05"]
    assert len(project["work_packages"]) == 3
    assert [len(one["predecessor_ids"]) for one in project["milestones"]].count(1) == 5
    with transaction(engine) as session:
        evidenced = session.execute(
            text("select count(*) from milestones where achieved_on is not null and evidence_file_ids <> '{}'")
        ).scalar_one()
        cancelled = session.execute(text("select count(*) from milestones where cancelled_on is not null")).scalar_one()
        caused = session.execute(
            text("select count(*) from journal where type = 'milestone.reforecast' and data ? 'caused_by'")
        ).scalar_one()
    assert evidenced >= 5
    assert caused >= 1
    assert cancelled == 1


def test_every_unit_has_a_declared_confidence_that_no_date_made(told: tuple[Engine, list[Step]]) -> None:
    engine, _ = told
    items = ask(engine, calls.Delivery, delivery.delivery, programme_id=PROGRAMME)["items"]
    units = [item for item in items if item["target_kind"] == "workstream"]
    assert len(units) == len(hierarchy.LEADS)
    assert {unit["declared"]["declared_on"] for unit in units} == {"2026-11-16"}
    data = an_id("unit", "data")
    history = ask(engine, calls.ConfidenceHistory, delivery.history, target_id=data)["items"]
    assert [one["level"] for one in history] == ["green", "green", "green", "amber", "red", "amber"]
    assert history[4]["action"]


@pytest.mark.parametrize("as_of", [date(2024, 3, 1), date(2025, 2, 10), AS_OF])
def test_a_story_told_up_to_a_day_is_the_beginning_of_the_whole_one(as_of: date) -> None:
    begun = story.steps(as_of)
    assert begun == [step for step in story.steps(AS_OF) if step.on <= as_of]
    assert all(step.on <= as_of for step in begun)


def test_of_the_changes_one_was_rejected_one_waits_and_a_board_approved_the_new_baseline(
    told: tuple[Engine, list[Step]],
) -> None:
    engine, _ = told
    with context.using(actor=OPERATOR), transaction(engine) as session:
        asked = calls.ChangeRequests.parse({"programme_id": PROGRAMME, "limit": 200})
        requests = {one["title"]: one for one in change_views.list_change_requests(session, **asked)["items"]}
    states = Counter(one["state"] for one in requests.values())
    assert (states["awaiting"], states["rejected"]) == (1, 1)
    assert {one["kind"] for one in requests.values() if one["state"] == "approved"} >= {"time", "scope", "virement"}
    baseline = requests["A new baseline after the second-year review"]
    assert (baseline["state"], baseline["decided_by"], baseline["decided_on"]) == ("approved", "board", "2025-10-20")
    assert {effect["what"] for effect in baseline["effects"]} == {"baseline"}
