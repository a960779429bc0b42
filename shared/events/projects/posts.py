"""Posts that the award pays for: established, advertised, appointed to, filled, vacated, closed.

Nobody's reason for leaving is a fact: it is personal data, and nothing of ours needs it.
"""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import Date, DecimalText, Id, Key, OneOf, Text, Whole
from shared.events.parts import Changes, Money, Words

BASES = ("employed", "seconded", "honorary")


class PostEstablished(Fact):
    """A funded post enters the staffing plan. Subject: the post."""

    type = "post.established"
    effective = "the planned start, from which the post stands vacant until somebody fills it"

    title = Text("title of the post, never the name of a person", required=True)
    role_family = Key("kind of work: research, data, community, coordination, administration", required=True)
    employer_org_id = Id("organisation that employs whoever holds it", required=True)
    fte = DecimalText("full-time equivalents; several people may share them", required=True)
    workstream_id = Id("workstream that it works for")
    planned_start = Date("first day on which somebody was to be in it", required=True)
    planned_end = Date("last day for which it is funded")
    weekly_cost = Money("budgeted cost of one week of one full-time equivalent", seen_by="internal")


class PostChanged(Fact):
    """Title, kind of work, workstream, size, end of funding or cost of a post changed. Subject: the post."""

    type = "post.changed"
    effective = "the date from which the change holds"

    changes = Changes("fields of post.established, each before and after; the cost is not among them")
    cost_changes = Changes("weekly_cost, before and after", seen_by="internal")
    reason_code = Key("why", seen_by="funder")
    change_request_id = Id("the change that was approved", seen_by="funder")
    note = Words("why, in words")


class PostAdvertised(Fact):
    """Recruitment to a post opens. Subject: the post."""

    type = "post.advertised"
    effective = "the day on which the round opened"

    round = Whole("which round it is, from 1", least=1, most=99, required=True)
    closes_on = Date("last day for applications")
    fte = DecimalText("how much of the post is advertised; absent: all of it, so that appointments before it are over")


class PostAppointed(Fact):
    """Somebody has accepted a post and not begun yet; who it is, the start will say. Subject: the post."""

    type = "post.appointed"
    effective = "the day of acceptance"

    fte = DecimalText("full-time equivalents accepted", required=True)
    starts_on = Date("first day, as agreed")


class PostFilled(Fact):
    """Somebody starts in a post. Subject: the post. One that `corrects` another stands in its place."""

    type = "post.filled"
    effective = "the first day in post"

    person_id = Id("who", seen_by="internal", required=True)
    fte = DecimalText("full-time equivalents; 0 takes back the fact that it corrects", required=True)
    basis = OneOf("how they are engaged", BASES, required=True)


class PostVacated(Fact):
    """Somebody leaves a post, is away for long, or works fewer hours; never why. Subject: the post.

    One that `corrects` another stands in its place.
    """

    type = "post.vacated"
    effective = "the last day in post, or at the old hours"

    person_id = Id("who", seen_by="internal")
    fte = DecimalText("full-time equivalents that fall vacant; 0 takes back the fact that it corrects", required=True)
    next_step = Key("what is done about it: readvertise, cover, redesign, close, none")


class PostClosed(Fact):
    """A post is dropped from the plan; whoever holds it leaves with it. Subject: the post."""

    type = "post.closed"
    effective = "its last day"

    change_request_id = Id("the change that was approved", seen_by="funder")
