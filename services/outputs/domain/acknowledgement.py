"""Checks how a text acknowledges the funder: for each clause what was found, where, and what to mend.

Texts come from pages and PDFs: with line breaks, odd spaces, curly quotes, and Welsh beside English. Not for logos.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from services.outputs.domain.award_numbers import Number, numbers_in, pattern_of
from services.outputs.domain.departments import named_as_funder
from services.outputs.domain.phrases import ANY_CASE, Phrase, phrase, plain, sentence_at
from shared import policies
from shared.policies import ACKNOWLEDGEMENT
from shared.policies.awards import INFRASTRUCTURE, PROJECT

MET, FAILED, NOT_NEEDED = "met", "failed", "not_needed"
#: that the funder is thanked for money or support, in English and Welsh
_THANKS = re.compile(
    r"\b(?:co-?)?(?:fund|support|sponsor|financ|award|grant|acknowledg|ariann|arienn|g?chefnog|cefnog|gefnog)", ANY_CASE
)
#: just before the name, that it is said not to have paid; another such verb between them is about the name again
_DENIES = re.compile(
    r"\b(?:not|never|no|neither|nor|without)\s+(?:[\w-]+\s+){0,2}?(?:fund|support|sponsor|financ)[\w-]*"
    r"(?:[^\w.]+(?!fund|support|sponsor|financ)[\w-]+){0,8}[^\w.]*\Z",
    ANY_CASE,
)
_DISCLAIMER = re.compile(
    r"\b(?:views?|opinions?)(?:\s*(?:,|and|or|/)\s*(?:views?|opinions?))*"
    r"(?:\s+(?:expressed|presented|stated|given))?"
    r"(?:\s+(?:here|herein|therein|(?:in|by|on)\s+(?:this|the|these)\s+(?:[\w-]+\s+){0,5}?[\w-]+))?"
    r"\s+(?:are|is)\s+(?:solely\s+|entirely\s+|only\s+)?(?:those|that|the\s+views)\s+of\s+(?:the\s+)?"
    r"(?:authors?|speakers?|presenters?|researchers?|contributors?|writers?)(?:\(s\))?(?:\s+alone)?"
    r"\s*,?\s*(?:and|but)?\s*(?:(?:are|is|do|does)\s+)?not\s+necessarily\s+"
    r"(?:those\s+of|(?:reflect|represent)\s+(?:those|that|the\s+(?:official\s+)?views?)\s+of)\s+"
    r"(?P<whose>(?:[^.]|\.(?=\S)){1,260})",
    ANY_CASE,
)
#: a paragraph shorter than this is a headline
_HEADLINE = 80


@dataclass(frozen=True, slots=True)
class Result:
    """What one clause says of the text. `start` and `end` are where it stands, None where it does not stand there."""

    clause: str
    outcome: str
    says: str
    start: int | None = None
    end: int | None = None

    @property
    def counts(self) -> bool:
        return not policies.clause(self.clause).advice


@dataclass(frozen=True, slots=True)
class About:
    """What the text is of: the day by which it is judged, the awards by number, their kind, and whether it is media."""

    on: date
    awards: tuple[str, ...] = ()
    award_kind: str | None = None
    media: bool = False


def check(text: str, about: About) -> list[Result]:
    """Every clause of the policy, in its order."""
    its = plain(text)
    disclaimers = [found.span() for found in _DISCLAIMER.finditer(its)]
    outside = _without(its, disclaimers)
    name = _name(its, outside, about.on)
    return [
        name,
        _award(its, about.awards),
        _disclaimer(its, about.on),
        _department(outside),
        _verb(outside, about.award_kind),
        _press(its, about.media),
    ]


def acknowledged(results: Iterable[Result]) -> bool:
    """Whether every clause that decides is met."""
    return all(result.outcome != FAILED for result in results if result.counts)


def needed(type_: str, subtype: str | None) -> bool:
    """Whether an output of this type says whom it thanks at all."""
    return bool(policies.in_words(type_, subtype) & set(_terms()["applies_to"]))


def is_media(type_: str, subtype: str | None) -> bool:
    return bool(policies.in_words(type_, subtype) & set(_terms()["media"]))


def wording(awards: Sequence[str], award_kind: str | None) -> str:
    """An acknowledgement to copy, for these awards."""
    words = _terms()["wording"]
    kind = INFRASTRUCTURE if award_kind == INFRASTRUCTURE else PROJECT
    listed = " and ".join(filter(None, [", ".join(awards[:-1]), *awards[-1:]])) if awards else "award number"
    return f"{words[kind].format(awards=listed)} {words['disclaimer']}"


def _name(text: str, outside: str, on: date) -> Result:
    id_, terms = "ack.name", _terms()
    found = [(named, place) for named in terms["names"] for place in phrase(named.text).finditer(outside)]
    thanked = [(named, place) for named, place in found if _thanks(outside, place.start())]
    for named, place in thanked:
        if named.right_on(on):
            return Result(id_, MET, f"It says “{named.text}”", *place.span())
    if thanked:
        now = next(one.text for one in terms["names"] if one.right_on(on))
        return Result(id_, FAILED, f"On that day it was called “{now}”", *thanked[0][1].span())
    if found:
        return Result(id_, FAILED, "It is named, but not as funding or supporting the work", *found[0][1].span())
    return _misnamed(text, outside)


def _thanks(outside: str, at: int) -> bool:
    """Whether the sentence thanks for money or support, and does not say that what is named here gave none."""
    return bool(_THANKS.search(sentence_at(outside, at))) and not _DENIES.search(outside[max(0, at - 200) : at])


def _misnamed(text: str, outside: str) -> Result:
    """What stands where the name should: another name, the Welsh one alone, the abbreviation alone, nothing."""
    id_, terms = "ack.name", _terms()
    instead = [(one["text"], outside, f"This is not its name. {one['says']}") for one in terms["mistaken"]]
    instead += [(one, text, "It is named in Welsh only: put its English name beside") for one in terms["beside"]]
    instead.append((terms["abbreviation"], outside, "Only its abbreviation is there: write the name in full"))
    for words, where, says in instead:
        if place := phrase(words).search(where):
            return Result(id_, FAILED, says, *place.span())
    return Result(id_, FAILED, "It is not named as funding or supporting the work")


def _award(text: str, awards: Sequence[str]) -> Result:
    id_ = "ack.award"
    others = numbers_in(text)
    if not awards:
        if others:
            return Result(id_, MET, f"It gives {others[0].written}", *others[0].span)
        return Result(id_, FAILED, "No award number is there")
    places = {award: pattern_of(award).search(text) for award in awards}
    if missing := [award for award, place in places.items() if place is None]:
        strange = [one for one in others if not _covers(one, places.values())]
        words = f"The number {' and '.join(missing)} is not there"
        if strange:
            return Result(id_, FAILED, f"{words}; {strange[0].written} is another award's", *strange[0].span)
        return Result(id_, FAILED, words)
    first = next(place for place in places.values() if place)
    return Result(
        id_, MET, f"It gives {' and '.join(place.group() for place in places.values() if place)}", *first.span()
    )


def _covers(number: Number, places: Iterable[re.Match[str] | None]) -> bool:
    return any(place and place.start() < number.span[1] and number.span[0] < place.end() for place in places)


def _disclaimer(text: str, on: date) -> Result:
    id_, incomplete = "ack.disclaimer", None
    for found in _DISCLAIMER.finditer(text):
        missing = _missing(found["whose"], on)
        if missing is None:
            return Result(id_, MET, "The disclaimer is there", *found.span())
        incomplete = incomplete or Result(id_, FAILED, missing, *found.span())
    return incomplete or Result(id_, FAILED, "There is no disclaimer")


def _missing(whose: str, on: date) -> str | None:
    """What is wrong with those who need not share the views; None where nothing is."""
    terms = _terms()
    names = [phrase(named.text) for named in terms["names"]] + [phrase(terms["abbreviation"])]
    if not any(name.search(whose) for name in names):
        return "The disclaimer does not name NIHR"
    departments = [named for named in terms["departments"] if phrase(named.text).search(whose)]
    if not departments:
        return "The disclaimer does not name the Department of Health and Social Care"
    if not any(named.right_on(on) for named in departments):
        return "The Department is that of Health and Social Care since January 2018"
    return None


def _department(outside: str) -> Result:
    if place := named_as_funder(outside, _department_names(), _funder_names()):
        return Result(
            "ack.department", FAILED, f"“{place.group('department')}” is named as funder", *place.span("department")
        )
    return Result("ack.department", MET, "The Department is not named as funder")


def _verb(outside: str, award_kind: str | None) -> Result:
    id_ = "ack.verb"
    if award_kind is None:
        return Result(id_, NOT_NEEDED, "Whether the award is infrastructure is not recorded")
    right, wrong = ("support", "fund") if award_kind == INFRASTRUCTURE else ("fund", "support")
    sentences = list(dict.fromkeys(sentence_at(outside, place.start()) for place in _funder_names().finditer(outside)))
    for stem, outcome in ((right, MET), (wrong, FAILED)):
        for sentence in sentences:
            if place := re.search(rf"\b(?:co-?)?{stem}\w*", sentence, ANY_CASE):
                start = outside.find(sentence) + place.start()
                says = f"It says “{place.group()}”" + (
                    "" if outcome == MET else f"; this award is said with “{right}ed by”"
                )
                return Result(id_, outcome, says, start, start + len(place.group()))
    return Result(id_, FAILED, f"It does not say “{right}ed by”")


def _press(text: str, media: bool) -> Result:
    id_ = "ack.press"
    if not media:
        return Result(id_, NOT_NEEDED, "It is no media activity")
    paragraphs = [found for found in re.finditer(r"[^\n]+(?:\n(?!\s*\n)[^\n]+)*", text) if found.group().strip()]
    body = [found for found in paragraphs if len(found.group().strip()) >= _HEADLINE] or paragraphs
    for paragraph in body[:2]:
        if place := _funder_names().search(text, paragraph.start(), paragraph.end()):
            return Result(id_, MET, "It is named near the top", *place.span())
    return Result(id_, FAILED, "It is not named in the first or second paragraph")


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with these places blank, every other where it was."""
    for start, end in spans:
        text = text[:start] + "".join("\n" if letter == "\n" else " " for letter in text[start:end]) + text[end:]
    return text


@cache
def _funder_names() -> Phrase:
    terms = _terms()
    names = [*(named.text for named in terms["names"]), *terms["beside"], terms["abbreviation"]]
    # the number of an award begins with the abbreviation
    return re.compile("|".join(rf"(?:{phrase(name).pattern})" for name in names), ANY_CASE)


@cache
def _department_names() -> Phrase:
    longest_first = sorted((named.text for named in _terms()["departments"]), key=len, reverse=True)
    return re.compile("|".join(rf"(?:{phrase(name).pattern})" for name in longest_first), ANY_CASE)


def _terms() -> dict[str, Any]:
    terms: dict[str, Any] = policies.policies()[ACKNOWLEDGEMENT].terms
    return terms


def in_order(results: Iterable[Result]) -> Iterator[Result]:
    """What decides first, of that what is wrong first."""
    yield from sorted(results, key=lambda one: (not one.counts, one.outcome != FAILED))
