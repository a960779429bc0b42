"""Whether a text names a government department as its funder: it funds NIHR, and NIHR is the funder.

Looked for by what stands before and behind the name within one sentence. A disclaimer names it rightly, and so does
what NIHR says of itself ("NIHR is funded by the Department"): neither is taken for thanks.
"""

from __future__ import annotations

import re

from services.outputs.domain.phrases import ANY_CASE, Phrase

#: other departments whose name begins in the same way
_OTHERS = (
    r"(?!\s+(?:sciences?|services?|policy|studies|psychology|data|economics|promotion|and\s+human|research|sociology)\b)"
    r"(?!,?\s*\(?(?:in\s+|of\s+)?(?:the\s+)?(?:northern\s+ireland|ireland|republic)\b)"
)
#: within a sentence, and not on into what it says of views
_WITHIN = r"(?:(?!\b(?:views?|opinions?)\b)(?:[^.;]|\.(?!\s+(?-i:[A-Z]))))"
_BEFORE = (
    r"\b(?:co-?|part-?|jointly[\s-])?(?:funded|supported|sponsored|commissioned|financed|ariannu|ariannwyd|ariennir)\b"
    rf"(?:\s+\w+){{0,4}}?\s+(?:by|from|through|gan)\s{_WITHIN}{{0,160}}?",
    rf"(?<!\bno\s)\b(?:grants?|funding|funds|studentships?|fellowships?|sponsorship|financial\s+support)\b{_WITHIN}{{0,80}}?"
    rf"\b(?:from|of|by|gan)\s{_WITHIN}{{0,120}}?",
    rf"\bfund(?:ers?|ing)\b\s*(?::|\(|is\b|are\b|was\b|were\b){_WITHIN}{{0,120}}?",
    rf"\bfunders?,\s{_WITHIN}{{0,80}}?",
    r"\bon\s+behalf\s+of\s+(?:the\s+)?(?:UK\s+)?",
)
_BEHIND = (
    r"\s*\)?,?\s*(?:\w+\s+){0,3}?(?:funded|financed|sponsored|commissioned|provided\s+(?:the\s+)?fund\w*|"
    r"paid\s+for|as\s+(?:the\s+|a\s+|its\s+)?funders?|is\s+the\s+funder|for\s+(?:its\s+|their\s+|the\s+)?(?:financial|funding))\b"
)


def named_as_funder(text: str, departments: Phrase, funder: Phrase) -> re.Match[str] | None:
    """Where a department is named as funder first; None where none is. `funder` is who is to be named."""
    department = rf"(?P<department>(?:{departments.pattern}){_OTHERS})"
    itself = re.compile(
        rf"(?:{funder.pattern})\s*\)?,?\s*(?:which\s+|who\s+)?(?:is|are|was)\s+(?:\w+\s+){{0,2}}funded\s+"
        rf"(?:\w+\s+){{0,2}}(?:by|from|through)\s+(?:the\s+)?(?:UK\s+|government's\s+)?{department}",
        ANY_CASE,
    )
    rightly = {found.start("department") for found in itself.finditer(text)}
    for pattern in (*(f"{before}{department}" for before in _BEFORE), f"{department}{_BEHIND}"):
        for found in re.finditer(pattern, text, ANY_CASE):
            if found.start("department") not in rightly:
                return found
    return None
