"""Carrying out a list of changes, each a command of this service by name: for approvals, and for trying.

The use cases are the very ones that the service answers with (a test holds them together), so that what is tried and
what is approved is what a person could have asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import Session

from services.projects.commands import (
    awards,
    baselines,
    budgets,
    finding,
    milestone_words,
    milestones,
    posts,
    projects,
    successors,
    thresholds,
    work_packages,
)
from services.projects.commands.approval import carrying_out
from shared import context, permissions
from shared.calls import projects as calls
from shared.calls.call import Command
from shared.errors import Invalid, NotFound, WaymarkError

#: what a change may consist of
ALLOWED: Mapping[type[Command], Callable[..., dict[str, Any]]] = {
    calls.PlanMilestone: milestones.plan_milestone,
    calls.ReforecastMilestone: milestones.reforecast_milestone,
    calls.CancelMilestone: milestones.cancel_milestone,
    calls.ChangeMilestone: milestone_words.change_milestone,
    calls.MoveSuccessors: successors.move_successors,
    calls.BaselinePlan: baselines.baseline_plan,
    calls.ChangeProject: projects.change_project,
    calls.PauseProject: projects.pause_project,
    calls.EndProject: projects.end_project,
    calls.ExtendAward: awards.extend_award,
    calls.SetBudget: budgets.set_budget,
    calls.Vire: budgets.vire,
    calls.CarryForward: budgets.carry_forward,
    calls.ChangePost: posts.change_post,
    calls.ClosePost: posts.close_post,
    calls.EndWorkPackage: work_packages.end_work_package,
    calls.SetThreshold: thresholds.set_threshold,
}
BY_NAME = {call.method: call for call in ALLOWED}
APPROVED = "change_request_id"


def carry_out(
    session: Session,
    changes: Sequence[Mapping[str, Any]],
    *,
    programme_id: str,
    change_request_id: str | None = None,
    permit: bool,
) -> list[dict[str, Any]]:
    """Carry out each change in order and give its reply; its facts carry the change request's id where they can.

    With `permit` the actor must be allowed each command by itself. Raises the error of the first that cannot be done,
    saying which one it is; what was done before it is then for the caller to roll back.
    """
    replies = []
    for number, change in enumerate(changes):
        with _named(number, change["call"]), carrying_out(change_request_id):
            call = _allowed(change["call"])
            fields = call.parse(_addressed(call, change["fields"], programme_id, change_request_id))
            _check(session, call, fields, programme_id, permit=permit)
            replies.append(ALLOWED[call](session, **fields))
    return replies


def _allowed(name: str) -> type[Command]:
    if name not in BY_NAME:
        choices = f"Choose from: {', '.join(sorted(BY_NAME))}"
        raise Invalid(f"A change cannot consist of {name}. {choices}.", {"call": [choices]})
    return BY_NAME[name]


def _addressed(
    call: type[Command], fields: Mapping[str, Any], programme_id: str, change_request_id: str | None
) -> dict[str, Any]:
    """The fields with the programme, which may be left out, and the change request, which nobody else may name."""
    given = {name: value for name, value in fields.items() if name != APPROVED}
    if "programme_id" in call._declared_fields:
        given.setdefault("programme_id", programme_id)
    if change_request_id and APPROVED in call._declared_fields:
        given[APPROVED] = change_request_id
    return given


def _check(session: Session, call: type[Command], fields: dict[str, Any], programme_id: str, *, permit: bool) -> None:
    """That it is about this programme, and, where asked, that the actor may do it."""
    where = permissions.row(call.name()).where
    programme, project = finding.SCOPES[where](session, fields[where])
    if programme != programme_id:
        raise NotFound("There is no such thing in this programme.", {where: ["Not in this programme"]})
    if permit:
        permissions.check(call.name(), context.current().actor, programme, project)


@contextmanager
def _named(number: int, call: str) -> Iterator[None]:
    """Say of an error which change it belongs to: {"changes": {"0": {"forecast_on": [...]}}}."""
    try:
        yield
    except WaymarkError as error:
        words = f"Change {number + 1} ({call.replace('_', ' ')}): {error.message}"
        raise type(error)(words, {"changes": {str(number): error.fields}}) from error
