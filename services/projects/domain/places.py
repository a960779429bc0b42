"""Rules of listed places."""

from __future__ import annotations

from shared.broken import Broken


def check(code: str, parent_code: str | None, decile: int | None, index: str | None, year: int | None) -> None:
    """Raise Broken when what is said of a place does not hang together.

    A decile without its index and year says nothing: indices of the four nations, and of two years, do not compare.
    """
    if parent_code == code:
        raise Broken("A place is not a part of itself", "parent_code")
    if decile is not None and not 1 <= decile <= 10:
        raise Broken("A tenth is from 1 (the most deprived) to 10", "deprivation_decile")
    if decile is not None and not (index and year):
        raise Broken(
            "Say of which index and year the tenth is", "deprivation_index" if not index else "deprivation_year"
        )
    if decile is None and (index or year):
        raise Broken("Enter the tenth, or leave index and year out", "deprivation_decile")
