"""Services that answer from a table, for testing the rules of HTTP without any server."""

from __future__ import annotations

from typing import Any

from shared.calls.call import Call
from shared.errors import NotSignedIn

MANAGER = {
    "actor": {"id": "p-1", "grants": [{"role": "programme_manager", "programme_id": "P", "project_id": None}]},
    "person": {"person_id": "p-1", "name": "Ada Sample"},
    "scopes": ["read", "write"],
}
OPERATOR = {
    "actor": {"id": "op", "grants": [{"role": "administrator", "programme_id": None, "project_id": None}]},
    "person": {"person_id": "op", "name": "Operator"},
    "scopes": ["read", "write"],
}
READER = MANAGER | {"scopes": ["read"]}
TOKENS = {"good": MANAGER, "operator": OPERATOR, "reader": READER}


class Switchboard:
    """Answers calls from `answers`: name -> value, exception, or function of the fields. Keeps what was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {"people.authenticate": self._authenticate}
        self.asked: list[tuple[str, dict[str, Any], dict[str, Any]]] = []

    def call(self, call: type[Call], fields: dict[str, Any] | None = None, **options: Any) -> Any:
        self.asked.append((call.name(), fields or {}, options))
        answer = self.answers.get(call.name(), {"result": {}, "events": []})
        if isinstance(answer, Exception):
            raise answer
        return answer(fields or {}) if callable(answer) else answer

    def last(self, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """Fields and options of the last request of that name."""
        return next((fields, options) for asked, fields, options in reversed(self.asked) if asked == name)

    @staticmethod
    def _authenticate(fields: dict[str, Any]) -> dict[str, Any]:
        token = fields.get("api_token") or fields.get("session_token")
        if token not in TOKENS:
            raise NotSignedIn("This session or token is not known.")
        return TOKENS[token]
