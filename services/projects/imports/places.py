"""Taking a list of places in: each once, by its code in its boundary set; one that differs corrects what was listed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from services.projects.commands.places import put
from services.projects.imports import places_csv
from shared.imports.records import Ask, Job, Outcome, Row, Unreadable


class PlacesList:
    """The importer of `places` files."""

    kind = "places"

    def read(self, content: bytes) -> Iterable[Row]:
        """See `places_csv.read`."""
        return places_csv.read(content)

    def prepare(self, ask: Ask, rows: Sequence[Row], job: Job) -> None:
        """Nothing: no other service knows places."""

    def apply(self, session: Session, rows: Sequence[Row], prepared: None, job: Job) -> Outcome:  # noqa: ARG002
        """List what is new or different, in a handful of statements whatever the number of rows."""
        if not job.programme_id:
            raise Unreadable("Places belong to a programme: say for which one this list is.")
        changed = put(session, job.programme_id, [row.record for row in rows])
        return Outcome(accepted=len(changed), unchanged=len(rows) - len(changed))
