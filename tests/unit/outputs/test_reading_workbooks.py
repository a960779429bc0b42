"""Workbooks of strangers: bombs, macros, locks, damage and other kinds of file are each refused in one sentence."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from workbooks import PUBLICATIONS_2022, delimited, publication, workbook

from services.outputs.importers import reading
from services.outputs.importers.sheets import cells, sheets_of
from services.outputs.importers.sheets import workbook as module
from services.outputs.importers.work import Refused, Unreadable, Work

GOOD = workbook({"Publications": [PUBLICATIONS_2022, publication("HDR-1", "5e6a27b6e5cc89.33826613", "Homes")]})


def refused(content: bytes) -> str:
    with pytest.raises(Unreadable) as error:
        list(reading.works(content))
    sentence = str(error.value)
    assert sentence.endswith(".") and "\n" not in sentence
    return sentence


def changed(
    change: Callable[[str, bytes], bytes | None], more: dict[str, bytes] | None = None, **options: Any
) -> bytes:
    """The good workbook with each part as `change` gives it (None: left out), and parts more."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(GOOD)) as before,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, **options) as after,
    ):
        for name in before.namelist():
            if (content := change(name, before.read(name))) is not None:
                after.writestr(name, content)
        for name, content in (more or {}).items():
            after.writestr(name, content)
    return made.getvalue()


def same(_: str, content: bytes) -> bytes:
    return content


def test_the_good_workbook_is_read() -> None:
    (work,) = reading.works(GOOD)
    assert isinstance(work, Work) and work.title == "Homes"


def test_a_part_that_grows_a_thousandfold_is_refused_before_it_is_unpacked() -> None:
    began = time.monotonic()
    bomb = changed(same, {"xl/media/image1.xml": bytes(300 << 20)})
    assert len(bomb) < 1 << 20
    made = time.monotonic()
    assert "far larger than any list of outputs" in refused(bomb)
    assert time.monotonic() - made < 2, made - began


def test_many_parts_and_locked_ones_are_refused() -> None:
    assert "too many parts" in refused(changed(same, {f"x/{n}": b"" for n in range(2100)}))
    locked = bytearray(GOOD)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = locked.find(mark)
        while at >= 0:
            locked[at + place] |= 1
            at = locked.find(mark, at + 4)
    assert "locked ones" in refused(bytes(locked))


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"]
)
def test_entities_that_grow_without_end_are_refused_in_any_part(part: str) -> None:
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">' + laughs + b"]>"

    def explode(name: str, content: bytes) -> bytes:
        if name != part:
            return content
        body = content.partition(b"?>")[2]
        return bomb + body.replace(b"<t>", b"<t>&l9;", 1).replace(b"<v>", b"<v>&l9;", 1)

    began = time.monotonic()
    try:
        found = list(reading.works(changed(explode)))
    except Unreadable as sentence:
        assert str(sentence).endswith(".")
    else:  # the parser of this part does not resolve entities at all
        assert all("lol" not in str(each) for each in found)
    assert time.monotonic() - began < 5


def test_an_external_entity_is_never_fetched(tmp_path: Any) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the password")

    def reach(name: str, content: bytes) -> bytes:
        if name != "xl/sharedStrings.xml":
            return content
        head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'.encode()
        return head + content.partition(b"?>")[2].replace(b">Homes<", b">Homes &e;<", 1)

    try:
        found = str(list(reading.works(changed(reach))))
    except Unreadable as sentence:
        found = str(sentence)
    assert "password" not in found


@pytest.mark.parametrize("name", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_macros_are_refused(name: str) -> None:
    assert "macros, which are never taken in" in refused(changed(same, {name: b"x"}))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel workbook (.xls), or one locked with a password"),
        (GOOD[:-200], "damaged or was cut off"),
        (GOOD[:40], "damaged or was cut off"),
        (GOOD.replace(b"PK\x01\x02", b"PK\x09\x09"), "damaged or was cut off"),
        (changed(lambda name, content: b"<a" if name == "xl/workbook.xml" else content), "damaged"),
        (changed(lambda name, content: content[:-40] if name == "xl/worksheets/sheet1.xml" else content), "damaged"),
    ],
    ids=["xls", "cut at its end", "cut at its start", "no directory", "no workbook", "half a sheet"],
)  # fmt: skip
def test_what_is_damaged_or_old_is_refused_and_says_what_to_do(content: bytes, says: str) -> None:
    sentence = refused(content)
    assert says in sentence and "save it again as" in sentence


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("word/document.xml", "a Word document"),
        ("ppt/slides.xml", "a PowerPoint file"),
        ("xl/workbook.bin", "a binary workbook (.xlsb)"),
        ("content.xml", "an OpenDocument file"),
        ("holiday.jpg", "a ZIP archive"),
    ],
)
def test_another_kind_of_file_is_called_what_it_is(name: str, what: str) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(name, b"x")
    assert refused(made.getvalue()).startswith(f"This is {what}, not a workbook")


def test_more_rows_or_columns_than_any_list_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 50)
    many = [publication("HDR-1", f"5e6a27b6e5cc{n:04}", "Homes") for n in range(60)]
    assert "has more than 50 rows, empty ones counted" in refused(
        workbook({"Publications": [PUBLICATIONS_2022, *many]})
    )
    monkeypatch.setattr(module, "MOST_COLUMNS", 15)
    assert "has more than 15 columns" in refused(GOOD)


def test_a_row_that_says_that_it_is_the_millionth_neither_hangs_nor_is_taken() -> None:
    def far(name: str, content: bytes) -> bytes:
        return content.replace(b'<row r="2"', b'<row r="999999999999"', 1) if name.endswith("sheet1.xml") else content

    began = time.monotonic()
    assert f"more than {cells.MOST_ROWS:,} rows" in refused(changed(far))
    assert time.monotonic() - began < 5


def test_a_size_that_the_file_claims_is_not_believed() -> None:
    def claims(name: str, content: bytes) -> bytes:
        head, mark, rest = content.partition(b"<dimension ref=")
        return head + mark + b'"A1:XFD1048576"' + rest.partition(b'"')[2].partition(b'"')[2] if mark else content

    began = time.monotonic()
    (work,) = reading.works(changed(claims))
    assert isinstance(work, Work)
    assert time.monotonic() - began < 5


def test_numbers_days_and_truth_are_texts_and_what_they_were_is_known() -> None:
    (sheet,) = sheets_of(workbook({"S": [["a"], [1.0, 2.5, True, "=1+1", "'x", 6.140221683e17, "  tidy\u00a0"]]}))
    (line,) = sheet.lines
    assert line.texts == ("1", "2.5", "Yes", "=1+1", "'x", "6.140221683e+17", "tidy")
    assert line.kinds == {0: "number", 1: "number", 3: "formula", 5: "number"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_same_table_is_read_from_csv_in_every_encoding_that_excel_writes(delimiter: str, encoding: str) -> None:
    rows = [PUBLICATIONS_2022, publication("HDR-1", "5e6a27b6e5cc89.33826613", "Café “Homes” – a study, of £5")]
    (work,) = reading.works(delimited(rows, delimiter, encoding))
    assert isinstance(work, Work) and work.title == "Café “Homes” – a study, of £5"


@pytest.mark.parametrize("encoding", ["mac_roman", "cp1250", "iso8859_5", "shift_jis"])
def test_an_encoding_that_would_be_a_guess_is_refused(encoding: str) -> None:
    words = {"mac_roman": "Café", "cp1250": "Šárka Žižková", "iso8859_5": "Привет", "shift_jis": "こんにちは"}[encoding]
    rows = [PUBLICATIONS_2022, publication("HDR-1", "5e6a27b6e5cc89.33826613", words, Unique=None)]
    assert "is not UTF-8" in refused(delimited(rows, encoding=encoding))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('Type,Title\nPublication,"Homes\n', "never closes"),
        ('Type,Title\nPublication,"Ho"mes"\n', "Line 2 is not as CSV should be"),
        ("Type,Title\nPublication," + "x" * 200_000, "a cell of more than"),
        ("Type,Title" + ",x" * 600 + "\n", "602 columns and may have 500"),
    ],
)
def test_a_table_that_is_not_well_formed_is_refused_in_a_sentence(text: str, says: str) -> None:
    assert says in refused(text.encode())


def test_a_line_break_within_quotes_begins_no_row_for_the_numbers_of_refusals() -> None:
    rows = [["Type", "Title", "DOI"], ["Publication", "two\nlines", ""], ["Publication", "Homes", "none of it"]]
    first, second = reading.works(delimited(rows))
    assert isinstance(first, Work) and first.title == "two lines"
    assert isinstance(second, Refused) and (second.row, second.field) == (3, "DOI")
