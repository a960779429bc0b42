"""What was recorded once can be read for ever, and what is recorded today is what the schema says."""

from __future__ import annotations

import hashlib

import pytest

from shared.events import registry
from shared.events.canonical import canonical
from shared.events.fields import SEEN_BY, Field, Group, Many, Named, described_fields
from shared.events.parts import Words
from shared.events.reading import read
from tests.contract.golden_files import Golden, goldens

every_golden = pytest.mark.parametrize("golden", goldens(), ids=lambda golden: golden.path.stem)
every_type = pytest.mark.parametrize("fact", registry.all_types(), ids=lambda fact: fact.dataschema())


def test_every_event_type_and_version_has_a_golden_file() -> None:
    declared = {(fact.full_type(), fact.version) for fact in registry.all_types()}
    held = {(golden.type, golden.version) for golden in goldens()}
    assert held == declared, "add a golden file when a type or version is added; never take one away"


@every_golden
def test_a_golden_file_is_named_after_what_it_holds(golden: Golden) -> None:
    assert golden.path.name == f"{golden.type}.{golden.version}.json"


@every_golden
def test_the_canonical_bytes_of_a_golden_body_are_what_they_were(golden: Golden) -> None:
    assert hashlib.sha256(canonical(golden.body)).hexdigest() == golden.sha256


@every_golden
def test_a_golden_body_is_valid_when_recorded(golden: Golden) -> None:
    fact = _declared(golden)
    assert fact().validate(golden.body) == {}


@every_golden
def test_a_golden_body_still_reads_as_the_newest_version(golden: Golden) -> None:
    fact = registry.newest(golden.type)
    now = read(golden.type, golden.version, golden.body)
    assert fact().validate(now) == {}
    if golden.version == fact.version:
        assert now == golden.body


@every_golden
def test_an_unknown_member_is_refused_on_writing_and_ignored_on_reading(golden: Golden) -> None:
    stranger = golden.body | {"a_member_of_next_year": "1"}
    assert "a_member_of_next_year" in _declared(golden)().validate(stranger)
    assert read(golden.type, golden.version, stranger) == read(golden.type, golden.version, golden.body)


@every_golden
def test_a_required_field_that_is_missing_is_refused(golden: Golden) -> None:
    schema = _declared(golden)()
    for field in described_fields(schema):
        if field.required:
            without = {name: value for name, value in golden.body.items() if name != field.name_in_body}
            assert field.name_in_body in schema.validate(without)


@every_golden
def test_a_golden_body_shows_every_field_of_its_own(golden: Golden) -> None:
    shown = set(golden.body) | {"import_key", "on_behalf_of"}
    missing = {field.name_in_body for field in described_fields(_declared(golden)())} - shown
    # fields that were added after the golden file was written are optional, and are not in it
    assert not {name for name in missing if _field(golden, name).required}


@every_type
def test_an_event_says_when_it_is_recorded_and_what_its_effective_date_holds(fact: type) -> None:
    assert fact.__doc__ and fact.__doc__ is not fact.__mro__[1].__doc__  # type: ignore[attr-defined]
    assert fact.effective  # type: ignore[attr-defined]
    assert "Subject: " in fact.__doc__


@every_type
def test_every_field_says_what_it_holds_and_who_may_see_it(fact: type) -> None:
    for field in described_fields(fact()):
        assert field.metadata["description"]
        assert field.metadata["seen_by"] in SEEN_BY


@every_type
def test_free_text_is_by_reference_and_internal(fact: type) -> None:
    for field in described_fields(fact()):
        if field.name_in_body in {"note", "reason", "description", "summary", "text", "comment"}:
            assert isinstance(field, Words)
        if isinstance(field, Words):
            assert field.metadata["seen_by"] == "internal"


@every_type
def test_no_field_could_hold_the_name_or_address_of_a_person(fact: type) -> None:
    personal = {"name", "email", "first_name", "last_name", "given", "family", "address", "phone", "orcid", "author"}
    allowed = {"organisation.registered": {"name"}, "plan.baselined": {"name"}}.get(fact.type, set())  # type: ignore[attr-defined]
    assert not (_names(described_fields(fact())) & personal) - allowed


def _declared(golden: Golden) -> type:
    return next(f for f in registry.all_types() if (f.full_type(), f.version) == (golden.type, golden.version))


def _field(golden: Golden, name: str) -> Field:
    return next(field for field in described_fields(_declared(golden)()) if field.name_in_body == name)


def _names(fields: list[Field]) -> set[str]:
    found: set[str] = set()
    for field in fields:
        found.add(field.name_in_body)
        inner = field.inner if isinstance(field, Many | Named) else field
        if isinstance(inner, Group):
            found |= _names(described_fields(inner.schema))
    return found
