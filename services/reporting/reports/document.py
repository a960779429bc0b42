"""Puts a report together: f(template, measure and view versions, narrative, programme, period, position, renderer).

Gives report.json as a dictionary; its canonical bytes are the artefact and their SHA-256 is the fingerprint. Nothing of
the moment of making is in it. Not for markup (`render`) nor for the life of a report (`commands`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from services.reporting.measures.period import Period
from services.reporting.measures.published import FOREVER
from services.reporting.measures.registry import all_measures
from services.reporting.projections.awards import awards
from services.reporting.projections.collecting import collecting_seldom
from services.reporting.projections.reader import Snapshot
from services.reporting.projections.reports import submissions
from services.reporting.reports import days
from services.reporting.reports.figure import as_data, compute
from services.reporting.reports.names import Names
from services.reporting.reports.sight import VIEWS, ProgrammeSight, known_at, last_shown
from services.reporting.reports.table import Table, Timeline
from services.reporting.reports.tables import CHARTS, TABLES, provenance
from services.reporting.templates.loader import Question, Section, Template
from shared.errors import NotFound
from shared.events.canonical import canonical

FORMAT = "waymark-report/1"
SAMPLE_PREFIX = "SAMPLE-"
SAMPLE_NOTICE = "SAMPLE, invented data"


@dataclass(frozen=True, slots=True)
class Words:
    """The narrative of a report: its version (0 before anybody wrote), and the text by id of the question."""

    version: int = 0
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which report. `known_at` is a position of the ledger; None means its head."""

    programme_id: str
    template: Template
    period: Period
    known_at: int | None = None


def is_sample(programme_id: str) -> bool:
    """A programme of invented data says so in its id, which is in every fact and never changes."""
    return programme_id.startswith(SAMPLE_PREFIX)


def fingerprint(report: Mapping[str, Any]) -> str:
    """What a person signs for: SHA-256 of the canonical bytes of report.json."""
    return hashlib.sha256(canonical(dict(report))).hexdigest()


def make(snap: Snapshot, asked: Asked, words_of: Callable[[int], Words], renderer: Mapping[str, Any]) -> dict[str, Any]:
    """The report as data. `words_of` gives the words of a revision: which one it is, the position says.

    Raises NotFound when nothing was known of the programme.
    """
    # many small objects and no cycles: looking for cycles would take half of the time
    with collecting_seldom():
        return _make(snap, asked, words_of, renderer)


def _make(
    snap: Snapshot, asked: Asked, words_of: Callable[[int], Words], renderer: Mapping[str, Any]
) -> dict[str, Any]:
    position = last_shown(snap, asked.programme_id, asked.known_at)
    sight = ProgrammeSight(snap, asked.programme_id, position)
    names = Names(sight, ProgrammeSight(snap, "", position))
    if names.programme is None:
        raise NotFound("Nothing was known of this programme at that time.")
    measures = all_measures()
    figures = {id_: as_data(compute(measures[id_], sight, asked.period), names) for id_ in asked.template.figures()}
    numbering = _numbering(sight, asked)
    words = words_of(numbering["revision"])
    versions = {
        "measures": {id_: figure["version"] for id_, figure in figures.items()},
        "views": {view.name: view.version for view in VIEWS},
        "narrative": words.version,
        "renderer": dict(renderer),
    }
    maker = _Maker(sight, asked.period, names, figures, words)
    sample = {"notice": SAMPLE_NOTICE} if is_sample(asked.programme_id) else None
    return {
        "format": FORMAT,
        "sample": sample,
        "template": {
            "id": asked.template.id,
            "version": asked.template.version,
            "sha256": asked.template.sha256,
            "title": asked.template.title,
            "notice": asked.template.notice,
        },
        "programme": _programme(asked.programme_id, names, sight, asked.template),
        "period": {
            "from": asked.period.start.isoformat(),
            "to": asked.period.end.isoformat(),
            "title": f"{days.day(asked.period.start)} to {days.day(asked.period.end)}",
            "award_year": _award_year(names.programme.year_start_month or 1),
        },
        "report": numbering,
        "known_at": _known(snap, position),
        "versions": versions,
        "versions_fingerprint": hashlib.sha256(
            canonical({"template": asked.template.sha256, **{k: v for k, v in versions.items() if k != "renderer"}})
        ).hexdigest(),
        "sections": [maker.section(section) for section in asked.template.sections],
    }


def _programme(programme_id: str, names: Names, sight: ProgrammeSight, template: Template) -> dict[str, Any]:
    row = names.programme
    holding = [award for award in sight.state(awards, on=FOREVER) if award.reference]
    return {
        "id": programme_id,
        "title": row.title,
        "host": names.organisation(row.host_org),
        "funder": template.funder,
        "awards": sorted(award.id_as_written for award in holding),
        "starts_on": row.starts_on.isoformat() if row.starts_on else None,
        "planned_end": row.planned_end.isoformat() if row.planned_end else None,
    }


def _award_year(first_month: int) -> str:
    """Which year is meant, in words: measures.md, rule 1."""
    last = days.MONTHS[(first_month - 2) % 12]
    return f"Award year: {days.MONTHS[first_month - 1]} to {last}"


def _numbering(sight: ProgrammeSight, asked: Asked) -> dict[str, int]:
    """Which report of the programme this is, and which revision, from the submissions known at the position."""
    before = [s for s in sight.points(submissions) if s.template == asked.template.id]
    earlier = {(s.period_from, s.period_to) for s in before if s.period_to < asked.period.start}
    same = [s for s in before if (s.period_from, s.period_to) == (asked.period.start, asked.period.end)]
    return {"number": len(earlier) + 1, "revision": len(same) + 1}


def _known(snap: Snapshot, position: int) -> dict[str, Any]:
    moment = known_at(snap, position)
    at = moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
    return {"position": position, "time": at, "title": days.moment(moment)}


class _Maker:
    """Makes the sections; the figures are computed once and shown wherever the template names them."""

    def __init__(
        self, sight: ProgrammeSight, period: Period, names: Names, figures: Mapping[str, dict[str, Any]], words: Words
    ) -> None:
        self.sight, self.period, self.names, self.figures, self.words = sight, period, names, figures, words

    def section(self, section: Section) -> dict[str, Any]:
        questions = [self.question(question) for question in section.questions]
        return {"id": section.id, "number": section.number, "title": section.title, "questions": questions}

    def question(self, question: Question) -> dict[str, Any]:
        chart = CHARTS[question.chart](self.sight, self.period, self.names) if question.chart else None
        return {
            "id": question.id,
            "text": question.text,
            "facts": list(question.facts),
            "figures": [self.figures[id_] for id_ in question.figures],
            "tables": [self.table(id_) for id_ in question.tables],
            "chart": timeline_data(chart) if chart else None,
            "narrative": self.narrative(question),
        }

    def narrative(self, question: Question) -> dict[str, Any] | None:
        if question.narrative is None:
            return None
        return {
            "label": question.narrative.label,
            "hint": question.narrative.hint,
            "words": question.narrative.words,
            "text": self.words.texts.get(question.id),
        }

    def table(self, id_: str) -> dict[str, Any]:
        builder = TABLES[id_]
        if builder is None:
            return table_data(id_, provenance(list(self.figures.values())))
        return table_data(id_, builder(self.sight, self.period, self.names))


def table_data(id_: str, table: Table) -> dict[str, Any]:
    return {
        "id": id_,
        "title": table.title,
        "columns": [{"title": column.title, "kind": column.kind} for column in table.columns],
        "rows": [list(row) for row in table.rows],
        "empty": table.empty,
        "note": table.note,
    }


def timeline_data(timeline: Timeline) -> dict[str, Any]:
    return {
        "title": timeline.title,
        "from": timeline.start.isoformat(),
        "to": timeline.end.isoformat(),
        "period_end": timeline.today.isoformat(),
        "lines": [
            {
                "title": line.title,
                "project": line.project,
                "baseline_on": line.baseline_on.isoformat(),
                "forecast_on": line.forecast_on.isoformat() if line.forecast_on else None,
                "done_on": line.done_on.isoformat() if line.done_on else None,
                "state": line.state,
            }
            for line in timeline.lines
        ],
    }
