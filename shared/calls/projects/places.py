"""Places that a programme works with."""

from __future__ import annotations

from marshmallow import fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import PLACE_KINDS, PageFields, PlaceFields, an_id, only, programme, text


class ListedPlaceFields(PlaceFields):
    """A place with what is known of it."""

    title = text("the place in words", required=True)
    parent_code = an_id("the code of the place that it is a part of")
    deprivation_decile = fields.Integer(
        allow_none=True,
        validate=validate.Range(1, 10),
        metadata={"description": "tenth by deprivation in its nation, 1 the most deprived"},
    )
    deprivation_index = text("the index by which that is said")
    deprivation_year = fields.Integer(
        allow_none=True, validate=validate.Range(1900, 2200), metadata={"description": "year of that index"}
    )
    population = fields.Integer(
        allow_none=True, validate=validate.Range(0, 100_000_000), metadata={"description": "people who live there"}
    )


class ListPlaces(Command):
    """List places that a programme works with; many are better imported as a file of kind `places`.

    Once places of a kind are listed, other requests may name those of that kind alone. Gives {listed, unchanged}.
    """

    programme_id = programme()
    places = fields.List(
        fields.Nested(ListedPlaceFields),
        required=True,
        validate=validate.Length(min=1, max=200),
        metadata={"description": "the places"},
    )


class Places(Read, PageFields):
    """The places on a programme's list, in order of code. Gives {items, next}."""

    programme_id = programme()
    kind = fields.String(validate=validate.OneOf(PLACE_KINDS), metadata={"description": "only those of this kind"})
    boundary_set = only("only those of this boundary set")
