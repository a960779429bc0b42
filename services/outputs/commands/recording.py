"""Record an output, and correct or complete one. Not for publishing, withdrawing, merging or attributing."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from services.outputs.commands import attribution, known_delegations, typed
from services.outputs.commands.chains import check_version
from services.outputs.commands.description import NAMED, described, partial, refusing
from services.outputs.commands.finding import Row, get
from services.outputs.commands.identity import keys_of, refuse_second
from services.outputs.domain import authors as people
from services.outputs.domain import states
from services.outputs.domain.dates import PartialDate
from services.outputs.domain.identifiers import doi_key
from services.outputs.domain.same_work import work_key
from services.outputs.tables import outputs
from shared import context
from shared.context import today
from shared.errors import Conflict, Invalid
from shared.events.outputs import OutputChanged, OutputPublished, OutputRecorded
from shared.messaging.outbox import record, version_of
from shared.recording import day, new_id
from shared.rules import rules


def record_output(
    session: Session,
    *,
    programme_id: str,
    type: str,
    title: str,
    output_id: str | None = None,
    state: str | None = None,
    published_on: str | None = None,
    planned_on: str | None = None,
    embargoed_until: date | None = None,
    submitted_on: date | None = None,
    accepted_on: date | None = None,
    award_ids: list[str] | None = None,
    import_key: str | None = None,
    on_behalf_of: str | None = None,
    funding: list[dict[str, Any]] | None = None,
    **description: Any,
) -> dict[str, Any]:
    """Record one output with what is said of it. Raises Invalid, or Conflict naming the output that is the same.

    `funding` is what the work itself names, as a source gave it; people say awards instead.
    """
    known_delegations.check_may_act(session, programme_id, on_behalf_of)
    published, planned = partial("published_on", published_on), partial("planned_on", planned_on)
    state = states.first(state, published)
    with refusing(Invalid, "published_on"):
        states.check_dates(state, published, today())
    with rules():
        states.check_embargo(state, embargoed_until)
        states.check_steps(submitted_on, accepted_on, published, today())
    row: dict[str, Any] = {"programme_id": programme_id, "type": type}
    row |= {"import_key": import_key, "embargoed_until": embargoed_until, "funding": funding or []}
    row |= {"submitted_on": submitted_on, "accepted_on": accepted_on}
    row |= {"recorded_by": context.current().actor.id, "on_behalf_of": on_behalf_of}
    row |= described(type, {"title": title} | description) | {"state": state, "published": False}
    on = published or planned or PartialDate(embargoed_until or today(), "day")
    row |= dated(row, on)
    if output_id and session.scalar(select(outputs.c.output_id).where(outputs.c.output_id == output_id)):
        raise Conflict(f"There is an output {output_id} already.", {"output_id": ["Leave it out, or give another"]})
    output_id = new_id(output_id)
    refuse_second(session, programme_id, keys_of(row), output_id)
    if row["version_of"]:
        check_version(session, programme_id, output_id, row["version_of"])
    event = record(
        session,
        OutputRecorded,
        subject=output_id,
        programme_id=programme_id,
        effective_on=on.first,
        data=fact(row) | ({"on_behalf_of": on_behalf_of} if on_behalf_of else {}),
    )
    session.execute(insert(outputs).values(row | {"output_id": output_id, "dated_by": event.id}))
    claimed = [
        attribution.assert_award(session, get(session, output_id), award_id)
        for award_id in dict.fromkeys(award_ids or [])
    ]
    return {"output_id": output_id, "attribution_ids": claimed, "version": version_of(session, output_id)}


def change_output(session: Session, *, output_id: str, reason_code: str, **given: Any) -> dict[str, Any]:
    """Change the fields given, recording each with what it was. Raises Invalid, Conflict, NotFound."""
    now = get(session, output_id, lock=True)
    if now.withdrawn_kind or now.absorbed_by:
        raise Conflict(f"“{now.title}” no longer stands for itself: it was withdrawn or merged.")
    published, planned = given.pop("published_on", None), given.pop("planned_on", None)
    values = plain_changes(now, given)
    state = given.get("state")
    if state and state != now.state:
        with refusing(Conflict):
            states.may_change(now.state, state)
        values["state"] = state
    with rules():
        states.check_steps(values["submitted_on"], values["accepted_on"], _public_on(now), today())
        states.check_embargo(values.get("state", now.state), values.get("embargoed_until", now.embargoed_until))
    if values["version_of"] and values["version_of"] != now.version_of:
        check_version(session, now.programme_id, output_id, values["version_of"])
    if (keys := keys_of(asdict(now) | values)) != keys_of(asdict(now)):
        refuse_second(session, now.programme_id, keys, output_id)
    effective = max(now.on_date, today()) if values.get("state", now.state) != now.state else now.on_date
    changes = keep_changes(session, now, values, reason_code, effective)
    redated = _redate(session, get(session, output_id), published, planned)
    names = [*changes, *(["date"] if redated else [])]
    return {"output_id": output_id, "changed": names, "version": version_of(session, output_id)}


def keep_changes(
    session: Session, now: Row, values: dict[str, Any], reason_code: str, effective_on: date
) -> dict[str, dict[str, Any]]:
    """Record what differs from what is kept, and keep it. Gives the fields of the fact, each before and after."""
    changed = {name: (getattr(now, name), value) for name, value in values.items() if getattr(now, name) != value}
    if changes := _told(now.type, changed):
        data = {"changes": changes, "reason_code": reason_code} | _apart(now.type, changed)
        record(
            session, OutputChanged, subject=now.output_id, programme_id=now.programme_id, effective_on=effective_on,
            data=data,
        )  # fmt: skip
        session.execute(update(outputs).where(outputs.c.output_id == now.output_id).values(values))
    return changes


def dated(row: dict[str, Any], on: PartialDate) -> dict[str, Any]:
    """The columns that follow from the date."""
    first = row["authors"][0] if row.get("authors") else {}
    key = work_key(
        row["type"], row.get("subtype"), row["title"], on.first.year, first.get("family") or first.get("name")
    )
    return {"on_date": on.first, "date_precision": on.precision, "work_key": key}


def fact(row: dict[str, Any]) -> dict[str, Any]:
    """The body of output.recorded: authors as their number, sectors and those we know; the DOI in small letters."""
    authors = [people.Author(**author) for author in row["authors"]]
    identifiers = dict(row["identifiers"])
    if "doi" in identifiers:
        identifiers["doi"] = doi_key(identifiers["doi"])
    until = row.get("embargoed_until")
    body = {
        "type": row["type"],
        "subtype": row.get("subtype"),
        "title": row["title"][:2000],
        "identifiers": identifiers,
        "state": row["state"],
        "embargoed_until": until.isoformat() if until else None,
        "date_precision": row["date_precision"],
        "version_of": row.get("version_of"),
        "author_count": len(authors),
        "author_sectors": people.sectors(authors),
        "author_person_ids": people.linked(authors),
        "themes": row.get("themes"),
        "places": row.get("places"),
        "workstream_id": row.get("workstream_id"),
        "project_ids": row.get("project_ids"),
        "licence": row.get("licence"),
        "url": row.get("url"),
        "funding": row.get("funding"),
        "submitted_on": day(row.get("submitted_on")),
        "accepted_on": day(row.get("accepted_on")),
        "import_key": row.get("import_key"),
    } | typed.for_facts(row["type"], row["details"])
    return {name: value for name, value in body.items() if value not in (None, [], {})}


def _public_on(now: Row) -> PartialDate | None:
    return PartialDate(now.on_date, now.date_precision) if now.state == "public" else None


def _apart(type_: str, changed: dict[str, tuple[Any, Any]]) -> dict[str, Any]:
    """Numbers of people and people as they are now, where they changed: they are not among the open changes."""
    before, after = (typed.for_facts(type_, details) for details in changed.get("details", ({}, {})))
    return {name: after[name] for name in ("head_counts", "person_ids") if before[name] != after[name]}


def _told(type_: str, changed: dict[str, tuple[Any, Any]]) -> dict[str, dict[str, Any]]:
    """Columns before and after as fields of output.recorded, as far as a fact may hold them."""
    told: dict[str, dict[str, Any]] = {}
    for name, (before, after) in changed.items():
        if name == "authors":
            told |= _authors_told(before, after)
        elif name in NAMED:
            told[name] = {"before": _spelt(type_, name, before), "after": _spelt(type_, name, after)}
    return told


def _authors_told(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    was, is_ = ([people.Author(**author) for author in authors] for authors in (before, after))
    found = {
        "author_count": (len(was), len(is_)),
        "author_sectors": (people.sectors(was), people.sectors(is_)),
        "author_person_ids": (people.linked(was), people.linked(is_)),
    }
    # a corrected spelling is a change of the output too, though the fact cannot say which
    return {n: {"before": b, "after": a} for n, (b, a) in found.items() if b != a or n == "author_count"}


def _spelt(type_: str, name: str, value: Any) -> Any:
    if name == "details":
        return typed.for_facts(type_, value)["details"]
    if name == "identifiers" and "doi" in value:
        return value | {"doi": doi_key(value["doi"])}
    return value.isoformat() if isinstance(value, date) else value


def plain_changes(now: Row, given: dict[str, Any]) -> dict[str, Any]:
    """The columns that the given fields set, the others as they are."""
    kept = {name: getattr(now, name) for name in ("title", "subtype", "authors", "details", "licence", "url")}
    kept |= {"themes": now.themes, "places": now.places, "project_ids": now.project_ids}
    kept |= {"workstream_id": now.workstream_id, "version_of": now.version_of} | now.identifiers
    days = ("embargoed_until", "submitted_on", "accepted_on")
    named = {name: value for name, value in given.items() if name not in ("state", *days)}
    if "details" in named:
        named["details"] = now.details | named["details"]
    values = described(now.type, kept | named, now.details)
    values |= {name: given.get(name, getattr(now, name)) for name in days}
    row = asdict(now) | values
    return values | dated(row, PartialDate(now.on_date, now.date_precision))


def _redate(session: Session, now: Row, published_on: str | None, planned_on: str | None) -> bool:
    """Correct the date by recording the fact that held it once more, naming the one that it corrects."""
    if published_on and now.state != "public":
        raise Conflict("It is not public yet: publish it, with the date on which it became public.")
    if planned_on and now.state == "public":
        raise Conflict("It is public: correct the date of publication instead.")
    on = partial("published_on", published_on) or partial("planned_on", planned_on)
    if on is None or (on.first, on.precision) == (now.on_date, now.date_precision):
        return False
    with refusing(Invalid, "published_on"):
        states.check_dates(now.state, on if now.state == "public" else None, today())
    row = asdict(now) | dated(asdict(now), on)
    kind, data = (OutputPublished, {"date_precision": on.precision}) if now.published else (OutputRecorded, fact(row))
    event = record(
        session, kind, subject=now.output_id, programme_id=now.programme_id, effective_on=on.first, data=data,
        corrects=now.dated_by,
    )  # fmt: skip
    values = dated(row, on) | {"dated_by": event.id}
    session.execute(update(outputs).where(outputs.c.output_id == now.output_id).values(values))
    return True
