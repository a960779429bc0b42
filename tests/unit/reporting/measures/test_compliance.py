"""Open access, acknowledgement and notice, counted by hand: what is not known is below the line, never above."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest
from naive_sight import NaiveSight
from story import PROGRAMME, Story

from services.reporting.measures.period import Period
from services.reporting.measures.registry import by_id
from services.reporting.measures.value import State, Value
from services.reporting.measures.wording import printed
from services.reporting.reports.compliancetables import compliance_table
from services.reporting.reports.names import Names
from shared.events.event import Event
from shared.events.outputs import (
    AcknowledgementChecked,
    AttributionAsserted,
    AwardTermsSet,
    NoticeGiven,
    OpenAccessEvidenced,
    OutputPublished,
    OutputRecorded,
    OutputsMerged,
    OutputWithdrawn,
)
from shared.events.projects import ProgrammeCreated

PERIOD = Period(date(2026, 1, 1), date(2026, 6, 30))
COMPLETE: dict[str, Any] = {
    "submitted_on": "2025-09-01",
    "journal": "open_access",
    "licence_vor": "CC BY",
    "europe_pmc_on": "2026-01-01",
    "pubmed_central_on": "2026-01-01",
    "data_statement": True,
    "source": "read",
}


@pytest.fixture
def story() -> Story:
    return Story()


def article(story: Story, key: str, on: str = "2026-03-02", **more: Any) -> Event:
    data = {"type": "publication", "subtype": "journal_article", "title": key, "state": "public"}
    return story.tell(OutputRecorded, key, on, data | more)


def press(story: Story, key: str, on: str = "2026-03-06", **more: Any) -> Event:
    """A Friday; three working days before is Tuesday, 3 March."""
    data = {"type": "engagement_activity", "subtype": "press", "title": key, "state": "public"}
    return story.tell(OutputRecorded, key, on, data | more)


def evidence(story: Story, key: str, on: str = "2026-04-01", **said: Any) -> Event:
    return story.tell(OpenAccessEvidenced, key, on, COMPLETE | said)


def check(story: Story, key: str, *failed: str, on: str = "2026-03-02") -> Event:
    clauses = ("ack.name", "ack.award", "ack.disclaimer", "ack.department", "ack.verb")
    data = {
        "policy": "nihr_acknowledgement",
        "judged_on": on,
        "acknowledged": not set(failed) - {"ack.verb"},
        "results": [{"clause": one, "outcome": "failed" if one in failed else "met"} for one in clauses],
        "text_sha256": "a" * 64,
    }
    return story.tell(AcknowledgementChecked, key, on, data)


def notice(story: Story, key: str, of: str, on: str, corrects: Event | None = None) -> Event:
    data = {"output_id": of, "kind": "media", "channel": "email"}
    return story.tell(NoticeGiven, key, on, data, corrects=corrects)


def value(story: Story, measure: str, period: Period = PERIOD) -> Value:
    return by_id(measure)(NaiveSight(story.events, PROGRAMME), period)


def beside(found: Value) -> dict[str, Any]:
    return {line.name: line.amount for line in found.beside}


def cut(found: Value) -> dict[str, Any]:
    [breakdown] = found.breakdowns
    return {line.name: line.amount for line in breakdown.lines}


def test_of_five_articles_one_complies_two_do_not_and_one_is_unknown_and_one_is_out(story: Story) -> None:
    for key in ("good", "late", "closed", "unseen"):
        article(story, key)
        evidence(story, key)
        check(story, key)
    evidence(story, "late", on="2026-04-02", europe_pmc_on="2026-03-03")
    evidence(story, "closed", on="2026-04-02", licence_vor="CC BY-NC")
    story.tell(OpenAccessEvidenced, "unseen", "2026-04-02", {"no_longer_known": ["data_statement"], "source": "read"})
    article(story, "commissioned")
    evidence(story, "commissioned", commissioned=True)
    article(story, "preprint", subtype="preprint")
    article(story, "before", on="2025-12-31")
    found = value(story, "outputs.open_access")
    assert (found.amount, found.of) == (1, 4)
    assert beside(found) == {"not compliant": 2, "unknown": 1, "outside the policy": 1}
    assert cut(found) == {
        "Not met: Free for everybody in Europe PMC from the day of publication": 1,
        "Not met: Licensed CC BY, or under the Open Government Licence; CC BY-ND where NIHR agreed to an exception": 1,
        "Not known: The article says how the data behind it can be had, or why they cannot": 1,
    }
    assert [key for _, key in found.counted] == ["good"]


def test_an_article_of_which_nothing_is_known_is_counted_and_does_not_comply(story: Story) -> None:
    article(story, "silent")
    found = value(story, "outputs.open_access")
    assert (found.amount, found.of, found.state) == (0, 1, State.ZERO)
    assert beside(found)["unknown"] == 1


def test_the_day_of_submission_says_which_policy_holds(story: Story) -> None:
    article(story, "former")
    story.tell(
        OpenAccessEvidenced,
        "former",
        "2026-04-01",
        {"submitted_on": "2022-05-31", "europe_pmc_on": "2026-08-01", "source": "read"},
    )
    article(story, "new")
    story.tell(
        OpenAccessEvidenced,
        "new",
        "2026-04-01",
        {"submitted_on": "2022-06-01", "europe_pmc_on": "2026-08-01", "source": "read"},
    )
    found = value(story, "outputs.open_access")
    assert [key for _, key in found.counted] == ["former"]
    assert beside(found)["not compliant"] == 1


def test_what_was_found_out_after_the_period_counts_and_evidence_of_an_older_day_does_not_undo_it(story: Story) -> None:
    article(story, "a")
    check(story, "a")
    evidence(story, "a", on="2026-07-20")
    assert value(story, "outputs.open_access").amount == 1
    evidence(story, "a", on="2026-07-01", europe_pmc="absent", licence_vor="CC BY-NC")
    known = [key for _, key in value(story, "outputs.open_access").counted]
    # of the licence the later day holds; how it is in Europe PMC was said on the earlier day alone
    assert known == []
    assert list(cut(value(story, "outputs.open_access"))) == [
        "Not met: Free for everybody in Europe PMC from the day of publication"
    ]


def test_records_that_were_merged_are_one_article_with_what_is_known_of_either(story: Story) -> None:
    article(story, "kept")
    article(story, "twin")
    evidence(story, "twin")
    check(story, "twin")
    story.tell(OutputsMerged, "kept", "2026-05-01", {"kept_id": "kept", "absorbed_id": "twin", "basis": "doi"})
    found = value(story, "outputs.open_access")
    assert (found.amount, found.of) == (1, 1)
    assert [key for _, key in found.counted] == ["kept"]


def test_a_preprint_of_the_period_before_does_not_take_its_article_out_of_this_one(story: Story) -> None:
    article(story, "preprint", on="2025-11-01", subtype="preprint", version_of="article")
    article(story, "article")
    evidence(story, "article")
    check(story, "article")
    found = value(story, "outputs.open_access")
    assert (found.amount, found.of) == (1, 1), "and Europe PMC is held against the article's own day"


def test_an_article_that_was_not_ours_is_nobodys_to_judge(story: Story) -> None:
    made = article(story, "a")
    story.tell(OutputWithdrawn, "a", "2026-03-02", {"kind": "not_ours"}, corrects=made)
    assert value(story, "outputs.open_access").state is State.NONE


def test_infrastructure_falls_under_the_policy_where_the_funder_pays_the_greater_part(story: Story) -> None:
    article(story, "a")
    evidence(story, "a")
    check(story, "a")
    story.tell(AttributionAsserted, "link", "2026-03-02", {"output_id": "a", "award_id": "w", "role": "supported"})
    story.tell(AwardTermsSet, "t", "2024-01-01", {"award_id": "w", "award_kind": "infrastructure"})
    assert beside(value(story, "outputs.open_access"))["unknown"] == 1
    story.tell(
        AwardTermsSet, "t", "2024-01-01", {"award_id": "w", "award_kind": "infrastructure", "nihr_majority": True}
    )
    assert value(story, "outputs.open_access").amount == 1
    story.tell(
        AwardTermsSet, "t", "2024-01-01", {"award_id": "w", "award_kind": "infrastructure", "nihr_majority": False}
    )
    assert value(story, "outputs.open_access").state is State.NONE


def test_acknowledgement_counts_those_that_need_it_and_an_unchecked_one_is_not_right(story: Story) -> None:
    for key in ("right", "wrong", "unchecked", "advised"):
        article(story, key)
    check(story, "right")
    check(story, "wrong", "ack.award", "ack.disclaimer")
    check(story, "advised", "ack.verb")
    story.tell(
        OutputRecorded, "prize", "2026-03-02", {"type": "award_recognition", "title": "Prize", "state": "public"}
    )
    found = value(story, "outputs.acknowledged")
    assert (found.amount, found.of) == (2, 4)
    assert beside(found) == {"checked and not right": 1, "not checked": 1}
    assert sum(cut(found).values()) == 2
    assert found.breakdowns[0].overlapping, "one text fails two clauses"


def test_the_last_check_of_a_text_stands(story: Story) -> None:
    article(story, "a")
    check(story, "a", "ack.name")
    check(story, "a")
    assert value(story, "outputs.acknowledged").amount == 1
    check(story, "a", "ack.department")
    assert value(story, "outputs.acknowledged").amount == 0


def test_notice_is_in_time_late_not_given_or_not_needed(story: Story) -> None:
    for key in ("in time", "late", "untold"):
        press(story, key)
    article(story, "article")
    notice(story, "n1", "in time", "2026-03-03")
    notice(story, "n2", "late", "2026-03-04")
    found = value(story, "outputs.noticed")
    assert (found.amount, found.of) == (1, 3)
    assert beside(found) == {"late": 1, "not given": 1, "not needed": 1}
    wrong = story.events[-1]
    notice(story, "n2", "late", "2026-03-02", corrects=wrong)
    assert value(story, "outputs.noticed").amount == 2


def test_the_rule_of_the_award_and_the_nation_of_the_programme_decide_the_last_day(story: Story) -> None:
    made = {"title": "P", "host_org": "o", "year_start_month": 1, "nation": "scotland"}
    story.tell(ProgrammeCreated, PROGRAMME, "2024-01-01", made)
    # Thursday 8 January 2026: five working days before it is 31 December, but 30 December in Scotland, where 2 January
    # is a holiday too
    press(story, "a", on="2026-01-08")
    story.tell(AttributionAsserted, "link", "2026-01-08", {"output_id": "a", "award_id": "w", "role": "supported"})
    rule = {"notice_days": 5, "notice_counted": "working", "notice_covers": "media"}
    story.tell(AwardTermsSet, "t", "2024-01-01", {"award_id": "w"} | rule)
    notice(story, "n", "a", "2025-12-31")
    assert beside(value(story, "outputs.noticed"))["late"] == 1
    everything = {"notice_days": 28, "notice_counted": "calendar", "notice_covers": "every_output"}
    article(story, "b")
    assert value(story, "outputs.noticed").of == 1
    story.tell(AttributionAsserted, "link-b", "2026-03-02", {"output_id": "b", "award_id": "w", "role": "supported"})
    story.tell(AwardTermsSet, "t2", "2026-02-01", {"award_id": "w"} | everything)
    assert value(story, "outputs.noticed").of == 2


def test_nothing_is_claimed_where_nobody_looked_and_none_is_said_where_somebody_did(story: Story) -> None:
    for measure in ("outputs.open_access", "outputs.acknowledged", "outputs.noticed"):
        assert value(story, measure).state is State.NOT_ASKED
    story.tell(
        OutputRecorded, "prize", "2026-03-02", {"type": "award_recognition", "title": "Prize", "state": "public"}
    )
    for measure, words in (
        ("outputs.open_access", "No article fell under the policy"),
        ("outputs.acknowledged", "No output needed an acknowledgement"),
        ("outputs.noticed", "No notice was needed"),
    ):
        found = value(story, measure)
        assert found.state is State.NONE
        assert printed(by_id(measure), found) == words


def test_one_planned_and_not_public_is_in_no_figure(story: Story) -> None:
    press(story, "planned", state="planned")
    assert value(story, "outputs.noticed").state is State.NONE
    story.tell(OutputPublished, "planned", "2026-03-06", {})
    assert value(story, "outputs.noticed").of == 1


def test_the_reports_table_names_each_output_with_the_clause_that_decides(story: Story) -> None:
    article(story, "Warm homes")
    evidence(story, "Warm homes", data_statement=False)
    check(story, "Warm homes", "ack.award")
    press(story, "Press release")
    story.tell(
        OutputRecorded, "prize", "2026-03-02", {"type": "award_recognition", "title": "Prize", "state": "public"}
    )
    names = cast(Names, SimpleNamespace())
    table = compliance_table(NaiveSight(story.events, PROGRAMME), PERIOD, names)
    assert table.rows == (
        ("2026-03-02", "Warm homes", "Does not comply (oa.data_statement)", "Not right (ack.award)", "Not needed"),
        (
            "2026-03-06",
            "Press release",
            "Outside the policy (oa.kind)",
            "Not checked",
            "Not given (by 3 March 2026, notice.media)",
        ),
    )
    assert "ack.award: The number of every award" in table.note
