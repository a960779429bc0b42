"""How public contributors described themselves, in totals from which small numbers were taken before they were kept."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError

from shared.events.fact import Fact
from shared.events.fields import DecimalText, Field, JsonSchema, Key, Named, Text, YesNo
from shared.events.parts import Period, Place
from shared.smallnumbers import LEAST_SHOWN
from shared.smalltables import Hidden

WORDS = tuple(hidden.value for hidden in Hidden)
MOST = 1_000_000


class ShownPeople(Field):
    """A number of people as everybody may see it: 0, or 5 and more, or why there is no number. Never 1 to 4."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int | str:  # noqa: ARG002
        if isinstance(value, str) and value in WORDS:
            return value
        whole = isinstance(value, int) and not isinstance(value, bool)
        if whole and (value == 0 or LEAST_SHOWN <= value <= MOST):
            return int(value)
        raise ValidationError(f"Must be 0, a whole number from {LEAST_SHOWN}, or one of: {', '.join(WORDS)}.")

    def json_schema(self) -> JsonSchema:
        number = {"type": "integer", "minimum": LEAST_SHOWN, "maximum": MOST}
        return {"anyOf": [{"const": 0}, number, {"type": "string", "enum": list(WORDS)}]}


class InclusionProfileRecorded(Fact):
    """Public contributors of a period, by a characteristic as they described themselves. Subject: the profile.

    Told again of the same profile to correct it. Where how it is made up may not be shown, there are no counts.
    """

    type = "inclusion.profile_recorded"
    effective = "the last day of its period"

    period = Period("the days whose contributors it is about", required=True)
    characteristic = Key("the characteristic, a word of the vocabulary", required=True)
    counts = Named(ShownPeople("how many"), "how many described themselves so, by category")
    prefer_not_to_say = ShownPeople("how many preferred not to say")
    not_asked = ShownPeople("how many were not asked")
    total = ShownPeople("how many contributors it is about", required=True)
    place = Place("the place whose census stands beside it")
    census = Named(DecimalText("per cent"), "per cent of the people of the place, by category")
    census_source = Text("where those come from, with the year")
    taken_back = YesNo("true where it was entered in error and never was; only with `corrects`")
