"""Which outputs look like one: the pairs a person would want to see, and not those of a series."""

from __future__ import annotations

import time
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.outputs.domain import likeness
from services.outputs.domain.likeness import Record, compared, pairs

TITLE = "Cold homes and winter deaths in Liverpool: a cohort study"


def record(output_id: str, title: str = TITLE, on: str = "2026-03-01", **more: Any) -> Record:
    plain: dict[str, Any] = {"type": "publication", "subtype": None, "family": "okafor"}
    return Record(output_id, title=title, on_date=date.fromisoformat(on), **plain | more)


@pytest.mark.parametrize(
    "other",
    [
        {"title": "COLD HOMES & winter deaths in Liverpool – a cohort study."},
        {"title": "Cold homes and winter deths in Liverpool: a cohort study"},
        {"title": "Cold home and winter deaths in Liverpool: a cohort study"},
        {"on": "2025-12-31"},
        {"family": "okafór"},
        {"family": ""},
        {"subtype": "preprint"},
    ],
    ids=str,
)
def test_the_same_work_spelt_otherwise_is_seen(other: dict[str, Any]) -> None:
    pair = compared(record("a", subtype="journal_article"), record("b", **{"subtype": "journal_article"} | other))
    assert pair is not None
    assert pair.reason == "title"


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Cold homes and winter deaths in Manchester: a cohort study"},
        {"title": "Cold homes and winter deaths in Liverpool: a cohort study, part 2"},
        {"on": "2023-03-01"},
        {"family": "williams"},
        {"type": "engagement_activity"},
        {"version_of": "a"},
    ],
    ids=str,
)
def test_another_work_is_not(other: dict[str, Any]) -> None:
    assert compared(record("a"), record("b", **other)) is None


def test_a_talk_given_on_two_days_is_two_and_one_entered_twice_is_one() -> None:
    talk: dict[str, Any] = {"type": "engagement_activity", "title": "Talk to council officers about damp", "family": ""}
    assert compared(record("a", on="2026-03-01", **talk), record("b", on="2026-05-01", **talk)) is None
    assert compared(record("a", on="2026-03-01", **talk), record("b", on="2026-03-02", **talk)) is not None


def test_short_titles_are_alike_only_with_the_same_author() -> None:
    assert compared(record("a", "Annual report"), record("b", "Annual report", family="")) is None
    assert compared(record("a", "Annual report"), record("b", "Annual report")) is not None


def test_an_identifier_that_two_share_is_enough_and_comes_first() -> None:
    shared = frozenset({"doi:10.5555/a"})
    alike = [record("a"), record("b"), record("c", "Quite another title", keys=shared, family="x")]
    alike.append(record("d", "Nothing like it", on="2020-01-01", keys=shared, family="y"))
    found = pairs(alike)
    assert [(pair.output_id, pair.other_id, pair.reason) for pair in found] == [
        ("c", "d", "identifier"), ("a", "b", "title"),
    ]  # fmt: skip
    assert found[0].shared == ("doi:10.5555/a",)


WORDS = st.sampled_from(
    ["cold homes", "warm homes", "and winter health", "in Liverpool", "part 1", "part 2", "evidence"]
)
RECORDS = st.lists(
    st.builds(
        lambda number, words, day, family: record(
            f"o{number}", " ".join(words), str(date(2025, 6, 1) + timedelta(days=day)), family=family
        ),
        st.integers(0, 10**6),
        st.lists(WORDS, min_size=2, max_size=4),
        st.integers(0, 700),
        st.sampled_from(["okafor", "williams", ""]),
    ),
    max_size=14,
    unique_by=lambda one: one.output_id,
)


@given(records=RECORDS)
def test_blocks_miss_no_identical_title_and_find_nothing_that_comparing_all_would_not(records: list[Record]) -> None:
    found = {(pair.output_id, pair.other_id): pair for pair in pairs(records)}
    every = {}
    for one, other in combinations(records, 2):
        if pair := compared(one, other):
            every[pair.output_id, pair.other_id] = pair
    assert found.items() <= every.items()
    titles = {record.output_id: record.folded_title for record in records}
    assert {key for key in every if titles[key[0]] == titles[key[1]]} <= found.keys()


def test_ten_thousand_outputs_are_compared_with_their_neighbours_only(monkeypatch: pytest.MonkeyPatch) -> None:
    nouns = ("housing", "leisure", "schools", "work", "transport", "damp", "diet", "sleep", "parks", "debt")
    records = [
        record(
            f"o{n:05}",
            f"How {nouns[n % 10]} and {nouns[n // 10 % 10]} shape health in ward {n // 2} of the city",
            str(date(2024, 1, 1) + timedelta(days=n % 1800)),
            family=f"author{n % 700}",
        )
        for n in range(10_000)
    ]
    asked = []
    plain = likeness.compared
    monkeypatch.setattr(likeness, "compared", lambda one, other: asked.append(1) or plain(one, other))
    began = time.perf_counter()
    pairs(records)
    took = time.perf_counter() - began
    blocks = 7 * likeness.NEIGHBOURS
    assert len(asked) < blocks * len(records)  # comparing all would be 50 million
    assert took < 30  # measured: 3 seconds at worst on one slow core
