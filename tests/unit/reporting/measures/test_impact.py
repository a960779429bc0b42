"""Impact claims by strength on the last day, and the gaps: hand-counted on small stories."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from naive_sight import NaiveSight
from story import PROGRAMME, Story

from services.reporting.measures.period import Period
from services.reporting.measures.registry import by_id
from services.reporting.measures.value import State, Value
from services.reporting.projections.activity import project_activity
from services.reporting.reports.impacttables import claims_table, gaps_table
from services.reporting.reports.names import Names
from shared.events.event import Event
from shared.events.outputs import (
    EvidenceAttached,
    EvidenceRemoved,
    ImpactChanged,
    ImpactClaimed,
    ImpactStrengthChanged,
    ImpactWithdrawn,
)
from shared.events.projects import NothingNewConfirmed

PERIOD = Period(date(2026, 1, 1), date(2026, 6, 30))
WORDS = {"text_id": "t", "sha256": "0" * 64}


@pytest.fixture
def story() -> Story:
    return Story()


def claim(story: Story, key: str, on: str, claimed: str | None = None, **more: Any) -> Event:
    body = {"title": key, "summary": WORDS, "beneficiaries": "families", "claimed_on": claimed or on}
    body |= {"author_person_id": "person-1", "contribution": False}
    return story.tell(ImpactClaimed, key, on, body | more, recorded=claimed or on)


def judge(story: Story, key: str, on: str, before: str, after: str, **more: Any) -> None:
    body = {"from": before, "to": after, "evidence_ids": [], "by_person_id": "person-2", "reason_code": "judged"}
    story.tell(ImpactStrengthChanged, key, on, body | more)


def attach(story: Story, key: str, of: str, on: str) -> None:
    body = {"impact_id": of, "kind": "link", "title": key, "source": "statistics", "outside": True, "dated_on": on}
    body |= {"shows_people": False, "public": True, "attached_by_person_id": "person-2", "url": "https://example.org/"}
    story.tell(EvidenceAttached, key, on, body)


def value(story: Story, measure: str = "impact.claims", position: int | None = None) -> Value:
    return by_id(measure)(NaiveSight(story.events, PROGRAMME, position), PERIOD)


def lines(found: Value, number: int = 0) -> dict[str, Any]:
    return {line.name: line.amount for line in found.breakdowns[number].lines}


def beside(found: Value) -> dict[str, Any]:
    return {line.name: line.amount for line in found.beside}


def test_claims_are_counted_by_their_strength_on_the_last_day_and_every_strength_is_shown(story: Story) -> None:
    for key in ("a", "b", "c", "d"):
        claim(story, key, "2025-05-01")
    judge(story, "b", "2026-06-30", "asserted", "evidenced")
    judge(story, "c", "2025-06-01", "asserted", "evidenced")
    judge(story, "c", "2025-07-01", "evidenced", "corroborated")
    judge(story, "c", "2026-07-01", "corroborated", "verified")
    found = value(story)
    assert found.amount == 4
    assert lines(found) == {"asserted": 2, "evidenced": 1, "corroborated outside": 1, "verified by a second person": 0}


def test_a_claim_lowered_in_the_period_counts_as_it_was_left(story: Story) -> None:
    claim(story, "a", "2025-05-01")
    judge(story, "a", "2025-06-01", "asserted", "evidenced")
    judge(story, "a", "2026-03-01", "evidenced", "asserted", set_aside_ids=["e"])
    assert lines(value(story))["asserted"] == 1


def test_a_claim_of_several_kinds_counts_once_and_under_each(story: Story) -> None:
    claim(story, "a", "2026-05-01", tags=["inequality", "place"])
    claim(story, "b", "2026-05-01", tags=["place"])
    claim(story, "c", "2026-05-01")
    found = value(story)
    assert found.amount == 3
    assert lines(found, 1) == {"inequality": 1, "place": 2, "no kind named": 1}
    assert found.breakdowns[1].overlapping


def test_a_change_that_began_after_the_last_day_is_not_counted_and_a_late_claim_is(story: Story) -> None:
    claim(story, "later", "2026-07-01")
    claim(story, "late", "2026-06-01", "2026-08-15")
    assert [key for _, key in value(story).counted] == ["late"]


def test_the_day_on_which_it_began_is_taken_as_corrected_and_as_it_was_known_before(story: Story) -> None:
    claim(story, "a", "2026-06-01", "2026-07-10")
    judge(story, "a", "2026-07-11", "asserted", "evidenced")
    before = len(story.events)
    claim(story, "a", "2026-07-02", "2026-07-10", dated_before=["2026-06-01"])
    assert value(story).amount == 0
    assert value(story, position=before).amount == 1
    claim(story, "a", "2026-05-02", "2026-07-10", dated_before=["2026-06-01", "2026-07-02"])
    found = value(story)
    assert (found.amount, lines(found)["asserted"]) == (1, 1)
    later = by_id("impact.claims")(NaiveSight(story.events, PROGRAMME), Period(date(2026, 7, 1), date(2026, 12, 31)))
    assert (later.amount, lines(later)["evidenced"]) == (1, 1)
    former = ["2026-06-01", "2026-07-02"]
    changed = {"changes": {"tags": {"before": [], "after": ["place"]}}, "dated_before": former}
    story.tell(ImpactChanged, "a", "2026-05-02", changed)
    assert lines(value(story), 1) == {"place": 1}
    error = {"reason_code": "error", "strength": "evidenced", "dated_before": former}
    story.tell(ImpactWithdrawn, "a", "2026-05-02", error)
    assert value(story).amount == 0


def test_a_withdrawn_claim_is_counted_beside_and_one_entered_in_error_nowhere(story: Story) -> None:
    for key in ("kept", "dropped", "slip"):
        claim(story, key, "2026-02-01")
    story.tell(ImpactWithdrawn, "dropped", "2026-05-01", {"reason_code": "not_supported", "strength": "asserted"})
    story.tell(ImpactWithdrawn, "slip", "2026-02-01", {"reason_code": "error", "strength": "asserted"})
    found = value(story)
    assert [key for _, key in found.counted] == ["kept"]
    assert beside(found) == {"withdrawn in the period": 1}


def test_gaps_are_claims_only_asserted_and_older_than_ninety_days(story: Story) -> None:
    claim(story, "old", "2025-05-01")
    claim(story, "ninety-one", "2026-01-01", "2026-03-31")
    claim(story, "ninety", "2026-01-01", "2026-04-01")
    claim(story, "shown", "2025-05-01")
    judge(story, "shown", "2025-06-01", "asserted", "evidenced")
    found = value(story, "impact.gaps")
    assert sorted(key for _, key in found.counted) == ["ninety-one", "old"]


def test_a_gap_closes_by_evidence_and_a_withdrawn_one_is_said_beside_and_not_called_closed(story: Story) -> None:
    claim(story, "a", "2025-05-01")
    claim(story, "b", "2025-05-01")
    assert value(story, "impact.gaps").amount == 2
    attach(story, "e", "a", "2025-05-03")
    judge(story, "a", "2026-06-01", "asserted", "evidenced", reason_code="evidence_attached")
    story.tell(ImpactWithdrawn, "b", "2026-06-02", {"reason_code": "not_supported", "strength": "asserted"})
    found = value(story, "impact.gaps")
    assert (found.amount, found.state) == (0, State.ZERO)
    assert beside(found) == {"withdrawn in the period while only asserted": 1}
    story.tell(EvidenceRemoved, "e", "2026-06-03", {"impact_id": "a", "reason_code": "error"})
    judge(story, "a", "2026-06-03", "evidenced", "asserted", reason_code="evidence_removed")
    assert value(story, "impact.gaps").amount == 1


@pytest.mark.parametrize("measure", ["impact.claims", "impact.gaps"])
def test_no_claim_is_a_finding_only_where_somebody_looked(story: Story, measure: str) -> None:
    assert value(story, measure).state is State.NOT_ASKED
    period = {"from": "2026-01-01", "to": "2026-06-30"}
    body = {"target_id": PROGRAMME, "target_kind": "programme", "section": "impact", "period": period}
    story.tell(NothingNewConfirmed, PROGRAMME, "2026-06-30", body)
    assert value(story, measure).state is State.ZERO


def test_every_claim_has_its_strength_beside_it_in_words_and_says_how_to_take_it(story: Story) -> None:
    claim(story, "Homes are warmer", "2026-02-01", themes=["housing"], contribution=True)
    claim(story, "Advice comes sooner", "2026-03-01")
    claim(story, "Rents are fairer", "2025-03-01", themes=["housing"], contribution=True)
    steps = ("asserted", "evidenced", "corroborated", "verified")
    for number, (before, after) in enumerate(pairwise(steps)):
        judge(story, "Rents are fairer", f"2025-0{number + 4}-01", before, after)
    judge(story, "Advice comes sooner", "2026-04-01", "asserted", "evidenced")
    attach(story, "e1", "Rents are fairer", "2025-03-20")
    attach(story, "e2", "Rents are fairer", "2025-03-21")
    judge(story, "Homes are warmer", "2026-04-01", "evidenced", "asserted", set_aside_ids=["e3"])
    attach(story, "e3", "Homes are warmer", "2026-03-01")
    sight = NaiveSight(story.events, PROGRAMME)
    names = Names(sight, NaiveSight([], ""))
    found = [(row[0], row[4], row[5], row[6]) for row in claims_table(sight, PERIOD, names).rows]
    context = "Context: the programme says that it contributed to this; it is not shown to be its effect"
    assert found == [
        (
            "Contributed to: Rents are fairer",
            "Verified by a second person",
            2,
            "Contributed to; verified by a second person",
        ),
        ("Advice comes sooner", "Evidenced by the programme", 0, "The programme says so, and shows why"),
        ("Contributed to: Homes are warmer", "Asserted, with nothing yet to show it", 0, context),
    ]
    assert [row[0] for row in gaps_table(sight, PERIOD, names).rows] == ["Contributed to: Homes are warmer"]


def test_a_claim_and_what_becomes_of_it_is_news_of_the_projects_that_led_to_it(story: Story) -> None:
    claim(story, "a", "2026-02-01", project_ids=["project-1"])
    judge(story, "a", "2026-03-01", "asserted", "evidenced", project_ids=["project-1"])
    story.tell(ImpactChanged, "a", "2026-02-01", {"changes": {}, "project_ids": ["project-1", "project-2"]})
    points = NaiveSight(story.events, PROGRAMME).points(project_activity)
    assert sorted((str(point.true_from), point.target_id) for point in points) == [
        ("2026-02-01", "project-1"),
        ("2026-02-01", "project-1"),
        ("2026-02-01", "project-2"),
        ("2026-03-01", "project-1"),
    ]
