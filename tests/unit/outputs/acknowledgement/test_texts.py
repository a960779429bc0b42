"""The acknowledgement checker on a table of true-to-life texts: each clause of each, as a person who knows has it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from services.outputs.domain import acknowledgement
from services.outputs.domain.acknowledgement import FAILED, MET, NOT_NEEDED, About, check
from shared.policies import ACKNOWLEDGEMENT, policies

TEXTS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("texts.yaml").read_text(encoding="utf-8"))
CLAUSES = list(policies()[ACKNOWLEDGEMENT].clauses)


def about(row: dict[str, Any]) -> About:
    return About(row["public_on"], tuple(row["awards"]), row.get("kind"), row.get("media", False))


def test_the_table_has_forty_texts_and_more_and_each_clause_fails_and_holds_in_some() -> None:
    assert len(TEXTS) >= 40
    assert len({row["id"] for row in TEXTS}) == len(TEXTS)
    for clause in CLAUSES:
        assert {clause in row["failed"] for row in TEXTS} == {True, False}, clause


@pytest.mark.parametrize("row", TEXTS, ids=lambda row: row["id"])
def test_the_checker_is_right_on_the_table_of_texts(row: dict[str, Any]) -> None:
    results = check(row["text"], about(row))
    expected = dict.fromkeys(CLAUSES, MET) | dict.fromkeys(row["failed"], FAILED)
    expected |= {} if row.get("kind") else {"ack.verb": NOT_NEEDED}
    expected |= {} if row.get("media") else {"ack.press": NOT_NEEDED}
    assert {one.clause: one.outcome for one in results} == expected, row["why"]
    decides = [clause for clause in row["failed"] if clause not in ("ack.verb", "ack.press")]
    assert acknowledgement.acknowledged(results) == (not decides)


@pytest.mark.parametrize("row", TEXTS, ids=lambda row: row["id"])
def test_the_place_is_where_the_words_stand_in_the_text_as_it_was_given(row: dict[str, Any]) -> None:
    for one in check(row["text"], about(row)):
        if one.start is not None and one.end is not None:
            assert 0 <= one.start < one.end <= len(row["text"])
            assert row["text"][one.start : one.end].strip(), one
        if one.clause == "ack.award" and one.outcome == MET:
            assert one.start is not None
            assert any(letter.isdigit() or letter == "S" for letter in row["text"][one.start : one.end])


@pytest.mark.parametrize("kind", ["project", "infrastructure"])
@pytest.mark.parametrize("awards", [["NIHR156789"], ["NIHR156789", "12/34/56"], ["SAMPLE-HDRC-LPL"]])
def test_the_wording_that_is_offered_passes_every_clause(kind: str, awards: list[str]) -> None:
    words = acknowledgement.wording(awards, kind)
    on = next(row["public_on"] for row in TEXTS if row["id"] == "project, word for word")
    assert {one.outcome for one in check(words, About(on, tuple(awards), kind))} <= {MET, NOT_NEEDED}


SNIPPETS = st.sampled_from(
    [
        "National Institute for Health and Care Research", "NIHR", "Department of Health", "funded by ",
        "the views expressed ", "are those of the author(s)", "not necessarily those of ", ". ", "\n\n", "NIHR156789",
        "12/34/56", "(", "\u017f", "\u0130", " " * 50,
    ]
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(st.one_of(SNIPPETS, st.text(max_size=30)), max_size=60))
def test_whatever_the_text_every_clause_has_an_answer_and_its_place_is_within(parts: list[str]) -> None:
    text = "".join(parts)
    results = check(text, About(TEXTS[0]["public_on"], ("NIHR156789",), "project", True))
    assert [one.clause for one in results] == CLAUSES
    for one in results:
        assert one.start is None or (one.end is not None and 0 <= one.start <= one.end <= len(text))


def test_a_whole_paper_is_checked_in_a_moment() -> None:
    """100,000 characters of what the patterns look for, over and over: nothing takes more than in proportion."""
    import time

    for words in ("funded by the ", "NIHR ", "views expressed are those of the author ", "grants from the ", "a " * 7):
        text = (words * (100_000 // len(words)))[:100_000]
        began = time.process_time()
        check(text, About(TEXTS[0]["public_on"], ("NIHR156789",), "project", True))
        assert time.process_time() - began < 3, words
