"""Reads of profiles of contributors: what may be shown of them, which is all that is kept."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Text, cast
from sqlalchemy.orm import Session

from services.outputs.tables import inclusion_profiles
from services.outputs.vocabulary import involving
from shared import visible
from shared.errors import NotFound
from shared.pages import page
from shared.rows import plain, versioned

PROFILE = (
    "inclusion_profile_id",
    "programme_id",
    "characteristic",
    "period_from",
    "period_to",
    "place",
    "census",
    "census_source",
    "taken_back",
    "version",
)


def list_profiles(
    session: Session,
    *,
    programme_id: str | None = None,
    characteristic: str | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """The newest period first; without those that were taken back."""
    of = inclusion_profiles.c
    query = versioned(inclusion_profiles, of.inclusion_profile_id).where(
        visible.of_whole_programmes("outputs.inclusion_profiles", of.programme_id), ~of.taken_back
    )
    for column, wanted in ((of.programme_id, programme_id), (of.characteristic, characteristic)):
        if wanted:
            query = query.where(column == wanted)
    by = (cast(of.period_to, Text), of.inclusion_profile_id)
    return page(session, query, by, _profile, after=after, limit=limit, descending=True)


def profile(session: Session, *, inclusion_profile_id: str) -> dict[str, Any]:
    """One profile. Raises NotFound."""
    of = inclusion_profiles.c
    query = versioned(inclusion_profiles, of.inclusion_profile_id)
    row = session.execute(query.where(of.inclusion_profile_id == inclusion_profile_id)).first()
    if row is None:
        raise NotFound("There is no such profile.")
    return _profile(row)


def characteristics(session: Session) -> dict[str, Any]:  # noqa: ARG001  (what answers a request takes a session)
    """The vocabulary, for forms."""
    return {
        "items": [
            {
                "key": key,
                "title": one.label,
                "categories": [{"key": name, "title": title} for name, title in one.categories.items()],
            }
            for key, one in involving.characteristics().items()
        ]
    }


def _profile(row: Row[Any]) -> dict[str, Any]:
    shown: dict[str, Any] = row.shown
    return plain(row, PROFILE) | shown | {"event_id": str(row.event_id)}
