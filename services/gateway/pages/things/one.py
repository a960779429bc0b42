"""One thing: what is known of it, what can be done with it, and the journal of what happened to it."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for

from services.gateway import asking
from services.gateway.api.files import digests_in
from services.gateway.pages.exports import every
from services.gateway.pages.freshness import stamp
from services.gateway.pages.things import declared, may, references, showing
from services.gateway.pages.things.blueprint import blueprint
from services.gateway.pages.things.lists import Answer, actions, found, run_crumbs
from shared.calls import projects, reporting
from shared.errors import NotFound, WaymarkError

#: links by what they are: changes, within, asks
Acts = dict[str, list[dict[str, str]]]

#: facts of one thing on its page
MOST = 200


@blueprint.get("/programmes/<programme_id>/run/<kind>/<key>")
def one(programme_id: str, kind: str, key: str) -> Answer:
    """The thing's page."""
    thing = found(kind)
    if thing.words.page:
        return redirect(references.address(thing, programme_id, key))
    item = read(thing, programme_id, key)
    journal, fresh = journal_of(programme_id, key), stamp()
    named = references.Named(programme_id, [item])
    name = references.title(thing, item)
    return render_template(
        "things/one.html",
        thing=thing,
        title=name,
        state=item.get("state") or item.get("status"),
        shown=showing.shown(item, named, (thing.key, "title", "state", "status")),
        files=files_of(thing, key, item),
        acts=acts(thing, programme_id, key),
        journal=journal,
        people=references.names().of_people(line["actor_id"] for line in journal or []),
        dated=thing.listing.method in (fresh.views if fresh else ()) and has_history(thing, programme_id, key),
        stamp=fresh,
        here={"programme_id": programme_id, "kind": thing.slug, "key": key},
        crumbs=run_crumbs(
            programme_id, (thing.many, url_for("things.listed", programme_id=programme_id, kind=thing.slug))
        ),
        section="programmes",
    )


def files_of(thing: declared.Thing, key: str, item: dict[str, Any]) -> list[dict[str, str]]:
    """The thing's files by the words for what they are, each with its address."""
    if thing.single is None:
        return []
    return [
        {
            "text": f"{showing.label(name)}, {digest[:12]}",
            "href": url_for("reports.file", sha256=digest, of=thing.single.name(), id=key),
        }
        for name, value in item.items()
        for digest in digests_in({name: value})
    ]


def read(thing: declared.Thing, programme_id: str, key: str) -> dict[str, Any]:
    """The one read's answer, or the row of the list where there is no such read. Raises NotFound."""
    if thing.single:
        found_: dict[str, Any] = asking.ask(thing.single, {thing.key: key})
        return found_
    for item in every(thing.listing, {"programme_id": programme_id}):
        if item.get(thing.key) == key:
            return item
    raise NotFound(f"There is no such {thing.noun}, or it is not yours to see.")


def acts_of(name: str, programme_id: str, key: str) -> Acts:
    """The same for a page made by hand, by the thing's name."""
    thing = next(thing for thing in declared.things() if thing.name == name)
    return acts(thing, programme_id, key)


def acts(thing: declared.Thing, programme_id: str, key: str) -> Acts:
    """What may be done with it, what may be added to it, and what else may be asked about it."""
    changes = may.offered(thing.changes, programme_id)
    about = may.offered(declared.about_target(thing), programme_id)
    within = may.offered(declared.within(thing), programme_id)
    given = {thing.key: key}
    return {
        "changes": actions(changes, programme_id, **given) + actions(about, programme_id, target_id=key),
        "within": actions(within, programme_id, **given),
        "asks": [
            {
                "text": declared.title_of(read_),
                "href": url_for(
                    "things.lookup", programme_id=programme_id, read=declared.slug_of(read_), **{thing.key: key}
                ),
            }
            for read_ in may.offered(declared.questions(thing), programme_id)
        ],
    }


def has_history(thing: declared.Thing, programme_id: str, key: str) -> bool:
    """Whether its versions can be read: not those of things that the ledger's views keep under another id."""
    asked = {"programme_id": programme_id, "thing": thing.listing.method, "key": key, "limit": 1}
    try:
        return bool(asking.ask(reporting.History, asked)["items"])
    except WaymarkError:
        return False


def journal_of(programme_id: str, key: str) -> list[dict[str, Any]] | None:
    """What happened to it, newest first; None where nobody can say, or one may not see it."""
    try:
        facts = asking.ask(reporting.Facts, programme_id=programme_id, subject=key, limit=MOST)["items"]
    except WaymarkError:
        return None
    said = words_of(key)
    return [
        fact | {"words": f"{fact['sentence']}.", "actor_id": fact["recorded_by"], "note": said.get(fact["event_id"])}
        for fact in reversed(facts)
    ]


def words_of(key: str) -> dict[str, str]:
    """What people wrote, by fact; the service that keeps the words says who may read them."""
    try:
        lines = asking.ask(projects.Journal, target_id=key, limit=MOST)["items"]
    except WaymarkError:
        return {}
    return {line["event_id"]: "” “".join(line["words"].values()) for line in lines if line["words"]}
