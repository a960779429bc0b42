"""A browser for the stories, the machine's own Chromium, and the checks that every page is held against."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

FRONT_END = Path(__file__).parents[2] / "services" / "gateway" / "frontend" / "node_modules"
AXE = FRONT_END / "axe-core" / "axe.min.js"
VNU = FRONT_END / "vnu-jar" / "build" / "dist" / "vnu.jar"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: quiet, and without a sandbox where the tests run as root
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
#: what may stand in an address for one of many things
AN_ID = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}|\d{4}-\d\d-\d\d|(?<=/figures/)[\w.]+"
    r"|(?<=/programmes/)[^/]+|(?<=/places/)[^/]+|(?<=/themes/)[^/]+|(?<=/drafts/)[^/]+|(?<=/words/)[\w.]+"
)

#: no pages, or pages that test_running_a_programme_in_a_browser.py walks
ELSEWHERE = re.compile(r"/(static|api|files)/|/programmes/[^/]+/(run|do|ask)\b|/do/")


@contextmanager
def browser() -> Iterator[Any]:
    """A Chromium; the test is skipped, with the reason, where the machine has none."""
    found = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if found is None:
        pytest.skip("no Chromium on this machine: install the package chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=OPTIONS)
        yield running
        running.close()


def sign_in(page: Any, address: str, who: dict[str, str]) -> None:
    """Sign in through the form."""
    page.goto(f"{address}/sign-in")
    page.get_by_label("E-mail address").fill(who["email"])
    page.get_by_label("Password", exact=True).fill(who["password"])
    page.locator("main form").get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def figure(page: Any, title: str) -> Any:
    """The box of a figure on the page of a draft."""
    exactly = page.locator(".wm-figure__name", has_text=re.compile(rf"^{re.escape(title)}$"))
    return page.locator(".wm-figure", has=exactly).first


def press_until(page: Any, button: str, words: str) -> None:
    """Press a button for as long as it is there, while a job runs; fails unless the page then has the words."""
    give_up = time.monotonic() + 60
    while page.get_by_role("button", name=button).count():
        assert time.monotonic() < give_up, f"still “{button}” after a minute"
        page.get_by_role("button", name=button).click()
    assert words in page.locator("main").inner_text()


def kinds_of_page(page: Any, address: str, *also: str) -> dict[str, str]:
    """Walk from the home page, and other addresses, along every link; gives an address for each kind of page.

    Fails on a broken link.
    """
    kinds: dict[str, str] = {}
    waiting, seen = ["/", *also], set()
    while waiting:
        path = waiting.pop(0)
        kind = AN_ID.sub("*", urlsplit(path).path)
        if kind in kinds or path in seen:
            continue
        seen.add(path)
        answer = page.context.request.get(address + path)
        assert answer.status == 200, f"{path} answers {answer.status}"
        if "text/html" not in answer.headers["content-type"]:
            continue
        kinds.setdefault(AN_ID.sub("*", urlsplit(answer.url).path), path)
        links = re.findall(r'href="(/[^"#]*)', answer.text())
        waiting += [link.replace("&amp;", "&") for link in links if not ELSEWHERE.match(link)]
    return kinds


def faults_of(page: Any) -> list[str]:
    """What is wrong with the page that is open: axe's violations, more or less than one h1, no reflow at 320 pixels."""
    page.evaluate(AXE.read_text())
    result = page.evaluate(f"axe.run(document, {{runOnly: {RULES}}})")
    # not decided by axe, and every one reviewed by eye: text over the drawn tick of a checkbox or radio
    undecided = [rule for rule in result["incomplete"] if rule["id"] != "color-contrast"]
    found = [
        f"{rule['id']}: {rule['help']}: {[node['target'] for node in rule['nodes']][:3]}"
        for rule in [*result["violations"], *undecided]
    ]
    if (headings := page.locator("h1").count()) != 1:
        found.append(f"{headings} headings of the first level")
    wide = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    if (width := page.evaluate("document.documentElement.scrollWidth")) > 320:
        found.append(f"at 320 pixels the page is {width} wide")
    page.set_viewport_size(wide)
    return found


def faults_of_markup(folder: Path) -> str:
    """What the Nu HTML checker says of all pages saved in a folder; one start of Java for all of them."""
    java = shutil.which("java")
    if java is None or not VNU.exists():
        pytest.skip("the Nu HTML checker needs a Java runtime and the development packages of the front end")
    done = subprocess.run(
        [java, "-jar", str(VNU), "--errors-only", "--skip-non-html", str(folder)],
        check=False,
        capture_output=True,
        text=True,
        timeout=240,
    )
    return done.stderr
