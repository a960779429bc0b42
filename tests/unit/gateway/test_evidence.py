"""Evidence at the door: uploaded by whoever may write, opened by whoever may see the milestone that it belongs to."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from shared.errors import NotFound
from tests.unit.gateway.switchboard import Switchboard


def upload(client: Any, **headers: str) -> Any:
    return client.post("/api/v1/files", data={"file": (BytesIO(b"minutes"), "../a/minutes.pdf")}, headers=headers)


def test_an_uploaded_file_is_known_by_its_fingerprint(api: Any, tmp_path: Path) -> None:
    answer = upload(api)
    assert answer.status_code == 201
    found = answer.get_json()
    assert found["file_name"] == "minutes.pdf"
    assert (tmp_path / "files" / found["sha256"][:2] / found["sha256"]).read_bytes() == b"minutes"
    assert upload(api).get_json()["sha256"] == found["sha256"]


def test_nobody_uploads_without_a_name_nor_with_a_token_that_only_reads(visitor: Any) -> None:
    assert upload(visitor).status_code == 401
    assert upload(visitor, Authorization="Bearer reader").status_code == 403
    assert visitor.post("/api/v1/files", headers={"Authorization": "Bearer good"}).status_code == 422


def test_evidence_opens_by_its_milestone_alone(api: Any, services: Switchboard) -> None:
    sha256 = upload(api).get_json()["sha256"]
    services.answers["projects.milestone"] = {"milestone_id": "m", "evidence_file_ids": [sha256]}
    opened = api.get(f"/api/v1/files/{sha256}?milestone=m")
    assert (opened.data, opened.content_type) == (b"minutes", "application/octet-stream")
    assert opened.headers["Content-Disposition"].startswith("attachment")
    services.answers["projects.milestone"] = {"milestone_id": "m", "evidence_file_ids": []}
    assert api.get(f"/api/v1/files/{sha256}?milestone=m").status_code == 404
    services.answers["projects.milestone"] = NotFound("There is no such milestone.")
    assert api.get(f"/api/v1/files/{sha256}?milestone=m").status_code == 404
