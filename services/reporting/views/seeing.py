"""What a reader may see: classes of fields, and whether only what was submitted. By role in the programme.

Every field of a fact is open, funder or internal (shared/events). Funder and partner see what was submitted and the
facts behind it; the programme sees everything of its own.
"""

from __future__ import annotations

from shared import context

INSIDE = frozenset({"programme_manager", "researcher", "signatory", "auditor", "administrator"})


def roles(programme_id: str) -> frozenset[str]:
    """The reader's roles in this programme."""
    return context.current().actor.roles_in(programme_id or None)


def classes(programme_id: str) -> frozenset[str]:
    """The classes of fields that the reader may see."""
    its = roles(programme_id)
    if its & INSIDE:
        return frozenset({"open", "funder", "internal"})
    return frozenset({"open", "funder"}) if "funder" in its else frozenset({"open"})


def only_submitted(programme_id: str) -> bool:
    """Whether the reader sees only what was submitted: so does everybody who is not inside."""
    return not roles(programme_id) & INSIDE
