"""The open-access position of an article as of its dates, with the clause that decides.

What is not known never complies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared import policies
from shared.policies import OPEN_ACCESS
from shared.policies.awards import INFRASTRUCTURE, AwardTerms

COMPLIANT, NOT_COMPLIANT, UNKNOWN, OUT_OF_SCOPE = "compliant", "not_compliant", "unknown", "out_of_scope"
POSITIONS = (COMPLIANT, NOT_COMPLIANT, UNKNOWN, OUT_OF_SCOPE)
MET, FAILED, NOT_NEEDED = "met", "failed", "not_needed"
FREE, NOT_FREE, ABSENT = "free", "not_free", "absent"
OPEN_JOURNAL, SUBSCRIPTION = "open_access", "subscription"
#: submitted from this day on, an article falls under the policy that now holds
CHANGE = date(2022, 6, 1)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What has been established of an article; None: not known."""

    submitted_on: date | None = None
    peer_reviewed: bool | None = None
    commissioned: bool | None = None
    abstract_only: bool | None = None
    nihr_majority: bool | None = None
    journal: str | None = None
    licence_vor: str | None = None
    licence_aam: str | None = None
    licence_exception: bool | None = None
    licensing_statement: bool | None = None
    europe_pmc: str | None = None
    europe_pmc_on: date | None = None
    pubmed_central: str | None = None
    pubmed_central_on: date | None = None
    data_statement: bool | None = None
    #: by the last check of its acknowledgement
    acknowledged: bool | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """An output as the policy looks at it: public between two days, one where the day is known; None: not public."""

    type: str
    subtype: str | None
    public_first: date | None
    public_last: date | None
    issn: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What one clause says: met, failed, unknown, or not needed."""

    clause: str
    outcome: str

    @property
    def counts(self) -> bool:
        return not policies.clause(self.clause).advice


@dataclass(frozen=True, slots=True)
class Position:
    """`clause` decides it; none does where every clause is met."""

    state: str
    clause: str | None
    findings: tuple[Finding, ...] = ()


def can_be_article(type_: str, subtype: str | None) -> bool:
    """Whether an output of this type and kind can fall under the policy at all."""
    return bool(policies.in_words(type_, subtype) & set(_terms()["articles"]))


def position(article: Article, known: Evidence, terms: Iterable[AwardTerms] = ()) -> Position:
    """Scope first, then which policy holds, then its clauses: one that fails decides, before one that is not known."""
    if decided := _scope(article, known, list(terms)):
        return decided
    assert article.public_last
    new = _under_new_policy(article.public_last, known.submitted_on)
    findings = _new(article, known) if new else _former(article, known)
    for outcome, state in ((FAILED, NOT_COMPLIANT), (UNKNOWN, UNKNOWN)):
        for finding in findings:
            if finding.outcome == outcome and finding.counts:
                return Position(state, finding.clause, findings)
    return Position(COMPLIANT, None, findings)


def _scope(article: Article, known: Evidence, terms: list[AwardTerms]) -> Position | None:
    """The position where what the article is, its dates and who pays decide it; None where the clauses do."""
    if outside := _outside(article, known):
        return Position(OUT_OF_SCOPE, outside)
    assert article.public_last
    new = _under_new_policy(article.public_last, known.submitted_on)
    if new is None:
        return Position(UNKNOWN, "oa.submission")
    majority = _majority(known, terms) if new else True
    if majority is not True:
        return Position(UNKNOWN if majority is None else OUT_OF_SCOPE, "oa.infrastructure")
    return Position(UNKNOWN, "oa.kind") if _kind_unknown(article) else None


def _outside(article: Article, known: Evidence) -> str | None:
    if not can_be_article(article.type, article.subtype):
        return "oa.kind"
    if known.peer_reviewed is False or known.commissioned or known.abstract_only:
        return "oa.kind"
    if article.public_last is None:
        return "oa.public"
    # what was public before the first policy was submitted before it
    if min(known.submitted_on or date.max, article.public_last) < _since("oa.submission"):
        return "oa.submission"
    return None


def _kind_unknown(article: Article) -> bool:
    """A paper of a conference whose series has no ISSN that we know."""
    in_series = policies.in_words(article.type, article.subtype) & set(_terms()["series"])
    return bool(in_series) and not article.issn


def _under_new_policy(public_last: date, submitted_on: date | None) -> bool | None:
    """None: it cannot be told. What was public before the change was submitted before it."""
    if submitted_on is not None:
        return submitted_on >= CHANGE
    return False if public_last < CHANGE else None


def _majority(known: Evidence, terms: list[AwardTerms]) -> bool | None:
    """Whether it is in scope by who pays: always, but for infrastructure, where NIHR must pay the greater part.

    One award that brings it into scope is enough.
    """
    if known.nihr_majority is not None and all(one.award_kind == INFRASTRUCTURE for one in terms) and terms:
        return known.nihr_majority
    of_each = [one.nihr_majority if one.award_kind == INFRASTRUCTURE else True for one in terms]
    if not of_each or True in of_each:
        return True
    return None if None in of_each else False


def _new(article: Article, known: Evidence) -> tuple[Finding, ...]:
    return (
        Finding("oa.europe_pmc", _free_from_publication(article, known.europe_pmc, known.europe_pmc_on)),
        Finding("oa.pubmed_central", _free_from_publication(article, known.pubmed_central, known.pubmed_central_on)),
        Finding("oa.licence", _licence(known)),
        Finding("oa.licensing_statement", _licensing_statement(known)),
        Finding("oa.data_statement", _said(known.data_statement)),
        Finding("oa.acknowledgement", _said(known.acknowledged)),
    )


def _former(article: Article, known: Evidence) -> tuple[Finding, ...]:
    licence = UNKNOWN if known.licence_vor is None else MET if _allowed(known.licence_vor, known) else FAILED
    return Finding("oa.former.europe_pmc", _free_in_time(article, known)), Finding("oa.former.licence", licence)


def _free_from_publication(article: Article, there: str | None, since: date | None) -> str:
    assert article.public_first and article.public_last
    if there in (NOT_FREE, ABSENT):
        return FAILED
    if since is None:
        return UNKNOWN
    return MET if since <= article.public_first else FAILED if since > article.public_last else UNKNOWN


def _free_in_time(article: Article, known: Evidence) -> str:
    assert article.public_first and article.public_last
    months = _terms()["former_embargo_months"]
    if known.europe_pmc in (NOT_FREE, ABSENT):
        return FAILED
    if known.europe_pmc_on is None:
        return UNKNOWN
    if known.europe_pmc_on <= _months_after(article.public_first, months):
        return MET
    return FAILED if known.europe_pmc_on > _months_after(article.public_last, months) else UNKNOWN


def _licence(known: Evidence) -> str:
    licences = [one for one in (known.licence_vor, known.licence_aam) if one]
    if not licences:
        return UNKNOWN
    if any(_allowed(one, known) for one in licences):
        return MET
    # of a subscription journal's article, the manuscript that the author kept may be the one under CC BY
    return UNKNOWN if known.licence_aam is None and known.journal == SUBSCRIPTION else FAILED


def _allowed(licence: str, known: Evidence) -> bool:
    short = licence_key(licence)
    return short in _terms()["licences"] or (
        short in _terms()["licences_by_exception"] and bool(known.licence_exception)
    )


def licence_key(written: str) -> str:
    """What two spellings of a licence are compared by: CC-BY-4.0, cc by, and the address of the deed are CCBY."""
    text = written.strip().casefold()
    if found := re.search(r"creativecommons\.org/(?:licenses|publicdomain)/([a-z-]+)", text):
        text = "cc-zero" if found[1] == "zero" else f"cc-{found[1]}"
    text = re.sub(r"creative\s+commons", "cc", text)
    text = re.sub(r"\b(attribution)\b", "by", text)
    text = re.sub(r"\b(non-?commercial)\b", "nc", text)
    text = re.sub(r"\b(no-?deriv(ative)?s?(\s+works)?)\b", "nd", text)
    text = re.sub(r"\b(share-?alike)\b", "sa", text)
    if re.search(r"\bogl\b|open[\s-]+government[\s-]+licen[cs]e", text):
        return "OGL"
    text = re.sub(r"\b(licen[cs]e|international|unported|uk|version|the|under|a)\b|\bv?\d+(\.\d+)*\b|[^a-z]", "", text)
    return text.upper()


def _licensing_statement(known: Evidence) -> str:
    if known.journal == OPEN_JOURNAL:
        return NOT_NEEDED
    if known.licensing_statement:
        return MET
    return FAILED if known.licensing_statement is False and known.journal == SUBSCRIPTION else UNKNOWN


def _said(given: bool | None) -> str:
    return UNKNOWN if given is None else MET if given else FAILED


def _since(clause: str) -> date:
    return policies.clause(clause).since or date.min


def _months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where there is none."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def _terms() -> dict[str, Any]:
    terms: dict[str, Any] = policies.policies()[OPEN_ACCESS].terms
    return terms
