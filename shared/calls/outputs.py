"""Requests that the outputs service answers: outputs of every type, publication, merging, attribution, imports.

Dates of publication are text as exact as they are known: 2024, 2024-03 or 2024-03-01.
"""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, Schema, fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import PageFields, day, one_line
from shared.calls.imports import ImportJobFields, StartImportFields

UNPUBLISHED = ("planned", "submitted", "accepted", "embargoed")
STATES = (*UNPUBLISHED, "public")
ROLES = ("funded", "supported")
SECTORS = ("local_authority", "university", "voluntary", "health", "business", "public", "other")


def _text(words: str, *, longest: int = 500, required: bool = False, **options: Any) -> fields.String:
    return fields.String(
        required=required,
        allow_none=not required,
        validate=validate.Length(min=1 if required else 0, max=longest),
        metadata={"description": words},
        error_messages={"required": f"Enter {words}", "null": f"Enter {words}"},
        **options,
    )


def _one_of(words: str, choices: tuple[str, ...], *, required: bool = False, **options: Any) -> fields.String:
    return fields.String(
        required=required,
        validate=validate.OneOf(choices, error="Choose one of {choices}"),
        metadata={"description": words},
        error_messages={"required": f"Choose {words}"},
        **options,
    )


def _id(words: str, *, required: bool = True, **options: Any) -> fields.String:
    return fields.String(
        required=required,
        validate=[validate.Length(min=1, max=200), one_line],
        metadata={"description": words},
        error_messages={"required": f"Say which: {words}"},
        **options,
    )


def _list(words: str, inner: fields.Field[Any], **options: Any) -> fields.List[Any]:
    return fields.List(inner, metadata={"description": words}, validate=validate.Length(max=5000), **options)


class AuthorFields(Schema):
    """An author as published."""

    class Meta:
        unknown = RAISE

    name = _text("the author's name as printed", required=True, longest=1000)
    family = _text("family name", longest=500)
    given = _text("given names", longest=500)
    orcid = _text("ORCID iD", longest=60)
    group = fields.Boolean(load_default=False, metadata={"description": "a consortium that signs as one"})
    sector = _one_of("the sector the author works in", SECTORS)
    person_id = _id("the person, where it is one we know", required=False)


class PlaceFields(Schema):
    """A place with the boundaries meant."""

    class Meta:
        unknown = RAISE

    code = _id("GSS code, such as E08000012")
    kind = _one_of("kind of place", ("ward", "neighbourhood", "lsoa", "city"), required=True)
    boundary_set = _text("set of boundaries, with its year", required=True)


class Descriptive(Schema):
    """What can be said of an output, whatever its type."""

    title = _text("a title", longest=2000)
    subtype = _text("the kind within the type", longest=100)
    doi = _text("the DOI, with or without https://doi.org/", longest=500)
    pmid = _text("the PubMed number", longest=40)
    pmcid = _text("the PubMed Central number", longest=40)
    isbn = _text("the ISBN", longest=40)
    issn = _text("the ISSN of the journal", longest=40)
    journal = _text("the journal, series or publisher's site it appeared in")
    publisher = _text("the publisher")
    volume = _text("volume", longest=50)
    issue = _text("issue", longest=50)
    pages = _text("pages or article number", longest=50)
    licence = _text("the licence, such as CC-BY-4.0", longest=200)
    url = fields.URL(
        allow_none=True,
        schemes={"http", "https"},
        metadata={"description": "where it can be read"},
        error_messages={"invalid": "Enter a web address, like https://example.org/report"},
    )
    authors = _list("authors in the order of the title page", fields.Nested(AuthorFields))
    themes = _list("keys of its themes", fields.String())
    places = _list("places that it is about", fields.Nested(PlaceFields))
    workstream_id = _id("workstream it came from", required=False, allow_none=True)
    project_ids = _list("projects it came from", fields.String())
    version_of = _id(
        "the output that this is a version of, as a preprint of its article", required=False, allow_none=True
    )
    details = fields.Dict(
        keys=fields.String(), metadata={"description": "fields of its type alone; see the output types"}
    )


class RecordOutput(Command, Descriptive):
    """Record an output. Gives {output_id, attribution_ids, version}.

    The same DOI in one programme is the same output: a second one is refused, naming the first.
    """

    programme_id = _id("programme")
    output_id = _id("an id of your own; left out, one is made", required=False)
    type = _text("the type of output", required=True, longest=100)
    title = _text("a title", required=True, longest=2000)
    state = _one_of("how far it is; left out: public with a date of publication, else planned", STATES)
    published_on = _text("the date of publication, like 2026, 2026-03 or 2026-03-31", longest=20)
    planned_on = _text("the planned date, like 2026, 2026-03 or 2026-03-31", longest=20)
    embargoed_until = day("the last day of the embargo")
    award_ids = _list("awards that it arose from", fields.String(), load_default=list)
    import_key = _text("what makes an imported record the same again", longest=500)
    on_behalf_of = _id("person for whom a delegate acts", required=False)


class ChangeOutput(Command, Descriptive):
    """Correct or complete an output: only the fields given change. Gives {output_id, changed, version}."""

    output_id = _id("output")
    state = _one_of("how far it is, while it is not public", UNPUBLISHED)
    embargoed_until = day("the last day of the embargo")
    published_on = _text("the right date of publication", longest=20)
    planned_on = _text("the planned date", longest=20)
    reason_code = _one_of("why", ("correction", "enriched"), load_default="correction")


class PublishOutput(Command):
    """Say that an output entered the public domain. Gives {output_id, version}."""

    output_id = _id("output")
    published_on = _text("the date of publication, like 2026, 2026-03 or 2026-03-31", required=True, longest=20)
    text_version = _one_of("which text", ("preprint", "accepted", "published", "other"), load_default="published")
    licence = _text("the licence, such as CC-BY-4.0", longest=200)
    url = fields.URL(allow_none=True, schemes={"http", "https"}, metadata={"description": "where it can be read"})
    doi = _text("the DOI that came with publication", longest=500)
    pmid = _text("the PubMed number that came with publication", longest=40)
    pmcid = _text("the PubMed Central number that came with publication", longest=40)


class WithdrawOutput(Command):
    """Take an output out of the count: retracted, not ours, or entered in error. Gives {output_id, version}."""

    output_id = _id("output")
    kind = _one_of("why it no longer counts", ("retracted", "not_ours", "error"), required=True)
    notice_url = fields.URL(allow_none=True, schemes={"http", "https"}, metadata={"description": "the notice"})
    noticed_on = day("the date of the notice of retraction")


class MergeOutputs(Command):
    """Say that two records are one output; it then counts once. Gives {kept_id, absorbed_id, merge_event_id}."""

    kept_id = _id("the output that stays")
    absorbed_id = _id("the output that is the same")
    basis = _one_of("how it is known", ("doi", "title", "person"), load_default="person")


class UndoMerge(Command):
    """Say that they were two after all. Gives {kept_id, absorbed_id}."""

    merge_event_id = _id("the merge")


class AssertAttribution(Command):
    """Say that an output arose from an award or project. Gives {attribution_id, state, version}.

    One of award_id, award_reference (as written) and project_id. A reference that is not known here yet is kept as
    written, and becomes an attribution when its award is recorded.
    """

    output_id = _id("output")
    attribution_id = _id("an id of your own; left out, one is made", required=False)
    award_id = _id("award", required=False)
    award_reference = _text("the funder's number of the award", longest=200)
    project_id = _id("project", required=False)
    role = _one_of("what the award or project was to it", ROLES, load_default="funded")
    share = fields.Decimal(
        places=2,
        allow_none=True,
        validate=validate.Range(min=0, max=100),
        metadata={"description": "share in per cent, only where a funder asks"},
    )


class AgreeAttribution(Command):
    """Agree that the output arose from the award or project. Gives {attribution_id, state}."""

    attribution_id = _id("attribution")


class WithdrawAttribution(Command):
    """Say that the output is no longer attributed so. Gives {attribution_id, state}."""

    attribution_id = _id("attribution")
    reason_code = _one_of("why", ("not_ours", "entered_in_error", "no_longer_claimed"), required=True)
    note = _text("why, in words", longest=2000)


class Outputs(Read, PageFields):
    """Outputs of a programme, newest first, those that count unless asked otherwise. Gives {items, next}."""

    programme_id = _id("programme")
    type = _text("only of this type", longest=100)
    state = _one_of("only those that are so far", STATES)
    project_id = _id("only those of this project", required=False)
    award_id = _id("only those attributed to this award", required=False)
    search = _text("words of the title, or an identifier", longest=200)
    withdrawn = fields.Boolean(load_default=False, metadata={"description": "withdrawn and merged ones too"})


class Output(Read):
    """One output with its authors, attributions and merges. Gives the output."""

    output_id = _id("output")


class OutputTypes(Read):
    """The types of output with their kinds and fields, for forms. Gives {items}."""


class StartImport(Command, StartImportFields):
    """Begin to import a file that was uploaded. Gives {job_id}."""

    kind = _one_of("what the file holds", ("outputs",), load_default="outputs")
    programme_id = _id("programme")


class ImportJob(Read, ImportJobFields):
    """How far an import is, and what it refused.

    Gives {job_id, state, finished, message, total, done, accepted, unchanged, refused_count, refused}.
    """
