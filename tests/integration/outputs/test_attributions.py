"""The ledger of attributions: who may agree, what a funder's policy asks, and every row with who said so and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from facts import event, outgoing, publish
from installation import until
from sqlalchemy import text

from services.outputs.vocabulary import attribution as policies
from shared.calls import outputs as calls
from shared.calls.call import Command
from shared.context import Actor, Grant
from shared.errors import Conflict, Invalid, NotAllowed, NotFound, WaymarkError
from shared.events.canonical import canonical


@pytest.fixture
def asking_funder(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A funder that asks for shares and disputes, beside those of the file."""
    policy = policies.Policy(
        funder="The Sharing Trust", rors=frozenset(), names=frozenset({"the sharing trust"}), begins=date(2020, 1, 1),
        shares=True, disputes=True, says="each award has its share",
    )  # fmt: skip
    found = (*policies.policies(), policy)
    monkeypatch.setattr(policies, "policies", lambda: found)
    yield "The Sharing Trust"


def as_person(ask: Any, person: str, role: str, call: Any, **fields: Any) -> Any:
    actor = Actor(person, (Grant(role, ask.programme),))
    answer = ask.client.call(call, fields, actor=actor)
    return answer["result"] if issubclass(call, Command) else answer


def tell(ask: Any, type_: str, subject: str, data: dict[str, Any], **more: Any) -> None:
    told = {"type": type_, "programmeid": ask.programme, "body": canonical(data)} | more
    publish(ask.installation, outgoing(replace(event(subject), **told), "outputs.inbox"))


def award(ask: Any, name: str, *, funder: str = "NIHR", holders: tuple[str, ...] = ()) -> str:
    """An award of this programme, known here with its funder and holders."""
    award_id, org = f"{name}-{ask.programme}", f"org-{funder}-{ask.programme}"
    tell(ask, "people.organisation.registered", org, {"org_id": org, "name": funder}, programmeid="")
    data = {"award_id": award_id, "reference": award_id.upper(), "id_as_written": award_id, "funder_org": org}
    data |= {"start": "2020-01-01", "holder_person_ids": list(holders)}
    tell(ask, "projects.award.recorded", award_id, data)
    until(lambda: _known(ask, award_id, org), what="the award is known")
    return award_id


def _known(ask: Any, award_id: str, org: str) -> bool:
    query = text(
        "select 1 from known_awards join known_funders on org_id = funder_org where award_id = :award and org_id = :org"
    )
    with ask.installation.engine("outputs").connect() as connection:
        return connection.execute(query, {"award": award_id, "org": org}).first() is not None


def project(ask: Any, lead: str) -> str:
    project_id = f"project-{ask.programme}"
    tell(ask, "projects.project.started", project_id, {"title": "Warm homes", "lead_person_id": lead})
    query = text("select 1 from known_projects where project_id = :id and lead_person_id = :lead")
    until(lambda: _there(ask, query, id=project_id, lead=lead), what="the project is known")
    return project_id


def _there(ask: Any, query: Any, **values: str) -> bool:
    with ask.installation.engine("outputs").connect() as connection:
        return connection.execute(query, values).first() is not None


def one(ask: Any, attribution_id: str) -> dict[str, Any]:
    return dict(ask(calls.Attribution, attribution_id=attribution_id))


def test_a_row_shows_who_said_so_and_when_and_who_agreed(ask: Any) -> None:
    output_id = ask.record()
    claim = as_person(
        ask, "ann", "researcher", calls.AssertAttribution, output_id=output_id, award_id="A", reason="Ours"
    )
    ask(calls.AgreeAttribution, attribution_id=claim["attribution_id"])
    row = one(ask, claim["attribution_id"])
    assert (row["asserted_by"], row["asserted_on"], row["agreed_by"], row["state"]) == (
        "ann", "2026-03-01", "person-1", "agreed",
    )  # fmt: skip
    assert row["asserted_at"].startswith("20") and row["reason"] == "Ours"
    (listed,) = ask(calls.Attributions, programme_id=ask.programme, award_id="A")["items"]
    assert listed["output_title"] == "Homes and health" and "reason" not in listed  # words are in the single read only


def test_the_lead_of_the_project_agrees_and_a_colleague_does_not(ask: Any) -> None:
    project_id = project(ask, "lena")
    claim = ask(calls.AssertAttribution, output_id=ask.record(), project_id=project_id)["attribution_id"]
    with pytest.raises(NotAllowed, match="project's lead, the award's holder or a programme manager"):
        as_person(ask, "ann", "researcher", calls.AgreeAttribution, attribution_id=claim)
    assert as_person(ask, "lena", "researcher", calls.AgreeAttribution, attribution_id=claim)["state"] == "agreed"
    assert one(ask, claim)["agreed_by"] == "lena"


def test_a_new_lead_agrees_and_the_former_one_no_longer(ask: Any) -> None:
    project_id = project(ask, "lena")
    changes = {"lead_person_id": {"before": "lena", "after": "mary"}}
    tell(ask, "projects.project.changed", project_id, {"changes": changes})
    query = text("select 1 from known_projects where project_id = :id and lead_person_id = 'mary'")
    until(lambda: _there(ask, query, id=project_id), what="the new lead is known")
    claim = ask(calls.AssertAttribution, output_id=ask.record(), project_id=project_id)["attribution_id"]
    with pytest.raises(NotAllowed):
        as_person(ask, "lena", "researcher", calls.AgreeAttribution, attribution_id=claim)
    as_person(ask, "mary", "partner", calls.AgreeAttribution, attribution_id=claim)


def test_the_holder_of_the_award_agrees_and_where_no_holder_is_known_only_a_manager(ask: Any) -> None:
    held, other = award(ask, "held", holders=("hanna",)), award(ask, "other")
    mine = ask(calls.AssertAttribution, output_id=ask.record(), award_id=held)["attribution_id"]
    not_mine = ask(calls.AssertAttribution, output_id=ask.record(title="B"), award_id=other)["attribution_id"]
    assert as_person(ask, "hanna", "researcher", calls.AgreeAttribution, attribution_id=mine)["state"] == "agreed"
    with pytest.raises(NotAllowed):
        as_person(ask, "hanna", "researcher", calls.AgreeAttribution, attribution_id=not_mine)
    ask(calls.AgreeAttribution, attribution_id=not_mine)


def test_nihr_asks_for_no_share_and_no_dispute_and_says_so(ask: Any) -> None:
    nihr, output_id = award(ask, "nihr"), ask.record()
    with pytest.raises(Invalid, match="NIHR does not ask for shares") as refused:
        ask(calls.AssertAttribution, output_id=output_id, award_id=nihr, share="50")
    assert "share" in refused.value.fields
    claim = ask(calls.AssertAttribution, output_id=output_id, award_id=nihr)["attribution_id"]
    with pytest.raises(Invalid, match="Withdraw the attribution, with the reason"):
        ask(calls.DisputeAttribution, attribution_id=claim, reason_code="other")
    assert one(ask, claim)["disputes_asked"] is False


@pytest.mark.parametrize("to", ["award", "project"])
def test_a_share_is_refused_where_no_funder_is_known_to_ask(ask: Any, to: str) -> None:
    with pytest.raises(Invalid, match=r"No funder's policy asks for shares here\. Leave the share out"):
        ask(calls.AssertAttribution, output_id=ask.record(), **{f"{to}_id": "unheard-of"}, share="10")


def test_shares_of_one_output_are_never_more_than_the_whole(ask: Any, asking_funder: str) -> None:
    first, second = (award(ask, name, funder=asking_funder) for name in ("one", "two"))
    output_id = ask.record()
    ask(calls.AssertAttribution, output_id=output_id, award_id=first, share="60")
    with pytest.raises(Invalid, match=r"would be 100\.5 per cent"):
        ask(calls.AssertAttribution, output_id=output_id, award_id=second, share="40.50")
    ask(calls.AssertAttribution, output_id=output_id, award_id=second, share="40")
    other = ask.record(title="The same work again")
    third = award(ask, "three", funder=asking_funder)
    ask(calls.AssertAttribution, output_id=other, award_id=third, share="1")
    with pytest.raises(Conflict, match="101 per cent"):
        ask(calls.MergeOutputs, kept_id=output_id, absorbed_id=other)


def test_a_share_is_put_right_until_it_is_agreed(ask: Any, asking_funder: str) -> None:
    award_id, output_id = award(ask, "one", funder=asking_funder), ask.record()
    claim = ask(calls.AssertAttribution, output_id=output_id, award_id=award_id, share="60")["attribution_id"]
    again = ask(calls.AssertAttribution, output_id=output_id, award_id=award_id, share="50", role="supported")
    assert again["attribution_id"] == claim
    first, second = ask.facts("attribution.asserted")
    assert (second["corrects"], second["data"]["share"], second["data"]["role"]) == (first["id"], "50.00", "supported")
    assert ask(calls.AssertAttribution, output_id=output_id, award_id=award_id)["attribution_id"] == claim
    ask(calls.AgreeAttribution, attribution_id=claim)
    with pytest.raises(Conflict, match=r"agreed as supported, 50\.00 per cent"):
        ask(calls.AssertAttribution, output_id=output_id, award_id=award_id, share="40")


def test_a_dispute_is_recorded_with_its_reason_and_can_be_agreed_again(ask: Any, asking_funder: str) -> None:
    award_id = award(ask, "one", funder=asking_funder, holders=("hanna",))
    claim = ask(calls.AssertAttribution, output_id=ask.record(), award_id=award_id)["attribution_id"]
    with pytest.raises(NotAllowed):
        as_person(ask, "ann", "researcher", calls.DisputeAttribution, attribution_id=claim, reason_code="other")
    said = {"attribution_id": claim, "reason_code": "another_award", "note": "Ask Jo"}
    assert as_person(ask, "hanna", "researcher", calls.DisputeAttribution, **said)["state"] == "disputed"
    row = one(ask, claim)
    assert (row["disputed_by"], row["dispute_code"], row["dispute_note"]) == ("hanna", "another_award", "Ask Jo")
    assert row["disputes_asked"] is True
    with pytest.raises(Conflict):
        as_person(ask, "hanna", "researcher", calls.DisputeAttribution, **said)
    ask(calls.AgreeAttribution, attribution_id=claim)
    assert one(ask, claim)["state"] == "agreed"
    kinds = [fact["type"] for fact in ask.facts() if fact["type"].startswith("attribution")]
    assert kinds == ["attribution.asserted", "attribution.disputed", "attribution.agreed"]


def test_what_is_planned_is_agreed_from_its_own_day_on(ask: Any) -> None:
    planned = ask.record(published_on=None, planned_on="2040-01-01", state="planned")
    claim = ask(calls.AssertAttribution, output_id=planned, award_id="A")["attribution_id"]
    ask(calls.AgreeAttribution, attribution_id=claim)
    (agreed,) = ask.facts("attribution.agreed")
    assert agreed["effectiveon"] == "2040-01-01"  # before that day there is nothing to agree to


def test_awards_and_projects_of_another_programme_are_refused(ask: Any) -> None:
    theirs = project(ask, "lena")
    mine = ask.record()
    ask.programme = f"{ask.programme}-B"
    other = ask.record()
    with pytest.raises(Invalid, match="That project belongs to another programme"):
        ask(calls.AssertAttribution, output_id=other, project_id=theirs)
    with pytest.raises(NotFound):
        ask(calls.AssertAttribution, output_id=mine, award_id="A")


def test_attributions_of_another_programme_are_neither_listed_nor_shown(ask: Any) -> None:
    claim = ask(calls.AssertAttribution, output_id=ask.record(), award_id="A")["attribution_id"]
    ask.programme, mine = f"{ask.programme}-B", ask.programme
    assert ask(calls.Attributions)["items"] == []
    assert ask(calls.Attributions, programme_id=mine)["items"] == []
    for call in (calls.Attribution, calls.AgreeAttribution):
        with pytest.raises(NotFound):
            ask(call, attribution_id=claim)


def test_attributions_are_listed_by_what_they_are_of_and_how_they_stand(ask: Any) -> None:
    first, second = ask.record(award_ids=["A", "B"]), ask.record(title="Other", award_ids=["B"])
    ask(calls.MergeOutputs, kept_id=first, absorbed_id=second)
    rows = ask(calls.Attributions, programme_id=ask.programme, output_id=first)["items"]
    assert {(row["award_id"], row["output_id"] == first, row["counts_with"]) for row in rows} == {
        ("A", True, first), ("B", True, first), ("B", False, first),
    }  # fmt: skip
    ask(calls.WithdrawAttribution, attribution_id=rows[0]["attribution_id"], reason_code="not_ours")
    standing = ask(calls.Attributions, programme_id=ask.programme, state="asserted", limit=1)
    rest = ask(calls.Attributions, programme_id=ask.programme, state="asserted", after=standing["next"])
    assert len(standing["items"] + rest["items"]) == 2
    (gone,) = ask(calls.Attributions, programme_id=ask.programme, state="withdrawn")["items"]
    assert (gone["withdrawn_by"], gone["reason_code"]) == ("person-1", "not_ours")


def test_an_output_is_found_by_how_its_attributions_stand(ask: Any) -> None:
    none, open_, agreed = ask.record(title="None"), ask.record(title="Open"), ask.record(title="Agreed")
    ask(calls.AssertAttribution, output_id=open_, award_id="A")
    claim = ask(calls.AssertAttribution, output_id=agreed, award_id="A")["attribution_id"]
    ask(calls.AgreeAttribution, attribution_id=claim)
    found = {
        standing: [
            o["output_id"] for o in ask(calls.Outputs, programme_id=ask.programme, attribution=standing)["items"]
        ]
        for standing in ("none", "not_agreed", "agreed", "disputed")
    }
    assert found == {"none": [none], "not_agreed": [open_], "agreed": [agreed], "disputed": []}


def test_asserting_the_same_at_once_is_one(ask: Any) -> None:
    import eventlet

    output_id, replies = ask.record(), []

    def assert_it() -> None:
        try:
            replies.append(ask(calls.AssertAttribution, output_id=output_id, award_id="A")["attribution_id"])
        except WaymarkError as error:
            replies.append(str(error))

    for green in [eventlet.spawn(assert_it) for _ in range(4)]:
        green.wait()
    assert len(set(replies)) == 1 and len(ask.facts("attribution.asserted")) == 1
