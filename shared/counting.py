"""How many there are of everything that a programme is run with, counted by the very reads that list them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from shared import visible
from shared.calls.call import Call, Read
from shared.calls.fields import PageFields

#: what answers a read: (session, **fields) -> JSON values
Answering = Any


def lists_of(wirings: Iterable[Mapping[type[Call], Answering]]) -> dict[str, Answering]:
    """What answers each list of things of a programme, by the name of the list."""
    return {
        call.method: answer
        for wiring in wirings
        for call, answer in wiring.items()
        if issubclass(call, Read) and issubclass(call, PageFields) and "programme_id" in call._declared_fields
    }


def counting(service: str, lists: Mapping[str, Answering]) -> Answering:
    """The read that counts these: each as far as the actor may see it, in one request."""

    def how_many(session: Session, *, programme_id: str) -> dict[str, Any]:
        found = {
            name: answer(session, programme_id=programme_id, after=None, limit=0).get("total")
            for name, answer in lists.items()
            if visible.may(f"{service}.{name}", programme_id)
        }
        return {"items": {name: count for name, count in found.items() if count is not None}}

    return how_many
