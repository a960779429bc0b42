"""What the funder asks of outputs: evidence, checks, notices and terms are recorded, judged, and refused in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from facts import event, outgoing, publish
from installation import until
from sqlalchemy import text

from services.outputs.reminder import record_what_is_due
from shared import clock
from shared.calls import outputs as calls
from shared.context import Actor, Grant
from shared.errors import Conflict, Invalid, NotAllowed, NotFound
from shared.events.canonical import canonical

NUMBER = "NIHR123456"
THANKS = (
    "This work is supported by the National Institute for Health and Care Research (NIHR) (NIHR 123456). The views "
    "expressed are those of the author(s) and not necessarily those of the NIHR or the Department of Health and Social "
    "Care."
)
EVIDENCE: dict[str, Any] = {
    "submitted_on": "2025-10-01",
    "licence_vor": "CC BY 4.0",
    "journal": "open_access",
    "europe_pmc_on": "2026-03-01",
    "pubmed_central_on": "2026-03-01",
    "data_statement": True,
}


@pytest.fixture
def article(ask: Any) -> str:
    return ask.record(subtype="journal_article", published_on="2026-03-02")


def award_of(ask: Any) -> str:
    return f"{ask.programme}-award"


def soon(days: int) -> str:
    return (clock.system.today() + timedelta(days=days)).isoformat()


def tell_of_programme(ask: Any, nation: str = "england", origin: str | None = None) -> None:
    """As the projects service does, and wait until it is known here."""
    data = {"title": "A programme", "host_org": "o", "year_start_month": 1, "nation": nation}
    told = {"type": "projects.programme.created", "programmeid": ask.programme, "body": canonical(data)}
    fact = replace(event(ask.programme), **told, origin=origin)
    publish(ask.installation, outgoing(fact, "outputs.inbox"))
    query = text("select being_told from known_programmes where programme_id = :programme")

    def known() -> bool:
        with ask.installation.engine("outputs").connect() as connection:
            return connection.execute(query, {"programme": ask.programme}).scalar() is not None

    until(known, what="the programme is known")


def media(ask: Any, planned_on: str, **fields: Any) -> str:
    return ask.record(
        type="engagement_activity",
        subtype="media",
        title="Press release",
        published_on=None,
        planned_on=planned_on,
        **fields,
    )


def test_an_article_complies_once_everything_is_evidenced_and_not_before(ask: Any, article: str) -> None:
    partly = ask(calls.EvidenceOpenAccess, output_id=article, **EVIDENCE)
    assert (partly["position"], partly["clause"]) == ("unknown", "oa.acknowledgement")
    ask(calls.AssertAttribution, output_id=article, award_id=award_of(ask))
    checked = ask(calls.CheckAcknowledgement, output_id=article, text=THANKS)
    assert checked["acknowledged"] is True
    one = ask(calls.OutputCompliance, output_id=article)
    assert (one["open_access"], one["open_access_clause"], one["owed"], one["to_do"]) == ("compliant", None, False, [])
    assert one["known"]["europe_pmc_on"] == {"value": "2026-03-01", "known_on": clock.system.today().isoformat()}
    assert one["checked_text"] == THANKS
    facts = ask.facts("open_access.evidenced", "acknowledgement.checked")
    assert [fact["type"] for fact in facts] == ["open_access.evidenced", "acknowledgement.checked"]
    assert "supported by" not in str(facts), "the words stay here"


def test_of_two_pieces_of_evidence_that_of_the_later_day_holds_whenever_it_was_recorded(ask: Any, article: str) -> None:
    ask(calls.EvidenceOpenAccess, output_id=article, **EVIDENCE, known_on="2026-05-01")
    late = ask(
        calls.EvidenceOpenAccess, output_id=article, europe_pmc="absent", known_on="2026-04-01", source="europe_pmc"
    )
    assert late["position"] != "not_compliant"
    now = ask(calls.EvidenceOpenAccess, output_id=article, europe_pmc="not_free", known_on="2026-06-01")
    assert (now["position"], now["clause"]) == ("not_compliant", "oa.europe_pmc")
    back = ask(calls.EvidenceOpenAccess, output_id=article, no_longer_known=["europe_pmc", "europe_pmc_on"])
    assert (back["position"], back["clause"]) == ("unknown", "oa.europe_pmc")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "submitted_on"),
        ({"submitted_on": "2026-03-03"}, "submitted_on"),
        ({"europe_pmc_on": soon(1)}, "europe_pmc_on"),
        ({"europe_pmc": "absent", "europe_pmc_on": "2026-03-01"}, "europe_pmc"),
        ({"data_statement": True, "no_longer_known": ["data_statement"]}, "no_longer_known"),
        ({"data_statement": True, "known_on": soon(1)}, "known_on"),
        ({"journal": "predatory"}, "journal"),
    ],
)
def test_evidence_that_cannot_be_so_is_refused_beside_its_field(
    ask: Any, article: str, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        ask(calls.EvidenceOpenAccess, output_id=article, **fields)
    assert field in refused.value.fields


def test_open_access_is_asked_of_articles_and_of_none_that_was_withdrawn(ask: Any, article: str) -> None:
    talk = ask.record(type="engagement_activity", subtype="talk")
    with pytest.raises(Conflict, match="articles"):
        ask(calls.EvidenceOpenAccess, output_id=talk, data_statement=True)
    ask(calls.EvidenceOpenAccess, output_id=article, data_statement=True)
    with pytest.raises(Conflict, match="differs"):
        ask(calls.EvidenceOpenAccess, output_id=article, data_statement=True)
    ask(calls.WithdrawOutput, output_id=article, kind="error")
    for call, more in (
        (calls.EvidenceOpenAccess, {"data_statement": False}),
        (calls.CheckAcknowledgement, {"text": "x"}),
    ):
        with pytest.raises(Conflict, match="withdrawn"):
            ask(call, output_id=article, **more)
    with pytest.raises(Conflict, match="withdrawn"):
        ask(calls.GiveNotice, output_id=article)


def test_a_check_says_what_is_wrong_and_what_to_mend_and_a_better_text_takes_its_place(ask: Any, article: str) -> None:
    bad = ask(calls.CheckAcknowledgement, output_id=article, text="Funded by the Department of Health and Social Care.")
    wrong = {one["clause"]: one for one in bad["results"] if one["outcome"] == "failed"}
    assert {"ack.name", "ack.award", "ack.disclaimer", "ack.department"} <= set(wrong)
    assert wrong["ack.department"]["mend"]
    assert ask(calls.OutputCompliance, output_id=article)["acknowledgement"] == "not_acknowledged"
    assert ask(calls.CheckAcknowledgement, output_id=article, text=THANKS)["acknowledged"] is True
    assert ask(calls.OutputCompliance, output_id=article)["acknowledgement"] == "acknowledged"


def test_a_text_is_tried_without_anything_being_recorded(ask: Any, article: str) -> None:
    ask.tell_of_award(award_of(ask), NUMBER)
    ask(calls.AssertAttribution, output_id=article, award_id=award_of(ask))
    ask(
        calls.SetAwardTerms,
        programme_id=ask.programme,
        award_id=award_of(ask),
        award_kind="infrastructure",
        from_on="2024-01-01",
    )
    before = len(ask.facts())

    def knows_the_number() -> bool:
        tried = ask(calls.TryAcknowledgement, programme_id=ask.programme, output_id=article, text=THANKS)
        return bool(tried["awards"] == [NUMBER])

    until(knows_the_number, what="the award is known")
    tried = ask(calls.TryAcknowledgement, programme_id=ask.programme, output_id=article, text=THANKS)
    assert tried["acknowledged"] is True
    award = next(one for one in tried["results"] if one["clause"] == "ack.award")
    assert THANKS[award["start"] : award["end"]] == "NIHR 123456"
    assert "supported by" in tried["wording"] and NUMBER in tried["wording"]
    other = THANKS.replace("123456", "654321")
    assert not ask(calls.TryAcknowledgement, programme_id=ask.programme, award_ids=[award_of(ask)], text=other)[
        "acknowledged"
    ]
    assert len(ask.facts()) == before
    with pytest.raises(NotFound):
        ask(calls.TryAcknowledgement, programme_id=ask.programme, output_id="no such", text="x")
    ours, ask.programme = award_of(ask), "P-other"
    with pytest.raises(Invalid, match="another programme"):
        ask(calls.SetAwardTerms, programme_id=ask.programme, award_id=ours, award_kind="project")


def test_a_notice_is_in_time_by_working_days_and_can_be_put_right(ask: Any) -> None:
    release = media(ask, "2026-04-09")  # the Thursday after Easter: three working days before is Thursday, 2 April
    given = ask(calls.GiveNotice, output_id=release, told_on="2026-04-07", reference="N-1")
    assert given["state"] == "late"
    put_right = ask(calls.CorrectNotice, notice_id=given["notice_id"], told_on="2026-04-02")
    assert put_right["state"] == "in_time"
    first, second = ask.facts("notice.given")
    assert second["corrects"] == first["id"]
    assert (second["effectiveon"], second["data"]["planned_on"]) == ("2026-04-02", "2026-04-09")
    one = ask(calls.Notice, notice_id=given["notice_id"])
    assert (one["told_on"], one["due_on"], one["state"]) == ("2026-04-02", "2026-04-02", "in_time")
    assert [each["notice_id"] for each in ask(calls.Notices, programme_id=ask.programme)["items"]] == [
        given["notice_id"]
    ]
    with pytest.raises(Conflict, match="differs"):
        ask(calls.CorrectNotice, notice_id=given["notice_id"], told_on="2026-04-02")


def test_a_notice_comes_before_publication_and_not_from_the_future(ask: Any, article: str) -> None:
    for day in ("2026-03-03", soon(2)):
        with pytest.raises(Invalid) as refused:
            ask(calls.GiveNotice, output_id=article, told_on=day)
        assert "told_on" in refused.value.fields
    with pytest.raises(Invalid):
        ask(calls.GiveNotice, output_id=article, told_on="2026-03-01", with_output_ids=["somebody else's"])
    with pytest.raises(Conflict, match="already"):
        for _ in range(2):
            ask(calls.GiveNotice, output_id=article, told_on="2026-03-01", notice_id=f"{ask.programme}-n")


def test_an_awards_own_rule_takes_the_place_of_the_default_from_its_day_on(ask: Any, article: str) -> None:
    ask(calls.AssertAttribution, output_id=article, award_id=award_of(ask))
    assert ask(calls.OutputCompliance, output_id=article)["notice"] == "not_needed"
    rule = {"notice_days": 28, "notice_counted": "calendar", "notice_covers": "every_output"}
    whose = {"programme_id": ask.programme, "award_id": award_of(ask), "from_on": "2025-01-01"}
    made = ask(calls.SetAwardTerms, **whose, **rule, reason_code="selected_by_funder")
    one = ask(calls.OutputCompliance, output_id=article)
    assert (one["notice"], one["notice_clause"], one["notice_due_on"]) == ("not_given", "notice.award", "2026-02-02")
    with pytest.raises(Conflict):
        ask(calls.SetAwardTerms, **whose, **rule, reason_code="selected_by_funder")
    again = ask(calls.SetAwardTerms, **whose, **rule | {"notice_days": 14})
    assert again["award_term_id"] == made["award_term_id"]
    assert ask(calls.AwardTerm, award_term_id=made["award_term_id"])["notice_days"] == 14
    first, second = ask.facts("award_terms.set")
    assert second["corrects"] == first["id"]
    assert len(ask(calls.AwardTerms, programme_id=ask.programme)["items"]) == 1


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({}, "award_kind"),
        ({"notice_covers": "media"}, "notice_days"),
        ({"notice_days": 3, "notice_counted": "working"}, "notice_covers"),
        ({"award_kind": "project", "nihr_majority": True}, "nihr_majority"),
    ],
)
def test_terms_that_say_half_of_a_rule_are_refused(ask: Any, terms: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        ask(calls.SetAwardTerms, programme_id=ask.programme, award_id=award_of(ask), **terms)
    assert field in refused.value.fields


def test_the_list_names_what_is_owed_and_is_narrowed_by_each_position(ask: Any, article: str) -> None:
    talk = ask.record(type="engagement_activity", subtype="talk", title="Talk")
    release = media(ask, soon(30))
    prize = ask.record(type="award_recognition", title="A prize")
    everything = ask(calls.Compliance, programme_id=ask.programme)
    assert {one["output_id"] for one in everything["items"]} == {article, talk, release, prize}
    owed = ask(calls.Compliance, programme_id=ask.programme, owed=True)["items"]
    assert {one["output_id"] for one in owed} == {article, talk, release}
    assert all(one["to_do"] for one in owed)
    for fields, wanted in (
        ({"open_access": "unknown"}, {article}),
        ({"acknowledgement": "not_checked"}, {article, talk}),
        ({"notice": "still_time"}, {release}),
        ({"award_id": award_of(ask)}, set()),
    ):
        found = ask(calls.Compliance, programme_id=ask.programme, **fields)["items"]
        assert {one["output_id"] for one in found} == wanted, fields
    first = ask(calls.Compliance, programme_id=ask.programme, limit=3)
    rest = ask(calls.Compliance, programme_id=ask.programme, limit=3, after=first["next"])
    pages = [one["output_id"] for one in (*first["items"], *rest["items"])]
    assert (sorted(pages), rest["next"]) == (sorted({article, talk, release, prize}), None)
    counts = ask(calls.HowManyOutputs, programme_id=ask.programme)["items"]
    assert (counts["compliance"], counts["notices"], counts["award_terms"]) == (4, 0, 0)


def test_what_is_known_of_a_record_is_known_of_the_one_it_was_merged_into(ask: Any, article: str) -> None:
    twin = ask.record(subtype="journal_article", title="The same", published_on="2026-03-02")
    ask(calls.EvidenceOpenAccess, output_id=twin, europe_pmc="not_free", submitted_on="2025-10-01")
    ask(calls.MergeOutputs, kept_id=article, absorbed_id=twin)
    assert ask(calls.OutputCompliance, output_id=article)["open_access"] == "not_compliant"


def test_a_warning_comes_once_before_it_is_too_late_also_after_a_restart(ask: Any) -> None:
    tell_of_programme(ask)
    near, far = media(ask, soon(6)), media(ask, soon(120))
    told = media(ask, soon(6))
    ask(calls.GiveNotice, output_id=told)
    engine = ask.installation.engine("outputs")
    for _ in range(2):
        record_what_is_due(engine)
    [warning] = ask.facts("notice.due_soon")
    assert (warning["subject"], warning["data"]["title"]) == (near, "Press release")
    assert warning["actorid"] == "system:scheduler"
    assert warning["data"]["due_on"] < warning["data"]["planned_on"] == soon(6)
    assert far not in str(ask.facts("notice.due_soon"))
    ask(calls.ChangeOutput, output_id=near, planned_on=soon(7))
    record_what_is_due(engine)
    assert len(ask.facts("notice.due_soon")) in (1, 2), "another last day, another warning"
    ask(calls.ChangeOutput, output_id=near, planned_on=soon(6))
    record_what_is_due(engine)
    days = [fact["data"]["due_on"] for fact in ask.facts("notice.due_soon")]
    assert len(days) == len(set(days)), "of one last day nobody is warned twice"


def test_nothing_is_recorded_by_the_clock_while_a_sample_is_being_told(ask: Any) -> None:
    tell_of_programme(ask, origin="sample")
    media(ask, soon(6))
    record_what_is_due(ask.installation.engine("outputs"))
    assert ask.facts("notice.due_soon") == []
    administrator = Actor("person-9", (Grant("administrator", ask.programme),))
    ask.client.call(calls.FinishOutputsStory, {"programme_id": ask.programme}, actor=administrator)
    record_what_is_due(ask.installation.engine("outputs"))
    assert len(ask.facts("notice.due_soon")) == 1


def test_the_nation_of_the_programme_says_which_days_are_working_days(ask: Any) -> None:
    tell_of_programme(ask, nation="scotland")
    release = media(ask, "2026-12-03")  # St Andrew's Day, 30 November, is a holiday in Scotland alone
    assert ask(calls.OutputCompliance, output_id=release)["notice_due_on"] == "2026-11-27"


def test_what_is_another_programmes_looks_as_if_it_were_not_there(ask: Any, article: str) -> None:
    notice = ask(calls.GiveNotice, output_id=article, told_on="2026-03-01")["notice_id"]
    terms = ask(calls.SetAwardTerms, programme_id=ask.programme, award_id=award_of(ask), award_kind="project")[
        "award_term_id"
    ]
    stranger = Actor("person-2", (Grant("programme_manager", "somebody else's"),))
    for call, fields in (
        (calls.EvidenceOpenAccess, {"output_id": article, "data_statement": True}),
        (calls.CheckAcknowledgement, {"output_id": article, "text": "x"}),
        (calls.GiveNotice, {"output_id": article}),
        (calls.CorrectNotice, {"notice_id": notice}),
        (calls.Notice, {"notice_id": notice}),
        (calls.AwardTerm, {"award_term_id": terms}),
        (calls.Compliance, {"programme_id": ask.programme}),
        (calls.OutputCompliance, {"output_id": article}),
    ):
        with pytest.raises(NotFound):
            ask.client.call(call, fields, actor=stranger)
    funder = Actor("person-3", (Grant("funder", ask.programme),))
    with pytest.raises(NotAllowed):
        ask.client.call(calls.Compliance, {"programme_id": ask.programme}, actor=funder)


def test_the_same_request_with_the_same_key_is_recorded_once(ask: Any, article: str) -> None:
    actor = Actor("person-1", (Grant("programme_manager", ask.programme),))
    fields = {"output_id": article, "told_on": "2026-03-01"}
    replies = [ask.client.call(calls.GiveNotice, fields, actor=actor, idempotency_key="k") for _ in range(2)]
    assert replies[0] == replies[1]
    assert len(ask.facts("notice.given")) == 1


def test_the_policies_can_be_read_with_their_sources(ask: Any) -> None:
    found = ask(calls.FunderPolicies)["items"]
    assert {one["policy"] for one in found} == {"nihr_open_access", "nihr_acknowledgement", "nihr_notice"}
    assert all(clause["source"] and clause["ask"] for one in found for clause in one["clauses"])
