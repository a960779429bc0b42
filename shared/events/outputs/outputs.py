"""Outputs: recorded, changed, published, withdrawn, reinstated, merged and told apart again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.events.fact import Fact
from shared.events.fields import Date, Group, Id, Key, Many, Named, OneOf, Part, People, Plain, Text, Url, Whole
from shared.events.parts import Changes, Place
from shared.smallnumbers import shown

STATES = ("planned", "submitted", "accepted", "embargoed", "public")
PRECISIONS = ("day", "month", "year")
#: details that are numbers of people; older facts have them, as text, among `details`
COUNTS = ("people_reached", "employees")
_HEAD_COUNTS = f"numbers of people among its details, by field: {', '.join(COUNTS)}"
_PERSON_IDS = "people among its details, by field; the fact has no name"
_PRECISION = "how exactly the effective date is known: a year alone is held as its first day"


def details_shown(details: Any) -> Any:
    """Details as anybody may see them: a small number of people is not shown, written however."""
    if not isinstance(details, Mapping):
        return details
    return {name: _shown(value) if name in COUNTS else value for name, value in details.items()}


def as_shown(data: Mapping[str, Any]) -> dict[str, Any]:
    """The body of `output.recorded` as anybody may see it."""
    return {name: details_shown(value) if name == "details" else value for name, value in data.items()}


def change_as_shown(data: Mapping[str, Any]) -> dict[str, Any]:
    """The body of `output.changed` as anybody may see it."""
    changes = {
        field: {when: details_shown(value) for when, value in change.items()} if field == "details" else change
        for field, change in data["changes"].items()
    }
    return as_shown(data) | {"changes": changes}


def _shown(value: Any) -> Any:
    text = str(value).strip()
    number = int(text) if text.isdecimal() else None
    few = shown(number)
    return value if few == number else few


class FundingPart(Part):
    funder_name = Text("funder as the work names it")
    funder_id = Text("funder's id as the work gives it: a Funder Registry DOI or ROR")
    funder_org = Id("the organisation, where it is one that we know")
    awards = Many(
        Text("an award id as written"), "award ids that the work names, two in one string split", required=True
    )


class OutputRecorded(Fact):
    """An output is logged or claimed. Subject: the output."""

    type = "output.recorded"
    effective = "the first public date; the planned date while it is unpublished"

    type_ = Key(
        "one of the fifteen types, or one that the programme added: publication, engagement_activity",
        data_key="type",
        required=True,
    )
    subtype = Key("kind within the type: journal_article, preprint, policy_briefing_report")
    title = Text("title", required=True)
    identifiers = Named(
        Text("an identifier"),
        "public identifiers by scheme (doi in small letters, pmid, pmcid, isbn, issn, arxiv, url)",
    )
    state = OneOf("how far it is", STATES, required=True)
    embargoed_until = Date("last day of the embargo")
    date_precision = OneOf(_PRECISION, PRECISIONS)
    version_of = Id("the output that this is a version of (preprint and article): of those linked, one counts")
    author_count = Whole("authors as published")
    author_sectors = Many(Key("a sector"), "sectors that the authors come from: university, local_authority, public")
    author_person_ids = Many(Id("a person"), "authors whom we know", seen_by="funder")
    themes = Many(Key("a theme"), "keys of its themes")
    places = Many(Place("a place"), "places that it is about")
    workstream_id = Id("workstream it came from")
    project_ids = Many(Id("a project"), "projects it came from")
    licence = Text("licence, as an SPDX or Creative Commons short name where there is one")
    url = Url("where it can be read")
    funding = Many(Group("a funder", part=FundingPart), "funders and awards that the work itself names, a funder once")
    details = Named(
        Plain("a value"), "fields of its type that name no person: journal, volume, publisher, reach, audience"
    )
    head_counts = Named(People("a number of people"), _HEAD_COUNTS, seen_by="internal")
    person_ids = Named(Id("a person"), _PERSON_IDS, seen_by="funder")
    submitted_on = Date("day on which it was submitted")
    accepted_on = Date("day on which it was accepted")


class OutputChanged(Fact):
    """Fields of an output are corrected or enriched. Subject: the output.

    A first public date that was wrong is corrected by `output.published` (or `output.recorded`) once more, naming in
    `corrects` the event that held it.
    """

    type = "output.changed"
    effective = "the date from which it holds; that of the output for a plain correction"

    changes = Changes("fields of output.recorded, each before and after", required=True)
    reason_code = Key("why: correction, enriched")
    head_counts = Named(
        People("a number of people"), f"{_HEAD_COUNTS}; all of them, where one changed", seen_by="internal"
    )
    person_ids = Named(Id("a person"), f"{_PERSON_IDS}; all of them, where one changed", seen_by="funder")


class OutputPublished(Fact):
    """An output enters the public domain. Subject: the output."""

    type = "output.published"
    effective = "the first public date"

    version_ = OneOf("which text", ("preprint", "accepted", "published", "other"), data_key="version")
    licence = Text("licence, as an SPDX or Creative Commons short name where there is one")
    url = Url("where it can be read")
    date_precision = OneOf(_PRECISION, PRECISIONS)
    identifiers = Named(Text("an identifier"), "identifiers that came with publication, by scheme")


class OutputWithdrawn(Fact):
    """An output is retracted, is not ours, or was entered in error. Subject: the output."""

    type = "output.withdrawn"
    effective = "the date of the notice; for one entered in error or not ours, the date of the output"

    kind = OneOf("why it no longer counts", ("retracted", "not_ours", "error"), required=True)
    notice_url = Url("the notice")


class OutputReinstated(Fact):
    """A withdrawal did not hold: the output counts as if it had not been withdrawn. Subject: the output; `corrects`
    names the withdrawal."""

    type = "output.reinstated"
    effective = "the effective date of the withdrawal that does not hold"

    withdrawal_event_id = Id("the output.withdrawn that does not hold", required=True)
    reason_code = Key("why: entered_in_error, notice_taken_back")


class OutputsMerged(Fact):
    """Two records turn out to be one output. Subject: the one that is kept."""

    type = "outputs.merged"
    effective = "the date of the merge"

    kept_id = Id("the output that stays", required=True)
    absorbed_id = Id("the output that is now part of it", required=True)
    basis = Key("how it is known: doi, title, person", required=True)
    taken_over = Many(Key("a field"), "fields of output.recorded that the kept one lacked and has from the other")


class OutputsMergeUndone(Fact):
    """They were two after all. Subject: the one that was kept; `corrects` names the merge."""

    type = "outputs.merge_undone"
    effective = "the date on which it was undone"

    merge_event_id = Id("the outputs.merged that does not hold", required=True)
    kept_id = Id("the output that had been kept", required=True)
    absorbed_id = Id("the output that stands for itself again", required=True)
