"""Facts that might be, laid over the real views: rows and figures are those of really recording them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from installation import Installation
from naive_sight import NaiveSight
from sqlalchemy import Engine, text
from story import Story, liverpool

from services.reporting import rebuild
from services.reporting.measures.period import Period
from services.reporting.measures.registry import all_measures
from services.reporting.projections import catalogue
from services.reporting.projections.reader import snapshot
from services.reporting.projections.view import Occurrences, State
from services.reporting.reports.figure import compute
from services.reporting.reports.sight import ProgrammeSight
from services.reporting.reports.tried import TriedSight
from services.reporting.views import trying
from shared import context
from shared.calls import reporting as calls
from shared.context import Actor, Grant
from shared.database import transaction
from shared.errors import Invalid
from shared.events.event import Event
from shared.events.projects import MilestoneReforecast, ThresholdSet
from tests.integration.reporting.conftest import append
from tests.integration.reporting.test_reports_lineage import histories

PERIOD = Period(date(2026, 1, 1), date(2026, 6, 30))
numbers = count()


@pytest.fixture(scope="module")
def engine(installation: Installation) -> Iterator[Engine]:
    installation.databases("reporting")
    found = installation.engine("reporting")
    rebuild.ensure(found)
    yield found


@pytest.fixture(scope="module")
def story(engine: Engine) -> Story:
    """A programme of two and a half years, in the ledger."""
    found = liverpool(f"T{next(numbers)}")
    append(engine, found.events)
    return found


def everything(engine: Engine) -> dict[str, list[str]]:
    """Every row of every table."""
    with engine.connect() as connection:
        names = connection.execute(
            text(
                "select table_schema, table_name from information_schema.tables "
                "where table_schema not in ('pg_catalog', 'information_schema') order by 1, 2"
            )
        ).all()
        return {
            f"{schema}.{name}": list(
                connection.execute(text(f'select t::text from {schema}."{name}" t order by 1')).scalars()
            )
            for schema, name in names
        }


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(history=histories)
def test_every_figure_tried_is_the_figure_after_really_recording(engine: Engine, history: list[Any]) -> None:
    story = Story(f"T{next(numbers)}")
    for tell, a, b, c in history:
        tell(story, a, b, c)
    cut = len(story.events) // 2
    known, would_be = story.events[:cut], story.events[cut:]
    append(engine, known)
    with snapshot(engine) as snap:
        tried = TriedSight(snap, story.programme_id, would_be)
        figures = {measure.id: compute(measure, tried, PERIOD) for measure in all_measures().values()}
        rows = rows_of(tried, story)
    append(engine, would_be)
    with snapshot(engine) as snap:
        really = ProgrammeSight(snap, story.programme_id)
        assert figures == {measure.id: compute(measure, really, PERIOD) for measure in all_measures().values()}
        assert rows == rows_of(really, story)


def rows_of(sight: ProgrammeSight, story: Story) -> dict[str, Any]:
    """Every row of every view, on every day on which something happened."""
    days = sorted({event.effectiveon for event in story.events})
    found: dict[str, Any] = {}
    for view in catalogue.views():
        if isinstance(view, State):
            found[view.name] = [sorted((vars(row) for row in sight.state(view, on)), key=str) for on in days]
        elif isinstance(view, Occurrences):
            found[view.name] = [vars(row) for row in sight.points(view)]
            if days:  # the activity views are read by the window
                inside = sight.points(view, days[0], days[-1])
                found[f"{view.name} inside"] = [(row.key, row.true_from) for row in inside]
    return found


def asked(events: list[Event]) -> list[dict[str, Any]]:
    """Facts as `projects.try_changes` gives them."""
    return [
        {
            "event_id": str(event.id),
            "type": event.type,
            "version": event.version,
            "subject": event.subject,
            "programme_id": event.programmeid,
            "effective_on": event.effectiveon.isoformat(),
            "corrects": str(event.corrects) if event.corrects else None,
            "data": event.data,
        }
        for event in events
    ]


def attempt(engine: Engine, programme_id: str, facts: list[dict[str, Any]], **fields: Any) -> Any:
    manager = Actor("manager", (Grant("programme_manager", programme_id),))
    given = calls.TryFacts.parse({"programme_id": programme_id, "facts": facts} | fields)
    with context.using(actor=manager), transaction(engine) as session, snapshot(engine) as snap:
        return trying.try_facts(session, snap, **given)


def slip(story: Story) -> Event:
    """One more slip of a milestone that is open, not yet in the ledger."""
    forecast = {"forecast_from": "2026-08-01", "forecast_to": "2027-02-01", "reason_code": "partner"}
    event = story.tell(MilestoneReforecast, "m023", "2026-06-20", forecast)
    story.events.remove(event)
    return event


def test_a_figure_is_told_before_and_after_and_nothing_is_written(engine: Engine, story: Story) -> None:
    event, before = slip(story), everything(engine)
    told = attempt(engine, story.programme_id, asked([event]), period_from="2026-01-01", period_to="2026-06-30")
    assert everything(engine) == before
    assert [fact["type"] for fact in told["facts"]] == ["projects.milestone.reforecast"]
    assert "moved" in told["facts"][0]["sentence"]
    (report,) = told["reports"]
    assert report["period"] == {"from": "2026-01-01", "to": "2026-06-30"}
    naive = NaiveSight([*story.events, event], story.programme_id)
    was = NaiveSight(story.events, story.programme_id)
    for figure in report["figures"]:
        measure = all_measures()[figure["id"]]
        assert figure["before"] == trying._said(measure, measure(was, PERIOD)), figure["id"]
        assert figure["after"] == trying._said(measure, measure(naive, PERIOD)), figure["id"]
    assert "milestones.moved" in {figure["id"] for figure in report["figures"] if figure["changed"]}


def test_without_a_period_the_current_one_is_shown_and_months_where_asked(engine: Engine, story: Story) -> None:
    with context.using(recorded_on=date(2026, 6, 25)):
        told = attempt(engine, story.programme_id, asked([slip(story)]), months=3)
    assert [(report["period"]["to"], report["state"]) for report in told["reports"]] == [("2026-06-30", None)]
    moved = next(one for one in told["months"] if one["id"] == "milestones.moved")
    assert [step["on"] for step in moved["series"]] == ["2026-04-30", "2026-05-31", "2026-06-25"]
    assert [step["changed"] for step in moved["series"]] == [False, False, True]


def test_what_is_no_fact_of_the_programme_is_refused_by_its_number(engine: Engine, story: Story) -> None:
    fact = asked([slip(story)])[0]
    wrongs: list[tuple[dict[str, Any], str]] = [
        ({"type": "projects.milestone.forgotten"}, "type"),
        ({"programme_id": "OTHER"}, "programme_id"),
        ({"data": {"forecast_from": "tomorrow"}}, "data"),
    ]
    for wrong, field in wrongs:
        with pytest.raises(Invalid) as refused:
            attempt(engine, story.programme_id, [fact, fact | wrong])
        assert list(refused.value.fields["facts"]["1"]) == [field]


def test_a_submitted_report_that_a_fact_falls_in_is_shown_beside_the_current_one(engine: Engine, story: Story) -> None:
    row = {"programme": story.programme_id, "id": f"report-{story.programme_id}"}
    with engine.begin() as connection:
        connection.execute(
            text(
                "insert into reports (report_id, programme_id, template, template_version, period_from, period_to,"
                " title, revision, state, started_by, started_on) values (:id, :programme, 'nihr-six-monthly', 1,"
                " '2025-07-01', '2025-12-31', 'R', 1, 'submitted', 'x', '2026-01-01')"
            ),
            row,
        )
    event = slip(story)
    for effective, shown in (("2025-12-31", ["2026-06-30", "2025-12-31"]), ("2026-01-01", ["2026-06-30"])):
        with context.using(recorded_on=date(2026, 6, 25)):
            told = attempt(engine, story.programme_id, [asked([event])[0] | {"effective_on": effective}])
        assert [report["period"]["to"] for report in told["reports"]] == shown


def test_a_new_threshold_is_tried_over_the_real_history_month_by_month(engine: Engine, story: Story) -> None:
    event = story.tell(ThresholdSet, story.programme_id, "2024-01-01", {"key": "quiet_after", "values": [10]})
    story.events.remove(event)
    with context.using(recorded_on=date(2026, 6, 25)):
        told = attempt(engine, story.programme_id, asked([event]), months=12)
    quiet = next(one for one in told["months"] if one["id"] == "projects.no_update")
    assert len(quiet["series"]) == 12
    measure = all_measures()["projects.no_update"]
    was, then = NaiveSight(story.events, story.programme_id), NaiveSight([*story.events, event], story.programme_id)
    for step in quiet["series"]:
        last = date.fromisoformat(step["on"])
        month = Period(last.replace(day=1), last)
        assert step["before"] == trying._said(measure, measure(was, month))
        assert step["after"] == trying._said(measure, measure(then, month))
    assert any(step["after"]["value"] > step["before"]["value"] for step in quiet["series"] if step["changed"])
