"""Change requests: a change to the plan or its money that takes effect only once somebody has approved it."""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import Group, Id, Key, Many, OneOf, Part, Text
from shared.events.parts import Words


class EffectPart(Part):
    kind = Key("what kind of thing: milestone, project, award, duty", required=True)
    id = Id("the thing", required=True)
    title = Text("its title then")
    what = Key("what of it changes: forecast, baseline, state, end, new", required=True)
    before = Text("what it is now; absent where there is nothing yet", seen_by="funder")
    after = Text("what it would be; absent where nothing would be left", seen_by="funder")


class ChangeRequestSubmitted(Fact):
    """A change is asked for, with what it would do as tried on that day. Subject: the change request."""

    type = "change_request.submitted"
    effective = "the day on which it was submitted"

    title = Text("title", required=True)
    kind = OneOf("what it changes", ("scope", "time", "money", "virement", "carry_forward"), required=True)
    needs = OneOf("whose approval it needs beside the person's who decides", ("board", "funder", "none"), required=True)
    calls = Many(Key("a command"), "the commands that approval carries out, in order", required=True)
    target_ids = Many(Id("a thing"), "what it would touch: ids of milestones, projects, awards", required=True)
    project_ids = Many(Id("a project"), "the projects that it would touch")
    effects = Many(Group("an effect", part=EffectPart), "what would change, as tried when it was submitted")
    note = Words("why, in words")


class ChangeRequestDecided(Fact):
    """A change request is approved, rejected, or withdrawn by who submitted it. Subject: the change request.

    The facts that an approval brings about name this one as their cause.
    """

    type = "change_request.decided"
    effective = "the day of the decision"

    decision = OneOf("what was decided", ("approved", "rejected", "withdrawn"), required=True)
    decided_by = OneOf("who decided", ("person", "board", "funder"), required=True)
    funder_reference = Text("the funder's reference of its agreement", seen_by="funder")
    conditions = Words("conditions, in words")
    note = Words("why, in words")
