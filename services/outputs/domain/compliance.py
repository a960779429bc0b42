"""Rules of what may be recorded about the funder's policies."""

from __future__ import annotations

from datetime import date
from typing import Any

from shared.broken import Broken
from shared.policies import NOTHING
from shared.policies.openaccess import FREE


def check_evidence(given: dict[str, Any], known: dict[str, Any], public_last: date | None, today: date) -> None:
    """Raise Broken for evidence that cannot be so, given what is known besides."""
    together = known | given
    for name in ("submitted_on", "europe_pmc_on", "pubmed_central_on"):
        if (day := given.get(name)) and day > today:
            raise Broken(f"{day} has not come yet: record it once it is so", name)
    submitted = together.get("submitted_on")
    if submitted and public_last and submitted > public_last:
        raise Broken(f"It was public by {public_last}, so it was submitted before that", "submitted_on")
    for where in ("europe_pmc", "pubmed_central"):
        if given.get(f"{where}_on") and together.get(where) not in (None, FREE):
            raise Broken("It has a day from which it is free, so it is there and free", where)


def check_terms(row: dict[str, Any]) -> None:
    """Raise Broken for terms that say half of a rule, or nothing."""
    notice = [row.get(name) for name in ("notice_days", "notice_counted")]
    covers = row.get("notice_covers")
    if covers and covers != NOTHING and None in notice:
        raise Broken("Say how many days before, and whether they are working days", "notice_days")
    if covers is None and any(one is not None for one in notice):
        raise Broken("Say of what notice is due", "notice_covers")
    if covers is None and row.get("award_kind") is None:
        raise Broken("Say what kind of award it is, or what notice it asks for", "award_kind")
    if row.get("nihr_majority") is not None and row.get("award_kind") != "infrastructure":
        raise Broken("Who pays the greater part is asked of infrastructure awards only", "nihr_majority")


def check_told(told_on: date, public_on: date | None) -> None:
    """Raise Broken for a notice that came when it was public already: that is none."""
    if public_on and told_on > public_on:
        raise Broken(f"It was public on {public_on}: a notice comes before that", "told_on")
