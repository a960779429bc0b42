"""The sight of one programme at a position that figures, tables and reports read: a `Cut`, and the ledger's facts.

Examined facts are tracked like rows, under the name `ledger`, so that the lineage of a figure of facts is those facts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import cast
from uuid import UUID

import psycopg
from sqlalchemy import text

from services.reporting.ledger import nodes
from services.reporting.measures.sight import LedgerFact
from services.reporting.projections import activity, awards, milestones, outputs, programmes, projects, reports
from services.reporting.projections.reader import Cut, Snapshot
from services.reporting.projections.view import View
from shared.errors import Invalid, NotFound

LEDGER = "ledger"

#: the views of one programme that a report can show; organisations are the installation's
VIEWS: tuple[View, ...] = (
    programmes.programmes,
    programmes.workstreams,
    programmes.partners,
    awards.awards,
    awards.award_changes,
    projects.projects,
    milestones.milestones,
    milestones.baselines,
    milestones.achievements,
    milestones.moves,
    outputs.outputs,
    outputs.publications,
    outputs.withdrawals,
    outputs.merges,
    outputs.attributions,
    activity.project_activity,
    activity.plan_activity,
    activity.output_activity,
    reports.submissions,
    reports.restatements,
)


@cache
def shown_types() -> list[str]:
    """The event types that can change a report. Starting a draft or sending a mail is none, so a draft stays itself."""
    return sorted({type_ for view in VIEWS for type_ in view.handlers})


def last_shown(snap: Snapshot, programme_id: str, known_at: int | None = None) -> int:
    """The last position, up to `known_at`, of a fact that this programme's reports can show.

    The one position that names what a report knows: facts of other programmes do not move it. Raises NotFound while
    nothing is known of the programme, and Invalid for a position that the ledger has not reached.
    """
    if known_at is not None and known_at > snap.position:
        raise Invalid(
            f"Position {known_at} is not reached: the ledger is at {snap.position}.",
            {"known_at": [f"Give a position up to {snap.position}"]},
        )
    found = snap.connection.execute(
        text(
            "select position from ledger where programmeid = :programme and position <= :position "
            "and type = any(:types) order by position desc limit 1"
        ),
        {"programme": programme_id, "position": known_at or snap.position, "types": shown_types()},
    ).scalar()
    if found is None:
        raise NotFound("Nothing was known of this programme at that time.")
    return int(found)


def known_at(snap: Snapshot, position: int) -> datetime:
    """When this position became known, UTC."""
    moment: datetime = snap.connection.execute(
        text("select known_at from ledger where position = :position"), {"position": position}
    ).scalar_one()
    return moment


def tree_root(snap: Snapshot, position: int) -> str:
    """The root of the ledger's tree at a position, in hex: what a report says that it rests on can be proved by it."""
    cursor = cast(psycopg.Cursor, snap.connection.connection.cursor())
    return nodes.root(cursor, position).hex()


class ProgrammeSight(Cut):
    """A `measures.sight.Sight` on the ledger and its views."""

    def __init__(self, snap: Snapshot, programme_id: str, position: int | None = None) -> None:
        super().__init__(snap, programme_id, position)
        self._facts: dict[tuple[int, date], list[LedgerFact]] = {}
        self._positions: dict[str, int] = {}

    def facts(self, after: int, until: date) -> list[LedgerFact]:
        """Facts of projects and outputs known after `after` and dated `until` or earlier, in order of position."""
        if (after, until) not in self._facts:
            rows = self.snapshot.connection.execute(
                text(
                    "select event_id, position, type, subject, effectiveon, corrects from ledger "
                    "where programmeid = :programme and position > :after and position <= :position "
                    "and effectiveon <= :until and service in ('projects', 'outputs') order by position"
                ),
                {"programme": self.programme_id, "after": after, "position": self.position, "until": until},
            )
            self._facts[after, until] = [LedgerFact(*row) for row in rows]
        found = self._facts[after, until]
        self._positions |= {str(fact.id): fact.position for fact in found}
        for read in self._tracking:
            read.keys.setdefault(LEDGER, set()).update(str(fact.id) for fact in found)
        return found

    def lineage(self, pairs: Iterable[tuple[View | str, str]]) -> list[UUID]:
        """As `Cut.lineage`; a fact of the ledger that was examined is its own lineage."""
        views: list[tuple[View | str, str]] = []
        found: dict[int, UUID] = {}
        for view, key in pairs:
            if view == LEDGER:
                found[self._positions[key]] = UUID(key)
            else:
                views.append((view, key))
        found |= {position: event_id for event_id, position in self._placed(views)}
        return [found[position] for position in sorted(found)]

    def _placed(self, pairs: Iterable[tuple[View | str, str]]) -> Iterable[tuple[UUID, int]]:
        for view, key in pairs:
            for position, event_id in self._opened(view if isinstance(view, str) else view.name).get(key, ()):
                yield event_id, position
