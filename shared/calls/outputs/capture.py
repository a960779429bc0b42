"""Requests about capture: look an identifier up, and claim or reject what was found.

A proposal is a row and no fact: until a person claims it, nothing is recorded of the programme.
"""

from __future__ import annotations

from marshmallow import fields

from shared.calls.call import Command, Read
from shared.calls.fields import PageFields, an_id, many, new_id, one_of, text

PROPOSAL_STATES = ("waiting", "claimed", "rejected")
REASONS = ("not_ours", "not_an_output", "duplicate", "other")


class LookUp(Command):
    """Look up a DOI, a PubMed or PubMed Central number, or the works of an ORCID iD. Waits as a proposal when found.

    Gives {lookup_id, state, scheme, value, output_id, proposal_id, message}. The state is `known` (output_id says
    which output it is), `found` or `rejected` (proposal_id), `off` or `by_hand` (message says why), or `waiting`: ask
    for the outcome by lookup_id. Asked twice while it waits, it is one look-up.
    """

    programme_id = an_id("programme", required=True)
    identifier = text("a DOI, PubMed number, ORCID iD or web address, as it was copied", required=True, longest=2000)
    lookup_id = new_id()
    person_id = an_id("the person whose ORCID iD it is")
    again = fields.Boolean(
        load_default=False, metadata={"description": "ask the sources even where it is known already"}
    )


class LookUpOutcome(Read):
    """What came of a look-up.

    Gives {lookup_id, state, scheme, value, output_id, proposal_id, message, sources, found, fresh}: the state is
    `waiting`, `found`, `known`, `rejected`, `not_found` or `failed`.
    """

    lookup_id = an_id("look-up", required=True)


class Proposals(Read, PageFields):
    """Works that sources named and that wait until a person claims or rejects them, newest first. Gives {items, next}.

    Left out, the state is `waiting`.
    """

    programme_id = an_id("programme", required=True)
    state = one_of("how far it is", PROPOSAL_STATES, load_default="waiting")
    person_id = an_id("only those from this person's ORCID iD")
    search = text("words of the title, or an identifier", longest=200)


class Proposal(Read):
    """One proposal with what the sources say, the awards that it suggests, and what it would add to a known output."""

    proposal_id = an_id("proposal", required=True)


class ClaimProposal(Command):
    """Say that it is an output of the programme: it is recorded, and attributed to the awards chosen.

    Where it is an output already, that one gets what it lacked. Gives {proposal_id, output_id, attribution_ids, known,
    version}.
    """

    proposal_id = an_id("proposal", required=True)
    output_id = new_id()
    award_ids = many("awards that it arose from", fields.String(), load_default=list)
    project_ids = many("projects it came from", fields.String())
    workstream_id = an_id("workstream it came from")
    type = text("the type of output, where the source says it wrongly", longest=100)
    subtype = text("the kind within the type", longest=100)
    title = text("a title, where the source says it wrongly", longest=2000)
    on_behalf_of = an_id("person for whom a delegate acts")


class TryClaim(Read):
    """What claiming a proposal would record. Nothing is written. Gives {facts}, as reporting.try_facts takes them."""

    proposal_id = an_id("proposal", required=True)
    award_ids = many("awards that it arose from", fields.String(), load_default=list)


class RejectProposal(Command):
    """Say that a proposal is no output of the programme. It is not proposed again. Gives {proposal_id, state}."""

    proposal_id = an_id("proposal", required=True)
    reason_code = one_of("why", REASONS, required=True)
    note = text("why, in words", longest=2000)


class ReconsiderProposal(Command):
    """Take a rejection back: the proposal waits again. Gives {proposal_id, state}."""

    proposal_id = an_id("proposal", required=True)
