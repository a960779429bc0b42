"""What funders ask of attributions: dated policies, read once at start. A funder without one asks for nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validate

from shared.datafile import load

HERE = Path(__file__).parent
_ASKED = validate.OneOf(("asked", "not_asked"))


@dataclass(frozen=True, slots=True)
class Policy:
    """What one funder asks from a day on."""

    funder: str
    rors: frozenset[str]
    names: frozenset[str]
    begins: date
    shares: bool
    disputes: bool
    says: str

    def of(self, name: str | None, ror: str | None) -> bool:
        """Whether it is the policy of this funder."""
        return (ror or "").rpartition("/")[2] in self.rors or " ".join((name or "").split()).casefold() in self.names


class _PolicySchema(Schema):
    class Meta:
        unknown = RAISE

    policy = fields.String(required=True)
    funder = fields.String(required=True)
    rors = fields.List(fields.String(validate=validate.Regexp(r"^0[a-z0-9]{6}\d{2}$")), load_default=list)
    names = fields.List(fields.String(), required=True)
    begins = fields.Raw(required=True, data_key="from")
    shares = fields.String(required=True, validate=_ASKED)
    disputes = fields.String(required=True, validate=_ASKED)
    says = fields.String(required=True)

    @post_load
    def _made(self, data: dict[str, Any], **_: Any) -> Policy:
        if not isinstance(data["begins"], date):
            raise ValidationError("must be a date, as 2006-04-01", "from")
        return Policy(
            funder=data["funder"],
            rors=frozenset(data["rors"]),
            names=frozenset(name.casefold() for name in data["names"]),
            begins=data["begins"],
            shares=data["shares"] == "asked",
            disputes=data["disputes"] == "asked",
            says=data["says"],
        )


class _PoliciesSchema(Schema):
    class Meta:
        unknown = RAISE

    policies = fields.List(fields.Nested(_PolicySchema), required=True)


@cache
def policies() -> tuple[Policy, ...]:
    """Every policy of the file. Raises DataFileError at start."""
    found: list[Policy] = load(HERE / "attribution.yaml", _PoliciesSchema())["policies"]
    return tuple(found)


def policy_of(name: str | None, ror: str | None, on: date) -> Policy | None:
    """The policy of a funder in force on a day; None where none is known, which asks for nothing."""
    begun = [each for each in policies() if each.begins <= on and each.of(name, ror)]
    return max(begun, key=lambda each: each.begins, default=None)
