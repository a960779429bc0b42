"""Policies are dated data: every clause has an id, plain words, a source and its days; a mistake is named."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from shared import policies
from shared.datafile import DataFileError
from shared.policies import ACKNOWLEDGEMENT, HERE, NOTICE, OPEN_ACCESS, Clause, read
from shared.policies import policies as all_policies

CLAUSES = [clause for policy in all_policies().values() for clause in policy.clauses.values()]


def test_there_are_the_three_policies_and_no_clause_is_in_two() -> None:
    assert set(all_policies()) == {OPEN_ACCESS, ACKNOWLEDGEMENT, NOTICE}
    assert len({clause.id for clause in CLAUSES}) == len(CLAUSES)


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.id)
def test_a_clause_says_what_is_asked_what_to_mend_and_where_it_is_written(clause: Clause) -> None:
    for words in (clause.ask, clause.mend):
        assert words[0].isupper()
        assert not words.endswith(".")
        assert len(words) <= 220
    assert re.search(r"[a-z]+\.[a-z]|NIHR|contract", clause.source), "a source is an address or a document"
    assert policies.clause(clause.id) is clause


def test_the_change_of_policy_is_on_the_first_of_june_2022_without_gap_or_overlap() -> None:
    clauses = all_policies()[OPEN_ACCESS].clauses
    before, after = date(2022, 5, 31), date(2022, 6, 1)
    assert clauses["oa.former.europe_pmc"].in_force(before) and not clauses["oa.former.europe_pmc"].in_force(after)
    assert clauses["oa.europe_pmc"].in_force(after) and not clauses["oa.europe_pmc"].in_force(before)


def test_some_name_of_the_funder_and_of_the_department_is_right_on_every_day() -> None:
    terms = all_policies()[ACKNOWLEDGEMENT].terms
    for day in (date(2010, 1, 1), date(2021, 12, 31), date(2022, 1, 1), date(2022, 12, 31), date(2023, 1, 1)):
        assert any(name.right_on(day) for name in terms["names"])
        assert any(name.right_on(day) for name in terms["departments"])
    assert sum(name.right_on(date(2022, 6, 1)) for name in terms["names"]) == 2, "both hold around the change"


def test_every_rule_for_notice_rests_on_a_clause_and_one_is_in_force_today() -> None:
    policy = all_policies()[NOTICE]
    assert {rule["clause"] for rule in policy.terms["rules"]} <= set(policy.clauses)
    for day in (date(2020, 1, 1), date(2022, 10, 31), date(2022, 11, 1), date(2026, 1, 1)):
        assert sum(policy.clauses[rule["clause"]].in_force(day) for rule in policy.terms["rules"]) == 1, day


@pytest.mark.parametrize(
    ("line", "instead", "says"),
    [
        ("    since: 2022-11-01", "    since: soon", "write a day"),
        ("  warned_before: 5", "  warned_before: -5", "greater than or equal"),
        ("covers: media}", "covers: everything}", "Must be one of"),
        ("policy: nihr_notice", "policy: nihr_lunch", "line 3: policy: Must be one of"),
        ("  - id: notice.award", "  - id: notice.media", "two clauses have one id"),
        ("    mend: Tell the coordinating centre now, with the output\n    until", "    until", "Missing data"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, line: str, instead: str, says: str) -> None:
    good = (HERE / "nihr-notice.yaml").read_text(encoding="utf-8")
    assert line in good
    file = tmp_path / "nihr-notice.yaml"
    file.write_text(good.replace(line, instead, 1), encoding="utf-8")
    with pytest.raises(DataFileError, match=says):
        read(file)
