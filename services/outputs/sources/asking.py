"""Which sources are asked for which identifier, in which order, and what each of them said."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from services.outputs.importers.work import Broken
from services.outputs.sources.chosen import Chosen
from services.outputs.sources.crossref import Crossref
from services.outputs.sources.datacite import DataCite
from services.outputs.sources.europe_pmc import EuropePmc
from services.outputs.sources.fetching import Away, Fetcher, NoAnswer, Useless
from services.outputs.sources.orcid import Orcid
from services.outputs.sources.source import Found, Source, merged


@dataclass(slots=True)
class Answer:
    """What was found, and what each source said, in the order in which they were asked."""

    found: list[Found] = field(default_factory=list)
    said: list[dict[str, str]] = field(default_factory=list)
    #: who did not answer, and may later
    away: list[Away] = field(default_factory=list)
    useless: list[Useless] = field(default_factory=list)


class Sources:
    """Every registry that is asked."""

    def __init__(self, chosen: Chosen, fetcher: Fetcher) -> None:
        self.fetcher = fetcher
        self.crossref, self.datacite, self.europe_pmc, self.orcid = Crossref(), DataCite(), EuropePmc(), Orcid()
        self.base: dict[str, str] = {
            Crossref.title: chosen.crossref,
            DataCite.title: chosen.datacite,
            EuropePmc.title: chosen.europe_pmc,
            Orcid.title: chosen.orcid,
        }

    def find(self, scheme: str, value: str) -> Answer:
        """What the sources know under an identifier. What goes wrong at one of them is said, never raised."""
        answer = Answer()
        if scheme == "orcid":
            answer.found = self._ask(answer, self.orcid, scheme, value)
        elif scheme == "doi":
            self._by_doi(answer, value)
        else:
            self._by_pubmed(answer, scheme, value)
        return answer

    def _by_doi(self, answer: Answer, value: str) -> None:
        """Crossref, or DataCite for what Crossref does not have; PubMed numbers and openness from Europe PMC."""
        first = self._ask(answer, self.crossref, "doi", value)
        if not first:
            first = self._ask(answer, self.datacite, "doi", value)
        if not first and not answer.away and not answer.useless:
            return
        if not first or first[0].work.type == "publication":
            more = self._ask(answer, self.europe_pmc, "doi", value)
            first = [merged(first[0], more[0])] if first and more else first or more
        answer.found = first

    def _by_pubmed(self, answer: Answer, scheme: str, value: str) -> None:
        """Europe PMC; funders and licence as well from Crossref, where there is a DOI."""
        first = self._ask(answer, self.europe_pmc, scheme, value)
        if first and (doi := first[0].work.identifiers.get("doi")):
            more = self._ask(answer, self.crossref, "doi", doi)
            first = [merged(more[0], first[0])] if more else first
        answer.found = first

    def _ask(self, answer: Answer, source: Source, scheme: str, value: str) -> list[Found]:
        get = partial(self._get, source)
        try:
            found = source.find(get, scheme, value)
        except NoAnswer as error:
            (answer.away if isinstance(error, Away) else answer.useless).append(error)  # type: ignore[arg-type]
            answer.said.append({"source": source.title, "said": str(error)})
            return []
        except (Broken, ValueError) as error:
            said = f"What {source.title} says of it cannot be used"
            answer.useless.append(Useless(said))
            answer.said.append({"source": source.title, "said": f"{said}: {getattr(error, 'message', error)}"})
            return []
        answer.said.append({"source": source.title, "said": "found" if found else "does not know it"})
        return found

    def _get(self, source: Source, path: str, params: dict[str, str] | None = None) -> Any | None:
        address = self.base[source.title] + path
        return self.fetcher.get(source.title, address, params, accept=source.accept)
