"""What evidence of each kind has to have, and when it may be shown outside the programme."""

from __future__ import annotations

from shared.broken import Broken

FILE, LINK, TESTIMONIAL = "file", "link", "testimonial"
#: kind -> the field that holds it, and what to enter
HELD = {
    FILE: ("sha256", "Choose the file"),
    LINK: ("url", "Enter the web address"),
    TESTIMONIAL: ("testimonial", "Enter what was said"),
}


def check(
    kind: str,
    *,
    sha256: str | None,
    url: str | None,
    testimonial: str | None,
    shows_people: bool,
    consented: bool,
    public: bool,
) -> None:
    """Raise Broken where it lacks what its kind is, has what another is, or is to be shown without consent."""
    given = {"sha256": sha256, "url": url, "testimonial": testimonial}
    wanted, ask = HELD[kind]
    if not given.pop(wanted):
        raise Broken(ask, wanted)
    if others := [name for name, value in given.items() if value]:
        raise Broken(f"A {kind} is one thing: attach the other as evidence of its own", others[0])
    if public and recognisable(kind, shows_people) and not consented:
        raise Broken(
            "Somebody can be recognised in it: name their consent, or the form on which they gave it. Without consent "
            "it stays inside the programme",
            "public",
        )


def recognisable(kind: str, shows_people: bool) -> bool:
    """Whether somebody can be recognised in it: always in what a person said."""
    return kind == TESTIMONIAL or shows_people
