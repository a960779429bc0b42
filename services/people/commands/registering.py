"""Making people and organisations known: one, or up to 200 at once, each once however often it is asked.

What makes a person the same: the id, the ORCID iD, the e-mail address, or the import key. Never the name alone: two
people may have the same one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Table, Text, any_, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.people.domain import identifiers
from services.people.errors import about
from services.people.tables import organisations, people
from shared.context import today
from shared.database import insert_rows
from shared.errors import Conflict
from shared.events.people import OrganisationRegistered, PersonRegistered
from shared.messaging.outbox import New, record_all, version_of

Row = dict[str, Any]

#: what identifies a row beside its id, in the order in which it is believed
PERSON_KEYS = ("orcid", "email", "import_key")
ORGANISATION_KEYS = ("ror", "charity_number", "company_number", "import_key")


def register_person(session: Session, **given: Any) -> dict[str, Any]:
    """Register one person. Raises Conflict when somebody with this id, iD or address is there already."""
    (person_id,), new = _register(session, people, "person_id", PERSON_KEYS, [_person(given)])
    if not new:
        raise Conflict("Somebody with this e-mail address or ORCID iD is registered already. Search for them by name.")
    return {"person_id": person_id, "version": version_of(session, person_id)}


def register_people(session: Session, given: Sequence[Row]) -> list[str]:
    """The people's ids in the order given; those who were not known are registered."""
    return _register(session, people, "person_id", PERSON_KEYS, [_person(row) for row in given])[0]


def register_organisation(session: Session, **given: Any) -> dict[str, Any]:
    """Register one organisation. Raises Conflict when it is there already."""
    (org_id,), new = _register(session, organisations, "org_id", ORGANISATION_KEYS, [_organisation(given)])
    if not new:
        raise Conflict("An organisation with this id or number is registered already. Search for it by name.")
    return {"org_id": org_id, "version": version_of(session, org_id)}


def register_organisations(session: Session, given: Sequence[Row]) -> list[str]:
    """The organisations' ids in the order given; those that were not known are registered."""
    return _register(session, organisations, "org_id", ORGANISATION_KEYS, [_organisation(row) for row in given])[0]


def _person(given: Row) -> Row:
    with about("orcid"):
        orcid = identifiers.orcid(given.get("orcid"))
    return {
        "person_id": given.get("person_id") or str(uuid7()),
        "name": given["name"].strip(),
        "email": identifiers.email(given.get("email")),
        "orcid": orcid,
        "kind": given.get("kind", "staff"),
        "import_key": given.get("import_key"),
        "registered_on": today(),
    }


def _organisation(given: Row) -> Row:
    with about("ror"):
        ror = identifiers.ror(given.get("ror"))
    return {
        "org_id": given.get("org_id") or str(uuid7()),
        "name": given["name"].strip(),
        "ror": ror,
        "charity_number": identifiers.number(given.get("charity_number")),
        "company_number": identifiers.number(given.get("company_number")),
        "sector": given.get("sector", "other"),
        "import_key": given.get("import_key"),
        "registered_on": today(),
    }


def _register(
    session: Session, table: Table, id_name: str, keys: Sequence[str], rows: Sequence[Row]
) -> tuple[list[str], int]:
    """Insert what is not there, in two statements whatever the number. Gives the ids in order, and how many are new."""
    if not rows:
        return [], 0
    identify = _known(session, table, id_name, keys, rows)
    fresh: list[Row] = []
    for row in rows:
        if identify(row) is None:
            fresh.append(row)
            identify(row, row[id_name])
    if fresh:
        inserted = insert_rows(session, table, fresh, unless_there=id_name)
        if len(inserted) < len(fresh):  # somebody else registered some of them in the meantime: theirs are the ids
            identify = _known(session, table, id_name, keys, rows)
        fresh = [row for row in fresh if row[id_name] in inserted]
        record_all(session, [FACTS[table](row) for row in fresh])
    return [str(identify(row)) for row in rows], len(fresh)


def _known(
    session: Session, table: Table, id_name: str, keys: Sequence[str], rows: Sequence[Row]
) -> Callable[..., str | None]:
    """A function that says which id a row has; given an id as well, it remembers it."""
    names = (id_name, *keys)
    wanted = [
        table.c[name] == any_(literal(values, ARRAY(Text)))
        for name in names
        if (values := [row[name] for row in rows if row[name] is not None])
    ]
    found: dict[tuple[str, str], str] = {}

    def identify(row: Row, become: str | None = None) -> str | None:
        if become is not None:
            found.update({(name, row[name]): become for name in names if row[name] is not None})
            return become
        return next((found[name, row[name]] for name in names if (name, row[name]) in found), None)

    for there in session.execute(select(*(table.c[name] for name in names)).where(or_(*wanted))).mappings():
        identify(dict(there), there[id_name])
    return identify


def _person_registered(row: Row) -> New:
    data = {"person_id": row["person_id"], "kind": row["kind"]}
    return New(PersonRegistered, row["person_id"], "", row["registered_on"], data)


def _organisation_registered(row: Row) -> New:
    data = {
        "org_id": row["org_id"],
        "name": row["name"],
        "ror": row["ror"] and f"https://ror.org/{row['ror']}",
        "charity_number": row["charity_number"],
        "company_number": row["company_number"],
        "sector": row["sector"],
        "import_key": row["import_key"],
    }
    said = {name: value for name, value in data.items() if value is not None}
    return New(OrganisationRegistered, row["org_id"], "", row["registered_on"], said)


FACTS: dict[Table, Callable[[Row], New]] = {people: _person_registered, organisations: _organisation_registered}
