"""Dates are kept as exactly as they are known."""

from datetime import date

import pytest

from services.outputs.domain.dates import PartialDate, earliest, month_number, parse


@pytest.mark.parametrize(
    ("written", "first", "precision"),
    [
        ("2024", date(2024, 1, 1), "year"),
        ("2014//", date(2014, 1, 1), "year"),
        ("1948/07//", date(1948, 7, 1), "month"),
        ("2024-03", date(2024, 3, 1), "month"),
        ("2024/03/01", date(2024, 3, 1), "day"),
        ("2024-3-1", date(2024, 3, 1), "day"),
    ],
)
def test_a_date_is_read_as_exact_as_it_is_written(written, first, precision):
    assert parse(written) == PartialDate(first, precision)


@pytest.mark.parametrize("written", ["", "soon", "20245", "2024-13", "2024-02-30", "0024", "2024x", "\uff12024"])
def test_what_is_no_date_is_refused_in_words(written):
    with pytest.raises(ValueError, match=r"date|year"):
        parse(written)


@pytest.mark.parametrize("written", ["2024-13", "2024-02-30"])
def test_a_date_that_the_calendar_lacks_is_quoted_as_it_is_written(written):
    with pytest.raises(ValueError, match=f"^{written} is no date in the calendar$"):
        parse(written)


def test_a_date_is_written_as_exact_as_it_is_known():
    assert [str(parse(text)) for text in ("2024", "2024/3", "2024/3/1")] == ["2024", "2024-03", "2024-03-01"]


def test_the_first_public_date_is_the_earliest_and_the_most_exact_of_those_that_agree():
    online, in_print, year = parse("2020-08-17"), parse("2021-05"), parse("2020")
    assert earliest([in_print, year, online]) == online
    assert earliest([year, in_print]) == year
    assert earliest([]) is None


def test_a_month_may_be_a_name_or_a_number():
    assert [month_number(word) for word in ("jan", "August", "08", "Sept.", "13", "spring")] == [1, 8, 8, 9, None, None]
