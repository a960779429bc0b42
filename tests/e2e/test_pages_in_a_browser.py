"""The pages as people use them: in a browser, by keyboard, on a narrow screen, without scripts."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.e2e import chromium

PROGRAMME = "SAMPLE-HDRC-LPL"


@pytest.fixture
def page(browser: Any, suite: Any) -> Iterator[Any]:
    """A page of somebody who manages the sample programme. Scripts of the tests may run in it; ours obey the policy."""
    context = browser.new_context(viewport={"width": 1200, "height": 900}, bypass_csp=True)
    opened = context.new_page()
    chromium.sign_in(opened, suite.address, suite.sign_in_of("programme_manager"))
    yield opened
    context.close()


def this_half_year() -> str:
    today = date.today()  # noqa: DTZ011  (the period that the sample has in draft holds every day of the test run)
    return f"{today.year}-01-01..{today.year}-06-30" if today.month < 7 else f"{today.year}-07-01..{today.year}-12-31"


def draft(suite: Any) -> str:
    return f"{suite.address}/programmes/{PROGRAMME}/drafts/nihr-six-monthly/{this_half_year()}"


def counted(page: Any, suite: Any, title: str) -> int:
    """A figure of the draft as a number; 0 where nothing is recorded yet."""
    page.goto(draft(suite))
    text = chromium.figure(page, title).locator(".wm-figure__value").inner_text()
    return int(text) if text.isdigit() else 0


def an_open_milestone(suite: Any) -> dict[str, Any]:
    listed = suite.api().get("/milestones", params={"programme_id": PROGRAMME, "state": "planned", "limit": 200})
    found: dict[str, Any] = listed.json()["items"][0]
    return found


def test_a_milestone_achieved_is_in_the_figure_and_opens_to_its_fact_within_a_second(page: Any, suite: Any) -> None:
    before = counted(page, suite, "Milestones achieved")
    milestone = an_open_milestone(suite)

    page.goto(f"{suite.address}/milestones/{milestone['milestone_id']}")
    page.get_by_role("button", name="Record progress").click()
    page.get_by_label("It is done").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Continue").click()
    assert page.get_by_text("What follows from this").is_visible()
    page.get_by_role("button", name="Confirm").click()
    assert "is achieved" in page.locator(".govuk-notification-banner--success").inner_text()

    began = time.monotonic()
    assert counted(page, suite, "Milestones achieved") == before + 1
    chromium.figure(page, "Milestones achieved").get_by_role("link").click()
    line = page.locator("#counted + .wm-journal > li").first
    assert f"“{milestone['title']}” was achieved" in line.inner_text()
    line.get_by_role("link").click()
    assert milestone["milestone_id"] in page.locator("main").inner_text()
    assert time.monotonic() - began < 5, "three pages, each within a second or so on a busy machine"


def test_a_bibtex_file_is_tried_first_and_then_counts(page: Any, suite: Any) -> None:
    before = counted(page, suite, "New outputs")
    title = f"Warm homes and fewer admissions {uuid4().hex[:6]}"
    today = date.today()  # noqa: DTZ011
    bibtex = (
        f"@article{{warm, title={{{title}}}, author={{Sample, Ada and Invented, Ben}}, journal={{Example Journal}}, "
        f"year={{{today.year}}}, month={{{today.month}}}, doi={{10.5555/{uuid4().hex}}}}}"
    )
    page.goto(f"{suite.address}/programmes/{PROGRAMME}/outputs")
    page.get_by_role("link", name="Drop a BibTeX, RIS or Crossref file").click()
    page.get_by_label("The file").set_input_files(
        {"name": "mine.bib", "mimeType": "text/plain", "buffer": bibtex.encode()}
    )
    page.get_by_role("button", name="See what would happen").click()
    chromium.press_until(page, "Look again", "1 would be recorded")
    trial = page.url
    assert counted(page, suite, "New outputs") == before, "a trial changes nothing"
    page.goto(trial)

    page.get_by_role("button", name="Record 1 new one").click()
    chromium.press_until(page, "Look again", "1 recorded")
    give_up = time.monotonic() + 10
    while (now := counted(page, suite, "New outputs")) == before:
        assert time.monotonic() < give_up, "the output did not arrive in the draft"
    assert now == before + 1
    chromium.figure(page, "New outputs").get_by_role("link").click()
    assert title in page.locator("#counted + .wm-journal").inner_text()


def test_a_file_that_cannot_be_read_is_refused_in_words(page: Any, suite: Any) -> None:
    page.goto(f"{suite.address}/programmes/{PROGRAMME}/import?kind=outputs")
    page.get_by_label("The file").set_input_files(
        {"name": "x.bib", "mimeType": "text/plain", "buffer": b"\x00\x01\x02"}
    )
    page.get_by_role("button", name="See what would happen").click()
    assert "The file is not text" in page.locator("main").inner_text()


def test_a_mistake_is_said_beside_its_field_and_the_focus_goes_to_the_summary(page: Any, suite: Any) -> None:
    milestone = an_open_milestone(suite)
    page.goto(f"{suite.address}/milestones/{milestone['milestone_id']}/reforecast")
    page.get_by_label("Day", exact=True).fill("31")
    page.get_by_label("Month", exact=True).fill("2")
    page.get_by_label("Year", exact=True).fill("2027")
    page.get_by_role("button", name="Continue").click()
    assert page.title().startswith("Error: ")
    summary = page.locator(".govuk-error-summary")
    assert summary.evaluate("element => element === document.activeElement")
    assert "Enter a real date" in page.locator("#forecast_on-date-error").inner_text()
    assert page.get_by_label("Day", exact=True).input_value() == "31", "what was typed is still there"
    for link in summary.get_by_role("link").all():
        link.click()
        assert page.evaluate("document.activeElement.tagName") == "INPUT"


def test_the_keyboard_alone_leads_past_the_menu(page: Any, suite: Any) -> None:
    page.goto(f"{suite.address}/programmes/{PROGRAMME}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Skip to main content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main')")
    assert page.evaluate("getComputedStyle(document.activeElement).boxShadow") != "none", "the focus is visible"


def test_everything_works_without_scripts(browser: Any, suite: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    chromium.sign_in(page, suite.address, suite.sign_in_of("researcher"))
    milestone = an_open_milestone(suite)
    words = f"Seen without scripts, {uuid4().hex[:6]}"
    page.goto(f"{suite.address}/milestones/{milestone['milestone_id']}/note")
    page.get_by_label("What is there to say?").fill(words)
    page.get_by_role("button", name="Save").click()
    assert words in page.locator(".wm-journal").inner_text()
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{suite.address}/programmes")
    assert "/sign-in" in page.url
    context.close()


def test_our_scripts_run_under_our_own_content_policy(browser: Any, suite: Any) -> None:
    context = browser.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    chromium.sign_in(page, suite.address, suite.sign_in_of("programme_manager"))
    page.goto(draft(suite))
    assert page.evaluate("document.body.classList.contains('govuk-frontend-supported')")
    assert said == []
    context.close()


#: pages of outputs and impact that the links must lead whoever works in the programme to
WORKED_ON = {
    *("/programmes/*/outputs", "/programmes/*/outputs/log", "/programmes/*/outputs/capture", "/programmes/*/proposals"),
    *("/programmes/*/outputs/duplicates", "/programmes/*/outputs/attributions", "/programmes/*/outputs/owed"),
    *("/programmes/*/outputs/acknowledgement", "/programmes/*/delegates", "/programmes/*/import"),
    *("/programmes/*/impact", "/programmes/*/logic-model", "/programmes/*/places", "/programmes/*/you-said-we-did"),
    *("/outputs/*", "/impact/*", "/case-studies/*", "/programmes/*/places/*", "/programmes/*/themes/*"),
}
#: how many roles had a kind of page checked
checked: Counter[str] = Counter()


@pytest.mark.parametrize("role", ["programme_manager", "researcher", "funder", "administrator"])
def test_every_page_passes_axe_and_the_html_checker_and_fits_320_pixels(
    page: Any, suite: Any, role: str, tmp_path: Path
) -> None:
    """As the first role that comes to it sees it; pages of outputs and impact as two do."""
    if role != "programme_manager":
        page.get_by_role("button", name="Sign out").click()
        chromium.sign_in(page, suite.address, suite.sign_in_of(role))
    faults: dict[str, list[str]] = {}
    titles: dict[str, str] = {}
    works = role in ("programme_manager", "researcher")
    # lists of things are walked elsewhere; this one leads to a page of its own
    kinds = chromium.kinds_of_page(
        page, suite.address, *([f"/programmes/{PROGRAMME}/run/case-studies"] if works else [])
    )
    assert len(kinds) >= 5
    if works:
        assert not WORKED_ON - set(kinds), "no link leads there"
    paths = [path for kind, path in kinds.items() if checked[kind] < 1 + (kind in WORKED_ON)]
    checked.update(list(kinds))
    for number, path in enumerate(paths):
        page.goto(suite.address + path)
        if found := chromium.faults_of(page):
            faults[path] = found
        assert page.title() not in titles, f"{path} and {titles[page.title()]} share a title"
        titles[page.title()] = path
        (tmp_path / f"{number:03}.html").write_text(page.context.request.get(suite.address + path).text())
    assert not faults
    assert chromium.faults_of_markup(tmp_path) == ""
