"""Groups of fields that facts of several services share: money, places, periods, text by reference, artefacts."""

from __future__ import annotations

from typing import Any, cast

from shared.events.fields import (
    Currency,
    Date,
    DecimalText,
    Group,
    Id,
    Named,
    OneOf,
    Part,
    Plain,
    Sha256,
    Text,
    Whole,
)


class MoneyPart(Part):
    amount = DecimalText("decimal number as text", required=True)
    currency = Currency("ISO 4217 code", required=True)


class Money(Group):
    """An amount with its currency: {"amount": "12.50", "currency": "GBP"}."""

    part = MoneyPart


class PlacePart(Part):
    code = Id("code of the place, GSS where there is one: E08000012", required=True)
    kind = OneOf("kind of place", ("ward", "neighbourhood", "lsoa", "city"), required=True)
    boundary_set = Text("the set of boundaries the code belongs to, with its year", required=True)


class Place(Group):
    """A place by its code, its kind and the boundaries meant."""

    part = PlacePart


# `from` is a word of Python's own, so this part is declared by names
PeriodPart: type[Part] = cast(
    "type[Part]",
    Part.from_dict(
        {"from": Date("first day", required=True), "to": Date("last day, included", required=True)}, name="PeriodPart"
    ),
)


class Period(Group):
    """Two days, both included: {"from": "2026-01-01", "to": "2026-06-30"}."""

    part = PeriodPart


class WordsPart(Part):
    text_id = Id("where the owning service keeps the words", required=True)
    sha256 = Sha256("fingerprint of the words in UTF-8", required=True)


class Words(Group):
    """Free text by reference: the words stay where they can be corrected, released or erased. Internal always."""

    part = WordsPart

    def __init__(self, description: str, **options: Any) -> None:
        super().__init__(description, **({"seen_by": "internal"} | options))


class ChangePart(Part):
    before = Plain("what it was; null when it was not known", required=True, nullable=True)
    after = Plain("what it is; null when it is no longer known", required=True, nullable=True)


class Changes(Named):
    """What changed, by field: {"title": {"before": "Homes", "after": "Homes and health"}}."""

    def __init__(self, description: str, **options: Any) -> None:
        super().__init__(Group("before and after", part=ChangePart), description, **options)


class ArtefactPart(Part):
    sha256 = Sha256("digest of the file, under which it is kept", required=True)
    size = Whole("bytes", required=True)
    file_name = Text("name under which it is handed out")


class ArtefactsPart(Part):
    html = Group("the web page", part=ArtefactPart, required=True)
    json = Group("the figures as data", part=ArtefactPart, required=True)
    pdf = Group("PDF/UA; absent where it could not be made", part=ArtefactPart)
    docx = Group("word-processor file", part=ArtefactPart)
    xlsx = Group("workbook", part=ArtefactPart)


class Artefacts(Group):
    """The files of a report by kind, each with its digest and size."""

    part = ArtefactsPart
