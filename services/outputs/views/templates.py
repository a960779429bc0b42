"""Templates to be filled in and imported, kept as files: a reply names the file, because none travels over RPC."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from services.outputs.importers import template_files
from services.outputs.importers.template_columns import types
from shared.errors import NotFound
from shared.files import Files
from shared.settings import settings


def template(session: Session, *, type: str, format: str) -> dict[str, Any]:  # noqa: ARG001  (every read is given one)
    """The template of one type. Raises NotFound."""
    if type not in types():
        raise NotFound(f"There is no type of output {type} to record. There are {', '.join(types())}.")
    stored = Files(settings().files_url).put(template_files.made(type, format))
    return {"sha256": stored.sha256, "size": stored.size, "file_name": f"{type}.{format}"}
