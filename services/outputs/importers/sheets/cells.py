"""What a table is made of, whatever file it came in: every cell is a text, and it is known which were not texts.

A spreadsheet keeps numbers, dates and formulas where people see texts. A number or date is given as people would write
it; that it was one is kept beside, because an id that became a number, or a range that became a date, has lost digits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

#: what a cell was where it was no text: a formula (whatever it gives), an error such as #VALUE!, a number, a day
Kind = Literal["formula", "error", "number", "date"]

MOST_ROWS = 100_000
MOST_COLUMNS = 500
#: of characters in one cell; Excel's own limit is 32,767
LONGEST_CELL = 100_000


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number as a spreadsheet shows it, its texts, and by place the cells that were no texts."""

    number: int
    texts: tuple[str, ...]
    kinds: dict[int, Kind] = field(default_factory=dict)

    def text(self, place: int) -> str:
        """The text at a place, without spaces around it; empty where the row has no such place."""
        return self.texts[place] if 0 <= place < len(self.texts) else ""

    def kind(self, place: int) -> Kind | None:
        """What the cell was where it was no text."""
        return self.kinds.get(place)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its name ("" for the one of a CSV file), its headings, and its lines after them that are not empty."""

    name: str
    headings: tuple[str, ...]
    lines: Iterator[Line]


def tidy(text: str) -> str:
    """Without spaces around it, no-break ones either, and without the one character that PostgreSQL cannot keep."""
    return text.replace("\x00", "").strip().strip("\u00a0\ufeff").strip()
