"""The envelope survives the wire, and carries nothing that a subscriber of ours or of stock nameko cannot read."""

from __future__ import annotations

import pytest

from shared.events.event import PREFIX, Event
from tests.contract.sample_event import sample_event


def test_an_event_comes_back_from_the_wire_as_it_was() -> None:
    event = sample_event()
    assert Event.from_message(event.headers(), event.body) == event


def test_attributes_that_are_absent_stay_absent() -> None:
    event = sample_event(corrects=None, causationid=None, traceparent=None, origin=None)
    assert not {PREFIX + name for name in ("corrects", "causationid", "traceparent", "origin")} & set(event.headers())
    assert Event.from_message(event.headers(), event.body) == event


def test_headers_of_others_are_ignored() -> None:
    event = sample_event()
    assert Event.from_message({"x-death": [], "nameko.call_id": "1"} | event.headers(), event.body) == event


def test_the_exchange_and_routing_key_are_those_of_namekos_convention() -> None:
    event = sample_event()
    assert (event.exchange, event.routing_key) == ("projects.events", "milestone.achieved")


def test_a_message_that_is_not_one_of_ours_is_refused() -> None:
    with pytest.raises(KeyError):
        Event.from_message({"x-death": []}, b"{}")
