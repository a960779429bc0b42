"""BibTeX as people export it."""

from services.outputs.importers import bibtex
from services.outputs.importers.work import Refused


def read(text):
    return list(bibtex.read(text))


def only(text):
    (work,) = read(text)
    return work


def test_accents_are_decoded_and_a_consortium_stays_whole():
    work = only(
        r"@article{x, title={Na{\"\i}ve {UK} caf{\'e}s}, year=2024,"
        r" author={Garc{\'\i}a, Ana and {HDRC Consortium and Friends} and Jan van der M{\"u}hle}}"
    )
    assert work.title == "Naïve UK cafés"
    assert [author.name for author in work.authors] == [
        "Ana García",
        "HDRC Consortium and Friends",
        "Jan van der Mühle",
    ]
    assert [author.group for author in work.authors] == [False, True, False]


def test_an_accented_first_letter_is_no_consortium():
    assert [author.family for author in only(r"@book{x, title=A, year=2020, author={{\'E}mile Zola}}").authors] == [
        "Zola"
    ]


def test_months_are_words_numbers_or_joined_to_a_day():
    dates = [
        str(only(f"@article{{x, title=A, year=2020, month={month}}}").published) for month in ("jan", "{08}", "Aug")
    ]
    assert dates == ["2020-01", "2020-08", "2020-08"]
    assert str(only("@article{x, title=A, date={2021-05-03/2021-06}}").published) == "2021-05-03"


def test_strings_of_the_file_are_put_in():
    assert only('@string{jo = "Journal of Homes"}\n@article{x, title=A, year=2020, journal=jo}').details == {
        "journal": "Journal of Homes"
    }


def test_a_broken_entry_refuses_itself_alone():
    found = read("@article{a, title={One}, year=2020}\n@article{b, title={Two\n@article{c, title={Three}, year=2021}\n")
    assert [type(each).__name__ for each in found] == ["Work", "Refused", "Work"]
    assert found[1].row == 2
    assert "bracket" in found[1].message


def test_the_same_key_twice_is_two_works():
    found = read("@article{a, title={One}, year=2020}\n@article{a, title={Two}, year=2020}")
    assert [work.title for work in found] == ["One", "Two"]


def test_a_year_that_is_none_is_refused_by_field():
    (refused,) = read("@article{a, title={One}, year={MMXX}}")
    assert isinstance(refused, Refused)
    assert (refused.row, refused.field) == (1, "year")


def test_a_work_without_title_is_known_by_its_doi_and_without_either_refused():
    found = read("@article{a, doi={10.1234/x}, year=2020}\n@article{b, year=2020}")
    assert found[0].title == "Title not given (doi:10.1234/x)"
    assert found[1].field == "title"


def test_awards_of_the_funding_field_are_told_apart():
    (funder,) = only("@article{a, title={One}, year=2020, funder={NIHR}, grant={NIHR123456 and NIHR 654321}}").funders
    assert funder.awards == ("NIHR123456", "NIHR 654321")


def test_a_link_that_a_page_could_not_show_safely_is_left_out():
    assert only("@article{a, title={One}, year=2020, url={javascript:alert(1)}}").url is None


def test_an_arxiv_misc_is_a_preprint():
    work = only("@misc{a, title={One}, year=2020, eprint={2001.00001}, archivePrefix={arXiv}}")
    assert (work.subtype, work.identifiers) == ("preprint", {"arxiv": "2001.00001"})
