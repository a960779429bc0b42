"""What a field of a type alone may hold, by its kind: from what was entered, or stands in an export, to what is kept.

Kept values are JSON without fractions: numbers are decimal text, a number of people a whole number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from services.outputs.domain import loose_years, months

LONGEST_TEXT, LONGEST_WORDS = 2_000, 20_000
MOST_PEOPLE = 1_000_000
_YES = frozenset({"yes", "true", "y", "1"})
_NO = frozenset({"no", "false", "n", "0"})
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,199}")


class Vocabulary(Protocol):
    """Words by key; see `vocabulary.wordlists`."""

    def key(self, written: str) -> str: ...

    def keys(self, given: str | Iterable[str]) -> list[str]: ...


def text(value: Any) -> str:
    return _text(value, LONGEST_TEXT)


def words(value: Any) -> str:
    """Free text, which may name people: it stays in its service."""
    return _text(value, LONGEST_WORDS)


def yes_no(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    written = str(value).strip().casefold()
    if written not in _YES | _NO:
        raise ValueError("Say true or false")
    return written in _YES


def number(value: Any) -> str:
    """A number, as decimal text."""
    written = _plain_number(value)
    try:
        found = Decimal(written)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) >= 10**15 or len(written) > 40:
        raise ValueError(f"“{str(value)[:40]}” is not a number")
    return format(found.normalize(), "f")


def amount(value: Any) -> str:
    """An amount of money, whose currency is a field of its own: not negative, four places at most."""
    found = number(re.sub(r"^[£€$]\s*", "", str(value).strip()))
    if found.startswith("-") or len(found.partition(".")[2]) > 4:
        raise ValueError(f"“{str(value)[:40]}” is not an amount: write it like 12500.00")
    return found


def people(value: Any) -> int:
    """A whole number of people."""
    written = re.sub(r"\.0+$", "", _plain_number(value))
    if not re.fullmatch(r"[0-9]{1,7}", written) or int(written) > MOST_PEOPLE:
        raise ValueError(f"“{str(value)[:40]}” is not a number of people: write a whole number")
    return int(written)


def an_id(value: Any) -> str:
    """The id of something."""
    if not isinstance(value, str) or not _ID.fullmatch(value.strip()):
        raise ValueError("Give an id, without spaces")
    return value.strip()


def person(value: Any) -> str:
    """The id of a person, never the name."""
    try:
        return an_id(value)
    except ValueError:
        raise ValueError("Give the person's id: names are not kept with outputs") from None


def month_unknown(value: Any) -> str:
    """A month as text, "0" where nobody knows."""
    return str(months.month(value))


_READERS: dict[str, Callable[[Any], Any]] = {
    "text": text,
    "words": words,
    "yes_no": yes_no,
    "number": number,
    "amount": amount,
    "people": people,
    "person": person,
    "id": an_id,
    "year": loose_years.year,
    "year_or_before": loose_years.year_or_before,
    "active_or_year": loose_years.active_or_year,
    "years": loose_years.years,
    "month_unknown": month_unknown,
}
#: kinds whose values are words of a vocabulary: one of them, or some
WITH_WORDS = ("choice", "choices")
KINDS = (*_READERS, *WITH_WORDS)


def read(kind: str, value: Any, vocabulary: Vocabulary | None = None) -> Any:
    """The value as it is kept. Raises ValueError in words."""
    if vocabulary is None:
        return _READERS[kind](value)
    if kind == "choice":
        return vocabulary.key(str(value))
    return vocabulary.keys(value if isinstance(value, str) else [str(each) for each in _listed(value)])


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise ValueError("Give a list")
    return list(value)


def _text(value: Any, longest: int) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        raise ValueError(f"Enter text, of {longest:,} characters at most")
    return value


def _plain_number(value: Any) -> str:
    """Digits without the commas between thousands."""
    written = str(value).strip()
    return written.replace(",", "") if re.fullmatch(r"[+-]?[0-9]{1,3}(,[0-9]{3})*(\.[0-9]+)?", written) else written
