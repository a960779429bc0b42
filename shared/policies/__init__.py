"""What the funder asks of outputs: dated data with a schema, read once, and pure rules upon it.

In `shared`, because the service that keeps outputs and the one that reports on them must judge alike. A clause has an
id that facts and reports hold for ever, plain words, a source, and the days on which it is in force. What one award's
contract says otherwise is a fact of that award, not data here. A change that is not a new dated clause changes what
past figures say: then the measures that rest on it get a new version.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validate, validates_schema

from shared.datafile import load

HERE = Path(__file__).parent
OPEN_ACCESS, ACKNOWLEDGEMENT, NOTICE = "nihr_open_access", "nihr_acknowledgement", "nihr_notice"
WORKING, CALENDAR = "working", "calendar"
MEDIA, EVERY_OUTPUT, NOTHING = "media", "every_output", "nothing"


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that is asked. `advice`: it is said and does not decide."""

    id: str
    ask: str
    mend: str
    source: str
    since: date | None
    until: date | None
    advice: bool

    def in_force(self, on: date) -> bool:
        return (self.since or date.min) <= on <= (self.until or date.max)


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy with its clauses in the order in which they are looked at."""

    key: str
    title: str
    dated_by: str
    clauses: dict[str, Clause]
    terms: Any


@dataclass(frozen=True, slots=True)
class Named:
    """A name that is right on some days."""

    text: str
    since: date
    until: date

    def right_on(self, on: date) -> bool:
        return self.since <= on <= self.until


class _Strict(Schema):
    class Meta:
        unknown = RAISE


class _Clause(_Strict):
    id = fields.String(required=True, validate=validate.Regexp(r"[a-z]+(\.[a-z_]+)+\Z"))
    ask = fields.String(required=True, validate=validate.Length(min=10))
    mend = fields.String(required=True, validate=validate.Length(min=10))
    source = fields.String(required=True, validate=validate.Length(min=10))
    since = fields.Raw(load_default=None)
    until = fields.Raw(load_default=None)
    advice = fields.Boolean(load_default=False)

    @post_load
    def _made(self, data: dict[str, Any], **_: Any) -> Clause:
        _days(data)
        return Clause(**data)


def _days(data: dict[str, Any]) -> None:
    for name in ("since", "until"):
        if data.get(name) is not None and type(data[name]) is not date:
            raise ValidationError("write a day, like 2022-06-01", name)
    if data.get("since") and data.get("until") and data["until"] < data["since"]:
        raise ValidationError("it ends before it begins", "until")


class _Named(_Strict):
    text = fields.String(required=True)
    since = fields.Raw(load_default=None)
    until = fields.Raw(load_default=None)

    @post_load
    def _made(self, data: dict[str, Any], **_: Any) -> Named:
        _days(data)
        return Named(data["text"], data["since"] or date.min, data["until"] or date.max)


_WORDS = fields.List(fields.String(), required=True, validate=validate.Length(min=1))


class _OpenAccess(_Strict):
    articles = _WORDS
    series = _WORDS
    licences = _WORDS
    licences_by_exception = _WORDS
    former_embargo_months = fields.Integer(required=True, validate=validate.Range(1, 24))


class _Mistaken(_Strict):
    text = fields.String(required=True)
    says = fields.String(required=True)


class _Wording(_Strict):
    infrastructure = project = disclaimer = fields.String(required=True)


class _Acknowledgement(_Strict):
    applies_to = _WORDS
    names = fields.List(fields.Nested(_Named), required=True)
    beside = _WORDS
    mistaken = fields.List(fields.Nested(_Mistaken), required=True)
    abbreviation = fields.String(required=True)
    departments = fields.List(fields.Nested(_Named), required=True)
    wording = fields.Nested(_Wording, required=True)
    media = _WORDS


class _Rule(_Strict):
    clause = fields.String(required=True)
    days = fields.Integer(required=True, validate=validate.Range(0, 366))
    counted = fields.String(required=True, validate=validate.OneOf((WORKING, CALENDAR)))
    covers = fields.String(required=True, validate=validate.OneOf((MEDIA, EVERY_OUTPUT, NOTHING)))


class _Notice(_Strict):
    rules = fields.List(fields.Nested(_Rule), required=True)
    media = _WORDS
    never = _WORDS
    warned_before = fields.Integer(required=True, validate=validate.Range(0, 60))


_TERMS: dict[str, type[Schema]] = {OPEN_ACCESS: _OpenAccess, ACKNOWLEDGEMENT: _Acknowledgement, NOTICE: _Notice}


class _Policy(_Strict):
    policy = fields.String(required=True, validate=validate.OneOf(tuple(_TERMS)))
    title = fields.String(required=True)
    dated_by = fields.String(required=True)
    clauses = fields.List(fields.Nested(_Clause), required=True, validate=validate.Length(min=1))
    terms = fields.Dict(required=True)

    @validates_schema
    def _each_once(self, data: dict[str, Any], **_: Any) -> None:
        ids = [clause.id for clause in data.get("clauses", [])]
        if len(ids) != len(set(ids)):
            raise ValidationError("two clauses have one id", "clauses")

    @post_load
    def _made(self, data: dict[str, Any], **_: Any) -> Policy:
        try:
            terms = _TERMS[data["policy"]]().load(data["terms"])
        except ValidationError as error:
            raise ValidationError({"terms": error.messages}) from error
        clauses = {clause.id: clause for clause in data["clauses"]}
        return Policy(data["policy"], data["title"], data["dated_by"], clauses, terms)


def read(file: Path) -> Policy:
    """The policy of a file. Raises DataFileError naming every mistake with its line."""
    found: Policy = load(file, _Policy())
    return found


@cache
def policies() -> dict[str, Policy]:
    """Every policy by its key."""
    return {policy.key: policy for policy in map(read, sorted(HERE.glob("*.yaml")))}


def clause(id_: str) -> Clause:
    """The clause of this id. Raises LookupError."""
    found = _clauses().get(id_)
    if found is None:
        raise LookupError(f"no policy has a clause {id_}")
    return found


@cache
def _clauses() -> dict[str, Clause]:
    return {id_: one for policy in policies().values() for id_, one in policy.clauses.items()}


def in_words(type_: str, subtype: str | None) -> set[str]:
    """How the lists of a policy may name an output: by its type, or by type and kind."""
    return {type_, f"{type_}/{subtype}"} if subtype else {type_}
