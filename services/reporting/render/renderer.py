"""Which renderer this is: the versions of everything that a PDF's bytes depend on. Reports name it."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@cache
def code_version() -> str:
    """A digest of our own render code, templates and styles: it changes when any of them does."""
    digest = hashlib.sha256()
    for file in sorted([*FOLDER.glob("*.py"), *FOLDER.glob("*.j2"), *FOLDER.glob("*.css")]):
        digest.update(file.name.encode() + b"\n" + file.read_bytes() + b"\n")
    return digest.hexdigest()[:16]


@cache
def fonts() -> dict[str, str]:
    """The digests of the fonts that the PDF is set in."""
    files = sorted((FOLDER / "fonts").glob("*.woff2"))
    return {file.stem: hashlib.sha256(file.read_bytes()).hexdigest()[:16] for file in files}


def versions() -> dict[str, Any]:
    """What the PDF process says of itself. Raises OSError where pango is not installed."""
    import weasyprint
    from weasyprint.text import ffi

    pango, patch = divmod(ffi.pango.pango_version(), 100)
    return {
        "waymark": code_version(),
        "weasyprint": weasyprint.__version__,
        "pango": f"{pango // 100}.{pango % 100}.{patch}",
        "harfbuzz": _harfbuzz(),
        "fonts": fonts(),
    }


def _harfbuzz() -> str:
    """Shapes the text and cuts the fonts; loaded by pango's side, so it is asked by its own C function."""
    import ctypes
    import ctypes.util

    library = ctypes.CDLL(ctypes.util.find_library("harfbuzz") or "libharfbuzz.so.0")
    library.hb_version_string.restype = ctypes.c_char_p
    version: bytes = library.hb_version_string()
    return version.decode()


def without_pdf() -> dict[str, Any]:
    """The renderer where no PDF can be made."""
    return {"waymark": code_version(), "weasyprint": None, "pango": None, "harfbuzz": None, "fonts": fonts()}
