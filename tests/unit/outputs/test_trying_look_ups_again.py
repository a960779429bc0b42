"""When a look-up is tried again, for how long, and what is said when it is given up."""

from __future__ import annotations

import pytest

from services.outputs.commands.lookups import LONGEST_PAUSE, WAITS, Claimed, wait_until_again, why
from services.outputs.sources.asking import Answer
from services.outputs.sources.fetching import Away, Useless


def claimed(attempts: int) -> Claimed:
    return Claimed("l-1", "P", "doi", "10.5555/a", None, "p-1", attempts)


def away(seconds: float | None) -> Answer:
    return Answer(away=[Away("Crossref wants a pause", seconds)])


@pytest.mark.parametrize(
    ("attempts", "asked", "waits"),
    [
        (1, None, WAITS[0]),
        (2, None, WAITS[1]),
        (3, None, None),  # the last try
        (1, 30.0, 30.0),  # as long as the registry asks
        (1, 0.5, WAITS[0]),  # and never shorter than we would
        (1, LONGEST_PAUSE, LONGEST_PAUSE),
        (1, LONGEST_PAUSE + 1, None),  # nobody waits an hour for a page
    ],
)
def test_a_registry_is_waited_for_as_long_as_it_asks_within_a_bound(
    attempts: int, asked: float | None, waits: float | None
) -> None:
    assert wait_until_again(claimed(attempts), away(asked)) == waits


def test_what_is_given_up_says_when_to_try_again_and_that_it_can_be_logged_by_hand() -> None:
    assert why(away(3600)) == "Crossref wants a pause. Try again in 60 minutes, or log it by hand"
    assert why(away(None)) == "Crossref wants a pause. Try again later, or log it by hand"
    useless = Answer(useless=[Useless("What Crossref answered is not JSON")])
    assert why(useless) == "What Crossref answered is not JSON. You can log it by hand"
