"""What a service may record, the views can fold: a body with every field, and one with the required fields alone."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from services.reporting.projections.catalogue import views
from services.reporting.projections.fold import Folder
from services.reporting.projections.view import View
from shared.events import registry
from shared.events.canonical import canonical
from shared.events.fields import described_fields
from tests.contract.golden_files import Golden, goldens
from tests.contract.sample_event import sample_event

FOLDED = [(view, golden) for view in views() for golden in goldens() if golden.type in view.handlers]


def test_there_is_a_view_for_something() -> None:
    assert FOLDED


@pytest.mark.parametrize("view", views(), ids=lambda view: view.name)
def test_a_view_listens_only_to_facts_that_are_declared(view: View) -> None:
    for full_type in view.handlers:
        registry.newest(full_type)


@pytest.mark.parametrize(("view", "golden"), FOLDED, ids=lambda given: getattr(given, "name", None) or given.type)
def test_a_body_with_every_field_folds(view: View, golden: Golden) -> None:
    _fold(view, golden, golden.body)


@pytest.mark.parametrize(("view", "golden"), FOLDED, ids=lambda given: getattr(given, "name", None) or given.type)
def test_a_body_with_the_required_fields_alone_folds(view: View, golden: Golden) -> None:
    required = {field.name_in_body for field in described_fields(registry.newest(golden.type)()) if field.required}
    _fold(view, golden, {name: value for name, value in golden.body.items() if name in required})


def _fold(view: View, golden: Golden, body: dict[str, Any]) -> None:
    event = sample_event(type=golden.type, version=golden.version, body=canonical(body), corrects=uuid4())
    newest = registry.upcast(golden.type, golden.version, event.data)
    changes = list(view.handlers[golden.type](event, newest))
    Folder(view).encode(str(event.id), event.programmeid, event.effectiveon.isoformat(), changes)
