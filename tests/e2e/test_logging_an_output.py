"""An output by its DOI: one field and two clicks in a browser, one call of the API, one command; always one output."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from registries import Registries, as_json, kept
from running import Suite, until

from tests.e2e import chromium

PROGRAMME = "SAMPLE-HDRC-LPL"


@pytest.fixture
def doi(registries: Registries) -> str:
    """An article of its own that the registries know, funded by the sample's award."""
    found = f"10.5555/story.{uuid4().hex[:8]}"
    record = kept("crossref")
    record["message"] |= {"DOI": found, "title": [f"Warm homes {found}"]}
    registries.crossref(found, as_json(record))
    registries.europe_pmc()
    return found


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def page(request: Any, browser: Any, suite: Suite) -> Iterator[Any]:
    """A researcher's page, 320 pixels wide, with and without script."""
    context = browser.new_context(
        viewport={"width": 320, "height": 640}, java_script_enabled=request.param, bypass_csp=request.param
    )
    opened = context.new_page()
    chromium.sign_in(opened, suite.address, suite.sign_in_of("researcher"))
    yield opened
    context.close()


def held(suite: Suite, doi: str) -> list[dict[str, Any]]:
    """The outputs of the sample with this DOI."""
    asked = {"programme_id": PROGRAMME, "search": doi}
    return list(suite.api().get("/outputs", params=asked).json()["items"])


def fits(page: Any) -> bool:
    """Whether nothing of the page lies beside the screen."""
    box = page.locator("main").bounding_box()
    return box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 320


def test_an_output_by_doi_takes_one_field_and_two_clicks(page: Any, suite: Suite, doi: str) -> None:
    page.goto(f"{suite.address}/programmes/{PROGRAMME}/outputs/capture")
    assert fits(page)
    page.get_by_label("DOI, PubMed number, ORCID iD or web address").fill(f"http://dx.doi.org/{doi.upper()}")
    page.get_by_role("button", name="Find it").click()
    until(lambda: page.get_by_role("button", name="Log it").count(), within=20, what="the work is found")
    assert fits(page)
    assert f"Warm homes {doi}" in page.locator("h1").inner_text()
    assert "What this will feed" in page.locator("main").inner_text()
    page.get_by_role("button", name="Log it").click()
    assert "is logged" in page.locator(".govuk-notification-banner--success").inner_text()
    assert len(held(suite, doi)) == 1

    page.goto(f"{suite.address}/programmes/{PROGRAMME}/outputs/capture")
    page.get_by_label("DOI, PubMed number, ORCID iD or web address").fill(f"doi:{doi}")
    page.get_by_role("button", name="Find it").click()
    assert "logged already" in page.locator(".govuk-notification-banner").inner_text()
    assert len(held(suite, doi)) == 1


@pytest.fixture
def wide(browser: Any, suite: Suite) -> Iterator[Any]:
    """A manager's page, in which the tests' own scripts may run."""
    context = browser.new_context(viewport={"width": 1200, "height": 900}, bypass_csp=True)
    opened = context.new_page()
    chromium.sign_in(opened, suite.address, suite.sign_in_of("programme_manager"))
    yield opened
    context.close()


def test_what_waits_is_claimed_or_rejected_and_every_page_on_the_way_is_sound(
    wide: Any, suite: Suite, registries: Registries, doi: str
) -> None:
    found = suite.api().post(
        "/capture", json={"programme_id": PROGRAMME, "identifier": doi, "claim": False, "wait": 20}
    )
    proposal_id = found.json()["result"]["proposal_id"]
    for path in (
        f"/programmes/{PROGRAMME}/outputs/capture",
        f"/programmes/{PROGRAMME}/proposals",
        f"/proposals/{proposal_id}",
        f"/proposals/{proposal_id}/reject",
        f"/programmes/{PROGRAMME}/delegates",
    ):
        wide.goto(f"{suite.address}{path}")
        assert chromium.faults_of(wide) == [], path

    wide.goto(f"{suite.address}/programmes/{PROGRAMME}/proposals?search={doi}")
    wide.get_by_label(f"Warm homes {doi}").check()
    wide.get_by_label("Why they are rejected").select_option("not_ours")
    wide.get_by_role("button", name="Reject the ticked ones").click()
    assert "1 rejected" in wide.locator(".govuk-notification-banner--success").inner_text()
    again = suite.api().post("/capture", json={"programme_id": PROGRAMME, "identifier": doi, "wait": 20})
    assert (again.status_code, "rejected" in again.json()["detail"]) == (409, True)

    wide.goto(f"{suite.address}/proposals/{proposal_id}")
    assert chromium.faults_of(wide) == []
    wide.get_by_role("button", name="Take the rejection back").click()
    wide.goto(f"{suite.address}/programmes/{PROGRAMME}/proposals?search={doi}")
    wide.get_by_label(f"Warm homes {doi}").check()
    wide.get_by_role("button", name="Claim the ticked ones").click()
    assert "1 claimed and logged" in wide.locator(".govuk-notification-banner--success").inner_text()
    assert len(held(suite, doi)) == 1


def test_an_output_by_doi_takes_one_call_of_the_api_and_the_same_doi_in_any_spelling_is_the_same_output(
    suite: Suite, doi: str
) -> None:
    api, body = suite.api(), {"programme_id": PROGRAMME, "wait": 20}
    made = api.post("/capture", json=body | {"identifier": doi}, headers={"Idempotency-Key": doi})
    assert made.status_code == 201, made.text
    output_id = made.json()["result"]["output_id"]
    again = api.post("/capture", json=body | {"identifier": doi}, headers={"Idempotency-Key": doi})
    assert (again.status_code, again.json()["result"]) == (201, made.json()["result"])  # the same request again
    for spelling in (doi.upper(), f"doi:{doi}", f"http://dx.doi.org/{doi}", f"https://doi.org/{doi.upper()}"):
        known = api.post("/capture", json=body | {"identifier": spelling})
        assert (known.status_code, known.json()["result"]["output_id"]) == (200, output_id)
    assert len(held(suite, doi)) == 1


def test_an_output_by_doi_takes_one_command(suite: Suite, doi: str) -> None:
    done = suite.waymark_json("do", "capture", f"programme_id={PROGRAMME}", f"identifier={doi}", "wait=20")
    assert [item["output_id"] for item in held(suite, doi)] == [done["result"]["output_id"]]
