"""Two who do something at once: each waits its turn, none in a ring, and nothing falls between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from installation import until
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from services.outputs.commands.finding import lock_programme
from shared.calls import outputs as calls
from shared.messaging.client import Client
from tests.integration.outputs.conftest import Asking
from tests.integration.outputs.test_decisions_and_indicators import indicator, measure
from tests.integration.outputs.test_impact import People
from tests.integration.outputs.test_involvement import consents


@contextmanager
def meanwhile(ask: Asking, hold: Callable[[Connection], Any], do: Callable[[Asking], Any]) -> Iterator[Connection]:
    """Hold something in a transaction, and do something else that comes to wait for it; it ends behind the block."""
    client = Client(ask.installation.amqp_uri, timeout=30)
    other = Asking(ask.installation, client)
    other.programme = ask.programme
    with ask.installation.engine("outputs").connect() as holder, ThreadPoolExecutor(1) as threads:
        hold(holder)
        mine = holder.execute(text("select pg_backend_pid()")).scalar()
        done: Future[Any] = threads.submit(do, other)
        until(lambda: done.done() or _waits_for(ask, mine), within=20, what="the other comes to wait")
        assert not done.done(), done.result()
        yield holder
        holder.commit()
        done.result(timeout=20)
    client.close()


def _waits_for(ask: Asking, pid: Any) -> bool:
    query = text("select count(*) from pg_stat_activity where :pid = any(pg_blocking_pids(pid))")
    with ask.installation.engine("outputs").connect() as connection:
        return bool(connection.execute(query, {"pid": pid}).scalar())


def hold_programme(programme: str) -> Callable[[Connection], Any]:
    def hold(connection: Connection) -> None:
        lock_programme(Session(connection), programme)

    return hold


def hold_row(table: str, key: str, value: str) -> Callable[[Connection], Any]:
    query = text(f"select 1 from {table} where {key} = :it for update nowait")
    return lambda connection: connection.execute(query, {"it": value})


def test_who_claims_a_proposal_waits_for_its_programme_before_holding_it(ask: Asking) -> None:
    proposal = f"proposal-{uuid4().hex[:8]}"
    row = {"it": proposal, "programme": ask.programme, "key": f"work:{proposal}"}
    columns = "proposal_id, programme_id, key, identifiers, work_key, type, title, details, authors, funding, "
    columns += "open_access, sources, whole, harvested_by, on_date, date_precision"
    values = ":it, :programme, :key, '{}', :key, 'publication', 'Warm homes', '{}', '[]', '[]', '{}', '{}', true, 'p',"
    with ask.installation.engine("outputs").begin() as connection:
        insert = f"insert into proposals ({columns}) values ({values} '2026-01-01', 'day')"
        connection.execute(text(insert), row)
    claim = lambda other: other(calls.ClaimProposal, proposal_id=proposal)  # noqa: E731
    with meanwhile(ask, hold_programme(ask.programme), claim) as worker:
        hold_row("proposals", "proposal_id", proposal)(worker)  # as the worker of look-ups does: it is free
    assert ask(calls.Proposal, proposal_id=proposal)["state"] == "claimed"


def test_who_links_two_steps_waits_for_the_programme_before_holding_one(ask: Asking) -> None:
    first, second = (
        ask(calls.AddPathwayStep, programme_id=ask.programme, level="outcome", title=title)["step_id"]
        for title in ("Warmer homes", "Fewer falls")
    )
    link = lambda other: other(calls.LinkPathwayStep, step_id=first, to_step_id=second)  # noqa: E731
    with meanwhile(ask, hold_programme(ask.programme), link) as other:
        hold_row("pathway_steps", "step_id", first)(other)


def test_who_takes_a_measurement_back_waits_for_its_indicator_before_holding_it(ask: Asking) -> None:
    key = indicator(ask)
    wrong = measure(ask, key, "50")
    withdraw = lambda other: other(  # noqa: E731
        calls.WithdrawMeasurement, measurement_id=wrong, reason_code="entered_in_error"
    )
    with meanwhile(ask, hold_row("indicators", "indicator_id", key), withdraw) as other:
        hold_row("measurements", "measurement_id", wrong)(other)


def test_a_consent_does_not_end_while_evidence_is_let_rest_on_it(ask: Asking) -> None:
    people = People(ask)
    impact = people.claim()
    consent = consents(ask, "parent-1", ("testimonial",))
    said = {"kind": "testimonial", "source": "beneficiary", "testimonial": "They came.", "title": "A parent"}
    attach = lambda other: People(other).attach(impact, consent_id=consent, **said)  # noqa: E731
    with meanwhile(ask, hold_row("impact_claims", "impact_id", impact), attach) as other:
        savepoint = other.begin_nested()
        with pytest.raises(OperationalError, match="could not obtain lock"):
            hold_row("known_consents", "consent_id", consent)(other)
        savepoint.rollback()
    assert people.strength(impact) == "evidenced"


def test_an_award_that_is_heard_of_while_somebody_writes_its_number_down_is_attributed(ask: Asking) -> None:
    output, reference = ask.record(), f"NIHR{uuid4().int % 10**6:06}"
    columns = "attribution_id, output_id, programme_id, award_reference, reference_key, role, basis, state, asserted_by"
    attribution = {"it": str(uuid4()), "output": output, "programme": ask.programme, "number": reference}

    def writes(connection: Connection) -> None:
        hold_programme(ask.programme)(connection)
        values = ":it, :output, :programme, :number, lower(:number), 'funded', 'asserted_by_person', 'as_written', 'p'"
        insert = f"insert into attributions ({columns}, asserted_on) values ({values}, '2026-03-01')"
        connection.execute(text(insert), attribution)

    award = f"award-{uuid4().hex[:8]}"
    with meanwhile_heard(ask, writes, lambda: ask.tell_of_award(award, reference)):
        pass
    until(lambda: ask.attributed(output) == [(award, "asserted")], within=20, what="the output is attributed")


@contextmanager
def meanwhile_heard(ask: Asking, hold: Callable[[Connection], Any], tell: Callable[[], Any]) -> Iterator[None]:
    """As `meanwhile`, of a fact that the service hears."""
    with ask.installation.engine("outputs").connect() as holder:
        hold(holder)
        mine = holder.execute(text("select pg_backend_pid()")).scalar()
        tell()
        until(lambda: _waits_for(ask, mine), within=20, what="who hears of it comes to wait")
        yield
        holder.commit()
