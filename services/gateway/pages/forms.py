"""One page's form: what was typed, the messages beside the fields, and the key that makes sending it twice safe.

Rules of form are the declared calls' and come back from the service; here is only what the browser's shape adds, such
as a date in three boxes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

from flask import Response, flash, redirect, render_template, request
from werkzeug.datastructures import MultiDict

from services.gateway import asking
from services.gateway.words import screen
from shared.calls.call import Command
from shared.errors import Conflict, DeadlinePassed, Invalid, StaleVersion, Unavailable


class Form:
    """What was typed, or what the page begins with."""

    def __init__(self, begin: dict[str, str] | None = None) -> None:
        sent = request.method == "POST"
        self.given: MultiDict[str, str] = request.form if sent else MultiDict(begin or {})
        self.values = {name: value for name, value in self.given.items() if name != "password"}
        self.key = (self.given.get("key") if sent else None) or str(uuid4())
        self.errors: dict[str, str] = {}
        #: names of the fields that the page has: what an error may link to
        self.fields: set[str] = set()
        #: rows of a list as the service counts them -> as the page does, which has empty ones between
        self.moved: dict[str, str] = {}

    def text(self, name: str, missing: str | None = None) -> str | None:
        """What was typed, None when nothing; `missing` is what to say then."""
        self.fields.add(name)
        typed = self.given.get(name, "").strip()
        if not typed and missing:
            self.errors[name] = missing
        return typed or None

    def many(self, name: str) -> list[str]:
        """The ticked ones."""
        self.fields.add(name)
        return [value for value in self.given.getlist(name) if value]

    def day(self, name: str, missing: str | None = None, *, latest: date | None = None) -> str | None:
        """The date in the three boxes as ISO text; a message when it is not one."""
        self.fields.add(name)
        typed = [self.given.get(f"{name}-{part}", "").strip() for part in ("year", "month", "day")]
        if not any(typed):
            if missing:
                self.errors[name] = missing
            return None
        try:
            found = date(*(int(part) for part in typed))
        except ValueError:
            self.errors[name] = "Enter a real date, with day, month and year, such as 27 3 2026"
            return None
        if found.year < 1900:
            self.errors[name] = "Enter the year with four digits, such as 2026"
        elif latest and found > latest:
            self.errors[name] = f"Enter a date that is not after {latest.day} {latest:%B %Y}"
        return found.isoformat()

    def take(self, error: Invalid | Conflict | StaleVersion, names: dict[str, str] | None = None) -> None:
        """The service's messages, each beside the field that it is about; `names` maps its fields to the form's."""
        for field, words in _messages(error.fields):
            self.errors[self._place((names or {}).get(field, field))] = words
        if not error.fields:
            self.errors[""] = error.message

    def _place(self, field: str) -> str:
        """The page's field for one of the service's, `lines-0-amount`; of what it has no field for, the group's."""
        for row, there in self.moved.items():
            if field == row or field.startswith(f"{row}-"):
                field = there + field.removeprefix(row)
                break
        place = field
        while place not in self.fields and "-" in place:
            place = place.rpartition("-")[0]
        return place if place in self.fields else field

    def error_list(self) -> list[dict[str, str]]:
        """For the summary at the top of the page: each links to its field, where the page has one."""
        found = []
        for name, text in self.errors.items():
            if name in self.fields:
                found.append({"text": text, "href": f"#{name}"})
            else:
                found.append({"text": f"{screen(name).capitalize()}: {text}" if name.strip("_") else text})
        return found


def _messages(fields: dict[str, Any], within: str = "") -> Iterator[tuple[str, str]]:
    """Each message with the field that it is about, groups and rows told by `-`."""
    for name, texts in fields.items():
        field = f"{within}-{name}" if within else str(name)
        if isinstance(texts, dict):
            yield from _messages(texts, field)
        else:
            yield field, " ".join(map(str, texts)) if isinstance(texts, list) else str(texts)


def days(name: str, given: Any) -> dict[str, str]:
    """What the three boxes of a date begin with."""
    if not given:
        return {}
    there = given if isinstance(given, date) else date.fromisoformat(str(given)[:10])
    return {f"{name}-day": str(there.day), f"{name}-month": str(there.month), f"{name}-year": str(there.year)}


class NotKnownYet(Exception):
    """A command was sent and no answer came: the page asks again by the same key."""

    def __init__(self, form: Form) -> None:
        self.form = form


def carry_out(
    form: Form,
    call: type[Command],
    fields: dict[str, Any],
    names: dict[str, str] | None = None,
    *,
    version: int | None = None,
) -> dict[str, Any] | None:
    """Carry a form out, once however often it is sent. None when the form is not right: its errors say why.

    With the `version` that the page was opened at, only when nobody has changed the thing since.
    """
    if form.errors:
        return None
    try:
        return asking.do(call, fields, key=form.key, expected_version=version)
    except (Invalid, Conflict, StaleVersion) as error:
        form.take(error, names)
        return None
    except (Unavailable, DeadlinePassed) as error:
        raise NotKnownYet(form) from error


def done(reply: dict[str, Any], address: str, message: str) -> Response:
    """Say so on the next page, once the fact is where that page reads it, or that it is still arriving."""
    position = asking.visible(reply)
    if reply.get("events") and position is None:
        flash(f"{message} It is recorded and still arriving: figures will show it in a moment.", "note")
    else:
        flash(message, "done")
    return redirect(address, 303)


def ask_again(error: NotKnownYet) -> tuple[str, int, dict[str, str]]:
    """The page after a time-out: the same form, with the same key, to learn what became of it."""
    kept = [
        (name, value)
        for name, value in error.form.given.items(multi=True)
        if name not in {"csrf_token", "key", "password"}
    ]
    kept.append(("key", error.form.key))
    return render_template("not_known_yet.html", kept=kept), 503, {"Retry-After": "2"}
