"""Names for the ids that services speak of: people and organisations, asked in one go, remembered for a minute."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from typing import Any

from flask import current_app, g

from services.gateway import asking
from shared.calls import people
from shared.errors import WaymarkError

REMEMBERED = 60.0
MOST = 200


class Names:
    """Id -> name. An id that is not known, or a service that does not answer, is its own name."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[float, str]] = {}
        self._lock = threading.Lock()

    def of_people(self, ids: Iterable[str | None]) -> dict[str, str]:
        """Names of people."""
        return self._of("people", ids)

    def of_organisations(self, ids: Iterable[str | None]) -> dict[str, str]:
        """Names of organisations."""
        return self._of("organisations", ids)

    def _of(self, kind: str, ids: Iterable[str | None]) -> dict[str, str]:
        wanted = list(dict.fromkeys(one for one in ids if one))
        now = time.monotonic()
        with self._lock:
            found = {
                one: known[1]
                for one in wanted
                if (known := self._known.get((kind, one))) and now - known[0] < REMEMBERED
            }
        missing = [one for one in wanted if one not in found]
        for first in range(0, len(missing), MOST):
            found |= self._ask(kind, missing[first : first + MOST])
        return {one: found.get(one, one) for one in wanted}

    def _ask(self, kind: str, ids: list[str]) -> dict[str, str]:
        call, key = (people.People, "person_id") if kind == "people" else (people.Organisations, "org_id")
        try:
            items: list[dict[str, Any]] = asking.ask(call, ids=ids)["items"]
        except WaymarkError:
            return {}
        names = {str(item[key]): str(item["name"]) for item in items}
        now = time.monotonic()
        with self._lock:
            if len(self._known) > 5000:
                self._known.clear()
            self._known |= {(kind, one): (now, name) for one, name in names.items()}
        return names


def names() -> Names:
    """The names of this process: whoever is asked for was named to the asker by a service."""
    found: Names = current_app.extensions.setdefault("waymark_names", Names())
    return found


def person_choices() -> list[dict[str, str]]:
    """People to choose from, oneself first, for a select."""
    try:
        items = asking.ask(people.People, limit=MOST)["items"]
    except WaymarkError:
        items = []
    own = g.person.person_id
    rest = [{"value": item["person_id"], "text": item["name"]} for item in items if item["person_id"] != own]
    return [{"value": "", "text": "Nobody yet"}, {"value": own, "text": f"{g.person.name} (you)"}, *rest]
