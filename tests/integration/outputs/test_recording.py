"""Outputs are recorded, corrected, published and withdrawn, each as a fact."""

from __future__ import annotations

from typing import Any

import eventlet
import pytest

from shared.calls import outputs as calls
from shared.context import Actor, Grant
from shared.errors import Conflict, Invalid, NotFound


def test_what_is_recorded_is_a_fact_without_names_and_a_page_with_them(ask: Any) -> None:
    output_id = ask.record(
        subtype="journal_article",
        doi="https://doi.org/10.1234/ABC",
        journal="Journal of Homes",
        authors=[{"name": "Ann Other", "family": "Other", "sector": "local_authority", "person_id": "p-1"}],
    )
    (fact,) = ask.facts()
    assert (fact["type"], fact["subject"], fact["effectiveon"]) == ("output.recorded", output_id, "2026-03-01")
    assert fact["data"]["identifiers"] == {"doi": "10.1234/abc"}
    assert (fact["data"]["author_count"], fact["data"]["author_sectors"]) == (1, ["local_authority"])
    assert fact["data"]["date_precision"] == "month"
    assert "Other" not in str(fact["data"])
    shown = ask(calls.Output, output_id=output_id)
    assert (shown["date"], shown["authors"][0]["name"], shown["version"]) == ("2026-03", "Ann Other", 1)
    assert shown["identifiers"] == {"doi": "10.1234/ABC"}


def test_the_same_doi_in_one_programme_is_the_same_output(ask: Any) -> None:
    ask.record(title="Homes", doi="10.1234/ABC")
    with pytest.raises(Conflict, match="“Homes”"):
        ask.record(title="Homes again", doi="https://doi.org/10.1234/abc")


def test_of_two_who_record_the_same_doi_at_once_one_is_told_of_the_other(ask: Any) -> None:
    def attempt() -> str:
        try:
            return ask.record(title="Homes", doi="10.1234/abc")
        except Conflict as conflict:
            return str(conflict)

    answers = [thread.wait() for thread in [eventlet.spawn(attempt) for _ in range(4)]]
    assert sum("“Homes” has the DOI" in answer for answer in answers) == 3


def test_one_entered_in_error_gives_its_doi_back(ask: Any) -> None:
    wrong = ask.record(doi="10.1234/abc")
    ask(calls.WithdrawOutput, output_id=wrong, kind="error")
    ask.record(doi="10.1234/abc")
    withdrawn = ask.facts("output.withdrawn")[0]
    assert (withdrawn["effectiveon"], withdrawn["data"]) == ("2026-03-01", {"kind": "error"})


def test_every_mistake_is_named_by_field(ask: Any) -> None:
    with pytest.raises(Invalid) as refused:
        ask.record(doi="see journal", subtype="poem", details={"reach": "local"}, authors=[{"name": "A", "orcid": "1"}])
    assert set(refused.value.fields) == {"doi", "subtype", "details.reach", "authors.0.orcid"}


def test_the_legacy_type_cannot_be_recorded(ask: Any) -> None:
    with pytest.raises(Invalid, match="not a type of output that can be"):
        ask.record(type="other")


def test_a_public_output_has_a_date_and_not_one_to_come(ask: Any) -> None:
    with pytest.raises(Invalid, match="future"):
        ask.record(published_on="2040")
    with pytest.raises(Invalid, match="date of publication"):
        ask.record(published_on=None, state="public")


def test_a_change_keeps_what_it_was(ask: Any) -> None:
    output_id = ask.record(title="Homs", journal="J", volume="1")
    changed = ask(calls.ChangeOutput, output_id=output_id, title="Homes", journal=None)
    assert changed["changed"] == ["title", "details"]
    assert ask.facts("output.changed")[0]["data"]["changes"] == {
        "title": {"before": "Homs", "after": "Homes"},
        "details": {"before": {"journal": "J", "volume": "1"}, "after": {"volume": "1"}},
    }
    assert ask(calls.ChangeOutput, output_id=output_id, title="Homes")["changed"] == []


def test_a_wrong_date_is_corrected_by_the_fact_that_held_it_once_more(ask: Any) -> None:
    output_id = ask.record()
    first = ask.facts()[0]
    ask(calls.ChangeOutput, output_id=output_id, published_on="2026-02-10")
    again = ask.facts()[-1]
    assert (again["type"], again["corrects"], again["effectiveon"]) == ("output.recorded", first["id"], "2026-02-10")
    assert ask(calls.Output, output_id=output_id)["date"] == "2026-02-10"


def test_a_planned_output_is_published_once(ask: Any) -> None:
    output_id = ask.record(type="engagement_activity", published_on=None, planned_on="2026-05")
    assert ask(calls.Output, output_id=output_id)["state"] == "planned"
    ask(calls.PublishOutput, output_id=output_id, published_on="2026-04-20", url="https://example.org/talk")
    assert ask.facts("output.published")[0]["effectiveon"] == "2026-04-20"
    (earlier,) = ask.facts("output.changed")
    assert (earlier["effectiveon"], earlier["data"]["changes"]["state"]["after"]) == ("2026-05-01", "public")
    with pytest.raises(Conflict, match="public already"):
        ask(calls.PublishOutput, output_id=output_id, published_on="2026-04-21")
    ask(calls.ChangeOutput, output_id=output_id, published_on="2026-04-22")
    published = ask.facts("output.published")
    assert (published[1]["corrects"], published[1]["effectiveon"]) == (published[0]["id"], "2026-04-22")


def test_words_about_people_stay_out_of_the_fact(ask: Any) -> None:
    ask.record(type="policy_influence", details={"body": "Cabinet", "difference": "Jo Bloggs changed her mind"})
    assert ask.facts()[0]["data"]["details"] == {"body": "Cabinet"}


def test_an_output_of_another_programme_cannot_be_seen_or_changed(ask: Any) -> None:
    output_id = ask.record()
    stranger = Actor("person-2", (Grant("programme_manager", "another"),))
    for call, more in ((calls.Output, {}), (calls.WithdrawOutput, {"kind": "error"})):
        with pytest.raises(NotFound):
            ask.client.call(call, {"output_id": output_id} | more, actor=stranger)


def test_the_list_is_newest_first_a_page_at_a_time_and_can_be_searched(ask: Any) -> None:
    for title, on in (("Old", "2024"), ("New", "2026-05-01"), ("Middle", "2025-06")):
        ask.record(title=title, published_on=on, doi=f"10.1234/{title}")
    first = ask(calls.Outputs, programme_id=ask.programme, limit=2)
    rest = ask(calls.Outputs, programme_id=ask.programme, limit=2, after=first["next"])
    assert [item["title"] for item in (*first["items"], *rest["items"])] == ["New", "Middle", "Old"]
    assert rest["next"] is None
    for words in ("iddl", "10.1234/MIDDLE"):
        (found,) = ask(calls.Outputs, programme_id=ask.programme, search=words)["items"]
        assert found["title"] == "Middle"
