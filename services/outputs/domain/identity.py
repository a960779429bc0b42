"""When two records may be made one, and one a version of another. Pure; who counts is the measures' to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

from shared.broken import Broken

#: fields that the kept record may have from the other when it lacks them; identifiers stay where they are
TAKEN = ("authors", "licence", "url", "workstream_id", "themes", "places", "project_ids", "version_of")


class Held(Protocol):
    """What the rules ask of an output."""

    @property
    def title(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def absorbed_by(self) -> str | None: ...
    @property
    def withdrawn_kind(self) -> str | None: ...
    @property
    def details(self) -> dict[str, Any]: ...


def stands(output: Held, field: str) -> None:
    """Raise Broken unless the output stands for itself."""
    if output.absorbed_by:
        raise Broken(f"“{output.title}” is part of another output already", field, state=True)
    if output.withdrawn_kind:
        raise Broken(f"“{output.title}” was withdrawn", field, state=True)


def may_merge(kept: Held, absorbed: Held) -> None:
    """Raise Broken unless the absorbed one may become part of the kept one."""
    stands(kept, "kept_id")
    stands(absorbed, "absorbed_id")
    if absorbed.state == "public" != kept.state:
        raise Broken(
            f"“{absorbed.title}” is public and “{kept.title}” is not yet: keep the one that is public", "kept_id",
            state=True,
        )  # fmt: skip


def lacking(kept: Held, absorbed: Held) -> dict[str, Any]:
    """What the kept record lacks and the other has, by field, as the kept one would have it."""
    found: dict[str, Any] = {}
    for name in TAKEN:
        if not getattr(kept, name) and (value := getattr(absorbed, name)):
            found[name] = value
    if kept.type == absorbed.type and (absorbed.details.keys() - kept.details.keys()):
        found["details"] = absorbed.details | kept.details
    return found


def no_circle(chain: Sequence[str], output_id: str, title: str) -> None:
    """Raise Broken when the versions after `chain` would lead back to the output."""
    if output_id in chain:
        raise Broken(f"“{title}” is a version of this one already: two outputs cannot be versions of each other",
                     "version_of", state=True)  # fmt: skip


def shares_fit(shares: Mapping[str, Decimal], field: str) -> None:
    """Raise Broken when the shares of one output, by award, are more than the whole of it."""
    total = sum(shares.values(), Decimal())
    if total > 100:
        raise Broken(f"The shares of this output would be {total.normalize():f} per cent: they cannot be more than 100",
                     field, state=field != "share")  # fmt: skip
