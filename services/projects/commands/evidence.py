"""Evidence is a file that is here: its digest is looked up before a fact names it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from shared.errors import Invalid, NotFound
from shared.files import Files
from shared.settings import settings


def check_kept(digests: Sequence[str], field: str) -> None:
    """Raise Invalid naming the digests under which nothing was uploaded."""
    files = _files(settings().files_url) if digests else None
    if files is not None and (missing := [digest for digest in digests if not _is_kept(files, digest)]):
        words = f"No file was uploaded with the digest {', '.join(missing)}: upload it first (POST /api/v1/files)"
        raise Invalid(f"{words}.", {field: [words]})


@lru_cache(maxsize=4)
def _files(url: str) -> Files:
    return Files(url)


def _is_kept(files: Files, digest: str) -> bool:
    try:
        files.size(digest)
    except NotFound:
        return False
    return True
