"""The output types are data, and a mistake in them is named with its line."""

import pytest
from marshmallow import Schema, fields

from services.outputs import vocabulary
from shared.datafile import DataFileError, load


def test_there_are_the_fifteen_types_and_the_legacy_one_is_read_only():
    types = vocabulary.types()
    assert len([key for key, each in types.items() if not each.read_only]) == 15
    assert types["other"].read_only


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
