"""Involvement of the public: activities, consents of a register, payments, changes, who was told; and refusals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from facts import event, outgoing, publish
from installation import until
from sqlalchemy import text

from shared.calls import outputs as calls
from shared.context import Actor, Grant
from shared.errors import Conflict, Invalid, NotAllowed, NotFound
from shared.events.canonical import canonical

TOMORROW = (date.today() + timedelta(days=1)).isoformat()  # noqa: DTZ011
PLACE = {"code": "N01", "kind": "neighbourhood", "boundary_set": "2024"}


def hold(ask: Any, **fields: Any) -> str:
    """A workshop with ten contributors, with changes."""
    plain = {"title": "Talks on damp homes", "form": "workshop", "level": "co_produced", "stage": "design"}
    plain |= {"contributors": 10, "held_on": "2026-03-02"}
    return str(ask(calls.HoldInvolvement, programme_id=ask.programme, **plain | fields)["involvement_id"])


def change(ask: Any, *activities: str, **fields: Any) -> str:
    """A project that changed because of them."""
    plain = {"project_id": "project-1", "changed_on": "2026-04-01", "summary": "They asked for evenings. We moved."}
    said = plain | {"involvement_ids": list(activities)} | fields
    return str(ask(calls.RecordInvolvementChange, programme_id=ask.programme, **said)["involvement_change_id"])


def pay(ask: Any, activity: str, amount: str = "250.00", **fields: Any) -> str:
    plain = {"kind": "fee", "amount": {"amount": amount}, "paid_on": "2026-03-20"} | fields
    return str(ask(calls.PayInvolvement, involvement_id=activity, **plain)["involvement_payment_id"])


def consents(ask: Any, person: str, purposes: tuple[str, ...] = ("data",), *, programme: str | None = None) -> str:
    """The people service tells of a consent; waits until it is heard of."""
    consent = f"consent-{uuid4().hex[:8]}"
    data = {"person_id": person, "purposes": list(purposes)}
    tell(ask, consent, 1, "people.consent.given", data, programme or ask.programme)
    until(lambda: _heard(ask, consent) == list(purposes), within=20, what="the consent is heard of")
    return consent


def withdraws(ask: Any, consent: str, person: str, purposes: tuple[str, ...] = ("data",)) -> None:
    tell(ask, consent, 2, "people.consent.withdrawn", {"person_id": person, "purposes": list(purposes)}, ask.programme)
    until(lambda: not set(purposes) & set(_heard(ask, consent) or ()), within=20, what="the withdrawal is heard of")


def tell(ask: Any, consent: str, sequence: int, type_: str, data: dict[str, Any], programme: str) -> None:
    fact = replace(event(consent, sequence), type=type_, programmeid=programme, body=canonical(data))
    publish(ask.installation, outgoing(fact, "outputs.inbox"))


def _heard(ask: Any, consent: str) -> list[str] | None:
    with ask.installation.engine("outputs").connect() as connection:
        found = connection.execute(
            text("select purposes from known_consents where consent_id = :it"), {"it": consent}
        ).scalar()
    return found if found is None else list(found)


def as_somebody(ask: Any, role: str, programme: str | None = None) -> Callable[..., Any]:
    actor = Actor("person-2", (Grant(role, programme or ask.programme),))

    def asked(call: Any, **fields: Any) -> Any:
        return ask.client.call(call, fields, actor=actor)

    return asked


def test_an_activity_is_a_fact_of_its_day_and_is_read_back_whole(ask: Any) -> None:
    made = hold(ask, hours="38.50", standards=["impact"], places=[PLACE], project_ids=["project-1"], host_org_id="o")
    (fact,) = ask.facts()
    assert (fact["type"], fact["subject"], fact["effectiveon"]) == ("involvement.held", made, "2026-03-02")
    assert (fact["data"]["contributors"], fact["data"]["hours"]) == (10, "38.5")
    assert "register_person_ids" not in fact["data"]
    shown = ask(calls.Involvement, involvement_id=made)
    assert shown["contributors_shown"] == "10"
    assert (shown["standards"], shown["places"], shown["host_org_id"]) == (["impact"], [PLACE], "o")
    assert (shown["register_used"], shown["payments"], shown["changes"], shown["version"]) == (False, [], [], 1)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"held_on": TOMORROW}, "held_on"),
        ({"form": "seance"}, "form"),
        ({"standards": ["kindness"]}, "standards"),
        ({"standards": ["impact", "impact"]}, "standards"),
        ({"contributors": 0}, "contributors"),
        ({"hours": "0"}, "hours"),
        ({"hours": "100000"}, "hours"),
        ({"level": "informed"}, "level"),
        ({"register_person_ids": ["stranger"]}, "register_person_ids"),
    ],
)
def test_what_an_activity_cannot_be_is_said_beside_its_field(ask: Any, said: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        hold(ask, **said)
    assert list(refused.value.fields) == [field]
    assert ask.facts() == []


def test_a_few_contributors_are_in_no_list_and_in_no_single_read(ask: Any) -> None:
    few, many = hold(ask, contributors=3), hold(ask, contributors=5)
    rows = ask(calls.Involvements, programme_id=ask.programme)["items"]
    shown = {row["involvement_id"]: row["contributors_shown"] for row in rows}
    assert shown == {few: "fewer than 5", many: "5"}
    assert ask(calls.Involvement, involvement_id=few)["contributors_shown"] == "fewer than 5"
    assert all("contributors" not in row and "register_person_ids" not in row for row in rows)


def test_only_who_agreed_is_put_on_a_register_and_no_read_says_who_that_is(ask: Any) -> None:
    for person in ("ann", "bob"):
        consents(ask, person)
    consents(ask, "eve", ("testimonial",))
    consents(ask, "dan", programme="ANOTHER")
    with pytest.raises(Invalid, match=r"No standing consent .*: dan, eve"):
        hold(ask, register_person_ids=["ann", "eve", "dan"])
    made = hold(ask, contributors=2, register_person_ids=["ann", "bob"])
    assert ask.facts()[0]["data"]["register_person_ids"] == ["ann", "bob"]
    shown = ask(calls.Involvement, involvement_id=made)
    assert (shown["register_used"], shown["contributors_shown"]) == (True, "fewer than 5")
    assert "ann" not in str(shown)
    with pytest.raises(Invalid, match="twice"):
        hold(ask, register_person_ids=["ann", "ann"])
    with pytest.raises(Invalid, match="2 are on the register, and 1 took part"):
        hold(ask, contributors=1, register_person_ids=["ann", "bob"])


def test_who_no_longer_agrees_is_put_on_no_further_register_and_stays_counted_where_they_were(ask: Any) -> None:
    consent = consents(ask, "ann", ("data", "testimonial"))
    made = hold(ask, register_person_ids=["ann"])
    withdraws(ask, consent, "ann", ("testimonial",))
    other = hold(ask, register_person_ids=["ann"])
    withdraws(ask, consent, "ann")
    with pytest.raises(Invalid, match="ann"):
        hold(ask, register_person_ids=["ann"])
    ask(calls.CorrectInvolvement, involvement_id=made, contributors=12)
    assert ask.facts()[-1]["data"]["register_person_ids"] == ["ann"]
    ask(calls.CorrectInvolvement, involvement_id=other, register_person_ids=[])
    with pytest.raises(Invalid, match="ann"):
        ask(calls.CorrectInvolvement, involvement_id=other, register_person_ids=["ann"])


def test_where_a_few_are_not_on_the_register_the_number_of_all_is_not_shown(ask: Any) -> None:
    people = [f"p{number}" for number in range(8)]
    for person in people:
        consents(ask, person)
    all_but_three = hold(ask, contributors=11, register_person_ids=people)
    three_alone = hold(ask, contributors=11, register_person_ids=people[:3])
    everybody = hold(ask, contributors=8, register_person_ids=people)
    shown = {one: ask(calls.Involvement, involvement_id=one) for one in (all_but_three, three_alone, everybody)}
    assert [one["contributors_shown"] for one in shown.values()] == ["not shown", "11", "8"]
    # a register of three among eleven is not used: it would be given away by the others
    assert [one["register_used"] for one in shown.values()] == [True, False, True]


def test_a_correction_is_the_same_fact_again_and_what_is_left_out_stays(ask: Any) -> None:
    made = hold(ask, hours="12", project_ids=["project-1"])
    ask(calls.CorrectInvolvement, involvement_id=made, held_on="2026-02-27", contributors=14)
    first, second = ask.facts()
    assert second["corrects"] == first["id"]
    assert (second["effectiveon"], second["sequence"]) == ("2026-02-27", 2)
    assert second["data"] == first["data"] | {"contributors": 14}
    with pytest.raises(Conflict, match="Nothing of this differs"):
        ask(calls.CorrectInvolvement, involvement_id=made, contributors=14)


def test_one_entered_in_error_is_taken_back_once_and_leaves_the_lists(ask: Any) -> None:
    made = hold(ask)
    ask(calls.TakeBackInvolvement, involvement_id=made)
    assert ask.facts()[-1]["data"]["taken_back"] is True
    assert ask(calls.Involvements, programme_id=ask.programme)["items"] == []
    kept = ask(calls.Involvements, programme_id=ask.programme, taken_back=True)["items"]
    assert [row["involvement_id"] for row in kept] == [made]
    for again in (
        lambda: ask(calls.TakeBackInvolvement, involvement_id=made),
        lambda: ask(calls.CorrectInvolvement, involvement_id=made, contributors=7),
        lambda: pay(ask, made),
    ):
        with pytest.raises(Conflict, match="taken back"):
            again()
    with pytest.raises(Invalid, match="taken back"):
        change(ask, made)


def test_it_is_not_taken_back_while_payments_or_changes_rest_on_it(ask: Any) -> None:
    made = hold(ask)
    payment, changed = pay(ask, made), change(ask, made)
    with pytest.raises(Conflict, match="payments, changes"):
        ask(calls.TakeBackInvolvement, involvement_id=made)
    ask(calls.TakeBackInvolvementPayment, involvement_payment_id=payment)
    ask(calls.TakeBackInvolvementChange, involvement_change_id=changed)
    ask(calls.TakeBackInvolvement, involvement_id=made)


def test_a_payment_is_a_total_and_may_come_before_the_activity(ask: Any) -> None:
    made = hold(ask)
    pay(ask, made, "36.40", kind="expenses", paid_on="2026-02-20")
    fact = ask.facts("involvement.paid")[0]
    assert fact["data"] == {
        "amount": {"amount": "36.4", "currency": "GBP"},
        "kind": "expenses",
        "involvement_id": made,
    }
    (shown,) = ask(calls.Involvement, involvement_id=made)["payments"]
    assert (shown["amount"], shown["paid_on"]) == ({"amount": "36.4", "currency": "GBP"}, "2026-02-20")
    (listed,) = ask(calls.InvolvementPayments, programme_id=ask.programme, kind="expenses")["items"]
    assert listed["involvement_payment_id"] == shown["involvement_payment_id"]
    assert ask(calls.InvolvementPayment, involvement_payment_id=listed["involvement_payment_id"]) == listed


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"amount": {"amount": "0.00"}}, "amount"),
        ({"amount": {"amount": "-5"}}, "amount"),
        ({"amount": {"amount": "5", "currency": "EUR"}}, "amount"),
        ({"paid_on": TOMORROW}, "paid_on"),
        ({"kind": "salary"}, "kind"),
    ],
)
def test_what_a_payment_cannot_be_is_said_beside_its_field(ask: Any, said: dict[str, Any], field: str) -> None:
    made = hold(ask)
    with pytest.raises(Invalid) as refused:
        pay(ask, made, **said)
    assert list(refused.value.fields) == [field]


def test_a_payment_is_put_right_and_taken_back(ask: Any) -> None:
    payment = pay(ask, hold(ask))
    ask(calls.CorrectInvolvementPayment, involvement_payment_id=payment, amount={"amount": "225.00"})
    first, second = ask.facts("involvement.paid")
    assert (second["corrects"], second["data"]["amount"]["amount"]) == (first["id"], "225")
    with pytest.raises(Conflict, match="Nothing of this differs"):
        ask(calls.CorrectInvolvementPayment, involvement_payment_id=payment, amount={"amount": "225.0"})
    ask(calls.TakeBackInvolvementPayment, involvement_payment_id=payment)
    assert ask(calls.InvolvementPayments, programme_id=ask.programme)["items"] == []
    with pytest.raises(Conflict, match="taken back"):
        ask(calls.CorrectInvolvementPayment, involvement_payment_id=payment, kind="voucher")


def test_a_partner_sees_that_there_was_an_activity_and_not_what_was_paid_or_given(ask: Any) -> None:
    made = hold(ask, hours="6", contributors=2)
    pay(ask, made), change(ask, made)
    partner = as_somebody(ask, "partner")
    shown = partner(calls.Involvement, involvement_id=made)
    assert "payments" not in shown
    assert shown["hours"] is None
    with pytest.raises(NotAllowed):
        partner(calls.InvolvementPayments, programme_id=ask.programme)
    (told,) = partner(calls.InvolvementChanges, programme_id=ask.programme)["items"]
    assert told["summary"] is None


def test_nobody_of_another_programme_sees_or_changes_any_of_it(ask: Any) -> None:
    made = hold(ask)
    payment, changed = pay(ask, made), change(ask, made)
    stranger = as_somebody(ask, "programme_manager", "ANOTHER")
    for call in (calls.Involvements, calls.InvolvementPayments, calls.InvolvementChanges, calls.InclusionProfiles):
        assert stranger(call)["items"] == []
    for call, fields in (
        (calls.Involvement, {"involvement_id": made}),
        (calls.InvolvementPayment, {"involvement_payment_id": payment}),
        (calls.InvolvementChange, {"involvement_change_id": changed}),
        (calls.TakeBackInvolvement, {"involvement_id": made}),
        (calls.FeedBackInvolvementChange, {"involvement_change_id": changed, "channel": "meeting"}),
    ):
        with pytest.raises(NotFound):
            stranger(call, **fields)
    with pytest.raises(NotAllowed):
        as_somebody(ask, "funder")(calls.Involvement, involvement_id=made)


def test_a_change_is_said_in_words_that_stay_here_and_names_what_changed(ask: Any) -> None:
    output = ask.record(title="A guide to damp")
    made = hold(ask)
    changed = change(ask, made, project_id=None, output_id=output)
    fact = ask.facts("involvement.change_made")[0]
    assert (fact["subject"], fact["effectiveon"], fact["data"]["output_id"]) == (changed, "2026-04-01", output)
    assert "evenings" not in str(fact)
    shown = ask(calls.InvolvementChange, involvement_change_id=changed)
    assert (shown["changed_title"], shown["summary"]) == ("A guide to damp", "They asked for evenings. We moved.")
    assert [one["title"] for one in shown["activities"]] == ["Talks on damp homes"]
    assert (shown["tellings"], shown["first_told_on"]) == ([], None)


def test_a_change_rests_on_activities_of_the_programme_and_follows_them(ask: Any) -> None:
    made, later = hold(ask), hold(ask, held_on="2026-04-02")
    with pytest.raises(Invalid, match="It was said on 2026-04-02"):
        change(ask, made, later)
    with pytest.raises(Invalid, match="Not in this programme: nothing"):
        change(ask, "nothing")
    with pytest.raises(Invalid, match="Not in this programme: elsewhere"):
        change(ask, made, project_id=None, output_id="elsewhere")
    with pytest.raises(Invalid, match="Not in this programme: no-such"):
        change(ask, made, project_id=None, decision_id="no-such")
    with pytest.raises(Invalid, match="one of a project, an output and a decision"):
        change(ask, made, output_id=ask.record())
    with pytest.raises(Invalid, match="one of a project, an output and a decision"):
        change(ask, made, project_id=None)
    with pytest.raises(Invalid, match="not come yet"):
        change(ask, made, changed_on=TOMORROW)
    with pytest.raises(Invalid, match="Name the activity"):
        change(ask)
    changed = change(ask, made)
    with pytest.raises(Invalid, match="Something changed because of it on 2026-04-01"):
        ask(calls.CorrectInvolvement, involvement_id=made, held_on="2026-04-03")
    ask(calls.CorrectInvolvementChange, involvement_change_id=changed, changed_on="2026-04-05")
    ask(calls.CorrectInvolvement, involvement_id=made, held_on="2026-04-03")


def test_those_of_whom_nobody_was_told_come_first_until_they_are(ask: Any) -> None:
    made = hold(ask)
    old, new = change(ask, made), change(ask, made, changed_on="2026-05-01")
    listed = lambda **more: [  # noqa: E731
        row["involvement_change_id"]
        for row in ask(calls.InvolvementChanges, programme_id=ask.programme, **more)["items"]
    ]
    assert listed() == [new, old]
    ask(calls.FeedBackInvolvementChange, involvement_change_id=new, channel="meeting", told_on="2026-05-09")
    assert listed() == [old, new]
    assert (listed(fed_back=True), listed(fed_back=False)) == ([new], [old])
    first, fact = ask.facts("involvement.change_made")[-1], ask.facts("involvement.fed_back")[0]
    assert (fact["subject"], fact["effectiveon"]) == (new, "2026-05-09")
    assert fact["data"] == {"change_event_id": first["id"], "channel": "meeting"}
    assert ask(calls.Involvement, involvement_id=made)["changes"][1]["told_on"] == "2026-05-09"


def test_people_are_told_after_the_change_once_in_each_way_on_a_day(ask: Any) -> None:
    changed = change(ask, hold(ask))
    told = {"involvement_change_id": changed, "channel": "letter"}
    with pytest.raises(Invalid, match="The change was made on 2026-04-01"):
        ask(calls.FeedBackInvolvementChange, told_on="2026-03-31", **told)
    with pytest.raises(Invalid, match="not come yet"):
        ask(calls.FeedBackInvolvementChange, told_on=TOMORROW, **told)
    with pytest.raises(Invalid, match="vocabulary"):
        ask(calls.FeedBackInvolvementChange, told_on="2026-04-02", **told | {"channel": "pigeon"})
    ask(calls.FeedBackInvolvementChange, told_on="2026-04-02", **told)
    with pytest.raises(Conflict, match="recorded already"):
        ask(calls.FeedBackInvolvementChange, told_on="2026-04-02", **told)
    ask(calls.FeedBackInvolvementChange, told_on="2026-04-03", **told)
    with pytest.raises(Invalid, match="People were told of it on 2026-04-02"):
        ask(calls.CorrectInvolvementChange, involvement_change_id=changed, changed_on="2026-04-03")
    with pytest.raises(Conflict, match="told of it"):
        ask(calls.TakeBackInvolvementChange, involvement_change_id=changed)


def test_that_people_were_told_can_be_taken_back(ask: Any) -> None:
    changed = change(ask, hold(ask))
    told = {"involvement_change_id": changed, "channel": "letter", "told_on": "2026-04-02"}
    ask(calls.FeedBackInvolvementChange, **told)
    (telling,) = ask(calls.InvolvementChange, involvement_change_id=changed)["tellings"]
    said = {"involvement_change_id": changed, "feedback_event_id": telling["event_id"]}
    ask(calls.TakeBackFeedback, **said)
    fact = ask.facts("involvement.fed_back")[-1]
    assert (fact["corrects"], fact["data"]["taken_back"]) == (telling["event_id"], True)
    with pytest.raises(NotFound):
        ask(calls.TakeBackFeedback, **said)
    with pytest.raises(NotFound):
        ask(calls.TakeBackFeedback, involvement_change_id=changed, feedback_event_id="nothing")
    ask(calls.FeedBackInvolvementChange, **told)


def test_what_changed_is_put_right_and_another_target_takes_its_place(ask: Any) -> None:
    output, made = ask.record(), hold(ask)
    changed = change(ask, made)
    ask(calls.CorrectInvolvementChange, involvement_change_id=changed, output_id=output)
    first, second = ask.facts("involvement.change_made")
    assert second["corrects"] == first["id"]
    assert "project_id" not in second["data"]
    assert second["data"]["summary"] == first["data"]["summary"]
    ask(calls.CorrectInvolvementChange, involvement_change_id=changed, summary="In other words.")
    assert ask(calls.InvolvementChange, involvement_change_id=changed)["summary"] == "In other words."
    with pytest.raises(Conflict, match="Nothing of this differs"):
        ask(calls.CorrectInvolvementChange, involvement_change_id=changed, output_id=output)


def test_an_id_of_ones_own_is_taken_once(ask: Any) -> None:
    hold(ask, involvement_id=(own := f"own-{uuid4().hex[:6]}"))
    with pytest.raises(Conflict, match="already"):
        hold(ask, involvement_id=own)


def test_the_same_request_twice_makes_one_activity(ask: Any) -> None:
    fields = {"programme_id": ask.programme, "title": "T", "form": "workshop", "level": "consulted", "stage": "doing"}
    fields |= {"contributors": 9, "held_on": "2026-03-02"}
    actor, key = Actor("person-1", (Grant("programme_manager", ask.programme),)), str(uuid4())
    first, second = (
        ask.client.call(calls.HoldInvolvement, fields, actor=actor, idempotency_key=key)["result"] for _ in range(2)
    )
    assert first == second
    assert len(ask.facts()) == 1
