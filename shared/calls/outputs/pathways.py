"""Requests about the logic model of a programme: activity, output, outcome, impact, and what they are linked to."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import PageFields, an_id, day, new_id, note, one_of, only, programme, text

PATHWAY_LEVELS = ("activity", "output", "outcome", "impact")


def _place() -> fields.Integer:
    return fields.Integer(
        strict=True,
        allow_none=True,
        validate=validate.Range(1, 1000),
        metadata={"description": "its place among those of its level, from 1"},
    )


class AddPathwayStep(Command):
    """Add a step to the logic model. Gives {step_id, version}."""

    step_id = new_id()
    programme_id = programme()
    level = one_of("how far along the way it is", PATHWAY_LEVELS, required=True)
    title = text("what it is, in a few words that name no person", required=True)
    place = _place()
    from_step_id = an_id("the step that leads to it, where there is one already")
    assumptions = text("what has to hold for it to lead on; the words stay in this service", longest=10_000)
    on = day("the day from which it is in the model; left out, today")


class ChangePathwayStep(Command):
    """Word or place a step otherwise: only the fields given change. Gives {step_id, version}."""

    step_id = an_id("the step", required=True)
    level = one_of("how far along the way it is", PATHWAY_LEVELS)
    title = text("what it is, in a few words that name no person")
    place = _place()
    assumptions = text("what has to hold for it to lead on; the words stay in this service", longest=10_000)
    on = day("the day from which that holds; left out, today")


class StepLinkFields(Schema):
    """One end of a link: one of these."""

    step_id = an_id("the step", required=True)
    to_step_id = an_id("the step that it leads to, of its level or a later one")
    project_id = an_id("the project that does it")
    output_id = an_id("the output that makes it real")
    indicator_id = an_id("the indicator that measures it")
    on = day("the day from which that is said; left out, today")


class LinkPathwayStep(Command, StepLinkFields):
    """Link a step to one that it leads to, or to a project, output or indicator behind it. Gives {step_id, version}."""


class UnlinkPathwayStep(Command, StepLinkFields):
    """Take a link of a step away. Gives {step_id, version}."""


class RemovePathwayStep(Command):
    """Take a step out of the logic model, with its links. Gives {step_id, version}."""

    step_id = an_id("the step", required=True)
    on = day("the day from which it is no longer in the model; left out, today")
    note = note()


class PathwaySteps(Read, PageFields):
    """Steps of the logic model, from activities to impacts. Gives {items, next}."""

    programme_id = only("only those of this programme")
    level = one_of("only those of this level", PATHWAY_LEVELS)
    project_id = only("only those that this project does")
    state = one_of("only those that stand so; left out, all", ("standing", "removed"))


class PathwayStep(Read):
    """One step with what leads to it, what it leads to, and the claims that stand for it."""

    step_id = an_id("the step", required=True)


class Pathway(Read):
    """The logic model as a whole, level by level, with its links and claims. Gives {programme_id, levels}."""

    programme_id = programme()
