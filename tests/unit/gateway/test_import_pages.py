"""The pages on which files are dropped: templates to fill in, how far a job is, what was refused as a file."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from shared.files import Files
from tests.unit.gateway.switchboard import Switchboard

ENTRY = {"file": "book.xlsx", "row": 3, "field": "Publications: DOI", "message": "=SUM(1) is not a DOI"}
JOB: dict[str, Any] = {
    "job_id": "j", "kind": "outputs", "file_name": "book.xlsx", "programme_id": "P", "dry_run": True, "state": "done",
    "finished": True, "message": None, "last_event_id": None, "total": 5, "done": 5, "accepted": 2, "unchanged": 2,
    "refused_count": 1, "refused": [ENTRY], "notes": [ENTRY | {"message": "It was left as it is"}],
}  # fmt: skip


@pytest.fixture
def programme(services: Switchboard) -> Switchboard:
    types = [
        {"type": "publication", "label": "Publication", "read_only": False},
        {"type": "other", "label": "Other", "read_only": True},
    ]
    services.answers |= {
        "projects.programme": {"programme_id": "P", "title": "A programme"},
        "outputs.output_types": {"items": types},
        "outputs.import_job": lambda asked: JOB if not asked.get("skip") else JOB | {"refused": [], "notes": []},
    }
    return services


def test_the_page_offers_a_template_for_every_type_that_can_be_recorded(programme: Switchboard, browser: Any) -> None:
    page = browser.get("/programmes/P/import?kind=outputs").text
    assert "Researchfish download" in page
    assert "/imports/templates/publication.xlsx" in page and "/imports/templates/publication.csv" in page
    assert "/imports/templates/other." not in page
    assert "/imports/templates/" not in browser.get("/programmes/P/import?kind=finance").text


@pytest.mark.parametrize("address", ["/imports/templates/publication.csv", "/api/v1/imports/templates/publication.csv"])
def test_a_template_is_an_attachment_at_an_address_that_stays(
    programme: Switchboard, browser: Any, app: Any, address: str
) -> None:
    files: Files = app.extensions["waymark_files"]
    stored = files.put("Type,Title\r\n".encode("utf-8-sig"))
    programme.answers["outputs.output_template"] = {"sha256": stored.sha256, "file_name": "publication.csv"}
    answer = browser.get(address, headers={"Authorization": "Bearer good"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Disposition"] == "attachment; filename=publication.csv"
    assert programme.last("outputs.output_template")[0] == {"type": "publication", "format": "csv"}


def test_what_was_refused_and_what_to_know_is_a_file_without_a_formula(programme: Switchboard, browser: Any) -> None:
    page = browser.get("/imports/outputs:j").text
    assert "2 would be recorded, attributed or completed" in page and "/imports/outputs:j/refused.csv" in page
    rows = list(csv.reader(io.StringIO(browser.get("/imports/outputs:j/refused.csv").text.lstrip("\ufeff"))))
    assert [row[0] for row in rows[1:]] == ["refused", "note"]
    assert rows[1][1:] == ["book.xlsx", "3", "Publications: DOI", "'=SUM(1) is not a DOI"]


def test_a_job_that_runs_says_how_far_it_is_without_script(programme: Switchboard, browser: Any) -> None:
    running = JOB | {"state": "running", "finished": False, "done": 400, "total": 10_000, "refused": [], "notes": []}
    programme.answers["outputs.import_job"] = running
    page = browser.get("/imports/outputs:j").text
    assert "400 of 10000 records so far" in page
    assert '<progress max="10000" value="400"' in page and "Look again" in page
