"""Outputs of every type with the fields of their type: checked, kept, told without names, not refused for gaps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from services.outputs import vocabulary
from shared.calls import outputs as calls
from shared.errors import Conflict, Invalid, NotFound

NEW_TYPE = """
type: citizen_assembly
label: Citizens' assembly
hint: An assembly that used the work
kinds: {hearing: Hearing}
fields:
  assembly: {label: Assembly, kind: text, needed: true}
  members: {label: Members, kind: people}
  reach: {label: Reach, kind: choice, of: reach}
"""


def talk(ask: Any, **details: Any) -> str:
    return str(ask.record(type="engagement_activity", subtype="talk", details=details))


def test_a_type_is_added_by_a_file_and_an_output_of_it_is_recorded(
    ask: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in vocabulary.TYPES.glob("*.yaml"):
        (tmp_path / file.name).write_text(file.read_text())
    (tmp_path / "90_citizen_assembly.yaml").write_text(NEW_TYPE)
    monkeypatch.setattr(vocabulary, "TYPES", tmp_path)
    vocabulary.types.cache_clear()
    try:
        details = {"assembly": "Homes", "members": 40, "reach": "local"}
        output_id = ask.record(type="citizen_assembly", subtype="hearing", details=details)
        assert ask(calls.Output, output_id=output_id)["type_label"] == "Citizens' assembly"
        (fact,) = ask.facts()
        assert (fact["data"]["type"], fact["data"]["head_counts"]) == ("citizen_assembly", {"members": 40})
        assert "citizen_assembly" in {item["type"] for item in ask(calls.OutputTypes)["items"]}
    finally:
        monkeypatch.undo()
        vocabulary.types.cache_clear()


@pytest.mark.parametrize("type_", [key for key, each in vocabulary.types().items() if not each.read_only])
def test_an_output_of_any_type_is_recorded_with_a_title_and_a_date_alone(ask: Any, type_: str) -> None:
    shown = ask(calls.Output, output_id=ask.record(type=type_))
    needed = [name for name, field in vocabulary.types()[type_].fields.items() if field.needed]
    assert [f"details.{name}" for name in needed] == [
        gap["field"] for gap in shown["missing"] if gap["field"].startswith("details.")
    ]


def test_what_a_hand_over_still_needs_shrinks_as_it_is_told(ask: Any) -> None:
    output_id = talk(ask, reach="local", audience="officers")
    labels = [gap["label"] for gap in ask(calls.Output, output_id=output_id)["missing"]]
    assert labels == ["Years in which it took place", "What came of it"]
    ask(calls.ChangeOutput, output_id=output_id, details={"years": "2026", "results": "They asked for more."})
    assert ask(calls.Output, output_id=output_id)["missing"] == []


def test_fields_of_a_type_are_kept_in_the_words_of_the_vocabulary(ask: Any) -> None:
    output_id = talk(
        ask,
        audience="Media (as a channel to the public)",
        other_audiences="Patients, carers and/or patient groups,Schools",
        years="2018,2019,2020",
        counted="Yes",
    )
    details = ask(calls.Output, output_id=output_id)["details"]
    assert details["audience"] == "media"
    assert details["other_audiences"] == ["patients", "schools"]
    assert (details["years"], details["counted"]) == (["2018", "2019", "2020"], True)


def test_a_mistake_names_the_field_and_says_how_to_mend_it(ask: Any) -> None:
    with pytest.raises(Invalid) as refused:
        ask.record(
            type="further_funding",
            details={"start_month": "13", "start_year": "soon", "amount": "-5", "currency": "XXX", "poem": "x"},
        )
    assert set(refused.value.fields) == {
        "details.start_month", "details.start_year", "details.amount", "details.currency", "details.poem"
    }  # fmt: skip
    assert refused.value.fields["details.start_month"] == [
        "Month in which it begins: “13” is not a month: write 1 to 12, or 0 where nobody knows"
    ]


def test_of_a_next_destination_nobody_is_named(ask: Any) -> None:
    with pytest.raises(Invalid) as refused:
        ask.record(type="next_destination", authors=[{"name": "Ann Other"}], details={"person_id": "Ann Other"})
    assert set(refused.value.fields) == {"authors", "details.person_id"}
    output_id = ask.record(type="next_destination", details={"person_id": "person-7", "moved": "Pre-2006"})
    (fact,) = ask.facts()
    assert fact["data"]["person_ids"] == {"person_id": "person-7"}
    assert fact["data"]["details"] == {"moved": "Pre-2006"}
    assert ask(calls.Output, output_id=output_id)["details"]["person_id"] == "person-7"


def test_free_words_and_small_numbers_of_people_are_in_no_open_part_of_a_fact(ask: Any) -> None:
    output_id = talk(ask, people_reached=3, results="Mrs Example was moved to tears")
    ask(calls.ChangeOutput, output_id=output_id, details={"people_reached": 4})
    recorded, changed = ask.facts()
    assert "Example" not in str(recorded) + str(changed)
    assert "details" not in recorded["data"]
    assert recorded["data"]["head_counts"] == {"people_reached": 3}
    assert changed["data"]["head_counts"] == {"people_reached": 4}
    assert changed["data"]["changes"]["details"] == {"before": {}, "after": {}}
    assert ask(calls.Output, output_id=output_id)["details"]["people_reached"] == "fewer than 5"


def test_a_value_that_would_not_be_taken_today_hinders_no_correction_of_another(ask: Any) -> None:
    output_id = talk(ask, audience="officers")
    ask.set_details(output_id, {"audience": "Two rooms full of people", "people_reached": "120"})
    ask(calls.ChangeOutput, output_id=output_id, details={"reach": "local"})
    assert ask(calls.Output, output_id=output_id)["details"] == {
        "audience": "Two rooms full of people", "people_reached": 120, "reach": "local"
    }  # fmt: skip
    with pytest.raises(Invalid, match="Choose one of"):
        ask(calls.ChangeOutput, output_id=output_id, details={"audience": "Three rooms"})


def test_evidence_briefs_and_media_activities_are_types_of_their_own_that_researchfish_knows_as_others(
    ask: Any,
) -> None:
    types = {item["type"]: item for item in ask(calls.OutputTypes)["items"]}
    assert types["evidence_brief"]["maps_to"] == {"type": "publication", "subtype": "policy_briefing_report"}
    assert types["media_activity"]["maps_to"]["type"] == "engagement_activity"
    assert types["publication"]["researchfish"] == "Publications"
    ask.record(type="media_activity", subtype="press_release", details={"outlet": "Invented Herald"})


def test_an_output_long_after_the_award_ended_is_as_welcome_as_any(ask: Any) -> None:
    ask.tell_of_award("award-1", "NIHR206537")  # it ended in 2021
    output_id = ask.record(published_on="2026-03-04", award_ids=["award-1"])
    assert ask.attributed(output_id) == [("award-1", "asserted")]


def test_the_way_to_publication_has_its_dates(ask: Any) -> None:
    output_id = ask.record(published_on=None, state="planned", planned_on="2026-12")
    ask(calls.ChangeOutput, output_id=output_id, state="submitted", submitted_on="2026-01-10")
    ask(calls.ChangeOutput, output_id=output_id, state="accepted", accepted_on="2026-02-20")
    with pytest.raises(Invalid, match="last day of the embargo"):
        ask(calls.ChangeOutput, output_id=output_id, state="embargoed")
    ask(calls.ChangeOutput, output_id=output_id, state="embargoed", embargoed_until="2026-03-31")
    ask(calls.PublishOutput, output_id=output_id, published_on="2026-04-01")
    shown = ask(calls.Output, output_id=output_id)
    assert (shown["submitted_on"], shown["accepted_on"], shown["date"]) == ("2026-01-10", "2026-02-20", "2026-04-01")
    told = [fact["data"]["changes"].get("state", {}).get("after") for fact in ask.facts("output.changed")]
    assert told == ["submitted", "accepted", "embargoed", "public"]


def test_accepted_before_submitted_and_submitted_after_published_are_refused(ask: Any) -> None:
    output_id = ask.record(published_on="2026-03")
    with pytest.raises(Invalid) as refused:
        ask(calls.ChangeOutput, output_id=output_id, submitted_on="2026-02-01", accepted_on="2026-01-01")
    assert refused.value.fields == {"accepted_on": ["It cannot be accepted before it is submitted"]}
    with pytest.raises(Invalid, match="It was published on 2026-03, which is before 2026-04-01"):
        ask(calls.ChangeOutput, output_id=output_id, submitted_on="2026-04-01")


def test_a_withdrawal_in_error_is_taken_back_and_names_what_it_corrects(ask: Any) -> None:
    output_id = ask.record(doi="10.1234/abc")
    ask(calls.WithdrawOutput, output_id=output_id, kind="retracted", noticed_on="2026-05-01")
    ask(calls.ReinstateOutput, output_id=output_id)
    withdrawn, reinstated = ask.facts("output.withdrawn", "output.reinstated")
    assert (reinstated["corrects"], reinstated["effectiveon"]) == (withdrawn["id"], "2026-05-01")
    shown = ask(calls.Output, output_id=output_id)
    assert (shown["withdrawn_kind"], shown["withdrawn_on"], shown["notice_url"]) == (None, None, None)
    with pytest.raises(Conflict, match="was not withdrawn"):
        ask(calls.ReinstateOutput, output_id=output_id)


def test_one_whose_doi_another_output_has_by_now_is_not_taken_back(ask: Any) -> None:
    wrong = ask.record(doi="10.1234/abc")
    ask(calls.WithdrawOutput, output_id=wrong, kind="error")
    ask.record(title="The right one", doi="10.1234/abc")
    with pytest.raises(Conflict, match="“The right one” has the DOI"):
        ask(calls.ReinstateOutput, output_id=wrong)


def test_a_preprint_is_a_version_of_an_article_of_the_same_programme_and_not_of_itself(ask: Any) -> None:
    article = ask.record(subtype="journal_article")
    preprint = ask.record(subtype="preprint", title="Homes, first text", version_of=article)
    assert ask(calls.Output, output_id=preprint)["version_of"] == article
    with pytest.raises(Invalid, match="cannot be a version of itself"):
        ask(calls.ChangeOutput, output_id=article, version_of=article)
    with pytest.raises(NotFound, match="no such output"):
        ask.record(version_of="of-somebody-else")
