"""How a rule says no."""

from __future__ import annotations


class Broken(ValueError):
    """A rule does not hold: the sentence, the field of the request to mend, and whether only the time is wrong.

    `state` is true when the thing is in a state that does not allow this (a conflict), false when the request itself
    is at fault.
    """

    def __init__(self, message: str, field: str, *, state: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.state = state
