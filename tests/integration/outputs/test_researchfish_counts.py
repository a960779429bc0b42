"""A Researchfish download becomes outputs, attributions and DOIs: counted by hand, from the file to the measures."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from installation import Installation
from sqlalchemy import Engine, text
from workbooks import POLICY_2022, PUBLICATIONS_2022, policy, publication, workbook

from services.reporting import rebuild
from services.reporting.ledger.append import Writer
from services.reporting.measures.period import Period
from services.reporting.measures.registry import by_id
from services.reporting.reports.sight import ProgrammeSight
from services.reporting.views.dated.reading import reading
from shared.calls import outputs as calls
from shared.events.event import Event

HOMES, AGAIN, CARE, TALKED = (
    "5e6a27b6e5cc89.33826613",
    "61402216830e71.10000001",
    "6047c92b02a944.27399980",
    "6232ff7ee211b6.86387615",
)

#: What a person who counts by hand finds in it:
#:   “Homes” is one outcome on three awards                     1 output, 3 attributions, DOI 10.1234/homes
#:   “Homes” was entered by a second person, under an id of its
#:   own, for a fourth award, with the DOI in capital letters   the same output, 1 attribution more, the same DOI
#:   “Care” is another outcome, on the first award              1 output, 1 attribution, DOI 10.1234/care
#:   “Talked of” has no DOI, and lists with commas inside       1 output, 2 attributions, no DOI
#: so 3 outputs, 7 attributions, 2 distinct DOIs, of 7 rows.
ROWS = {
    "Publications": [
        PUBLICATIONS_2022,
        publication("NIHR200001", HOMES, "Homes", DOI="10.1234/Homes"),
        publication("NIHR200002", HOMES, "Homes", DOI="10.1234/Homes"),
        publication("12/34/56", HOMES, "Homes", DOI="10.1234/Homes"),
        publication("NIHR 200004", AGAIN, "Homes.", DOI="https://doi.org/10.1234/HOMES"),
        publication("NIHR200001", CARE, "Care", DOI="10.1234/care"),
    ],
    "Policy": [
        POLICY_2022,
        *(
            policy(
                award, TALKED, "Talked of",
                **{"Policy Impact Areas": "Healthcare,Government, Democracy Justice,Manufacturing, including "
                   "Industrial Biotechology,Leisure Activities, including Sports, Recreation and Tourism"},
            )
            for award in ("NIHR200001", "NIHR200002")
        ),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def ledger(installation: Installation) -> Engine:
    installation.databases("reporting")
    engine = installation.engine("reporting")
    rebuild.ensure(engine)
    return engine


def figures(ask: Any, ledger: Engine) -> dict[str, Any]:
    """The three measures of 2021, of everything that the import told."""
    query = text("select attributes, body from outbox where attributes->>'programmeid' = :programme order by id")
    with ask.installation.engine("outputs").connect() as connection:
        told = [
            Event.from_attributes(row.attributes, row.body)
            for row in connection.execute(query, {"programme": ask.programme})
        ]
    with ledger.begin() as connection:
        Writer().apply(connection, told)
    period = Period(date(2021, 1, 1), date(2021, 12, 31))
    with reading(ledger) as snap:
        sight = ProgrammeSight(snap, ask.programme)
        return {name: by_id(f"outputs.{name}")(sight, period) for name in ("new", "attributions", "dois")}


def test_outcomes_on_several_awards_and_two_ids_for_one_doi_give_three_outputs_seven_attributions_and_two_dois(
    ask: Any, ledger: Engine
) -> None:
    for number, reference in enumerate(("NIHR200001", "NIHR200002", "12/34/56", "NIHR200004"), start=1):
        ask.tell_of_award(f"award-{number}-{ask.programme}", reference)
    ask.until_known(4)
    job = ask.bring(workbook(ROWS), "researchfish.xlsx")
    assert (job["state"], job["accepted"], job["unchanged"], job["refused"]) == ("done", 7, 0, [])
    found = figures(ask, ledger)
    assert {name: value.amount for name, value in found.items()} == {"new": 3, "attributions": 7, "dois": 2}
    assert [(line.name, line.amount) for line in found["attributions"].beside] == [
        ("outputs linked to more than one award", 2)
    ]
    areas = next(fact for fact in ask.facts("output.recorded") if fact["data"]["type"] == "policy_influence")
    assert areas["data"]["details"]["impact_areas"] == ["healthcare", "government", "manufacturing", "leisure"]
    assert areas["data"]["details"]["reach"] == "local"


def test_imported_again_nothing_changes_and_both_ids_find_the_one_output(ask: Any) -> None:
    ask.bring(workbook(ROWS), "researchfish.xlsx")
    before = ask.facts()
    again = ask.bring(workbook(ROWS), "next year.xlsx")
    assert (again["state"], again["accepted"], again["unchanged"], again["refused"]) == ("done", 0, 7, [])
    for outcome in (HOMES, AGAIN):  # a year later without its DOI, and with one award more
        row = publication(f"NIHR20{outcome[:4]}", outcome, "Homes")
        assert ask.bring(workbook({"Publications": [PUBLICATIONS_2022, row]}))["accepted"] == 1
    assert len(ask(calls.Outputs, programme_id=ask.programme)["items"]) == 3
    assert ask.facts() == before  # these awards are not known here, so they are kept as written, without a fact


def test_a_dry_run_gives_the_same_counts_and_leaves_nothing(ask: Any) -> None:
    tried = ask.bring(workbook(ROWS), "researchfish.xlsx", dry_run=True)
    assert (tried["accepted"], tried["unchanged"], tried["refused"]) == (7, 0, [])
    assert ask.facts() == []
    assert ask(calls.Outputs, programme_id=ask.programme)["items"] == []


def test_an_attribution_that_was_taken_back_is_not_brought_again(ask: Any) -> None:
    ask.tell_of_award(f"award-{ask.programme}", "NIHR200001")
    ask.until_known(1)
    one = workbook({"Publications": [PUBLICATIONS_2022, publication("NIHR200001", CARE, "Care")]})
    ask.bring(one)
    (output,) = ask(calls.Outputs, programme_id=ask.programme)["items"]
    (link,) = ask(calls.Output, output_id=output["output_id"])["attributions"]
    ask(calls.WithdrawAttribution, attribution_id=link["attribution_id"], reason_code="not_ours")
    assert ask.bring(one)["unchanged"] == 1
    assert ask.attributed(output["output_id"]) == [(f"award-{ask.programme}", "withdrawn")]


def test_a_later_file_completes_what_a_file_brought_and_leaves_alone_what_a_person_entered(ask: Any) -> None:
    typed = ask.record(title="Care", doi="10.1234/care", published_on="2021-03")
    ask.bring(workbook({"Publications": [PUBLICATIONS_2022, publication("NIHR1", HOMES, "Homes")]}))
    later = {"DOI": "10.1234/homes", "PubMed ID": 34862222, "URL": "https://example.org/homes"}
    rows = [
        publication("NIHR1", HOMES, "Homes", **later),
        publication("NIHR1", CARE, "Care, revised", DOI="10.1234/care"),
    ]
    job = ask.bring(workbook({"Publications": [PUBLICATIONS_2022, *rows]}))
    assert (job["accepted"], job["unchanged"]) == (2, 0)  # the second has an award more
    (changed,) = ask.facts("output.changed")
    assert changed["data"]["reason_code"] == "enriched"
    assert changed["data"]["changes"]["identifiers"] == {
        "before": {},
        "after": {"doi": "10.1234/homes", "pmid": "34862222"},
    }
    assert ask(calls.Output, output_id=typed)["title"] == "Care"
    assert [(note["row"], note["field"]) for note in job["notes"]] == [(3, "Publications: title")]
    assert ask.bring(workbook({"Publications": [PUBLICATIONS_2022, *rows]}))["unchanged"] == 2
