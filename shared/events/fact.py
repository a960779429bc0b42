"""What a declared event type is. Subclass `Fact` in the module of the owning service to add one to the language."""

from __future__ import annotations

from typing import Any, ClassVar

from marshmallow import RAISE, Schema

from shared.events import registry
from shared.events.fields import Id, Text


class Fact(Schema):
    """One event type at one version: its fields are the schema of the body.

    The docstring says when it is recorded and what its effective date holds. `type` is the name without the service,
    `<thing>.<past tense>`, and is the routing key; the full type on the wire is `<owner>.<type>`.
    """

    class Meta:
        unknown = RAISE

    type: ClassVar[str] = ""
    version: ClassVar[int] = 1
    #: the service that records it, taken from the name of its module or package in `shared.events`
    owner: ClassVar[str] = ""
    #: in words, for the catalogue: what `effectiveon` holds
    effective: ClassVar[str] = ""

    import_key = Text("what makes an imported record the same again", seen_by="internal")
    on_behalf_of = Id("person for whom a delegate acted", seen_by="internal")

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.type:
            cls.owner = cls.__module__.removeprefix("shared.events.").partition(".")[0]
            registry.add(cls)

    @classmethod
    def full_type(cls) -> str:
        """`projects.milestone.achieved`."""
        return f"{cls.owner}.{cls.type}"

    @classmethod
    def dataschema(cls) -> str:
        """Type and version as one word: `projects.milestone.achieved/1`."""
        return f"{cls.full_type()}/{cls.version}"
