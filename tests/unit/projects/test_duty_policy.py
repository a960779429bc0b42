"""From an award and a schedule to its duties; and schedules as data, with mistakes named by line."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.projects import schedules
from services.projects.domain.duty_policy import DueRule, about, months_after, periods, wanted
from shared.datafile import DataFileError

NIHR = schedules.at("nihr-hdrc", 1)


def test_the_sample_award_has_ten_half_years_five_years_a_final_report_and_five_years_of_tracking() -> None:
    found = wanted(NIHR, date(2024, 1, 1), date(2028, 12, 31), 1, "england")
    by_kind: dict[str, list[str]] = {}
    for one in found:
        by_kind.setdefault(one.rule.kind, []).append(one.due_on.isoformat())
    assert by_kind["six_monthly_report"][:5] == ["2024-07-30", "2025-01-31", "2025-07-30", "2026-01-31", "2026-07-30"]
    assert len(by_kind["six_monthly_report"]) == 10
    assert by_kind["annual_report"] == ["2025-03-31", "2026-03-31", "2027-03-31", "2028-03-31", "2029-03-31"]
    assert by_kind["draft_final_report"] == ["2029-01-14"]  # within 14 days of the end
    assert by_kind["output_tracking"] == ["2030-01-31", "2031-01-31", "2032-01-31", "2033-01-31", "2034-01-31"]
    assert len({(one.rule.kind, one.key) for one in found}) == len(found)


def test_an_award_without_an_end_has_no_duties_yet() -> None:
    assert wanted(NIHR, date(2024, 1, 1), None, 1, "england") == []


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(0, 3000), st.integers(1, 12), st.integers(1, 24))
def test_periods_cover_an_award_once_without_gaps(start: date, days: int, first_month: int, months: int) -> None:
    end = start + timedelta(days=days)
    found = list(periods(start, end, months, first_month))
    assert (found[0][0], found[-1][1]) == (start, end)
    for (_, last), (first, _) in pairwise(found):
        assert first == last + timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [("2026-06-30", 1, "2026-07-30"), ("2026-12-31", 1, "2027-01-31"), ("2027-01-31", 1, "2027-02-28"),
     ("2024-02-29", 12, "2025-02-28"), ("2026-03-31", -1, "2026-02-28")],
)  # fmt: skip
def test_a_month_later_is_the_same_day_or_the_months_last(day: str, months: int, then: str) -> None:
    assert months_after(date.fromisoformat(day), months).isoformat() == then


def test_a_due_rule_counts_days_working_days_or_months() -> None:
    christmas = date(2026, 12, 24)
    assert DueRule(14, "days").after(christmas, "england") == date(2027, 1, 7)
    # 25th, 26th and the substitute 28th are not worked, nor is 1 January
    assert DueRule(3, "working_days").after(christmas, "england") == date(2026, 12, 31)
    assert DueRule(5, "working_days").after(christmas, "scotland") == date(2027, 1, 6)
    assert DueRule(-1, "months").after(christmas, "england") == date(2026, 11, 24)


def test_a_notice_is_about_the_day_of_its_event() -> None:
    rule = NIHR.rule("press_notice")
    assert rule is not None
    found = about(rule, date(2026, 4, 8), "k", "england")
    assert found.due_on == date(2026, 4, 1)
    assert found.title == "Notice to NIHR of a press release or other media activity on 8 April 2026"


@pytest.mark.parametrize("file", sorted(schedules.FOLDER.glob("*.yaml")), ids=lambda file: file.stem)
def test_a_schedule_names_the_source_of_each_duty(file: Path) -> None:
    policy, said = schedules.read(file)
    assert all(row["source"] for row in said["duties"].values())
    assert wanted(policy, date(2024, 1, 1), date(2028, 12, 31), 4, "wales")


@pytest.mark.parametrize(
    ("line", "instead", "says"),
    [
        ("    due: {months: 1}", "    due: {fortnights: 2}", r"line \d+: duties.*fortnights: Unknown field"),
        ("    due: {months: 1}", "    due: {months: 1, days: 2}", r"line \d+: duties.*give one of"),
        ("    arises: award_end", "    arises: sometimes", r"line \d+: duties.*Must be one of"),
        ("    months: 6", "    months: 0", r"line \d+: duties.*how many months"),
        ("    times: 5", "", r"line \d+: duties.*how many times"),
        ("    due_soon: [56, 28, 14]", "    due_soon: [0]", r"line \d+: duties.*Must be greater"),
        ('title: "Annual report {year}"', 'title: "Annual report {years}"', r"line \d+: duties.*only \{period\}"),
        ("version: 1", "version: 2", r"line 1: name the file nihr-hdrc-2.yaml"),
    ],
)
def test_a_mistake_is_named_by_file_and_line(tmp_path: Path, line: str, instead: str, says: str) -> None:
    good = (schedules.FOLDER / "nihr-hdrc-1.yaml").read_text()
    assert line in good
    file = tmp_path / "nihr-hdrc-1.yaml"
    file.write_text(good.replace(line, instead, 1))
    with pytest.raises(DataFileError, match=rf"nihr-hdrc-1.yaml, {says}"):
        schedules.read(file)


def test_a_schedule_that_there_is_not_is_said_with_those_that_there_are() -> None:
    with pytest.raises(LookupError, match="There are: nihr-hdrc; or none"):
        schedules.newest("nihr")
    assert schedules.default_for("Public Health Research") is NIHR
    assert schedules.default_for(None) is None
