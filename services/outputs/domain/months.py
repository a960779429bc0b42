"""A month as Researchfish keeps it: 1 to 12, and 0 where nobody knows. Not for dates, which are in `dates`."""

from __future__ import annotations

import re

from services.outputs.domain.dates import month_number

UNKNOWN = 0
_unknown = frozenset({"", "0", "00", "none", "unknown", "none/unknown", "not known", "n/a"})


def month(written: object) -> int:
    """The month that is meant: 3, "03", "3.0" (out of a spreadsheet), "Mar", "March"; 0 where nobody knows.

    Raises ValueError in words for anything else, as for the web address that a shifted row has in this cell.
    """
    text = re.sub(r"\.0+$", "", str(written).strip())
    if text.casefold() in _unknown:
        return UNKNOWN
    found = month_number(text)
    if found is None or not re.fullmatch(r"[0-9]{1,2}|[A-Za-z]{3,9}\.?", text):
        raise ValueError(f"“{text[:40]}” is not a month: write 1 to 12, or 0 where nobody knows")
    return found
