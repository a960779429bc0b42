"""Training, steps in careers and surveys on a real database: recorded, corrected, taken back; no small number."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert

from services.outputs.tables import known_consents
from shared.calls import outputs as calls
from shared.context import Actor, Grant
from shared.database import transaction
from shared.errors import Conflict, Invalid, NotAllowed, NotFound

SESSION = {"title": "Reading evidence", "level": "foundation", "held_on": "2026-03-03", "places_taken": 18}
FROM = {"by_directorate": {"housing": 7, "transport": 3}, "by_partner": {"lcvs": 4}, "from_community": 2}
SURE = {"confidence_before": "2.4", "confidence_after": "3.60", "answers": 15, "asked": 18}
EVERYBODY = [f"p-{number}" for number in range(18)]
STEP = {
    "kind": "secondment",
    "state": "begun",
    "stepped_on": "2026-02-02",
    "from_sector": "council",
    "to_sector": "university",
}
WAVE: dict[str, Any] = {
    "instrument": "Capacity and culture 2",
    "wave": 1,
    "closed_on": "2026-01-31",
    "scores": {"team": "4.5", "organisation": "3.9"},
    "scale_from": "1",
    "scale_to": "10",
    "answers": 210,
    "asked": 600,
}


def train(ask: Any, **more: Any) -> str:
    said = SESSION | FROM | SURE | more
    return str(ask(calls.RecordTrainingSession, programme_id=ask.programme, **said)["training_session_id"])


def session_of(ask: Any, places: int, **more: Any) -> str:
    said = SESSION | {"places_taken": places} | more
    return str(ask(calls.RecordTrainingSession, programme_id=ask.programme, **said)["training_session_id"])


def step(ask: Any, **more: Any) -> str:
    return str(ask(calls.RecordCareerStep, programme_id=ask.programme, **STEP | more)["career_step_id"])


def wave(ask: Any, **more: Any) -> str:
    return str(ask(calls.RecordSurvey, programme_id=ask.programme, **WAVE | more)["survey_id"])


def test_a_session_is_told_exactly_and_shown_without_saying_how_many_came_from_where(ask: Any) -> None:
    key = train(ask, register_person_ids=EVERYBODY)
    (fact,) = ask.facts("training.delivered")
    assert (fact["subject"], fact["effectiveon"]) == (key, "2026-03-03")
    assert fact["data"]["by_directorate"] == {"housing": 7, "transport": 3}
    assert fact["data"]["register_person_ids"] == EVERYBODY
    assert (fact["data"]["confidence_before"], fact["data"]["confidence_after"]) == ("2.4", "3.6")
    shown = ask(calls.TrainingSession, training_session_id=key)
    assert shown["places_taken"] == 18
    assert shown["directorates"] == ["housing", "transport"]
    assert shown["partner_org_ids"] == ["lcvs"]
    assert (shown["community"], shown["register_kept"], shown["version"]) == (True, True, 1)
    assert "register_person_ids" not in shown
    assert "by_directorate" not in shown
    assert ask(calls.TrainingSessions, programme_id=ask.programme)["items"] == [shown]


def test_a_number_of_people_from_1_to_4_is_shown_to_nobody_nor_an_average_over_so_few(ask: Any) -> None:
    key = session_of(ask, 4, **SURE | {"answers": 3, "asked": 4})
    shown = ask(calls.TrainingSession, training_session_id=key)
    assert (shown["places_taken"], shown["answers"], shown["asked"]) == ("fewer than 5",) * 3
    assert (shown["confidence_before"], shown["confidence_after"]) == (None, None)
    # four names beside “fewer than 5” would say four people, six beside 6 one of each
    four = session_of(ask, 4, by_directorate=dict.fromkeys("abcd", 1))
    six = session_of(ask, 6, by_directorate=dict.fromkeys("abcdef", 1))
    for one in (four, six):
        assert ask(calls.TrainingSession, training_session_id=one)["directorates"] is None
    few = wave(ask, answers=4)
    assert (ask(calls.Survey, survey_id=few)["scores"], ask(calls.Survey, survey_id=few)["answers"]) == (
        None,
        "fewer than 5",
    )


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"held_on": "2999-01-01"}, "held_on"),
        ({"places_taken": 15}, "places_taken"),
        ({"places_taken": 0}, "places_taken"),
        ({"level": "expert"}, "level"),
        ({"register_person_ids": ["p-1", *EVERYBODY[1:]]}, "register_person_ids"),
        ({"register_person_ids": [*EVERYBODY, "p-18"]}, "register_person_ids"),
        ({"register_person_ids": EVERYBODY[:16]}, "register_person_ids"),
        ({"confidence_after": None}, "confidence_after"),
        ({"confidence_before": "5.1"}, "confidence_before"),
        ({"confidence_before": "0.9"}, "confidence_before"),
        ({"answers": None}, "answers"),
        ({"answers": 19, "asked": 18}, "answers"),
        ({"asked": None}, "asked"),
        ({"asked": 19}, "asked"),
        ({"confidence_before": None, "confidence_after": None}, "confidence_before"),
        ({"by_directorate": {"housing": -1}}, "by_directorate"),
    ],
)
def test_a_session_that_cannot_have_been_so_is_refused_by_its_field(ask: Any, said: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        train(ask, **said)
    assert list(refused.value.fields) == [field]
    assert ask.facts() == []


def test_a_session_is_corrected_as_a_whole_and_its_register_stays(ask: Any) -> None:
    key = train(ask, register_person_ids=EVERYBODY)
    said = SESSION | FROM | SURE | {"held_on": "2026-03-10", "confidence_after": "3.7"}
    assert ask(calls.CorrectTrainingSession, training_session_id=key, **said)["version"] == 2
    first, second = ask.facts("training.delivered")
    assert second["corrects"] == first["id"]
    assert second["effectiveon"] == "2026-03-10"
    assert second["data"]["register_person_ids"] == EVERYBODY
    assert ask(calls.TrainingSession, training_session_id=key)["held_on"] == "2026-03-10"
    with pytest.raises(Conflict, match="Nothing of this differs"):
        ask(calls.CorrectTrainingSession, training_session_id=key, **said)
    # what no read gives, no form can begin with: left out, it stays
    ask(calls.CorrectTrainingSession, training_session_id=key, **SESSION | {"title": "Reading it again"})
    told = ask.facts("training.delivered")[-1]["data"]
    assert told == second["data"] | {"title": "Reading it again"}
    ask(calls.CorrectTrainingSession, training_session_id=key, **SESSION, by_directorate={}, from_community=0)
    told = ask.facts("training.delivered")[-1]["data"]
    assert not {"by_directorate", "from_community"} & told.keys()
    assert told["by_partner"] == {"lcvs": 4}


def test_what_is_taken_back_is_in_no_list_and_stays_so(ask: Any) -> None:
    key = train(ask)
    ask(calls.WithdrawTrainingSession, training_session_id=key, reason_code="did_not_take_place")
    assert ask.facts("training.delivered")[-1]["data"]["withdrawn_reason"] == "did_not_take_place"
    assert ask(calls.TrainingSessions, programme_id=ask.programme)["items"] == []
    assert ask(calls.TrainingSession, training_session_id=key)["withdrawn_reason"] == "did_not_take_place"
    with pytest.raises(Conflict):
        ask(calls.WithdrawTrainingSession, training_session_id=key, reason_code="entered_twice")
    with pytest.raises(Conflict):
        ask(calls.CorrectTrainingSession, training_session_id=key, **SESSION)


def test_sessions_are_listed_newest_first_by_level_organisation_and_days(ask: Any) -> None:
    early = train(ask, held_on="2026-01-05", level="advanced", provider_org_id="lju")
    late = train(ask)
    listed = lambda **only: [  # noqa: E731
        one["training_session_id"] for one in ask(calls.TrainingSessions, programme_id=ask.programme, **only)["items"]
    ]
    assert listed() == [late, early]
    assert listed(level="advanced") == listed(provider_org_id="lju") == listed(until="2026-01-05") == [early]
    assert listed(since="2026-02-01") == [late]
    assert ask(calls.HowManyOutputs, programme_id=ask.programme)["items"]["training_sessions"] == 2


def test_somebody_is_named_only_with_consent_and_the_step_counts_without(ask: Any) -> None:
    agrees(ask, "p-1", "data")  # to something else
    with pytest.raises(Invalid) as refused:
        step(ask, person_id="p-1")
    assert list(refused.value.fields) == ["person_id"]
    agrees(ask, "p-1", "name")
    named = step(ask, person_id="p-1")
    step(ask)
    step(ask)  # two people without a name are two
    with pytest.raises(Conflict, match="recorded already"):
        step(ask, person_id="p-1")
    assert len(ask(calls.CareerSteps, programme_id=ask.programme)["items"]) == 3
    # consent ended: nobody is named any more
    ask(calls.WithdrawCareerStep, career_step_id=named, reason_code="consent_ended")
    assert "person_id" not in ask.facts("career_step.recorded")[-1]["data"]
    assert ask(calls.CareerStep, career_step_id=named)["person_id"] is None


def agrees(ask: Any, person: str, purpose: str) -> None:
    """What the people service told of, heard."""
    row = {"consent_id": f"{ask.programme}-{purpose}", "programme_id": ask.programme, "person_id": person}
    with transaction(ask.installation.engine("outputs")) as session:
        session.execute(insert(known_consents).values(row | {"purposes": [purpose]}))


def test_a_step_is_corrected_and_not_before_it_has_come(ask: Any) -> None:
    key = step(ask)
    ask(calls.CorrectCareerStep, career_step_id=key, **STEP | {"state": "gained"})
    assert [fact["data"]["state"] for fact in ask.facts("career_step.recorded")] == ["begun", "gained"]
    assert ask(calls.CareerSteps, programme_id=ask.programme, state="begun")["items"] == []
    with pytest.raises(Invalid):
        step(ask, stepped_on="2999-01-01")


def test_a_wave_of_a_questionnaire_is_there_once_and_again_when_it_was_taken_back(ask: Any) -> None:
    key = wave(ask)
    with pytest.raises(Conflict, match="recorded already: correct it instead"):
        wave(ask, instrument="CAPACITY and culture 2")
    wave(ask, instrument="Another")
    ask(calls.CorrectSurvey, survey_id=key, **WAVE | {"answers": 212})
    assert ask(calls.Survey, survey_id=key)["answers"] == 212
    with pytest.raises(Conflict):
        ask(calls.CorrectSurvey, survey_id=key, **WAVE | {"answers": 212})
    ask(calls.WithdrawSurvey, survey_id=key, reason_code="entered_in_error")
    wave(ask)
    assert len(ask(calls.Surveys, programme_id=ask.programme, instrument=WAVE["instrument"])["items"]) == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"closed_on": "2999-01-01"}, "closed_on"),
        ({"answers": 601}, "answers"),
        ({"scores": {}}, "scores"),
        ({"scores": {"team": "11"}}, "scores"),
        ({"scores": {"team": "4,5"}}, "scores"),
        ({"scale_to": None}, "scale_to"),
        ({"wave": 0}, "wave"),
    ],
)
def test_a_wave_that_cannot_be_is_refused_by_its_field(ask: Any, said: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        wave(ask, **said)
    assert list(refused.value.fields) == [field]


def test_the_same_request_is_done_once_and_an_id_is_taken_once(ask: Any) -> None:
    fields = {"programme_id": ask.programme, "training_session_id": f"t-{ask.programme}", **SESSION}
    actor = Actor("person-1", (Grant("programme_manager", ask.programme),))
    first, again = (
        ask.client.call(calls.RecordTrainingSession, fields, actor=actor, idempotency_key="one") for _ in range(2)
    )
    assert first == again
    assert len(ask.facts("training.delivered")) == 1
    with pytest.raises(Conflict, match="Choose another id"):
        ask(calls.RecordTrainingSession, **fields)


def test_another_programme_sees_and_touches_none_of_it(ask: Any) -> None:
    session, of_career, of_survey = train(ask), step(ask), wave(ask)
    stranger = Actor("person-2", (Grant("programme_manager", "ANOTHER"),))
    for call, fields in (
        (calls.TrainingSession, {"training_session_id": session}),
        (calls.WithdrawTrainingSession, {"training_session_id": session, "reason_code": "entered_twice"}),
        (calls.CareerStep, {"career_step_id": of_career}),
        (calls.CorrectCareerStep, {"career_step_id": of_career, **STEP}),
        (calls.Survey, {"survey_id": of_survey}),
        (calls.RecordSurvey, {"programme_id": ask.programme, **WAVE}),
    ):
        with pytest.raises(NotFound):
            ask.client.call(call, fields, actor=stranger)
    for listing in (calls.TrainingSessions, calls.CareerSteps, calls.Surveys):
        assert ask.client.call(listing, {"limit": 50}, actor=stranger)["items"] == []


def test_a_partner_sees_training_but_no_step_of_anybodys_career(ask: Any) -> None:
    train(ask)
    key = step(ask)
    partner = Actor("person-3", (Grant("partner", ask.programme),))
    asked = {"programme_id": ask.programme}
    assert len(ask.client.call(calls.TrainingSessions, asked, actor=partner)["items"]) == 1
    with pytest.raises(NotAllowed):
        ask.client.call(calls.CareerSteps, asked, actor=partner)
    with pytest.raises(NotAllowed):
        ask.client.call(calls.CareerStep, {"career_step_id": key}, actor=partner)
    with pytest.raises(NotAllowed):
        ask.client.call(calls.RecordTrainingSession, asked | SESSION, actor=partner)
