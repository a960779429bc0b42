"""Values as Researchfish writes them, by the names of their traps: month 0, Pre-2006, Still Active, lists of years."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.outputs.domain.loose_years import active_or_year, number, year, year_or_before, years
from services.outputs.domain.months import month


@pytest.mark.parametrize(
    ("written", "meant"),
    [(0, 0), ("0", 0), ("", 0), ("None/Unknown", 0), ("3", 3), ("03", 3), ("3.0", 3), ("Mar", 3), ("December", 12)],
)
def test_a_month_is_1_to_12_and_0_where_nobody_knows(written, meant):
    assert month(written) == meant


@pytest.mark.parametrize("written", ["13", "-1", "https://example.org/mar", "X00000151", "March 2020", "2020-03"])
def test_what_a_shifted_row_has_for_a_month_is_refused_in_words(written):
    with pytest.raises(ValueError, match="is not a month: write 1 to 12, or 0"):
        month(written)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Pre-2006", "Pre-2006"), ("pre 2006", "Pre-2006"), ("Before 2006", "Pre-2006"), ("2019", "2019"),
        (2019, "2019"), ("2019.0", "2019"), ("None/Unknown", "None/Unknown"), ("unknown", "None/Unknown"),
    ],
)  # fmt: skip
def test_a_year_or_before_is_kept_in_the_words_of_researchfish(written, meant):
    assert year_or_before(written) == meant


@pytest.mark.parametrize("written", ["20", "20199", "Still Active", "X00000151", "1.546e+09", "=VLOOKUP(A1)", "९९९९"])
def test_what_is_no_year_is_refused_in_words(written):
    with pytest.raises(ValueError, match="is not a year"):
        year_or_before(written)


def test_a_collaboration_is_still_active_or_ended_in_a_year():
    assert active_or_year("Still Active") == active_or_year("still  active") == "Still Active"
    assert active_or_year("2017") == "2017"
    with pytest.raises(ValueError, match="neither Still Active nor the year in which it ended"):
        active_or_year("Pre-2006")


def test_a_list_of_years_is_read_whole_and_each_is_there_once():
    assert years("2018,2019,2020") == ["2018", "2019", "2020"]
    assert years("2020; 2018 ,2018") == ["2018", "2020"]
    assert years("2006,Pre-2006") == ["Pre-2006", "2006"]
    assert years("2018 to 2020") == years("2018-2020") == ["2018", "2019", "2020"]
    assert years(["2019", 2018]) == ["2018", "2019"]
    assert years("") == []
    with pytest.raises(ValueError, match="“soon” is not a year"):
        years("2018,soon")
    with pytest.raises(ValueError, match="does not run from an earlier year to a later one"):
        years("2020-2018")


def test_only_a_year_can_be_reckoned_with():
    assert [number(kept) for kept in ("2019", "Pre-2006", "Still Active", "None/Unknown")] == [2019, None, None, None]


@given(st.lists(st.integers(1900, 2030), min_size=1, max_size=20))
def test_any_list_of_years_is_read_as_itself(given_years):
    written = ",".join(map(str, given_years))
    assert [int(kept) for kept in years(written)] == sorted(set(given_years))
    assert years(",".join(years(written))) == years(written)


@given(st.text(max_size=60))
def test_whatever_the_cell_holds_a_reader_gives_a_value_or_says_why_not(written):
    for reader in (month, year, year_or_before, active_or_year, years):
        try:
            kept = reader(written)
        except ValueError as error:
            assert str(error)
        else:
            assert reader(kept) == kept
