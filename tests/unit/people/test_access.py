"""Who may be granted what, how long one waits after wrong passwords, and what tokens are made of."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services.people.domain import access, tokens

DAY = date(2026, 6, 30)


def test_the_first_wrong_passwords_cost_nothing_then_the_wait_doubles_to_a_quarter_of_an_hour() -> None:
    waits = [access.wait_after(failures) for failures in range(60)]
    assert waits[:7] == [timedelta(0)] * 5 + [timedelta(seconds=30), timedelta(seconds=60)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(minutes=15)


@pytest.mark.parametrize(
    "grant",
    [
        ("administrator", "HDRC", None, DAY, None),
        ("researcher", None, "a project", DAY, None),
        ("researcher", "HDRC", None, DAY, DAY - timedelta(days=1)),
    ],
)
def test_a_role_that_cannot_be_held_is_refused(grant: tuple[str, str | None, str | None, date, date | None]) -> None:
    with pytest.raises(ValueError, match=r"[Rr]ole"):
        access.check_grant(*grant)


@pytest.mark.parametrize("last", [DAY - timedelta(days=1), DAY + timedelta(days=367)])
def test_a_token_lasts_a_year_at_most_and_not_into_the_past(last: date) -> None:
    with pytest.raises(ValueError, match="last day"):
        access.check_token(last, DAY)


def test_a_token_is_long_found_by_its_prefix_and_kept_only_as_a_digest() -> None:
    token, other = tokens.new_api_token(), tokens.new_api_token()
    assert len(token.text) >= 43 + len(tokens.MARK)
    assert tokens.prefix_of(token.text) == token.prefix != other.prefix
    assert tokens.same(token.sha256, token.text)
    assert not tokens.same(token.sha256, other.text)
    assert token.text not in token.sha256
