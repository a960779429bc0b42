"""Phrases in texts as people write and copy them: any case, line breaks, odd spaces, curly quotes, & for and."""

from __future__ import annotations

import re
from functools import cache

Phrase = re.Pattern[str]
ANY_CASE = re.IGNORECASE
_SAME_LENGTH = {
    **dict.fromkeys(
        map(ord, "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000\t"), " "
    ),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-"),
    **dict.fromkeys(map(ord, "\u2018\u2019\u201b\u0060\u00b4"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f"), '"'),
    **dict.fromkeys(map(ord, "\r\u2028\u2029"), "\n"),
}
#: where a sentence ends: not after an abbreviation of one letter, and not within a number
_END = re.compile(r"(?<![A-Z])[.!?][\"')]?(?=\s+[A-Z\"(]|\s*$)|\n\s*\n")


#: no sentence is longer on either side of a place
NEAR = 1500


def plain(text: str) -> str:
    """The text with plain spaces, dashes and quotation marks; every letter stays where it was."""
    return re.sub(r"U\.K\.", "U K ", text.translate(_SAME_LENGTH))


@cache
def phrase(words: str) -> Phrase:
    """The words one after another, however they are set. `&` stands for `and`; a word may be broken by a hyphen."""
    parts = [r"(?:and|&)" if word == "and" else re.escape(word) for word in words.split()]
    return re.compile(r"\b" + r"\s+".join(parts) + r"(?!\w)", ANY_CASE)


def sentence_at(text: str, place: int) -> str:
    """The sentence that this place of the text is in; of one without end, what is near."""
    first = max(0, place - NEAR)
    near, start = text[first : place + NEAR], 0
    for end in _END.finditer(near):
        if end.end() > place - first:
            return near[start : end.end()]
        start = end.end()
    return near[start:]
