"""Outputs as a page or an API shows them; those withdrawn or merged into another only when asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Integer, Text, and_, cast, exists, func, not_, or_, select
from sqlalchemy.orm import Session, aliased

from services.outputs import vocabulary
from services.outputs.commands import typed
from services.outputs.commands.finding import Row, get
from services.outputs.domain.dates import PartialDate
from services.outputs.domain.identifiers import doi, doi_key
from services.outputs.tables import attributions, merges, outputs
from services.outputs.views.attributions import of_outputs
from services.outputs.views.families import family
from services.outputs.views.identity import likely, merge
from shared.messaging.outbox import version_of
from shared.pages import page
from shared.recording import day
from shared.smallnumbers import shown as shown_number

_STANDS = attributions.c.state.in_(("asserted", "agreed", "disputed"))


def listed(
    session: Session,
    *,
    programme_id: str,
    withdrawn: bool = False,
    only_withdrawn: bool = False,
    alike: bool = False,
    order: str = "newest",
    after: str | None = None,
    limit: int,
    **wanted: Any,
) -> dict[str, Any]:
    """Outputs of a programme that fit, newest first unless asked otherwise."""
    of = outputs.c
    target = func.coalesce(attributions.c.award_id, attributions.c.project_id)
    links = select(func.count(func.distinct(target))).where(_of_it(), _STANDS).scalar_subquery()
    open_ = _attributed(attributions.c.state.in_(("asserted", "disputed")))
    query = select(outputs, links.label("attributions"), open_.label("not_agreed"), _merged_ids().label("merged_ids"))
    query = query.where(of.programme_id == programme_id, *_conditions(wanted))
    if alike:
        found = likely(session, programme_id)
        query = query.where(of.output_id.in_({one for pair in found for one in (pair.output_id, pair.other_id)}))
    if only_withdrawn:
        query = query.where(of.withdrawn_kind.is_not(None))
    elif not withdrawn:
        query = query.where(of.absorbed_by.is_(None), of.withdrawn_kind.is_(None))
    by = {
        "newest": _newest_first(),
        "oldest": func.to_char(of.on_date, "YYYYMMDD"),
        "title": func.lower(of.title),
        "recorded": func.to_char(func.timezone("UTC", of.recorded_at), "YYYYMMDDHH24MISSUS"),
    }[order]
    return page(session, query, (by, of.output_id), _row, after=after, limit=limit, descending=order == "recorded")


def _conditions(wanted: dict[str, Any]) -> Iterator[Any]:
    """What the filters of the list mean."""
    of, link = outputs.c, attributions.c
    for name in ("type", "state"):
        if wanted.get(name):
            yield of[name] == wanted[name]
    if project_id := wanted.get("project_id"):
        yield or_(of.project_ids.contains([project_id]), _attributed(link.project_id == project_id))
    if award_id := wanted.get("award_id"):
        yield _attributed(link.award_id == award_id)
    if theme := wanted.get("theme"):
        yield of.themes.contains([theme])
    if year := wanted.get("year"):
        yield of.on_date.between(date(year, 1, 1), date(year, 12, 31))
    if standing := wanted.get("attribution"):
        yield _standing(standing)
    if search := wanted.get("search"):
        words = search.strip()
        held = cast(of.identifiers, Text).icontains(words, autoescape=True)
        yield or_(of.title.icontains(words, autoescape=True), of.doi_key == _key(words), held)


def _standing(wanted: str) -> Any:
    """Whether the attributions of an output stand so, as `calls.outputs.ATTRIBUTED` names it."""
    link = attributions.c
    if wanted == "none":
        return not_(_attributed(link.attribution_id.is_not(None)))
    if wanted == "agreed":
        return and_(_attributed(link.state == "agreed"), not_(_attributed(link.state != "agreed")))
    return _attributed(link.state == "disputed" if wanted == "disputed" else link.state != "agreed")


def _key(words: str) -> str:
    """What was typed as DOIs are compared, where it is one: with its resolver and in capitals it is found too."""
    try:
        return doi_key(doi(words))
    except ValueError:
        return doi_key(words)


def shown(session: Session, *, output_id: str) -> dict[str, Any]:
    """One output whole: authors, attributions (those of what was merged into it too), merges, versions."""
    output = get(session, output_id)
    of = outputs.c
    whole = family(session, output_id)
    joined = (
        select(merges)
        .where(or_(merges.c.kept_id.in_(whole), merges.c.absorbed_id == output_id))
        .order_by(merges.c.merge_event_id)
    )
    versions = select(of.output_id, of.title, of.subtype).where(of.version_of.in_(whole), of.absorbed_by.is_(None))
    merged = session.execute(select(of.identifiers).where(of.stands_with == output_id)).scalars().all()
    return _summary(output, merged) | {
        "authors": output.authors,
        "details": _details(output),
        "missing": typed.missing(output.type, output),
        "submitted_on": day(output.submitted_on),
        "accepted_on": day(output.accepted_on),
        "funding": output.funding,
        "places": output.places,
        "workstream_id": output.workstream_id,
        "notice_url": output.notice_url,
        "import_key": output.import_key,
        "recorded_by": output.recorded_by,
        "on_behalf_of": output.on_behalf_of,
        "attributions": of_outputs(session, whole),
        "merges": [merge(row) for row in session.execute(joined)],
        "versions": [dict(row._mapping) for row in session.execute(versions.order_by(of.output_id))],
        "version": version_of(session, output_id),
    }


def types(session: Session) -> dict[str, Any]:  # noqa: ARG001  (what answers a request takes a session)
    """The vocabulary, for forms."""
    return {
        "items": [
            {
                "type": key,
                "label": each.label,
                "hint": each.hint,
                "read_only": each.read_only,
                "personal": each.personal,
                "researchfish": each.researchfish,
                "maps_to": each.maps_to,
                "needs": list(each.needs),
                "kinds": [{"kind": kind, "label": label} for kind, label in each.kinds.items()],
                "fields": [_field(name, field) for name, field in each.fields.items()],
            }
            for key, each in vocabulary.types().items()
        ]
    }


def _field(name: str, field: vocabulary.TypeField) -> dict[str, Any]:
    labels = field.words.labels() if field.words else {}
    return {
        "name": name,
        "label": field.label,
        "hint": field.hint,
        "kind": field.kind,
        "choices": list(labels),
        "labels": labels,
        "needed": field.needed,
        "legacy": field.legacy,
    }


def _details(output: Row) -> dict[str, Any]:
    """As anybody may see them: a small number of people is not shown."""
    kinds = vocabulary.types()[output.type].fields
    people = {name for name in output.details if name in kinds and kinds[name].kind == "people"}
    return {name: _few(value) if name in people else value for name, value in output.details.items()}


def _few(value: Any) -> Any:
    """Older records have the number as text."""
    return shown_number(int(value)) if str(value).isdecimal() else value


def _of_it() -> Any:
    """Attributions of the output of the outer query, or of one that was merged into it."""
    absorbed = aliased(outputs)
    parts = select(absorbed.c.output_id).where(absorbed.c.stands_with == outputs.c.output_id)
    return or_(attributions.c.output_id == outputs.c.output_id, attributions.c.output_id.in_(parts))


def _merged_ids() -> Any:
    """The identifiers of all that was merged into the output of the outer query."""
    absorbed = aliased(outputs)
    mine = absorbed.c.stands_with == outputs.c.output_id
    return select(func.jsonb_agg(absorbed.c.identifiers)).where(mine).scalar_subquery()


def _attributed(condition: Any) -> Any:
    return exists().where(_of_it(), condition, _STANDS)


def _newest_first() -> Any:
    """A text that sorts the newest date first, as pages are read in rising order."""
    day = cast(func.to_char(outputs.c.on_date, "YYYYMMDD"), Integer)
    return func.to_char(99_999_999 - day, "FM00000000")


def _row(row: Any) -> dict[str, Any]:
    counted = {"attribution_count": row.attributions, "attribution_not_agreed": row.not_agreed}
    return _summary(row, row.merged_ids or ()) | counted


def _summary(row: Row | Any, merged_ids: Sequence[dict[str, str]]) -> dict[str, Any]:
    named = {scheme: held for ids in merged_ids for scheme, held in ids.items()}
    kind = vocabulary.types()[row.type]
    return {
        "output_id": row.output_id,
        "programme_id": row.programme_id,
        "type": row.type,
        "type_label": kind.label,
        "subtype": row.subtype,
        "subtype_label": kind.kinds.get(row.subtype) if row.subtype else None,
        "title": row.title,
        "state": row.state,
        "date": str(PartialDate(row.on_date, row.date_precision)),
        "date_precision": row.date_precision,
        "embargoed_until": day(row.embargoed_until),
        "identifiers": named | row.identifiers,
        "journal": row.details.get("journal"),
        "author_names": [author["name"] for author in row.authors[:3]],
        "author_count": len(row.authors),
        "themes": row.themes,
        "project_ids": row.project_ids,
        "licence": row.licence,
        "url": row.url,
        "version_of": row.version_of,
        "absorbed_by": row.absorbed_by,
        "stands_with": row.stands_with,
        "withdrawn_kind": row.withdrawn_kind,
        "withdrawn_on": day(row.withdrawn_on),
    }
