"""RFC 8785 (canonical JSON) bytes, made once when a fact is recorded; every later hash is over these bytes.

Our bodies are a subset (strings, booleans, null, integers below 2^53, ASCII member names), and on that subset orjson
with sorted keys is RFC 8785; `tests/unit/shared/events/test_canonical.py` holds it against a reference implementation.
"""

from __future__ import annotations

from typing import Any

import orjson

LARGEST_INTEGER = 2**53 - 1


def canonical(value: Any) -> bytes:
    """The one byte string for this value. Raises ValueError naming what has no canonical form here."""
    _check(value, "$")
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError as error:  # the one thing left that orjson refuses: half of a surrogate pair
        raise ValueError(f"text that cannot be written as UTF-8: {error}") from error


def _check(value: Any, where: str) -> None:
    if value is None or value is True or value is False:
        return
    if isinstance(value, str):
        if "\x00" in value:
            raise ValueError(f"{where}: text may not hold the character NUL")
    elif isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise ValueError(f"{where}: {value} is past 2^53; write it as text")
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            _check(item, f"{where}[{number}]")
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise ValueError(f"{where}: the name {key!r} is not plain ASCII")
            _check(item, f"{where}.{key}")
    else:
        raise ValueError(f"{where}: {type(value).__name__} has no place in a fact; write money and dates as text")
