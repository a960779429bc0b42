"""Requests about outputs of every type: record, change, publish, withdraw. Of those that are one: `identity`.

Dates of publication are text as exact as they are known: 2024, 2024-03 or 2024-03-01.
"""

from __future__ import annotations

from marshmallow import RAISE, Schema, fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import PageFields, PlaceFields, an_id, day, many, new_id, one_of, text

UNPUBLISHED = ("planned", "submitted", "accepted", "embargoed")
STATES = (*UNPUBLISHED, "public")
#: what may be asked of an output's attributions
ATTRIBUTED = ("none", "not_agreed", "disputed", "agreed")
ORDERS = ("newest", "oldest", "title", "recorded")
SECTORS = ("local_authority", "university", "voluntary", "health", "business", "public", "other")


class AuthorFields(Schema):
    """An author as published."""

    class Meta:
        unknown = RAISE

    name = text("the author's name as printed", required=True, longest=1000)
    family = text("family name", longest=500)
    given = text("given names", longest=500)
    orcid = text("ORCID iD", longest=60)
    group = fields.Boolean(load_default=False, metadata={"description": "a consortium that signs as one"})
    sector = one_of("the sector the author works in", SECTORS)
    person_id = an_id("the person, where it is one we know")


class Descriptive(Schema):
    """What can be said of an output, whatever its type."""

    title = text("a title", longest=2000)
    subtype = text("the kind within the type", longest=100)
    doi = text("the DOI, with or without https://doi.org/", longest=500)
    pmid = text("the PubMed number", longest=200)
    pmcid = text("the PubMed Central number", longest=200)
    isbn = text("the ISBN", longest=200)
    issn = text("the ISSN of the journal", longest=200)
    arxiv = text("the arXiv number, like 2101.00001", longest=200)
    journal = text("the journal, series or publisher's site it appeared in")
    publisher = text("the publisher")
    volume = text("volume", longest=50)
    issue = text("issue", longest=50)
    pages = text("pages or article number", longest=50)
    licence = text("the licence, such as CC-BY-4.0", longest=200)
    url = fields.URL(
        allow_none=True,
        schemes={"http", "https"},
        metadata={"description": "where it can be read"},
        error_messages={"invalid": "Enter a web address, like https://example.org/report"},
    )
    authors = many("authors in the order of the title page", fields.Nested(AuthorFields), most=5000)
    themes = many("keys of its themes", fields.String())
    places = many("places that it is about", fields.Nested(PlaceFields))
    workstream_id = an_id("workstream it came from")
    project_ids = many("projects it came from", fields.String())
    version_of = an_id("the output that this is a version of, as a preprint of its article")
    details = fields.Dict(
        keys=fields.String(validate=validate.Length(max=100)),
        validate=validate.Length(max=100),
        metadata={"description": "fields of its type alone; see the output types"},
    )


class RecordOutput(Command, Descriptive):
    """Record an output. Gives {output_id, attribution_ids, version}.

    The same DOI in one programme is the same output: a second one is refused, naming the first.
    """

    programme_id = an_id("programme", required=True)
    output_id = new_id()
    type = text("the type of output", required=True, longest=100)
    title = text("a title", required=True, longest=2000)
    state = one_of("how far it is; left out: public with a date of publication, else planned", STATES)
    published_on = text("the date of publication, like 2026, 2026-03 or 2026-03-31", longest=20)
    planned_on = text("the planned date, like 2026, 2026-03 or 2026-03-31", longest=20)
    embargoed_until = day("the last day of the embargo")
    award_ids = many("awards that it arose from", fields.String(), load_default=list)
    submitted_on = day("the day on which it was submitted")
    accepted_on = day("the day on which it was accepted")
    import_key = text("what makes an imported record the same again", longest=500)
    on_behalf_of = an_id("person for whom a delegate acts")


class ChangeOutput(Command, Descriptive):
    """Correct or complete an output: only the fields given change. Gives {output_id, changed, version}."""

    output_id = an_id("output", required=True)
    state = one_of("how far it is, while it is not public", UNPUBLISHED)
    embargoed_until = day("the last day of the embargo")
    published_on = text("the right date of publication", longest=20)
    planned_on = text("the planned date", longest=20)
    submitted_on = day("the day on which it was submitted")
    accepted_on = day("the day on which it was accepted")
    reason_code = one_of("why", ("correction", "enriched"), load_default="correction")


class PublishOutput(Command):
    """Say that an output entered the public domain. Gives {output_id, version}."""

    output_id = an_id("output", required=True)
    published_on = text("the date of publication, like 2026, 2026-03 or 2026-03-31", required=True, longest=20)
    text_version = one_of("which text", ("preprint", "accepted", "published", "other"), load_default="published")
    licence = text("the licence, such as CC-BY-4.0", longest=200)
    url = fields.URL(allow_none=True, schemes={"http", "https"}, metadata={"description": "where it can be read"})
    doi = text("the DOI that came with publication", longest=500)
    pmid = text("the PubMed number that came with publication", longest=200)
    pmcid = text("the PubMed Central number that came with publication", longest=200)


class WithdrawOutput(Command):
    """Take an output out of the count: retracted, not ours, or entered in error. Gives {output_id, version}."""

    output_id = an_id("output", required=True)
    kind = one_of("why it no longer counts", ("retracted", "not_ours", "error"), required=True)
    notice_url = fields.URL(allow_none=True, schemes={"http", "https"}, metadata={"description": "the notice"})
    noticed_on = day("the date of the notice of retraction")


class ReinstateOutput(Command):
    """Say that a withdrawal did not hold: it counts as if it had not been withdrawn. Gives {output_id, version}."""

    output_id = an_id("output", required=True)
    reason_code = one_of("why", ("entered_in_error", "notice_taken_back"), load_default="entered_in_error")


class Outputs(Read, PageFields):
    """Outputs of a programme, newest first, those that count unless asked otherwise. Gives {items, next}."""

    programme_id = an_id("programme", required=True)
    type = text("only of this type", longest=100)
    state = one_of("only those that are so far", STATES)
    project_id = an_id("only those of this project")
    award_id = an_id("only those attributed to this award")
    theme = text("only those with this theme", longest=100)
    year = fields.Integer(
        validate=validate.Range(1600, 3000), metadata={"description": "only those dated in this year"}
    )
    attribution = one_of("only those whose attributions stand so", ATTRIBUTED)
    search = text("words of the title, or an identifier", longest=200)
    withdrawn = fields.Boolean(load_default=False, metadata={"description": "withdrawn and merged ones too"})
    only_withdrawn = fields.Boolean(load_default=False, metadata={"description": "withdrawn ones alone"})
    alike = fields.Boolean(load_default=False, metadata={"description": "only those that look like another one"})
    order = one_of("in which order", ORDERS, load_default="newest")


class Output(Read):
    """One output with its authors, attributions and merges. Gives the output."""

    output_id = an_id("output", required=True)


class OutputTypes(Read):
    """The types of output with their kinds and fields, for forms. Gives {items}."""


class HowManyOutputs(Read):
    """How many there are of everything that this service keeps of a programme, as far as one may see it.

    Gives {items: {name of the list: number}}.
    """

    programme_id = an_id("programme", required=True)
