"""The logic model of a programme: what is done, what comes of it, what that changes, and for whom in the end.

Claims name the steps that they stand for (`impact.claimed`), so a step does not name claims.
"""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import Id, Many, OneOf, Text, Whole
from shared.events.parts import Changes, Words

#: in the order in which one leads to the next
PATHWAY_LEVELS = ("activity", "output", "outcome", "impact")
#: what a step can be linked to; of steps, one of its level or a later one
PATHWAY_ENDS = ("step", "project", "output", "indicator")


class PathwayStepAdded(Fact):
    """A step enters the logic model. Subject: the step."""

    type = "pathway.step_added"
    effective = "the day from which it is in the model"

    level = OneOf("how far along the way it is", PATHWAY_LEVELS, required=True)
    title = Text("what it is, in a few words that name no person", required=True)
    place = Whole("its place among those of its level, from 1", least=1, most=1000)
    assumptions = Words("what has to hold for it to lead on")


class PathwayStepChanged(Fact):
    """A step is worded or placed otherwise. Subject: the step."""

    type = "pathway.step_changed"
    effective = "the day from which that holds"

    changes = Changes("fields of pathway.step_added, each before and after", required=True)
    assumptions = Words("what has to hold for it to lead on, from now on")


class PathwayStepLinked(Fact):
    """A step leads to another, or is done by a project, made real by an output, measured by an indicator.
    Subject: the step."""

    type = "pathway.step_linked"
    effective = "the day from which that is said"

    target_kind = OneOf("what it is linked to", PATHWAY_ENDS, required=True)
    target_id = Id("that thing", required=True)


class PathwayStepUnlinked(Fact):
    """A link of a step no longer holds. Subject: the step."""

    type = "pathway.step_unlinked"
    effective = "the day from which it holds no longer"

    target_kind = OneOf("what it was linked to", PATHWAY_ENDS, required=True)
    target_id = Id("that thing", required=True)


class PathwayStepRemoved(Fact):
    """A step leaves the logic model, with every link to it and from it. Subject: the step."""

    type = "pathway.step_removed"
    effective = "the day from which it is no longer in the model"

    from_step_ids = Many(Id("a step"), "steps that led to it")
    note = Words("why, in words")
