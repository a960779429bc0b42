"""The settings of look-ups. Off until somebody switches them on, with an address at which a registry can reach them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from environs import Env

from shared.settings import SettingsError

HOW = (
    "Whoever runs this installation can switch it on with the settings LOOKUPS=on and LOOKUPS_CONTACT=an e-mail address"
)
OFF = f"Looking identifiers up is switched off here. {HOW}. Until then, log the output by hand"


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whether to ask, who asks, and the base address of each registry."""

    on: bool
    contact: str
    crossref: str
    datacite: str
    europe_pmc: str
    orcid: str

    @property
    def hosts(self) -> frozenset[tuple[str, str]]:
        """Scheme and host of every registry: nothing else is ever asked, wherever a reply may lead."""
        return frozenset(urlsplit(each)[:2] for each in (self.crossref, self.datacite, self.europe_pmc, self.orcid))

    @property
    def user_agent(self) -> str:
        """Who asks, as Crossref's etiquette wants it."""
        return f"Waymark/1 (mailto:{self.contact})"


@cache
def chosen() -> Chosen:
    """Read the environment once. Raises SettingsError naming what is missing."""
    env = Env()
    found = Chosen(
        on=env.bool("LOOKUPS", False),
        contact=env.str("LOOKUPS_CONTACT", "").strip(),
        crossref=env.str("CROSSREF_URL", "https://api.crossref.org").rstrip("/"),
        datacite=env.str("DATACITE_URL", "https://api.datacite.org").rstrip("/"),
        europe_pmc=env.str("EUROPE_PMC_URL", "https://www.ebi.ac.uk/europepmc/webservices/rest").rstrip("/"),
        orcid=env.str("ORCID_URL", "https://pub.orcid.org/v3.0").rstrip("/"),
    )
    if found.on and ("@" not in found.contact or any(c.isspace() or c in "()<>" for c in found.contact)):
        raise SettingsError("LOOKUPS_CONTACT: set it to an e-mail address: registries ask who it is that asks them")
    for scheme, host in found.hosts:
        if scheme not in ("http", "https") or not host:
            raise SettingsError("CROSSREF_URL, DATACITE_URL, EUROPE_PMC_URL and ORCID_URL begin with https://")
    return found
