"""What the suite answers, for a person: a list as a table that fits the terminal, one thing as lines.

`--json` is the whole answer; a table leaves out what does not fit, and says so.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable
from typing import Any

from launcher.progress import on_terminal, say

#: of a terminal; elsewhere a table is as wide as it needs to be
WIDEST_CELL = 44
GAP = "  "


def show_list(items: list[dict[str, Any]]) -> None:
    """A table of the rows, the same values left out: columns that are empty in each, and the version."""
    if not items:
        print("None.", flush=True)
        return
    columns = columns_of(items)
    if on_terminal(sys.stdout):
        rows = [[short(cell(item.get(name))) for name in columns] for item in items]
        widths = widths_of(columns, rows)
        fitting = how_many_fit(widths, shutil.get_terminal_size().columns)
    else:
        rows = [[cell(item.get(name)) for name in columns] for item in items]
        widths, fitting = widths_of(columns, rows), len(columns)
    for line in (columns, ["-" * width for width in widths], *rows):
        print(GAP.join(text.ljust(width) for text, width in list(zip(line, widths, strict=True))[:fitting]).rstrip())
    sys.stdout.flush()
    if fitting < len(columns):
        say(f"Columns that do not fit: {', '.join(columns[fitting:])} (--json has everything)")


def show_one(document: Any, indent: str = "") -> None:
    """A value per line; groups and rows beneath their name."""
    if not isinstance(document, dict):
        print(f"{indent}{cell(document)}", flush=True)
        return
    width = max((len(name) for name, value in document.items() if not nested(value)), default=0)
    for name, value in document.items():
        if not nested(value):
            print(f"{indent}{name.ljust(width)}  {cell(value)}".rstrip())
    for name, value in document.items():
        if nested(value):
            print(f"{indent}{name}:")
            for entry in value if isinstance(value, list) else [value]:
                show_one(entry, indent + "  ")
                if isinstance(value, list):
                    print(f"{indent}  -")
    sys.stdout.flush()


def columns_of(items: Iterable[dict[str, Any]]) -> list[str]:
    """Every field that some row has a value in, in the order in which the service names them."""
    filled: dict[str, None] = {}
    for item in items:
        filled |= dict.fromkeys(name for name, value in item.items() if value not in (None, "", [], {}))
    order = dict.fromkeys(name for item in items for name in item)
    return [name for name in order if name in filled and name != "version"]


def widths_of(columns: list[str], rows: list[list[str]]) -> list[int]:
    return [max(len(name), *(len(row[at]) for row in rows)) for at, name in enumerate(columns)]


def how_many_fit(widths: list[int], within: int) -> int:
    """How many columns, from the first; always one."""
    used, count = 0, 0
    for width in widths:
        used += width + (len(GAP) if count else 0)
        if used > within and count:
            break
        count += 1
    return count


def nested(value: Any) -> bool:
    """Whether a value takes lines of its own."""
    if isinstance(value, list):
        return any(isinstance(entry, dict) for entry in value)
    return isinstance(value, dict) and not is_money(value)


def is_money(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"amount", "currency"}


def cell(value: Any) -> str:
    """One value in one line."""
    if isinstance(value, list):
        if any(isinstance(entry, dict) for entry in value):
            return f"{len(value)} row{'' if len(value) == 1 else 's'}"
        return ", ".join(cell(entry) for entry in value)
    if isinstance(value, dict):
        if is_money(value):
            return f"{value['amount']} {value['currency']}"
        return "; ".join(f"{name} {cell(inner)}" for name, inner in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else " ".join(str(value).split())


def short(text: str) -> str:
    return text if len(text) <= WIDEST_CELL else text[: WIDEST_CELL - 1] + "…"
