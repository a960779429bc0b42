"""Crossref: articles, books and reports by DOI, with funders and licences. Read as a file of Crossref is."""

from __future__ import annotations

from urllib.parse import quote

import orjson

from services.outputs.importers import crossref
from services.outputs.importers.work import Refused, Unreadable
from services.outputs.sources.fetching import Useless
from services.outputs.sources.source import Ask, Found, thing


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
        return [Found(work, (self.title,))]
