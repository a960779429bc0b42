"""The rule matrix: which fact is told to whom, by what and in which words. Data with a schema, read once at start."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validate

from services.notifications.domain.telling import HORIZON_DAYS
from services.notifications.domain.wording import fields_of
from shared.datafile import load
from shared.events import registry
from shared.permissions import ROLES

FILE = Path(__file__).with_name("rules.yaml")
CHANNELS = ("email",)


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the matrix."""

    name: str
    fact: str
    recipients: bool
    owner: bool
    second: bool
    roles: tuple[str, ...]
    actor_too: bool
    only_if_later: tuple[str, str] | None
    only_if_differ: tuple[str, str] | None
    only_if: str | None
    only_within_days: int | None
    channel: str
    horizon_days: int
    subject: str
    says: str
    more: tuple[str, ...]
    link_text: str
    link_path: str
    attach: str | None


def _type_that_exists(name: str) -> None:
    if name not in {fact.full_type() for fact in registry.all_types()}:
        raise ValidationError("there is no such type of fact; docs/events.md lists them")


def _wording(text: str) -> None:
    try:
        fields_of(text)
    except ValueError as error:
        raise ValidationError(str(error)) from error


class _Strict(Schema):
    class Meta:
        unknown = RAISE


class _Tell(_Strict):
    recipients = fields.Boolean(load_default=False)
    owner = fields.Boolean(load_default=False)
    second = fields.Boolean(load_default=False)
    roles = fields.List(fields.String(validate=validate.OneOf(sorted(ROLES))), load_default=list)


class _Link(_Strict):
    text = fields.String(required=True)
    path = fields.String(required=True, validate=[validate.Regexp(r"/"), _wording])


class _RuleSchema(_Strict):
    fact = fields.String(required=True, validate=_type_that_exists)
    tell = fields.Nested(_Tell, required=True)
    actor_too = fields.Boolean(load_default=False)
    only_if_later = fields.List(fields.String(), validate=validate.Length(equal=2), load_default=None)
    only_if_differ = fields.List(fields.String(), validate=validate.Length(equal=2), load_default=None)
    only_if = fields.String(load_default=None)
    only_within_days = fields.Integer(load_default=None, validate=validate.Range(min=0, max=90))
    channel = fields.String(required=True, validate=validate.OneOf(CHANNELS))
    horizon_days = fields.Integer(load_default=HORIZON_DAYS, validate=validate.Range(min=0, max=90))
    subject = fields.String(required=True, validate=_wording)
    says = fields.String(required=True, validate=_wording)
    more = fields.List(fields.String(validate=_wording), load_default=list)
    link = fields.Nested(_Link, required=True)
    attach = fields.String(load_default=None, validate=validate.OneOf(["pdf", "html", "json"]))

    @post_load
    def _somebody(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        if not any(data["tell"].values()):
            raise ValidationError("nobody is told: name recipients, owner, second or roles", "tell")
        return data


class _Matrix(_Strict):
    rules = fields.Dict(
        keys=fields.String(validate=validate.Regexp(r"[a-z][a-z0-9_]*\Z")),
        values=fields.Nested(_RuleSchema),
        required=True,
    )


def read(file: Path) -> dict[str, Rule]:
    """The rules of a file by name. Raises DataFileError naming every mistake with its line."""
    rows = load(file, _Matrix())["rules"]
    return {name: _rule(name, row) for name, row in rows.items()}


@cache
def rules() -> dict[str, Rule]:
    """The rules that hold."""
    return read(FILE)


def about(full_type: str) -> list[Rule]:
    """The rules for one type of fact."""
    return [rule for rule in rules().values() if rule.fact == full_type]


def bindings() -> dict[str, list[str]]:
    """The facts to listen to, by service."""
    found: dict[str, list[str]] = {}
    for full_type in dict.fromkeys(rule.fact for rule in rules().values()):
        service, _, type_ = full_type.partition(".")
        found.setdefault(service, []).append(type_)
    return found


def _rule(name: str, row: dict[str, Any]) -> Rule:
    later, differ = row["only_if_later"], row["only_if_differ"]
    return Rule(
        name=name,
        fact=row["fact"],
        recipients=row["tell"]["recipients"],
        owner=row["tell"]["owner"],
        second=row["tell"]["second"],
        roles=tuple(row["tell"]["roles"]),
        actor_too=row["actor_too"],
        only_if_later=(later[0], later[1]) if later else None,
        only_if_differ=(differ[0], differ[1]) if differ else None,
        only_if=row["only_if"],
        only_within_days=row["only_within_days"],
        channel=row["channel"],
        horizon_days=row["horizon_days"],
        subject=row["subject"],
        says=row["says"],
        more=tuple(row["more"]),
        link_text=row["link"]["text"],
        link_path=row["link"]["path"],
        attach=row["attach"],
    )
