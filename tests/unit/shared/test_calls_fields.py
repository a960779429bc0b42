"""Fields that requests have in common."""

from __future__ import annotations

import pytest
from marshmallow import Schema, ValidationError

from shared.calls.fields import day


class OneDay(Schema):
    on = day("a day")


@pytest.mark.parametrize("given", ["1899-12-31", "3000-01-01", "9999-12-31", "0001-01-01"])
def test_a_day_of_no_year_that_a_contract_could_name_is_refused_so_that_there_is_always_a_day_after_it(
    given: str,
) -> None:
    with pytest.raises(ValidationError) as refused:
        OneDay().load({"on": given})
    assert refused.value.messages == {"on": ["Enter a year from 1900 to 2999"]}


@pytest.mark.parametrize("given", ["1900-01-01", "2999-12-31", None])
def test_any_other_day_is_taken(given: str | None) -> None:
    assert OneDay().load({"on": given})["on"] == (given and OneDay().fields["on"].deserialize(given))
