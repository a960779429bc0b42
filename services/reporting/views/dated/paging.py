"""A cursor that is a place in a list: for lists in order of size, at one position of the ledger, where they stay."""

from __future__ import annotations

from shared.errors import Invalid


def place(after: str | None) -> int:
    """Raises Invalid for what is no cursor of ours."""
    if after is None:
        return 0
    if not (after.isascii() and after.isdigit() and len(after) < 10):
        raise Invalid("This cursor is not one of ours: begin at the first page.", {"after": ["Not a cursor."]})
    return int(after)
