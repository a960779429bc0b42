"""What a file is, is told by its content: each kind is taken as itself, all else is refused in a sentence."""

from __future__ import annotations

import io
import struct
import time
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.gateway.uploads import kinds
from services.gateway.uploads.looking import look
from services.gateway.uploads.refused import Refused
from tests.unit.gateway.uploads.samples import WORD, chunk, locked, pdf, picture, word, workbook

HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
FROM_ELSEWHERE = (
    b'<Relationships xmlns="r"><Relationship Id="1" TargetMode="External" Target="https://example.org/a.dotm" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/></Relationships>'
)
LINK = FROM_ELSEWHERE.replace(b"attachedTemplate", b"hyperlink")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("minutes.pdf", pdf(), "pdf"),
        ("Minutes.PDF", pdf(stream=b"1 0 << /Type /Font >>"), "pdf"),
        ("board.png", picture("PNG"), "png"),
        ("board.jpg", picture("JPEG"), "jpeg"),
        ("phone.jpeg", picture("JPEG") + b"\0" * 9 + picture("JPEG"), "jpeg"),
        ("minutes.docx", word(), "docx"),
        ("linked.docx", word({"word/_rels/document.xml.rels": LINK}), "docx"),
        ("places.xlsx", workbook(), "xlsx"),
        ("places.csv", "name,people\nDôl,5\n".encode(), "csv"),
        ("old.csv", "name,people\nDôl,5\n".encode("cp1252"), "csv"),
        ("notes.txt", "Said: “yes”.\n".encode("utf-16"), "txt"),
    ],
)
def test_what_people_send_is_taken_as_what_it_is(name: str, content: bytes, kind: str) -> None:
    assert look(content, name, kinds.EVIDENCE).key == kind


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", b"", "is empty"),
        ("a.png", HTML, "its content is not a PNG picture"),
        ("a.pdf", HTML, "its content is not a PDF"),
        ("a.jpg", SVG, "its content is not a JPEG"),
        ("a.pdf", b"function f() { return 1 }", "its content is not a PDF"),
        ("a.txt", HTML, "web page"),
        ("a.csv", b"\xef\xbb\xbf  \n" + SVG, "web page"),
        ("a.txt", b"#!/bin/sh\nrm -r /", "script"),
        ("a.txt", b"{\\rtf1 {\\object}}", "another document"),
        ("a.txt", b"MZ\x90\x00\x03\x00", "not text"),
        ("a.txt", b"\xff\xfe\x00", "not text in a known encoding"),
        ("a.png", picture("JPEG"), "its content is not a PNG picture (it looks like"),
        ("a.html", HTML, "named .html is not taken"),
        ("a.svg", SVG, "named .svg is not taken"),
        ("a.docm", word(), "named .docm is not taken"),
        ("minutes", pdf(), "name says no kind"),
        ("a.bib", b"@article{a}", "named .bib is not taken"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old form, or protected with a password"),
    ],
)
def test_what_is_not_what_its_name_says_is_refused_in_one_sentence(name: str, content: bytes, words: str) -> None:
    with pytest.raises(Refused, match=r"^[A-Z]") as refused:
        look(content, name, kinds.EVIDENCE)
    assert words in refused.value.message
    assert "\n" not in refused.value.message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (pdf(b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"), "has a script"),
        (pdf(b"/OpenAction << /S /J#61vaScript >>"), "has a script"),
        (pdf(b"/AA << /O << /S /Launch /F (cmd.exe) >> >>"), "can start programs"),
        (pdf(b"/Names << /EmbeddedFiles 5 0 R >>"), "other files within it"),
        (pdf(b"/Encrypt 9 0 R"), "password"),
        (pdf(stream=b"1 0 << /S /JavaScript >>"), "has a script"),
        (pdf(stream=b"\0" * (101 << 20)), "too large when it is opened"),
        (pdf(stream=b"x", about=b"/Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode]"), "cannot be looked into"),
        (pdf() + word(), "also something else"),
        (pdf()[:-4] + word() + b"%%EOF\n", "also something else"),
        (pdf()[:-12], "cut off"),
        (b"%PDF-x\n" + pdf(), "does not begin as one does"),
    ],
)
def test_a_pdf_with_something_active_or_something_else_in_it_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        look(content, "a.pdf", kinds.EVIDENCE)


PNG_WITH_PAGE = picture("PNG")[:33] + chunk(b"tEXt", b"Comment\0" + HTML) + picture("PNG")[33:]
HUGE = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.png", picture("PNG") + word(), "behind the end"),
        ("a.png", picture("PNG")[:-8], "cut off"),
        ("a.png", picture("PNG").replace(b"IDAT", b"IDAX", 1), "checksum"),
        ("a.png", PNG_WITH_PAGE, "code of a web page"),
        ("a.png", picture("PNG")[:8] + chunk(b"IHDR", HUGE) + chunk(b"IEND", b""), "too many"),
        ("a.jpg", picture("JPEG") + HTML, "behind the end"),
        ("a.jpg", picture("JPEG")[:200], "cut off"),
        ("a.jpg", b"\xff\xd8\xff\xfe" + struct.pack(">H", len(HTML) + 2) + HTML + picture("JPEG")[2:], "web page"),
    ],
)
def test_a_picture_with_something_else_in_it_is_refused(name: str, content: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        look(content, name, kinds.EVIDENCE)


MACRO_TYPE = '<Override PartName="/x" ContentType="application/vnd.ms-office.vbaProject"/>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (word({"word/vbaProject.bin": b"x"}), "macros"),
        (word(types=MACRO_TYPE), "macros"),
        (word(main="application/vnd.ms-word.document.macroEnabled.main+xml"), "macros"),
        (word({"xl/macrosheets/sheet1.xml": b"x"}), "macros"),
        (word({"word/a.exe": b"MZ"}), "macros or programs"),
        (word({"word/embeddings/oleObject1.bin": b"x"}), "object of another program"),
        (word({"word/_rels/settings.xml.rels": FROM_ELSEWHERE}), "from elsewhere"),
        (word({"word/media/bomb": b"\0" * (40 << 20)}), "far larger when it is opened"),
        (word({f"word/{number}": b"" for number in range(5001)}), "too many"),
        (word({"../../etc/cron.d/a": b"x"}), "outside of it"),
        (word({"word/A.xml": b"", "word/a.xml": b""}), "one name"),
        (locked(word()), "password"),
        (word() + b"more", "behind the end"),
        (word() + word(), "also something else"),
        (word(main=f"{WORD}.template.main+xml"), "is not a Word document"),
        (workbook(), "is not a Word document"),
        (word(types='<!DOCTYPE a [<!ENTITY b "c">]>'), "damaged"),
        (word()[:-30], "damaged"),
        (b"PK\x03\x04" + b"\0" * 100, "damaged"),
    ],
)
def test_an_office_file_that_could_do_harm_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        look(content, "a.docx", kinds.EVIDENCE)


def test_records_may_be_imported_in_kinds_that_are_no_evidence() -> None:
    assert look(b"@article{a, title={Homes}}", "works.bib", kinds.IMPORT).key == "bib"
    assert look(b"TY  - JOUR\nAB  - a \x02 b\n\x1a", "works.ris", kinds.IMPORT).key == "ris"
    with pytest.raises(Refused, match="not text"):
        look(b"TY  - JOUR\0", "works.ris", kinds.IMPORT)
    with pytest.raises(Refused, match=r"not taken\. Send an Excel workbook"):
        look(pdf(), "works.pdf", kinds.IMPORT)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([pdf(), picture("PNG"), picture("JPEG"), word(), workbook()]), st.data())
def test_a_damaged_file_is_taken_or_refused_and_never_breaks(whole: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(whole) - 1))
    instead = data.draw(st.binary(max_size=8))
    content = whole[:at] + instead + whole[at + data.draw(st.integers(0, 9)) :]
    for name in ("a.pdf", "a.png", "a.jpg", "a.docx", "a.xlsx", "a.txt"):
        try:
            look(content, name, kinds.EVIDENCE)
        except Refused as refused:
            assert refused.message.endswith(".")


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=400), st.sampled_from([b"", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"PK\x03\x04"])
)
def test_no_bytes_break_the_look(tail: bytes, head: bytes) -> None:
    for name in ("a.pdf", "a.png", "a.jpg", "a.docx", "a.csv", "a"):
        try:
            look(head + tail, name, kinds.EVIDENCE)
        except Refused as refused:
            assert refused.fields["file"] == [refused.message]


def test_fifty_megabytes_is_the_end(api: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert kinds.largest() == 50 << 20
    monkeypatch.setattr("services.gateway.uploads.kinds.largest", lambda: 3000)
    assert api.post("/api/v1/files", data={"file": (io.BytesIO(b"a" * 3000), "a.txt")}).status_code == 201
    answer = api.post("/api/v1/files", data={"file": (io.BytesIO(b"b" * 3001), "b.txt")})
    assert answer.status_code == 413
    kept = [found for found in (tmp_path / "files").rglob("*") if found.is_file() and len(found.read_bytes()) > 100]
    assert [found.read_bytes()[:1] for found in kept] == [b"a"]


def test_thousands_of_pressed_streams_are_looked_into_without_copying_the_file_for_each() -> None:
    """A file of many small object streams once was copied from there to its end for each of them: minutes for one."""
    one = b"9 0 obj\n<< /Type /ObjStm /Filter /FlateDecode /Length 9 >>\nstream\n" + zlib.compress(b"x" * 1000) + b"\n"
    content = pdf().replace(b"xref", one * 3000 + b"%" + b" " * (16 << 20) + b"\nxref", 1)
    begun = time.process_time()
    assert look(content, "many.pdf", kinds.EVIDENCE).key == "pdf"
    assert time.process_time() - begun < 5
