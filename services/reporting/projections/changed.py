"""What a fact of changed fields sets: each field's value after, where the view has such a field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.reporting.projections.view import State


def after(view: State, changes: Mapping[str, Mapping[str, Any]], *, empty: Mapping[str, Any] | None = None) -> Any:
    """The values after, by field; one of `empty` that is no longer known has the value given there."""
    blank = empty or {}
    return {
        name: blank.get(name) if change["after"] is None else change["after"]
        for name, change in changes.items()
        if name in view.columns
    }
