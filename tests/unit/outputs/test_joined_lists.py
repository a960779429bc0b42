"""Lists joined by commas whose values contain commas: every value is found whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.outputs.domain.joined_lists import LONGEST, read

AUDIENCES = {
    "Media (as a channel to the public)": "media",
    "Patients, carers and/or patient groups": "patients",
    "Policymakers/politicians": "policymakers",
    "Public/other audiences": "public",
}
SECTORS = {
    "Government, Democracy Justice": "government",
    "Manufacturing, including Industrial Biotechology": "manufacturing",
    "Leisure Activities, including Sports, Recreation and Tourism": "leisure",
    "Financial Services, and Management Consultancy": "financial",
    "Education": "education",
    "Construction": "construction",
}


def test_patients_carers_and_or_patient_groups_is_one_audience():
    found = read("Patients, carers and/or patient groups,Media (as a channel to the public)", AUDIENCES)
    assert (found.known, found.unknown) == (["patients", "media"], [])


def test_the_misspelt_sectors_with_commas_are_one_value_each():
    written = (
        "Government, Democracy Justice,Leisure Activities, including Sports, Recreation and Tourism,"
        "Education,Manufacturing, including Industrial Biotechology"
    )
    assert read(written, SECTORS).known == ["government", "leisure", "education", "manufacturing"]


def test_spaces_capitals_and_repeats_do_not_matter():
    assert read(" education ,EDUCATION,government,  democracy justice", SECTORS).known == ["education", "government"]


def test_what_is_no_word_is_kept_as_written_beside_those_that_are():
    found = read("Education,Basket  weaving,Construction", SECTORS)
    assert (found.known, found.unknown) == (["education", "construction"], ["Basket weaving"])


def test_the_longest_word_wins_unless_it_leaves_more_unread():
    words = {"A": "a", "A, B": "ab", "B, C": "bc", "C": "c"}
    assert read("A, B, C", words).known == ["ab", "c"]
    assert read("A, B, C", {"A": "a", "A, B": "ab", "B, C": "bc"}).known == ["a", "bc"]


def test_nothing_is_an_empty_list_and_a_novel_is_refused():
    assert read("", SECTORS).known == read(" , ,", SECTORS).unknown == []
    with pytest.raises(ValueError, match="no list of choices"):
        read("," * (LONGEST + 1), SECTORS)


@given(st.lists(st.sampled_from(sorted(SECTORS)), max_size=12), st.sampled_from([",", ", ", " ,", ";"]))
def test_any_joined_list_of_words_is_read_as_those_words(chosen, joint):
    found = read(joint.join(chosen), SECTORS)
    assert found.unknown == []
    assert found.known == [SECTORS[word] for word in dict.fromkeys(chosen)]


@given(st.text(max_size=200))
def test_nothing_that_was_written_is_lost(written):
    found = read(written, SECTORS)
    kept = {" ".join(part.split()) for part in written.replace(";", ",").replace("\n", ",").split(",")} - {""}
    assert found.known or set(found.unknown) == kept
