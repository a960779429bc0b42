"""Ways to damage a file: its bytes, its own pieces in another order, and the parts within a workbook."""

from __future__ import annotations

import io
import random
import zipfile
import zlib

PIECES = [
    b"TY  - JOUR\n", b"TY -", b"ER  - \n", b"@article{", b"author={", b" and ", b"}", b"{", b'"', b",", b";", b"\t",
    b"=", b"#", b"\\",
    b"10.1234/a", b"Pre-2006", b"None/Unknown", b"Still Active", b"6.140221683e+17", b"=VLOOKUP(A1)", b"#VALUE!",
    b"1647538336", b"0", b"-1", b"99999999999999999999", b"NaN", b"1e400", b"\xef\xbb\xbf", b"\xff\xfe", b"\x00", b"\r",
    b"\n", b"\x1a", b"\xe2\x80\xae", b"\xc3\xa9", b"\xe9", b"null", b"[", b"]",
    b'{"DOI":', b'"title":', b'"date-parts":',
    b"2018,2019,2020", b"20182019", b"Government, Democracy Justice", b"<!ENTITY a \"b\">", b"&a;", b"<c r=\"XFD1\">",
    b'<row r="1048577">', b't="s"', b't="e"', b't="d"', b"<f>1+1</f>", b"<v>9e9</v>", b"<is><t>x</t></is>",
]  # fmt: skip


def damaged(content: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """One file changed in a few places."""
    if content.startswith(b"PK\x03\x04") and chance.random() < 0.7:
        return _within(content, chance)
    found = bytearray(content)
    for _ in range(chance.randrange(1, 8)):
        found = _once(found, chance, others)
    return bytes(found[: 1 << 20])


def _once(found: bytearray, chance: random.Random, others: list[bytes]) -> bytearray:
    at = chance.randrange(len(found) + 1)
    to = min(len(found), at + chance.choice((1, 1, 2, 8, 64, 1024)))
    match chance.randrange(7):
        case 0:
            found[at:to] = chance.choice(PIECES)
        case 1:
            del found[at:to]
        case 2:
            found[at:at] = chance.choice(PIECES) * chance.choice((1, 1, 3, 200))
        case 3:
            found[at:at] = found[at:to] * chance.choice((1, 2, 50))
        case 4:
            found[at : at + 1] = bytes([chance.randrange(256)])
        case 5:
            other = chance.choice(others)
            start = chance.randrange(len(other))
            found[at:to] = other[start : start + chance.choice((4, 40, 400))]
        case _:
            del found[at:]
    return found


def _within(content: bytes, chance: random.Random) -> bytes:
    """A workbook one of whose parts is changed, in an archive that is whole."""
    made = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
            names = before.namelist()
            chosen = chance.choice(names)
            for name in names:
                part = before.read(name)
                if name == chosen:
                    if chance.random() < 0.1:
                        continue
                    changed = bytearray(part)
                    for _ in range(chance.randrange(1, 5)):
                        changed = _once(changed, chance, [part])
                    part = bytes(changed[: 1 << 20])
                after.writestr(name, part)
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError, RuntimeError):
        return content
    return made.getvalue()
