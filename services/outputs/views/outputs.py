"""Outputs as a page or an API shows them; those withdrawn or merged into another only when asked for."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, Text, cast, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from services.outputs import vocabulary
from services.outputs.commands import typed
from services.outputs.commands.finding import Row, get
from services.outputs.domain.dates import PartialDate
from services.outputs.domain.identifiers import doi_key
from services.outputs.tables import attributions, merges, outputs
from shared.messaging.outbox import version_of
from shared.pages import page
from shared.recording import day
from shared.smallnumbers import shown as shown_number

_STANDS = attributions.c.state.in_(("asserted", "agreed"))


def listed(
    session: Session,
    *,
    programme_id: str,
    type: str | None = None,
    state: str | None = None,
    project_id: str | None = None,
    award_id: str | None = None,
    search: str | None = None,
    withdrawn: bool = False,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """Outputs of a programme, newest first."""
    of = outputs.c
    target = func.coalesce(attributions.c.award_id, attributions.c.project_id)
    links = select(func.count(func.distinct(target))).where(_of_it(), _STANDS).scalar_subquery()
    query = select(outputs, links.label("attributions")).where(of.programme_id == programme_id)
    if not withdrawn:
        query = query.where(of.absorbed_by.is_(None), of.withdrawn_kind.is_(None))
    if type:
        query = query.where(of.type == type)
    if state:
        query = query.where(of.state == state)
    if project_id:
        query = query.where(or_(of.project_ids.any(project_id), _attributed(attributions.c.project_id == project_id)))
    if award_id:
        query = query.where(_attributed(attributions.c.award_id == award_id))
    if search:
        words = search.strip()
        held = cast(of.identifiers, Text).icontains(words, autoescape=True)
        query = query.where(or_(of.title.icontains(words, autoescape=True), of.doi_key == doi_key(words), held))
    return page(session, query, (_newest_first(), of.output_id), _row, after=after, limit=limit)


def shown(session: Session, *, output_id: str) -> dict[str, Any]:
    """One output whole: authors, attributions (those of what was merged into it too), merges, version."""
    output = get(session, output_id)
    selves = set(session.execute(_selves(output_id)).scalars())
    linked = select(attributions).where(attributions.c.output_id.in_(selves)).order_by(attributions.c.attribution_id)
    joined = select(merges).where(or_(merges.c.kept_id == output_id, merges.c.absorbed_id == output_id))
    return _summary(output) | {
        "authors": output.authors,
        "details": _details(output),
        "missing": typed.missing(output.type, output),
        "submitted_on": day(output.submitted_on),
        "accepted_on": day(output.accepted_on),
        "funding": output.funding,
        "places": output.places,
        "workstream_id": output.workstream_id,
        "version_of": output.version_of,
        "notice_url": output.notice_url,
        "import_key": output.import_key,
        "recorded_by": output.recorded_by,
        "on_behalf_of": output.on_behalf_of,
        "attributions": [_attribution(row) for row in session.execute(linked)],
        "merges": [_merge(row) for row in session.execute(joined.order_by(merges.c.merge_event_id))],
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


def _selves(output_id: str) -> Any:
    """The output and all that was merged into it, however many times over."""
    family = select(outputs.c.output_id).where(outputs.c.output_id == output_id).cte(recursive=True)
    parts = select(outputs.c.output_id).join(family, outputs.c.absorbed_by == family.c.output_id)
    return select(family.union(parts).c.output_id)


def _of_it() -> Any:
    """Attributions of the output of the outer query, or of one that was merged into it."""
    absorbed = aliased(outputs)
    parts = select(absorbed.c.output_id).where(absorbed.c.absorbed_by == outputs.c.output_id)
    return or_(attributions.c.output_id == outputs.c.output_id, attributions.c.output_id.in_(parts))


def _attributed(condition: Any) -> Any:
    return exists().where(_of_it(), condition, _STANDS)


def _newest_first() -> Any:
    """A text that sorts the newest date first, as pages are read in rising order."""
    day = cast(func.to_char(outputs.c.on_date, "YYYYMMDD"), Integer)
    return func.to_char(99_999_999 - day, "FM00000000")


def _row(row: Any) -> dict[str, Any]:
    return _summary(row) | {"attribution_count": row.attributions}


def _summary(row: Row | Any) -> dict[str, Any]:
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
        "identifiers": row.identifiers,
        "journal": row.details.get("journal"),
        "author_names": [author["name"] for author in row.authors[:3]],
        "author_count": len(row.authors),
        "themes": row.themes,
        "project_ids": row.project_ids,
        "licence": row.licence,
        "url": row.url,
        "absorbed_by": row.absorbed_by,
        "withdrawn_kind": row.withdrawn_kind,
        "withdrawn_on": day(row.withdrawn_on),
    }


def _attribution(row: Any) -> dict[str, Any]:
    names = ("attribution_id", "award_id", "project_id", "award_reference", "role", "share", "basis", "state")
    return {name: getattr(row, name) for name in names}


def _merge(row: Any) -> dict[str, Any]:
    return {
        "merge_event_id": str(row.merge_event_id),
        "kept_id": row.kept_id,
        "absorbed_id": row.absorbed_id,
        "basis": row.basis,
        "merged_on": row.merged_on.isoformat(),
        "undone_on": row.undone_on and row.undone_on.isoformat(),
    }
