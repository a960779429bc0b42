"""What the programme does in one place or for one theme, of every kind, on a date: question, work, decision, change.

Work in a smaller area counts for the neighbourhood that the programme's list says it is a part of. Work for the whole
city, or without a place, is counted apart and never spread over places.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text

from services.reporting.measures.places import NEIGHBOURHOOD, Gazetteer
from services.reporting.projections.decisions import decisions, indicators
from services.reporting.projections.front_door import requests
from services.reporting.projections.identity import merges
from services.reporting.projections.impact import impact_claims
from services.reporting.projections.involvement import involvements
from services.reporting.projections.outputs import outputs, publications, withdrawals
from services.reporting.projections.places import places
from services.reporting.projections.programmes import programmes
from services.reporting.projections.projects import projects
from services.reporting.projections.reader import Snapshot
from services.reporting.projections.view import Occurrences, View
from services.reporting.views.dated.asof import as_of
from services.reporting.views.dated.cuts import Cuts, cuts
from services.reporting.views.dated.reach import reach
from shared.errors import NotFound

#: items of one kind in one answer; `total` says how many there are
MOST = 200
CITY_WIDE = "city-wide"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work: its view, which day it is of, how it stands, and which rows count. SQL of our own columns."""

    name: str
    view: View
    on: str
    standing: str
    where: str = "true"
    themes: str = "themes"
    #: which projects it is of, as an array of text, for a partner of some projects
    of: str = "array(select jsonb_array_elements_text(coalesce(cast(project_ids as jsonb), '[]')))"


#: in the order of the trail: what was asked, what was done and with whom, what came out, what was decided, what changed
KINDS = (
    Kind("requests", requests, "received_on", "coalesce(answer, 'open')", of="array[project_id]"),
    Kind("projects", projects, "started_on", "status", of="array[key]"),
    Kind("involvements", involvements, "on_date", "level", themes="'[]'"),
    Kind(
        "outputs",
        outputs,
        "(select min(on_date) from {publications} p where p.output_id = v.key)",
        "state",
        "key not in (select output_id from {withdrawals} w where reason <> 'retracted')"
        " and key not in (select absorbed_id from {merges} m)",
    ),
    Kind("decisions", decisions, "decided_on", "result", "withdrawn_reason is null and decided_on <= :day"),
    Kind("impact_claims", impact_claims, "began_on", "strength", "withdrawn_on is null"),
    Kind("indicators", indicators, "cast(null as date)", "cast(null as text)", of="cast(array[] as text[])"),
)


def work_by_place(
    snap: Snapshot, *, programme_id: str, known_on: date | None, known_at: int | None, true_on: date | None
) -> dict[str, Any]:
    """How much of each kind there is in each neighbourhood, for the whole city, and for each theme."""
    its, at = reach("reporting.work_by_place", programme_id), as_of(snap, known_on, known_at, true_on)
    asked = {"programme": programme_id, "own": its.own(), **at.binds()}
    cut = cuts(snap)
    listed, known = _listed(snap, cut, asked)
    themes = _themes(snap, cut, asked)
    part_of = _parts(listed, known)
    binds = asked | {"codes": list(part_of), "wholes": list(part_of.values())}
    rows = snap.connection.execute(text(_counts(cut)), binds).mappings().all()
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for row in rows:
        counts.setdefault((row["what"], row["name"]), {})[row["kind"]] = row["number"]
    hoods = sorted((row for row in listed if row["kind"] == NEIGHBOURHOOD), key=lambda row: str(row["title"]))
    return at.shown() | {
        "places": [_place(row) | {"counts": counts.get(("place", row["code"]), {})} for row in hoods],
        "city_wide": counts.get(("place", CITY_WIDE), {}),
        "themes": [theme | {"counts": counts.get(("theme", theme["key"]), {})} for theme in themes],
        "kinds": [kind.name for kind in KINDS],
    }


def work_on(
    snap: Snapshot,
    *,
    programme_id: str,
    place: str | None,
    theme: str | None,
    known_on: date | None,
    known_at: int | None,
    true_on: date | None,
) -> dict[str, Any]:
    """Every kind of work in a place (a neighbourhood or the whole city), or for a theme. Raises NotFound."""
    its, at = reach("reporting.work_on", programme_id), as_of(snap, known_on, known_at, true_on)
    asked: dict[str, Any] = {"programme": programme_id, "own": its.own(), **at.binds()}
    cut = cuts(snap)
    listed, known = _listed(snap, cut, asked)
    part_of = _parts(listed, known)
    about: dict[str, Any] = {}
    if place and place != CITY_WIDE:
        row = next((row for row in listed if row["code"] == place), None)
        if row is None:
            raise NotFound(f"There is no place {place} on the programme's list.")
        about = {"place": _place(row)}
    if theme:
        named = next((one for one in _themes(snap, cut, asked) if one["key"] == theme), None)
        if named is None:
            raise NotFound(f"The programme has no theme {theme}.")
        about |= {"theme": named}
    inside = [code for code, whole in part_of.items() if place in (whole, code)] or ([place] if place else [])
    binds = asked | {
        "theme": theme,
        "city_wide": place == CITY_WIDE,
        "any_place": not place,
        "codes": inside if place != CITY_WIDE else list(part_of),
        "most": MOST,
    }
    rows = snap.connection.execute(text(_items(cut)), binds).mappings().all()
    found: dict[str, dict[str, Any]] = {kind.name: {"kind": kind.name, "total": 0, "items": []} for kind in KINDS}
    for row in rows:
        found[row["kind"]]["total"] = row["total"]
        found[row["kind"]]["items"].append(
            {
                "key": row["key"],
                "title": row["title"],
                "on": row["on_day"].isoformat() if row["on_day"] else None,
                "standing": row["standing"],
                "event_id": str(row["event_id"]),
            }
        )
    return at.shown() | about | {"kinds": list(found.values())}


def _listed(snap: Snapshot, cut: Cuts, asked: Mapping[str, Any]) -> tuple[list[Any], Gazetteer]:
    """The programme's list of places, of the newest set of neighbourhoods, as the figures about places read it."""
    query = text(f"select * from ({cut.state(places)}) v where code is not null order by pos_from, key")
    rows = list(snap.connection.execute(query, dict(asked)).mappings())
    sets = [row["boundary_set"] for row in rows if row["kind"] == NEIGHBOURHOOD]
    kept = [row for row in rows if row["kind"] != NEIGHBOURHOOD or row["boundary_set"] == sets[-1]]
    return kept, Gazetteer({row["code"]: _Row(row) for row in kept})


class _Row:
    """A row by attributes, as the figures read rows."""

    def __init__(self, row: Any) -> None:
        self.code, self.kind, self.parent_code = row["code"], row["kind"], row["parent_code"]


def _parts(listed: Iterable[Any], known: Gazetteer) -> dict[str, str]:
    """The neighbourhood of each listed code that is one or is a part of one."""
    found = {row["code"]: known.neighbourhood(row["code"]) for row in listed}
    return {code: whole.code for code, whole in found.items() if whole is not None}


def _themes(snap: Snapshot, cut: Cuts, asked: Mapping[str, Any]) -> list[dict[str, str]]:
    row = snap.connection.execute(text(f"select themes, title from ({cut.state(programmes)}) v"), dict(asked)).first()
    if row is None or row.title is None:
        raise NotFound("Nothing was known of this programme at that time.")
    return [{"key": theme["key"], "title": theme["title"]} for theme in row.themes or []]


def _place(row: Any) -> dict[str, Any]:
    names = ("code", "title", "kind", "boundary_set", "population", "deprivation_decile", "deprivation_index")
    return {name: row[name] for name in (*names, "deprivation_year")}


def _work(cut: Cuts) -> str:
    """Every piece of work at the cut: kind, key, title, day, how it stands, places and themes."""
    inner = {view.name: f"({cut.points(view)})" for view in (publications, withdrawals, merges)}
    return " union all ".join(_of(kind, cut, inner) for kind in KINDS)


def _of(kind: Kind, cut: Cuts, inner: Mapping[str, str]) -> str:
    rows = cut.points(kind.view) if isinstance(kind.view, Occurrences) else cut.state(kind.view)  # type: ignore[arg-type]
    return f"""
    select '{kind.name}' as kind, key, title, {kind.on.format(**inner)} as on_day, {kind.standing} as standing,
           event_id, coalesce(cast(places as jsonb), '[]') as places,
           coalesce(cast({kind.themes} as jsonb), '[]') as themes
    from ({rows}) v
    where title is not null and {kind.where.format(**inner)}
      and (cast(:own as text[]) is null or {kind.of} && cast(:own as text[]))"""


_IN_PLACE = "exists (select from jsonb_array_elements(w.places) p where p->>'code' = any(cast(:codes as text[])))"


def _counts(cut: Cuts) -> str:
    return f"""
    with w as materialized ({_work(cut)}),
    part as (select * from unnest(cast(:codes as text[]), cast(:wholes as text[])) as part (code, whole))
    select 'place' as what, part.whole as name, kind, count(distinct w.key) as number
    from w cross join lateral jsonb_array_elements(w.places) p join part on part.code = p->>'code' group by 2, 3
    union all
    select 'place', '{CITY_WIDE}', kind, count(*) from w where not {_IN_PLACE} group by kind
    union all
    select 'theme', t.theme, kind, count(distinct w.key)
    from w cross join lateral jsonb_array_elements_text(w.themes) t (theme) group by 2, 3
    """


def _items(cut: Cuts) -> str:
    return f"""
    with w as ({_work(cut)}), chosen as (
        select w.*, count(*) over (partition by kind) as total,
               row_number() over (partition by kind order by on_day desc nulls last, key) as place
        from w where (:any_place or (:city_wide and not {_IN_PLACE}) or (not :city_wide and {_IN_PLACE}))
          and (cast(:theme as text) is null or w.themes @> to_jsonb(cast(:theme as text)))
    )
    select * from chosen where place <= :most order by kind, place
    """
