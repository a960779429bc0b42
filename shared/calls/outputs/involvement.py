"""Requests about involvement of the public: activities, payments, what changed because of it, and who was told.

No person by name and no bank detail. People may be put on a register by id, with their consent; no read shows the ids.
"""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import (
    KEY,
    MOST_NAMED,
    MoneyFields,
    PageFields,
    PlaceFields,
    Written,
    an_id,
    day,
    ids,
    key,
    new_id,
    one_of,
    only,
    programme,
    text,
)
from shared.events.outputs.involvement import LEVELS, PAID_KINDS, STAGES

_TITLE = "what it is called; name no person: every reader may see it"
_SUMMARY = "what they said and what was done; the words stay in this service"


def _standards(**options: Any) -> fields.List[str]:
    return fields.List(
        fields.String(validate=KEY),
        validate=MOST_NAMED,
        metadata={"description": "those of the six UK Standards for Public Involvement that it was planned by"},
        **options,
    )


def _contributors(*, required: bool) -> fields.Integer:
    return fields.Integer(
        required=required,
        allow_none=not required,
        strict=True,
        validate=validate.Range(1, 1_000_000),
        metadata={"description": "how many public contributors and community researchers took part"},
        error_messages={"required": "Enter how many took part"},
    )


def _register(**options: Any) -> fields.List[str]:
    one = an_id("a person", required=True)
    words = "ids of those of them who are on a register, each with a standing consent (data); so that nobody is counted"
    return fields.List(one, validate=MOST_NAMED, metadata={"description": f"{words} twice"}, **options)


def _hours() -> fields.String:
    return fields.String(
        allow_none=True,
        validate=Written(r"^\d{1,7}(\.\d{1,2})?$", error="Enter hours, like 38.5"),
        metadata={"description": "hours of all of them together, preparation included; left out, nobody counted"},
    )


def _places(**options: Any) -> fields.List[Any]:
    return fields.List(
        fields.Nested(PlaceFields),
        validate=MOST_NAMED,
        metadata={"description": "the places that it was about"},
        **options,
    )


def _money() -> fields.Nested:
    return fields.Nested(MoneyFields, required=True, metadata={"description": "how much was paid"})


class HoldInvolvement(Command):
    """Enter an activity in which members of the public shaped the work. Gives {involvement_id, version}."""

    involvement_id = new_id()
    programme_id = programme()
    title = text(_TITLE, required=True)
    form = key("the form of the activity", required=True)
    level = one_of("how much say they had", LEVELS, required=True)
    stage = one_of("the stage of the research that they shaped", STAGES, required=True)
    held_on = day("the day on which it was held, or its last day")
    contributors = _contributors(required=True)
    hours = _hours()
    standards = _standards(load_default=list)
    project_ids = ids("projects that it shaped")
    places = _places(load_default=list)
    host_org_id = an_id("the organisation that held it")
    register_person_ids = _register(load_default=list)


class CorrectInvolvement(Command):
    """Put right what is recorded of an activity; what is left out stays as it is. Gives {involvement_id, version}."""

    involvement_id = an_id("the activity", required=True)
    title = text(_TITLE)
    form = key("the form of the activity")
    level = one_of("how much say they had", LEVELS)
    stage = one_of("the stage of the research that they shaped", STAGES)
    held_on = day("the day on which it was held, or its last day")
    contributors = _contributors(required=False)
    hours = _hours()
    standards = _standards(allow_none=True)
    project_ids = ids("projects that it shaped")
    places = _places(allow_none=True)
    host_org_id = an_id("the organisation that held it")
    register_person_ids = _register(allow_none=True)


class TakeBackInvolvement(Command):
    """Say that an activity was entered in error and never was. Gives {involvement_id, version}."""

    involvement_id = an_id("the activity", required=True)


class PayInvolvement(Command):
    """Record what contributors or a community group were paid. Gives {involvement_payment_id, version}.

    Totals, as the finance system says them: no person, no bank detail.
    """

    involvement_payment_id = new_id()
    involvement_id = an_id("the activity that it was paid for", required=True)
    kind = one_of("what it was paid as", PAID_KINDS, required=True)
    amount = _money()
    paid_on = day("the payment date; it may be before the activity")


class CorrectInvolvementPayment(Command):
    """Put a payment right; what is left out stays as it is. Gives {involvement_payment_id, version}."""

    involvement_payment_id = an_id("the payment", required=True)
    kind = one_of("what it was paid as", PAID_KINDS)
    amount = fields.Nested(MoneyFields, metadata={"description": "how much was paid in truth"})
    paid_on = day("the payment date")


class TakeBackInvolvementPayment(Command):
    """Say that a payment was entered in error and never was. Gives {involvement_payment_id, version}."""

    involvement_payment_id = an_id("the payment", required=True)


class RecordInvolvementChange(Command):
    """Record what changed because of what the public said: “you said, we did”. Gives {involvement_change_id, version}.

    One of a project, an output and a decision is what changed.
    """

    involvement_change_id = new_id()
    programme_id = programme()
    involvement_ids = fields.List(
        an_id("an activity", required=True),
        required=True,
        validate=[validate.Length(min=1, error="Name the activity at which it was said"), MOST_NAMED],
        metadata={"description": "the activities at which it was said"},
        error_messages={"required": "Name the activity at which it was said"},
    )
    project_id = an_id("the project that changed")
    output_id = an_id("the output that changed")
    decision_id = an_id("the decision that changed")
    changed_on = day("the date of the change")
    summary = text(_SUMMARY, required=True, longest=10_000)


class CorrectInvolvementChange(Command):
    """Put right what is recorded of a change; what is left out stays as it is. Gives {involvement_change_id, version}.

    Another project, output or decision takes the place of what was said to have changed.
    """

    involvement_change_id = an_id("the change", required=True)
    involvement_ids = ids("the activities at which it was said")
    project_id = an_id("the project that changed")
    output_id = an_id("the output that changed")
    decision_id = an_id("the decision that changed")
    changed_on = day("the date of the change")
    summary = text(_SUMMARY, longest=10_000)


class TakeBackInvolvementChange(Command):
    """Say that a change was entered in error and never was. Gives {involvement_change_id, version}."""

    involvement_change_id = an_id("the change", required=True)


class FeedBackInvolvementChange(Command):
    """Record that those who said it were told what became of it. Gives {involvement_change_id, version}."""

    involvement_change_id = an_id("the change", required=True)
    channel = key("how they were told", required=True)
    told_on = day("the day on which they were told")


class TakeBackFeedback(Command):
    """Say that it was entered in error that they were told. Gives {involvement_change_id, version}."""

    involvement_change_id = an_id("the change", required=True)
    feedback_event_id = an_id("the fact that says that they were told", required=True)


class Involvements(Read, PageFields):
    """Activities with members of the public, newest first. Gives {items, next}.

    A number of contributors from 1 to 4 is not shown, nor one that would say how many are not on its register.
    """

    programme_id = only("only those of this programme")
    project_id = only("only those that shaped this project")
    level = one_of("only those of this level", LEVELS)
    stage = one_of("only those of this stage", STAGES)
    taken_back = fields.Boolean(load_default=False, metadata={"description": "those that were taken back"})


class Involvement(Read):
    """One activity with what was paid, what changed because of it, and who was told."""

    involvement_id = an_id("the activity", required=True)


class InvolvementPayments(Read, PageFields):
    """Payments to contributors and community groups, newest first. Gives {items, next}."""

    programme_id = only("only those of this programme")
    involvement_id = only("only those for this activity")
    kind = one_of("only those paid as this", PAID_KINDS)


class InvolvementPayment(Read):
    """One payment."""

    involvement_payment_id = an_id("the payment", required=True)


class InvolvementChanges(Read, PageFields):
    """“You said, we did”: changes that nobody has been told of come first, then the newest. Gives {items, next}."""

    programme_id = only("only those of this programme")
    involvement_id = only("only those because of this activity")
    fed_back = fields.Boolean(metadata={"description": "only those that people were told of, or only the others"})


class InvolvementChange(Read):
    """One change in words, with who was told of it and how."""

    involvement_change_id = an_id("the change", required=True)


class InvolvementWords(Read):
    """The words that forms offer: forms, the six UK standards, channels. Gives {forms, standards, channels}."""
