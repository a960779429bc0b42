"""What a measure may look at: the views of one programme, at one position. `reports.sight` has the real one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar
from uuid import UUID

from services.reporting.projections.view import Occurrences, State

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class LedgerFact:
    """A fact as the ledger holds it, without its body."""

    id: UUID
    position: int
    type: str
    subject: str
    effective_on: date
    corrects: UUID | None


class Sight(Protocol):
    """Rows have their columns as attributes, and `key`, `event_id`, `position`, `true_from`."""

    programme_id: str
    position: int

    def state(self, view: State, on: date) -> Sequence[Any]: ...

    def points(self, view: Occurrences, since: date | None = None, until: date = date.max) -> Sequence[Any]: ...

    def as_known_at(self, position: int) -> Sight:
        """The same programme, at an earlier position."""
        ...

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` gives, made once for this key; whoever asks again has examined the same rows."""
        ...

    def facts(self, after: int, until: date) -> Sequence[LedgerFact]:
        """Facts known after position `after` whose effective date is `until` or earlier, in order of position."""
        ...
