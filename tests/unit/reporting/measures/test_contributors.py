"""Public contributors: by person and by head, and nothing of a few of them from the figure and the lists together."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from naive_sight import NaiveSight
from story import PROGRAMME, Story

from services.reporting.measures.contributors import HEADS, REGISTER, UNSHOWN
from services.reporting.measures.period import Period
from services.reporting.measures.registry import by_id
from services.reporting.measures.suppression import HELD
from services.reporting.measures.value import State, Value
from services.reporting.projections.involvement import involvement_activity, involvements
from services.reporting.reports.names import Names
from services.reporting.views.words import in_words
from shared.events.outputs import InvolvementHeld
from shared.events.outputs.involvement import contributors_shown, counted_register
from shared.events.projects import NothingNewConfirmed
from shared.events.reporting import ReportSubmitted
from shared.smalltables import Hidden

PERIOD = Period(date(2026, 1, 1), date(2026, 6, 30))
HALF = {"from": "2026-01-01", "to": "2026-06-30"}
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
MEASURE = by_id("involvement.contributors")


def people(first: int, last: int) -> list[str]:
    """The ids of people, both included."""
    return [f"p{number}" for number in range(first, last + 1)]


def hold(story: Story, key: str, contributors: int, on: str = "2026-03-01", **more: Any) -> Any:
    body = {"title": key, "form": "workshop", "level": "consulted", "stage": "doing", "contributors": contributors}
    register = more.pop("register", [])
    return story.tell(InvolvementHeld, key, on, body | ({"register_person_ids": register} if register else {}), **more)


def value(story: Story, period: Period = PERIOD) -> Value:
    return MEASURE(NaiveSight(story.events, PROGRAMME), period)


def lines(found: Value) -> dict[str, Any]:
    return {line.name: line.hidden or line.amount for cut in found.breakdowns for line in cut.lines}


def beside(found: Value) -> dict[str, Any]:
    return {line.name: line.amount for line in found.beside}


def submit(story: Story, period: dict[str, str] = HALF) -> None:
    files = {"html": {"sha256": "0" * 64, "size": 1}, "json": {"sha256": "0" * 64, "size": 1}}
    body = {
        "template": "nihr-six-monthly",
        "template_version": 1,
        "title": "Report",
        "versions_fingerprint": "0" * 64,
        "period": period,
        "position": len(story.events),
        "revision": 1,
        "fingerprint": "0" * 64,
        "artefacts": files,
        "route": "email",
        "recipients": ["person-9"],
    }
    story.tell(ReportSubmitted, f"r-{period['to']}", "2026-07-20", body)


def test_who_is_on_a_register_is_counted_once_and_others_at_each_activity_apart() -> None:
    story = Story()
    hold(story, "a", 8, register=people(1, 8))
    hold(story, "b", 6, register=people(5, 10))
    hold(story, "c", 12)
    hold(story, "d", 12, "2026-06-30")
    hold(story, "next period", 40, "2026-07-01")
    found = value(story)
    assert found.amount == 10 + 24
    assert lines(found) == {REGISTER: 10, HEADS: 24}
    assert beside(found) == {}


def test_a_few_counted_by_head_are_not_added_and_that_is_said() -> None:
    story = Story()
    hold(story, "a", 20)
    hold(story, "b", 3)
    hold(story, "c", 4)
    found = value(story)
    assert (found.amount, beside(found)) == (20, {UNSHOWN: 2})


def test_a_few_alone_are_fewer_than_five_and_several_of_few_are_not_shown() -> None:
    story = Story()
    hold(story, "a", 3)
    assert value(story).hidden is Hidden.FEW
    hold(story, "b", 3)
    assert value(story).hidden is Hidden.WITHHELD


def test_small_groups_that_keep_a_register_are_counted_by_person() -> None:
    story = Story()
    for number in range(5):
        hold(story, f"panel {number}", 3, register=people(1 + 2 * number, 3 + 2 * number))
    found = value(story)
    assert (found.amount, lines(found)) == (11, {REGISTER: 11})


def test_a_register_that_would_tell_how_few_were_somewhere_is_held_back() -> None:
    story = Story()
    hold(story, "a", 8, register=people(1, 8))
    hold(story, "b", 4, register=people(9, 12))
    found = value(story)
    assert (found.amount, lines(found)) == (None, {REGISTER: Hidden.WITHHELD})


def test_a_register_of_a_few_among_more_is_not_used_at_all() -> None:
    story = Story()
    hold(story, "a", 11, register=people(1, 3))
    (as_seen,) = NaiveSight(story.events, PROGRAMME).points(involvements)
    assert (as_seen.contributors_shown, as_seen.register_used, as_seen.register_person_ids) == ("11", False, [])
    found = value(story)
    assert (found.amount, lines(found)) == (11, {HEADS: 11})


def test_a_correction_counts_in_place_of_what_it_corrects_and_what_was_taken_back_not_at_all() -> None:
    story = Story()
    first = hold(story, "a", 20)
    hold(story, "a", 30, "2026-02-01", corrects=first)
    assert value(story).amount == 30
    body = {"title": "a", "form": "workshop", "level": "consulted", "stage": "doing", "contributors": 30}
    story.tell(InvolvementHeld, "a", "2026-02-01", body | {"taken_back": True}, corrects=story.events[-1])
    assert value(story).state is State.ZERO


def test_a_zero_is_a_claim_only_where_somebody_looked() -> None:
    story = Story()
    assert value(story).state is State.NOT_ASKED
    body = {"target_id": PROGRAMME, "target_kind": "programme", "section": "involvement", "period": HALF}
    story.tell(NothingNewConfirmed, PROGRAMME, "2026-06-30", body)
    assert value(story).state is State.ZERO


def test_after_a_report_a_change_by_a_few_is_said_and_its_number_is_not() -> None:
    story = Story()
    first = hold(story, "a", 20)
    hold(story, "b", 9, register=people(1, 9))
    submit(story)
    hold(story, "a", 22, recorded="2026-08-01", corrects=first)
    found = value(story)
    assert (found.amount, found.note) == (29, HELD)


def test_a_year_less_its_first_half_does_not_tell_that_a_few_people_are_new() -> None:
    story = Story()
    hold(story, "a", 20, register=people(1, 20))
    submit(story)
    hold(story, "b", 20, "2026-09-01", register=people(4, 23))
    assert value(story, YEAR).hidden is Hidden.WITHHELD
    assert value(story, Period(date(2026, 7, 1), date(2026, 12, 31))).amount == 20


@pytest.mark.parametrize(("contributors", "on", "said"), [(3, 2, "fewer than 5"), (11, 8, "not shown"), (11, 11, "11")])
def test_the_fact_itself_says_no_more_than_the_lists_to_anybody(contributors: int, on: int, said: str) -> None:
    story = Story()
    event = hold(story, "Talks", contributors, register=people(1, on))
    names = Names(NaiveSight(story.events, PROGRAMME), NaiveSight([], ""))
    told = in_words(event, 1, "2026-07-01T00:00:00Z", names, frozenset({"open", "funder", "internal"}))
    fields = {one["name"]: one["value"] for one in told["fields"]}
    assert fields["contributors"] == said
    assert "register_person_ids" not in fields
    assert told["sentence"] == "Members of the public took part in “Talks” on 1 March 2026"
    outside = in_words(event, 1, "2026-07-01T00:00:00Z", names, frozenset({"open", "funder"}))
    assert not {"contributors", "register_person_ids", "hours"} & {one["name"] for one in outside["fields"]}


class Fake:
    """A sight of these activities, all in the period; nothing was submitted."""

    def __init__(self, rows: list[Any]) -> None:
        self.rows = rows

    def points(self, view: Any, since: date | None = None, until: date = date.max) -> list[Any]:
        return self.rows if view is involvements else [1] if view is involvement_activity else []


def row(key: str, contributors: int, register: list[str]) -> Any:
    shown, used = contributors_shown(contributors, register), counted_register(contributors, register)
    said = {"contributors": contributors, "register_person_ids": used, "contributors_shown": shown}
    return SimpleNamespace(key=key, **said)


def seen(rows: list[Any]) -> tuple[Any, ...]:
    """All that a reader gets: the list, and the figure in every part of it."""
    listed = tuple((one.contributors_shown, bool(one.register_person_ids)) for one in rows)
    found = MEASURE(Fake(rows), PERIOD)  # type: ignore[arg-type]
    return listed, found.amount, found.state, found.hidden, found.note, tuple(lines(found).items()), found.beside


def secrets(rows: list[Any]) -> dict[tuple[str, str], int]:
    """Every number of 1 to 4 people: who took part, who of them is on the register, and who is not."""
    found = {}
    for one in rows:
        numbers = {"all": one.contributors, "on": len(one.register_person_ids)}
        numbers["off"] = numbers["all"] - numbers["on"]
        found |= {(one.key, name): number for name, number in numbers.items() if 0 < number < 5}
    return found


def alone(most: int = 12) -> list[list[Any]]:
    """One activity, with so many on its register and so many not."""
    both = product(range(most), repeat=2)
    return [[row("a", on + off, people(1, on))] for on, off in both if on + off]


def two(most: int = 11) -> list[list[Any]]:
    """Two activities, with every overlap of their registers; together not more people than one register has here."""
    found = []
    for on, off, also, beside_ in product(range(most), range(6), range(most), range(6)):
        if on + off and also + beside_:
            for both in range(max(0, on + also - most + 1), min(on, also) + 1):
                first, second = people(1, on), people(on - both + 1, on - both + also)
                found.append([row("a", on + off, first), row("b", also + beside_, second)])
    return found


def three(most: int = 8) -> list[list[Any]]:
    """Three without a register."""
    return [
        [row(key, number, []) for key, number in zip("abc", numbers, strict=True)]
        for numbers in product(range(1, most), repeat=3)
    ]


def small_beside_large() -> list[list[Any]]:
    """Two registers of few beside a large one: so many of each are on the large one too, and so many on both."""
    found = []
    for large, second, third in product((5, 6, 7), range(1, 5), range(1, 5)):
        for inside, within, shared in product(range(second + 1), range(third + 1), range(5)):
            if shared <= min(second - inside, third - within):
                news = second - inside
                first_new = large + news - shared + 1
                its = [
                    people(1, large),
                    people(1, inside) + people(large + 1, large + news),
                    people(1, within) + people(first_new, first_new + third - within - 1),
                ]
                for off in range(2):
                    if third + off < 5:
                        numbers = (large, second, third + off)
                        triples = zip("abc", numbers, its, strict=True)
                        found.append([row(key, number, register) for key, number, register in triples])
    return found


@pytest.mark.parametrize("programmes", [alone, two, three, small_beside_large])
def test_no_number_of_a_few_people_can_be_had_from_the_figure_and_the_lists(programmes: Any) -> None:
    """A reader who knows these rules tries every programme there can be."""
    by_output: dict[Any, list[dict[tuple[str, str], int]]] = defaultdict(list)
    exact: dict[Any, list[list[Any]]] = defaultdict(list)
    for rows in programmes():
        by_output[seen(rows)].append(secrets(rows))
        exact[seen(rows)].append(rows)
    tried = 0
    for output, possible in by_output.items():
        for name in {name for one in possible for name in one}:
            key, part = name
            numbers = {_number(rows, key, part) for rows in exact[output]}
            tried += 1
            assert len(numbers) > 1, (output, name, numbers)
    assert tried


def _number(rows: list[Any], key: str, part: str) -> int:
    one = next(one for one in rows if one.key == key)
    on = len(one.register_person_ids)
    return int({"all": one.contributors, "on": on, "off": one.contributors - on}[part])
