"""Evidence at the door: uploaded by whoever may write, opened by whoever may see the milestone that it belongs to."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from shared.errors import NotFound
from tests.unit.gateway.switchboard import Switchboard


def upload(client: Any, content: bytes = b"minutes", name: str = "../a/minutes.txt", **headers: str) -> Any:
    return client.post("/api/v1/files", data={"file": (BytesIO(content), name)}, headers=headers)


def test_an_uploaded_file_is_known_by_its_fingerprint(api: Any, tmp_path: Path) -> None:
    answer = upload(api)
    assert answer.status_code == 201
    found = answer.get_json()
    assert found["file_name"] == "minutes.txt"
    assert (tmp_path / "files" / found["sha256"][:2] / found["sha256"]).read_bytes() == b"minutes"
    assert upload(api).get_json()["sha256"] == found["sha256"]


def test_nobody_uploads_without_a_name_nor_with_a_token_that_only_reads(visitor: Any) -> None:
    assert upload(visitor).status_code == 401
    assert upload(visitor, Authorization="Bearer reader").status_code == 403
    assert visitor.post("/api/v1/files", headers={"Authorization": "Bearer good"}).status_code == 422


def test_evidence_opens_by_its_milestone_alone(api: Any, services: Switchboard) -> None:
    sha256 = upload(api).get_json()["sha256"]
    assert api.get(f"/api/v1/files/{sha256}").status_code == 404
    services.answers["projects.milestone"] = {"milestone_id": "m", "evidence_file_ids": [sha256]}
    opened = api.get(f"/api/v1/files/{sha256}?milestone=m")
    assert (opened.data, opened.content_type) == (b"minutes", "text/plain; charset=utf-8")
    services.answers["projects.milestone"] = {"milestone_id": "m", "evidence_file_ids": []}
    assert api.get(f"/api/v1/files/{sha256}?milestone=m").status_code == 404
    services.answers["projects.milestone"] = NotFound("There is no such milestone.")
    assert api.get(f"/api/v1/files/{sha256}?milestone=m").status_code == 404


def test_a_file_is_handed_out_as_an_attachment_that_may_do_nothing(api: Any, services: Switchboard) -> None:
    sha256 = upload(api, name="<evil>.html;.txt").get_json()["sha256"]
    services.answers["projects.meeting"] = {"meeting_id": "m", "minutes_file_id": sha256}
    headers = api.get(f"/api/v1/files/{sha256}?of=projects.meeting&id=m").headers
    assert headers["Content-Disposition"] == f"attachment; filename=evidence-{sha256[:12]}.txt"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "no-store" in headers["Cache-Control"]
    assert "Set-Cookie" not in headers


def test_a_file_opens_only_by_the_read_of_one_thing_that_names_it(api: Any, services: Switchboard) -> None:
    sha256 = upload(api).get_json()["sha256"]
    services.answers["projects.milestones"] = {"items": [{"evidence_file_ids": [sha256]}]}
    services.answers["people.person"] = {"file_id": sha256}
    services.answers["projects.agreement"] = {"title": sha256, "file_id": None, "notes": [sha256]}
    for of in ("projects.milestones", "people.person", "projects.agreement", "projects.sign_agreement", "os.path", "."):
        assert api.get(f"/api/v1/files/{sha256}?of={of}&id=a").status_code == 404, of
