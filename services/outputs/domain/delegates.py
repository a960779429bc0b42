"""Who may log for somebody else: nobody, unless it is allowed."""

from __future__ import annotations

from collections.abc import Collection

from shared.broken import Broken

#: who may log for anyone of the programme, because they answer for what it reports
FOR_ANYONE = frozenset({"programme_manager", "administrator"})


def may_act(actor_id: str, roles: Collection[str], on_behalf_of: str, delegated: bool) -> None:
    """Raise Broken unless the actor may log for this person. `delegated`: a delegation of theirs holds today."""
    if actor_id == on_behalf_of or delegated or FOR_ANYONE & set(roles):
        return
    raise Broken(
        "You may log for this person only with a delegation of theirs: ask them for one, or ask a programme manager",
        "on_behalf_of",
    )
