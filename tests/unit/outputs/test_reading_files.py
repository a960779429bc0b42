"""Whole files: what is refused, how, and how fast. The format is told by content, never by name."""

import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.outputs.importers import reading
from services.outputs.importers.work import Refused, Unreadable, Work

GIVEN = Path(__file__).parents[4] / "shared" / "data"

WEB_OF_SCIENCE = "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Loach, PA\nTI Interactions\nER\n\nEF"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (WEB_OF_SCIENCE.encode(), "Web of Science export"),
        (b"%PDF-1.7 \x00\x01", "a PDF"),
        (b"PK\x03\x04" + bytes(50), "damaged or was cut off"),
        (bytes(range(256)), "binary"),
        ("@article{a, title={Caf\xe9}}".encode("latin-1"), "Line 1 is not UTF-8"),
        (b"<?xml version='1.0'?><a/>", "XML or a web page"),
        (b"title,doi\nHomes,10.1234/x\n", "Its headings are neither"),
        (b"Dear all\nhere is the list\n\nof works", "neither BibTeX"),
        (b"\xff\xfe\x00", "UTF-16"),
        (b"TY  - JOUR\nTI  - " + b"x" * (3 << 20), "line of more than"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence_that_says_what_to_do(content, says):
    with pytest.raises(Unreadable, match=says) as refused:
        list(reading.works(content))
    assert str(refused.value).endswith(".")
    assert "\n" not in str(refused.value)


def test_utf_16_with_its_mark_is_read():
    (work,) = reading.works("TY  - JOUR\r\nTI  - Café\r\nER  - \r\n".encode("utf-16"))
    assert work.title == "Café"


@pytest.mark.parametrize("name", ["ris", "bibtex", "rubbish"])
def test_a_file_of_fifty_megabytes_is_refused_at_once(name):
    one = {"ris": b"TY  - JOUR\nTI  - A\nER  - \n", "bibtex": b"@article{a, title={A}}\n", "rubbish": b"x" * 26}[name]
    begun = time.monotonic()
    with pytest.raises(Unreadable, match="larger than 20 MB"):
        reading.separately(one * (50 * reading.MB // len(one)))
    assert time.monotonic() - begun < 20


def test_reading_that_takes_too_long_is_stopped():
    many = b"\n".join(b"@article{a%d, title={A}}" % n for n in range(100_000))
    with pytest.raises(Unreadable, match=r"more than 0\.5 seconds"):
        reading.separately(many, seconds=0.5)


def test_what_the_reading_process_sends_is_what_was_read():
    source = (
        b"@article{a, title={A}, year=2020, author={Ann Other and {The Group}}, doi={10.1234/x}, grant={NIHR123456}}\n"
        b"@book{b, year=x}"
    )
    assert list(reading.separately(source)) == list(reading.works(source))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_at_all_break_it(content):
    try:
        assert all(isinstance(each, Work | Refused) for each in reading.works(content))
    except Unreadable as sentence:
        assert str(sentence)


PIECES = [
    "TY  - JOUR\n", "TI  - ", "ER  - \n", "AU  - ", "PY  - ", "DO  - 10.1/", "@article{", "@string{", "title={",
    "author={",
    " and ", "}", "{", '"', ",", "=", "#", "\\'", "\\", "$", "year=", "2024", "2024/03/01", "\n", "%", '{"DOI":', '"x"',
    "[", "]", '"date-parts":', '"funder":', "null", "jan", "doi={10.1234/a}", "é", "\u202e", "@comment{", "(", ")",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_no_mixture_of_the_formats_own_pieces_breaks_it(text):
    try:
        assert all(isinstance(each, Work | Refused) for each in reading.works(text.encode()))
    except Unreadable as sentence:
        assert str(sentence)


@pytest.mark.parametrize("opening", ["{", "@article{a, title={", "TY  - JOUR\nTI  - {", '{"title":[', "\\'{"])
def test_deep_nesting_does_not_hang_it(opening):
    begun = time.monotonic()
    try:
        list(reading.works((opening * 20_000).encode()))
    except Unreadable as sentence:
        assert str(sentence)
    assert time.monotonic() - begun < 20


def test_a_real_file_damaged_at_random_never_breaks_it():
    chance = random.Random(1)
    source = b"@article{a, title={A {B} C}, year=2020, author={Garc{\\'\\i}a, Ana and {G H}}, month=jan # feb}\n" * 5
    for _ in range(100):
        damaged = bytearray(source)
        for _ in range(6):
            damaged[chance.randrange(len(damaged))] = chance.randrange(1, 128)
        assert all(isinstance(each, Work | Refused) for each in reading.works(b"@article{z, title={Z}}\n" + damaged))


@pytest.mark.skipif(not GIVEN.is_dir(), reason="the folder of real inputs, ../shared/data, is not here")
@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("bibtex/bibtex.bib", ["An amazing title"]),
        ("crossref/bibtex_science_169_635.bib", ["The Structure of Ordinary Water: New data and inter"]),
        ("crossref/work_jclinpath-2020-206745.json", ["Construction of a reference material panel for dete"]),
        ("crossref/work_plos_0033693.json", ["Methylphenidate Exposure Induces Dopamine Neuron Lo"]),
        ("ris/example_basic.ris", ["A Mathematical Theory of Communication"]),
        ("ris/example_bom.ris", ["Title not given (doi:10.1186/s40981-020-0316-0)"]),
        ("ris/example_full.ris", ["Title of reference", "The title of the reference"]),
        ("ris/example_multi_unknown_tags.ris", ["A Mathematical Theory of Communication"]),
        ("ris/example_utf_chars.ris", ["Состояние рецепторного аппарата эндометрия и метабо"]),
    ],
)
def test_a_real_file_gives_its_works(name, titles):
    assert [work.title[:51] for work in reading.works((GIVEN / name).read_bytes())] == [title[:51] for title in titles]


@pytest.mark.skipif(not GIVEN.is_dir(), reason="the folder of real inputs, ../shared/data, is not here")
def test_the_real_web_of_science_file_is_refused_for_what_it_is():
    with pytest.raises(Unreadable, match="Web of Science export"):
        list(reading.works((GIVEN / "ris" / "example_wos.ris").read_bytes()))
