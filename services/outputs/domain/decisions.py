"""What makes a formal decision one that was informed, and which kinds of evidence it lacked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from shared.broken import Broken

#: the six sources of the Evidence Pie, in its order
EVIDENCE = ("research", "local_data", "practitioner", "community", "policy", "cost")


def informed(decided_on: date, *, url: str | None, file_id: str | None, kinds: Collection[str], today: date) -> None:
    """Raise Broken unless it has been decided, has a document, and rested on some evidence."""
    if decided_on > today:
        raise Broken(f"{decided_on} has not come yet: record a decision once it is made", "decided_on")
    if not (url or file_id):
        raise Broken(
            "Give the document that shows it: an address or a file. Without one, make an impact claim instead", "url"
        )
    if not kinds:
        raise Broken("Say which kinds of evidence it rested on: at least one", "evidence_kinds")
    if len(set(kinds)) != len(kinds):
        raise Broken("The same kind of evidence is named twice", "evidence_kinds")


def withdraw(reason: str | None) -> None:
    """Raise Broken when it is withdrawn already."""
    if reason:
        raise Broken("It was withdrawn already", "decision_id", state=True)


def missing(kinds: Collection[str]) -> list[str]:
    """Kinds of evidence that it did not rest on, in the order of the pie."""
    return [kind for kind in EVIDENCE if kind not in kinds]
