"""Identifiers of people and organisations, in the one form in which they are kept; accepted in many."""

from __future__ import annotations

import re

#: what registers write where there is no identifier (NIHR Open Data: "Not Provided")
ABSENT = frozenset({"", "not provided", "n/a", "none", "unknown", "-"})
#: ORCID's own sample iDs: the checksum holds and nobody has them
DUMMY = re.compile(r"8888-8888-8888-8880")


def orcid(written: str | None) -> str | None:
    """The iD as 0000-0002-1825-0097, or None where none is given. Raises ValueError when the checksum fails."""
    import idutils  # takes half a second, so not at every start

    if written is None or written.strip().casefold() in ABSENT:
        return None
    text = written.strip().upper().replace("HTTPS://ORCID.ORG/", "").replace("HTTP://ORCID.ORG/", "")
    if not re.fullmatch(r"\d{4}-?\d{4}-?\d{4}-?\d{3}[\dX]", text) or not idutils.is_orcid(text):
        raise ValueError("This is not an ORCID iD: 16 characters whose last one is a check. Copy it from orcid.org")
    found: str = idutils.normalize_orcid(text)
    if DUMMY.fullmatch(found):
        raise ValueError("This is ORCID's example iD, not a person's. Leave it empty where there is none")
    return found


def ror(written: str | None) -> str | None:
    """The ROR id's nine characters, or None where none is given. Raises ValueError when it is not one."""
    import idutils  # takes half a second, so not at every start

    if written is None or written.strip().casefold() in ABSENT:
        return None
    text = written.strip().casefold()
    if not idutils.is_ror(text):
        raise ValueError("This is not a ROR id, which looks like https://ror.org/04xs57h96. Find it at ror.org")
    found: str = idutils.normalize_ror(text)
    return found.rpartition("/")[2]


def email(written: str | None) -> str | None:
    """The address as it is compared: without spaces around, in lower case. None where none is given."""
    return written.strip().casefold() if written and written.strip() else None


def number(written: str | None) -> str | None:
    """A register number (charity, company) without spaces, in upper case. None where none is given."""
    if written is None or written.strip().casefold() in ABSENT:
        return None
    return re.sub(r"\s+", "", written).upper()
