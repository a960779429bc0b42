"""Content-addressed files: evidence, uploads, artefacts. A file is named by the SHA-256 of its bytes and never changes.

Kept through fsspec: a local folder by default, S3-compatible by the setting FILES_URL. Files never travel over RPC: the
digest does. Who uploaded a file, and as which kind, is noted beside it. Not for deciding who may read a file.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import IO
from uuid import uuid4

import fsspec

from shared.errors import Invalid, NotFound

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Stored:
    """What a file is known by: SHA-256 in hex, and its size in bytes."""

    sha256: str
    size: int


class Files:
    """The store at an fsspec address such as `file:///var/lib/waymark/files`."""

    def __init__(self, url: str) -> None:
        self.fs, self.root = fsspec.url_to_fs(url)
        self.fs.makedirs(self.root, exist_ok=True)

    def put(
        self, content: bytes | IO[bytes], *, limit: int | None = None, by: str | None = None, kind: str = ""
    ) -> Stored:
        """Keep the bytes; the same bytes twice are one file. Raises Invalid when there are more than `limit` bytes.

        Written under another name first, so that a file under its digest is always whole. `by` is who uploaded it.
        """
        source = io.BytesIO(content) if isinstance(content, bytes) else content
        digest, size = hashlib.sha256(), 0
        unfinished = f"{self.root}/incoming-{uuid4()}"
        try:
            with self.fs.open(unfinished, "wb") as target:
                while chunk := source.read(CHUNK):
                    size += len(chunk)
                    if limit is not None and size > limit:
                        raise Invalid(f"The file is larger than {limit // CHUNK} MB. Send a smaller one.")
                    digest.update(chunk)
                    target.write(chunk)
            stored = Stored(digest.hexdigest(), size)
            self.fs.makedirs(self._folder(stored.sha256), exist_ok=True)
            self.fs.mv(unfinished, self._path(stored.sha256))
        finally:
            with suppress(FileNotFoundError):
                self.fs.rm(unfinished)
        if by is not None:
            self.fs.makedirs(self._notes(stored.sha256), exist_ok=True)
            self.fs.pipe_file(self._note(stored.sha256, by), kind.encode())
        return stored

    def holds(self, sha256: str) -> bool:
        """Whether there is such a file."""
        return bool(self.fs.exists(self._path(sha256)))

    def uploaded(self, sha256: str, by: str) -> bool:
        """Whether this person (or part of the system) uploaded these bytes: knowing a digest is not having a file."""
        return bool(self.fs.exists(self._note(sha256, by)))

    def kind(self, sha256: str) -> str | None:
        """As what it was uploaded; None for what was made here, or came before kinds were noted."""
        try:
            found = self.fs.ls(self._notes(sha256), detail=False)
            return next((word for note in found if (word := self.fs.cat_file(note).decode())), None)
        except FileNotFoundError:
            return None

    def read(self, sha256: str) -> bytes:
        """The whole file, checked against its name. Raises NotFound."""
        try:
            content: bytes = self.fs.cat_file(self._path(sha256))
        except FileNotFoundError:
            raise NotFound(f"There is no file {sha256}.") from None
        if hashlib.sha256(content).hexdigest() != sha256:
            raise NotFound(f"The file {sha256} is damaged: its bytes no longer have that fingerprint.")
        return content

    def chunks(self, sha256: str) -> Iterator[bytes]:
        """The file piece by piece, for streaming. Raises NotFound at the first piece."""
        try:
            with self.fs.open(self._path(sha256), "rb") as source:
                while chunk := source.read(CHUNK):
                    yield chunk
        except FileNotFoundError:
            raise NotFound(f"There is no file {sha256}.") from None

    def size(self, sha256: str) -> int:
        """Bytes. Raises NotFound."""
        try:
            return int(self.fs.size(self._path(sha256)))
        except FileNotFoundError:
            raise NotFound(f"There is no file {sha256}.") from None

    def _folder(self, sha256: str) -> str:
        if len(sha256) != 64 or set(sha256) - set("0123456789abcdef"):
            raise NotFound("A file is named by 64 hexadecimal digits.")
        return f"{self.root}/{sha256[:2]}"

    def _notes(self, sha256: str) -> str:
        return f"{self._folder(sha256)}/{sha256}.uploads"

    def _note(self, sha256: str, by: str) -> str:
        return f"{self._notes(sha256)}/{hashlib.sha256(by.encode()).hexdigest()}"

    def _path(self, sha256: str) -> str:
        return f"{self._folder(sha256)}/{sha256}"
