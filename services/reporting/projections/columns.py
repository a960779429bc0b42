"""The kinds of column a view can have: their SQL type, and the one text of each value as COPY reads and writes it.

The engine folds these texts and never decodes them, so each value has exactly one: what PostgreSQL prints back is what
was sent. For that reason documents are `json`, which keeps its text, and not `jsonb`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import orjson

NULL = "\\N"
_escapes = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\b": "\\b", "\f": "\\f", "\v": "\\v"})
_meant = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}
_escaped = re.compile(r"\\(.)", re.DOTALL)


def escape(text: str) -> str:
    """Text as COPY wants it. Raises ValueError for what PostgreSQL cannot hold."""
    if text.isprintable() and "\\" not in text:  # the usual case, and four times as fast as `translate`
        return text
    if "\x00" in text:
        raise ValueError("text may not hold the character NUL")
    text.encode()  # a lone surrogate has no UTF-8
    return text.translate(_escapes)


def unescape(text: str) -> str:
    """The text that COPY text stands for."""
    return _escaped.sub(lambda found: _meant.get(found[1], found[1]), text) if "\\" in text else text


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of column. `encode` gives the COPY text of a value or raises ValueError; None is encoded by the caller.

    `decode` gives back from that text what the driver gives for the column.
    """

    name: str
    sql: str
    encode: Callable[[Any], str]
    decode: Callable[[str], Any]


def _text(value: Any) -> str:
    if type(value) is not str:
        raise ValueError(f"{value!r} is not text")
    return escape(value)


def _date(value: Any) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if type(value) is not str:
        raise ValueError(f"{value!r} is not a date")
    return date.fromisoformat(value).isoformat()


def _integer(value: Any) -> str:
    if type(value) is not int or not -(2**63) <= value < 2**63:
        raise ValueError(f"{value!r} is not a whole number of 64 bits")
    return str(value)


def _number(value: Any) -> str:
    if type(value) not in (str, int, Decimal):
        raise ValueError(f"{value!r} is not a decimal number; write it as text")
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError(f"{value!r} is not a decimal number") from None
    if not number.is_finite():
        raise ValueError(f"{value!r} is not a finite number")
    return format(number + 0 if number == 0 else number, "f")


def _boolean(value: Any) -> str:
    if type(value) is not bool:
        raise ValueError(f"{value!r} is neither true nor false")
    return "true" if value else "false"


def _json(value: Any) -> str:
    try:
        return escape(orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode())
    except orjson.JSONEncodeError as error:
        raise ValueError(f"{value!r} is not JSON: {error}") from None


#: given and read as str
Text = Kind("Text", "text", _text, unescape)
#: given as date or ISO text, read as date
Date = Kind("Date", "date", _date, date.fromisoformat)
#: given and read as int
Integer = Kind("Integer", "bigint", _integer, int)
#: money and rates: given as decimal text, int or Decimal, read as Decimal
Number = Kind("Number", "numeric", _number, Decimal)
#: given and read as bool
Boolean = Kind("Boolean", "boolean", _boolean, "true".__eq__)
#: lists and documents: given and read as what JSON can say
Json = Kind("Json", "json", _json, lambda text: orjson.loads(unescape(text)))
