"""Where the work is, and which themes it covers: projects, involvement, informed decisions; for themes new outputs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.reporting.measures.decisions import made_in
from services.reporting.measures.looked import looked
from services.reporting.measures.period import Period
from services.reporting.measures.projects import under_way
from services.reporting.measures.published import new_outputs
from services.reporting.measures.registry import measure
from services.reporting.measures.sight import Sight
from services.reporting.measures.value import Breakdown, Line, State, Value, cut_by, nothing
from services.reporting.projections.activity import output_activity, project_activity
from services.reporting.projections.decisions import decision_activity, decisions
from services.reporting.projections.involvement import involvement_activity, involvements
from services.reporting.projections.places import places
from services.reporting.projections.programmes import programmes
from services.reporting.projections.projects import projects

NEIGHBOURHOOD, CITY = "neighbourhood", "city"
MOST_DEPRIVED = 1
#: in which somebody looked for work that is somewhere
LOOKED = (project_activity, involvement_activity, decision_activity)
#: what is placed, by its view: the heading of its breakdown, and how it is called
KINDS = {
    projects.name: "Projects by neighbourhood",
    involvements.name: "Involvement by neighbourhood",
    decisions.name: "Decisions by neighbourhood",
}
WORDS = {projects.name: "projects", involvements.name: "involvement activities", decisions.name: "decisions"}


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The places of one boundary set as the programme lists them, by code."""

    by_code: Mapping[str, Any]

    def neighbourhood(self, code: str) -> Any | None:
        """The neighbourhood that a place is, or is a part of; None where the list does not say."""
        seen: set[str] = set()
        while (row := self.by_code.get(code)) is not None and code not in seen:
            if row.kind == NEIGHBOURHOOD:
                return row
            seen.add(code)
            code = row.parent_code or ""
        return None


def gazetteer(sight: Sight, period: Period) -> tuple[Gazetteer, str]:
    """The list with the set of neighbourhoods that was listed last, and that set's name ("" when there is none)."""
    rows = [row for row in sight.state(places, on=period.end) if row.code]
    newest = max((row for row in rows if row.kind == NEIGHBOURHOOD), key=lambda r: (r.position, r.key), default=None)
    name = newest.boundary_set if newest is not None else ""
    # smaller areas may be of a set of their own; of neighbourhoods only one set counts
    return Gazetteer({r.code: r for r in rows if r.kind != NEIGHBOURHOOD or r.boundary_set == name}), name


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of work that is somewhere: the view it is of, and its row with `key` and `places`."""

    view: str
    row: Any

    @property
    def codes(self) -> list[str]:
        """The codes of its places but for the whole city."""
        return [place["code"] for place in self.row.places or [] if place["kind"] != CITY]


def placed_work(sight: Sight, period: Period) -> list[Work]:
    """Projects under way on the last day; involvement activities of the period, and decisions informed in it."""
    found = [Work(projects.name, row) for row in under_way(sight, period)]
    held = sight.points(involvements, since=period.start, until=period.end)
    found += [Work(involvements.name, row) for row in held]
    return found + [Work(decisions.name, row) for row in made_in(sight, period)]


def _looked(sight: Sight, period: Period) -> bool:
    return any(looked(sight, activity, period)() for activity in LOOKED)


@measure(
    "places.reached",
    version=2,
    kind="stock",
    unit="neighbourhoods",
    section="places",
    title="Neighbourhoods reached",
    definition="""Neighbourhoods with at least one project under way at the end of the last day of the period, or an
    involvement activity or an informed decision in it, of all neighbourhoods on the programme's list; the boundary set
    stands beside. A smaller area counts for the neighbourhood that the list says it is a part of. Work for the whole
    city, or without a place, is listed apart and not spread over places.""",
    none="The list has no neighbourhoods",
    not_applicable="No list of neighbourhoods has been loaded",
)
def reached(sight: Sight, period: Period) -> Value:
    known, boundary_set = gazetteer(sight, period)
    everywhere = [row for row in known.by_code.values() if row.kind == NEIGHBOURHOOD]
    if not everywhere:
        return nothing(State.NOT_APPLICABLE)
    work = placed_work(sight, period)
    if not work and not _looked(sight, period):
        return nothing(State.NOT_ASKED)
    where = {(one.view, one.row.key): _neighbourhoods(one, known) for one in work}
    hit = {row.key: row for rows in where.values() for row in rows}
    cuts = tuple(
        cut_by(title, "place", rows, lambda one: [r.code for r in where[one.view, one.row.key]], "city-wide")
        for view, title in KINDS.items()
        if (rows := [one for one in work if one.view == view])
    )
    wide = Counter(one.view for one in work if not where[one.view, one.row.key])
    beside = [Line(f"{WORDS[view]} of no neighbourhood", wide[view]) for view in KINDS]
    return Value(
        len(hit),
        State.KNOWN if hit else State.ZERO,
        of=len(everywhere),
        breakdowns=cuts if hit else (),
        beside=(Line(f"neighbourhoods in {boundary_set}", len(everywhere)), *beside),
        counted=tuple(sorted((places.name, key) for key in hit)),
    )


@measure(
    "places.deprived_share",
    version=2,
    kind="rate",
    unit="activities",
    section="places",
    title="Work in the most deprived tenth",
    definition="""Of the projects under way at the end of the last day of the period, and the involvement activities and
    informed decisions in it, that are placed in neighbourhoods or smaller areas whose tenth by deprivation the
    programme's list says, how many are in at least one of the most deprived tenth nationally. The index and its
    year stand beside; of several, the one listed last, because indices of two nations or years do not compare.""",
    none="No placed work",
    not_applicable="No list of places with deprivation has been loaded",
)
def deprived_share(sight: Sight, period: Period) -> Value:
    known, _ = gazetteer(sight, period)
    ranked = [row for row in known.by_code.values() if row.deprivation_decile and row.kind != CITY]
    if not ranked:
        return nothing(State.NOT_APPLICABLE)
    newest = max(ranked, key=lambda row: (row.position, row.key))
    index = (newest.deprivation_index, newest.deprivation_year)
    decile = {r.code: r.deprivation_decile for r in ranked if (r.deprivation_index, r.deprivation_year) == index}
    work = placed_work(sight, period)
    placed = [one for one in work if any(code in decile for code in one.codes)]
    if not placed:
        return nothing(State.NONE if _looked(sight, period) else State.NOT_ASKED)
    met = [one for one in placed if any(decile.get(code) == MOST_DEPRIVED for code in one.codes)]
    return Value(
        len(met),
        State.KNOWN if met else State.ZERO,
        of=len(placed),
        breakdowns=(cut_by("What it is", "text", met, lambda one: [WORDS[one.view]], "none"),) if met else (),
        beside=(
            Line(f"areas with a tenth by {index[0]} {index[1]}", len(decile)),
            Line("of no such area", len(work) - len(placed)),
        ),
        counted=tuple(sorted((one.view, one.row.key) for one in met)),
    )


@measure(
    "themes.coverage",
    version=2,
    kind="stock",
    unit="themes",
    section="places",
    title="Themes covered",
    definition="""The programme's themes with at least one project under way on the last day, or one new output or
    informed decision in the period, of all its themes on that day; and for each theme how many of each. A project,
    output or decision may have several themes, so the lines may add up to more than the total.""",
    not_applicable="The programme has not declared any themes",
)
def coverage(sight: Sight, period: Period) -> Value:
    programme = next((row for row in sight.state(programmes, on=period.end) if row.title), None)
    keys = [theme["key"] for theme in (programme.themes or [])] if programme is not None else []
    if not keys:
        return nothing(State.NOT_APPLICABLE)
    active, outputs = under_way(sight, period), [output.row for output in new_outputs(sight, period)]
    decided = made_in(sight, period)
    seen = _looked(sight, period) or looked(sight, output_activity, period)()
    if not (active or outputs or decided or seen):
        return nothing(State.NOT_ASKED)
    cuts = [
        _by_theme("Projects under way by theme", active, keys),
        _by_theme("New outputs by theme", outputs, keys),
        _by_theme("Decisions informed by theme", decided, keys),
    ]
    covered = {line.name for cut in cuts for line in cut.lines if line.name in keys and line.amount}
    return Value(
        len(covered),
        State.KNOWN if covered else State.ZERO,
        of=len(keys),
        breakdowns=tuple(cuts),
        counted=tuple(sorted((projects.name, p.key) for p in active if set(p.themes or []) & set(keys))),
    )


def _by_theme(title: str, rows: Sequence[Any], keys: Sequence[str]) -> Breakdown:
    """Each declared theme, those without anything too; what has no theme, or another, in the last lines."""
    cut = cut_by(title, "theme", rows, lambda row: row.themes or [], "none")
    amounts = dict.fromkeys(keys, 0) | {line.name: line.amount for line in cut.lines}
    return Breakdown(title, "theme", tuple(Line(*pair) for pair in amounts.items()), cut.overlapping)


def _neighbourhoods(work: Work, known: Gazetteer) -> list[Any]:
    found = (known.neighbourhood(code) for code in work.codes)
    return list({row.key: row for row in found if row is not None}.values())
