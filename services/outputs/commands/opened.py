"""What a look-up says of open access, recorded as evidence when its work is claimed. Only what the registries say.

Europe PMC says that a text is there, and not since when: the day stays unknown, and nothing is concluded from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from services.outputs.commands.finding import Row
from services.outputs.commands.open_access import evidence_open_access
from shared.errors import Conflict
from shared.policies.openaccess import FREE, can_be_article


def keep(session: Session, output: Row, told: Mapping[str, Any]) -> None:
    """Record what differs from what is known already; nothing for what is no article, or was withdrawn."""
    if output.withdrawn_kind or not can_be_article(output.type, output.subtype):
        return
    told_by: dict[str, dict[str, Any]] = {"publisher": _licences(told), "europe_pmc": _places(told)}
    for source, known in told_by.items():
        if known:
            try:
                evidence_open_access(session, output_id=output.output_id, source=source, **known)
            except Conflict:  # it is known so
                continue


def _licences(told: Mapping[str, Any]) -> dict[str, str]:
    return {name: told[name] for name in ("licence_vor", "licence_aam") if told.get(name)}


def _places(told: Mapping[str, Any]) -> dict[str, str]:
    """Only where it is: that it is not there yet is no evidence that it will not be."""
    where = {"europe_pmc": told.get("in_europe_pmc"), "pubmed_central": told.get("in_pubmed_central")}
    return {name: FREE for name, there in where.items() if there}
