"""Requests about outputs that are one, or look like it: merge, link as versions, say that two are two."""

from __future__ import annotations

from marshmallow import fields

from shared.calls.call import Command, Read
from shared.calls.fields import PageFields, an_id, new_id, note, one_of, only

#: why two outputs that look like one are two
TWO = ("versions", "parts", "same_title", "other")


class MergeOutputs(Command):
    """Say that two records are one output; it then counts once. Gives {kept_id, absorbed_id, merge_event_id}.

    What the kept one lacks is taken over from the other, unless `take_over` is false; undoing gives it back.
    """

    kept_id = an_id("the output that stays", required=True)
    absorbed_id = an_id("the output that is the same", required=True)
    basis = one_of("how it is known", ("doi", "title", "person"), load_default="person")
    take_over = fields.Boolean(
        load_default=True, metadata={"description": "fill what the kept one lacks with what the other has"}
    )


class UndoMerge(Command):
    """Say that they were two after all. Gives {kept_id, absorbed_id}."""

    merge_event_id = an_id("the merge", required=True)


class LinkVersion(Command):
    """Say that an output is a version of another, as a preprint of its article; of the two one counts.

    Gives {output_id, version}.
    """

    output_id = an_id("the earlier version, such as the preprint", required=True)
    version_of = an_id("the output that it is a version of, such as the article", required=True)


class UnlinkVersion(Command):
    """Say that an output is no version of another after all; each counts. Gives {output_id, version}."""

    output_id = an_id("the output that was linked", required=True)


class DismissDuplicate(Command):
    """Say that two outputs which look like one are two. Gives {dismissal_id, version}."""

    dismissal_id = new_id()
    output_id = an_id("one of the outputs", required=True)
    other_id = an_id("the other one", required=True)
    reason_code = one_of("why they are two", TWO, required=True)
    note = note()


class RestoreDuplicate(Command):
    """Show the two again as alike: the judgement that they are two is taken back. Gives {dismissal_id, version}."""

    dismissal_id = an_id("the judgement", required=True)


class Duplicates(Read, PageFields):
    """Pairs of outputs that look like one, the likeliest first. Gives {items, next}.

    Found by identifier, then by title, year and first author; `reason` says by which, `likeness` how much, to 100.
    """

    programme_id = an_id("programme", required=True)
    output_id = an_id("only pairs with this output")
    dismissed = fields.Boolean(
        load_default=False, metadata={"description": "those that somebody said are two, with the reason"}
    )


class Merges(Read, PageFields):
    """Merges of outputs that one may see, newest first. Gives {items, next}."""

    programme_id = only("only those of this programme")
    output_id = an_id("only those of this output")
    undone = fields.Boolean(metadata={"description": "only those that were undone, or only those that stand"})
