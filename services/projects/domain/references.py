"""Award ids as funders and people write them: NIHR206537, NIHR 206537, 12/34/56, 002/0028, DRF-2009-02-122.

The shapes are those measured on NIHR Open Data. An id is text for ever: it holds slashes, so it is never part of a
path, a file name or a routing key. Whether an award with this id is known is not decided here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

#: what an id may look like once it is normalised; other funders' ids (SAMPLE-HDRC-LPL) have two dashes as well
SHAPE = re.compile(r"NIHR\d{6}|\d{2,3}/\d{2,4}(/\d{2,3})?|[A-Z0-9]+(-[A-Z0-9]+){2,}")
#: the same inside running text; a dash form needs a digit there, so that well-known-words stay words
_IN_TEXT = re.compile(
    r"(?<![\w/-])(?:NIHR[\s:-]*\d{6}|\d{2,3}/\d{2,4}(?:/\d{2,3})?|(?=[A-Za-z0-9-]*\d)[A-Za-z0-9]+(?:-[A-Za-z0-9]+){2,})(?![\w/]|-\w)",
    re.IGNORECASE,
)
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
#: a day such as 12/11/2024, or 2024-11-12, is no award
_DAYS = re.compile(r"(?<![\w/-])(?:\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{2}-\d{2})(?![\w/-])")


@dataclass(frozen=True, slots=True)
class AwardReference:
    """One award's id: `normal` is what two spellings are compared by, `written` is kept as it came."""

    written: str
    normal: str

    @classmethod
    def parse(cls, written: str) -> AwardReference:
        """The id in this text and nothing else. Raises ValueError in words when it has no shape of an award id."""
        normal = _normal(written)
        if not SHAPE.fullmatch(normal):
            raise ValueError(
                "This has no form of an award id that we know, such as NIHR206537, 12/34/56 or DRF-2009-02-122"
            )
        return cls(written.strip(), normal)

    @classmethod
    def find_all(cls, text: str) -> list[AwardReference]:
        """Every id in running text in order, each award once: "NIHR 206537 and 17/32/04" holds two."""
        plain = _DAYS.sub(lambda day: " " * len(day.group()), _plain(text))
        found: dict[str, AwardReference] = {}
        for match in _IN_TEXT.finditer(plain):
            normal = _normal(match.group())
            if SHAPE.fullmatch(normal):
                found.setdefault(normal, cls(match.group().strip(), normal))
        return list(found.values())

    def __str__(self) -> str:
        return self.normal


def _plain(text: str) -> str:
    """Full-width letters, NBSP and typographic dashes as keyboards have them."""
    return _DASHES.sub("-", unicodedata.normalize("NFKC", text))


def _normal(written: str) -> str:
    text = re.sub(r"\s+", "", _plain(written)).upper()
    return re.sub(r"^NIHR[:-]?(\d{6})$", r"NIHR\1", text)
