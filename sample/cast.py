"""Who is in the story: organisations as publicly announced, and people with obviously invented names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sample.steps import PROGRAMME, Step, an_id

BEGINNING = date(2024, 1, 8)

#: key -> name, sector, ROR id where there is one (ROR ids from the public registry), role in the programme
ORGANISATIONS: dict[str, tuple[str, str, str | None, str]] = {
    "council": ("Liverpool City Council", "local_authority", None, "host"),
    "uol": ("University of Liverpool", "university", "https://ror.org/04xs57h96", "university"),
    "ljmu": ("Liverpool John Moores University", "university", "https://ror.org/04zfme737", "university"),
    "lcvs": ("Liverpool Charity and Voluntary Services", "voluntary_sector", None, "voluntary_sector"),
    "healthwatch": ("Healthwatch Liverpool", "voluntary_sector", None, "public_voice"),
    "nihr": ("National Institute for Health and Care Research", "funder", "https://ror.org/0187kwz08", "funder"),
}
PARTNERS = ("uol", "ljmu", "lcvs", "healthwatch")


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person, with a role and, where they sign in, an account."""

    name: str
    role: str
    account: bool = False

    @property
    def email(self) -> str:
        return f"{self.name.lower().replace(' ', '.')}@example.org"


PEOPLE: dict[str, Person] = {
    "manager": Person("Sample Manager", "programme_manager", account=True),
    "researcher": Person("Sample Researcher", "researcher", account=True),
    "researcher2": Person("Invented Analyst", "researcher"),
    "researcher3": Person("Invented Evaluator", "researcher"),
    "researcher4": Person("Invented Librarian", "researcher"),
    "community": Person("Invented Communityworker", "researcher"),
    "partner": Person("Sample Partner", "partner", account=True),
    "signatory": Person("Sample Signatory", "signatory", account=True),
    "funder": Person("Sample Funder", "funder", account=True),
    "auditor": Person("Sample Auditor", "auditor", account=True),
    "administrator": Person("Sample Administrator", "administrator", account=True),
}


def person_id(key: str) -> str:
    return an_id("person", key)


def org_id(key: str) -> str:
    return an_id("organisation", key)


def opening() -> Iterator[Step]:
    """Everybody is registered and has a role before the work begins."""
    for key, (name, sector, ror, _) in ORGANISATIONS.items():
        fields: dict[str, Any] = {"org_id": org_id(key), "name": name, "sector": sector}
        yield Step(BEGINNING, "people.register_organisation", fields | ({"ror": ror} if ror else {}))
    for key, person in PEOPLE.items():
        registered = {"person_id": person_id(key), "name": person.name, "email": person.email, "kind": "staff"}
        yield Step(BEGINNING, "people.register_person", registered)
        where = "*" if person.role == "administrator" else PROGRAMME
        granted = {
            "role_id": an_id("role", key),
            "person_id": person_id(key),
            "role": person.role,
            "programme_id": where,
        }
        yield Step(BEGINNING, "people.grant_role", granted | {"from_on": BEGINNING.isoformat()})
