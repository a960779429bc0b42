"""RIS as reference managers write it."""

from services.outputs.importers import reading, ris


def read(text):
    return list(ris.read(text))


RECORD = "TY  - JOUR\nTI  - Homes\nPY  - 2024/03/01\nER  - \n"


def test_a_byte_order_mark_hides_nothing():
    (work,) = reading.works(b"\xef\xbb\xbf" + RECORD.encode())
    assert (work.title, str(work.published)) == ("Homes", "2024-03-01")


def test_windows_line_ends_are_read():
    (work,) = reading.works(RECORD.replace("\n", "\r\n").encode())
    assert work.title == "Homes"


def test_unknown_tags_and_numbers_between_records_are_left_out():
    found = read("1.\nTY  - JOUR\nTI  - One\nJP  - CRISPR\nPY  - 1948/07//\nER  - \n\n2.\n" + RECORD)
    assert [work.title for work in found] == ["One", "Homes"]
    assert str(found[0].published) == "1948-07"


def test_a_record_that_the_file_ends_before_closing_is_kept():
    assert [
        work.title for work in read("TY  - JOUR\nTI  - One\nPY  - 2020\nTY  - JOUR\nTI  - Two\nPY  - 2020\nER  -")
    ] == [
        "One",
        "Two",
    ]


def test_the_type_may_be_a_name_and_the_title_a_short_one():
    (work,) = read("TY  - Journal Article\nST  - Short\nPY  - 2009\nVO  - 8\nER  -")
    assert (work.subtype, work.title, work.details["volume"]) == ("journal_article", "Short", "8")


def test_a_title_over_two_lines_is_one():
    (work,) = read("TY  - JOUR\nTI  - Homes and\nhealth\nPY  - 2020\nER  - ")
    assert work.title == "Homes and health"


def test_names_are_split_at_the_comma_and_a_consortium_has_none():
    (work,) = read(
        "TY  - JOUR\nTI  - A\nAU  - Shannon,Claude E.\nAU  - HDRC Consortium\nAU  - King, Martin, Jr.\nER  - "
    )
    assert [(a.family, a.given, a.group) for a in work.authors] == [
        ("Shannon", "Claude E.", False),
        (None, None, True),
        ("King Jr.", "Martin", False),
    ]


def test_a_month_may_be_a_word():
    (work,) = read("TY  - JOUR\nTI  - A\nPY  - 2024\nDA  - 2024/March/1\nER  - ")
    assert str(work.published) == "2024-03"


def test_a_date_that_is_none_is_refused_by_field():
    (refused,) = read("TY  - JOUR\nTI  - A\nPY  - soon\nER  - ")
    assert (refused.row, refused.field) == (1, "PY")


def test_a_doi_that_is_none_is_refused_by_field():
    (refused,) = read("TY  - JOUR\nTI  - A\nDO  - see journal\nER  - ")
    assert refused.field == "DO"


def test_what_does_not_fit_as_issn_or_isbn_is_no_reason_to_refuse():
    (work,) = read("TY  - JOUR\nTI  - A\nSN  - 1932-6203 (Electronic)\nSN  - rubbish\nER  - ")
    assert work.identifiers == {"issn": "1932-6203"}


def test_tags_with_one_space_throughout_are_read():
    (work,) = ris.read("TY - JOUR\nTI - Homes\nPY - 2024\nER -\n")
    assert (work.title, str(work.published)) == ("Homes", "2024")
