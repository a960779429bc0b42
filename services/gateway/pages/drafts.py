"""Draft reports as pages show them: which one is current, its figures with the addresses that they open to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app, url_for
from werkzeug.exceptions import NotFound as NoSuchPage

from services.gateway import asking
from shared.calls import reporting
from shared.errors import WaymarkError

#: seconds that the figures of a draft may take
MAKING = 30
MOST_FACTS = 2000
#: drafts whose figures are remembered
MOST_REMEMBERED = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """Which report is meant: a template of a programme for a period."""

    programme_id: str
    template: str
    period_from: str
    period_to: str

    @classmethod
    def of(cls, report: dict[str, Any]) -> Asked:
        """As a row of `reports` names it."""
        period = report["period"]
        return cls(report["programme_id"], report["template"], period["from"], period["to"])

    @classmethod
    def at(cls, programme_id: str, template: str, period: str) -> Asked:
        """As an address names it, the period as 2026-01-01..2026-06-30. Raises the 404 of a page."""
        first, dots, last = period.partition("..")
        try:
            if not dots or date.fromisoformat(first) > date.fromisoformat(last):
                raise NoSuchPage
        except ValueError as error:
            raise NoSuchPage from error
        return cls(programme_id, template, first, last)

    @property
    def fields(self) -> dict[str, str]:
        """As calls take it."""
        names = ("programme_id", "template", "period_from", "period_to")
        return {name: getattr(self, name) for name in names}

    @property
    def address(self) -> str:
        """The draft's page."""
        return self._page("reports.draft")

    def figure_address(self, figure_id: str) -> str:
        """The page that says where a figure comes from."""
        return self._page("reports.figure", figure_id=figure_id)

    def _page(self, endpoint: str, **more: str) -> str:
        period = f"{self.period_from}..{self.period_to}"
        return url_for(endpoint, programme_id=self.programme_id, template=self.template, period=period, **more)


def made(asked: Asked, known_at: str | None = None) -> dict[str, Any]:
    """The draft as `reporting.draft` gives it: {"report", "fingerprint", "report_id", "state"}."""
    found: dict[str, Any] = asking.ask(reporting.Draft, asked.fields, known_at=known_at, timeout=MAKING)
    return found


def figure(asked: Asked, figure_id: str, known_at: str | None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A figure, and the facts behind it with the newest first; of very many only the oldest MOST_FACTS are fetched."""
    facts: list[dict[str, Any]] = []
    after: str | None = None
    while True:
        found: dict[str, Any] = asking.ask(
            reporting.Figure,
            asked.fields,
            figure_id=figure_id,
            known_at=known_at,
            after=after,
            limit=200,
            timeout=MAKING,
        )
        facts += found["facts"]["items"]
        after = found["facts"]["next"]
        if after is None or len(facts) >= MOST_FACTS:
            return found, facts[::-1]


def figures(report: dict[str, Any], asked: Asked) -> list[dict[str, Any]]:
    """Every figure once, with the address that it opens to."""
    found: dict[str, dict[str, Any]] = {}
    for section in report["sections"]:
        for question in section["questions"]:
            for figure in question["figures"]:
                found.setdefault(
                    figure["id"], figure | {"text": figure["printed"], "address": asked.figure_address(figure["id"])}
                )
    return list(found.values())


def reports_of(programme_id: str) -> list[dict[str, Any]]:
    """Reports of a programme, the latest period first; none when reporting cannot say."""
    try:
        items: list[dict[str, Any]] = asking.ask(reporting.Reports, programme_id=programme_id, limit=200)["items"]
    except WaymarkError:
        return []
    return sorted(items, key=by_period, reverse=True)


def current(programme_id: str, position: int | None) -> dict[str, Any] | None:
    """The draft of the latest period with its figures; None when no report is in draft or it cannot be made now.

    Figures are remembered by the ledger's `position`: at the same one they are the same for everybody who may see the
    programme's reports, which the list of reports has just said of the asker.
    """
    found = next((item for item in reports_of(programme_id) if item["state"] == "draft"), None)
    if found is None:
        return None
    asked = Asked.of(found)
    remembered: dict[Any, dict[str, Any]] = current_app.extensions.setdefault("waymark_figures", {})
    if position is not None and (asked, position) in remembered:
        return remembered[asked, position]
    try:
        report = made(asked)["report"]
    except WaymarkError:
        return None
    title = report["template"]["title"]
    shown = asked.fields | {"title": title, "address": asked.address, "figures": figures(report, asked)}
    if position is not None:
        if len(remembered) > MOST_REMEMBERED:
            remembered.clear()
        remembered[asked, position] = shown
    return shown


def covering(programme_id: str, on: date) -> dict[str, Any] | None:
    """The report whose period holds that day; a submitted one comes before a draft of the same period."""
    day = on.isoformat()
    found = [item for item in reports_of(programme_id) if item["period"]["from"] <= day <= item["period"]["to"]]
    return min(found, key=lambda item: item["state"] != "submitted", default=None)


def by_period(item: dict[str, Any]) -> tuple[str, int]:
    return item["period"]["to"], int(item.get("revision") or 0)
