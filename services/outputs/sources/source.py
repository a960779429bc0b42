"""What a source is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from services.outputs.domain import award_references
from services.outputs.importers.work import Funder, Work
from services.outputs.sources.fetching import Useless

#: asks the registry of a source: path, parameters -> JSON, or None when there is no such thing
Ask = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Found:
    """A work as one or more sources know it. `whole` is false for a summary that lacks authors and funders."""

    work: Work
    sources: tuple[str, ...]
    open_access: dict[str, Any] = field(default_factory=dict)
    whole: bool = True


class Source(Protocol):
    """One registry. `schemes` are the kinds of identifier that it is asked by."""

    title: str
    accept: str
    schemes: frozenset[str]

    def find(self, ask: Ask, scheme: str, value: str) -> list[Found]:
        """What the registry has under an identifier; nothing when it does not know it. Raises NoAnswer."""


def merged(first: Found, other: Found) -> Found:
    """One work from two sources: the first holds, the other fills its gaps and adds identifiers and funders."""
    one, two = first.work, other.work
    work = replace(
        one,
        published=one.published or two.published,
        identifiers=two.identifiers | one.identifiers,
        authors=one.authors or two.authors,
        details=two.details | one.details,
        licence=one.licence or two.licence,
        url=one.url or two.url,
        funders=funders([*one.funders, *two.funders]),
    )
    return Found(
        work,
        tuple(dict.fromkeys((*first.sources, *other.sources))),
        other.open_access | first.open_access,
        first.whole or other.whole,
    )


def funders(named: Iterable[Funder]) -> tuple[Funder, ...]:
    """Each award once, with the first funder that it is named with; a funder without awards only where it has none."""
    seen: set[str] = set()
    found: dict[str, Funder] = {}
    for each in named:
        key = (each.funder_id or each.name or "").casefold()
        awards = [award for award in each.awards if award_references.key(award) not in seen]
        seen |= {award_references.key(award) for award in awards}
        there = found.get(key)
        if there:
            found[key] = replace(there, awards=(*there.awards, *awards))
        elif awards or not each.awards:
            found[key] = replace(each, awards=tuple(awards))
    return tuple(found.values())


# What registries send may have any shape at all: these read it without trusting it.


def many(value: Any) -> list[dict[str, Any]]:
    """The objects of a list, or of the one object that stands for a list."""
    items = value if isinstance(value, list) else [value]
    return [each for each in items if isinstance(each, dict)]


def within(value: Any, *names: str) -> Any:
    """The value at a path of objects; None where the path ends early."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def word(value: Any, longest: int = 500) -> str | None:
    """Text without line breaks or NUL; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return " ".join(str(value).replace("\x00", "").split())[:longest] or None


def thing(value: Any, who: str) -> dict[str, Any]:
    """The object that a reply must be. Raises Useless."""
    if not isinstance(value, dict):
        raise Useless(f"What {who} answered has not the form that it documents")
    return value
