"""Rules of involvement: what an activity is, what it leads to, and in which order. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal

from shared.broken import Broken

#: an activity of several days gives a person this many hours at most, preparation included; more is a slip of the pen
MOST_HOURS_EACH = Decimal(1000)
POUNDS = "GBP"


def hold(contributors: int, register: Sequence[str], hours: Decimal | None) -> None:
    """Members of the public took part, and what is said of them hangs together. Raises Broken."""
    if contributors < 1:
        raise Broken("An activity in which no member of the public took part is none", "contributors")
    if len(set(register)) != len(register):
        raise Broken("Somebody is on the register twice", "register_person_ids")
    if len(register) > contributors:
        words = f"{len(register)} are on the register, and {contributors} took part: raise the number, or shorten it"
        raise Broken(words, "register_person_ids")
    if hours is not None and not 0 < hours <= contributors * MOST_HOURS_EACH:
        raise Broken("Enter the hours of all contributors together, or leave them out where nobody counted", "hours")


def named(words: Iterable[str], known: Collection[str], field: str) -> None:
    """Every word is in the vocabulary, once. Raises Broken."""
    given = list(words)
    if unknown := sorted(set(given) - set(known)):
        raise Broken(f"Not in the vocabulary: {', '.join(unknown)}. There are: {', '.join(known)}", field)
    if len(set(given)) != len(given):
        raise Broken("One of them is there twice", field)


def pay(amount: Decimal, currency: str) -> None:
    """Money that was paid. It may come before the activity: fares and vouchers do. Raises Broken."""
    if amount <= 0:
        raise Broken("Enter what was paid: more than nothing", "amount")
    if currency != POUNDS:
        raise Broken("Enter it in pounds: figures of money are in GBP", "amount")


def change(changed_on: date, held_on: Sequence[date], targets: Collection[str]) -> None:
    """One thing changed, after it was said. Raises Broken."""
    if len(targets) != 1:
        raise Broken("Say what changed: one of a project, an output and a decision", "project_id")
    if not held_on:
        raise Broken("Name the activity at which it was said", "involvement_ids")
    if changed_on < (last := max(held_on)):
        raise Broken(f"It was said on {last}: nothing can have changed because of it before that", "changed_on")


def tell(told_on: date, changed_on: date) -> None:
    """They are told what became of it once it has. Raises Broken."""
    if told_on < changed_on:
        raise Broken(f"The change was made on {changed_on}: nobody can have been told of it before that", "told_on")


def take_back(already: bool, resting: Sequence[str], key: str) -> None:
    """It was entered in error, and nothing rests on it any more. Raises Broken."""
    if already:
        raise Broken("It was taken back already", key, state=True)
    if resting:
        raise Broken(f"Take back first what rests on it: {', '.join(resting)}", key, state=True)
