"""The life of a post, against a plain model that looks at each day: whatever is tried in whatever order."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from naive_sight import NaiveSight
from story import PROGRAMME, Story

from services.projects.domain import posts as life
from services.projects.domain.posts import Post, Step
from services.reporting.measures.period import Period
from services.reporting.measures.posts import vacancies
from services.reporting.measures.staffing import filled_on
from shared.broken import Broken
from shared.events.projects import (
    PostAdvertised,
    PostAppointed,
    PostChanged,
    PostClosed,
    PostEstablished,
    PostFilled,
    PostVacated,
)

TODAY = date(2026, 3, 31)
START = date(2026, 1, 1)
days = st.integers(-5, 95).map(lambda n: START + timedelta(days=n))
people = st.sampled_from(("ann", "ben", "cat"))
fte = st.sampled_from([Decimal(tenths) / 10 for tenths in (1, 2, 4, 5, 6, 8, 10)])
ALL_DAYS = [START + timedelta(days=n) for n in range(90)]


class PostLife(RuleBasedStateMachine):
    """Starts and leavings in any order of entry. The model: each person's FTE on each day, as a plain table.

    What the rules let in is told to a story as well, whose figures must say the same as the live reads.
    """

    @initialize(size=st.sampled_from((Decimal("0.6"), Decimal(1), Decimal(2))))
    def established(self, size: Decimal) -> None:
        self.post = life.establish(size, START, None)
        self.sizes = {START: size}
        self.steps: list[Step] = []
        self.story = Story()
        body = {"title": "P", "role_family": "research", "employer_org_id": "uol"}
        self.story.tell(
            PostEstablished, "p", START.isoformat(), body | {"fte": str(size), "planned_start": START.isoformat()}
        )

    def size(self, day: date) -> Decimal:
        """How large the post is on a day, by the last change before it."""
        return self.sizes[max((since for since in self.sizes if since <= day), default=START)]

    def held(self, steps: list[Step]) -> dict[date, dict[str, Decimal]]:
        """By brute force: for each day, who holds how much."""
        found: dict[date, dict[str, Decimal]] = {}
        for day in [*ALL_DAYS, TODAY + timedelta(days=1)]:
            table: dict[str, Decimal] = defaultdict(Decimal)
            for step in steps:
                if step.kind == life.FILLED and step.on <= day:
                    table[str(step.person_id)] += step.fte
                if step.kind == life.VACATED and step.on < day:
                    table[str(step.person_id)] -= step.fte
            found[day] = table
        return found

    def possible(self, step: Step) -> bool:
        closed = self.post.closed_on
        if step.on > TODAY or step.fte > self.size(step.on) or (closed is not None and step.on > closed):
            return False
        if step.kind == life.FILLED and step.on < START:
            return False
        table = self.held([*self.steps, step])
        return self.fits(table)

    def fits(self, table: dict[date, dict[str, Decimal]]) -> bool:
        """Nobody holds less than nothing, and all together no more than there is, on any day."""
        return all(
            sum(held.values()) <= self.size(day) and min(held.values(), default=0) >= 0 for day, held in table.items()
        )

    @rule(on=days, size=fte)
    def change(self, on: date, size: Decimal) -> None:
        last = max(self.sizes)
        if not max(START, last) <= on <= TODAY or size == self.sizes[last]:  # the command refuses these
            return
        before, kept = self.sizes[last], dict(self.sizes)
        self.sizes[on] = size
        if self.post.closed_on is None and self.fits(self.held(self.steps)):
            self.post = life.change(self.post, self.steps, on, fte=size)
            changes = {"fte": {"before": str(before), "after": str(size)}}
            self.story.tell(PostChanged, "p", on.isoformat(), {"changes": changes}, recorded="2026-04-01")
            return
        self.sizes = kept
        with pytest.raises(Broken):
            life.change(self.post, self.steps, on, fte=size)

    @rule(on=days, who=people, size=fte)
    def fill(self, on: date, who: str, size: Decimal) -> None:
        step = Step(life.FILLED, on, size, who)
        if not self.possible(step):
            with pytest.raises(Broken):
                life.fill(self.post, self.steps, step, today=TODAY)
            return
        life.fill(self.post, self.steps, step, today=TODAY)
        self.steps.append(step)
        self.story.tell(
            PostFilled,
            "p",
            on.isoformat(),
            {"person_id": who, "fte": str(size), "basis": "employed"},
            recorded="2026-04-01",
        )

    @rule(on=days, who=people, size=fte)
    def vacate(self, on: date, who: str, size: Decimal) -> None:
        step = Step(life.VACATED, on, size, who)
        if not self.possible(step):
            with pytest.raises(Broken):
                life.vacate(self.post, self.steps, step, today=TODAY)
            return
        life.vacate(self.post, self.steps, step, today=TODAY)
        self.steps.append(step)
        self.story.tell(PostVacated, "p", on.isoformat(), {"person_id": who, "fte": str(size)}, recorded="2026-04-01")

    @rule(on=days)
    def advertise(self, on: date) -> None:
        if on <= min(TODAY, self.post.closed_on or TODAY):
            self.story.tell(PostAdvertised, "p", on.isoformat(), {"round": 1}, recorded="2026-04-01")

    @rule(on=days, size=fte)
    def appoint(self, on: date, size: Decimal) -> None:
        if on <= min(TODAY, self.post.closed_on or TODAY) and size <= self.size(on):
            self.story.tell(PostAppointed, "p", on.isoformat(), {"fte": str(size)}, recorded="2026-04-01")

    @rule(on=st.sampled_from([TODAY - timedelta(days=n) for n in (0, 1, 5)]))
    def close(self, on: date) -> None:
        if self.post.closed_on is None and all(step.on <= on for step in self.steps):
            self.post = life.close(self.post, self.steps, on, today=TODAY)
            self.story.tell(PostClosed, "p", on.isoformat(), {}, recorded="2026-04-01")
        else:
            with pytest.raises(Broken):
                life.close(self.post, self.steps, on, today=TODAY)

    @invariant()
    def nobody_holds_less_than_nothing_and_all_together_no_more_than_the_post(self) -> None:
        for day, held in self.held(self.steps).items():
            assert min(held.values(), default=Decimal(0)) >= 0
            assert sum(held.values()) <= self.size(day)
            assert life.filled(self.steps, day) == sum(held.values())

    @invariant()
    def the_weeks_empty_are_the_days_counted_one_by_one_live_and_in_the_figure(self) -> None:
        held, last = self.held(self.steps), min(TODAY, self.post.last_day)
        empty = sum((self.size(day) - sum(held[day].values()) for day in ALL_DAYS if day <= last), Decimal(0))
        assert life.vacant_weeks(self.post, self.steps, TODAY) == (empty / 7).quantize(Decimal("0.01"))
        sight = NaiveSight(self.story.events, PROGRAMME)
        found = vacancies(sight, Period(START, TODAY))
        assert sum((v.fte_days for v in found), Decimal(0)) == empty
        if last == TODAY:
            assert filled_on(sight, TODAY) == {"p": sum(held[TODAY].values())}

    @invariant()
    def a_period_cut_in_two_has_the_same_days_empty_at_the_same_stages(self) -> None:
        sight, cut = NaiveSight(self.story.events, PROGRAMME), date(2026, 2, 10)
        whole = vacancies(sight, Period(START, TODAY))
        parts = vacancies(sight, Period(START, cut)) + vacancies(sight, Period(cut + timedelta(days=1), TODAY))
        for stage in {v.stage for v in whole + parts}:
            assert sum(v.fte_days for v in whole if v.stage == stage) == sum(
                v.fte_days for v in parts if v.stage == stage
            )


TestPostLife = PostLife.TestCase
TestPostLife.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


def test_a_refusal_says_from_which_day_on_a_post_would_be_more_than_full() -> None:
    post = Post(Decimal(1), START)
    steps = [Step(life.FILLED, date(2026, 2, 1), Decimal(1), "ann")]
    with pytest.raises(Broken, match=r"From 2026-02-01 on, 1\.5 of its 1 full-time equivalents"):
        life.fill(post, steps, Step(life.FILLED, date(2026, 1, 5), Decimal("0.5"), "ben"), today=TODAY)


def test_a_state_is_told_by_the_day() -> None:
    post = Post(Decimal(1), START, planned_end=date(2026, 6, 30))
    steps = [
        Step(life.FILLED, date(2026, 2, 1), Decimal("0.5"), "ann"),
        Step(life.FILLED, date(2026, 3, 1), Decimal("0.5"), "ben"),
    ]
    on = {"2025-12-31": "planned", "2026-01-01": "vacant", "2026-02-01": "part_filled", "2026-03-01": "filled"}
    on["2026-07-01"] = "ended"
    assert {day: life.state(post, steps, date.fromisoformat(day)) for day in on} == on
