"""What was typed into the boxes, as the fields of a call; and what boxes begin with. Rules stay with the service."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask import request

from services.gateway.pages.forms import Form, days
from services.gateway.pages.things.boxes import ROWS, Box
from services.gateway.uploads import keep
from shared.errors import Invalid

#: a list has this many rows at most on a page; more come from a file or the command line
MOST_ROWS = 60
TRUTH = {"yes": True, "no": False}


def typed(form: Form, boxes: Iterable[Box]) -> dict[str, Any]:
    """The fields of a call; what was left empty is left out."""
    found = {box.name: value_of(form, box) for box in boxes}
    return {name: value for name, value in found.items() if value is not None}


def value_of(form: Form, box: Box) -> Any:
    """What was typed into one box; None for nothing. What is no date or number is said beside it."""
    reading = READING.get(box.kind)
    return reading(form, box) if reading else _text(form, box)


def _text(form: Form, box: Box) -> Any:
    words = form.text(box.at)
    return as_key(words) if words and box.is_key else words


def _number(form: Form, box: Box) -> Any:
    words = form.text(box.at)
    if words is None:
        return None
    if not re.fullmatch(r"-?\d{1,15}", words.replace(",", "")):
        form.errors[box.at] = "Enter a whole number, such as 12"
        return None
    return int(words.replace(",", ""))


def _money(form: Form, box: Box) -> Any:
    words = form.text(box.at)
    if words is None:
        return None
    amount = words.replace(",", "").removeprefix("£").strip()
    return {"amount": amount, "currency": form.text(f"{box.at}-currency") or "GBP"}


def _yes(form: Form, box: Box) -> Any:
    return TRUTH.get(form.text(box.at) or "")


def _ticks(form: Form, box: Box) -> Any:
    return form.many(box.at) or None


def _lines(form: Form, box: Box) -> Any:
    lines = [line.strip() for line in (form.text(box.at) or "").splitlines() if line.strip()]
    return [as_key(line) if box.is_key else line for line in lines] or None


def _pairs(form: Form, box: Box) -> Any:
    found: dict[str, str] = {}
    for line in (form.text(box.at) or "").splitlines():
        name, colon, words = line.partition(":")
        if line.strip() and not (colon and name.strip() and words.strip()):
            form.errors[box.at] = f"Write the name, a colon and what it is: “{line.strip()}” is not so"
        elif line.strip():
            found[as_key(name)] = words.strip()
    return found or None


def _numbers(form: Form, box: Box) -> Any:
    """Numbers by name; names stay as they are written, for they may be ids."""
    found: dict[str, int] = {}
    for line in filter(str.strip, (form.text(box.at) or "").splitlines()):
        name, _, number = line.rpartition(":")
        if not (name.strip() and re.fullmatch(r"\d{1,7}", number.strip())):
            form.errors[box.at] = f"Write the name, a colon and a whole number: “{line.strip()}” is not so"
        else:
            found[name.strip()] = int(number)
    return found or None


def _changes(form: Form, box: Box) -> Any:
    """Commands with their fields, as the form of a command hands them on."""
    text = form.text(box.at)
    try:
        return json.loads(text) if text else None
    except ValueError:
        form.errors[box.at] = "Write a JSON list of commands, or begin at the form of a command"
        return None


def _group(form: Form, box: Box) -> Any:
    form.fields.add(box.at)
    return typed(form, box.parts) or None


def _rows(form: Form, box: Box) -> Any:
    form.fields.add(box.at)
    found: list[Any] = []
    for number in range(rows_of(form, box)):
        row = box.row(number)
        values = [value_of(form, part) for part in row]
        if any(value is not None for value in values):
            # empty rows are left out, and what is wrong with the third row is said beside the fifth of the form
            form.moved[f"{box.at}-{len(found)}"] = f"{box.at}-{number}"
            plain = len(row) == 1 and not row[0].name
            given = {part.name: value for part, value in zip(row, values, strict=True) if value is not None}
            found.append(values[0] if plain else given)
    return found or None


def _file(form: Form, box: Box) -> Any:
    """The file goes into the files while it is hashed; its digest is what the call is given. Sent twice, it is kept."""
    form.fields.add(box.at)
    upload = request.files.get(box.at)
    if upload is not None and upload.filename:
        try:
            kept = keep(upload).sha256
        except Invalid as error:
            form.errors[box.at] = error.message
            return None
        form.values[box.at] = kept
    else:
        kept = form.values.get(f"{box.at}-kept", "")
    form.values[f"{box.at}-kept"] = kept
    if not kept:
        return None
    return [kept] if box.name.endswith("s") else kept


READING = {
    "number": _number,
    "money": _money,
    "yesno": _yes,
    "day": lambda form, box: form.day(box.at),
    "ticks": _ticks,
    "lines": _lines,
    "pairs": _pairs,
    "numbers": _numbers,
    "changes": _changes,
    "group": _group,
    "rows": _rows,
    "file": _file,
}


def rows_of(form: Form, box: Box) -> int:
    """How many rows of a list the form has, one more batch each time that more were asked for."""
    written = form.given.get(f"{box.at}-rows", "")
    count = int(written) if written.isascii() and written.isdecimal() and len(written) < 4 else ROWS
    if form.given.get("more") == box.at:
        count += ROWS
    return max(1, min(count, MOST_ROWS))


def begin(boxes: Iterable[Box], known: Mapping[str, Any]) -> dict[str, Any]:
    """What the boxes begin with: what is known, else what the declaration says that is meant when nothing is said."""
    found: dict[str, Any] = {}
    for box in boxes:
        value = known.get(box.name, box.begin)
        if isinstance(value, bool):
            found[box.at] = "yes" if value else "no"
        elif value is None or value == "" or (box.kind == "number" and not isinstance(value, int)):
            continue  # a number of people that is not shown is none that a box can begin with
        elif box.kind == "day":
            found |= days(box.at, value)
        elif box.kind == "money":
            found |= {box.at: str(value["amount"]), f"{box.at}-currency": str(value.get("currency", "GBP"))}
        elif box.kind == "lines":
            found[box.at] = "\n".join(map(str, value))
        elif box.kind == "ticks":
            found[box.at] = [str(one) for one in value]
        elif box.kind == "changes" and not isinstance(value, str):
            found[box.at] = json.dumps(value)
        elif box.kind in ("pairs", "numbers"):
            found[box.at] = "\n".join(f"{name}: {words}" for name, words in value.items())
        elif box.kind in ("group", "rows") and value:
            found |= begin_within(box, value)
        elif not isinstance(value, (list, dict)):
            found[box.at] = str(value)
    return found


def begin_within(box: Box, value: Any) -> dict[str, Any]:
    """The same for a group, and for each row of a list."""
    if box.kind == "group":
        return begin(box.parts, value)
    if isinstance(value, dict):  # a read may give by name what is entered as rows of a name and a number
        names = [part.name for part in box.row(0)]
        value = [dict(zip(names, pair, strict=True)) for pair in value.items()] if len(names) == 2 else []
    found: dict[str, Any] = {f"{box.at}-rows": str(min(MOST_ROWS, len(value) + 1))}
    for number, row in enumerate(value[:MOST_ROWS]):
        found |= begin(box.row(number), row if isinstance(row, dict) else {"": row})
    return found


def as_key(words: str) -> str:
    """Words as a key of a vocabulary: “Waiting for approval” is waiting_for_approval."""
    plain = re.sub(r"[^a-z0-9_.-]+", "_", words.strip().lower())
    return re.sub(r"^[_.-]+|[_.-]+$", "", re.sub(r"([_.-])[_.-]+", r"\1", plain)) or words
