"""Check how an output acknowledges the funder, and record what was found."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.outputs.commands import standing
from services.outputs.commands.finding import get
from services.outputs.domain import acknowledgement
from services.outputs.domain.acknowledgement import Result
from services.outputs.tables import acknowledgements
from shared import policies
from shared.context import today
from shared.errors import Conflict
from shared.events.outputs import AcknowledgementChecked
from shared.messaging.outbox import New
from shared.policies import ACKNOWLEDGEMENT
from shared.recording import told
from shared.words import keep_words


def check_acknowledgement(session: Session, *, output_id: str, text: str) -> dict[str, Any]:
    """The last check of an output stands. Raises Conflict where it needs none or no longer stands for itself."""
    now = get(session, output_id, lock=True)
    if now.withdrawn_kind or now.absorbed_by:
        raise Conflict(f"“{now.title}” no longer stands for itself: it was withdrawn or merged.")
    if not acknowledgement.needed(now.type, now.subtype):
        raise Conflict("Nothing of this type is published with an acknowledgement.")
    its = standing.of_output(session, output_id)
    results = acknowledgement.check(text, its.about())
    words = keep_words(session, text, programme_id=now.programme_id, target_id=output_id)
    assert words
    outcome = acknowledgement.acknowledged(results)
    data = {
        "policy": ACKNOWLEDGEMENT,
        "judged_on": now.on_date.isoformat(),
        "acknowledged": outcome,
        "results": [{"clause": one.clause, "outcome": one.outcome} for one in results],
        "award_ids": its.award_ids or None,
        "text_sha256": words["sha256"],
        "text": words,
    }
    reply = told(session, New(AcknowledgementChecked, output_id, now.programme_id, now.on_date, data), "output_id")
    row = {
        "output_id": output_id,
        "programme_id": now.programme_id,
        "judged_on": now.on_date,
        "checked_on": today(),
        "acknowledged": outcome,
        "results": {one.clause: one.outcome for one in results},
        "award_ids": its.award_ids,
        "text_id": words["text_id"],
        "text_sha256": words["sha256"],
    }
    session.execute(upsert(acknowledgements).values(row).on_conflict_do_update(index_elements=["output_id"], set_=row))
    return reply | {"acknowledged": outcome, "results": [shown(one) for one in results]}


def shown(result: Result) -> dict[str, Any]:
    """A result with its clause in words, and what to mend."""
    clause = policies.clause(result.clause)
    return {
        "clause": clause.id,
        "ask": clause.ask,
        "outcome": result.outcome,
        "says": result.says,
        "mend": clause.mend if result.outcome == acknowledgement.FAILED else None,
        "decides": result.counts,
        "start": result.start,
        "end": result.end,
    }
