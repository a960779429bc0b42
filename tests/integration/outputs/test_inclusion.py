"""Profiles of contributors: what is small is kept nowhere, and no two profiles tell it by their difference."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from shared.calls import outputs as calls
from shared.errors import Conflict, Invalid

PLACE = {"code": "N01", "kind": "neighbourhood", "boundary_set": "2024"}


def record(ask: Any, female: int, male: int, **fields: Any) -> str:
    counts = [{"category": "female", "people": female}, {"category": "male", "people": male}]
    plain = {"characteristic": "sex", "period_from": "2026-01-01", "period_to": "2026-03-31", "counts": counts}
    return str(ask(calls.RecordInclusionProfile, programme_id=ask.programme, **plain | fields)["inclusion_profile_id"])


def correct(ask: Any, profile: str, female: int, male: int, **fields: Any) -> None:
    counts = [{"category": "female", "people": female}, {"category": "male", "people": male}]
    ask(calls.CorrectInclusionProfile, inclusion_profile_id=profile, counts=counts, **fields)


def shown(ask: Any, profile: str) -> dict[str, Any]:
    found = ask(calls.InclusionProfile, inclusion_profile_id=profile)
    return {name: found[name] for name in ("total", "counts", "prefer_not_to_say", "not_asked")}


def test_numbers_are_kept_as_they_may_be_shown_and_told_so(ask: Any) -> None:
    census = [{"category": "female", "per_cent": "51.2"}, {"category": "male", "per_cent": "48.8"}]
    made = record(ask, 22, 17, prefer_not_to_say=6, place=PLACE, census=census, census_source="Invented census 2021")
    (fact,) = ask.facts()
    assert (fact["type"], fact["subject"], fact["effectiveon"]) == ("inclusion.profile_recorded", made, "2026-03-31")
    assert fact["data"]["counts"] == {"female": 22, "male": 17}
    assert (fact["data"]["total"], fact["data"]["prefer_not_to_say"], fact["data"]["not_asked"]) == (45, 6, 0)
    assert fact["data"]["census"] == {"female": "51.2", "male": "48.8"}
    (listed,) = ask(calls.InclusionProfiles, programme_id=ask.programme)["items"]
    assert listed == ask(calls.InclusionProfile, inclusion_profile_id=made)
    assert (listed["place"], listed["census_source"]) == (PLACE, "Invented census 2021")


def test_of_a_few_people_no_number_is_kept_in_any_table_nor_the_one_that_would_give_it_away(ask: Any) -> None:
    made = record(ask, 23, 19, prefer_not_to_say=3)
    assert shown(ask, made) == {
        "total": 45,
        "counts": {"female": 23, "male": "not shown"},
        "prefer_not_to_say": "fewer than 5",
        "not_asked": 0,
    }
    with ask.installation.engine("outputs").connect() as connection:
        row = connection.execute(
            text("select shown::text from inclusion_profiles where inclusion_profile_id = :it"), {"it": made}
        ).scalar()
        told = connection.execute(
            text("select convert_from(body, 'UTF8') from outbox where attributes->>'subject' = :it"), {"it": made}
        ).scalar()
    for kept in (row, told):
        assert "19" not in kept
        assert ": 3" not in kept
        assert ":3" not in kept


def test_fewer_than_five_in_all_have_no_cells(ask: Any) -> None:
    made = record(ask, 2, 1)
    nothing = {"counts": None, "prefer_not_to_say": None, "not_asked": None}
    assert shown(ask, made) == {"total": "fewer than 5", **nothing}


def test_no_two_profiles_of_a_characteristic_share_a_day(ask: Any) -> None:
    record(ask, 20, 20)
    with pytest.raises(Conflict, match="There is a profile of 2026-01-01 to 2026-03-31"):
        record(ask, 40, 44, period_from="2025-10-01", period_to="2026-01-01")
    record(ask, 20, 20, period_from="2026-04-01", period_to="2026-04-30")
    age = [{"category": "16_to_24", "people": 40}]
    ask(
        calls.RecordInclusionProfile,
        programme_id=ask.programme,
        characteristic="age",
        period_from="2026-01-01",
        period_to="2026-03-31",
        counts=age,
    )


def test_a_correction_by_fewer_than_five_is_refused_and_a_larger_one_is_told(ask: Any) -> None:
    made = record(ask, 20, 20)
    with pytest.raises(Conflict, match="differs by fewer than 5"):
        correct(ask, made, 22, 20)
    with pytest.raises(Conflict, match="Nothing of this differs"):
        correct(ask, made, 20, 20)
    correct(ask, made, 30, 20)
    first, second = ask.facts()
    assert (second["corrects"], second["data"]["counts"]["female"]) == (first["id"], 30)


def test_where_a_correction_hides_other_cells_than_before_it_shows_none(ask: Any) -> None:
    made = record(ask, 30, 20, not_asked=12)
    correct(ask, made, 30, 20, not_asked=3)
    assert shown(ask, made) == {"total": 53, "counts": None, "prefer_not_to_say": None, "not_asked": None}


def test_one_taken_back_leaves_the_list_and_is_remembered_beside_what_is_recorded_anew(ask: Any) -> None:
    made = record(ask, 20, 20)
    ask(calls.TakeBackInclusionProfile, inclusion_profile_id=made)
    assert ask.facts()[-1]["data"]["taken_back"] is True
    assert ask(calls.InclusionProfiles, programme_id=ask.programme)["items"] == []
    with pytest.raises(Conflict, match="differs by fewer than 5"):
        record(ask, 21, 20)
    with pytest.raises(Conflict, match="taken back"):
        correct(ask, made, 30, 30)
    record(ask, 30, 30)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"characteristic": "shoe_size"}, "characteristic"),
        ({"counts": [{"category": "tall", "people": 9}]}, "counts"),
        ({"counts": [{"category": "male", "people": 9}, {"category": "male", "people": 8}]}, "counts"),
        ({"counts": []}, "counts"),
        ({"period_to": "2025-12-31"}, "period_to"),
        ({"period_to": (date.today() + timedelta(days=1)).isoformat()}, "period_to"),  # noqa: DTZ011
        ({"census": [{"category": "male", "per_cent": "48"}]}, "place"),
        ({"census": [{"category": "male", "per_cent": "48"}], "place": PLACE}, "census_source"),
        (
            {
                "census": [{"category": "male", "per_cent": "60"}, {"category": "female", "per_cent": "60"}],
                "place": PLACE,
                "census_source": "C",
            },
            "census",
        ),
    ],
)
def test_what_a_profile_cannot_be_is_said_beside_its_field(ask: Any, said: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        record(ask, 20, 20, **said)
    assert list(refused.value.fields) == [field]
