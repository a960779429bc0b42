"""Crossref: articles, books and reports by DOI, with funders and licences. Read as a file of Crossref is."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import orjson

from services.outputs.importers import crossref
from services.outputs.importers.work import Refused, Unreadable
from services.outputs.sources.fetching import Useless
from services.outputs.sources.source import Ask, Found, many, thing, word

#: versions of a text as Crossref calls them; `tdm` is a licence for mining it
READ = {"vor": "licence_vor", "am": "licence_aam"}


class Crossref:
    """https://api.crossref.org: a work at /works/{doi}, where capital letters are the same as small ones."""

    title = "Crossref"
    accept = "application/json"
    schemes = frozenset({"doi"})

    def find(self, ask: Ask, scheme: str, value: str) -> list[Found]:  # noqa: ARG002
        """The work of this DOI."""
        reply = ask(f"/works/{quote(value.lower(), safe='')}")
        if reply is None:
            return []
        message = thing(thing(reply, self.title).get("message"), self.title)
        try:
            (work,) = crossref.read(orjson.dumps({"message": message}).decode())
        except (Unreadable, ValueError) as error:
            raise Useless("What Crossref answered is no work") from error
        if isinstance(work, Refused):
            raise Useless(f"What Crossref says of it cannot be used: {work.message}")
        return [Found(work, (self.title,), _licences(message))]


def _licences(message: dict[str, Any]) -> dict[str, Any]:
    """The licence of each version that people read, by itself: of the version of record, and of the accepted text."""
    found: dict[str, Any] = {}
    for each in many(message.get("license") or []):
        version, address = READ.get(word(each.get("content-version")) or ""), word(each.get("URL"), 200)
        if version and address:
            found.setdefault(version, crossref.short_name(address))
    return found
