"""ORCID: the public works of one iD, as summaries: title, kind, date, identifiers. No authors and no funders."""

from __future__ import annotations

from typing import Any

from services.outputs import vocabulary
from services.outputs.domain import dates, identifiers
from services.outputs.importers.work import Work, web_address
from services.outputs.sources.source import Ask, Found, many, thing, within, word

#: words of ORCID for identifiers -> ours
SCHEMES = {"doi": "doi", "pmid": "pmid", "pmc": "pmcid", "isbn": "isbn"}
#: what the work itself is called; a version's or a whole's identifier is another work's
OWN = "self"
#: works of one person; nobody has more that a person would look through
MOST = 2000


class Orcid:
    """https://pub.orcid.org/v3.0: the works of a record, grouped by the identifiers that they share."""

    title = "ORCID"
    accept = "application/json"
    schemes = frozenset({"orcid"})

    def find(self, ask: Ask, scheme: str, value: str) -> list[Found]:  # noqa: ARG002
        """The works that the person shows to everybody."""
        reply = ask(f"/{value}/works")
        if reply is None:
            return []
        found = []
        for group in many(thing(reply, self.title).get("group") or [])[:MOST]:
            shown = many(group.get("work-summary") or [])
            if not shown:
                continue
            if work := _work(max(shown, key=_rank), _identifiers(group.get("external-ids"))):
                found.append(Found(work, (self.title,), whole=False))
        return found


def _rank(summary: dict[str, Any]) -> int:
    """The one of a group that its owner prefers has the highest index."""
    index = word(summary.get("display-index")) or "0"
    return int(index) if index.isdecimal() and len(index) < 10 else 0


def _work(summary: dict[str, Any], ids: dict[str, str]) -> Work | None:
    """The work of a summary; None without a title."""
    title = word(within(summary, "title", "title", "value"), 2000)
    if title is None:
        return None
    subtitle = word(within(summary, "title", "subtitle", "value"), 500)
    kind = vocabulary.meaning("orcid", word(summary.get("type")) or "")
    journal = word(within(summary, "journal-title", "value"))
    ids = _identifiers(summary.get("external-ids")) | ids
    return Work(
        row=1,
        type=kind[0],
        subtype=kind[1],
        title=f"{title}: {subtitle}"[:2000] if subtitle else title,
        published=_published(summary.get("publication-date")),
        identifiers=ids,
        details={"journal": journal} if journal else {},
        url=f"https://doi.org/{ids['doi']}" if "doi" in ids else web_address(word(within(summary, "url", "value"))),
    )


def _identifiers(given: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in many(within(given, "external-id") or []):
        scheme = SCHEMES.get((word(each.get("external-id-type")) or "").casefold())
        if scheme and each.get("external-id-relationship") == OWN and scheme not in found:
            try:
                found[scheme] = identifiers.SCHEMES[scheme](word(each.get("external-id-value")) or "")
            except ValueError:  # people type anything here
                continue
    return found


def _published(given: Any) -> dates.PartialDate | None:
    parts = [word(within(given, name, "value")) for name in ("year", "month", "day")]
    known = [part for part in parts if part]
    try:
        return dates.parse("-".join(known)) if known and parts[0] else None
    except ValueError:
        return None
