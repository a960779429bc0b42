"""What the fields of requests take: texts of a form as a whole, and words that can be seen."""

from __future__ import annotations

import pytest
from marshmallow import ValidationError

from shared.calls.fields import KEY, MoneyFields, PlaceFields, an_id, ids, text
from shared.calls.projects import CreateProgramme
from shared.calls.projects.money import FIN_YEAR, MONTH


@pytest.mark.parametrize("amount", ["10\n", "\u0661\u0662", "1e3", "NaN", "1_000", " 1", "", "1.00000"])
def test_an_amount_is_digits_as_the_facts_keep_them(amount: str) -> None:
    assert "amount" in MoneyFields().validate({"amount": amount})


@pytest.mark.parametrize("form", [KEY, FIN_YEAR, MONTH])
def test_a_line_break_behind_a_text_of_a_form_is_not_overlooked(form: object) -> None:
    for right in {KEY: ["housing"], FIN_YEAR: ["2024/25"], MONTH: ["2024-04"]}[form]:
        assert form(right) == right  # type: ignore[operator]
        with pytest.raises(ValidationError):
            form(right + "\n")  # type: ignore[operator]


def test_a_programme_cannot_have_an_id_that_breaks_its_address() -> None:
    given = {"programme_id": "HDRC\n", "title": "A", "host_org_id": "h", "starts_on": "2024-01-01"}
    assert set(CreateProgramme().validate(given)) == {"programme_id"}


@pytest.mark.parametrize("blank", [" ", "\n\n", "\u200b", "\u202e\u00a0"])
def test_a_text_of_which_nothing_can_be_seen_is_none(blank: str) -> None:
    with pytest.raises(ValidationError, match="nothing can be seen"):
        text("a title").deserialize(blank)
    assert text("a title").deserialize("\U0001f600") == "\U0001f600"


@pytest.mark.parametrize("given", ["a\nb", "10\n", "a\u200bb", "a\u202eb", "a\tb"])
def test_what_cannot_be_a_key_of_a_view_is_no_id(given: str) -> None:
    for field in (an_id("an id"), ids("ids")):
        with pytest.raises(ValidationError, match="one line"):
            field.deserialize(given if field.__class__.__name__ == "String" else [given])
    assert set(PlaceFields().validate({"code": given, "kind": "ward", "boundary_set": given})) == {
        "code",
        "boundary_set",
    }
