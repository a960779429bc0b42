"""Merge, undo, as known before, between and after: the service records, the ledger takes, the measures count.

Figures are read from the real ledger at every position. What they must be is counted by hand in the stories, and in the
random ones from the service's own tables as they stood at that moment, the slow and obvious way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from installation import Installation
from sqlalchemy import Engine, select, text

from services.outputs.commands import agreement, attribution, merging, publication, recording, versions
from services.outputs.tables import attributions, merges, outputs
from services.reporting import rebuild
from services.reporting.ledger.append import Writer
from services.reporting.measures.period import Period
from services.reporting.measures.registry import by_id
from services.reporting.projections.reader import snapshot
from services.reporting.reports.sight import ProgrammeSight
from shared.context import Actor, Context, Grant, using
from shared.database import transaction
from shared.errors import WaymarkError
from shared.events.event import Event

PERIOD = Period(date(2026, 1, 1), date(2026, 6, 30))
MEASURES = ("outputs.new", "outputs.attributions", "outputs.dois")
#: days in the period, one before it and one after
DAYS = ("2026-01-01", "2026-03-04", "2025-12-31", "2026-06-30", "2026-07-01")
numbers = count()
Counts = tuple[int, int, int]


@dataclass
class Programme:
    """A programme whose commands are given straight to the use cases, and whose facts go into a real ledger."""

    service: Engine
    ledger: Engine
    writer: Writer
    programme_id: str = field(default_factory=lambda: f"ONE-{next(numbers)}")
    last: int = 0
    position: int = 0

    def do(self, command: Callable[..., Any], **fields: Any) -> Any:
        """One command in one transaction; its facts are in the ledger when it returns."""
        actor = Actor("person-1", (Grant("programme_manager", self.programme_id),))
        with transaction(self.service) as session, using(Context(actor=actor)):
            reply = command(session, **fields)
        self._take()
        return reply

    def record(self, title: str, on: str | None = "2026-03-04", **more: Any) -> str:
        named = {"published_on": on} if on else {"state": "accepted", "planned_on": "2026-09-01"}
        fields = {"programme_id": self.programme_id, "type": "publication", "title": title} | named | more
        return str(self.do(recording.record_output, **fields)["output_id"])

    def merge(self, kept: str, absorbed: str) -> str:
        return str(self.do(merging.merge_outputs, kept_id=kept, absorbed_id=absorbed)["merge_event_id"])

    def undo(self, merge: str) -> None:
        self.do(merging.undo_merge, merge_event_id=merge)

    def totals(self, position: int | None = None) -> Counts:
        """New outputs, links and DOIs of the period, as known at the position; a nothing is 0 here."""
        with snapshot(self.ledger) as snap:
            sight = ProgrammeSight(snap, self.programme_id, self.position if position is None else position)
            found = [by_id(measure)(sight, PERIOD).amount or 0 for measure in MEASURES]
        return int(found[0]), int(found[1]), int(found[2])

    def _take(self) -> None:
        query = text(
            "select id, attributes, body from outbox"
            " where id > :last and attributes->>'programmeid' = :programme order by id"
        )
        with self.service.connect() as connection:
            rows = connection.execute(query, {"last": self.last, "programme": self.programme_id}).all()
        if not rows:
            return
        with self.ledger.begin() as connection:
            self.writer.apply(connection, [Event.from_attributes(row.attributes, bytes(row.body)) for row in rows])
            self.position = int(connection.execute(text("select max(position) from ledger")).scalar_one())
        self.last = rows[-1].id


@pytest.fixture(scope="module")
def engines(installation: Installation) -> Iterator[tuple[Engine, Engine, Writer]]:
    installation.databases("outputs", "reporting")
    rebuild.ensure(installation.engine("reporting"))
    yield installation.engine("outputs"), installation.engine("reporting"), Writer()


@pytest.fixture
def programme(engines: tuple[Engine, Engine, Writer]) -> Programme:
    return Programme(*engines)


def test_totals_are_right_before_a_merge_between_and_after_it_was_undone(programme: Programme) -> None:
    # two records of one paper: both of the award A1, one of A2 besides; a DOI each
    kept = programme.record("Homes", doi="10.5555/one", award_ids=["A1"])
    other = programme.record("Homes.", doi="10.5555/two", award_ids=["A1", "A2"])
    before = programme.position
    assert programme.totals() == (2, 3, 2)  # 2 outputs; links 1 + 2; 2 DOIs
    merge = programme.merge(kept, other)
    between = programme.position
    assert programme.totals() == (1, 2, 2)  # one output, of A1 and A2 once each; a merge takes no DOI away
    programme.undo(merge)
    assert programme.totals() == (2, 3, 2)
    assert [programme.totals(at) for at in (before, between, programme.position)] == [(2, 3, 2), (1, 2, 2), (2, 3, 2)]


def test_in_a_chain_of_merges_the_middle_is_undone_and_the_rest_stands(programme: Programme) -> None:
    a, b, c = (programme.record(f"Paper {name}", doi=f"10.5555/{name}", award_ids=["A1"]) for name in "abc")
    first, second = programme.merge(b, a), None
    assert programme.totals() == (2, 2, 3)  # (a+b), c
    second = programme.merge(c, b)
    assert programme.totals() == (1, 1, 3)  # (a+b+c)
    middle = programme.position
    programme.undo(first)
    assert programme.totals() == (2, 2, 3)  # a, (b+c)
    programme.undo(second)
    assert programme.totals() == (3, 3, 3)
    assert programme.totals(middle) == (1, 1, 3)


def test_an_output_withdrawn_as_not_ours_takes_with_it_what_was_merged_into_it(programme: Programme) -> None:
    kept, other = programme.record("Ours?", award_ids=["A1"]), programme.record("Ours??", doi="10.5555/x")
    merge = programme.merge(kept, other)
    programme.do(publication.withdraw_output, output_id=kept, kind="not_ours")
    assert programme.totals() == (0, 0, 0)
    gone = programme.position
    programme.undo(merge)  # two after all: only the one was not ours
    assert programme.totals() == (1, 0, 1)
    programme.do(publication.reinstate_output, output_id=kept)
    assert programme.totals() == (2, 1, 1)
    assert programme.totals(gone) == (0, 0, 0)


def test_a_preprint_counts_with_its_article_also_when_the_article_is_merged_into_another_record(
    programme: Programme,
) -> None:
    preprint = programme.record("Homes", "2026-01-01", subtype="preprint", award_ids=["A1"])
    article = programme.record("Homes", "2026-07-01", subtype="journal_article", award_ids=["A1"])
    again = programme.record("Homes!", "2026-07-01", award_ids=["A2"])
    assert programme.totals() == (1, 1, 0)  # the preprint; the article is of July
    programme.do(versions.link_version, output_id=preprint, version_of=article)
    assert programme.totals() == (1, 1, 0)  # the work, public since January
    merge = programme.merge(again, article)
    assert programme.totals() == (1, 2, 0)  # with the link of the other record
    programme.undo(merge)
    programme.do(versions.unlink_version, output_id=preprint)
    assert programme.totals() == (1, 1, 0)


def test_a_link_counts_though_its_output_was_dated_later_when_it_was_said(programme: Programme) -> None:
    planned = programme.record("Planned for September", None, award_ids=["A1"])
    programme.do(publication.publish_output, output_id=planned, published_on="2026-05-20")
    assert programme.totals() == (1, 1, 0)


def test_a_link_entered_in_error_never_held_whatever_became_of_the_date(programme: Programme) -> None:
    output = programme.record("Moved", None, award_ids=["A1"])
    programme.do(publication.publish_output, output_id=output, published_on="2026-02-01")
    (link,) = _links(programme, output)
    programme.do(attribution.withdraw_attribution, attribution_id=link, reason_code="entered_in_error")
    assert programme.totals() == (1, 0, 0)


def _links(programme: Programme, output_id: str) -> list[str]:
    of = attributions.c
    with programme.service.connect() as connection:
        return list(connection.execute(select(of.attribution_id).where(of.output_id == output_id)).scalars())


#: few outputs, and merges more often than anything else, so that chains, undoing in the middle and withdrawals meet
STEPS = ("merge", "merge", "merge", "undo", "undo", "withdraw", "reinstate", "link", "link", "unlink", "redate",
         "publish", "attribute", "unsay", "record")  # fmt: skip
step = st.tuples(st.sampled_from(STEPS), st.integers(0, 4), st.integers(0, 4))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(step, min_size=8, max_size=24))
def test_totals_of_any_history_are_those_that_were_true_at_each_moment(
    engines: tuple[Engine, Engine, Writer], steps: list[tuple[str, int, int]]
) -> None:
    programme = Programme(*engines)
    made: list[str] = [programme.record(f"Start {n}", DAYS[n], doi=f"10.5555/{n}") for n in range(4)]
    done: list[str] = []
    moments = [(programme.position, _naive(programme))]
    for kind, a, b in steps:
        try:
            _take_step(programme, kind, (a, b), made, done)
        except WaymarkError:
            continue  # refused: nothing was recorded
        moments.append((programme.position, _naive(programme)))
    assert [(at, programme.totals(at)) for at, _ in moments] == moments


def _take_step(programme: Programme, kind: str, at: tuple[int, int], made: list[str], done: list[str]) -> None:
    one, other = made[at[0] % len(made)], made[at[1] % len(made)]
    if kind == "record":
        doi = {"doi": f"10.5555/r{len(made)}"} if at[1] % 2 else {}
        awards = [f"A{n}" for n in range(at[1] % 3)]
        made.append(programme.record(f"Work {len(made)}", [*DAYS, None][at[0] % 6], award_ids=awards, **doi))
    elif kind == "merge":
        done.append(programme.merge(one, other))
    elif kind == "undo" and done:
        programme.undo(done[at[0] % len(done)])
    elif kind == "publish":
        programme.do(publication.publish_output, output_id=one, published_on=DAYS[at[1] % 5])
    elif kind == "redate":
        programme.do(recording.change_output, output_id=one, reason_code="correction", published_on=DAYS[at[1] % 5])
    elif kind == "withdraw":
        why = ("not_ours", "error", "retracted")[at[1] % 3]
        programme.do(publication.withdraw_output, output_id=one, kind=why, noticed_on=date(2026, 8, 1))
    elif kind == "reinstate":
        programme.do(publication.reinstate_output, output_id=one)
    elif kind == "link":
        programme.do(versions.link_version, output_id=one, version_of=other)
    elif kind == "unlink":
        programme.do(versions.unlink_version, output_id=one)
    elif kind == "attribute":
        said = programme.do(attribution.assert_attribution, output_id=one, award_id=f"A{at[1] % 3}")
        if at[1] % 2:
            programme.do(agreement.agree_attribution, attribution_id=said["attribution_id"])
    elif kind == "unsay" and (links := _links(programme, one)):
        said = links[at[1] % len(links)]
        programme.do(attribution.withdraw_attribution, attribution_id=said, reason_code="entered_in_error")


def _naive(programme: Programme) -> Counts:
    """The three totals from the rows of the service as they stand now."""
    with programme.service.connect() as connection:
        mine = outputs.c.programme_id == programme.programme_id
        rows = {row.output_id: row for row in connection.execute(select(outputs).where(mine))}
        links = list(
            connection.execute(select(attributions).where(attributions.c.programme_id == programme.programme_id))
        )

    def whole(output_id: str) -> str:
        while rows[output_id].absorbed_by:
            output_id = rows[output_id].absorbed_by
        return output_id

    for row in rows.values():  # what the register counts by is the end of the chain
        assert (row.stands_with or row.output_id) == whole(row.output_id)
    counting = {key for key in rows if rows[whole(key)].withdrawn_kind in (None, "retracted")}
    works: dict[str, int] = {key: number for number, key in enumerate(sorted(counting))}
    joined = [(key, whole(key)) for key in counting]
    joined += [
        (key, whole(rows[key].version_of)) for key in counting if whole(key) == key and rows[key].version_of in counting
    ]
    for _ in works:  # whoever is joined has the same number
        for one, other in joined:
            works[one] = works[other] = min(works[one], works[other])
    days: dict[int, list[date]] = {}
    for key, work in works.items():
        if rows[key].state == "public":
            days.setdefault(work, []).append(rows[key].on_date)
    new = {work for work, its in days.items() if min(its) in PERIOD}
    awards = {
        (works[link.output_id], link.award_id)
        for link in links
        if link.state != "withdrawn" and works.get(link.output_id) in new
    }
    dois = {rows[key].doi_key for key, work in works.items() if work in new} - {None}
    return len(new), len(awards), len(dois)


def test_two_who_merge_the_same_two_at_once_leave_one_merge(programme: Programme) -> None:
    a, b = programme.record("One"), programme.record("Two")
    programme.merge(a, b)
    with pytest.raises(WaymarkError, match="part of another"):
        programme.merge(b, a)
    with programme.service.connect() as connection:
        assert len(connection.execute(select(merges).where(merges.c.programme_id == programme.programme_id)).all()) == 1
