"""How far spend can be held against its profile."""

from __future__ import annotations

from datetime import date

import pytest
from naive_sight import NaiveSight
from story import Story, money

from services.reporting.measures.extracts import last_extract, to_date
from shared.events.projects import SpendRecorded

PROGRAMME = "SAMPLE-TEST"


def sight(*posted_and_extracted: tuple[str, str | None]) -> NaiveSight:
    story = Story(PROGRAMME)
    of = {"award_id": "a", "heading": "staff", "partner_org_id": "council", "fin_year": "2024/25"}
    for number, (posted, extracted) in enumerate(posted_and_extracted):
        line = of | {"amount": money("10.00"), "source_ref": str(number)}
        story.tell(SpendRecorded, f"s{number}", posted, line | ({"extract_on": extracted} if extracted else {}))
    return NaiveSight(story.events, PROGRAMME)


@pytest.mark.parametrize(
    ("lines", "day", "until"),
    [
        ([], "2024-12-31", "2024-12-31"),
        ([("2024-06-28", None)], "2024-12-31", "2024-12-31"),
        ([("2024-06-28", "2024-07-09")], "2024-06-30", "2024-06-30"),
        ([("2024-06-28", "2024-07-09")], "2024-12-31", "2024-06-30"),
        ([("2024-06-28", "2024-06-28")], "2024-06-30", "2024-05-31"),
        ([("2024-06-28", "2024-06-30")], "2024-07-31", "2024-06-30"),
        # a later extract without a line of June says that June is whole
        ([("2024-05-28", "2024-06-09"), ("2024-07-28", "2024-08-09")], "2024-06-30", "2024-06-30"),
    ],
)
def test_spend_is_held_against_its_profile_as_far_as_extracts_reach(
    lines: list[tuple[str, str | None]], day: str, until: str
) -> None:
    assert to_date(sight(*lines), date.fromisoformat(day)) == date.fromisoformat(until)


def test_the_last_extract_is_that_of_lines_posted_by_then() -> None:
    lines = sight(("2024-05-28", "2024-06-09"), ("2024-07-28", "2024-08-09"))
    assert last_extract(lines, date(2024, 6, 30)) == date(2024, 6, 9)
    assert last_extract(lines, date(2024, 5, 1)) is None
