"""Requests about how public contributors described themselves. Exact small numbers are asked for and never kept."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import MOST_NAMED, PageFields, PlaceFields, Written, an_id, day, key, new_id, only, programme
from shared.calls.fields import text as words_of


def _number(words: str, *, required: bool = False) -> fields.Integer:
    return fields.Integer(
        required=required,
        strict=True,
        load_default=None if required else 0,
        validate=validate.Range(0, 1_000_000),
        metadata={"description": words},
        error_messages={"required": f"Enter {words}"},
    )


class CategoryFields(Schema):
    """How many described themselves so."""

    category = key("the category", required=True)
    people = fields.Integer(
        required=True,
        strict=True,
        validate=validate.Range(0, 1_000_000),
        metadata={"description": "how many"},
        error_messages={"required": "Enter how many"},
    )


class CensusFields(Schema):
    """The same category in the census."""

    category = key("the category", required=True)
    per_cent = fields.String(
        required=True,
        validate=Written(r"^(100|\d{1,2})(\.\d{1,2})?$", error="Enter per cent, like 51.4"),
        metadata={"description": "per cent of the people of the place"},
        error_messages={"required": "Enter per cent"},
    )


class ProfileFields(Schema):
    """The numbers of a profile, as counted: those that are small are not kept."""

    counts = fields.List(
        fields.Nested(CategoryFields),
        required=True,
        validate=MOST_NAMED,
        metadata={"description": "how many described themselves as each"},
        error_messages={"required": "Enter how many described themselves as each"},
    )
    prefer_not_to_say = _number("how many preferred not to say")
    not_asked = _number("how many were not asked")
    place = fields.Nested(
        PlaceFields, allow_none=True, metadata={"description": "the place whose census stands beside it"}
    )
    census = fields.List(
        fields.Nested(CensusFields),
        validate=MOST_NAMED,
        load_default=list,
        metadata={"description": "per cent of the people of the place, by the same categories"},
    )
    census_source = words_of("where those come from, with the year", longest=200)


class SubjectFields(Schema):
    """Of whom, by what, and of which days."""

    inclusion_profile_id = new_id()
    programme_id = programme()
    characteristic = key("the characteristic", required=True)
    period_from = day("the first day of the period", required=True)
    period_to = day("the last day of the period", required=True)


class RecordInclusionProfile(Command, ProfileFields, SubjectFields):
    """Record how the contributors of a period described themselves. Gives {inclusion_profile_id, version}.

    Numbers from 1 to 4 are not kept, nor what would give them away: what you then see is all that there is.
    """


class CorrectInclusionProfile(Command, ProfileFields):
    """Say anew what is recorded in a profile: the whole of it. Gives {inclusion_profile_id, version}."""

    inclusion_profile_id = an_id("the profile", required=True)


class TakeBackInclusionProfile(Command):
    """Say that a profile was entered in error. Gives {inclusion_profile_id, version}."""

    inclusion_profile_id = an_id("the profile", required=True)


class InclusionProfiles(Read, PageFields):
    """Profiles of contributors, newest period first. Gives {items, next}."""

    programme_id = only("only those of this programme")
    characteristic = only("only of this characteristic")


class InclusionProfile(Read):
    """One profile: what may be shown of it, beside the census where that is recorded."""

    inclusion_profile_id = an_id("the profile", required=True)


class Characteristics(Read):
    """The characteristics that people may be asked about, each with its categories. Gives {items}."""
