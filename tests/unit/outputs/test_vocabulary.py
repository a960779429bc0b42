"""The output types are data, and a mistake in them is named with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema, fields

from services.outputs import vocabulary
from services.outputs.domain.details import KINDS, WITH_WORDS, read
from services.outputs.vocabulary.output_types import load_types
from shared.datafile import DataFileError, load
from shared.policies import policies

#: type: its kinds and its fields that facts hold; none may be renamed or taken away
IN_USE = {
    "publication": (
        "book chapter conference_paper consultancy_report edited_book journal_article manual_guide monograph other "
        "policy_briefing_report preprint scholarly_edition systematic_review technical_report technical_standard "
        "thesis working_paper",
        "",
    ),
    "collaboration": ("", "active contribution partner_name"),
    "further_funding": ("", "amount currency funder_name funder_reference role"),
    "next_destination": ("", "role_before sector_after"),
    "engagement_activity": ("event magazine media other talk workshop", "audience counted people_reached reach"),
    "policy_influence": ("", "body difference reach"),
    "research_tool_method": ("", "difference provided_to_others"),
    "dataset_database_model": ("", "difference provided_to_others"),
    "intellectual_property": ("", "licensed protection"),
    "product_intervention_trial": ("", "stage trial_number"),
    "artistic_creative_product": ("", ""),
    "software_technical_product": ("", "open_source"),
    "spin_out": ("", "company_number"),
    "award_recognition": ("", "level"),
    "facility_resource_use": ("", "provider"),
    "other": ("", ""),
}


def test_there_are_the_fifteen_types_of_researchfish_and_the_legacy_one_is_read_only():
    types = vocabulary.types()
    theirs = [key for key, each in types.items() if each.researchfish]
    assert len(theirs) == 16
    assert [key for key in theirs if types[key].read_only] == ["other"]


def test_what_researchfish_has_no_type_for_is_kept_apart_and_says_what_it_is_there():
    ours = {key: each.maps_to for key, each in vocabulary.types().items() if not each.researchfish}
    assert ours == {
        "evidence_brief": {"type": "publication", "subtype": "policy_briefing_report"},
        "key_finding": {"sheet": "Key Findings"},
        "impact_narrative": {"sheet": "Narrative Impact"},
        "media_activity": {"type": "engagement_activity", "subtype": "press"},
    }


@pytest.mark.parametrize("type_", IN_USE)
def test_keys_that_facts_hold_are_there_for_ever(type_):
    kinds, fields_ = (names.split() for names in IN_USE[type_])
    assert set(kinds) <= set(vocabulary.types()[type_].kinds)
    assert set(fields_) <= set(vocabulary.types()[type_].fields)


def test_types_about_one_person_take_the_id_of_the_person_and_no_name():
    personal = {key: each for key, each in vocabulary.types().items() if each.personal}
    assert set(personal) == {"next_destination", "award_recognition"}
    assert all(each.fields["person_id"].kind == "person" for each in personal.values())


def test_every_kind_and_choice_is_found_by_its_key_its_label_and_every_other_spelling():
    for each in vocabulary.types().values():
        for words in (each.kind_words, *(field.words for field in each.fields.values() if field.words)):
            for key, word in words.words.items():
                assert {words.key(spelling) for spelling in (key, word.label, *word.written)} == {key}


def test_every_list_of_choices_is_read_back_from_what_joins_its_labels_by_commas():
    for words in vocabulary.words().values():
        assert words.keys(",".join(words.labels().values())) == list(words.words)


def a_type(folder, text):
    (folder / "01_made.yaml").write_text("type: made\nlabel: Made\nhint: A test\n" + text)
    return load_types(folder, vocabulary.words())


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("fields:\n  a: {label: A, kind: poem}\n", "01_made.yaml, line 5: fields.a.value.kind: Must be one of"),
        ("fields:\n  a: {label: A, kind: choice}\n", "line 5: .*a field of kind choice or choices, and no other"),
        ("fields:\n  a: {label: A, kind: text, of: reach}\n", "line 5: .*a field of kind choice or choices"),
        ("kinds: {a: One, b: one}\n", "line 4: .*“one” means both a and b"),
        ("colour: blue\n", "line 4: colour: Unknown field"),
    ],
)
def test_a_mistake_in_a_type_is_named_with_file_and_line(tmp_path, text, mistake):
    with pytest.raises(DataFileError, match=mistake):
        a_type(tmp_path, text)


def test_a_type_that_rests_on_what_is_not_there_is_refused(tmp_path):
    with pytest.raises(ValueError, match="there is no vocabulary moods"):
        a_type(tmp_path, "fields:\n  a: {label: A, kind: choice, of: moods}\n")
    with pytest.raises(ValueError, match=r"made maps to .* which is not there"):
        a_type(tmp_path, "maps_to: {type: publication, subtype: poem}\n")


@pytest.mark.parametrize("kind", KINDS)
@given(st.one_of(st.text(max_size=40), st.integers(), st.booleans(), st.none(), st.lists(st.text(max_size=5))))
def test_a_field_of_any_kind_keeps_what_it_takes_and_says_why_it_takes_nothing_else(kind, value):
    words = vocabulary.words()["audience"] if kind in WITH_WORDS else None
    try:
        kept = read(kind, value, words)
    except ValueError as error:
        assert str(error)
    else:
        assert not isinstance(kept, float)
        assert read(kind, kept, words) == kept


def test_an_unknown_word_for_a_kind_loses_no_record():
    assert vocabulary.meaning("ris", "Journal  Article") == ("publication", "journal_article")
    assert vocabulary.meaning("crossref", "something new") == ("publication", "other")


class _Rules(Schema):
    rules = fields.List(fields.Nested(Schema.from_dict({"days": fields.Integer(required=True)})))


def test_a_mistake_in_a_data_file_is_named_with_file_and_line(tmp_path):
    file = tmp_path / "rules.yaml"
    file.write_text("rules:\n  - days: 7\n  - days: soon\n")
    with pytest.raises(DataFileError, match=r"rules.yaml, line 3: rules.1.days: Not a valid integer"):
        load(file, _Rules())


def test_a_key_that_stands_twice_is_a_mistake(tmp_path):
    file = tmp_path / "rules.yaml"
    file.write_text("rules: []\nrules: []\n")
    with pytest.raises(DataFileError, match="line 2: rules stands here twice"):
        load(file, _Rules())


def test_what_the_funders_policies_name_is_a_type_or_kind_that_there_is():
    elsewhere = {"training_delivered", "ppie_activity", "decision_informed"}  # things of their own, no outputs
    for policy in policies().values():
        for name in ("articles", "series", "applies_to", "media", "never"):
            for words in policy.terms.get(name, ()):
                type_, _, kind = words.partition("/")
                assert type_ in {*vocabulary.types(), *elsewhere}, (policy.key, words)
                assert not kind or kind in vocabulary.types()[type_].kinds, (policy.key, words)
