"""Researchfish downloads of every year: headings that drift, and cells that go wrong in every way that was seen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from workbooks import POLICY_2022, PUBLICATIONS_2022, delimited, policy, publication, workbook

from services.outputs import vocabulary
from services.outputs.importers import reading
from services.outputs.importers.work import Found, Refused, Remark, Unreadable, Work
from services.outputs.vocabulary import researchfish

ID = "5e6a27b6e5cc89.33826613"
#: sheet and column names of real downloads, 2018 to 2022
HEADINGS: dict[str, dict[str, list[str]]] = json.loads(
    (Path(__file__).parent / "researchfish_headings.json").read_text(encoding="utf-8")
)
SHEETS = [(year, name) for year, sheets in HEADINGS.items() for name in sheets]
ELSEWHERE = ("Award", "1A", "Skill", "1F", "Second", "Animal", "1U", "NPRI")


def read(*rows: list[Any], sheet: str = "Publications", headings: Any = PUBLICATIONS_2022) -> list[Found]:
    return list(reading.works(workbook({sheet: [headings, *rows]})))


def one(*rows: list[Any], **more: Any) -> Work:
    (found,) = read(*rows, **more)
    assert isinstance(found, Work), found
    return found


def refused(**cells: Any) -> tuple[int, str, str]:
    (found,) = read(publication("HDR-1", cells.pop("id_", ID), "Homes", **cells))
    assert isinstance(found, Refused), found
    return found.row, found.field, found.message


@pytest.mark.parametrize(("year", "name"), SHEETS, ids=str)
def test_every_heading_of_every_year_is_taken_or_left_out_on_purpose(year: str, name: str) -> None:
    headings = HEADINGS[year][name]
    cells = [""] * len(headings)
    place = next(n for n, each in enumerate(headings) if each in ("Award Reference", "File Reference"))
    cells[place] = "HDR-1"
    content = workbook({name[:31]: [headings, cells]})
    if "Award" in name.partition(" ")[0] or name == "1A Awards":
        with pytest.raises(Unreadable, match="awards are brought in by “Import awards”"):
            list(reading.works(content))
        return
    found = list(reading.works(content))
    unknown = [each.remark for each in found if isinstance(each, Remark) and "not known here" in each.remark]
    assert unknown == []
    if not name.startswith(ELSEWHERE):
        (record,) = [each for each in found if isinstance(each, Refused)]
        assert "the id of the outcome" in record.message  # it was taken for what it is: only its cells are empty


@pytest.mark.parametrize(("year", "name"), [each for each in SHEETS if not each[1].startswith(ELSEWHERE)], ids=str)
def test_a_sheet_saved_as_csv_has_no_name_and_is_told_by_its_columns(year: str, name: str) -> None:
    headings = HEADINGS[year][name]
    layout = researchfish.layout()
    named = next(of for of in layout.sheets if researchfish.sheet_name(name) in of.names)
    award = next(n for n, each in enumerate(headings) if each in ("Award Reference", "File Reference"))
    outcome = next(n for n, each in enumerate(headings) if each in ("Entry ID", "ID", "id"))
    cells = [""] * len(headings)
    cells[award], cells[outcome] = "HDR-1", ID
    title = next(
        (n for n, each in enumerate(headings) if researchfish.folded(each) in named.columns.get("title", ())), None
    )
    if title is not None:
        cells[title] = "Something"
    for place, each in enumerate(headings):
        if named.only_if and researchfish.folded(each) in named.columns[named.only_if]:
            cells[place] = "Yes"
    (found,) = [each for each in reading.works(delimited([headings, cells])) if not isinstance(each, Remark)]
    assert isinstance(found, Work), found
    assert found.type == named.type


def test_an_outcome_is_told_by_its_id_whatever_award_and_second_its_row_is_of() -> None:
    work = one(publication("HDR-1", ID, "Homes", DOI="10.1234/Homes", **{"PubMed ID": 34862222}))
    assert (work.keys, work.attributed) == ((f"researchfish:{ID}",), ("HDR-1",))
    assert work.identifiers == {"doi": "10.1234/Homes", "pmid": "34862222"}
    assert (work.type, work.subtype, str(work.published)) == ("publication", "journal_article", "2021-03")
    without = publication("HDR-1", ID, "Homes", **{"Outcome Base ID": None})  # 2018: the second stands behind the id
    assert one(without).keys == work.keys


@pytest.mark.parametrize("written", [6.140221683e17, "6.140221683e+17", "6.14022E+17", 60420052418035.3])
def test_an_id_that_a_spreadsheet_made_a_number_of_is_refused_with_a_sentence(written: Any) -> None:
    row, field, message = refused(**{"Outcome Base ID": written})
    assert (row, field) == (2, "Outcome Base ID")
    assert "a spreadsheet has made a number of this id and lost digits" in message
    assert "format Text" in message


def test_an_id_of_digits_alone_that_kept_them_all_is_taken() -> None:
    assert one(publication("HDR-1", "x", "Homes", **{"Outcome Base ID": 6042217520417})).keys == (
        "researchfish:6042217520417",
    )


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("Month", "http://dx.doi.org/10.1101/2021.02.03.21251004"),
        ("Year", "Oxford University Press"),
        ("Start Date", "research-grant"),
        ("Outcome Type", "Preprint"),
        ("Outcome Sub-type", "374"),
        ("DOI", "see the journal"),
        ("PubMed ID", "PubMed"),
        ("Outcome Base ID", "Y"),
    ],
)
def test_a_row_whose_cells_have_moved_is_refused_by_row_and_field_and_never_taken(field: str, cell: str) -> None:
    row, named, message = refused(**{field: cell})
    assert (row, named) == (2, field)
    assert "the cells of this row may have moved" in message


def test_a_row_with_more_cells_than_headings_is_refused() -> None:
    (found,) = read([*publication("HDR-1", ID, "Homes"), "more"])
    assert isinstance(found, Refused) and "20 cells and there are 19 headings" in found.message


def test_a_currency_that_is_none_shows_that_cells_have_moved_and_one_that_is_not_kept_is_left_out_and_said() -> None:
    headings = ("Award Reference", "Entry ID", "Description*", "Funding Type*", "Parent Org*", "Currency*", "Amount*",
                "Fund Start Month*", "Fund Start Year*", "Fund End Month*", "Fund End Year*")  # fmt: skip
    grant = "Research grant (including intramural programme)"

    def row(currency: str, amount: Any = 304277.5, start: Any = 0) -> list[Any]:
        return ["HDR-1", ID, "A bid", grant, "MRC", currency, amount, start, 2019, 0, 2022]

    (moved,) = read(row("X00000151"), sheet="Further Funding", headings=headings)
    assert isinstance(moved, Refused) and (moved.field, moved.row) == ("Currency*", 2)
    work = one(row("EUR Euro"), sheet="Further Funding", headings=headings)
    assert (work.details["currency"], work.details["amount"], work.details["start_month"]) == ("EUR", "304277.5", "0")
    assert str(work.published) == "2019"  # month 0 is one that nobody knows
    other = one(row("SGD"), sheet="Further Funding", headings=headings)
    assert "amount" not in other.details
    assert other.remarks == (("Currency*", "Amounts in SGD are not kept: this one was left out"),)


def test_lists_with_commas_inside_their_values_are_read_by_their_words_the_longest_first() -> None:
    areas = "Education,Government, Democracy Justice,Manufacturing, including Industrial Biotechology,Healthcare"
    kinds = "Improvements in public well-being: quality of life or morbidity or survival,Changed public attitudes"
    row = policy("HDR-1", ID, "A policy", **{"Policy Impact Areas": areas, "Policy Impact Types": kinds})
    work = one(row, sheet="Policy", headings=POLICY_2022)
    assert work.details["impact_areas"] == ["education", "government", "manufacturing", "healthcare"]
    assert work.details["impact_types"] == ["survival", "attitudes"]
    (unknown,) = read(
        policy("HDR-1", ID, "A policy", **{"Policy Impact Areas": "Healthcare, Astrology"}),
        sheet="Policy", headings=POLICY_2022,
    )  # fmt: skip
    assert isinstance(unknown, Refused) and "“Astrology” is none of them" in unknown.message


@pytest.mark.parametrize(
    ("years", "kept", "first"),
    [
        ("'2018                  ", ["2018"], "2018"),
        ("2018,2019,2020", ["2018", "2019", "2020"], "2018"),
        (20192020, ["2019", "2020"], "2019"),
        ("Pre-2006, 2007", ["Pre-2006", "2007"], "2005"),
        ("None/Unknown", None, None),
    ],
)
def test_years_of_an_engagement_stand_as_they_were_told_and_the_first_of_them_dates_it(
    years: Any, kept: Any, first: str | None
) -> None:
    headings = ("Award Reference", "Entry ID", "Dissemination*", "Form of Dissemination*", "Primary Audience*",
                "Patients, Cares, Patient Groups", "Third Sector", "Year Took Place*")  # fmt: skip
    row = ["HDR-1", ID, "A talk", "A talk or presentation", "Patients, carers and/or patient groups", 1, 0, years]
    work = one(row, sheet="Engagement", headings=headings)
    assert work.details.get("years") == kept
    assert (str(work.published) if work.published else None) == first
    assert (work.details["audience"], work.details["other_audiences"]) == ("patients", ["patients"])


def test_still_active_is_kept_and_a_partner_of_a_collaboration_is_an_outcome_of_its_own() -> None:
    headings = ("Award Reference", "id", "Collaboration Name", "Parent Org", "Year Collaboration Started", "Active?",
                "Direct Financial Contribution?", "Collaboration Base ID", "Collaborator Base ID")  # fmt: skip
    rows = [
        [
            "HDR-1", f"{ID}1647510482-{n}", "Together", f"Org {n}", "Pre-2006", "Still Active",
            "Contractually Confidential", ID, f"{ID}-{n}",
        ]
        for n in (1, 3)
    ]  # fmt: skip
    works = [each for each in read(*rows, sheet="Collaborations", headings=headings) if isinstance(each, Work)]
    assert [work.keys for work in works] == [(f"researchfish:{ID}-1",), (f"researchfish:{ID}-3",)]
    assert (works[0].details["ended"], works[0].details["started"]) == ("Still Active", "Pre-2006")
    assert "direct_contribution" not in works[0].details
    assert works[0].remarks[0][1] == "Pre-2006: it is counted as of 2005, the latest that it can be"


def test_a_formula_where_a_value_is_taken_in_is_refused_and_one_elsewhere_is_passed_over() -> None:
    assert refused(Publication="=VLOOKUP(A1,Sheet1!A:B,2)") == (
        2, "Publication", "This is a formula: paste its value in its place, and import again",
    )  # fmt: skip
    assert one(publication("HDR-1", ID, "Homes", Unique="=COUNTIF(A:A,A1)")).title == "Homes"
    rows = [list(PUBLICATIONS_2022), publication("HDR-1", ID, '=HYPERLINK("x")')]
    (found,) = reading.works(delimited(rows))
    assert isinstance(found, Refused) and found.field == "Publication"


def test_seconds_since_1970_in_columns_of_dates_are_no_reason_to_refuse() -> None:
    assert (
        one(publication("HDR-1", ID, "Homes", **{"Start Date": 1644398142, "End Date": "1647561599"})).title == "Homes"
    )


def test_an_article_that_is_only_expected_has_a_planned_date() -> None:
    headings = (
        "Award Reference",
        "Entry ID",
        "Type*",
        "Author*",
        "Other Authors",
        "Publication*",
        "Journal*",
        "Year*",
        "Expected Year*",
    )
    others = "Hemingway H, The HDRC Consortium"
    row = ["HDR-1", ID, "Journal Article", "Denaxas S", others, "Homes", "J", "None/Unknown", 2030]
    work = one(row, sheet="Publications", headings=headings)
    assert (work.published, str(work.planned)) == (None, "2030")
    assert [(each.family, each.given) for each in work.authors] == [
        ("Denaxas", "S"),
        ("Hemingway", "H"),
        ("The HDRC Consortium", None),
    ]


def test_who_went_where_next_is_told_without_a_name() -> None:
    headings = (
        "Award Reference",
        "Entry ID",
        "Person*",
        "Role in Group*",
        "Role after Group*",
        "Sector after group*",
        "Year Person Moved*",
    )
    row = ["HDR-1", ID, "Ann Other", "Research associate", "Analyst", "Academic/University", 2021]
    work = one(row, sheet="Next Destinations", headings=headings)
    assert work.title == "Next destination: Analyst"
    assert "Ann" not in str(work)


def test_what_is_no_output_is_refused_once_for_its_sheet_and_says_where_it_belongs() -> None:
    sheets = {
        "Awards": [["Award Reference", "Response Code", "Registered?"], ["HDR-1", "R", "Yes"]],
        "Publications": [PUBLICATIONS_2022, publication("HDR-1", ID, "Homes")],
        "Secondments": [["Award Reference", "id", "Secondee"], ["HDR-1", ID, "Ann"], ["HDR-2", ID, "Ben"]],
        "Skills Shortage": [["Award Reference", "Entry ID", "Difficulty*"], ["HDR-1", ID, "Yes"]],
        "Animal Use": [["Award Reference", "Entry ID", "Scientific Procedures act*"], ["HDR-1", ID, "No"]],
        "Notes": [["Dear all"], ["hello"]],
    }
    found = list(reading.works(workbook(sheets)))
    said = {each.sheet: each.message for each in found if isinstance(each, Refused)}
    assert set(said) == {"Secondments", "Skills Shortage", "Animal Use"}
    assert (
        said["Secondments"].startswith("Rows of secondments (2) are no outputs") and "Training" in said["Secondments"]
    )
    remarks = {each.sheet: each.remark for each in found if isinstance(each, Remark)}
    assert "Import awards" in remarks["Awards"] and "left out" in remarks["Notes"]
    assert [each.title for each in found if isinstance(each, Work)] == ["Homes"]


def test_key_findings_and_narratives_of_a_funder_are_types_of_ours() -> None:
    headings = HEADINGS["2018"]["Key Findings"]
    cells = dict.fromkeys(headings, "") | {
        "File Reference": "HDR-1",
        "ID": ID,
        "Key Findings? (Yes/No)": "Yes",
        "Description": "Homes matter",
    }
    work = one([cells[each] for each in headings], sheet="Key Findings", headings=headings)
    assert (work.type, work.title, work.details["description"]) == (
        "key_finding",
        "Key findings of HDR-1",
        "Homes matter",
    )
    none = cells | {"Key Findings? (Yes/No)": "No"}
    (found,) = read([none[each] for each in headings], sheet="Key Findings", headings=headings)
    assert isinstance(found, Refused) and "nothing to tell" in found.message


def test_a_heading_that_nobody_knows_is_said_once_and_left_out() -> None:
    found = read([*publication("HDR-1", ID, "Homes"), "x"], headings=(*PUBLICATIONS_2022, "Mood of the team"))
    assert [each.remark for each in found if isinstance(each, Remark)] == [
        "The column “Mood of the team” is not known here and was left out"
    ]


def test_a_workbook_without_a_sheet_of_outcomes_is_refused_and_names_its_sheets() -> None:
    with pytest.raises(Unreadable, match="None of its sheets"):
        list(reading.works(workbook({"Budget": [["Heading", "Sum"], ["Staff", 3]], "Notes": [["a", "b"], ["c", "d"]]})))


def test_every_type_of_the_layout_is_one_that_there_is() -> None:
    assert {of.type for of in researchfish.layout().sheets} <= vocabulary.types().keys()
