"""What the sample tells the outputs service: every step is accepted by its command, in order, as its teller."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from installation import Installation
from naive_sight import NaiveSight
from sqlalchemy import Engine, insert, text, update

from sample import cast, story
from sample.plan import award_id
from sample.steps import PROGRAMME
from services.outputs import service
from services.outputs.tables import known_awards, known_consents
from services.outputs.views import (
    case_studies,
    compliance,
    decisions,
    evidence,
    identity,
    impact,
    inclusion,
    indicators,
    involvement,
    involvement_changes,
    pathways,
    training,
)
from services.reporting.measures.funderpolicies import public_outputs
from services.reporting.measures.period import Period
from shared import context, permissions
from shared.calls import outputs as calls
from shared.calls.call import Call
from shared.context import Actor, Grant
from shared.database import transaction
from shared.events.event import Event
from shared.events.outputs.involvement import LEVELS, PAID_KINDS, STAGES
from shared.messaging.rpc import UseCase

AS_OF = date(2026, 11, 25)
USE_CASES: dict[str, tuple[type[Call], UseCase]] = {
    call.name(): (call, use_case) for wiring in service.CONCEPTS for call, use_case in wiring.items()
}
MANAGER = Actor("manager", (Grant("programme_manager", PROGRAMME),))


@pytest.fixture(scope="module")
def told(installation: Installation) -> Iterator[Engine]:
    """The story, told."""
    installation.databases("outputs")
    engine = installation.engine("outputs")
    with engine.begin() as connection:  # as the projects service told of the award
        award = {"award_id": award_id(), "programme_id": PROGRAMME, "reference": PROGRAMME, "reference_key": PROGRAMME}
        connection.execute(insert(known_awards).values(award | {"reference_key": PROGRAMME.casefold()}))
    for step in story.steps(AS_OF):
        if step.call in ("people.give_consent", "people.withdraw_consent"):
            hear_of_consent(engine, step.fields)
        if step.call.startswith("outputs."):
            call, use_case = USE_CASES[step.call]
            role = Grant(cast.PEOPLE[step.by].role, PROGRAMME) if step.by != "operator" else Grant("administrator")
            actor = Actor(cast.person_id(step.by) if step.by != "operator" else "operator", (role,))
            assert permissions.row(step.call).who & {grant.role for grant in actor.grants}, step
            with (
                context.using(actor=actor, recorded_on=step.on, origin="sample", recorded=[]),
                transaction(engine) as session,
            ):
                use_case(session, **call.parse(step.fields))
    yield engine


def hear_of_consent(engine: Engine, fields: dict[str, Any]) -> None:
    """As the people service would tell of one that is given, or is withdrawn in whole."""
    given = {name: fields[name] for name in ("consent_id", "programme_id", "person_id", "purposes") if name in fields}
    over = update(known_consents).where(known_consents.c.consent_id == fields["consent_id"]).values(purposes=[])
    with transaction(engine) as session:
        session.execute(insert(known_consents).values(given) if "purposes" in given else over)


def read(told: Engine, use_case: UseCase, call: type[Call], **fields: Any) -> Any:
    with context.using(actor=MANAGER), transaction(told) as session:
        return use_case(session, **call.parse(fields))


def test_nine_decisions_stand_of_every_result_and_one_was_not_informed_after_all(told: Engine) -> None:
    found = read(told, decisions.list_decisions, calls.Decisions, programme_id=PROGRAMME)["items"]
    assert len(found) == 9
    assert set(Counter(one["result"] for one in found)) == {"adopted", "changed", "stopped", "deferred"}
    every = read(told, decisions.list_decisions, calls.Decisions, programme_id=PROGRAMME, withdrawn=True)["items"]
    assert [one["withdrawn_reason"] for one in every if one["withdrawn_reason"]] == ["not_used"]


def test_indicators_show_reached_and_missed_targets_and_small_numbers_of_people_are_not_there(told: Engine) -> None:
    found = read(told, indicators.list_indicators, calls.Indicators, programme_id=PROGRAMME)["items"]
    assert {one["state"] for one in found} == {"on_target", "not_reached"}
    values = read(told, indicators.list_measurements, calls.Measurements, programme_id=PROGRAMME, limit=200)["items"]
    assert Counter(one["value"] for one in values)["fewer than 5"] == 2
    with told.connect() as connection:
        kept = text("select count(*) from measurements m join indicators using (indicator_id)"
                    " where counts_people and value between 1 and 4")  # fmt: skip
        assert connection.execute(kept).scalar() == 0


def test_there_are_about_140_outputs_of_the_types_that_such_a_programme_has(told: Engine) -> None:
    with told.connect() as connection:
        found = Counter(connection.execute(text("select type from outputs where withdrawn_kind is null")).scalars())
    assert 135 <= sum(found.values()) <= 150
    assert not found.keys() & {"spin_out", "product_intervention_trial", "intellectual_property", "other"}
    assert found["evidence_brief"] > 20
    assert {"media_activity", "key_finding", "impact_narrative", "further_funding"} <= found.keys()


def test_one_is_retracted_one_planned_one_embargoed_one_a_version_and_one_withdrawal_was_taken_back(
    told: Engine,
) -> None:
    with told.connect() as connection:
        rows = connection.execute(text("select * from outputs")).all()
        undone = text("select count(*) from outbox where attributes->>'type' = 'outputs.output.reinstated'")
        assert connection.execute(undone).scalar() == 1
    assert [row.title for row in rows if row.withdrawn_kind == "retracted"] == [
        "Licensing and complaints: a first count"
    ]
    assert Counter(row.state for row in rows) == {"public": len(rows) - 2, "planned": 1, "embargoed": 1}
    (preprint,) = [row for row in rows if row.version_of]
    (article,) = [row for row in rows if row.output_id == preprint.version_of]
    assert (preprint.subtype, article.subtype) == ("preprint", "journal_article")
    assert str(article.submitted_on) < str(article.accepted_on) < str(article.on_date)


def test_the_sample_names_nobody_and_reaches_no_handful_of_people(told: Engine) -> None:
    with told.connect() as connection:
        rows = connection.execute(text("select type, authors, details from outputs")).all()
    assert not [row for row in rows if row.type == "next_destination" and row.authors]
    assert not [row for row in rows if 1 <= int(row.details.get("people_reached", 0)) <= 4]
    assert {author["name"].partition(",")[0] for row in rows for author in row.authors} == {"Invented"}


def test_twelve_claims_stand_of_which_three_are_verified_and_a_withdrawn_one_is_shown_as_such(told: Engine) -> None:
    found = read(told, impact.list_impact_claims, calls.ImpactClaims, programme_id=PROGRAMME)["items"]
    standing = Counter(one["strength"] for one in found if one["state"] == "standing")
    assert standing == {"asserted": 3, "evidenced": 4, "corroborated": 2, "verified": 3}
    assert [one["withdrawn_reason"] for one in found if one["state"] == "withdrawn"] == ["not_supported"]
    gaps = read(told, impact.evidence_gaps, calls.EvidenceGaps, programme_id=PROGRAMME)["items"]
    assert len(gaps) == 3
    older = read(told, impact.evidence_gaps, calls.EvidenceGaps, programme_id=PROGRAMME, older_than=90)["items"]
    assert len(older) == 2


def test_evidence_is_of_every_kind_and_one_claim_was_lowered_and_shown_anew(told: Engine) -> None:
    found = read(told, evidence.list_evidence_items, calls.EvidenceItems, programme_id=PROGRAMME)["items"]
    assert set(Counter(one["kind"] for one in found)) == {"file", "link", "testimonial"}
    assert [one["title"] for one in found if one["set_aside"]] == ["A member of the young people's panel"]
    (panel,) = [one for one in found if one["title"] == "Opening hours as published"]
    claim = read(told, impact.impact_claim, calls.ImpactClaim, impact_id=panel["impact_id"])
    strengths = [line["to_strength"] for line in claim["judgements"]]
    assert strengths == ["evidenced", "corroborated", "asserted", "evidenced"]


def test_every_claim_stands_for_a_step_of_a_model_that_leads_from_activities_to_impacts(told: Engine) -> None:
    levels = read(told, pathways.pathway, calls.Pathway, programme_id=PROGRAMME)["levels"]
    assert [len(level["steps"]) for level in levels] == [3, 2, 4, 2]
    assert sum(len(step["claims"]) for level in levels for step in level["steps"]) == 12
    study = read(told, case_studies.list_case_studies, calls.CaseStudies, programme_id=PROGRAMME)["items"][0]
    assert study["sections_written"] == 5


def test_training_of_three_years_stands_with_one_corrected_one_taken_back_and_one_very_small(told: Engine) -> None:
    found = read(told, training.list_training_sessions, calls.TrainingSessions, programme_id=PROGRAMME)["items"]
    assert len(found) == 20
    assert {one["held_on"][:4] for one in found} == {"2024", "2025", "2026"}
    assert [one["places_taken"] for one in found].count("fewer than 5") == 1
    assert {one["version"] for one in found} == {1, 2}
    with told.connect() as connection:
        taken_back = text("select withdrawn_reason from training_sessions where withdrawn_reason is not null")
        assert connection.execute(taken_back).scalars().all() == ["entered_twice"]


def test_three_waves_of_one_questionnaire_and_steps_in_careers_of_which_none_has_a_name(told: Engine) -> None:
    waves = read(told, training.list_surveys, calls.Surveys, programme_id=PROGRAMME)["items"]
    assert [one["wave"] for one in waves] == [3, 2, 1]
    assert len({one["instrument"] for one in waves}) == 1
    steps = everything(told, training.list_career_steps, calls.CareerSteps)
    assert (len(steps), sum(one["person_id"] is not None for one in steps)) == (34, 0)


def test_the_public_was_involved_at_every_level_and_stage_in_all_ten_neighbourhoods(told: Engine) -> None:
    held = everything(told, involvement.list_involvements, calls.Involvements)
    assert len(held) == 62
    assert {one["level"] for one in held} == set(LEVELS)
    assert {one["stage"] for one in held} == set(STAGES)
    codes = {place["code"] for one in held for place in one["places"]}
    assert {f"SAMPLE-N{number:02}" for number in range(1, 11)} <= codes
    numbers = Counter(one["contributors_shown"] for one in held)
    assert numbers["fewer than 5"] > 5
    assert numbers["not shown"] > 0
    assert any(one["register_used"] for one in held)


def test_people_were_paid_and_some_are_still_to_be_told_what_changed(told: Engine) -> None:
    paid = everything(told, involvement.list_payments, calls.InvolvementPayments)
    assert {one["kind"] for one in paid} == set(PAID_KINDS)
    changed = everything(told, involvement_changes.list_changes, calls.InvolvementChanges)
    assert [bool(one["first_told_on"]) for one in changed].count(False) == 4
    assert not changed[0]["first_told_on"]
    assert any(one["decision_id"] for one in changed)


def test_profiles_show_that_small_numbers_are_not_there(told: Engine) -> None:
    found = everything(told, inclusion.list_profiles, calls.InclusionProfiles)
    words = Counter(number for one in found for number in [*(one["counts"] or {}).values(), one["prefer_not_to_say"]])
    assert words["fewer than 5"] > 2
    assert words["not shown"] > 0
    assert all(number is None or isinstance(number, str) or number == 0 or number >= 5 for number in words)


def everything(told: Engine, use_case: UseCase, call: type[Call]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read(told, use_case, call, programme_id=PROGRAMME, limit=200)["items"]
    return found


def test_every_position_towards_the_funder_shows_and_most_outputs_keep_what_it_asks(told: Engine) -> None:
    items = everything(told, compliance.listed, calls.Compliance)
    assert set(Counter(one["open_access"] for one in items)) == {
        "compliant",
        "not_compliant",
        "unknown",
        "out_of_scope",
    }
    thanks = Counter(one["acknowledgement"] for one in items)
    assert set(thanks) == {"acknowledged", "not_acknowledged", "not_checked", "not_needed"}
    assert thanks["acknowledged"] > 5 * thanks["not_acknowledged"] > 0
    notices = Counter(one["notice"] for one in items if one["notice"] != "not_needed")
    assert notices["in_time"] >= 3
    assert (notices["late"], notices["not_given"]) == (1, 1)
    with told.connect() as connection:
        warned = text("select attributes->>'subject' from outbox where attributes->>'type' = 'outputs.notice.due_soon'")
        subjects = list(connection.execute(warned).scalars())
    assert len(subjects) == len(set(subjects)) >= 1
    assert {one["notice"] for one in items if one["output_id"] == subjects[0]} == {"in_time"}, (
        "who was warned told in time"
    )
    steps = read(told, training.list_career_steps, calls.CareerSteps, programme_id=PROGRAMME, limit=200)["items"]
    assert (len(steps), sum(one["person_id"] is not None for one in steps)) == (34, 0)


def test_the_service_and_the_report_judge_every_output_of_the_sample_alike(told: Engine) -> None:
    """The list works from tables, the figures from facts alone: same positions, same clauses."""
    with told.connect() as connection:
        rows = connection.execute(text("select attributes, body from outbox order by id")).all()
    events = [Event.from_attributes(row.attributes, bytes(row.body)) for row in rows]
    ever = Period(date(2024, 1, 1), date(2026, 12, 31))
    reported = {
        one.key: (one.open_access.state, one.open_access.clause, one.acknowledgement, one.notice.state)
        for one in public_outputs(NaiveSight(events, PROGRAMME), ever)
    }
    listed = {
        one["output_id"]: (one["open_access"], one["open_access_clause"], one["acknowledgement"], one["notice"])
        for one in everything(told, compliance.listed, calls.Compliance)
        if one["output_state"] == "public"
    }
    retracted = reported.keys() - listed.keys()
    assert len(listed) > 100
    assert {key: reported[key] for key in listed} == listed
    assert len(retracted) == 1, "a retracted one was public, and is judged in the report alone"


def test_one_work_from_two_hands_is_merged_one_pair_is_two_and_one_waits(told: Engine) -> None:
    (merged,) = everything(told, identity.merged, calls.Merges)
    assert (merged["kept_title"], merged["undone_on"]) == ("How residents tell of damp and repairs", None)
    (judged,) = read(told, identity.duplicates, calls.Duplicates, programme_id=PROGRAMME, dismissed=True)["items"]
    assert judged["reason_code"] == "versions"
    (waiting,) = read(told, identity.duplicates, calls.Duplicates, programme_id=PROGRAMME)["items"]
    assert waiting["one"]["title"].casefold() == "warm banks and what became of them"


def test_most_attributions_are_agreed_and_some_wait(told: Engine) -> None:
    with told.connect() as connection:
        found = Counter(connection.execute(text("select state from attributions")).scalars())
    assert found["agreed"] > 100 and found["asserted"] > 10 and found.keys() == {"agreed", "asserted"}
