"""BibTeX and BibLaTeX. Entries that cannot be parsed are refused by themselves; LaTeX accents become letters.

Names are split before they are decoded: the braces that keep a consortium whole are gone after decoding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, partial

import bibtexparser
from bibtexparser import model
from bibtexparser.middlewares.names import InvalidNameError, parse_single_name_into_parts, split_multiple_persons_names
from pylatexenc.latex2text import LatexNodes2Text

from services.outputs import vocabulary
from services.outputs.domain import authors, award_references, dates, identifiers
from services.outputs.importers.work import Broken, Funder, Refused, Work, checked, date_in, titled, web_address

DETAILS = {
    "journal": ("journal", "journaltitle", "booktitle", "series", "howpublished"),
    "publisher": ("publisher", "institution", "school", "organization"),
    "volume": ("volume",),
    "issue": ("number", "issue"),
    "pages": ("pages", "eid", "article-number"),
}
#: @string is standard for months only; others are defined in the file
MONTHS = {name: name for name in ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")}

TYPEWRITTEN = (("---", "\u2014"), ("--", "\u2013"), ("``", "\u201c"), ("''", "\u201d"))

_needs_decoding = re.compile(r"[\\{}$~]|--|``|''")
_to_text = LatexNodes2Text(keep_comments=True, math_mode="text")
_decoration = re.compile(r"\\(?:emph|textit|textbf|textsc|texttt|textrm|it|bf|sc)\b\s*")


def read(text: str) -> Iterator[Work | Refused]:
    """The works of a BibTeX file, in its order."""
    library = bibtexparser.parse_string(text, parse_stack=[])
    strings = MONTHS | {string.key.casefold(): _bare(string.value) for string in library.strings}
    row = 0
    for found in library.blocks:
        # two entries under one key are two works, or the same one: that is not the key's to say
        block = found.ignore_error_block if isinstance(found, model.DuplicateBlockKeyBlock) else found
        if isinstance(block, model.Entry):
            row += 1
            try:
                yield _work(row, block, strings)
            except Broken as broken:
                yield Refused(row, broken.field, f"{broken.message} (entry {block.key or 'without a key'})")
        elif isinstance(block, model.DuplicateFieldKeyBlock):
            row += 1
            names = ", ".join(sorted(block.duplicate_keys))
            yield Refused(row, names, f"Line {_line(block)}: the entry has {names} twice: keep one")
        elif isinstance(block, model.ParsingFailedBlock):
            row += 1
            yield Refused(row, "entry", f"Line {_line(block)}: a bracket or comma of this entry is missing")


def _work(row: int, entry: model.Entry, strings: dict[str, str]) -> Work:
    values = {field.key.casefold(): _value(str(field.value), strings) for field in entry.fields}
    say = partial(_said, values)
    ids = _identifiers(values)
    kind = vocabulary.meaning("bibtex", entry.entry_type)
    if values.get("archiveprefix", values.get("eprinttype", "")).casefold() == "arxiv" and kind[1] in ("other", None):
        kind = ("publication", "preprint")
    title = ": ".join(part for part in (say("title"), say("subtitle")) if part)
    return Work(
        row=row,
        type=kind[0],
        subtype=kind[1],
        title=titled(title, ids, "title"),
        published=_published(values),
        identifiers=ids,
        authors=tuple(_authors(values.get("author") or values.get("editor") or "")),
        details={name: found for name, keys in DETAILS.items() if (found := say(*keys))},
        licence=say("license", "licence", "copyright"),
        url=web_address(decoded(values.get("url", ""))),
        funders=_funders(values),
    )


def _said(values: dict[str, str], *keys: str) -> str | None:
    return next((text[:500] for key in keys if (text := decoded(values.get(key, "")))), None)


def _identifiers(values: dict[str, str]) -> dict[str, str]:
    found = {}
    for scheme, normal in identifiers.SCHEMES.items():
        if written := decoded(values.get(scheme, "")).split(";")[0].strip():
            found[scheme] = checked(scheme, normal, written.split(",")[0] if scheme in ("issn", "isbn") else written)
    if "doi" not in found and "doi.org/" in (url := values.get("url", "")) and (doi := identifiers.doi_in(url)):
        found["doi"] = doi
    eprint = values.get("eprint", "")
    if eprint and values.get("archiveprefix", values.get("eprinttype", "")).casefold() == "arxiv":
        found["arxiv"] = eprint
    return found


def _published(values: dict[str, str]) -> dates.PartialDate | None:
    if written := values.get("date", "").split("/")[0]:
        return date_in("date", written)
    year = decoded(values.get("year", ""))
    if not year:
        return None
    number = re.search(r"\d{4}", year)
    if not number:
        if year.casefold() in ("in press", "forthcoming", "to appear", "n.d."):
            return None
        raise Broken("year", f"“{year[:40]}” is not a year: write four digits")
    month = dates.month_number(decoded(values.get("month", "")))
    return date_in("year", f"{number.group()}-{month}" if month else number.group())


def _authors(written: str) -> Iterator[authors.Author]:
    for name in split_multiple_persons_names(" ".join(written.split())):
        if name.casefold() not in ("others", "et al", "et al.") and (author := _author(name)):
            yield author


@lru_cache(maxsize=8192)
def _author(name: str) -> authors.Author | None:
    """One name; the same few people sign most of a library, so each is taken apart once."""
    if name.startswith("{") and name.endswith("}") and _one_group(name):
        return authors.consortium(decoded(name))
    try:
        parts = parse_single_name_into_parts(name, strict=False)
    except (InvalidNameError, IndexError, ValueError):
        return authors.consortium(decoded(name))
    given = " ".join(decoded(part) for part in parts.first)
    family = " ".join(decoded(part) for part in (*parts.von, *parts.last, *parts.jr))
    return authors.person(family or given, given if family else None) if family or given else None


def _one_group(name: str) -> bool:
    """Whether one pair of braces holds the whole name, and not an accent: {HDRC Consortium}, but {\\'A}."""
    level = 0
    for place, char in enumerate(name):
        level += (char == "{") - (char == "}")
        if level == 0:
            return place == len(name) - 1 and not name.startswith("{\\")
    return False


def _funders(values: dict[str, str]) -> tuple[Funder, ...]:
    """Funding data as exports write it: funding, funder, grant, acknowledgement-free."""
    name = decoded(values.get("funder", "")) or None
    written = [decoded(values[key]) for key in ("grantnumber", "grant", "award", "funding") if values.get(key)]
    awards = [award for text in written for award in award_references.split(text)]
    return (Funder(name, None, tuple(dict.fromkeys(awards))),) if name or awards else ()


def _value(written: str, strings: dict[str, str]) -> str:
    """A field's value without its braces or quotes; `jan # " 2024"` put together."""
    text = written.strip()
    if "#" in text and not (text.startswith("{") and text.endswith("}")):
        return "".join(_value(part, strings) for part in _pieces(text))
    if text[:1] in ("{", '"'):
        return _bare(text)
    return strings.get(text.casefold(), text)


def _pieces(text: str) -> list[str]:
    return re.findall(r'"[^"]*"|\{[^{}]*\}|[^#"{}]+', text)


def _bare(text: str) -> str:
    text = text.strip()
    if len(text) >= 2 and ((text[0], text[-1]) in (("{", "}"), ('"', '"'))):
        return text[1:-1].strip()
    return text


@lru_cache(maxsize=8192)
def decoded(text: str) -> str:
    """LaTeX as plain text: accents composed, braces gone, dashes and spaces ordinary."""
    if not _needs_decoding.search(text):
        return " ".join(text.split())
    text = _decoration.sub("", text)
    if "\\" in text or "$" in text:
        try:
            text = str(_to_text.latex_to_text(text))
        except Exception:  # noqa: BLE001  (whatever LaTeX does to the decoder, the text itself is still there)
            text = text.replace("\\", "")
    text = text.replace("{", "").replace("}", "").replace("~", " ")
    for latex, plain in TYPEWRITTEN:
        text = text.replace(latex, plain)
    return " ".join(text.split())


def _line(block: model.Block) -> int:
    return (block.start_line or 0) + 1
