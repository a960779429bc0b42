"""The register of outputs, likely duplicates and the ledger of attributions as pages: every act is a form or a link."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from services.outputs.views.outputs import types
from shared.errors import Conflict, NotAllowed
from tests.unit.gateway.switchboard import Switchboard

NONE: dict[str, Any] = {"items": [], "next": None}
ROW: dict[str, Any] = {
    "output_id": "o-1", "type_label": "Publication", "subtype_label": None, "title": "Warm homes", "state": "public",
    "date": "2026-03", "author_names": ["Ada Okafor"], "author_count": 3, "journal": "BMJ", "attribution_count": 2,
    "attribution_not_agreed": True, "version_of": "o-2", "withdrawn_kind": None, "absorbed_by": None,
}  # fmt: skip
OUTPUT: dict[str, Any] = ROW | {
    "programme_id": "P", "type": "publication", "identifiers": {"doi": "10.5555/a"}, "authors": [], "details": {},
    "missing": [], "project_ids": [], "themes": [], "attributions": [], "merges": [], "versions": [], "version": 3,
}  # fmt: skip
LINK: dict[str, Any] = {
    "attribution_id": "a-1", "output_id": "o-1", "output_title": "Warm homes", "counts_with": "o-1",
    "award_id": "aw-1", "project_id": None, "award_reference": None, "role": "funded", "share": None,
    "basis": "asserted_by_person", "state": "asserted", "asserted_by": "p-7", "asserted_on": "2026-03-01",
    "asserted_at": "2026-03-02T10:00:00+00:00", "agreed_by": None, "agreed_on": None, "disputed_by": None,
    "disputed_on": None, "withdrawn_by": None, "withdrawn_on": None, "disputes_asked": False,
}  # fmt: skip


def side(output_id: str, state: str = "public") -> dict[str, Any]:
    return {"output_id": output_id, "title": f"Homes {output_id}", "type": "publication", "subtype": None,
            "state": state, "date": "2026", "identifiers": {}, "author_names": [], "author_count": 0}  # fmt: skip


PAIR = {"reason": "title", "likeness": 97, "shared": [], "one": side("o-1", "planned"), "other": side("o-2")}
MERGE = {"merge_event_id": "m-1", "kept_id": "o-1", "kept_title": "Homes", "absorbed_id": "o-3", "undone_on": None,
         "absorbed_title": "Homes.", "merged_by": "p-7", "merged_on": "2026-03-09"}  # fmt: skip


@pytest.fixture(autouse=True)
def programme(app: Any, services: Switchboard) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    award = {"award_id": "aw-1", "reference": "NIHR1"}
    services.answers |= {
        "outputs.output_types": types(None),  # type: ignore[arg-type]  # a vocabulary needs no session
        "outputs.output": OUTPUT,
        "outputs.outputs": {"items": [ROW], "next": "more"},
        "outputs.duplicates": {"items": [PAIR], "next": None},
        "outputs.merges": {"items": [MERGE], "next": None},
        "outputs.attributions": {"items": [LINK], "next": None},
        "projects.programme": {
            "programme_id": "P",
            "title": "Sample",
            "awards": [award],
            "themes": [{"key": "housing"}],
        },
        "projects.projects": {"items": [{"project_id": "p-1", "title": "Homes"}], "next": None},
        "people.people": {"items": [{"person_id": "p-7", "name": "Lena Sample"}]},
    }


def test_the_register_asks_what_its_address_says_and_its_file_the_same(browser: Any, services: Switchboard) -> None:
    query = "type=publication&theme=housing&year=2026&award_id=aw-1&attribution=not_agreed&shown=alike&order=title"
    page = browser.get(f"/programmes/P/outputs?{query}&after=c").text
    wanted = {"type": "publication", "theme": "housing", "year": 2026, "award_id": "aw-1", "order": "title"}
    wanted |= {"attribution": "not_agreed", "alike": True, "programme_id": "P"}
    assert services.last("outputs.outputs")[0] == wanted | {"after": "c", "limit": 100}
    assert "not all agreed" in page and "of the two one counts" in page and "after=more" in page
    rows = list(
        csv.DictReader(io.StringIO(browser.get(f"/programmes/P/outputs?{query}&format=csv").text.lstrip("\ufeff")))
    )
    assert wanted.items() <= services.last("outputs.outputs")[0].items()
    assert (rows[0]["Title"], rows[0]["An attribution is not agreed"]) == ("Warm homes", "yes")


def test_a_year_that_is_none_is_said_beside_its_field_and_not_asked(browser: Any, services: Switchboard) -> None:
    assert "Enter a year, such as 2026" in browser.get("/programmes/P/outputs?year=next").text
    assert "year" not in services.last("outputs.outputs")[0]


@pytest.mark.parametrize("shown", ["withdrawn", "only_withdrawn", "alike"])
def test_which_outputs_are_shown_is_one_choice(browser: Any, services: Switchboard, shown: str) -> None:
    browser.get(f"/programmes/P/outputs?shown={shown}")
    assert services.last("outputs.outputs")[0][shown] is True


def test_a_pair_can_be_merged_linked_or_found_to_be_two_and_the_public_one_is_kept(browser: Any) -> None:
    page = browser.get("/programmes/P/outputs/duplicates").text
    assert 'href="/outputs/o-2/merge?other=o-1"' in page
    assert 'href="/outputs/o-1/two/o-2"' in page
    assert 'href="/outputs/o-1/version?other=o-2"' in page
    assert "title, year and first author" in page and "97 of 100" in page
    assert 'action="/outputs/o-1/merges/m-1/undo?' in page and "Lena Sample" in page


def test_merging_takes_over_what_is_lacking_unless_that_is_not_wanted(browser: Any, services: Switchboard) -> None:
    services.answers["outputs.output"] = lambda fields: OUTPUT | {"output_id": fields["output_id"]}
    assert 'value="o-9" checked' in browser.get("/outputs/o-1/merge?other=o-9").text
    browser.post("/outputs/o-1/merge", data={"absorbed_id": "o-2", "take_over": "yes", "key": "k"})
    assert services.last("outputs.merge_outputs")[0] == {"kept_id": "o-1", "absorbed_id": "o-2", "take_over": True}
    browser.post("/outputs/o-1/merge", data={"absorbed_id": "o-2", "key": "k2"})
    assert services.last("outputs.merge_outputs")[0]["take_over"] is False


def test_why_two_may_not_be_merged_stands_beside_the_choice(browser: Any, services: Switchboard) -> None:
    services.answers["outputs.merge_outputs"] = Conflict(
        "Keep the one that is public.", {"kept_id": ["Keep the other"]}
    )
    answer = browser.post("/outputs/o-1/merge", data={"absorbed_id": "o-2", "key": "k"})
    assert answer.status_code == 422 and "Keep the other" in answer.text


def test_an_undone_merge_leads_back_to_where_it_was_undone(browser: Any, services: Switchboard) -> None:
    answer = browser.post("/outputs/o-1/merges/m-1/undo?back=duplicates&programme=P")
    assert answer.headers["Location"] == "/programmes/P/outputs/duplicates"
    assert browser.post("/outputs/o-1/merges/m-1/undo").headers["Location"] == "/outputs/o-1"
    assert services.last("outputs.undo_merge")[0] == {"merge_event_id": "m-1"}


def test_two_are_said_to_be_two_with_a_reason_and_that_is_taken_back(browser: Any, services: Switchboard) -> None:
    assert browser.post("/outputs/o-1/two/o-2", data={"key": "k"}).status_code == 422
    browser.post("/outputs/o-1/two/o-2", data={"reason_code": "parts", "note": "Chapters", "key": "k"})
    said = {"output_id": "o-1", "other_id": "o-2", "reason_code": "parts", "note": "Chapters"}
    assert services.last("outputs.dismiss_duplicate")[0] == said
    judged = PAIR | {"dismissal_id": "d-1", "reason_code": "parts", "note": None, "dismissed_by": "p-7",
                     "dismissed_on": "2026-03-01"}  # fmt: skip
    services.answers["outputs.duplicates"] = {"items": [judged], "next": None}
    page = browser.get("/programmes/P/outputs/duplicates?dismissed=yes").text
    assert "They are parts of one work" in page and 'action="/programmes/P/outputs/duplicates/d-1/restore"' in page
    browser.post("/programmes/P/outputs/duplicates/d-1/restore")
    assert services.last("outputs.restore_duplicate")[0] == {"dismissal_id": "d-1"}


def test_the_pairs_are_a_file_too(browser: Any) -> None:
    rows = list(
        csv.DictReader(io.StringIO(browser.get("/programmes/P/outputs/duplicates?format=csv").text.lstrip("\ufeff")))
    )
    assert (rows[0]["One"], rows[0]["Its id"]) == ("Homes o-1", "o-2")


def test_the_ledger_shows_who_said_so_and_agreeing_leads_back_to_it(browser: Any, services: Switchboard) -> None:
    page = browser.get("/programmes/P/outputs/attributions").text
    assert services.last("outputs.attributions")[0]["state"] == "asserted"
    assert "by Lena Sample" in page and "Award NIHR1" in page
    assert "/dispute" not in page  # NIHR does not ask for disputes
    answer = browser.post("/outputs/o-1/attributions/a-1/agree?programme=P")
    assert answer.headers["Location"] == "/programmes/P/outputs/attributions"
    services.answers["outputs.attributions"] = {"items": [LINK | {"disputes_asked": True}], "next": None}
    assert "/outputs/o-1/attributions/a-1/dispute" in browser.get("/programmes/P/outputs/attributions?state=").text
    assert "state" not in services.last("outputs.attributions")[0]


def test_one_who_may_not_agree_is_told_who_may(browser: Any, services: Switchboard) -> None:
    services.answers["outputs.agree_attribution"] = NotAllowed("Only the project's lead or a programme manager may.")
    assert "project&#39;s lead" in browser.post("/outputs/o-1/attributions/a-1/agree").text


def test_the_page_of_a_merged_record_leads_to_the_one_that_it_is_part_of(browser: Any, services: Switchboard) -> None:
    merged = OUTPUT | {"output_id": "o-3", "title": "Homes.", "absorbed_by": "o-1", "stands_with": "o-1"}
    services.answers["outputs.output"] = lambda fields: merged if fields["output_id"] == "o-3" else OUTPUT
    assert browser.get("/outputs/o-3").headers["Location"] == "/outputs/o-1?merged=o-3"
    assert "You came from “Homes.”" in browser.get("/outputs/o-1?merged=o-3").text
    assert "counts there" in browser.get("/outputs/o-3?own=yes").text


def test_versions_are_linked_and_parted_on_the_page_of_the_output(browser: Any, services: Switchboard) -> None:
    page = browser.get("/outputs/o-1").text
    assert 'action="/outputs/o-1/no-version"' in page
    browser.post("/outputs/o-1/no-version")
    assert services.last("outputs.unlink_version")[0] == {"output_id": "o-1"}
    browser.post("/outputs/o-1/version", data={"version_of": "o-2", "key": "k"})
    assert services.last("outputs.link_version")[0] == {"output_id": "o-1", "version_of": "o-2"}


@pytest.mark.parametrize("address", ["duplicates", "attributions", ""])
def test_an_empty_list_says_what_to_do_next(browser: Any, services: Switchboard, address: str) -> None:
    services.answers |= dict.fromkeys(
        ("outputs.duplicates", "outputs.attributions", "outputs.outputs", "outputs.merges"), NONE
    )
    page = browser.get(f"/programmes/P/outputs/{address}".rstrip("/"))
    assert page.status_code == 200 and 'class="wm-empty' in page.text
