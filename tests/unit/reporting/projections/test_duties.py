"""The view of duties: what the live read shows can be read on a date, and each column by whom it may be."""

from __future__ import annotations

from services.projects.views.duties import DUTY
from services.reporting.projections.duties import obligations
from services.reporting.views.dated.columns import classes
from services.reporting.views.dated.things import things


def test_every_field_of_the_live_read_is_in_the_view_of_the_same_name() -> None:
    its_own = {"obligation_id", "programme_id", "version"}  # the key, whose it is, and how many facts
    assert set(DUTY) - its_own == set(obligations.columns)
    assert things()["duties"] is obligations


def test_people_and_reasons_are_not_for_everybody() -> None:
    assert {name for name, seen_by in classes(obligations).items() if seen_by != "open"} == {
        "owner_person_id",
        "second_person_id",
        "approver_person_id",
        "waived_until",
        "waiver_reason_code",
    }
