"""A proof pack at the door: streamed as an attachment to whoever the reporting service gives it to."""

from __future__ import annotations

from typing import Any

from shared.errors import NotAllowed
from tests.unit.gateway.switchboard import MANAGER, Switchboard


def made(app: Any) -> dict[str, Any]:
    stored = app.extensions["waymark_files"].put(b"PK pack")
    return {"sha256": stored.sha256, "size": stored.size, "file_name": "six-months-proof-pack.zip"}


def test_it_comes_as_an_attachment_by_the_api_and_by_the_page(
    app: Any, api: Any, browser: Any, services: Switchboard
) -> None:
    services.answers["reporting.proof_pack"] = made(app)
    for answer in (api.get("/api/v1/reports/r-1/proof"), browser.get("/reports/r-1/proof")):
        assert answer.data == b"PK pack" and answer.content_type == "application/zip"
        assert answer.headers["Content-Disposition"] == "attachment; filename=six-months-proof-pack.zip"
    assert services.last("reporting.proof_pack")[0] == {"report_id": "r-1"}


def test_who_may_not_have_it_gets_nothing(app: Any, api: Any, visitor: Any, services: Switchboard) -> None:
    services.answers["reporting.proof_pack"] = NotAllowed("Not for your role.")
    assert api.get("/api/v1/reports/r-1/proof").status_code == 403
    sha256 = made(app)["sha256"]
    assert api.get(f"/api/v1/files/{sha256}?report=r-1").status_code == 404
    assert visitor.get("/api/v1/reports/r-1/proof").status_code == 401


def test_the_page_of_a_submitted_report_offers_it_beside_our_key_but_to_no_partner(
    browser: Any, services: Switchboard
) -> None:
    one = {
        "report_id": "r-1",
        "programme_id": "P",
        "template": "nihr-six-monthly",
        "period": {"from": "2026-01-01", "to": "2026-06-30"},
        "state": "submitted",
        "revision": 1,
        "submitted_by": "p-1",
        "submitted_on": "2026-07-20",
        "known_at": 40,
        "fingerprint": "f" * 64,
        "artefacts": {"json": {"sha256": "f" * 64, "size": 9, "file_name": "six-months.json"}},
    }
    services.answers |= {
        "reporting.report": one,
        "reporting.reports": {"items": [one], "next": None},
        "reporting.late_facts": {"report": None, "items": []},
        "reporting.status": {"position": 41, "known_at": None, "waiting": 0, "key_fingerprint": "ab12" * 16},
        "projects.programme": {"programme_id": "P", "title": "Programme"},
        "people.people": {"items": [], "next": None},
        "people.organisations": {"items": [], "next": None},
    }
    page = browser.get("/reports/r-1").text
    assert 'href="/reports/r-1/proof"' in page and "ab12" * 16 in page
    grants = [{"role": "partner", "programme_id": "P", "project_id": None}]
    services.answers["people.authenticate"] = MANAGER | {"actor": {"id": "p-7", "grants": grants}}
    browser.set_cookie("waymark_session", "another")
    page = browser.get("/reports/r-1").text
    assert "six-months.json" in page and "/proof" not in page
