"""Authors as published. Public, and live with the output; a fact holds their number and sectors only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

#: who an author works for, as the measures ask it; `public` is a member of the public who co-authored
SECTORS = ("local_authority", "university", "voluntary", "health", "business", "public", "other")


@dataclass(frozen=True, slots=True)
class Author:
    """One author in the order of the title page. `name` is what was printed; a consortium has no given name."""

    name: str
    family: str | None = None
    given: str | None = None
    orcid: str | None = None
    group: bool = False
    sector: str | None = None
    person_id: str | None = None

    def as_row(self) -> dict[str, Any]:
        """What is kept: the fields that have a value."""
        return {name: value for name in _FIELDS if (value := getattr(self, name))}


_FIELDS = tuple(field.name for field in fields(Author))


def person(family: str, given: str | None, *, orcid: str | None = None) -> Author:
    """A person by the parts of the name."""
    return Author(
        name=f"{given} {family}" if given else family, family=family or None, given=given or None, orcid=orcid
    )


def consortium(name: str) -> Author:
    """A group that signs as one, its name kept whole."""
    return Author(name=name, group=True)


def sectors(authors: Iterable[Author]) -> list[str]:
    """The different sectors named, in the vocabulary's order."""
    named = {author.sector for author in authors}
    return [sector for sector in SECTORS if sector in named]


def linked(authors: Iterable[Author]) -> list[str]:
    """The person_ids that the authors are linked to, each once, in order."""
    return list(dict.fromkeys(author.person_id for author in authors if author.person_id))
