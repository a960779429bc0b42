"""The open-access position on a table of articles across the change of policy on 1 June 2022."""

from __future__ import annotations

from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from services.outputs.domain.dates import parse
from shared import policies
from shared.policies import OPEN_ACCESS
from shared.policies.awards import AwardTerms
from shared.policies.openaccess import (
    COMPLIANT,
    FAILED,
    MET,
    NOT_COMPLIANT,
    NOT_NEEDED,
    OUT_OF_SCOPE,
    POSITIONS,
    UNKNOWN,
    Article,
    Evidence,
    Position,
    licence_key,
    position,
)

TABLE: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("articles.yaml").read_text(encoding="utf-8"))
ARTICLES: list[dict[str, Any]] = TABLE["articles"]


def judged(row: dict[str, Any], **known: Any) -> Position:
    evidence = TABLE["sets"].get(row.get("begin"), {}) | row.get("known", {}) | known
    on = parse(str(row["public"])) if row["public"] else None
    first, last = (on.first, on.last) if on else (None, None)
    kind = row.get("kind", "journal_article")
    article = Article(row.get("type", "publication"), kind, first, last, row.get("issn"))
    terms = [AwardTerms(f"award-{n}", date(2020, 1, 1), **one) for n, one in enumerate(row.get("terms", ()))]
    return position(article, Evidence(**evidence), terms)


def test_the_table_has_forty_articles_and_more_and_every_position_in_both_policies() -> None:
    assert len(ARTICLES) >= 40
    assert len({row["id"] for row in ARTICLES}) == len(ARTICLES)
    assert {row["state"] for row in ARTICLES} == set(POSITIONS)
    assert {row.get("clause") for row in ARTICLES} - {None} == {
        clause.id for clause in policies.policies()[OPEN_ACCESS].clauses.values() if not clause.advice
    }


@pytest.mark.parametrize("row", ARTICLES, ids=lambda row: row["id"])
def test_the_open_access_check_is_right_on_the_table_of_articles(row: dict[str, Any]) -> None:
    found = judged(row)
    assert (found.state, found.clause) == (row["state"], row.get("clause")), row["why"]


DECIDE = ["submitted_on", "licence_vor", "europe_pmc_on", "pubmed_central_on", "data_statement", "acknowledged"]


@given(
    st.sampled_from([row for row in ARTICLES if row["state"] == COMPLIANT]),
    st.sets(st.sampled_from(DECIDE), min_size=1),
)
def test_what_is_taken_away_never_makes_a_thing_compliant_nor_not_compliant(
    row: dict[str, Any], gone: set[str]
) -> None:
    """Whatever is no longer known of an article that complied, it complies still (it was not asked) or is unknown."""
    found = judged(row, **dict.fromkeys(gone))
    assert found.state in (COMPLIANT, UNKNOWN)
    if found.state == COMPLIANT:
        assert all(one.outcome in (MET, NOT_NEEDED) for one in found.findings if one.counts)


VALUES: dict[str, list[Any]] = {
    "submitted_on": [None, date(2013, 1, 1), date(2022, 5, 31), date(2022, 6, 1)],
    "licence_vor": [None, "CC BY", "CC BY-NC"],
    "europe_pmc_on": [None, date(2023, 9, 1), date(2024, 9, 1)],
    "data_statement": [None, True, False],
    "acknowledged": [None, True, False],
}


def test_unknown_is_never_counted_as_compliant_whatever_is_known_besides() -> None:
    """Every combination of what may be known: compliant only where every clause that decides is met or not needed."""
    for values in product(*VALUES.values()):
        known = dict(zip(VALUES, values, strict=True)) | {
            "journal": "open_access",
            "pubmed_central_on": date(2023, 9, 1),
        }
        found = judged({"public": "2023-09-01"}, **known)
        outcomes = {one.outcome for one in found.findings if one.counts}
        if found.state == COMPLIANT:
            assert outcomes <= {MET, NOT_NEEDED} and outcomes and known["submitted_on"]
        elif found.state == NOT_COMPLIANT:
            assert FAILED in outcomes
        else:
            assert found.state in (UNKNOWN, OUT_OF_SCOPE) and FAILED not in outcomes and found.clause


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("CC-BY-4.0", "CCBY"),
        ("cc by", "CCBY"),
        ("http://creativecommons.org/licenses/by-nc-nd/4.0/", "CCBYNCND"),
        ("Creative Commons Attribution 4.0 International License", "CCBY"),
        ("Creative Commons Attribution-NonCommercial-NoDerivatives 4.0", "CCBYNCND"),
        ("OGL-UK-3.0", "OGL"),
        ("https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/", "OGL"),
    ],
)
def test_spellings_of_one_licence_are_one(written: str, key: str) -> None:
    assert licence_key(written) == key
