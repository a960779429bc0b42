"""When two records without a DOI are the same work: same kind, title, year and first author, however they are spelt."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

_not_a_letter = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Letters and digits only, without accents or case, in any script."""
    if text.isascii():
        return _not_a_letter.sub(" ", text.casefold()).strip()
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _not_a_letter.sub(" ", bare.casefold()).strip()


def work_key(type_: str, subtype: str | None, title: str, year: int, first_author: str | None) -> str:
    """A short text that is equal for the same work. A preprint and its article differ in `subtype`: two versions."""
    parts = (type_, subtype or "", folded(title), str(year), folded(first_author or ""))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
