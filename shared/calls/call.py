"""What a declared request is. Subclass `Command` or `Read` in the module of the service that answers it."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, ValidationError

from shared.errors import Invalid

_SURROGATE = re.compile("[\ud800-\udfff]")
_word = re.compile(r"(?<!^)(?=[A-Z])")


class Call(Schema):
    """A request by name: `AchieveMilestone` of module `projects` is answered by `projects.achieve_milestone`.

    The docstring says what it does and what comes back; its first line is the summary in the API's description.
    """

    class Meta:
        unknown = RAISE

    service: ClassVar[str] = ""
    method: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.service = cls.__module__.removeprefix("shared.calls.").partition(".")[0]
        cls.method = _word.sub("_", cls.__name__).lower()

    @classmethod
    def name(cls) -> str:
        """`projects.achieve_milestone`: the key of its row in permissions.yaml."""
        return f"{cls.service}.{cls.method}"

    @classmethod
    def parse(cls, given: dict[str, Any]) -> dict[str, Any]:
        """The given fields as Python values. Raises Invalid with the messages per field."""
        if unkeepable := [name for name, value in given.items() if _unkeepable(value)]:
            words = "Take out the characters that are none: NUL and halves of surrogate pairs"
            raise Invalid(f"Some of what you entered cannot be kept. {words}.", {name: [words] for name in unkeepable})
        try:
            loaded: dict[str, Any] = cls().load(given)
        except ValidationError as error:
            messages = error.messages if isinstance(error.messages, dict) else {"_schema": error.messages}
            raise Invalid("Some of what you entered is not right. " + _sentence(messages), messages) from error
        return loaded


def _unkeepable(value: Any) -> bool:
    """Whether text in it is nothing that PostgreSQL or a fact can hold."""
    if isinstance(value, str):
        return "\x00" in value or _SURROGATE.search(value) is not None
    if isinstance(value, dict):
        return any(_unkeepable(item) for pair in value.items() for item in pair)
    return isinstance(value, list) and any(_unkeepable(item) for item in value)


def _sentence(messages: dict[str, Any]) -> str:
    return "; ".join(
        f"{name}: {' '.join(map(str, texts)) if isinstance(texts, list) else texts}" for name, texts in messages.items()
    )


class Command(Call):
    """A request that changes something: carried out once per idempotency key, in one transaction."""

    #: the reply holds a secret shown this once, so it is not kept under the key (asking again makes another)
    secret_reply: ClassVar[bool] = False


class Read(Call):
    """A request that changes nothing."""
