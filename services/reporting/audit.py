"""The self-audit: all views made again and compared with the live ones: `python -m services.reporting.audit`.

Compares row by row in the database, as known at one position, so live goes on meanwhile; and checks every leaf of the
tree against the fact beside it. The outcome is itself a fact, `reporting.audit.completed`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from services.reporting import jobs
from services.reporting.ledger import leaf, nodes, rows
from services.reporting.projections import catalogue, generations
from services.reporting.projections.filling import CHUNK, Filling, Progress
from services.reporting.projections.fold import OPEN
from services.reporting.projections.view import State, View
from services.reporting.proof.tree import Frontier, leaf_hash
from services.reporting.rebuild import building, nothing
from shared import clock, context
from shared.context import Actor
from shared.database import transaction
from shared.events.reporting import AuditCompleted
from shared.messaging.outbox import record

log = structlog.get_logger()

#: differences of a view that are named one by one
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not what the ledger says."""

    view: str
    programme_id: str
    key: str
    #: position from which the row is known
    position: int
    #: `missing`, `too many`, or the names of the columns that differ
    columns: list[str]


@dataclass(slots=True)
class Audited:
    """The outcome of an audit at a position."""

    position: int
    root: bytes
    #: view -> (version, rows compared, rows that differ)
    views: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    #: the first ones of each view
    differences: list[Difference] = field(default_factory=list)
    #: facts whose leaf, or whose data for queries, is not that of their body
    altered: list[int] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Everything that is wrong."""
        return sum(differ for _, _, differ in self.views.values()) + len(self.altered)


def audit(engine: Engine, views: Sequence[View] | None = None, progress: Progress = nothing) -> Audited:
    """Compare the live views with the ledger. Raises Conflict while a rebuild or another audit runs."""
    chosen = catalogue.views() if views is None else views
    with building(engine):
        with engine.begin() as connection:
            live, head = generations.current(connection, catalogue.fingerprint(chosen))
            scratch = generations.add(connection, chosen, "scratch", logged=False)
        filling, frontier, altered = Filling(engine, chosen, scratch), Frontier(), list[int]()
        try:
            filling.to(head, progress)
        finally:
            filling.close()
        for after in range(0, head, CHUNK):
            with engine.connect() as connection:
                altered += _check_leaves(connection, after, min(head, after + CHUNK), frontier)
        with engine.begin() as connection:
            found = Audited(head, frontier.root(), altered=altered)
            if nodes.root(connection.connection.cursor(), head) != found.root:  # type: ignore[arg-type]
                found.altered.append(0)
            for view in chosen:
                _compare(connection, view, (live, scratch), found)
            generations.drop(connection, scratch)
    return found


def complete(session: Session, found: Audited, views: Sequence[View]) -> None:
    """Record the outcome as a fact."""
    record(
        session,
        AuditCompleted,
        subject="ledger",
        programme_id="",
        effective_on=clock.system.today(),
        data={
            "views": [
                {"view": view.name, "version": view.version, "rows": found.views[view.name][1],
                 "differences": found.views[view.name][2]}
                for view in views
            ],
            "differences": found.count,
            "position": found.position,
            "tree_root": found.root.hex(),
        },
    )  # fmt: skip


def _check_leaves(connection: Connection, after: int, last: int, frontier: Frontier) -> list[int]:
    """Grow the tree by the facts in (after, last]; give the positions whose leaf or data is not what it should be."""
    cursor: Any = connection.connection.cursor(binary=True)
    cursor.execute(
        f"select position, salt, data_digest, leaf, body is null or convert_from(body, 'UTF8')::jsonb = data, "  # noqa: S608
        f"{rows.EVENT_COLUMNS} from ledger where position > %s and position <= %s order by position".encode(),
        [after, last],
    )
    altered = []
    for position, salt, digest, kept, same, *columns in cursor:
        event = rows.event(columns)
        right = same and (salt is None or leaf.data_digest(salt, event.body) == digest)
        hashed = leaf_hash(leaf.leaf_bytes(event.attributes(), digest))
        frontier.append(hashed)
        if not right or hashed != kept:
            altered.append(position)
    return altered


def _compare(connection: Connection, view: View, generation: tuple[int, int], found: Audited) -> None:
    """Full outer join of live and scratch, both as known at the audit's position."""
    state = isinstance(view, State)
    identity = ["programme_id", "key", "pos_from"] + (["true_from"] if state else [])
    content = (["pos_to", "event_id", "true_to", "since"] if state else ["pos_to", "event_id", "on_date"]) + [
        *view.columns
    ]
    document = {"since"} | {name for name, kind in view.columns.items() if kind.sql == "json"}
    differs = " || ".join(
        f"case when {_side('l', name, document)} is distinct from {_side('s', name, document)} "
        f"then array['{name}'] else '{{}}' end"
        for name in content
    )
    tables = [f'{generations.schema(number)}."{view.name}"' for number in generation]
    live = (
        f"(select t.*, true as there, case when t.pos_to > :position then {OPEN} else t.pos_to end as known_to "  # noqa: S608
        f"from {tables[0]} t where t.pos_from <= :position)"
    )
    scratch = f"(select t.*, true as there, t.pos_to as known_to from {tables[1]} t)"  # noqa: S608
    query = (
        f"select programme_id, key, pos_from, case when l.there is null then array['missing'] "  # noqa: S608
        f"when s.there is null then array['too many'] else {differs} end as columns "
        f"from {live} l full join {scratch} s using ({', '.join(identity)})"
    )
    values = {"position": found.position}
    rows_compared = connection.execute(text(f"select count(*) from {scratch} s"), values).scalar_one()  # noqa: S608
    wrong = connection.execute(
        text(f"select q.*, count(*) over () from ({query}) q where columns <> '{{}}' order by 1, 2, 3 limit {SHOWN}"),  # noqa: S608
        values,
    ).all()
    found.views[view.name] = (view.version, rows_compared, wrong[0][4] if wrong else 0)
    found.differences += [Difference(view.name, row[0], row[1], row[2], row[3]) for row in wrong]


def _side(side: str, name: str, document: set[str]) -> str:
    if name == "pos_to":
        return f"{side}.known_to"
    return f'{side}."{name}"::text' if name in document else f'{side}."{name}"'


def main(arguments: list[str] | None = None) -> int:
    """Audit, record the outcome as a fact, and say it. As a job when one is named."""
    parser = argparse.ArgumentParser(prog="python -m services.reporting.audit", description=__doc__.splitlines()[0])
    parser.add_argument("--job", help="the row in `jobs` to report to")

    def work(engine: Engine, progress: Progress) -> dict[str, Any]:
        found = audit(engine, None, progress)
        with context.using(actor=Actor("system:scheduler")), transaction(engine) as session:
            complete(session, found, catalogue.views())
        if found.count:
            log.error("audit.differs", differences=found.count, position=found.position)
        return {
            "position": found.position,
            "root": found.root.hex(),
            "differences": found.count,
            "rows": {
                view: {"compared": compared, "differ": differ} for view, (_, compared, differ) in found.views.items()
            },
            "shown": [asdict(difference) for difference in found.differences],
            "altered": found.altered[:SHOWN],
        }

    return jobs.run(parser.parse_args(arguments).job, work)


if __name__ == "__main__":
    sys.exit(main())
