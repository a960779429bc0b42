"""A proof pack at the door: streamed as an attachment to whoever the reporting service gives it to."""

from __future__ import annotations

from typing import Any

from shared.errors import NotAllowed
from tests.unit.gateway.switchboard import Switchboard


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
