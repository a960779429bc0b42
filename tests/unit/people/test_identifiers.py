"""Identifiers are accepted in many forms, kept in one, and refused in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.people.domain import identifiers


@pytest.mark.parametrize(
    "written",
    ["0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097", "0000000218250097", " 0000-0002-1825-0097 "],
)
def test_an_orcid_is_kept_in_one_form(written: str) -> None:
    assert identifiers.orcid(written) == "0000-0002-1825-0097"


def test_the_last_character_of_an_orcid_may_be_an_x() -> None:
    assert identifiers.orcid("0000-0002-1694-233x") == "0000-0002-1694-233X"


@pytest.mark.parametrize("written", [None, "", "Not Provided", "n/a"])
def test_not_provided_is_no_orcid(written: str | None) -> None:
    assert identifiers.orcid(written) is None


@pytest.mark.parametrize(
    ("check", "written"),
    [
        (identifiers.orcid, "0000-0002-1825-0098"),
        (identifiers.orcid, "8888-8888-8888-8880"),
        (identifiers.orcid, "ann"),
        (identifiers.ror, "https://ror.org/abc"),
        (identifiers.ror, "Liverpool"),
    ],
)
def test_what_is_not_an_identifier_is_refused_in_words(check: Callable[[str], str | None], written: str) -> None:
    with pytest.raises(ValueError, match="This is"):
        check(written)


@pytest.mark.parametrize("written", ["https://ror.org/04xs57h96", "04xs57h96", "ror.org/04XS57H96"])
def test_a_ror_id_is_kept_as_its_nine_characters(written: str) -> None:
    assert identifiers.ror(written) == "04xs57h96"


def test_addresses_are_compared_without_regard_to_case() -> None:
    assert identifiers.email(" Ann@Example.ORG ") == "ann@example.org"
