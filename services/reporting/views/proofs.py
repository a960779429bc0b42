"""The proof pack of a submitted report, as a file."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from services.reporting.proof import pack
from services.reporting.reports.finding import report_row
from shared.errors import Conflict
from shared.files import Files


def proof_pack(session: Session, files: Files, report_id: str) -> dict[str, Any]:
    """Make the pack and keep it; asked again it is the same file. Raises Conflict for a draft."""
    row = report_row(session, report_id)
    if row.state == "draft":
        raise Conflict("This report has not been submitted, so there is nothing to prove yet.")
    stored = files.put(pack.make(session.connection(), report_id, files))
    name = row.artefacts["json"]["file_name"].removesuffix(".json")
    return {"sha256": stored.sha256, "size": stored.size, "file_name": f"{name}-proof-pack.zip"}
