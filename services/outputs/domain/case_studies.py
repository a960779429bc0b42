"""The five sections of a case study with their limits, those of REF 2021 (domain.md, 4)."""

from __future__ import annotations

from collections.abc import Sequence

from shared.broken import Broken

#: section -> the most words of it, or, of the two lists, the most items
WORD_LIMITS = {"summary": 100, "research": 500, "details": 750}
ITEM_LIMITS = {"references": 6, "sources": 10}

TITLES = {
    "summary": "Summary of the impact",
    "research": "Underpinning research",
    "references": "References to the research",
    "details": "Details of the impact",
    "sources": "Sources to corroborate the impact",
}


def word_count(words: str) -> int:
    """What is between spaces, as word processors count."""
    return len(words.split())


def section(name: str, words: str | None, items: Sequence[str]) -> tuple[str, int, int | None]:
    """The words to keep, how many they are, and how many items. Raises Broken naming the section and the count."""
    title = TITLES[name]
    if name in ITEM_LIMITS:
        if words:
            raise Broken(f"“{title}” is a list: give its items, one each", "words")
        kept = [" ".join(item.split()) for item in items if item.strip()]
        if not kept:
            raise Broken(f"“{title}” has nothing in it yet: give at least one", "items")
        if len(kept) > ITEM_LIMITS[name]:
            raise Broken(f"“{title}” has {len(kept)} items, and may have {ITEM_LIMITS[name]}: leave some out", "items")
        text = "\n".join(kept)
        return text, word_count(text), len(kept)
    if items:
        raise Broken(f"“{title}” is words, not a list", "items")
    if not words or not (count := word_count(words)):
        raise Broken(f"“{title}” has nothing in it yet: write it", "words")
    if count > WORD_LIMITS[name]:
        raise Broken(f"“{title}” has {count} words, and may have {WORD_LIMITS[name]}: shorten it", "words")
    return words, count, None
