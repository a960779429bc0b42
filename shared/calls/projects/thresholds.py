"""Settings of a programme: from how many days late the schedule is red, and so on."""

from __future__ import annotations

from marshmallow import ValidationError, fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import day, key, note, programme
from shared.events.projects.thresholds import SETTINGS


def _known(name: str) -> None:
    if name not in SETTINGS:
        raise ValidationError(f"There are these settings: {', '.join(SETTINGS)}")


class SetThreshold(Command):
    """Set one of a programme's settings, from a day on; figures of earlier days keep the one of then.

    Gives {programme_id, version}.
    """

    programme_id = programme()
    reason_code = key("a reason")  # before the field called key, which hides the builder
    key = fields.String(
        required=True,
        validate=_known,
        metadata={"description": "which setting: " + ", ".join(SETTINGS)},
        error_messages={"required": "Choose a setting"},
    )
    values = fields.List(
        fields.Integer(strict=True, validate=validate.Range(0, 1_000_000)),
        required=True,
        validate=validate.Length(min=1, max=20),
        metadata={"description": "one number, or the rising boundaries of bands"},
        error_messages={"required": "Enter a value"},
    )
    from_on = day("the day from which it holds")
    note = note()


class Thresholds(Read):
    """Every setting of a programme, with its meaning, its default and what holds today. Gives {items}."""

    programme_id = programme()
