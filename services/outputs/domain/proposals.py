"""What a proposal may become, and what makes it the same again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.broken import Broken

#: of identifiers, the one that a proposal is known by, the best first
BEST = ("doi", "pmid", "pmcid", "arxiv", "isbn")


def key(own: Mapping[str, str], work_key: str) -> str:
    """What makes it the same: the best identifier that it has to itself, else kind, title, year and first author."""
    for scheme in BEST:
        if scheme in own:
            return f"{scheme}:{own[scheme]}"
    return f"work:{work_key}"


def may_decide(state: str, title: str) -> None:
    """Raise Broken unless it waits."""
    if state == "claimed":
        raise Broken(f"“{title}” was claimed already", "proposal_id", state=True)
    if state == "rejected":
        raise Broken(f"“{title}” was rejected: take the rejection back first", "proposal_id", state=True)


def may_reconsider(state: str, title: str) -> None:
    """Raise Broken unless it was rejected."""
    if state != "rejected":
        raise Broken(f"“{title}” is not rejected, so there is nothing to take back", "proposal_id", state=True)


#: what a known output may get from a source, and a person may see before it gets it
ADDED = ("licence", "url")
ADDED_IDS = ("doi", "pmid", "pmcid", "arxiv", "isbn", "issn")
ADDED_DETAILS = ("journal", "publisher", "volume", "issue", "pages")


def missing(known: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that the found has and the known lacks, as a change of the output takes them. Nothing is replaced."""
    adds: dict[str, Any] = {}
    for name in ADDED_IDS:
        if name in found["identifiers"] and name not in known["identifiers"]:
            adds[name] = found["identifiers"][name]
    for name in ADDED_DETAILS:
        if found["details"].get(name) and not known["details"].get(name):
            adds[name] = found["details"][name]
    for name in ADDED:
        if found.get(name) and not known.get(name):
            adds[name] = found[name]
    if found["authors"] and not known["authors"]:
        adds["authors"] = found["authors"]
    return adds
