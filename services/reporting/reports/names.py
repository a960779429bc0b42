"""Puts ids and keys into words, from what the ledger knows: workstreams, themes, places, awards, organisations, titles.

Not for people: a person is a `person_id` here, and the gateway asks `people` for a name where one may be shown.
"""

from __future__ import annotations

from typing import Any

from services.reporting.measures.published import FOREVER
from services.reporting.measures.sight import Sight
from services.reporting.projections.awards import awards
from services.reporting.projections.catalogue import views
from services.reporting.projections.money import own_headings
from services.reporting.projections.places import places
from services.reporting.projections.programmes import organisations, programmes
from services.reporting.projections.view import Occurrences, State
from services.reporting.reports import days

#: what is said of things that have no value in a breakdown, by what the breakdown names
MISSING = {
    "workstream": "No workstream",
    "theme": "No theme",
    "stage": "No stage",
    "organisation": "No organisation named",
    "award": "No award",
    "place": "City-wide",
}


#: words of involvement that are not said as their keys are
INVOLVEMENT = {
    "co_produced": "Co-produced",
    "community_led": "Community-led",
    "priorities": "Setting priorities",
    "design": "Designing the research",
    "doing": "Doing the research",
    "making_sense": "Making sense of the findings",
    "sharing": "Sharing the findings",
}


class Names:
    """Words for ids, for one programme at a cut. `installation` is the sight of what belongs to no programme."""

    def __init__(self, sight: Sight, installation: Sight) -> None:
        self._sight, self._installation = sight, installation
        self._titles: dict[str, str] | None = None
        self._organisations: dict[str, str] | None = None
        self._places: dict[str, str] | None = None
        found = [row for row in sight.state(programmes, on=FOREVER) if row.title]
        self.programme: Any = found[0] if found else None
        of = self.programme
        named = [*(of.themes or []), *(of.stages or []), *(of.directorates or [])] if of else []
        self._keys = {row.heading: row.title for row in sight.state(own_headings, on=FOREVER) if row.title}
        self._keys |= {item["key"]: item["title"] for item in named}
        labels = (self.programme.labels or {}) if self.programme else {}
        #: the programme's own word for a workstream (Liverpool: unit)
        self.workstream_word: str = labels.get("workstream", "workstream")

    def title(self, key: str | None) -> str | None:
        """The title of anything that has one in its view, and an award's id; None when it is not known."""
        if self._titles is None:
            self._titles = {
                row.key: row.title
                for view in views()
                if isinstance(view, State) and "title" in view.columns and view is not awards
                for row in self._sight.state(view, on=FOREVER)
                if row.title
            }
            for view in views():
                if isinstance(view, Occurrences) and "title" in view.columns:
                    self._titles |= {row.key: row.title for row in self._sight.points(view) if row.title}
            for row in self._sight.state(awards, on=FOREVER):
                self._titles[row.key] = row.id_as_written
        return self._titles.get(key) if key else None

    def organisation(self, org_id: str | None) -> str | None:
        """Its name, or the id where it is not known."""
        if org_id is None:
            return None
        if self._organisations is None:
            rows = self._installation.state(organisations, on=FOREVER)
            self._organisations = {row.key: row.name for row in rows if row.name}
        return self._organisations.get(org_id, org_id)

    def place(self, code: str) -> str:
        """A listed place in words, with its code; the code alone where it is on no list."""
        if self._places is None:
            self._places = {row.code: row.title for row in self._sight.state(places, on=FOREVER) if row.title}
        return f"{self._places[code]} ({code})" if code in self._places else code

    def key(self, key: str) -> str:
        """A theme, stage or other key in words."""
        return self._keys.get(key) or sentence_case(key)

    def source(self, name: str) -> str:
        """Where people came from: `directorate/housing`, `partner/…`, the community, or nobody said."""
        kind, _, key = name.partition("/")
        if kind == "partner":
            return self.organisation(key) or key
        return self.key(key) if kind == "directorate" else {"community": "The community"}.get(name, "Not said")

    def line(self, naming: str, name: str) -> str:
        """The name of a line of a breakdown, in words."""
        if name in ("none", "city-wide", "") and naming in MISSING:
            return MISSING[naming].replace("workstream", self.workstream_word)
        if naming in ("workstream", "award", "study", "board"):
            return self.title(name) or name
        if naming == "involvement":
            return INVOLVEMENT.get(name) or sentence_case(name)
        if naming == "organisation":
            return self.organisation(name) or name
        own = {"source": self.source, "place": self.place, "fact": fact_words, "amount": amount_words}
        return own.get(naming, self.key)(name)


def sentence_case(key: str) -> str:
    """`data_access` -> `Data access`."""
    words = key.replace("_", " ").replace(".", " ").strip()
    return words[:1].upper() + words[1:]


def fact_words(full_type: str) -> str:
    """`projects.milestone.achieved` -> `Milestone achieved`."""
    return sentence_case(full_type.partition(".")[2])


def amount_words(name: str) -> str:
    """Lines of the value of an award."""
    if name.startswith("agreed "):
        return f"Agreed {days.day(name.removeprefix('agreed '))}"
    return "As signed" if name == "original" else sentence_case(name)
