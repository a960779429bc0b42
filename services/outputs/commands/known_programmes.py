"""What outputs knows of programmes: whose bank holidays count, and whether a sample is telling their history.

While a history is told, nothing is recorded of it by today's clock: what is known never runs back in the ledger. The
teller asks for the same work on the days of the story, and says when it is told.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.outputs.tables import known_programmes
from shared.events.event import Event

SAMPLE = "sample"


def learn(session: Session, event: Event) -> None:
    """Keep what a fact says of a programme."""
    of = known_programmes.c
    if event.routing_key == "programme.created":
        row = {"programme_id": event.subject, "nation": event.data["nation"], "being_told": event.origin == SAMPLE}
        # its history may be told before this arrives: then it is told
        nation = {"nation": row["nation"]}
        made = upsert(known_programmes).values(row)
        session.execute(made.on_conflict_do_update(index_elements=["programme_id"], set_=nation))
    elif nation := event.data["changes"].get("nation"):
        session.execute(update(known_programmes).where(of.programme_id == event.subject).values(nation=nation["after"]))


def finish_outputs_story(session: Session, *, programme_id: str) -> dict[str, Any]:
    """The history is told: from now on the clock is the real one. Not heard of yet: it is told when it is."""
    row = {"programme_id": programme_id, "nation": "england", "being_told": False}
    made = upsert(known_programmes).values(row)
    session.execute(made.on_conflict_do_update(index_elements=["programme_id"], set_={"being_told": False}))
    return {"programme_id": programme_id}


def watched(session: Session) -> list[str]:
    """The programmes of which the clock may tell something."""
    of = known_programmes.c
    return list(session.execute(select(of.programme_id).where(~of.being_told).order_by(of.programme_id)).scalars())
