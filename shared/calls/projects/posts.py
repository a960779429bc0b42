"""Posts: established, advertised, appointed to, filled, vacated, closed. Why somebody left is never asked."""

from __future__ import annotations

from marshmallow import fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import MoneyFields, PageFields, Written, an_id, day, key, new_id, note, only, programme, text


def _fte(words: str, *, required: bool = False) -> fields.String:
    return fields.String(
        required=required,
        allow_none=not required,
        validate=Written(r"^\d{1,3}(\.\d{1,4})?$", error="Enter full-time equivalents, like 0.6"),
        metadata={"description": words},
        error_messages={"required": f"Enter {words}", "null": f"Enter {words}"},
    )


class EstablishPost(Command):
    """Enter a funded post in the staffing plan; it stands vacant from its planned start. Gives {post_id, version}."""

    post_id = new_id()
    programme_id = programme()
    title = text("a title of the post, never the name of a person", required=True)
    role_family = key("a kind of work", required=True)
    employer_org_id = an_id("the organisation that employs whoever holds it", required=True)
    fte = _fte("full-time equivalents", required=True)
    workstream_id = an_id("the workstream that it works for")
    planned_start = day("the first day on which somebody is to be in it", required=True)
    planned_end = day("the last day for which it is funded")
    weekly_cost = fields.Nested(
        MoneyFields,
        allow_none=True,
        metadata={"description": "budgeted cost of one week of one full-time equivalent"},
    )


class ChangePost(Command):
    """Change what is said of a post, from a day on. Only what is given is changed. Gives {post_id, version}."""

    post_id = an_id("the post", required=True)
    title = text("a title of the post, never the name of a person")
    role_family = key("a kind of work")
    fte = _fte("full-time equivalents")
    workstream_id = an_id("the workstream that it works for")
    planned_end = day("the last day for which it is funded")
    weekly_cost = fields.Nested(
        MoneyFields,
        allow_none=True,
        metadata={"description": "budgeted cost of one week of one full-time equivalent"},
    )
    from_on = day("the day from which this holds")
    reason_code = key("a reason")
    note = note()
    change_request_id = an_id("the change that was approved")


class AdvertisePost(Command):
    """Open a round of recruitment. Gives {post_id, version}."""

    post_id = an_id("the post", required=True)
    on = day("the day on which it opened")
    closes_on = day("the last day for applications")
    fte = _fte("how much of the post is advertised; left out, all of it")


class AppointToPost(Command):
    """Note that somebody has accepted and has not begun yet; who, their start will say. Gives {post_id, version}."""

    post_id = an_id("the post", required=True)
    on = day("the day of acceptance")
    fte = _fte("full-time equivalents accepted; left out, what is vacant")
    starts_on = day("the first day, as agreed")


class FillPost(Command):
    """Note that somebody starts in a post. Gives {post_id, version}."""

    post_id = an_id("the post", required=True)
    person_id = an_id("who starts", required=True)
    on = day("the first day in post")
    fte = _fte("full-time equivalents; left out, what is vacant on that day")
    basis = fields.String(
        load_default="employed",
        validate=validate.OneOf(("employed", "seconded", "honorary")),
        metadata={"description": "how they are engaged"},
    )
    corrects_event_id = an_id(
        "an earlier start that was entered wrongly, in whose place this stands; fte 0: it was none"
    )


class VacatePost(Command):
    """Note that somebody leaves a post or works fewer hours, never why. Gives {post_id, version}."""

    post_id = an_id("the post", required=True)
    person_id = an_id("who leaves; may be left out where one person alone holds it")
    on = day("the last day in post, or at the old hours")
    fte = _fte("full-time equivalents that fall vacant; left out, all that they hold")
    next_step = key("what is done about it")
    corrects_event_id = an_id("an earlier leaving that was entered wrongly; fte 0: it was none")


class ClosePost(Command):
    """Drop a post from the plan; whoever holds it leaves with it. Gives {post_id, version}."""

    post_id = an_id("the post", required=True)
    on = day("its last day")
    change_request_id = an_id("the change that was approved")


class Posts(Read, PageFields):
    """Posts that one may see, in order of title, each with its FTE filled and weeks vacant. Gives {items, next}."""

    programme_id = only("only those of this programme")
    workstream_id = only("only those of this workstream")
    employer_org_id = only("only those of this employer")
    state = fields.String(
        validate=validate.OneOf(("planned", "vacant", "part_filled", "filled", "ended", "closed")),
        metadata={"description": "only those that stand so today"},
    )


class Post(Read):
    """One post with all that happened to it, in order of its days."""

    post_id = an_id("the post", required=True)
