"""The schedules of duties that awards can have: data with a schema, a file per version, read once at start.

Not for what a schedule means: `domain/duty_policy.py`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validate, validates_schema

from services.projects.domain.duty_policy import AFTERWARDS, ENDING, EVENT, EVERY, DueRule, DutyRule, Policy
from shared.datafile import DataFileError, load

FOLDER = Path(__file__).parent
KEY = validate.Regexp(r"[a-z0-9]+([_.-][a-z0-9]+)*\Z")
#: how one asks for no duties at all
NONE = "none"


class _Strict(Schema):
    class Meta:
        unknown = RAISE


class _Due(_Strict):
    days = fields.Integer()
    working_days = fields.Integer()
    months = fields.Integer()

    @post_load
    def _one(self, data: dict[str, int], **_: Any) -> DueRule:
        if len(data) != 1:
            raise ValidationError("give one of days, working_days and months")
        ((count, number),) = data.items()
        return DueRule(number, count)


def _wording(text: str) -> None:
    try:
        text.format(period="", year=2026)
    except (KeyError, IndexError, ValueError) as error:
        raise ValidationError("only {period} and {year} can stand in it") from error


class _Duty(_Strict):
    title = fields.String(required=True, validate=_wording)
    source = fields.String(required=True)
    arises = fields.String(required=True, validate=validate.OneOf((EVERY, ENDING, AFTERWARDS, EVENT)))
    months = fields.Integer(load_default=0, validate=validate.Range(0, 120))
    times = fields.Integer(load_default=0, validate=validate.Range(0, 50))
    due = fields.Nested(_Due, required=True)
    due_soon = fields.List(fields.Integer(validate=validate.Range(1, 120)), load_default=list)
    escalates = fields.Boolean(load_default=True)
    met_by_template = fields.String(load_default=None, validate=KEY)

    @validates_schema
    def _period(self, data: dict[str, Any], **_: Any) -> None:
        if data["arises"] in (EVERY, AFTERWARDS) and not data["months"]:
            raise ValidationError("say how many months a period has", "months")
        if data["arises"] == AFTERWARDS and not data["times"]:
            raise ValidationError("say how many times", "times")


class _DefaultFor(_Strict):
    funder_programme = fields.String(required=True)


class _Policy(_Strict):
    policy = fields.String(required=True, validate=KEY)
    version = fields.Integer(required=True, validate=validate.Range(min=1))
    title = fields.String(required=True)
    holds_from = fields.Date(required=True)
    default_for = fields.Nested(_DefaultFor, load_default=None)
    duties = fields.Dict(
        keys=fields.String(validate=KEY), values=fields.Nested(_Duty), required=True, validate=validate.Length(min=1)
    )


def read(file: Path) -> tuple[Policy, dict[str, Any]]:
    """A schedule and what the file says besides. Raises DataFileError naming every mistake with its line."""
    found = load(file, _Policy())
    if file.stem != f"{found['policy']}-{found['version']}":
        raise DataFileError(f"{file.name}, line 1: name the file {found['policy']}-{found['version']}.yaml")
    rules = tuple(
        DutyRule(
            kind=kind,
            title=row["title"],
            arises=row["arises"],
            due=row["due"],
            months=row["months"],
            times=row["times"],
            due_soon_days=tuple(sorted(row["due_soon"], reverse=True)),
            escalates=row["escalates"],
            met_by_template=row["met_by_template"],
        )
        for kind, row in found["duties"].items()
    )
    return Policy(found["policy"], found["version"], found["title"], rules), found


@cache
def all_policies() -> dict[tuple[str, int], tuple[Policy, dict[str, Any]]]:
    """Every schedule by name and version."""
    read_ = [read(file) for file in sorted(FOLDER.glob("*.yaml"))]
    return {(policy.name, policy.version): (policy, said) for policy, said in read_}


def newest(name: str) -> Policy:
    """The latest version of a schedule. Raises LookupError naming those that there are."""
    versions = [version for known, version in all_policies() if known == name]
    if not versions:
        known = sorted({known for known, _ in all_policies()})
        raise LookupError(f"There is no schedule {name}. There are: {', '.join(known)}; or {NONE}")
    return at(name, max(versions))


def at(name: str, version: int) -> Policy:
    """A schedule at the version that an award has."""
    return all_policies()[name, version][0]


def default_for(funder_programme: str | None) -> Policy | None:
    """The schedule that awards of a funder's programme get when none is named."""
    for policy, said in reversed(all_policies().values()):
        if said["default_for"] and said["default_for"]["funder_programme"] == funder_programme:
            return policy
    return None
