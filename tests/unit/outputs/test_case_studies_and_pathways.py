"""The limits of a case study's sections, and the order of a logic model."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.outputs.domain import case_studies, pathways
from shared.broken import Broken
from shared.calls.outputs.case_studies import CASE_STUDY_SECTIONS as ASKED
from shared.calls.outputs.pathways import PATHWAY_LEVELS as ASKED_LEVELS
from shared.events.outputs.case_studies import CASE_STUDY_SECTIONS as TOLD
from shared.events.outputs.pathways import PATHWAY_LEVELS as TOLD_LEVELS


def test_the_limits_are_those_of_ref_2021() -> None:
    assert case_studies.WORD_LIMITS == {"summary": 100, "research": 500, "details": 750}
    assert case_studies.ITEM_LIMITS == {"references": 6, "sources": 10}
    assert tuple(case_studies.TITLES) == ASKED == TOLD


@pytest.mark.parametrize(("section", "limit"), case_studies.WORD_LIMITS.items())
def test_a_section_of_words_may_have_as_many_as_its_limit_and_not_one_more(section: str, limit: int) -> None:
    fits = "word " * limit
    assert case_studies.section(section, fits, []) == (fits, limit, None)
    title = case_studies.TITLES[section]
    with pytest.raises(Broken, match=f"“{title}” has {limit + 1} words, and may have {limit}: shorten it"):
        case_studies.section(section, fits + "more", [])


@pytest.mark.parametrize(("section", "limit"), case_studies.ITEM_LIMITS.items())
def test_a_list_may_have_as_many_items_as_its_limit_and_not_one_more(section: str, limit: int) -> None:
    text, words, items = case_studies.section(section, None, ["Smith, 2026.\nA paper"] * limit)
    assert (text.count("\n"), words, items) == (limit - 1, limit * 4, limit)
    title = case_studies.TITLES[section]
    with pytest.raises(Broken, match=f"“{title}” has {limit + 1} items, and may have {limit}"):
        case_studies.section(section, None, ["x"] * (limit + 1))


@pytest.mark.parametrize(
    ("section", "words", "items"),
    [
        ("summary", None, []),
        ("summary", " \n ", []),
        ("summary", "x", ["x"]),
        ("sources", None, ["  "]),
        ("sources", "x", []),
    ],
)
def test_a_section_is_what_it_is_and_not_empty(section: str, words: str | None, items: list[str]) -> None:
    with pytest.raises(Broken):
        case_studies.section(section, words, items)


@given(
    st.lists(st.text(st.characters(categories=("L", "N"))).filter(bool), max_size=30),
    st.sampled_from([" ", "\n", " \t "]),
)
def test_words_are_what_is_between_spaces(words: list[str], between: str) -> None:
    assert case_studies.word_count(between.join(words)) == len(words)


def test_a_step_leads_to_its_own_level_or_a_later_one() -> None:
    assert pathways.LEVELS == ASKED_LEVELS == TOLD_LEVELS
    for level, to in (("activity", "outcome"), ("outcome", "outcome")):
        pathways.lead(level, to)
    with pytest.raises(Broken, match="An impact does not lead back to an activity"):
        pathways.lead("impact", "activity")


STEPS = st.sampled_from("abcde")


@given(st.lists(st.tuples(STEPS, STEPS), max_size=25))
def test_a_model_never_runs_in_a_circle(asked: list[tuple[str, str]]) -> None:
    links: dict[str, list[str]] = {}
    for step, to in asked:
        try:
            pathways.no_circle(step, to, links)
        except Broken:
            continue
        links.setdefault(step, []).append(to)
    while links:  # what leads to nothing that is left can be taken away, until nothing is left: then there is no circle
        ends = [step for step, to in links.items() if not set(to) & links.keys()]
        assert ends
        for step in ends:
            del links[step]


def test_a_step_is_not_moved_past_what_it_is_linked_to() -> None:
    pathways.move("outcome", before=["activity", "outcome"], after=["impact"])
    for before, after in ((["impact"], []), ([], ["output"])):
        with pytest.raises(Broken, match="in the wrong order"):
            pathways.move("outcome", before=before, after=after)
