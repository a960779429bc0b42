"""A request may name only files that whoever makes it has uploaded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from services.projects.commands.carrying import ALLOWED
from shared import context, uploads
from shared.calls import projects
from shared.calls.fields import FileId
from shared.context import Actor
from shared.errors import Invalid
from shared.files import Files
from shared.settings import settings


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Files]:
    monkeypatch.setenv("FILES_URL", f"file://{tmp_path}")
    monkeypatch.setenv("AMQP_URI", "pyamqp://nowhere//")
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://nowhere/waymark")
    monkeypatch.setenv("WAYMARK_SECRET_KEY", "s" * 32)
    settings.cache_clear()
    yield Files(f"file://{tmp_path}")
    settings.cache_clear()


def name(*digests: str) -> None:
    uploads.check_named(projects.AchieveMilestone, {"milestone_id": "m", "evidence_file_ids": list(digests)})


def test_only_who_uploaded_a_file_may_name_it_however_well_somebody_else_knows_its_digest(files: Files) -> None:
    mine = files.put(b"minutes", by="ada").sha256
    with context.using(actor=Actor("ada")):
        name(mine)
        with pytest.raises(Invalid) as refused:
            name(mine, "0" * 64)
    assert list(refused.value.fields) == ["evidence_file_ids"]
    assert "0" * 64 in refused.value.message
    with context.using(actor=Actor("eve")), pytest.raises(Invalid, match="You have uploaded no file"):
        name(mine)
    files.put(b"minutes", by="eve")  # the same bytes: now she has them too
    with context.using(actor=Actor("eve")):
        name(mine)


def test_what_was_made_here_was_uploaded_by_nobody(files: Files) -> None:
    made = files.put(b"a report").sha256
    with context.using(actor=Actor("ada")), pytest.raises(Invalid):
        name(made)


def test_the_cast_of_a_sample_may_name_what_its_operator_brought(files: Files) -> None:
    brought = files.put(b"minutes", by="operator").sha256
    with context.using(actor=Actor("ada"), origin="sample", recorded_on=date(2024, 5, 1)):
        name(brought)
        with pytest.raises(Invalid):
            name("0" * 64)


def test_a_single_file_is_looked_at_too_and_nothing_is_no_file(files: Files) -> None:
    with context.using(actor=Actor("ada")):
        uploads.check_named(projects.HoldMeeting, {"minutes_file_id": None})
        with pytest.raises(Invalid):
            uploads.check_named(projects.HoldMeeting, {"minutes_file_id": "1" * 64})


def test_changes_that_others_carry_out_name_no_files() -> None:
    for call in ALLOWED:
        for field in call._declared_fields.values():
            assert not isinstance(getattr(field, "inner", field), FileId), call
