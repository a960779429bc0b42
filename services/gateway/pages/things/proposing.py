"""Trying a command before it is given, and asking for it as a change that takes effect once approved.

Both speak of a command by its name with its fields, as `SubmitChangeRequest` and `TryChanges` take them.
"""

from __future__ import annotations

import json
from typing import Any

from flask import url_for

from services.gateway import trying
from services.gateway.pages.changes import changed_figures
from services.gateway.pages.forms import Form
from services.gateway.pages.names import names
from services.gateway.pages.things import declared, may, references, showing
from shared.calls import projects
from shared.calls.call import Command
from shared.errors import Conflict, Invalid

#: commands that are themselves about changes, or whose reply is a secret, cannot be part of one
NEVER = frozenset({projects.SubmitChangeRequest, projects.DecideChangeRequest, projects.WithdrawChangeRequest})


def offered(call: type[Command], programme_id: str | None) -> dict[str, bool]:
    """Which of the two buttons the form of a command has."""
    possible = programme_id is not None and call not in NEVER and not call.secret_reply
    return {
        "try": possible and may.may(projects.TryChanges, programme_id),
        "propose": possible and may.may(projects.SubmitChangeRequest, programme_id),
    }


def tried(form: Form, call: type[Command], programme_id: str, fields: dict[str, Any]) -> dict[str, Any] | None:
    """What giving the command now would do; None when it would be refused: the form's errors say why."""
    if form.errors:
        return None
    try:
        found = trying.try_changes(programme_id, {"changes": as_changes(call, fields)}, {})
    except (Invalid, Conflict) as error:
        form.take(without_place(error))
        return None
    return {
        "changes": found["changes"],
        "figures": changed_figures(found),
        "people": names().of_people(found["changes"]["people"]),
    }


def as_changes(call: type[Command], fields: dict[str, Any]) -> list[dict[str, Any]]:
    """One command as a list of changes."""
    return [{"call": call.method, "fields": fields}]


def address(call: type[Command], programme_id: str, fields: dict[str, Any]) -> str:
    """The form that asks for the command as a change."""
    slug = declared.slug_of(projects.SubmitChangeRequest)
    changes = json.dumps(as_changes(call, fields), ensure_ascii=False)
    return url_for("things.command", programme_id=programme_id, command=slug, changes=changes)


def in_words(text: str, programme_id: str) -> list[dict[str, Any]]:
    """Changes as they stand in a form, for reading: each command with its fields. Empty for what is no such list."""
    try:
        changes = json.loads(text)
        known = [(declared.command(one["call"].replace("_", "-")), one["fields"]) for one in changes]
    except (ValueError, TypeError, KeyError, AttributeError):
        return []
    named = references.Named(programme_id, [fields for _, fields in known])
    return [
        {
            "title": declared.title_of(call) if call else "A command",
            "lines": [
                (showing.label(name), showing.value(name, value, named))
                for name, value in fields.items()
                if name not in showing.HIDDEN
            ],
        }
        for call, fields in known
    ]


def without_place(error: Invalid | Conflict) -> Invalid | Conflict:
    """The error about the one change of the list as it would be about the command itself."""
    fields = error.fields
    for step in ("changes", "0", "fields"):
        inner = fields.get(step, fields.get(int(step)) if step.isdecimal() else None)  # type: ignore[call-overload]
        fields = inner if isinstance(inner, dict) else fields
    error.fields = fields
    return error
