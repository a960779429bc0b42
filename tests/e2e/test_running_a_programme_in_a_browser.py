"""Everything that a programme is run with, in a browser: every list, every form, every question, for three roles.

What the pages are made of is declared in `shared/calls/projects/`: a new command is walked without a line here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.e2e import chromium

PROGRAMME = "SAMPLE-HDRC-LPL"
RUN = f"/programmes/{PROGRAMME}/run"
#: the parts of an address that every one of these pages has
OURS = re.compile(rf'href="(/programmes/{PROGRAMME}/(?:run|do|ask)/[^"#]*|{RUN})"')


@pytest.fixture
def page(browser: Any, suite: Any) -> Iterator[Any]:
    """A page, nobody signed in yet."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    yield context.new_page()
    context.close()


def kind_of(path: str) -> str:
    """A page's address without which of many things it is about."""
    return re.sub(r"(/run/[^/?]+/)(?!known)[^/?]+", r"\1*", path.partition("?")[0])


def walked(page: Any, address: str) -> dict[str, str]:
    """From the overview along every link among these pages: the markup of one page of each kind, by its address.

    Fails on a broken link.
    """
    kinds: dict[str, str] = {}
    markup: dict[str, str] = {}
    waiting = [RUN]
    while waiting:
        path = waiting.pop(0)
        if kind_of(path) in kinds:
            continue
        answer = page.context.request.get(address + path)
        assert answer.status == 200, f"{path} answers {answer.status}"
        kinds[kind_of(path)] = path
        if "text/html" in answer.headers["content-type"]:
            markup[path] = answer.text()
            found = [link.replace("&amp;", "&") for link in OURS.findall(markup[path])]
            waiting += [link for link in found if "format=csv" not in link and "after=" not in link]
    return markup


def components(markup: str) -> set[tuple[str, ...]]:
    """What a page is made of: its elements by name, class and kind of input."""
    return {
        (tag, *re.findall(r'\b(?:class|type|role)="([^"]*)"', attributes))
        for tag, attributes in re.findall(r"<([a-z0-9]+)([^>]*)>", markup)
    }


#: what pages of an earlier role, or earlier pages, were made of
seen: set[tuple[str, ...]] = set()


@pytest.mark.parametrize("role", ["programme_manager", "researcher", "administrator"])
def test_every_page_of_things_is_sound_markup_and_every_component_passes_axe_and_fits_320_pixels(
    page: Any, suite: Any, role: str, tmp_path: Path
) -> None:
    """The pages are made of the same parts: a page is opened in the browser when it has one that no other had."""
    chromium.sign_in(page, suite.address, suite.sign_in_of(role))
    pages = walked(page, suite.address)
    assert len(pages) > 40
    faults: dict[str, list[str]] = {}
    for number, (path, markup) in enumerate(pages.items()):
        (tmp_path / f"{number:03}.html").write_text(markup)
        if components(markup) <= seen:
            continue
        seen.update(components(markup))
        page.goto(suite.address + path)
        if found := chromium.faults_of(page):
            faults[path] = found
    assert not faults
    assert chromium.faults_of_markup(tmp_path) == ""


def test_a_researcher_is_offered_less_than_the_manager(page: Any, suite: Any) -> None:
    def offered(role: str) -> set[str]:
        chromium.sign_in(page, suite.address, suite.sign_in_of(role))
        found = set(OURS.findall(page.context.request.get(suite.address + RUN).text()))
        page.goto(suite.address)
        page.get_by_role("button", name="Sign out").click()
        return found

    assert offered("researcher") < offered("programme_manager")


def test_a_risk_that_is_raised_is_in_the_list_and_opens_to_its_fact(page: Any, suite: Any) -> None:
    title = f"Interviewers leave before the survey {uuid4().hex[:6]}"
    chromium.sign_in(page, suite.address, suite.sign_in_of("programme_manager"))
    page.goto(f"{suite.address}/programmes/{PROGRAMME}")
    page.get_by_role("link", name="Risks and issues", exact=True).click()
    page.get_by_role("button", name="Raise a risk or issue").click()

    page.get_by_role("button", name="Raise a risk or issue").last.click()
    assert page.title().startswith("Error: ")
    assert page.locator(".govuk-error-summary").evaluate("element => element === document.activeElement")

    page.locator("#title").fill(title)
    page.locator("#impact").fill("4")
    page.locator("#likelihood").fill("3")
    page.get_by_role("button", name="Raise a risk or issue").last.click()
    assert "Raise a risk or issue: done." in page.locator(".govuk-notification-banner--success").inner_text()
    assert title in page.locator("h1").inner_text()
    page.locator(".wm-journal").get_by_role("link").first.click()
    assert title in page.locator("h1").inner_text()

    page.goto(f"{suite.address}{RUN}/risks")
    assert page.get_by_role("link", name=title).count() == 1


def test_anything_can_be_done_and_asked_from_the_command_line(suite: Any) -> None:
    title = f"Report to the cabinet {uuid4().hex[:6]}"
    words = (f"programme_id={PROGRAMME}", f"title={title}", "baseline_on=2027-03-31", "--key", uuid4().hex)
    made = suite.waymark_json("do", "plan_milestone", *words)["result"]["milestone_id"]
    assert suite.waymark_json("do", "plan_milestone", *words)["result"]["milestone_id"] == made, (
        "one key, one milestone"
    )
    assert title in suite.waymark("ask", "milestone", f"milestone_id={made}")
    every = suite.waymark_json("ask", "milestones", f"programme_id={PROGRAMME}", "--all")["items"]
    assert [one["title"] for one in every].count(title) == 1
    refused = suite.waymark_json(
        "do", "plan_milestone", f"programme_id={PROGRAMME}", "title=x", "baseline_on=soon", code=1
    )
    assert "baseline_on" in refused["refused"]["fields"]
    suite.waymark("do", "plan_milestone", "titel=x", code=2)
    assert "projects.raise_risk" in suite.waymark("do", "--list", "risk")
