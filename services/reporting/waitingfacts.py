"""The reporting service's parked messages, with the facts that wait for the ledger among them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from services.reporting.ledger import operator
from shared import context
from shared.calls import parked as calls
from shared.messaging import parked
from shared.messaging.rpc import answers
from shared.settings import settings

Fields = dict[str, Any]


class WaitingFacts(parked.Parked):
    """`shared.messaging.parked.Parked` for a service that has a ledger."""

    @answers(calls.Parked)
    def parked(self, session: Session, fields: Fields) -> Fields:
        after: str | None = fields["after"]
        facts: list[Fields] = []
        if after is None or operator.is_waiting_id(after):
            facts = operator.listed(session, fields["state"], after, fields["limit"])
            if len(facts) == fields["limit"]:
                return {"items": facts, "next": facts[-1]["parked_id"]}
            fields = fields | {"after": None, "limit": fields["limit"] - len(facts)}
        messages = parked.listed(session, self.name, **fields)
        return {"items": facts + messages["items"], "next": messages["next"]}

    @answers(calls.ReplayParked)
    def replay_parked(self, session: Session, fields: Fields) -> Fields:
        if operator.is_waiting_id(fields["parked_id"]):
            return operator.replay(session, fields["parked_id"])
        return parked.replay(session, settings().amqp_uri, self.name, **fields)

    @answers(calls.DiscardParked)
    def discard_parked(self, session: Session, fields: Fields) -> Fields:
        if operator.is_waiting_id(fields["parked_id"]):
            return operator.discard(session, **fields, by=context.current().actor.id)
        return parked.discard(session, **fields)
