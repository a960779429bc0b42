"""Nine formal decisions that used evidence of the programme, and six indicators with their values. All invented."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sample.hierarchy import places
from sample.plan import LIVERPOOL, project_id
from sample.steps import PROGRAMME, Step, an_id, working_day

SITE = "https://example.org/sample-minutes"


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision of a body, what came of it, and on which kinds of evidence it rested."""

    key: str
    on: date
    title: str
    body: str
    kind: str
    result: str
    evidence: tuple[str, ...]
    themes: tuple[str, ...]
    neighbourhoods: tuple[int, ...] = ()
    project: str | None = None
    request: str | None = None
    output: int | None = None
    use: str = "cited"


DECISIONS = (
    Decision("pubs", date(2024, 6, 27), "Hours of late licences", "Licensing committee", "committee", "changed",
             ("research", "local_data", "practitioner"), ("physical_environment",), request="pubs"),
    Decision("debt", date(2025, 2, 19), "Advice in neighbourhood centres", "Cabinet", "cabinet", "adopted",
             ("local_data", "practitioner", "community", "cost"), ("employment",), (1, 4), request="debt"),
    Decision("buses", date(2025, 7, 15), "Night services of the bus network", "Transport committee", "committee",
             "deferred", ("research", "community"), ("employment",), request="night", use="considered"),
    Decision("licensing", date(2025, 10, 14), "Selective licensing of rented homes", "Cabinet", "cabinet", "adopted",
             ("research", "local_data", "practitioner", "community", "policy", "cost"), ("housing",), (3, 4),
             "licensing", "licensing", 60),
    Decision("passes", date(2025, 11, 18), "Who gets a leisure pass", "Cabinet", "cabinet", "changed",
             ("local_data", "community", "cost", "research"), ("leisure",), (2, 6), "passes", "gyms"),
    Decision("travel", date(2026, 3, 10), "Second phase of active travel", "Cabinet", "cabinet", "changed",
             ("research", "local_data", "community", "policy"), ("physical_environment",), (7, 8), "travel", "travel"),
    Decision("carers", date(2026, 4, 21), "Commissioning of home care", "Commissioning board", "commissioning",
             "adopted", ("practitioner", "cost", "policy"), ("employment",), request="agency"),
    Decision("repairs", date(2026, 6, 16), "Order of damp and mould repairs", "Housing committee", "committee",
             "changed", ("research", "local_data", "practitioner", "community", "cost"), ("housing",), (1, 4),
             "repairs", "repairs"),
    Decision("centre", date(2026, 9, 22), "Closing the old learning centre", "Partner’s board", "partner_board",
             "stopped", ("community", "cost"), ("education",), (6,), "libraries", use="considered"),
)  # fmt: skip

#: one that was recorded and turned out not to have used the evidence
NOT_USED = (date(2025, 5, 20), date(2025, 6, 9), "Opening hours of parks")


@dataclass(frozen=True, slots=True)
class Indicator:
    """Where it began, what is to be reached at the end of which financial year, and the values by year's end."""

    key: str
    title: str
    unit: str
    direction: str
    adding: str
    baseline: str | None
    targets: tuple[tuple[int, str], ...]
    values: tuple[tuple[int, str], ...]
    source: str
    themes: tuple[str, ...]
    context: bool = False
    people: bool = False


INDICATORS = (
    Indicator("damp", "Damp and mould repairs done within 12 weeks", "per cent", "up", "latest", "41.5",
              ((2025, "50"), (2026, "60"), (2028, "80")), ((2024, "44"), (2025, "52.5"), (2026, "61")),
              "Housing repairs system (invented)", ("housing",)),
    Indicator("papers", "Cabinet papers that cite local evidence", "papers", "up", "sum", "0",
              ((2025, "10"), (2026, "30")), ((2024, "6"), (2025, "11"), (2026, "9")),
              "Reading of all papers (invented)", ("neighbourhood_working",)),
    Indicator("trained", "Officers who finished foundation training", "people", "up", "cumulative", "0",
              ((2025, "60"), (2026, "120")), ((2024, "22"), (2025, "71"), (2026, "131")),
              "Training records (invented)", ("education",), people=True),
    Indicator("work", "Residents of working age in work", "per cent", "up", "latest", "68.2", ((2026, "70"),),
              ((2024, "68.4"), (2025, "68.9"), (2026, "69.1")), "Survey of households (invented)", ("employment",),
              context=True),
    Indicator("admissions", "Emergency admissions of people over 65", "per 1,000", "down", "latest", "251",
              ((2026, "240"),), ((2024, "249"), (2025, "246")), "Hospital statistics (invented)", ("housing",),
              context=True),
    Indicator("active", "Journeys to school on foot or by bicycle", "per cent", "up", "latest", "38",
              ((2025, "42"), (2027, "50")), ((2024, "39.5"), (2025, "43")), "School survey (invented)",
              ("physical_environment",)),
)  # fmt: skip
#: people who finished training, by neighbourhood in the year to March 2026: small numbers are not kept
BY_PLACE = ((1, 19), (2, 3), (3, 12), (4, 2), (5, 8))


def steps() -> Iterator[Step]:
    """Indicators from the start; decisions a week after they were made; values in May of their year."""
    for decision in DECISIONS:
        yield _decision(decision)
    yield from _not_used()
    yield _brief_named()
    for indicator in INDICATORS:
        yield from _indicator(indicator)
    for number, count in BY_PLACE:
        yield _value("trained", 2026, str(count), "Training records (invented)", place=_place(number))


def _place(number: int) -> dict[str, str]:
    return {name: str(places()[number - 1][name]) for name in ("code", "kind", "boundary_set")}


def _decision(decision: Decision) -> Step:
    fields: dict[str, Any] = {
        "decision_id": an_id("decision", decision.key),
        "programme_id": PROGRAMME,
        "title": decision.title,
        "body": decision.body,
        "kind": decision.kind,
        "decided_on": decision.on.isoformat(),
        "decision_ref": f"SAMPLE/{decision.on:%Y}/{decision.on:%m%d}",
        "url": f"{SITE}/{decision.key}",
        "use": decision.use,
        "result": decision.result,
        "evidence_kinds": list(decision.evidence),
        "themes": list(decision.themes),
        "places": [_place(number) for number in decision.neighbourhoods] or [LIVERPOOL],
        "note": f"The paper on “{decision.title}” set out what was found (invented).",
    }
    if decision.project:
        fields["project_ids"] = [project_id(decision.project)]
    if decision.request:
        fields["request_id"] = an_id("request", decision.request)
    if decision.output:
        fields["output_ids"] = [an_id("output", decision.output)]
    return Step(working_day(decision.on + timedelta(days=7)), "outputs.record_decision", fields, by="researcher")


def _brief_named() -> Step:
    """The brief behind the decision on repairs was logged late: the decision is said anew with it."""
    step = _decision(next(decision for decision in DECISIONS if decision.key == "repairs"))
    fields = {name: value for name, value in step.fields.items() if name not in ("programme_id", "note")}
    fields["output_ids"] = [an_id("output", 900)]
    return Step(date(2026, 8, 24), "outputs.correct_decision", fields, by="researcher")


def _not_used() -> Iterator[Step]:
    on, found, title = NOT_USED
    decision = Decision("parks", on, title, "Parks committee", "committee", "adopted", ("local_data",), ("leisure",))
    step = _decision(decision)
    yield step
    fields = {"decision_id": step.fields["decision_id"], "reason_code": "not_used"}
    yield Step(found, "outputs.withdraw_decision", fields, by="manager")


def _indicator(indicator: Indicator) -> Iterator[Step]:
    began = date(2024, 2, 12)
    fields: dict[str, Any] = {
        "indicator_id": an_id("indicator", indicator.key),
        "programme_id": PROGRAMME,
        "title": indicator.title,
        "unit": indicator.unit,
        "direction": indicator.direction,
        "adding": indicator.adding,
        "targets": [{"on": date(year, 3, 31).isoformat(), "value": value} for year, value in indicator.targets],
        "source": indicator.source,
        "themes": list(indicator.themes),
        "context": indicator.context,
        "counts_people": indicator.people,
        "from_on": "2024-01-15",
    }
    if indicator.baseline:
        fields |= {"baseline": indicator.baseline, "baseline_on": "2023-12-31"}
    yield Step(began, "outputs.define_indicator", fields, by="manager")
    for year, value in indicator.values:
        yield _value(indicator.key, year, value, indicator.source)


def _value(key: str, year: int, value: str, source: str, place: dict[str, str] | None = None) -> Step:
    """The value of the financial year that ends in March, known in May; that of the first is of its last months."""
    words = (key, year, *([place["code"]] if place else []))
    fields: dict[str, Any] = {
        "measurement_id": an_id("measurement", *words),
        "indicator_id": an_id("indicator", key),
        "value": value,
        "on": date(year, 3, 31).isoformat(),
        "period_from": max(date(year - 1, 4, 1), date(2024, 1, 1)).isoformat(),
        "source": source,
        "published_on": date(year, 5, 11).isoformat(),
    }
    if place:
        fields["place"] = place
    return Step(date(year, 5, 13), "outputs.measure_indicator", fields, by="researcher2")
